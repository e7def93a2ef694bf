"""Invented mails, as bytes."""

from email.message import EmailMessage


def plain_mail(
    number: int = 1, *, subject: str = "My papers", message_id: str | None = "", **headers: str
) -> bytes:
    """A small mail; `message_id` None leaves the header out."""
    mail = EmailMessage()
    mail["From"] = "Ana Reyes <ana.reyes@example.org>"
    mail["To"] = "oems.recert@mass.gov"
    mail["Subject"] = subject
    mail["Date"] = "Thu, 1 Jan 2015 08:00:00 -0500"
    if message_id is not None:
        mail["Message-ID"] = message_id or f"<{number}@example.org>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(f"Message number {number}.\n")
    return mail.as_bytes()
