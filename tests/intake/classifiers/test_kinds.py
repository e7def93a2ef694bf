"""What a paper is: the traps of the office's domain, abstention, and a measured floor."""

import json
from pathlib import Path
from random import Random

import pytest

from domain.errors import DeploymentError
from domain.geometry import Box
from domain.kinds import Kind, Subkind
from domain.pages import Barcode
from intake.classifiers.features import canonical_paper
from intake.classifiers.kinds import MODEL_FOLDER, KindClassifier
from samples.bodies import write_body
from samples.catalogue import list_layouts
from samples.drawing import draw_paper, read_text_layer
from samples.fit_kinds import measure_papers
from samples.judge_kinds import kind_probabilities, measure
from samples.learn_drawn import DAY, draw_texts
from samples.learn_texts import blur_readings
from samples.people import invent_people
from samples.pieces import Piece
from tests.intake.classifiers import papers
from tests.intake.classifiers.papers import reading_of
from tests.intake.extractors.drawn_cards import draw_page

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
        pytest.param(papers.PHONE_CARD, CARD, None, id="card on a phone's screen"),
        pytest.param(papers.RESUME, OTHER, Subkind.LETTER, id="resume"),
        pytest.param(papers.RECORDS_REQUEST, OTHER, Subkind.LETTER, id="public records request"),
        pytest.param(papers.SUBPOENA, OTHER, Subkind.LETTER, id="subpoena"),
        pytest.param(papers.VACCINES, OTHER, None, id="vaccination record"),
        pytest.param(papers.WATER_BILL, OTHER, Subkind.UNKNOWN, id="utility bill"),
        pytest.param(papers.INSTRUCTOR, OTHER, Subkind.COURSE_PAPER, id="instructor card"),
        pytest.param(papers.GRADES, OTHER, Subkind.COURSE_PAPER, id="school transcript"),
        pytest.param(papers.CHEQUE, OTHER, Subkind.PAYMENT, id="cheque"),
        pytest.param(papers.MOVED, OTHER, Subkind.ADDRESS_CHANGE, id="address change"),
        pytest.param(papers.FLEET, OTHER, Subkind.AMBULANCE_SERVICE, id="mail for ambulance licensing"),
        pytest.param(
            papers.OWN_FORM_FOR_OTHER_STATES, OTHER, Subkind.UNKNOWN, id="our own form for other states"
        ),
        pytest.param(papers.OWN_CARD, OTHER, Subkind.CERTIFICATION_COPY, id="our own card"),
        pytest.param(papers.REGISTRY_CARD, OTHER, Subkind.CERTIFICATION_COPY, id="registry card"),
    ],
)
def test_names_the_kind(text: str, kind: Kind, subkind: Subkind | None, classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(text)])
    assert guess.kind is kind
    if subkind is not None:
        assert guess.subkind is subkind


def test_captions_side_by_side_are_no_instructor_card(classifier: KindClassifier) -> None:
    apart, close = (
        classifier.weigh_paper(canonical_paper([draw_page(card)], classifier.vocabulary)).of_kind(CARD)
        for card in (papers.COMPANY_CARD.format(gap=" " * blanks) for blanks in (20, 1))
    )
    assert apart > 0.9 > close


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


#: What a wrong subkind would send to the wrong people or too late.
_TELLING = (
    Subkind.SELF_REPORT,
    Subkind.CORI_FORM,
    Subkind.ADDRESS_CHANGE,
    Subkind.STATUS_QUESTION,
    Subkind.AMBULANCE_SERVICE,
    Subkind.COMPLETED_VERIFICATION,
)


@pytest.mark.parametrize("subkind", _TELLING, ids=str)
def test_names_the_matter_of_papers_never_trained_on(subkind: Subkind, classifier: KindClassifier) -> None:
    """Sample layouts marked held out: four of five drawn papers, and never another urgent matter instead."""
    rng = Random(77)
    people = invent_people(40, rng)
    layouts = [one for one in list_layouts(OTHER, "test") if one.subkind is subkind]
    assert layouts
    found = []
    for layout in layouts:
        for _ in range(5):
            paper = layout.make(rng.choice(people), rng, DAY)
            if layout.body:
                text = write_body(Piece(layout, paper, None, "none", 1))
                found.append(classifier.guess([reading_of(text, body=True)]).subkind)
            else:
                pages = read_text_layer(draw_paper(layout, paper, 3))
                found.append(classifier.guess([reading_of(page) for page in pages]).subkind)
    assert found.count(subkind) >= 0.8 * len(found)
    assert subkind is Subkind.SELF_REPORT or Subkind.SELF_REPORT not in found


def test_holds_its_floor_on_layouts_never_trained_on(classifier: KindClassifier) -> None:
    """Sample layouts marked held out, drawn with a seed of their own: macro-F1 and errors shown as sure."""
    unseen = [p for p in blur_readings(draw_texts(1, 911, "test"), 911) if p.quality in ("clean", "scan")]
    learned = measure_papers(unseen, classifier.words)
    scores = [classifier.score(text) for text in learned.texts]
    shares = kind_probabilities(scores, list(classifier.leaves), classifier.temperature)
    found = measure(shares, unseen, learned.weight, classifier.abstention)
    assert found["macro_f1"] >= 0.93
    assert found["silent_errors"] <= 0.005
