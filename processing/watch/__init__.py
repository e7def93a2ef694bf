"""The watch over the installation: what is looked at, what is wrong, who is told."""
