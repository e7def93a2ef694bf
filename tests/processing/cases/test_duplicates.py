"""The same paper again, and papers that only look alike."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import Document, Evidence, KindGuess
from domain.geometry import Box
from domain.ids import DocumentId, SubmissionId
from domain.kinds import FieldName, Kind
from domain.pages import PageReading, PageSource, Word
from processing.cases.duplicates import (
    Fingerprint,
    compare_fingerprints,
    duplicate_keys,
    fingerprint_document,
    judge_duplicate,
    text_keys,
)

LABELS = (
    "State office of emergency medical services verification of certification Section one to be "
    "completed by the applicant Please print clearly full name date of birth certification number level "
    "address I authorize the release of the information asked for below Signature date Section two to "
    "be completed by the issuing state status expiration discipline yes no explain seal title telephone "
    "return directly to the agency"
)
LETTER = (
    "Dear Sir or Madam I write to ask how long the review of my renewal takes because my employer needs "
    "to know whether I can be put on the schedule for next month My course ended in spring and all "
    "hours were entered Thank you for your help and for an answer by telephone or mail at your "
    "convenience Sincerely"
)
FORM = {
    "applicant_name": "Thomas Richards",
    "certification_number": "E0892592",
    "date_of_birth": "1988-03-05",
    "requesting_agency": "Granite State EMS Bureau",
    "signed_on": "2026-07-23",
}
AGENCY = {"certification_number": "5550182", "requesting_agency": "Granite State EMS Bureau"}
CARD = {
    "holder_name": "Thomas Richards",
    "provider": "AHA",
    "course": "BLS",
    "issued_on": "2026-05-16",
    "expires_on": "2028-05",
    "certificate_id": "265401234567",
}


def spoil(text: str, rate: float, rng: random.Random) -> str:
    """What a poor fax and a second reader make of a text: letters misread, words lost."""
    words = []
    for word in text.split():
        if rng.random() < rate / 4:
            continue
        if rng.random() < rate:
            spot = rng.randrange(len(word))
            word = word[:spot] + rng.choice("aceilnorstu158") + word[spot + 1 :]
        words.append(word)
    return " ".join(words)


def reading(text: str) -> PageReading:
    words = tuple(Word(w, Box(0, 0, 9, 9), 0.9, "tesseract") for w in text.split())
    return PageReading(0, 850, 1100, 0, PageSource.IMAGE, words)


def taken(
    kind: Kind,
    labels: str,
    values: dict[str, str],
    rate: float = 0.0,
    seed: int = 1,
    confidence: float = 0.95,
) -> Fingerprint:
    text = spoil(" ".join((labels, *values.values())), rate, random.Random(seed))
    evidence = [Evidence(FieldName(k), v, v, 0, None, confidence, "tesseract") for k, v in values.items()]
    return fingerprint_document(kind, [reading(text)], evidence)


def form(changes: dict[str, str] | None = None, **how: float) -> Fingerprint:
    return taken(Kind.VERIFICATION_REQUEST, LABELS, FORM | (changes or {}), **how)  # type: ignore[arg-type]


def card(changes: dict[str, str] | None = None, **how: float) -> Fingerprint:
    return taken(Kind.CPR_CARD, LABELS[:200], CARD | (changes or {}), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "repeats"),
    [
        pytest.param(form(), form(), True, id="sent again, byte for byte"),
        pytest.param(form(), form(rate=0.1), True, id="by fax"),
        pytest.param(form(rate=0.15, seed=2), form(rate=0.15, seed=3), True, id="faxed twice, badly"),
        pytest.param(
            form(), form({"applicant_name": "Thomas Richads"}, rate=0.1), True, id="a letter of the name lost"
        ),
        pytest.param(
            form(), form({"certification_number": "E0892692"}, confidence=0.6), True, id="a doubtful digit"
        ),
        pytest.param(
            form(),
            form(
                {
                    "applicant_name": "Andrea Berry",
                    "certification_number": "E0811111",
                    "date_of_birth": "1990-12-01",
                    "signed_on": "2026-07-01",
                }
            ),
            False,
            id="the same form of another person",
        ),
        pytest.param(form(), form({"applicant_name": "Teresa Richards"}), False, id="of a relative"),
        pytest.param(form(), form({"applicant_name": "Thomas Richards Jr."}), False, id="of his son"),
        pytest.param(
            form(), form({"requesting_agency": "Ocean State Fire Academy"}), False, id="for another agency"
        ),
        pytest.param(form(), form({"signed_on": "2026-10-02"}), False, id="signed anew"),
        pytest.param(card(), card(rate=0.15), True, id="card by another channel"),
        pytest.param(
            card(),
            card({"issued_on": "2027-05-16", "expires_on": "2029-05", "certificate_id": "275407654321"}),
            False,
            id="next year's card",
        ),
        pytest.param(
            card(),
            card({"issued_on": "2027-05-16", "expires_on": "2029-05"}),
            False,
            id="next term, no identifier",
        ),
        pytest.param(card(), card({"course": "ACLS"}), False, id="another course"),
        pytest.param(
            taken(Kind.OTHER, LETTER, {}),
            taken(Kind.OTHER, LETTER, {}, rate=0.1),
            True,
            id="a letter, faxed again",
        ),
        pytest.param(
            taken(Kind.OTHER, LETTER + " Thomas Richards 617 5550101 E0892592", {}),
            taken(Kind.OTHER, LETTER + " Andrea Berry 508 5550177 P0811345 Salem", {}),
            False,
            id="the same letter of another person",
        ),
        pytest.param(
            taken(Kind.OTHER, "", {}), taken(Kind.OTHER, "", {}), False, id="two papers without words"
        ),
        pytest.param(
            taken(Kind.OTHER, LETTER + " written in October", {}),
            taken(Kind.OTHER, LETTER + " written in August", {}),
            False,
            id="the same letter of another month",
        ),
        pytest.param(
            form({"applicant_name": "Chelsey Mary Powell"}),
            form({"applicant_name": "Cheisey Mzry Powaii"}, confidence=0.4),
            True,
            id="a name read poorly beside a number",
        ),
        pytest.param(
            taken(Kind.VERIFICATION_REQUEST, LABELS + " Ayana Boateng Shauna Whitehorse", AGENCY),
            taken(Kind.VERIFICATION_REQUEST, LABELS + " Denise Arceneaux Trevor Morrow", AGENCY),
            False,
            id="an agency's telephone taken for the number of two people",
        ),
        pytest.param(form(), card(), False, id="form and card of one person"),
    ],
)
def test_judges(one: Fingerprint, other: Fingerprint, repeats: bool) -> None:
    assert judge_duplicate(one, other) is repeats
    assert judge_duplicate(other, one) is repeats


def test_papers_that_tell_nothing_of_a_person_repeat_only_what_the_same_sender_sent() -> None:
    news = taken(Kind.OTHER, LETTER, {})
    assert judge_duplicate(news, news, same_sender=True)
    assert not judge_duplicate(news, news, same_sender=False)
    assert judge_duplicate(form(), form(), same_sender=False)


@given(st.integers(0, 10_000))
def test_a_refaxed_form_is_known_again_and_its_neighbours_are_not(seed: int) -> None:
    again = form(rate=0.12, seed=seed)
    neighbour = form(
        {"applicant_name": "Andrea Berry", "certification_number": "E0811111"}, rate=0.12, seed=seed
    )
    assert judge_duplicate(form(), again)
    assert not judge_duplicate(form(), neighbour)


@given(st.lists(st.sampled_from(LABELS.split()), max_size=40), st.integers(0, 99))
def test_a_fingerprint_survives_the_store(words: list[str], seed: int) -> None:
    kept = taken(Kind.OTHER, " ".join(words), {"applicant_name": "Ann Nowak"}, rate=0.2, seed=seed)
    assert Fingerprint.from_bytes(kept.to_bytes()) == kept


def test_resemblance_falls_with_what_differs() -> None:
    same, noisy, foreign = form(), form(rate=0.15), taken(Kind.OTHER, LETTER, {})
    assert compare_fingerprints(same, same) == 1.0
    assert 0.2 < compare_fingerprints(same, noisy) < 1.0
    assert compare_fingerprints(same, foreign) < 0.3


def test_repeats_share_a_blocking_key() -> None:
    def keys(values: dict[str, str]) -> set[str]:
        evidence = tuple(Evidence(FieldName(k), v, v, 0, None, 0.9, "tesseract") for k, v in values.items())
        guess = KindGuess(Kind.VERIFICATION_REQUEST, 0.9, False)
        return set(duplicate_keys(Document(DocumentId("s-d0"), SubmissionId("s"), guess, (), evidence)))

    assert keys(FORM) & keys({"applicant_name": "Thomas Richads"})
    assert keys(FORM) & keys({"certification_number": "EO892592"})
    assert not keys(FORM) & keys({"applicant_name": "Andrea Berry", "certification_number": "E0811111"})
    assert keys({}) == set()


def test_letters_without_values_are_found_by_their_words() -> None:
    again = taken(Kind.OTHER, LETTER, {}, rate=0.1)
    assert set(text_keys(taken(Kind.OTHER, LETTER, {}))) & set(text_keys(again))
    assert not set(text_keys(form())) & set(text_keys(again))


def test_what_was_read_stays_out_of_the_repr() -> None:
    assert "Richards" not in repr(form())
