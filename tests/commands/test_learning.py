"""`learn`: from what reviewers said to a model in use, and one step back."""

import json
import logging
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from commands.base import Exit
from commands.evaluation import evaluate
from commands.facts import gather_facts
from commands.learning_kinds import LEAST_PAPERS
from domain.alarms import AlarmKind
from domain.kinds import FieldName, Kind, Route, Subkind
from intake.classifiers.features import FeatureSpace
from intake.classifiers.kinds import KindClassifier, pack_weights
from intake.classifiers.papers import ShippedPapers
from processing.corrections import correct_fields
from processing.stages.services import Services
from processing.watch.rules import judge_facts
from samples.learn_drawn import draw_texts
from settings import Settings
from storage.database import SqlStorage
from storage.models import ModelShelf
from tests.commands.learned import doctors_line, fewer_papers, fewer_shipped, ids_of
from tests.intake.classifiers.papers import reading_of
from tests.processing.labelled import RITA, a_card, decide_papers
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle
from tests.storage.situations import decision
from wiring import open_classifier, open_storage

Say = Callable[..., str]
SAID: dict[FieldName, str | bool | None] = {FieldName.COURSE: "BLS"}


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings.load({}, home)


@pytest.fixture
def services(settings: Settings, tmp_path: Path) -> Iterator[Services]:
    storage = open_storage(settings)
    with storage.work() as work:
        work.records.upsert([MARIA], NOW)
    yield services_on(storage, tmp_path)
    storage.close()


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.app, ["learn", *words, "--home", str(home)])


def classifier_line(settings: Settings) -> tuple[str, str]:
    return doctors_line(settings.home, "classifier")


