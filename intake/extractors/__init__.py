"""intake extractors of oems-intake."""
