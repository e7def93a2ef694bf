"""intake readers of oems-intake."""