@pytest.fixture(scope="module")
def learned_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home whose reviewers confirmed two dozen papers, and that learned from them; what was said of it."""
    home = tmp_path_factory.mktemp("learned") / "home"
    storage = open_storage(Settings.load({}, home))
    drawn = Random(11)
    with ids_of(drawn):
        decide_papers(services_on(storage, home.parent), [a_card(n) for n in range(24)])
    storage.close()
    with fewer_shipped():
        ended = run(home, "--json")
    assert ended.exit_code == 0, ended.output
    return home, json.loads(ended.stdout)


def shipped_papers() -> ShippedPapers:
    """The papers that come with the shipped model, as many of them as these tests learn from."""
    return fewer_papers(KindClassifier.load().space)


class TestPromoting:
    def test_what_is_nowhere_worse(
        self, learned: dict[str, Any], settings: Settings, services: Services, home: Path
    ) -> None:
        assert (learned["promoted"], learned["worse"]) == (True, [])
        folder = home / "models" / "kinds" / learned["model"]
        facts = json.loads((folder / "kinds.json").read_text(encoding="utf-8"))
        own = facts["measures"]["the office's papers held out"]
        assert own["candidate"]["abstained"] < own["in_use"]["abstained"]
        assert facts["learned_from"]["shipped_papers"] == len(shipped_papers().training)
        assert len(facts["learned_from"]["office_sha256"]) == 64
        used, problem = open_classifier(settings.home)
        assert problem == ""
        paper = [reading_of(a_card(101).text)]
        assert KindClassifier.load().guess(paper).abstains
        assert (used.guess(paper).kind, used.guess(paper).abstains) == (Kind.CPR_CARD, False)
        assert classifier_line(settings) == (
            "ok",
            f"The home's own model {learned['model'][:12]} loads; "
            "`learn --return` goes back to the shipped model.",
        )
        with services.storage.work() as work:
            assert "model_promoted" in [entry.action for entry in work.audit.entries(limit=999)]

    def test_not_where_something_is_worse(self, services: Services, settings: Settings, home: Path) -> None:
        """Reviewers call spam what other offices ask us to verify."""
        drawn = draw_texts(1, 7, "test", Kind.VERIFICATION_REQUEST)
        forms = [reading.text for reading in islice(drawn, LEAST_PAPERS + 4)]
        assert len(forms) >= LEAST_PAPERS
        wrong = [
            Paper(Kind.OTHER, {}, text=f"{text} {n}", subkind=Subkind.SPAM) for n, text in enumerate(forms)
        ]
        decide_papers(services, wrong)
        with fewer_shipped():
            said = run(home).stdout
        assert f"{len(shipped_papers().frozen)} papers: shipped layouts held out" in said
        assert "errors in verification request" in said
        assert re.search(r"Not promoted.* errors in verification request, \d before", said)
        assert classifier_line(settings) == ("ok", "The shipped model loads.")

    def test_not_from_a_few_papers(self, services: Services, home: Path) -> None:
        decide_papers(services, [a_card(n) for n in range(3)])
        ended = run(home)
        assert ended.exit_code == Exit.REFUSED
        assert "There are 3 labelled papers; at least 20 are wanted" in ended.output


class TestGoingBack:
    def test_in_one_step(self, learned: dict[str, Any], settings: Settings, home: Path) -> None:
        assert "In use: the shipped model." in run(home, "--return").stdout
        assert classifier_line(settings) == ("ok", "The shipped model loads.")
        ended = run(home, "--return")
        assert (ended.exit_code, "no earlier model" in ended.output) == (Exit.REFUSED, True)


def another_vocabulary(shipped: KindClassifier, facts: dict[str, Any]) -> dict[str, bytes]:
    """As an older program with as many words would have learned it."""
    words = [*shipped.words[1:], "vocabulum"]
    signature = FeatureSpace(words).signature()
    arrays = pack_weights(words, shipped.weights, shipped.bias)
    return {"kinds.npz": arrays, "kinds.json": json.dumps(facts | {"signature": signature}).encode()}


def other_cues(shipped: KindClassifier, facts: dict[str, Any]) -> dict[str, bytes]:
    """As an older program would have learned it whose patterns stood for something else."""
    arrays = pack_weights(shipped.words, shipped.weights, shipped.bias)
    return {"kinds.npz": arrays, "kinds.json": json.dumps(facts | {"signature": "0" * 64}).encode()}


class TestRefusing:
    @pytest.mark.parametrize("make", [another_vocabulary, other_cues])
    def test_a_model_of_another_version(
        self, home: Path, make: Callable[[KindClassifier, dict[str, Any]], dict[str, bytes]]
    ) -> None:
        shipped = KindClassifier.load()
        facts = {
            "leaves": list(shipped.leaves),
            "temperature": shipped.temperature,
            "abstention": asdict(shipped.abstention),
        }
        ModelShelf(home).promote(make(shipped, facts))
        used, problem = open_classifier(home)
        assert "another version of the program" in problem
        assert used.words == shipped.words

    def test_a_changed_model_for_the_shipped_one_with_an_alarm(
        self, learned: dict[str, Any], settings: Settings, services: Services, home: Path
    ) -> None:
        thresholds = home / "models" / "kinds" / learned["model"] / "kinds.json"
        thresholds.write_text(thresholds.read_text(encoding="utf-8").replace("0.9", "0.1"), encoding="utf-8")
        used, problem = open_classifier(settings.home)
        assert "not whole or was changed" in problem
        assert used.abstention == KindClassifier.load().abstention
        state, words = classifier_line(settings)
        assert (state, words) == ("fail", problem)
        assert isinstance(services.storage, SqlStorage)
        (alarm,) = [
            alarm
            for alarm in judge_facts(gather_facts(settings, services.storage, NOW))
            if alarm.kind is AlarmKind.MODEL_REFUSED
        ]
        assert alarm.words == problem
        assert run(home, "--return").exit_code == 0
        assert classifier_line(settings)[0] == "ok"


class TestPapers:
    def test_are_counted(self, services: Services, home: Path) -> None:
        decide_papers(services, [a_card(0), a_card(1)])
        counts = json.loads(run(home, "papers", "--json").stdout)
        assert counts["all"]["labelled"] == counts["cpr_card"]["complete"] == 2
        assert counts["cpr_card"]["corrected"] == 0

    def test_are_written_into_the_home_in_the_form_that_evaluate_reads(
        self, services: Services, home: Path, say: Say, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(logging, "raiseExceptions", True)
        decide_papers(services, [a_card(0), a_card(1)])
        ended = run(home, "export")
        assert "in plain" in ended.stderr
        folder = home / "labelled"
        for path in (folder, *folder.rglob("*")):
            assert stat.S_IMODE(os.stat(path).st_mode) & 0o077 == 0
        lines = [
            json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        assert {path.name for path in (folder / "submissions").iterdir()} == {line["file"] for line in lines}
        assert all(name not in ended.output for name in ("Maria", "Moore"))
        # The files of these arrivals hold their names alone: what counts is that they are read and compared.
        report = json.loads(say(evaluate, folder, as_json=True))
        assert report["figures"]["papers"] == 2

    def test_that_came_with_a_restricted_one_stay_sealed(self, services: Services, home: Path) -> None:
        """The file of an arrival is written out whole."""
        report = Paper(Kind.OTHER, {}, text="I report my arrest", subkind=Subkind.SELF_REPORT)
        submission_id = arrive(services, "two.eml", [a_card(0), report])
        settle(services, submission_id)
        with services.storage.work() as work:
            ordinary, restricted = work.cases.of_submission(submission_id)
            assert (ordinary.route is Route.RESTRICTED, restricted.route) == (False, Route.RESTRICTED)
            document_id = ordinary.document_ids[0]
            correct_fields(work, ordinary.id, ordinary.version, document_id, SAID, RITA, NOW)
        settle(services, submission_id)
        with services.storage.work() as work:
            ordinary = work.cases.get(ordinary.id)
            work.cases.decide(decision(ordinary.id, ordinary.version))
        ended = run(home, "export")
        assert (ended.exit_code, "only restricted ones" in ended.output) == (Exit.REFUSED, True)
        assert not (home / "labelled").exists()

    def test_written_out_are_counted_in_the_audit_log(self, services: Services, home: Path) -> None:
        decide_papers(services, [a_card(0), a_card(1)])
        run(home, "export")
        with services.storage.work() as work:
            (entry,) = [e for e in work.audit.entries(limit=999) if e.action == "labelled_papers_exported"]
        assert (entry.subject, entry.details) == ("papers", {"count": 2})

    def test_are_none_at_first(self, services: Services, home: Path) -> None:
        ended = run(home, "export")
        assert (ended.exit_code, "no labelled papers yet" in ended.output) == (Exit.REFUSED, True)
