"""processing of oems-intake."""
