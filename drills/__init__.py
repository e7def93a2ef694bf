"""Drills: the product killed, frozen and fed with rubbish on purpose, and what must hold afterwards."""
