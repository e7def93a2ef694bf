"""IMAP mailboxes: peek, store, commit, and only then move aside. Nothing is ever deleted.

`accounts` reads the settings, `tokens` and `session` get in and talk, `walking` brings messages into custody
through `fetching` and `aside`, `idling` waits for news, `pulse` shows whether a line still lives, and
`listing` says what lies on the server. Identity of a message is account, folder, UIDVALIDITY and UID
(RFC 9051, section 2.3.1.1).
"""
