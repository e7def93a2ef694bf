"""processing rules of oems-intake."""
