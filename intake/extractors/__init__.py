"""Documents in, their evidence out (`extract.py`).

Rooms, each of which knows only those above it: `normalise`, `sheets`, `people`, `cpr`, `requests`, `mentions`,
`name_papers`, `sureness`, `known_forms`; the modules here put them together. Each room's `__init__` says what it holds.
"""
