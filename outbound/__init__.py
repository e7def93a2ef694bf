"""outbound of oems-intake."""
