"""How fast mail comes into custody, beside a bare download of the same mailbox."""
