"""`learn --what matching`: from decided cases to weights in use, one step back; one learner at a time."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from commands.base import Exit
from domain.kinds import MatchStatus
from domain.records import CertificationRecord
from processing.matching.weights import load_weights
from processing.stages.services import Services
from settings import Settings
from storage.models import ModelShelf, ModelSort, held_for_learning
from tests.commands.learned import doctors_line, fewer_shipped, ids_of
from tests.processing.labelled import a_card, decide_papers
from tests.processing.matched import a_request, approve_requests, some_people
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle
from wiring import open_parts, open_storage, open_weights

#: Of so many requests, each in an arrival of its own.
REQUESTS = 80


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.app, ["learn", "--what", "matching", *words, "--home", str(home)])


def matching_line(home: Path) -> tuple[str, str]:
    return doctors_line(home, "matching")


def day_first(place: int, person: CertificationRecord) -> Paper:
    """Every third person of this office writes the day before the month."""
    born = person.date_of_birth
    if place % 3 or born is None or born.day > 12:
        return a_request(person)
    return a_request(person, date_of_birth=f"{born.year}-{born.day:02}-{born.month:02}")


@pytest.fixture(scope="module")
def learned_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home whose reviewers approved many requests, and that learned from them; what was said of it."""
    home = tmp_path_factory.mktemp("learned") / "home"
    storage = open_storage(Settings.load({}, home))
    people, drawn = some_people(REQUESTS), Random(5)
    with storage.work() as work:
        work.records.upsert(people, NOW)
    with ids_of(drawn):
        approve_requests(services_on(storage, home.parent), people, day_first)
    storage.close()
    with fewer_shipped():
        ended = run(home, "--json")
    assert ended.exit_code == 0, ended.output
    return home, json.loads(ended.stdout)


class TestPromoting:
    def test_what_is_nowhere_worse_and_kept_with_its_hash_and_measures(
        self, learned: dict[str, Any], home: Path
    ) -> None:
        assert (learned["promoted"], learned["worse"]) == (True, [])
        own = learned["measures"]["the office's papers held out"]
        assert own["candidate"]["surprise_bits"] <= own["in_use"]["surprise_bits"]
        assert learned["measures"]["hard pairs, frozen"]["candidate"]["wrong"] == 0
        folder = home / "models" / "matching" / learned["model"]
        facts = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
        assert facts["measures"] == learned["measures"]
        assert facts["learned_from"]["office_pairs"] >= 40
        assert len(facts["learned_from"]["office_sha256"]) == 64
        state, words = matching_line(home)
        assert (state, learned["model"][:12] in words) == ("ok", True)
        assert "`learn --what matching --return` goes back to the shipped model" in words

    def test_day_and_month_in_each_others_place_speak_less_against_a_record_then(
        self, learned: dict[str, Any], home: Path
    ) -> None:
        used, problem = open_weights(home)
        assert problem == ""
        was, now = (w.fields["date_of_birth"]["SWAPPED"].bits(1.0, 1) for w in (load_weights(), used))
        assert now > was

    def test_a_worker_that_starts_then_matches_by_them(self, learned: dict[str, Any], home: Path) -> None:
        parts = open_parts(Settings.load({"OEMS_INTAKE_READERS": "1"}, home))
        try:
            used = parts.services.weights
        finally:
            parts.close()
        assert used == open_weights(home)[0] != load_weights()

    def test_is_in_the_audit_log(self, learned: dict[str, Any], home: Path) -> None:
        storage = open_storage(Settings.load({}, home))
        with storage.work() as work:
            (entry,) = [e for e in work.audit.entries(limit=9999) if e.action == "model_promoted"]
        storage.close()
        assert (entry.subject, entry.details) == (f"model:{learned['model'][:12]}", {"what": "matching"})

    def test_the_next_paper_is_matched_as_before(self, learned: dict[str, Any], home: Path) -> None:
        storage = open_storage(Settings.load({}, home))
        person = some_people(REQUESTS)[1]
        services = services_on(storage, home.parent)
        services = Services(**{**_fields_of(services), "weights": open_weights(home)[0]})
        submission_id = arrive(services, "next.eml", [a_request(person, requesting_agency="Other Board")])
        settle(services, submission_id)
        with storage.work() as work:
            (document,) = work.documents.of_submission(submission_id)
            match = work.documents.match(document.id)
        storage.close()
        assert match is not None
        assert match.status is MatchStatus.MATCHED

    def test_not_from_a_few_cases(self, home: Path, tmp_path: Path) -> None:
        storage = open_storage(Settings.load({}, home))
        people = some_people(3)
        with storage.work() as work:
            work.records.upsert(people, NOW)
        approve_requests(services_on(storage, tmp_path), people)
        storage.close()
        ended = run(home)
        assert ended.exit_code == Exit.REFUSED
        assert "There are 3 papers of approved cases with a confirmed record; at least 40" in ended.output


