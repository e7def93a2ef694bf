"""How often the machine is right: predictions held against labelled papers, counted, compared over runs.

The forms of truth and predictions are those of `docs/contracts.md`.
"""
