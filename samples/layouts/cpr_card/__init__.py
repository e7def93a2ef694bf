"""Layouts of `cpr_card`."""

from samples.layout import Layout

LAYOUTS: tuple[Layout, ...] = ()
