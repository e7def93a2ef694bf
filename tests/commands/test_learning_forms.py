"""`learn --what forms`: a form that was corrected is read rightly when it comes again."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from commands.base import Exit
from domain.documents import Evidence
from domain.kinds import FieldName
from settings import Settings
from storage.models import ModelShelf, ModelSort
from tests.commands.learned import doctors_line, fewer_shipped, ids_of
from tests.processing.read_forms import FIRST, LAST, decide_form, read_inquiry, signed_on
from tests.processing.stages.envelopes import services_on
from wiring import open_forms, open_parts, open_storage

#: So many copies of one form, each corrected by a reviewer.
COPIES = 12


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.app, ["learn", "--what", "forms", *words, "--home", str(home)])


def forms_line(home: Path) -> tuple[str, str]:
    return doctors_line(home, "forms")


def signing_day_of_a_new_copy(home: Path, beside: Path) -> Evidence | None:
    """What a worker that starts on the home now reads as the day of signing, in a home of its own."""
    parts = open_parts(Settings.load({"OEMS_INTAKE_READERS": "1"}, home))
    try:
        forms = parts.services.forms
    finally:
        parts.close()
    storage = open_storage(Settings.load({}, beside / "later"))
    submission_id = read_inquiry(replace(services_on(storage, beside), forms=forms), 77)
    with storage.work() as work:
        (document,) = work.documents.of_submission(submission_id)
    storage.close()
    return document.best(FieldName.SIGNED_ON)


@pytest.fixture(scope="module")
def learned_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home whose reviewer corrected one form again and again, and that learned; what was said of it."""
    home = tmp_path_factory.mktemp("learned") / "home"
    storage, drawn = open_storage(Settings.load({}, home)), Random(5)
    services = services_on(storage, home.parent)
    with ids_of(drawn):
        for place in range(COPIES):
            decide_form(services, read_inquiry(services, place), {FieldName.SIGNED_ON: signed_on(place)})
    storage.close()
    with fewer_shipped():
        ended = run(home, "--json")
    assert ended.exit_code == 0, ended.output
    return home, json.loads(ended.stdout)


def test_what_helps_copies_held_out_is_kept_with_its_measures(learned: dict[str, Any], home: Path) -> None:
    assert (learned["promoted"], learned["worse"]) == (True, [])
    own = learned["measures"]["the office's papers held out"]
    assert own["candidate"]["wrong"] < own["in_use"]["wrong"]
    assert own["candidate"]["copies"] == own["candidate"]["papers"] > 0
    shipped = learned["measures"]["shipped layouts held out"]
    assert shipped["candidate"] == shipped["in_use"]
    file = home / "models" / "forms" / learned["model"] / "forms.json"
    assert json.loads(file.read_text(encoding="utf-8"))["measures"] == learned["measures"]
    assert forms_line(home)[0] == "ok"


def test_the_next_copy_is_read_where_people_found_it_and_never_surely(
    learned: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    found = signing_day_of_a_new_copy(home, tmp_path)
    assert found is not None
    assert (found.value, found.reader.startswith("form+"), found.confidence < 0.9) == (
        signed_on(77),
        True,
        True,
    )


def test_one_step_back_reads_as_before(learned: dict[str, Any], home: Path, tmp_path: Path) -> None:
    assert run(home, "--return").exit_code == 0
    assert open_forms(home) == ((), "")
    found = signing_day_of_a_new_copy(home, tmp_path)
    assert found is not None
    assert found.value != signed_on(77)


def test_nothing_that_people_wrote_is_in_the_file(learned: dict[str, Any], home: Path) -> None:
    file = home / "models" / "forms" / learned["model"] / "forms.json"
    kept = json.dumps(json.loads(file.read_text(encoding="utf-8"))["forms"]).casefold()
    written = [*FIRST, *LAST, "e09", "1987", "2026", "board.example.gov"]
    assert [word for word in written if f'"{word}'.casefold() in kept or f" {word}".casefold() in kept] == []


def test_a_file_that_was_changed_is_refused(learned: dict[str, Any], home: Path) -> None:
    file = home / "models" / "forms" / learned["model"] / "forms.json"
    file.write_bytes(file.read_bytes() + b" ")
    forms, problem = open_forms(home)
    assert (forms, "was changed" in problem) == ((), True)
    assert forms_line(home) == ("fail", problem)
    assert "In use: the shipped model." in run(home, "--return").stdout


def test_forms_of_another_version_are_refused(home: Path) -> None:
    facts = {"forms": [], "words_sha256": "0" * 64}
    ModelShelf(home, ModelSort.FORMS).promote({"forms.json": json.dumps(facts).encode()})
    forms, problem = open_forms(home)
    assert (forms, "another version of the program" in problem) == ((), True)


def test_not_from_a_few_papers(home: Path, tmp_path: Path) -> None:
    storage = open_storage(Settings.load({}, home))
    decide_form(services_on(storage, tmp_path), read_inquiry(services_on(storage, tmp_path), 1))
    storage.close()
    ended = run(home)
    assert ended.exit_code == Exit.REFUSED
    assert "at least 8 are wanted" in ended.output
