"""The words of the office, as types: no library, no database, no clock of its own."""
