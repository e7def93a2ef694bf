"""Names that were read unsurely are spelled as the list of names and all readers tell."""

from dataclasses import replace

import pytest

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from domain.pages import Doubts, PageReading
from intake.extractors.people.spelled_names import spell_names
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.written_forms import draw_form

#: What the first reader saw, with what the two others saw.
Seen = tuple[str, str | None, str | None]


def read_by_three(seen: list[Seen], confidence: float) -> PageReading:
    """A page with one line of words, each as three readers saw it."""
    page = draw_form(" ".join(first for first, _, _ in seen))
    words = [
        replace(word, confidence=confidence, second=second, third=third)
        for word, (_, second, third) in zip(page.words, seen, strict=True)
    ]
    return replace(page, words=tuple(words))


def spelled(seen: list[Seen], *, word: float = 0.9, value: float = 0.4, name: str | None = None) -> Evidence:
    """The name that the words make up, spelled; `word` and `value` are how sure the reader and we are."""
    page = read_by_three(seen, word)
    read = name or " ".join(first for first, _, _ in seen)
    box = page.words[0].box.joined(page.words[-1].box)
    evidence = Evidence(FieldName.APPLICANT_NAME, read, read, 0, box, value, "ppocr")
    (told,) = spell_names(lay_out(Kind.VERIFICATION_REQUEST, [page]), [evidence])
    return told


COURTNEY: Seen = ("Courtuey", "Courtucy", "Courtney")
PASQUALE: Seen = ("Pasquale", "Pasquale", "Pasquale")


def test_an_unsure_name_takes_the_spelling_of_the_list_and_stays_unsure() -> None:
    told = spelled([COURTNEY, PASQUALE])
    assert told.value == "Courtney Pasquale"
    assert told.printed == "Courtuey Pasquale"
    assert told.confidence == 0.4


@pytest.mark.parametrize(
    ("seen", "facts"),
    [
        pytest.param([COURTNEY, PASQUALE], {"value": 0.95}, id="the value is sure"),
        pytest.param([("Courtuey", "Courtuey", None), PASQUALE], {}, id="two readers agree"),
        pytest.param([("Giovani", "Giovanl", "Giovani"), PASQUALE], {}, id="the third upholds it"),
        pytest.param([("Giovani", "Giovani", "Giovani"), PASQUALE], {}, id="a rarer spelling that all read"),
        pytest.param([("Giovani", "Giovanl", "Giovau"), PASQUALE], {"word": 0.99}, id="a sure reader"),
        pytest.param([("Courtuey", None, None), PASQUALE], {}, id="no other reader looked"),
        pytest.param([PASQUALE, ("III", "Ill", "ill")], {}, id="a suffix"),
        pytest.param([("AlejandraG.", "Alejandra", None), PASQUALE], {}, id="two words"),
        pytest.param([("Van", "Vau", "Von"), ("Leeuwen", "Leeuwen", "Leeuwen")], {}, id="a small word"),
    ],
)  # fmt: skip
def test_what_is_sure_or_borne_out_keeps_its_spelling(seen: list[Seen], facts: dict[str, float]) -> None:
    told = spelled(seen, **facts)
    assert told.value == told.printed


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(("Thampson", "Thampson", "Thampson"), id="all read one letter wrongly"),
        pytest.param(("Thampson", "Thomson", "Thampson"), id="two do"),
    ],
)
def test_what_several_readers_misread_takes_a_far_likelier_spelling(seen: Seen) -> None:
    told = spelled([("Ana", "Ana", "Ana"), seen])
    assert (told.value, told.confidence) == ("Ana Thompson", 0.4)


def doubting(text: str, others: dict[int, tuple[str, float]]) -> Doubts:
    """Steps that show a text, some letters with another that is as likely as is told."""
    return tuple(
        ((letter, 1 - others[n][1]), others[n]) if n in others else ((letter, 0.999),)
        for n, letter in enumerate(text)
    )


TAYLOR: Doubts = (
    (("T", 1.0),), (("a", 1.0),), (("y", 0.6), ("l", 0.3)), (("l", 0.3),), (("o", 1.0),), (("r", 1.0),)
)  # fmt: skip
WHITLOCK = doubting("Rejes-Whitlock", {2: ("y", 0.4)})
MARTINEZ = doubting("KaylaMarbinez", {8: ("t", 0.45)})


@pytest.mark.parametrize(
    ("seen", "doubts", "value"),
    [
        pytest.param(("Tayor", None, "Tader"), TAYLOR, "Taylor Ana", id="read surely"),
        pytest.param(
            ("Rejes-Whitlock", None, "Bees"), WHITLOCK, "Reyes-Whitlock Ana", id="half a double name"
        ),
        pytest.param(
            ("KaylaMarbinez", "Kaya Marine", "KaylaMardiney"),
            MARTINEZ,
            "Kayla Martinez Ana",
            id="run into another",
        ),
    ],
)
def test_what_the_first_reader_doubts_counts(seen: Seen, doubts: Doubts, value: str) -> None:
    page = read_by_three([seen, ("Ana", "Ana", "Ana")], 0.989)
    first, *others = page.words
    page = replace(page, words=(replace(first, doubts=doubts), *others))
    box = first.box.joined(page.words[-1].box)
    name = " ".join(word.text for word in page.words).replace("KaylaM", "Kayla M")
    evidence = Evidence(FieldName.APPLICANT_NAME, name, name, 0, box, 0.4, "ppocr")
    (told,) = spell_names(lay_out(Kind.VERIFICATION_REQUEST, [page]), [evidence])
    assert told.value == value


def test_a_sure_reader_is_outvoted_by_a_far_likelier_name() -> None:
    assert spelled([("Cheisey", "Chelsey", "Cnaisay"), PASQUALE], word=0.994).value == "Chelsey Pasquale"


def test_both_other_readers_outvote_one_that_is_sure() -> None:
    assert spelled([("Tun", "Tuan", "Tuan"), PASQUALE], word=0.995).value == "Tuan Pasquale"


@pytest.mark.parametrize(
    ("seen", "value"),
    [
        pytest.param(("Jean-Lovis", "Jern-Louis", "Jean-Louis"), "Jean-Louis", id="half a double name"),
        pytest.param(("O'Driscell", "O'Driscoll", "O'Driscoil"), "O'Driscoll", id="behind an apostrophe"),
        pytest.param(("Quiñores", "Quinones", "Quinonez"), "Quiñones", id="accents stay"),
        pytest.param(("MEELROY", "McElroy", "McElroy"), "McElroy", id="capitals"),
    ],
)
def test_marks_and_accents_of_what_was_read_stay(seen: Seen, value: str) -> None:
    told = spelled([("Ana", "Ana", "Ana"), seen], name=f"Ana {seen[0]}")
    assert told.value == f"Ana {value}"


def test_a_name_that_two_readers_read_at_several_places_stays() -> None:
    seen: Seen = ("Lindqvist", "Lindy vist", "Lindqvist")
    assert spelled([("Ana", "Ana", "Ana"), seen]).value == "Ana Lindquist"
    page = read_by_three([("Ana", "Ana", "Ana"), seen, seen, seen], 0.9)
    box = page.words[0].box.joined(page.words[1].box)
    evidence = Evidence(FieldName.NEW_NAME, "Ana Lindqvist", "Ana Lindqvist", 0, box, 0.4, "ppocr")
    (told,) = spell_names(lay_out(Kind.NAME_CHANGE_EVIDENCE, [page]), [evidence])
    assert told.value == "Ana Lindqvist"
