"""samples of oems-intake."""
