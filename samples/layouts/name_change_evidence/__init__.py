"""Layouts of `name_change_evidence`."""

from samples.layout import Layout

LAYOUTS: tuple[Layout, ...] = ()
