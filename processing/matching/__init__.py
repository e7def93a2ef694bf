"""processing matching of oems-intake."""
