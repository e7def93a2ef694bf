"""Whom a paper is about, whatever its kind: name, numbers, birth date, level."""
