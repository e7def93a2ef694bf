"""The drawn layouts, a folder a kind."""
