"""What name-change and identity papers say: their type, old and new name, parties, births, dates, zones and codes."""