def _fields_of(services: Services) -> dict[str, Any]:
    return {name: getattr(services, name) for name in Services.__dataclass_fields__}


class TestGoingBack:
    def test_in_one_step_and_of_the_matching_alone(self, learned: dict[str, Any], home: Path) -> None:
        kinds = ModelShelf(home).promote({"kinds.json": b"{}"})
        assert "In use: the shipped model." in run(home, "--return").stdout
        assert open_weights(home) == (load_weights(), "")
        assert ModelShelf(home).pointer().model == kinds
        ended = run(home, "--return")
        assert (ended.exit_code, "no earlier model" in ended.output) == (Exit.REFUSED, True)


class TestRefusing:
    def test_weights_that_were_learned_onto_others_than_ship(self, home: Path) -> None:
        facts = json.loads(Path("processing/matching/weights.json").read_text(encoding="utf-8"))
        facts["learned_from"] = {"shipped_sha256": "0" * 64}
        ModelShelf(home, ModelSort.MATCHING).promote({"weights.json": json.dumps(facts).encode()})
        used, problem = open_weights(home)
        assert (used, "another version of the program" in problem) == (load_weights(), True)
        assert matching_line(home) == ("fail", problem)

    def test_weights_that_were_changed(self, learned: dict[str, Any], home: Path) -> None:
        file = home / "models" / "matching" / learned["model"] / "weights.json"
        file.write_text(file.read_text(encoding="utf-8").replace("0.97", "0.98"), encoding="utf-8")
        used, problem = open_weights(home)
        assert (used, "not whole or was changed" in problem) == (load_weights(), True)
        assert "learn --what matching --return" in problem
        assert run(home, "--return").exit_code == 0
        assert open_weights(home) == (load_weights(), "")


class TestOneAtATime:
    def test_a_second_is_told_who_learns(self, home: Path) -> None:
        open_storage(Settings.load({}, home)).close()
        with held_for_learning(home):
            ended = run(home)
        assert ended.exit_code == Exit.REFUSED
        assert f"process {os.getpid()}" in ended.output
        assert "learns for this home already" in ended.output

    def test_going_back_waits_for_no_one_either(self, learned: dict[str, Any], home: Path) -> None:
        with held_for_learning(home):
            assert run(home, "--return").exit_code == Exit.REFUSED
        assert run(home, "--return").exit_code == 0

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
    def test_who_is_stopped_leaves_the_model_in_use_and_the_place_free(
        self, learned: dict[str, Any], home: Path, how: signal.Signals
    ) -> None:
        before = ModelShelf(home, ModelSort.MATCHING).pointer()
        words = [sys.executable, "-m", "cli", "learn", "--what", "matching", "--home", str(home)]
        process = subprocess.Popen(
            words,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_may_be_interrupted,
        )
        _wait_until_held(home, process)
        process.send_signal(how)
        process.communicate(timeout=240)
        assert process.returncode != 0
        assert ModelShelf(home, ModelSort.MATCHING).pointer() == before
        with held_for_learning(home):
            pass
        assert matching_line(home)[0] == "ok"


def _may_be_interrupted() -> None:
    """As at a terminal: what a shell starts in the background ignores the key, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_until_held(home: Path, process: "subprocess.Popen[str]") -> None:
    """The file says whose it is from the moment that it is held."""
    held = home / "models" / "learning"
    for _ in range(600):
        if held.is_file() and held.read_text(encoding="utf-8").startswith(f"process {process.pid} "):
            return
        assert process.poll() is None
        time.sleep(0.05)
    raise AssertionError("it never began to learn")


def test_kinds_are_learned_where_nothing_else_is_named(home: Path, tmp_path: Path) -> None:
    storage = open_storage(Settings.load({}, home))
    decide_papers(services_on(storage, tmp_path), [a_card(n) for n in range(2)])
    storage.close()
    ended = CliRunner().invoke(cli.app, ["learn", "--home", str(home)])
    assert "There are 2 labelled papers" in ended.output
