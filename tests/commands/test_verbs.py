"""The verbs of the queue and of administration: what they say, their exit codes, and what to do next."""

import csv
import io
import json
import os
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

from commands.backup import backup, restore, rotate_keys
from commands.base import Exit, lines_to
from commands.checking import doctor, reconcile, verify_audit, write_head
from commands.deciding import confirm, decide, reasons, reopen, undo
from commands.directory import list_directory, set_destination, show_history
from commands.intake import inspect
from commands.queue import list_queue, show
from commands.records import changes
from commands.users import add_user, deactivate_user
from domain.errors import NotAllowed
from domain.kinds import FieldName, FindingCode, Kind, Outcome, Role, Route, Severity, Way
from domain.states import DispatchState
from settings import Settings
from tests.processing.desk import SENDER, Desk
from tests.storage.situations import NUMBER, finding
from wiring import open_storage

Say = Callable[..., str]
Fail = Callable[..., tuple[int, str]]


def test_lines_of_what_papers_say_are_for_their_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.ndjson"
    (tmp_path / "out.ndjson.part").write_text("left by a killed run")
    with lines_to(target) as write:
        write({"applicant_name": "Ana Reyes"})
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == '{"applicant_name": "Ana Reyes"}\n'
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_path_that_is_not_there_is_named(desk: Desk, fail: Fail, tmp_path: Path) -> None:
    code, said = fail(inspect, [tmp_path / "none"])
    assert (code, said) == (Exit.USAGE, f"oems-intake: There is no file or folder {tmp_path / 'none'}.\n")


