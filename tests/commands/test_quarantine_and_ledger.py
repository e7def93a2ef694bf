"""`quarantine` and `ledger` on the command line."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy.orm import Session

from commands.base import Exit
from commands.ledger import ledger
from commands.quarantine import (
    assign,
    close,
    escalate,
    export,
    list_entries,
    reopen,
    replace,
    retry,
    show,
)
from commands.users import add_user
from domain.errors import TransientError
from domain.kinds import Kind, Role, Route
from domain.ledger import subject_of
from domain.states import Stage
from tests.processing.desk import Desk
from tests.storage.situations import NOW

Say = Callable[..., str]
Fail = Callable[..., tuple[int, str]]


@pytest.fixture
def entry(desk: Desk) -> int:
    """A submission that could not be unpacked."""
    case = desk.open(Kind.CPR_CARD)
    return add_entry(desk, case)


def add_entry(desk: Desk, case: Any, reason: str = "It needs a password.") -> int:
    with desk.storage.work() as work:
        submission = work.cases.get(case).submission_id
        work.quarantine.add(submission, None, Stage.UNPACK, reason, "Ask for one.", NOW.date(), NOW)
        return work.quarantine.entries()[-1].id


class TestQuarantine:
    def test_entry_is_tried_again_or_closed_with_words(
        self, desk: Desk, entry: int, say: Say, fail: Fail
    ) -> None:
        other = add_entry(desk, desk.open(Kind.CPR_CARD, key="2"), "It is broken.")
        assert "It needs a password." in say(list_entries)
        assert "LATE" in say(list_entries)  # it was due in March 2026
        ids = [json.loads(line)["id"] for line in say(list_entries, as_json=True).splitlines()]
        assert ids == [entry, other]
        say(retry, entry)
        say(close, other, "asked the sender")
        assert "0 entries" in say(list_entries)
        assert "retried" in say(list_entries, every=True)
        for verb, more in ((retry, ()), (close, ("again",))):
            code, said = fail(verb, entry, *more)
            assert code == Exit.REFUSED
            assert "closed already" in said

    @pytest.mark.parametrize(
        ("verb", "words"),
        [
            pytest.param(show, (99,), id="show"),
            pytest.param(retry, (99,), id="retry"),
            pytest.param(close, (99, "done"), id="close"),
            pytest.param(reopen, (99,), id="reopen"),
            pytest.param(escalate, (99,), id="escalate"),
            pytest.param(assign, (99, "cleo"), id="assign"),
            pytest.param(assign, (1, "nobody"), id="to nobody known"),
        ],
    )
    def test_what_is_not_there_fails_as_for_every_other_verb(
        self, desk: Desk, entry: int, fail: Fail, verb: Callable[..., None], words: tuple[Any, ...]
    ) -> None:
        code, said = fail(verb, *words)
        assert code == Exit.FAILED
        assert "There is no" in said
        assert " list` shows them" in said

    def test_account_that_may_not_is_refused(self, desk: Desk, entry: int, fail: Fail, home: Path) -> None:
        add_user("alma", Role.AUDITOR, home=home)
        code, said = fail(assign, entry, "alma")
        assert (code, "no account that handles the quarantine" in said) == (Exit.REFUSED, True)

    def test_export_that_fails_is_not_logged_as_done(
        self, desk: Desk, entry: int, fail: Fail, tmp_path: Path
    ) -> None:
        assert fail(export, entry, tmp_path / "away" / "a.zip", whole=True, by="cleo")[0] == Exit.USAGE
        with desk.storage.work() as work:
            assert work.audit.entries(subject=subject_of(entry)) == []

    def test_export_that_cannot_be_logged_leaves_no_file(
        self, desk: Desk, entry: int, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target, commit, lost = tmp_path / "a.zip", Session.commit, []

        def lose_the_database(session: Session) -> None:
            if target.exists():
                lost.append(session)
                raise TransientError("the database connection was lost")
            commit(session)

        monkeypatch.setattr(Session, "commit", lose_the_database)
        with pytest.raises(typer.Exit):
            export(entry, target, whole=True, by="cleo", home=home)
        assert len(lost) == 1
        assert not target.exists()

    def test_all_of_a_reason_are_tried_again(self, desk: Desk, entry: int, say: Say) -> None:
        add_entry(desk, desk.open(Kind.CPR_CARD, key="2"))
        add_entry(desk, desk.open(Kind.CPR_CARD, key="3"), "It is broken.")
        assert "Entries 1, 2 will be tried again" in say(retry, entry, alike=True)
        assert "1 entries" in say(list_entries)

    def test_owner_history_and_reopening(self, desk: Desk, entry: int, say: Say, fail: Fail) -> None:
        say(assign, entry, "cleo", by="rita")
        say(escalate, entry)
        say(close, entry, "They brought it in.", by="cleo")
        say(reopen, entry)
        history = json.loads(say(show, entry, as_json=True))["history"]
        assert [line["what"] for line in history] == [
            "quarantine_assign",
            "quarantine_escalate",
            "quarantine_close",
            "quarantine_reopen",
        ]
        assert (history[0]["by"], history[0]["owner"]) == ("rita", "cleo")
        shown = say(show, entry)
        assert "rita: assign cleo" in shown
        assert "They brought it in" not in shown
        assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d E[SD]T rita: assign cleo$", shown, re.MULTILINE)
        assert "no active account" in fail(close, entry, "done", by="nobody")[1]

    def test_export_asks_for_an_account_and_overwrites_nothing(
        self, desk: Desk, entry: int, say: Say, fail: Fail, tmp_path: Path
    ) -> None:
        target = tmp_path / "out.zip"
        say(export, entry, target, whole=True, by="cleo")
        with zipfile.ZipFile(target) as archive:
            assert archive.read("content.bin") == b"original 1"
        assert target.stat().st_mode & 0o077 == 0
        assert fail(export, entry, target, whole=True, by="cleo")[0] == Exit.USAGE
        assert fail(export, entry, tmp_path / "b.zip", whole=True)[0] == Exit.REFUSED

    def test_restricted_part_is_exported_by_a_supervisor_alone(
        self, desk: Desk, say: Say, fail: Fail, tmp_path: Path
    ) -> None:
        entry = add_entry(desk, desk.open(Kind.OTHER, route=Route.RESTRICTED))
        assert "restricted" in fail(export, entry, tmp_path / "a.zip", whole=True, by="cleo")[1]
        say(export, entry, tmp_path / "a.zip", whole=True, by="sam")

    def test_better_copy_takes_its_place(
        self, desk: Desk, entry: int, say: Say, fail: Fail, tmp_path: Path
    ) -> None:
        better = tmp_path / "better.pdf"
        assert fail(replace, entry, better)[0] == Exit.USAGE
        better.write_bytes(b"%PDF-1.7 better")
        assert "is replaced by submission" in say(replace, entry, better, by="cleo")
        with desk.storage.work() as work:
            copy = work.quarantine.get(entry).replaced_by
            assert copy is not None
            assert work.submissions.get(copy).received_at == NOW


class TestSearching:
    """Whoever says on the telephone "I mailed you on Monday" is found by command too."""

    @pytest.fixture
    def arrivals(self, desk: Desk) -> dict[str, int]:
        """Entries by their sender: two ordinary ones and a restricted one."""
        cases = {
            "zoe": desk.open(Kind.CPR_CARD, sender="zoe@quill.example.org"),
            "ben": desk.open(Kind.CPR_CARD, key="2", sender="ben@vale.example.org"),
            "kim": desk.open(Kind.OTHER, key="3", sender="kim@quill.example.org", route=Route.RESTRICTED),
        }
        return {name: add_entry(desk, case) for name, case in cases.items()}

    @pytest.mark.parametrize(
        ("search", "by", "found"),
        [
            pytest.param("quill", None, {"zoe"}, id="by the sender"),
            pytest.param("Ana Reyes <zoe@quill", "rita", {"zoe"}, id="by whole words"),
            pytest.param("quill", "sam", {"zoe", "kim"}, id="by a supervisor what is restricted too"),
            pytest.param("nobody", "sam", set(), id="nobody"),
        ],
    )
    def test_by_sender(
        self, desk: Desk, arrivals: dict[str, int], say: Say, search: str, by: str | None, found: set[str]
    ) -> None:
        entries = [
            json.loads(line) for line in say(list_entries, search=search, by=by, as_json=True).splitlines()
        ]
        assert {e["id"] for e in entries} == {arrivals[name] for name in found}
        lines = [json.loads(line) for line in say(ledger, search=search, by=by, as_json=True).splitlines()]
        assert {line["submission"] for line in lines} == {e["submission"] for e in entries}
        assert {line["thing"] for line in lines} <= {"submission"}
        with desk.storage.work() as work:
            noted = [(e.action, e.subject, dict(e.details)) for e in work.audit.entries(limit=999)][-2:]
        account = {"account": by} if by else {}
        assert noted == [
            ("quarantine_listed", "quarantine", {"entries": len(found), **account}),
            ("ledger_listed", "ledger", account),
        ], "and never what was searched for"

    def test_by_case_and_by_reason(self, desk: Desk, arrivals: dict[str, int], say: Say) -> None:
        with desk.storage.work() as work:
            case = work.cases.of_submission(work.quarantine.get(arrivals["ben"]).submission_id)[0].id
        assert "1 entries" in say(list_entries, search=case)
        assert "3 entries" in say(list_entries, search="needs a PASSWORD")

    def test_is_refused_to_whom_the_pages_refuse_it(
        self, home: Path, arrivals: dict[str, int], fail: Fail
    ) -> None:
        add_user("adam", Role.ADMIN, home=home)
        for verb in (list_entries, ledger):
            assert "may not see this" in fail(verb, search="quill", by="adam")[1]
            assert "no active account" in fail(verb, search="quill", by="nobody")[1]

    def test_of_the_ledger_goes_with_no_reference(self, desk: Desk, fail: Fail) -> None:
        for more in ({"reference": "C-2026-000001"}, {"unexplained": True}):
            assert fail(ledger, search="quill", **more)[0] == Exit.USAGE


class TestLedger:
    def test_newest_first_and_one_in_full(self, desk: Desk, say: Say) -> None:
        case = desk.open(Kind.CPR_CARD)
        assert f"in case {case}" in say(ledger)
        lines = [json.loads(line) for line in say(ledger, case, as_json=True).splitlines()]
        assert [line["thing"] for line in lines] == ["submission", "attachment", "page"]
        assert [line["fate"] for line in lines] == ["case", "parts", "case"]
        assert "Reyes" not in json.dumps(lines)

    def test_unexplained_ends_with_the_code_for_differences(
        self, desk: Desk, say: Say, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        assert say(ledger, unexplained=True).count("page") == 0
        with desk.storage.work() as work:
            submission = work.cases.get(case).submission_id
            work.documents.replace(submission, [], [])
            work.jobs.quarantine(Stage.UNPACK, submission, "gone", NOW)
        with pytest.raises(typer.Exit) as ended:
            ledger(unexplained=True, home=home)
        assert ended.value.exit_code == Exit.DIFFERENCES
        assert "UNEXPLAINED" in capsys.readouterr().out

    def test_unknown_reference_says_what_to_give(self, desk: Desk, fail: Fail) -> None:
        code, said = fail(ledger, "C-2026-999999")
        assert code == Exit.FAILED
        assert "first letters of a submission" in said
