"""A form that cannot be taken comes back as it was sent, with the reason at the field."""

import re
from dataclasses import dataclass

import pytest

from domain.kinds import Role
from tests.review.office import Office


@dataclass(frozen=True)
class Sent:
    """A form that is refused, and what must still stand in it."""

    role: Role
    path: str
    form: dict[str, str]
    kept: tuple[str, ...]
    at: str
    """Id of the field at fault."""
    words: str


REFUSED = [
    pytest.param(
        Sent(Role.REVIEWER, "/cases/{case}/move",
             {"version": "1", "paper": "{document}", "to": "C-2026-9", "why": "wrong"},
             ('value="C-2026-9"', 'value="wrong"', 'value="{document}" checked'),
             "move-to", "whole reference"),
        id="move to no case",
    ),
    pytest.param(
        Sent(Role.REVIEWER, "/cases/{case}/move", {"version": "1", "why": "wrong"}, ('value="wrong"',),
             "move-paper", "Choose the papers"),
        id="move nothing",
    ),
    pytest.param(
        Sent(Role.REVIEWER, "/cases/{case}/move", {"version": "1", "paper": "{document}", "why": "apart"},
             ('value="apart"', 'value="{document}" checked'), "move-to", "Leave one here"),
        id="split all",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/calendar/close", {"day": "2026-03-08", "why": "snow"},
             ('value="2026-03-08"', 'value="snow"'), "day", "closed on 2026-03-08"),
        id="close a Sunday",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/calendar/close", {"day": "2026-03-04", "why": " "}, ('value="2026-03-04"',),
             "why", "Say why"),
        id="close without a word",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/calendar/days", {"kind": "cpr_card", "days": "none"}, ('value="none"',),
             "days-cpr_card", "working days"),
        id="days in words",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/directory", {"key": "Bad Key", "name": "Some Bureau", "fax": "617 555 0100"},
             ('value="Bad Key"', 'value="Some Bureau"', 'value="617 555 0100"'), "key", "A key has"),
        id="directory key",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/directory", {"key": "us-xx", "name": "Some Bureau", "email": "nobody"},
             ('value="us-xx"', 'value="nobody"'), "email", "no email address"),
        id="directory email",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/directory", {"key": "us-xx", "name": "Some Bureau", "accepts": "fax"},
             ('value="us-xx"', 'value="fax" checked'), "accepts", "no place for that"),
        id="directory way",
    ),
    pytest.param(
        Sent(Role.ADMIN, "/accounts", {"name": "no good", "role": "auditor"},
             ('value="no good"', "<option selected>auditor"), "name", "letters, digits"),
        id="account",
    ),
    pytest.param(
        Sent(Role.CLERK, "/batches/{batch}/expect", {"envelopes": "2", "pages": "many"},
             ('value="2"', 'value="many"'), "pages", "Type a count"),
        id="count in words",
    ),
    pytest.param(
        Sent(Role.CLERK, "/batches/{batch}/close", {"words": " "}, (), "words", "say in words"),
        id="close a batch that differs",
    ),
    pytest.param(
        Sent(Role.CLERK, "/quarantine/{entry}/close", {"words": " "}, (), "words", "Say in words"),
        id="close an entry",
    ),
    pytest.param(
        Sent(Role.REVIEWER, "/quarantine/{entry}/replace", {}, (), "file", "better copy"),
        id="no better copy",
    ),
]  # fmt: skip


@pytest.mark.parametrize("sent", REFUSED)
def test_what_was_typed_stays_with_the_reason_at_the_field(office: Office, sent: Sent) -> None:
    case_id = office.open_case()
    with office.storage.work() as work:
        (document,) = work.cases.get(case_id).document_ids
    batch, _ = office.scan({}, expected=3)
    names = {"case": case_id, "document": document, "batch": batch, "entry": office.quarantine(case_id)}
    visitor = office.visitor("somebody", sent.role)
    form = {key: value.format(**names) for key, value in sent.form.items()}
    answer = visitor.post(sent.path.format(**names), **form)
    assert answer.status_code == 422
    for kept in sent.kept:
        assert kept.format(**names) in answer.text
    said = re.search(rf'<p class="at-field" id="{sent.at}-problem">([^<]+)</p>', answer.text)
    assert said, "no reason at the field"
    assert sent.words in said[1]
    assert re.search(rf'aria-describedby="{sent.at}-problem"', answer.text)
    assert answer.text.count('aria-invalid="true"') == 1
