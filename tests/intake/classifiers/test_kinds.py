"""What a paper is: the traps of the office's domain, abstention, and a measured floor."""

import json
from pathlib import Path

import pytest

from domain.errors import DeploymentError
from domain.geometry import Box
from domain.kinds import Kind, Subkind
from domain.pages import Barcode
from intake.classifiers.kinds import MODEL_FOLDER, KindClassifier
from samples.learn import blur_readings, kind_probabilities, measure, measure_papers
from samples.learn_drawn import draw_texts
from tests.intake.classifiers import papers
from tests.intake.classifiers.papers import reading_of

REQUEST, NAME, CARD, OTHER = (
    Kind.VERIFICATION_REQUEST,
    Kind.NAME_CHANGE_EVIDENCE,
    Kind.CPR_CARD,
    Kind.OTHER,
)


@pytest.mark.parametrize(
    ("text", "kind", "subkind"),
    [
        pytest.param(papers.REQUEST, REQUEST, None, id="form of another state"),
        pytest.param(papers.CARD, CARD, None, id="provider card"),
        pytest.param(papers.LICENCE, NAME, None, id="licence"),
        pytest.param(papers.DECREE, NAME, None, id="decree"),
        pytest.param(papers.PETITION, NAME, None, id="petition: evidence that rules refuse"),
        pytest.param(papers.INVERSE, OTHER, Subkind.COMPLETED_VERIFICATION, id="completed verification"),
        pytest.param(papers.SELF_REPORT, OTHER, Subkind.SELF_REPORT, id="self-report"),
        pytest.param(papers.CORI, OTHER, Subkind.CORI_FORM, id="CORI form"),
        pytest.param(papers.ROSTER, OTHER, Subkind.COURSE_PAPER, id="roster of a CPR class"),
        pytest.param(papers.RECEIPT, OTHER, None, id="receipt of a CPR class"),
        pytest.param(papers.NEWSLETTER, OTHER, None, id="newsletter about CPR"),
        pytest.param(papers.OWN_CARD, OTHER, Subkind.CERTIFICATION_COPY, id="our own card"),
        pytest.param(papers.REGISTRY_CARD, OTHER, Subkind.CERTIFICATION_COPY, id="registry card"),
    ],
)
def test_names_the_kind(text: str, kind: Kind, subkind: Subkind | None, classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(text)])
    assert guess.kind is kind
    if subkind is not None:
        assert guess.subkind is subkind


def test_reads_through_misread_letters(classifier: KindClassifier) -> None:
    text = (
        papers.REQUEST.replace("o", "0", 12)
        .replace("e", "c", 9)
        .replace("Certificate number", "Certificatenumber")
    )
    assert classifier.guess([reading_of(text)]).kind is REQUEST


def test_a_licence_barcode_proves_a_licence(classifier: KindClassifier) -> None:
    code = Barcode("PDF417", papers.AAMVA, Box(100, 100, 500, 200))
    guess = classifier.guess([reading_of("Rev 07/15/2016", codes=(code,))])
    assert guess.kind is NAME
    assert guess.confidence > 0.97
    assert not guess.abstains


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(papers.GIBBERISH, id="gibberish"),
        pytest.param(papers.FOREIGN, id="newsletter in a foreign language"),
        pytest.param("", id="nothing"),
        pytest.param("17", id="one number"),
    ],
)
def test_abstains_on_what_it_never_learned(text: str, classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(text)])
    assert guess.abstains
    assert guess.confidence <= 0.9


def test_probabilities_add_up(classifier: KindClassifier) -> None:
    opinion = classifier.weigh([reading_of(papers.CARD)])
    assert sum(opinion.of_kind(kind) for kind in Kind) == pytest.approx(1.0, abs=1e-5)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="install"):
        KindClassifier.load(tmp_path)


def test_the_model_carries_its_measures() -> None:
    facts = json.loads((MODEL_FOLDER / "kinds.json").read_text(encoding="utf-8"))
    assert {"papers_sha256", "command", "held_out_layouts", "held_out_sample_layouts"} <= facts.keys()
    assert set(facts["abstention"]["confidence"]) == {kind.value for kind in Kind}
    assert (MODEL_FOLDER / "kinds.npz").stat().st_size < 1_000_000


def test_holds_its_floor_on_layouts_never_trained_on(classifier: KindClassifier) -> None:
    """Sample layouts marked held out, drawn with a seed of their own: macro-F1 and errors shown as sure."""
    unseen = [p for p in blur_readings(draw_texts(1, 911, "test"), 911) if p.quality in ("clean", "scan")]
    learned = measure_papers(unseen, classifier.words)
    scores = [classifier.score(text) for text in learned.texts]
    shares = kind_probabilities(scores, list(classifier.leaves), classifier.temperature)
    found = measure(shares, unseen, learned.weight, classifier.abstention)
    assert found["macro_f1"] >= 0.85
    assert found["silent_errors"] <= 0.06
