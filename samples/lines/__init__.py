"""Drawn and worn lines of print and handwriting, and the recogniser that learns further from them."""
