"""Telephones, mailboxes and addresses of the Massachusetts office itself, to which nothing is sent back."""

import re

OWN_PHONES = frozenset({"617-753-7320", "617-753-7300", "617-753-8000"})
OWN_EMAIL = re.compile(
    r"(?i)@(?:[\w.]*\.)?(?:mass\.gov|state\.ma\.us)$|^oems\.(?:recert|ambulance|licens\w*|info)@(?:mass|ma|dph)\b"
)
OWN_ADDRESS = re.compile(r"(?i)67 forest|99 chauncy|marlborough,? ma 01752|02111")
