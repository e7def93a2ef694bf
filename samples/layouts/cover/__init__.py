"""Layouts of `cover`."""

from samples.layout import Layout

LAYOUTS: tuple[Layout, ...] = ()
