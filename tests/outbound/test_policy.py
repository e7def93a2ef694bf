"""Who is answered, and who never is (RFC 3834, section 2)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.submissions import FaxFacts, Headers
from outbound.policy import OutboundSettings, address_in, thread_of, threading_id, why_not_acknowledge

SETTINGS = OutboundSettings(
    sender_address="OEMS.Recert@mass.gov",
    own_addresses=("oems.ambulance@mass.gov",),
    acknowledgements_a_day=3,
    prints_folder=Path("print"),
    undo_seconds=60,
)
ANA = Headers(sender="Ana Reyes <Ana.Reyes@example.org>", subject="My card", message_id="<1@example.org>")


def headers(**changes: str) -> Headers:
    return replace(ANA, **changes)


def test_person_is_answered() -> None:
    assert why_not_acknowledge(ANA, None, None, SETTINGS) is None


@pytest.mark.parametrize(
    ("changes", "automatic", "fax"),
    [
        pytest.param({}, "auto_reply", None, id="automatic reply"),
        pytest.param({}, "bounce", None, id="bounce"),
        pytest.param({}, "list", None, id="list"),
        pytest.param({}, None, FaxFacts("hylafax"), id="fax gateway"),
        pytest.param({"return_path": "<>"}, None, None, id="empty return path"),
        pytest.param({"list_id": "<ems.example.org>"}, None, None, id="list header"),
        pytest.param({"precedence": "Bulk"}, None, None, id="bulk"),
        pytest.param({"auto_submitted": "auto-generated"}, None, None, id="auto-submitted"),
        pytest.param({"auto_response_suppress": "OOF, AutoReply"}, None, None, id="Exchange asks for none"),
        pytest.param({"sender": ""}, None, None, id="no sender"),
        pytest.param({"sender": "undisclosed"}, None, None, id="no address"),
        pytest.param({"sender": "OEMS <oems.recert@MASS.gov>"}, None, None, id="ourselves"),
        pytest.param({"sender": "oems.ambulance@mass.gov"}, None, None, id="another address of ours"),
        pytest.param({"sender": "MAILER-DAEMON@example.org"}, None, None, id="mailer daemon"),
        pytest.param({"sender": "Portal <no-reply@example.org>"}, None, None, id="no-reply"),
        pytest.param({"sender": "fax@example.org"}, None, None, id="fax robot"),
    ],
)
def test_robots_lists_and_ourselves_are_not_answered(
    changes: dict[str, str], automatic: str | None, fax: Any
) -> None:
    assert why_not_acknowledge(headers(**changes), automatic, fax, SETTINGS)


@pytest.mark.parametrize(
    ("header", "address"),
    [
        pytest.param("Ana <Ana@Example.org>", "ana@example.org", id="named"),
        pytest.param('"ana@one.example" <bo@two.example>', "bo@two.example", id="address as a name"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_address_is_the_real_one(header: str, address: str) -> None:
    assert address_in(header) == address


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            headers(),
            headers(message_id="<2@x.org>", references="<1@example.org> <9@x.org>"),
            id="references",
        ),
        pytest.param(
            headers(), headers(message_id="<2@x.org>", in_reply_to="<1@example.org>"), id="in-reply-to"
        ),
        pytest.param(
            headers(message_id=""), headers(message_id="", subject="RE: Fwd: my CARD"), id="subject"
        ),
    ],
)
def test_answers_are_one_thread(first: Headers, second: Headers) -> None:
    assert thread_of(first) == thread_of(second)


def test_new_mail_is_a_new_thread() -> None:
    assert thread_of(ANA) != thread_of(headers(message_id="<2@example.org>"))


@pytest.mark.parametrize(
    ("given", "repeated"),
    [
        pytest.param("<a.b+1@mail.example.org>", "<a.b+1@mail.example.org>", id="plain"),
        pytest.param("<1@example.org>\r\nBcc: x@example.org", "", id="another header"),
        pytest.param("<123-45-6789 Ana Reyes@example.org>", "", id="words"),
        pytest.param("no angle brackets", "", id="none"),
        pytest.param(f"<{'x' * 500}@example.org>", "", id="too long"),
    ],
)
def test_only_a_true_message_id_is_repeated(given: str, repeated: str) -> None:
    assert threading_id(given) == repeated
