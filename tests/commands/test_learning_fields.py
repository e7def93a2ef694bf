"""`learn --what fields`: from corrected fields to how sure values are shown, and one step back."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from commands.base import Exit
from domain.kinds import FieldName
from intake.extractors.sureness.calibration import load_calibration
from settings import Settings
from storage.models import ModelShelf, ModelSort
from tests.commands.learned import doctors_line, fewer_shipped, ids_of
from tests.processing.read_forms import decide_form, read_form
from tests.processing.stages.envelopes import services_on
from wiring import open_calibration, open_parts, open_storage

#: So many forms, with three values each of which a person speaks; a third of their birth dates is misread.
FORMS = 45


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.app, ["learn", "--what", "fields", *words, "--home", str(home)])


def fields_line(home: Path) -> tuple[str, str]:
    return doctors_line(home, "fields")


@pytest.fixture(scope="module")
def learned_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home whose reviewers corrected forms, and that learned from them; what was said of it."""
    home = tmp_path_factory.mktemp("learned") / "home"
    storage, drawn = open_storage(Settings.load({}, home)), Random(5)
    services = services_on(storage, home.parent)
    with ids_of(drawn):
        for place in range(FORMS):
            wrong = {FieldName.DATE_OF_BIRTH: "1987-09-09"} if place % 3 == 0 else {}
            decide_form(services, read_form(services, place), wrong)
    storage.close()
    with fewer_shipped():
        ended = run(home, "--json")
    assert ended.exit_code == 0, ended.output
    return home, json.loads(ended.stdout)


def test_what_is_nowhere_worse_is_kept_with_its_measures(learned: dict[str, Any], home: Path) -> None:
    assert (learned["promoted"], learned["worse"]) == (True, [])
    own = learned["measures"]["the office's values held out"]
    assert own["candidate"]["sure_but_wrong"] <= own["in_use"]["sure_but_wrong"]
    assert own["candidate"]["surprise_bits"] < own["in_use"]["surprise_bits"]
    shipped = learned["measures"]["shipped layouts held out"]
    assert shipped["candidate"]["sure_but_wrong"] <= shipped["in_use"]["sure_but_wrong"]
    file = home / "models" / "fields" / learned["model"] / "shifts.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    assert facts["measures"] == learned["measures"]
    assert facts["learned_from"]["office_values"] > 50
    assert fields_line(home)[0] == "ok"


def test_a_worker_that_starts_then_shows_birth_dates_less_surely(
    learned: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    parts = open_parts(Settings.load({"OEMS_INTAKE_READERS": "1"}, home))
    try:
        used = parts.services.calibration
    finally:
        parts.close()
    assert used == open_calibration(home)[0] != load_calibration()
    confidences = []
    for table in (load_calibration(), used):
        storage = open_storage(Settings.load({}, tmp_path / f"sure-{len(confidences)}"))
        services = services_on(storage, tmp_path)
        services = type(services)(
            **{**{n: getattr(services, n) for n in services.__dataclass_fields__}, "calibration": table}
        )
        submission_id = read_form(services, 3)
        with storage.work() as work:
            (document,) = work.documents.of_submission(submission_id)
        storage.close()
        born = document.best(FieldName.DATE_OF_BIRTH)
        assert born is not None
        confidences.append(born.confidence)
    assert confidences[1] < confidences[0]


def test_one_step_back_is_the_shipped_one(learned: dict[str, Any], home: Path) -> None:
    assert "In use: the shipped model." in run(home, "--return").stdout
    assert open_calibration(home) == (load_calibration(), "")
    assert fields_line(home) == ("ok", "The shipped model loads.")


def test_one_that_was_learned_onto_another_is_refused(home: Path) -> None:
    facts = {"shifts": {"one": 1.0}, "sure_from": 0.95, "learned_from": {"shipped_sha256": "0" * 64}}
    ModelShelf(home, ModelSort.FIELDS).promote({"shifts.json": json.dumps(facts).encode()})
    used, problem = open_calibration(home)
    assert (used, "another version of the program" in problem) == (load_calibration(), True)
    assert fields_line(home) == ("fail", problem)


def test_not_from_a_few_values(home: Path, tmp_path: Path) -> None:
    storage = open_storage(Settings.load({}, home))
    decide_form(services_on(storage, tmp_path), read_form(services_on(storage, tmp_path), 1))
    storage.close()
    ended = run(home)
    assert ended.exit_code == Exit.REFUSED
    assert "at least 100 are wanted" in ended.output
