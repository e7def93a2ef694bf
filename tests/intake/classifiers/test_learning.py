"""Learning an office's papers onto the shipped model, from what that was learned from."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from domain.errors import DeploymentError
from domain.kinds import Kind
from domain.pages import PageReading
from intake.classifiers.candidate import SILENT_ERRORS, OfficePaper, learn_candidate, raise_thresholds
from intake.classifiers.kinds import MODEL_FOLDER, KindClassifier
from intake.classifiers.measuring import measure_kinds
from intake.classifiers.papers import ShippedPapers, load_papers, measure_paper, weigh_features
from intake.classifiers.training import Learned, learn_weights
from tests.intake.classifiers import papers as texts
from tests.intake.classifiers.papers import reading_of
from tests.processing.labelled import a_card


@pytest.fixture(scope="module")
def shipped() -> KindClassifier:
    return KindClassifier.load()


@pytest.fixture(scope="module")
def learned_from(shipped: KindClassifier) -> ShippedPapers:
    return load_papers(shipped.space)


def reading(number: int) -> list[PageReading]:
    return [reading_of(a_card(number).text)]


def cards(shipped: KindClassifier, numbers: Sequence[int]) -> list[OfficePaper]:
    return [OfficePaper(measure_paper(reading(n), "cpr_card", shipped), f"arrival {n}") for n in numbers]


class TestShippedPapers:
    def test_are_what_the_shipped_model_was_learned_from(self, learned_from: ShippedPapers) -> None:
        facts = json.loads((MODEL_FOLDER / "kinds.json").read_text(encoding="utf-8"))
        assert learned_from.facts["papers_sha256"] == facts["papers_sha256"]
        assert len(learned_from.training) == facts["training_papers"]
        assert len(learned_from.frozen) == facts["held_out_sample_layouts"]["all"]["papers"]

    def test_are_measured_as_the_shipped_model_was(
        self, shipped: KindClassifier, learned_from: ShippedPapers
    ) -> None:
        errors = measure_kinds(shipped, learned_from.frozen).silent_errors
        assert errors <= SILENT_ERRORS * len(learned_from.frozen)

    def test_are_small_enough_to_ship(self) -> None:
        assert (MODEL_FOLDER / "papers.npz").stat().st_size < 1_000_000

    @pytest.mark.parametrize("text", [texts.CARD, texts.CARD[:40], ""], ids=["card", "few words", "nothing"])
    def test_features_say_what_the_paper_says(self, shipped: KindClassifier, text: str) -> None:
        pages = [reading_of(text)]
        kept = weigh_features(measure_paper(pages, "cpr_card", shipped), shipped)
        read = shipped.weigh(pages)
        assert kept.probability == pytest.approx(read.probability, abs=1e-5)
        assert (kept.known_words, kept.leaf) == (read.known_words, read.leaf)

    @pytest.mark.parametrize(
        ("name", "spoil", "words"),
        [
            pytest.param("papers.npz", lambda old: old[:-20] + b"x" * 20, "damaged", id="damaged"),
            pytest.param("papers.npz", None, "missing", id="missing"),
            pytest.param(
                "papers.json", lambda old: old.replace(b'"signature": "', b'"signature": "f'),
                "another version's", id="of another version",
            ),
        ],
    )  # fmt: skip
    def test_are_refused_where_they_are_not_what_was_shipped(
        self, shipped: KindClassifier, tmp_path: Path, name: str, spoil: object, words: str
    ) -> None:
        for file in ("papers.npz", "papers.json"):
            shutil.copy(MODEL_FOLDER / file, tmp_path / file)
        old = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        if callable(spoil):
            (tmp_path / name).write_bytes(spoil(old))
        with pytest.raises(DeploymentError, match=words):
            load_papers(shipped.space, tmp_path)


class TestWeights:
    def test_stay_where_the_office_has_nothing_to_say(
        self, shipped: KindClassifier, learned_from: ShippedPapers
    ) -> None:
        start = Learned(shipped.weights, shipped.bias)
        kept = learned_from.training[::20]
        found = learn_weights(kept, [], shipped.space, shipped.leaves, start)
        assert np.array_equal(found.weights, start.weights)

    def test_follow_the_office_and_say_the_same_of_the_rest(
        self, shipped: KindClassifier, learned_from: ShippedPapers
    ) -> None:
        papers = ShippedPapers(learned_from.training[::10], learned_from.frozen, learned_from.facts)
        office = cards(shipped, range(24))
        candidate = learn_candidate(shipped, papers, office)
        for number in (100, 101):
            assert shipped.guess(reading(number)).abstains
            guess = candidate.classifier.guess(reading(number))
            assert (guess.kind, guess.abstains) == (Kind.CPR_CARD, False)
        before, after = (measure_kinds(c, papers.frozen) for c in (shipped, candidate.classifier))
        assert after.silent_errors <= before.silent_errors
        assert sum(a.right != b.right for a, b in zip(before.verdicts, after.verdicts, strict=True)) <= 3

    def test_are_the_same_for_the_same_papers_in_any_order(
        self, shipped: KindClassifier, learned_from: ShippedPapers
    ) -> None:
        papers = ShippedPapers(learned_from.training[::40], learned_from.frozen, learned_from.facts)
        office = cards(shipped, range(12))
        first = learn_candidate(shipped, papers, office)
        again = learn_candidate(shipped, papers, office[::-1])
        assert first.files({}) == again.files({})

    def test_hold_no_word_of_the_office(self, shipped: KindClassifier, learned_from: ShippedPapers) -> None:
        papers = ShippedPapers(learned_from.training[::40], learned_from.frozen, learned_from.facts)
        office = cards(shipped, range(12))
        files = learn_candidate(shipped, papers, office).files({})
        learned = KindClassifier.from_files(files["kinds.json"], files["kinds.npz"])
        assert learned.words == shipped.words
        assert json.loads(files["kinds.json"])["learned_from"]["office_papers"] == 12


class TestThresholds:
    def test_rise_above_errors_that_nobody_would_be_asked_about(self, shipped: KindClassifier) -> None:
        right = [(Kind.CPR_CARD, Kind.CPR_CARD, 0.999)] * 60
        hidden = [(Kind.OTHER, Kind.VERIFICATION_REQUEST, 0.975)] * 2
        found = raise_thresholds(shipped.abstention, [*right, *hidden])
        assert found.confidence[Kind.VERIFICATION_REQUEST.value] == pytest.approx(0.98)
        assert found.confidence[Kind.CPR_CARD.value] == shipped.abstention.confidence[Kind.CPR_CARD.value]

    def test_stay_where_errors_are_unsure_anyway(self, shipped: KindClassifier) -> None:
        unsure = [(Kind.OTHER, Kind.VERIFICATION_REQUEST, 0.8)]
        assert raise_thresholds(shipped.abstention, unsure) == shipped.abstention

    def test_end_at_what_no_threshold_can_mend(self, shipped: KindClassifier) -> None:
        certain = [(Kind.OTHER, Kind.CPR_CARD, 1.0)]
        assert raise_thresholds(shipped.abstention, certain).confidence[Kind.CPR_CARD.value] == 0.99
