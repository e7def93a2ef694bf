"""The recipes of the stages, and how one is run under a lease."""
