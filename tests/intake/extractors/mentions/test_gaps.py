"""What the model of surroundings tells where labels are silent; mentions are found by their own shape."""

import pytest

from domain.kinds import FIELDS_OF, FieldName, Kind
from intake.extractors.mentions.gaps import MOST_SURE, fill_gaps, is_whole_name
from intake.extractors.mentions.mentions import Shape, find_mentions
from intake.extractors.mentions.roles import NO_ROLE, judge_roles, load_models
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.paper import Paper, lay_out
from tests.intake.extractors.written_forms import draw_form

CARD = """
                  HEARTLAND RESCUE TRAINING LLC

   Dolores M. Quintero
   has finished   BLS for Healthcare Providers

   Issue date   03/14/2026          Expires   03/31/2028

   Instructor   Wendell Oakes
"""


def mentions_in(drawing: str) -> dict[Shape, list[str]]:
    """The values found in a drawing, by shape."""
    found: dict[Shape, list[str]] = {}
    for mention in find_mentions(build_sheet(draw_form(drawing), 0)):
        found.setdefault(mention.shape, []).append(mention.value)
    return found


@pytest.mark.parametrize(
    ("drawing", "shape", "values"),
    [
        pytest.param("Born 07/23/1985", Shape.DATE, ["1985-07-23"], id="a date"),
        pytest.param(
            "Name: Ana M. Reyes", Shape.NAME, ["Ana M. Reyes", "M. Reyes"], id="an initial inside a name"
        ),
        pytest.param(
            "Coach Ana Reyes",
            Shape.NAME,
            ["Coach Ana Reyes", "Ana Reyes", "Coach Ana"],
            id="a caption that looks like a name",
        ),
        pytest.param(
            "Wm. Ana Reyes", Shape.NAME, ["Wm. Ana Reyes", "Ana Reyes", "Wm. Ana"], id="a short form"
        ),
        pytest.param("Ana 'T. Reyes", Shape.NAME, ["Ana T. Reyes", "T. Reyes"], id="a stroke of an initial"),
        pytest.param("Ana Reyes", Shape.NAME_PART, ["Ana Reyes"], id="two given names in their box"),
        pytest.param("Born 19850723", Shape.DATE, ["1985-07-23"], id="digits without a mark"),
        pytest.param(
            "July         23         1985", Shape.DATE, ["1985-07-23"], id="a date's parts in columns"
        ),
        pytest.param("at Third Lake CPR, Inc.", Shape.ORGANISATION, ["Third Lake CPR, Inc"], id="a company"),
        pytest.param(
            "Heart & Safety Training", Shape.ORGANISATION, ["Heart & Safety Training"], id="a school"
        ),
        pytest.param(
            "Ana Reyes            John Lowe", Shape.NAME, ["Ana Reyes", "John Lowe"], id="two columns"
        ),
        pytest.param("Reyes", Shape.NAME_PART, ["Reyes"], id="a surname in its box"),
        pytest.param("number E0901234 here", Shape.NUMBER, ["E0901234"], id="a certification number"),
        pytest.param("born 08105/1956", Shape.DATE, ["1956-08-05"], id="a day whose slash was read as a one"),
        pytest.param("born 0810/1956", Shape.DATE, ["1956-08-10"], id="a day whose slash was lost"),
        pytest.param("Well done, Maria Souza!", Shape.NAME, ["Maria Souza"], id="a name that is hailed"),
        pytest.param("SSN ends 4321", Shape.LAST4, ["4321"], id="four digits alone"),
        pytest.param("Fax 617-555-0100", Shape.PHONE, ["617-555-0100"], id="a telephone"),
        pytest.param("to desk@ems.example.org", Shape.EMAIL, ["desk@ems.example.org"], id="an address"),
    ],
)
def test_mentions_are_found_by_their_shape(drawing: str, shape: Shape, values: list[str]) -> None:
    assert mentions_in(drawing).get(shape) == values


@pytest.mark.parametrize(
    "drawing", ["to be licensed in Tennessee. Fill in the form", "the Registrar of Vital Statistics."]
)
def test_neither_a_sentence_s_end_nor_a_registry_is_a_name(drawing: str) -> None:
    assert Shape.NAME not in mentions_in(drawing)


def test_the_values_of_a_paper_share_the_chance_of_a_role() -> None:
    mentions = find_mentions(build_sheet(draw_form(CARD), 0))
    assert set(load_models()) >= {Shape.DATE, Shape.NAME}
    judged = judge_roles(mentions, Kind.CPR_CARD)
    days = {m.value: roles for m, roles in zip(mentions, judged, strict=True) if m.shape is Shape.DATE}
    assert len(days) == 2
    assert sum(roles["issued_on"] for roles in days.values()) == pytest.approx(1.0, abs=0.2)
    for roles in judged:
        assert all(0.0 <= chance <= 1.0 for chance in roles.values())
        assert roles[NO_ROLE] == pytest.approx(1.0 - max(c for r, c in roles.items() if r != NO_ROLE))


WRAPPED = """
  It is hereby ordered and adjudged by this honourable court that the party called Maria
  Quintero, who lives in this county, may use the name that she asked for from this day on.
"""


def test_a_name_goes_on_in_the_next_line_of_running_text() -> None:
    assert "Maria Quintero" in mentions_in(WRAPPED)[Shape.NAME]


def card() -> Paper:
    return lay_out(Kind.CPR_CARD, [draw_form(CARD)])


def test_fills_only_what_is_asked_and_lacking() -> None:
    paper = card()
    asked = FIELDS_OF[Kind.CPR_CARD]
    filled = fill_gaps(paper, [], asked)
    told = {e.field: e.value for e in filled}
    assert told[FieldName.ISSUED_ON] == "2026-03-14"
    assert told[FieldName.EXPIRES_ON] == "2028-03-31"
    again = fill_gaps(paper, filled, asked)
    assert not {e.field for e in again} & set(told)


def test_what_the_model_alone_tells_weighs_less_than_a_label() -> None:
    filled = fill_gaps(card(), [], FIELDS_OF[Kind.CPR_CARD])
    assert filled
    assert all(e.confidence <= MOST_SURE < 0.9 for e in filled)
    assert all(e.box is not None for e in filled)


def test_words_that_told_one_field_tell_no_other() -> None:
    filled = fill_gaps(card(), [], FIELDS_OF[Kind.CPR_CARD])
    places = [(e.page, e.box) for e in filled]
    assert len(places) == len(set(places))


def test_a_page_without_mentions_fills_nothing() -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form("this page says nothing at all")])
    assert fill_gaps(paper, [], FIELDS_OF[Kind.CPR_CARD]) == []
    assert judge_roles([], Kind.CPR_CARD) == []


def test_a_name_is_not_cut_behind_a_saint() -> None:
    sheet = build_sheet(draw_form("I saw Colette St. croix"), 0)
    names = [m.value for m in find_mentions(sheet) if m.shape is Shape.NAME]
    assert names == ["Colette St. Croix"]


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        pytest.param("Randall Myers", True, id="a given name and a surname"),
        pytest.param("Garcia Lopez", False, id="two surnames"),
        pytest.param("Myers", False, id="one surname"),
        pytest.param("van der Meer", False, id="a surname of three words"),
    ],
)
def test_what_has_its_own_given_name_is_no_surname(name: str, whole: bool) -> None:
    assert is_whole_name(name) is whole
