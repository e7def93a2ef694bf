"""What the headers of a mail say, without what chance makes: digits in there are nobody's."""

import re
from email.message import EmailMessage

#: The line between parts, which the mail library draws at random until it stands nowhere in them.
_BOUNDARY = re.compile(r'\bboundary="[^"]*"')
#: The hexadecimal digits of a dispatch's own Message-ID.
_OWN_ID = re.compile(r"<[0-9a-f]{32}(?=\.dispatch@)")


def header_words(mail: EmailMessage) -> str:
    """All headers, a line each, random boundaries and the digits of our own Message-IDs left out."""
    said = "\n".join(map(str, mail.values()))
    return _OWN_ID.sub("<", _BOUNDARY.sub("boundary", said))
