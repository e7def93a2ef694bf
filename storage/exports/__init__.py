"""Exports of the eLicensing system: their form, their rows, their records."""
