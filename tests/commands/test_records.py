"""`records import`, `imports`, `revert`, `show`: as a user types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.base import Exit, opened_storage
from commands.record_imports import import_file, list_imports, revert
from commands.records import app, show
from storage.exports.mapping import COLUMNS
from storage.importing import MOST_ABSENT
from tests.commands.conftest import Fail, Say

OPTIONS = {"mapping": None, "remove_absent": False, "most_absent": MOST_ABSENT, "dry_run": False}
HEADER = ",".join((*COLUMNS, "person_id"))


def line(number: str, last: str = "Reyes", level: str = "EMT") -> str:
    values = dict.fromkeys(HEADER.split(","), "") | {
        "certification_number": number, "level": level, "first_name": "Ana", "last_name": last,
        "date_of_birth": "1987-06-05", "address_line1": "12 Invented Lane", "status": "Active",
        "person_id": "7",
    }  # fmt: skip
    return ",".join(values.values())


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.csv"
    file.write_text("\n".join((HEADER, line("E0900001"), "")))
    return file


def rewrite(export: Path, *lines: str) -> Path:
    export.write_text("\n".join((HEADER, *lines, "")))
    return export


def test_an_import_is_listed_shown_and_taken_back(say: Say, fail: Fail, export: Path) -> None:
    assert say(import_file, export, **OPTIONS).strip() == "1 added, 0 changed, 0 unchanged, 0 rejected"
    full = OPTIONS | {"remove_absent": True, "most_absent": 1.0}
    rewrite(export, line("A0900002", "Cole", "AEMT"))
    rehearsed = json.loads(say(import_file, export, as_json=True, **(full | {"dry_run": True})))
    done = json.loads(say(import_file, export, as_json=True, **full))
    assert (rehearsed["added"], rehearsed["removed"]) == (done["added"], done["removed"]) == (1, 1)
    assert (rehearsed["import"], done["import"]) == (None, 2)

    shown = say(show, "A0900002")
    assert "number E0900001 from " in shown
    assert "former names           Ana Reyes" in shown
    assert "12 Invented Lane" not in shown, "only public facts are printed"
    rows = [text.split() for text in say(list_imports).splitlines()]
    assert [row[0] for row in rows] == ["import", "2", "1"]

    assert fail(revert, 1)[0] == Exit.REFUSED
    assert say(revert, 2).startswith(
        "Import 2 is reverted: 1 records taken out again, 0 as they were before, 1"
    )
    assert json.loads(say(list_imports, as_json=True).splitlines()[0])["state"] == "reverted"
    assert "name                   Ana Reyes" in say(show, "E0900001")
    assert fail(show, "A0900002")[0] == Exit.FAILED


def test_another_credential_of_the_person_is_shown(say: Say, export: Path) -> None:
    say(import_file, rewrite(export, line("E0900001"), line("A0900002", level="AEMT")), **OPTIONS)
    assert "other credentials      A0900002 AEMT Active" in say(show, "E0900001")


def test_each_is_audited(say: Say, export: Path, home: Path) -> None:
    say(import_file, export, **OPTIONS)
    say(revert, 1)
    with opened_storage(home) as (_, storage), storage.work() as work:
        actions = [entry.action for entry in work.audit.entries()]
    assert actions[-2:] == ["records_import", "records_import_reverted"]


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        pytest.param({"mapping": Path("nowhere.toml")}, "nowhere.toml", Exit.USAGE, id="no mapping file"),
        pytest.param(
            {"remove_absent": True}, "Nothing was written", Exit.REFUSED, id="a part, said to be all"
        ),
    ],
)
def test_what_cannot_be_done_is_said(
    say: Say, fail: Fail, export: Path, options: dict[str, object], words: str, code: Exit
) -> None:
    say(import_file, export, **OPTIONS)
    ended, said = fail(import_file, rewrite(export, line("E0900009")), **(OPTIONS | options))
    assert ended == code
    assert words in said


def test_workbook_that_is_none_ends_with_a_sentence(fail: Fail, tmp_path: Path) -> None:
    (tmp_path / "export.xlsx").write_bytes(b"certification_number")
    code, said = fail(import_file, tmp_path / "export.xlsx", **OPTIONS)
    assert (code, "is no workbook" in said.replace("\n", " ")) == (Exit.DEPLOYMENT, True)


def test_what_was_typed_for_no_record_stays_out_of_the_audit_log(say: Say, fail: Fail, home: Path) -> None:
    assert fail(show, "Ana Reyes 1987-06-05")[0] == Exit.FAILED
    with opened_storage(home) as (_, storage), storage.work() as work:
        shown = [entry for entry in work.audit.entries() if entry.action == "record_shown"]
    assert [entry.subject for entry in shown] == ["no record"]


def test_a_number_that_no_import_can_have_is_refused(home: Path) -> None:
    said = CliRunner().invoke(app, ["revert", "99999999999999999999", "--home", str(home)])
    assert (said.exit_code, said.exception.__class__) == (Exit.USAGE, SystemExit)
