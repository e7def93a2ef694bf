"""A document laid out: rows and segments of words, the labels among them, and what answers each label."""
