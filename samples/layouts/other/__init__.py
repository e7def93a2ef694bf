"""Layouts of `other`."""

from samples.layout import Layout

LAYOUTS: tuple[Layout, ...] = ()
