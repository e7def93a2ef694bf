"""The review pages: sign-in, queue, case, decision; no rules of its own."""
