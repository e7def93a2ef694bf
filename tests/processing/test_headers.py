"""The headers that tests look through for private words: chance is left out, and nothing else."""

from email.message import EmailMessage

import pytest

from tests.processing.headers import header_words

OWN = f"<{'4321' * 8}.dispatch@oems.example>"


def a_mail(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = headers.get("subject", "Your verification")
    mail["Message-ID"] = headers.get("message_id", OWN)
    mail.set_content("words")
    mail.add_attachment(
        b"letter", maintype="application", subtype="pdf", filename=headers.get("name", "a.pdf")
    )
    mail.set_boundary("===============4321==")
    return mail


def test_what_chance_made_is_left_out() -> None:
    assert "4321" not in header_words(a_mail())


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"subject": "SSN 4321"}, id="subject"),
        pytest.param({"message_id": "<ana-4321@oems.example>"}, id="another Message-ID"),
    ],
)
def test_what_somebody_wrote_is_not(headers: dict[str, str]) -> None:
    assert "4321" in header_words(a_mail(**headers))
