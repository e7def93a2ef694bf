"""storage of oems-intake."""
