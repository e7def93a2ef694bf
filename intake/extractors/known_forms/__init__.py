"""Forms of which people corrected or confirmed a copy: kept, found again, read, measured."""
