"""Papers of every kind put together at random, as text."""
