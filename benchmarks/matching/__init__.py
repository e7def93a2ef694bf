"""How well matching tells people apart."""
