"""Private servers that the tests start: PostgreSQL, Redis, Dovecot, and an SMTP server."""
