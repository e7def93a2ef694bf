"""`records import`, `imports`, `revert`, `show`: as a user types them."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commands.base import Exit, opened_storage
from commands.record_imports import import_file, list_imports, revert
from commands.records import app, show
from storage.exports.mapping import COLUMNS
from storage.importing import MOST_ABSENT
from tests.commands.conftest import Fail, Say

OPTIONS = {
    "mapping": None, "remove_absent": False, "most_absent": MOST_ABSENT, "doubtful": False, "dry_run": False,
}  # fmt: skip
HEADER = ",".join((*COLUMNS, "person_id"))


def line(number: str, last: str = "Reyes", level: str = "EMT", **changes: str) -> str:
    values = dict.fromkeys(HEADER.split(","), "") | {
        "certification_number": number, "level": level, "first_name": "Ana", "last_name": last,
        "date_of_birth": "1987-06-05", "address_line1": "12 Invented Lane", "status": "Active",
        "person_id": "7",
    }  # fmt: skip
    return ",".join((values | changes).values())


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


@pytest.mark.parametrize(
    ("mapping", "header", "words"),
    [
        pytest.param("[columns\n", HEADER, "is no TOML", id="mapping that is no TOML"),
        pytest.param("[colums]\n", HEADER, "'colums' is not known", id="mapping with an unknown table"),
        pytest.param("[columns]\nlevel = 'Type'\n", HEADER, "'Type' (level)", id="column that is not there"),
        pytest.param("", "name,born", "The header lacks certification_number", id="another header"),
        pytest.param("[file]\nencoding = 'latin-99'\n", HEADER, "is not known", id="encoding"),
    ],
)
def test_a_file_that_cannot_be_used_is_wrong_words_on_the_command_line(
    fail: Fail, tmp_path: Path, mapping: str, header: str, words: str
) -> None:
    (tmp_path / "mapping.toml").write_text(mapping)
    (tmp_path / "export.csv").write_text(f"{header}\n{line('E0900001')}\n")
    options = OPTIONS | {"mapping": tmp_path / "mapping.toml"}
    ended, said = fail(import_file, tmp_path / "export.csv", **options)
    assert (ended, words in said.replace("\n", " ")) == (Exit.USAGE, True)


def test_a_header_alone_is_done_and_said(say: Say, export: Path) -> None:
    assert json.loads(say(import_file, rewrite(export), as_json=True, **OPTIONS))["import"] is None
    assert (
        CliRunner()
        .invoke(app, ["import", str(export), "--home", str(export.parent / "home")])
        .output.endswith("The file holds no rows below its header.\n")
    )


ZELDA = {
    "first_name": "Zelda", "last": "Otherwise[/red]", "date_of_birth": "1990-01-01", "person_id": "8",
}  # fmt: skip


class TestHeldRows:
    """An export that gives a number to somebody else."""

    @pytest.fixture
    def waiting(self, say: Say, fail: Fail, export: Path) -> Path:
        say(import_file, export, **OPTIONS)
        with pytest.raises(typer.Exit) as ended:
            say(import_file, rewrite(export, line("E0900001", **ZELDA)), **OPTIONS)
        assert ended.value.exit_code == Exit.PARTIAL
        return export

    def run(self, *typed: str, home: Path) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*typed, "--home", str(home)])
        return done.exit_code, done.output

    def test_is_listed_with_line_and_fields(self, waiting: Path, home: Path) -> None:
        code, said = self.run("held", home=home)
        assert code == Exit.DIFFERENCES
        listed = next(text for text in said.splitlines() if "E0900001" in text)
        assert "Ana Reyes" in listed
        assert "Zelda Otherwise[/red]" in listed
        assert "birth date" in listed
        assert "1990" not in said, "only public facts are printed"
        (row,) = [json.loads(text) for text in self.run("held", "--json", home=home)[1].splitlines()]
        assert (row["import"], row["line"], row["state"]) == (2, 2, "waiting")
        code, said = self.run("imports", "--json", home=home)
        latest, first = [json.loads(text) for text in said.splitlines()]
        assert ([row["line"] for row in latest["held"]], first["held"]) == ([2], [])
        assert (
            "import 2, line 2: E0900001: another name, birth date, person's id"
            in self.run("imports", home=home)[1]
        )

    @pytest.mark.parametrize(
        ("typed", "name", "before"),
        [
            pytest.param(
                ("accept", "--all", "--as", "another-person"), "Zelda Otherwise[/red]", "-", id="another"
            ),
            pytest.param(
                ("accept", "e0900001", "--as", "same-person"),
                "Zelda Otherwise[/red]",
                "Ana Reyes",
                id="the same",
            ),
            pytest.param(("refuse", "E0900001"), "Ana Reyes", "-", id="refused"),
        ],
    )
    def test_is_settled_by_a_person(
        self, waiting: Path, home: Path, typed: tuple[str, ...], name: str, before: str
    ) -> None:
        assert self.run(*typed, home=home)[0] == Exit.OK
        assert self.run("held", home=home)[0] == Exit.OK
        shown = self.run("show", "E0900001", home=home)[1]
        assert f"name                   {name}\n" in shown
        assert f"former names           {before}\n" in shown
        with opened_storage(home) as (_, storage), storage.work() as work:
            actions = [entry.action for entry in work.audit.entries()]
        assert ("held_rows_refused" if typed[0] == "refuse" else "held_rows_accepted") in actions

    @pytest.mark.parametrize(
        ("typed", "code", "words"),
        [
            pytest.param(("accept", "--all"), Exit.USAGE, "Say whose the rows are", id="whose"),
            pytest.param(("refuse",), Exit.USAGE, "Name the numbers, or take --all", id="which"),
            pytest.param(("refuse", "E0900001", "--all"), Exit.USAGE, "Name the numbers", id="both"),
            pytest.param(("refuse", "E0900009"), Exit.FAILED, "No row waits for E0900009", id="none waits"),
        ],
    )
    def test_says_what_it_lacks(
        self, waiting: Path, home: Path, typed: tuple[str, ...], code: Exit, words: str
    ) -> None:
        ended, said = self.run(*typed, home=home)
        assert (ended, words in said) == (code, True)

    def test_a_refusal_is_taken_back(self, waiting: Path, home: Path) -> None:
        assert self.run("refuse", "--all", home=home)[0] == Exit.OK
        assert self.run("refuse", "E0900001", "--take-back", home=home)[0] == Exit.OK
        assert self.run("held", home=home)[0] == Exit.DIFFERENCES
        assert self.run("accept", "E0900001", "--as", "same-person", home=home)[0] == Exit.OK
        ended, said = self.run("refuse", "--all", "--take-back", home=home)
        assert (ended, "No such row was refused" in said) == (Exit.FAILED, True)

    @pytest.mark.parametrize(
        "typed", [("accept", "--as", "same-person"), ("refuse",)], ids=["accept", "refuse"]
    )
    def test_none_waits_any_more(self, waiting: Path, home: Path, typed: tuple[str, ...]) -> None:
        assert self.run(*typed, "--all", home=home)[0] == Exit.OK
        ended, said = self.run(*typed, "--all", home=home)
        assert (ended, "No row waits. Those that were settled: oems-intake records held --all" in said) == (
            Exit.FAILED,
            True,
        )

    def test_a_rehearsal_holds_nothing_and_says_so(self, say: Say, home: Path, export: Path) -> None:
        say(import_file, export, **OPTIONS)
        rewrite(export, line("E0900001", **ZELDA))
        ended = CliRunner().invoke(app, ["import", str(export), "--dry-run", "--home", str(home)])
        assert ended.exit_code == Exit.PARTIAL
        assert "an import would leave the records as they are and hold such rows for a person" in ended.output
        assert "line 2: E0900001: another name" in ended.output
        assert "records held" not in ended.output


def test_mistaken_columns_are_refused_in_words(fail: Fail, export: Path) -> None:
    lines = [line(f"E090000{n}", level="EMT-Basic", person_id=str(n)) for n in range(4)]
    ended, said = fail(import_file, rewrite(export, *lines), **OPTIONS)
    assert ended == Exit.REFUSED
    assert "unknown levels 'EMT-Basic' (4)" in said
    assert "--doubtful" in said


def test_workbook_that_is_none_ends_with_a_sentence(fail: Fail, tmp_path: Path) -> None:
    (tmp_path / "export.xlsx").write_bytes(b"certification_number")
    code, said = fail(import_file, tmp_path / "export.xlsx", **OPTIONS)
    assert (code, "is no workbook" in said.replace("\n", " ")) == (Exit.USAGE, True)


def test_what_was_typed_for_no_record_stays_out_of_the_audit_log(say: Say, fail: Fail, home: Path) -> None:
    assert fail(show, "Ana Reyes 1987-06-05")[0] == Exit.FAILED
    with opened_storage(home) as (_, storage), storage.work() as work:
        shown = [entry for entry in work.audit.entries() if entry.action == "record_shown"]
    assert [entry.subject for entry in shown] == ["no record"]


def test_a_number_that_no_import_can_have_is_refused(home: Path) -> None:
    said = CliRunner().invoke(app, ["revert", "99999999999999999999", "--home", str(home)])
    assert (said.exit_code, said.exception.__class__) == (Exit.USAGE, SystemExit)
