"""intake parsers of oems-intake."""
