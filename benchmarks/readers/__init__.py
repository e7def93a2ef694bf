"""Measures both readers on invented pages."""