class TestQueue:
    def test_list_shows_each_case_and_how_many_more_there_are(self, desk: Desk, say: Say) -> None:
        first, _ = desk.open(Kind.CPR_CARD), desk.open(Kind.CPR_CARD, key="2")
        listed = say(list_queue)
        assert "Queue: 2 cases" in listed
        assert "Ana Reyes" in listed
        assert "CPR card" in listed
        shortened = say(list_queue, limit=1)
        assert first in shortened
        assert "1 more" in shortened
        [line, _] = say(list_queue, as_json=True).splitlines()
        assert json.loads(line)["certification_number"] == NUMBER

    def test_show_says_what_speaks_for_and_against_and_drafts_the_notice(self, desk: Desk, say: Say) -> None:
        blocks = finding()
        warns = replace(
            blocks, code=FindingCode.DOB_MISMATCH, severity=Severity.WARNS, staff_words="Another birth date."
        )
        shown = say(show, desk.open(Kind.CPR_CARD, blocks, warns))
        assert f"  for: {blocks.staff_words}" in shown
        assert f"  against: {warns.staff_words}" in shown
        assert f"  notice: {blocks.applicant_words}" in shown

    def test_show_gives_proposal_decisions_and_what_goes_out(self, desk: Desk, say: Say) -> None:
        case = desk.open(Kind.CPR_CARD)
        shown = say(show, case)
        assert "proposed:" in shown
        assert "4321" not in shown
        for words in ("Document 1: CPR card (1 page)", "SSN, last four       ****"):
            assert words in shown
        say(decide, case, Outcome.USE_PUBLIC_LETTER, ["public_letter_suffices"], by="rita")
        shown = say(show, case.lower())
        assert "rita: use-public-letter (public_letter_suffices)" in shown
        assert "goes out: notice by email: ready" in shown
        say(undo, case, by="rita")
        assert "taken back" in say(show, case)
        described = json.loads(say(show, case, as_json=True))
        assert described["dispatches"][0]["state"] == "cancelled"
        assert described["documents"][0]["fields"][FieldName.SSN_LAST4]["value"] == "****"

    def test_decide_confirm_reopen(self, desk: Desk, say: Say, fail: Fail) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        said = say(
            decide, case, Outcome.APPROVE, ["complete"], by="rita", destination="Board, 1 Main St, Reno, NV"
        )
        assert "waits for a second person" in said
        assert fail(confirm, case, by="rita") == (
            Exit.REFUSED,
            "oems-intake: The person who decided cannot be the second person. Ask a colleague.\n",
        )
        assert "confirmed" in say(confirm, case, by="sam")
        assert "open again" in say(reopen, case, why="sent to the wrong board", by="rita")
        assert "opened again: sent to the wrong board" in say(show, case)

    @pytest.mark.parametrize("verb", [decide, undo, confirm, reopen, show])
    def test_case_that_does_not_exist(self, desk: Desk, fail: Fail, verb: Callable[..., None]) -> None:
        more: dict[str, Any] = {
            decide: {"outcome": Outcome.REROUTE, "reason": ["wrong_office"]},
            reopen: {"why": "x"},
        }.get(verb, {})
        by = {} if verb is show else {"by": "rita"}
        code, said = fail(verb, "C-2026-999999", **more, **by)
        assert code == Exit.FAILED
        assert "queue list" in said

    def test_restricted_cases_are_for_those_who_may_see_them(
        self, desk: Desk, say: Say, fail: Fail, capsys: pytest.CaptureFixture[str]
    ) -> None:
        plain, hidden = desk.open(Kind.CPR_CARD), desk.open(Kind.OTHER, key="2", route=Route.RESTRICTED)
        listed = say(list_queue)
        assert plain in listed
        assert hidden not in listed
        assert hidden not in say(list_queue, as_json=True, by="rita")
        assert hidden in say(list_queue, by="sam")
        for by in (None, "rita"):
            assert "A supervisor handles it" in fail(show, hidden, by=by)[1]
        assert hidden in say(show, hidden, by="sam")
        assert fail(list_queue, by="nobody")[0] == Exit.REFUSED
        say(add_user, "anna", Role.ADMIN)
        assert fail(list_queue, by="anna")[0] == Exit.REFUSED, "the pages refuse an administrator too"
        assert plain in say(list_queue, by="cleo")
        for by in ("anna", "cleo"):
            assert "may not see this" in fail(show, plain, by=by)[1]
        capsys.readouterr()
        list_queue(home=desk.folder / "home")
        assert "1 restricted case is not shown" in capsys.readouterr().err
        with desk.storage.work() as work:
            (again,), (first,) = (work.cases.get(case).document_ids for case in (plain, hidden))
            work.documents.link_duplicate(again, first)
        assert hidden not in say(show, plain)
        with desk.storage.work() as work:
            shown = [e for e in work.audit.entries() if e.action == "case_shown" and e.subject == hidden]
        assert [(e.subject, e.details) for e in shown] == [(hidden, {"account": "sam"})]

    def test_who_may_not_decide_is_told_why(self, desk: Desk, say: Say, fail: Fail) -> None:
        case = desk.open(Kind.CPR_CARD)
        approve = (decide, case, Outcome.APPROVE, ["complete"])
        assert fail(*approve, by="cleo") == (Exit.REFUSED, "oems-intake: A clerk may not do this.\n")
        assert "`users add` makes one" in fail(*approve, by="nobody")[1]
        say(deactivate_user, "rita")
        assert fail(*approve, by="rita")[0] == Exit.REFUSED

    def test_restricted_case_is_for_supervisors(self, desk: Desk, say: Say, fail: Fail) -> None:
        case = desk.open(Kind.OTHER, route=Route.RESTRICTED)
        assert "supervisor" in fail(decide, case, Outcome.REROUTE, ["self_report"], by="rita")[1]
        say(decide, case, Outcome.REROUTE, ["self_report"], by="sam")

    def test_wrong_reason_lists_the_right_ones(self, desk: Desk, say: Say, fail: Fail) -> None:
        case = desk.open(Kind.CPR_CARD)
        code, said = fail(decide, case, Outcome.APPROVE, ["expired"], by="rita")
        assert code == Exit.REFUSED
        for known in say(reasons, Outcome.APPROVE).split():
            assert known in said

    def test_changes_are_exported_once_and_after_the_time_for_undoing(
        self, desk: Desk, say: Say, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = desk.open(Kind.NAME_CHANGE_EVIDENCE, new_name="Ana Lopez")
        desk.decide(case)
        monkeypatch.setattr("commands.records.utc_now", lambda: desk.now)
        assert len(say(changes).splitlines()) == 1
        desk.wait(61)
        [change] = csv.DictReader(io.StringIO(say(changes)))
        assert (change["case"], change["former_name"], change["new_name"]) == (case, "Ana Reyes", "Ana Lopez")
        assert len(say(changes).splitlines()) == 1
        assert len(say(changes, every=True).splitlines()) == 2

    def test_change_that_a_clock_noted_far_ahead_is_exported(
        self, desk: Desk, say: Say, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It can no longer be undone either."""
        case = desk.open(Kind.NAME_CHANGE_EVIDENCE, new_name="Ana Lopez")
        desk.decide(case)
        monkeypatch.setattr("commands.records.utc_now", lambda: desk.now)
        desk.wait(-24 * 3600)
        with pytest.raises(NotAllowed, match="for 60 seconds"):
            desk.undo(case)
        assert len(say(changes).splitlines()) == 2


class TestDirectory:
    def test_entry_is_kept(self, desk: Desk, say: Say) -> None:
        say(set_destination, "guam", name="Guam EMS", email="Office@guam.example.org", needs_seal=True)
        assert "Guam EMS" in say(list_directory)

    def test_history_tells_who_changed_what(self, desk: Desk, say: Say, fail: Fail) -> None:
        say(set_destination, "guam", name="Guam EMS", email="office@guam.example.org")
        said = say(
            set_destination, "guam", name="Guam EMS", email="office@guam.example.org", address="1 Main St",
            accepts=[Way.POST],
        )  # fmt: skip
        assert "version 2" in said
        versions = [json.loads(line) for line in say(show_history, "guam", as_json=True).splitlines()]
        assert [(v["version"], v["accepts"]) for v in versions] == [(2, ["post"]), (1, ["email"])]
        assert "1 Main St" in say(show_history, "guam")
        assert fail(show_history, "yap")[0] == Exit.FAILED

    def test_a_way_without_a_place_is_refused(self, desk: Desk, fail: Fail) -> None:
        code, said = fail(set_destination, "guam", name="Guam", fax="671-555-0100", accepts=[Way.POST])
        assert code == Exit.USAGE
        assert "Give --address" in said

    @pytest.mark.parametrize(
        ("key", "way"),
        [
            pytest.param("guam", {}, id="no way to reach it"),
            pytest.param("guam", {"email": "office at guam"}, id="no address"),
            pytest.param("guam", {"email": "a@x.example, b@x.example"}, id="two addresses"),
            pytest.param("guam ems", {"fax": "671-555-0100"}, id="two words for a key"),
            pytest.param("GUAM", {"fax": "671-555-0100"}, id="the same key in capitals"),
            pytest.param("guam", {"fax": "ask for it"}, id="no fax number"),
            pytest.param("guam", {"fax": "671-555-0100", "name": " "}, id="no name"),
        ],
    )
    def test_entry_that_cannot_work_is_refused(
        self, desk: Desk, fail: Fail, key: str, way: dict[str, str]
    ) -> None:
        assert fail(set_destination, key, **{"name": "Guam"} | way)[0] == Exit.USAGE


class TestAdministration:
    def test_name_is_given_once(self, desk: Desk, fail: Fail) -> None:
        code, said = fail(add_user, "Rita", Role.REVIEWER)
        assert code == Exit.REFUSED
        assert "users link rita" in said

    @pytest.mark.parametrize("name", ["", " ", "ana reyes", "ana\u202e"])
    def test_name_that_the_page_refuses_is_refused(self, desk: Desk, fail: Fail, name: str) -> None:
        code, said = fail(add_user, name, Role.REVIEWER)
        assert code == Exit.USAGE
        assert "letters, digits, dots and hyphens" in said

    def test_keys_rotate_into_a_file_that_stands_there_changes_nothing(
        self, desk: Desk, fail: Fail, tmp_path: Path, home: Path
    ) -> None:
        (tmp_path / "there.key").write_text("another")
        before = (home / "keys.json").read_bytes()
        assert fail(rotate_keys, new_master=tmp_path / "there.key")[0] == Exit.DEPLOYMENT
        assert (home / "keys.json").read_bytes() == before

    def test_keys_rotate_and_all_stays_readable(
        self, desk: Desk, say: Say, fail: Fail, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        say(rotate_keys)
        assert SENDER not in say(show, case)
        code, said = fail(rotate_keys, new_master=home / "inside.key")
        assert code == Exit.USAGE
        assert "elsewhere" in said
        say(rotate_keys, new_master=tmp_path / "new.key")
        assert fail(show, case)[0] == Exit.DEPLOYMENT
        monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_FILE", str(tmp_path / "new.key"))
        assert "Document 1" in say(show, case)

    def test_backup_comes_back_whole(
        self, desk: Desk, say: Say, fail: Fail, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        say(backup, tmp_path / "copy")
        assert fail(restore, tmp_path / "none")[0] == Exit.DEPLOYMENT
        assert fail(restore, tmp_path / "copy")[0] == Exit.DEPLOYMENT, "the home is not empty"
        monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_FILE", str(home.with_name("home.master-key")))
        elsewhere = tmp_path / "elsewhere"
        restore(tmp_path / "copy", home=elsewhere)
        show(case, home=elsewhere)

    def test_copying_is_seen_at_a_terminal_and_nowhere_else(
        self,
        desk: Desk,
        capsys: pytest.CaptureFixture[str],
        home: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        desk.open(Kind.CPR_CARD)
        capsys.readouterr()
        backup(tmp_path / "unseen", home=home)
        assert capsys.readouterr().err == ""
        seen = io.StringIO()
        screen = Console(file=seen, force_terminal=True, color_system=None, width=80)
        monkeypatch.setattr("commands.backup.err", screen)
        backup(tmp_path / "seen", home=home)
        files = len([path for path in (tmp_path / "seen" / "files").rglob("*") if path.is_file()])
        assert files > 0
        assert f"{files}/{files}" in seen.getvalue()
        monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_FILE", str(home.with_name("home.master-key")))
        restore(tmp_path / "seen", home=tmp_path / "new")
        shown = seen.getvalue()
        assert shown.count("Copying files") > 1
        assert "Opening files" in shown
        assert capsys.readouterr().err == ""

    @pytest.mark.parametrize("place", ["copy", "files/copy"])
    def test_backup_into_the_home_is_refused(self, desk: Desk, fail: Fail, home: Path, place: str) -> None:
        code, said = fail(backup, home / place)
        assert (code, "inside the home" in said) == (Exit.USAGE, True)
        assert not (home / place).exists()

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            pytest.param("revision", "9999", "A newer version", id="newer tables"),
            pytest.param("format", 2, "A newer version", id="newer form"),
            pytest.param("database", 5, "names no database", id="no database"),
            pytest.param("made_at", "today", "cannot be read", id="no day"),
        ],
    )
    def test_backup_that_this_version_does_not_know_is_refused_first(
        self, desk: Desk, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str], name: str, value: object, words: str,
    ) -> None:  # fmt: skip
        say(backup, tmp_path / "copy")
        manifest = tmp_path / "copy" / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {name: value}))
        with pytest.raises(typer.Exit) as ended:
            restore(tmp_path / "copy", home=tmp_path / "elsewhere")
        assert ended.value.exit_code == Exit.DEPLOYMENT
        assert words in " ".join(capsys.readouterr().err.split())
        assert not (tmp_path / "elsewhere").exists()

    @pytest.mark.parametrize(
        ("elsewhere", "database", "words"),
        [
            pytest.param("file", "", "The home folder", id="home is a file"),
            pytest.param("new", "nonsense", "no database address", id="no address"),
        ],
    )
    def test_restore_to_no_place_says_so(
        self, desk: Desk, say: Say, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str], elsewhere: str, database: str, words: str,
    ) -> None:  # fmt: skip
        say(backup, tmp_path / "copy")
        (tmp_path / "file").touch()
        monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_FILE", str(home.with_name("home.master-key")))
        monkeypatch.setenv("OEMS_INTAKE_DATABASE_URL", database)
        with pytest.raises(typer.Exit) as ended:
            restore(tmp_path / "copy", home=tmp_path / elsewhere)
        assert ended.value.exit_code == Exit.DEPLOYMENT
        assert words in capsys.readouterr().err

    def test_restore_without_its_master_key_begins_nothing(
        self, desk: Desk, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        say(backup, tmp_path / "copy")
        for key, said in ((None, "elsewhere.master-key is missing"), ("none.key", "cannot be read")):
            if key:
                monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_FILE", str(tmp_path / key))
            with pytest.raises(typer.Exit) as ended:
                restore(tmp_path / "copy", home=tmp_path / "elsewhere")
            assert ended.value.exit_code == Exit.DEPLOYMENT
            assert said in capsys.readouterr().err
        assert not (tmp_path / "elsewhere").exists()
        assert not list(tmp_path.glob("*elsewhere*key")), "a new key opens nothing that is there"

    def test_letter_that_went_after_the_backup_does_not_go_again_by_the_machine(
        self, desk: Desk, say: Say, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="maine-ems")
        say(backup, tmp_path / "copy")
        assert desk.send() == 1
        monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_FILE", str(home.with_name("home.master-key")))
        restore(tmp_path / "copy", home=tmp_path / "elsewhere")
        assert "1 mail or letter waited then and may have gone since" in capsys.readouterr().out
        restored = open_storage(Settings.load(os.environ, tmp_path / "elsewhere"))
        again = Desk(restored, tmp_path / "elsewhere", desk.mailer, desk.now)
        assert again.send(after=3600) == 0
        assert again.states(case) == [DispatchState.UNCERTAIN]
        restored.close()

    def test_audit_that_was_touched_is_told(self, desk: Desk, say: Say, fail: Fail, home: Path) -> None:
        assert "None lies there" in say(verify_audit)
        say(write_head)
        assert "1 signed head agrees" in say(verify_audit)
        with sqlite3.connect(home / "intake.sqlite") as database:
            for (trigger,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
            ).fetchall():
                database.execute(f"DROP TRIGGER {trigger}")
            database.execute("UPDATE audit SET who = 'somebody' WHERE sequence = 2")
        database.close()
        assert fail(verify_audit)[0] == Exit.DIFFERENCES

    def test_reconcile_names_what_is_missing(
        self, desk: Desk, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        with desk.storage.work() as work:
            original = work.submissions.get(work.cases.get(case).submission_id).original
        desk.storage.files.remove(original)
        with pytest.raises(typer.Exit) as ended:
            reconcile(home=home)
        assert ended.value.exit_code == Exit.DIFFERENCES
        assert f"file_missing {original}" in capsys.readouterr().out

    def test_doctor_shows_scans_that_may_not_be_read(
        self, desk: Desk, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        (tmp_path / "closed.pdf").write_bytes(b"%PDF-")
        monkeypatch.setenv("OEMS_INTAKE_SCAN_FOLDER", str(tmp_path))
        access = os.access
        # The tests may run as root, whom no file's rights stop.
        monkeypatch.setattr(os, "access", lambda path, how: Path(path).suffix != ".pdf" and access(path, how))
        capsys.readouterr()
        doctor(as_json=True, home=home)
        found = {line["component"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
        assert found["scan folder"]["state"] == "warn"
        assert "1 files cannot be read" in found["scan folder"]["words"]
        assert "Mend their rights" in found["scan folder"]["words"]

    def test_doctor_looks_at_the_folders(
        self, desk: Desk, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("OEMS_INTAKE_SCAN_FOLDER", str(tmp_path / "not mounted"))
        capsys.readouterr()
        with pytest.raises(typer.Exit) as ended:
            doctor(as_json=True, home=home)
        assert ended.value.exit_code == Exit.DIFFERENCES
        found = {line["component"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
        assert found["scan folder"]["state"] == "fail"
        assert "Mount or make it" in found["scan folder"]["words"]
        assert found["database"]["state"] == "ok"
