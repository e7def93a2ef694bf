"""processing stages of oems-intake."""
