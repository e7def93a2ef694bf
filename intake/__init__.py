"""intake of oems-intake."""
