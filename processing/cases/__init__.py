"""processing cases of oems-intake."""
