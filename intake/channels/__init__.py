"""intake channels of oems-intake."""
