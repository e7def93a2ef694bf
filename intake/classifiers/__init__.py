"""intake classifiers of oems-intake."""
