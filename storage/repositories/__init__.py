"""The repositories: one module for each part of the record."""
