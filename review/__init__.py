"""review of oems-intake."""
