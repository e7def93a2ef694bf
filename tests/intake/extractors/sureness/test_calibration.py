"""How sure a value is said to be."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.extract import read_fields
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import (
    CEILING,
    NEVER_SURE,
    UNSURE,
    Calibration,
    Fork,
    calibrate,
    dump_tree,
    load_calibration,
    score_tree,
)
from intake.extractors.sureness.signs import DIGITS_DIFFER, describe_evidence
from tests.intake.extractors.written_forms import draw_form

FORM = draw_form(
    """
VERIFICATION OF EMS CERTIFICATION
Applicant name:      Maria Souza
Date of birth:       04/12/1987
Certification no.:   E0901234
"""
)


def read(reading: PageReading) -> dict[FieldName, Evidence]:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (reading,))
    return {e.field: e for e in calibrate(paper, read_fields(paper))}


def differing(text: str, second: str) -> PageReading:
    """The form, one word of which the readers read differently."""
    words = [replace(w, second=second) if w.text == text else w for w in FORM.words]
    assert words != list(FORM.words)
    return replace(FORM, words=tuple(words))


def test_value_that_readers_read_differently_is_less_sure() -> None:
    plain = read(FORM)[FieldName.DATE_OF_BIRTH]
    doubted = read(differing("04/12/1987", "04/17/1987"))[FieldName.DATE_OF_BIRTH]
    assert doubted.confidence < plain.confidence
    assert doubted.confidence < 0.9


@pytest.mark.parametrize(
    ("third", "sign"),
    [
        pytest.param("04/12/1987", "upheld", id="says the same"),
        pytest.param("04/17/1987", "denied", id="says another day"),
    ],
)
def test_the_third_readers_word_is_a_sign(third: str, sign: str) -> None:
    doubted = differing("04/12/1987", "04 i2 l987")
    looked = replace(
        doubted, words=tuple(replace(w, third=third) if not w.agreed else w for w in doubted.words)
    )
    paper = lay_out(Kind.VERIFICATION_REQUEST, (looked,))
    found = read_fields(paper)
    (signs,) = [
        s
        for e, s in zip(found, describe_evidence(paper, found), strict=True)
        if e.field is FieldName.DATE_OF_BIRTH
    ]
    assert {"upheld", "denied"} & set(signs) == {sign}


def test_digits_that_only_the_second_reader_sees_hold_nothing_back_where_the_third_upholds_the_first() -> (
    None
):
    doubted = differing("04/12/1987", "04/17/1987")
    paper = lay_out(Kind.VERIFICATION_REQUEST, (doubted,))
    assert any(DIGITS_DIFFER in s for s in describe_evidence(paper, read_fields(paper)))
    upheld = replace(
        doubted, words=tuple(replace(w, third=w.text) if not w.agreed else w for w in doubted.words)
    )
    paper = lay_out(Kind.VERIFICATION_REQUEST, (upheld,))
    assert not any(DIGITS_DIFFER in s for s in describe_evidence(paper, read_fields(paper)))


def test_clean_print_on_which_both_readers_agree_is_sure() -> None:
    found = read(FORM)
    assert {f for f, e in found.items() if e.confidence >= 0.9} >= {
        FieldName.APPLICANT_NAME, FieldName.DATE_OF_BIRTH, FieldName.CERTIFICATION_NUMBER,
    }  # fmt: skip


def test_signs_do_not_depend_on_the_order_of_the_values() -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (FORM,))
    found = read_fields(paper)
    assert describe_evidence(paper, found[::-1]) == describe_evidence(paper, found)[::-1]


@pytest.mark.parametrize(
    ("score", "said"),
    [
        pytest.param(20.0, CEILING, id="never certain"),
        pytest.param(3.0, UNSURE, id="likely, but not as likely as sure values must be"),
        pytest.param(0.0, 0.5, id="as it is"),
    ],
)
def test_confidence_of_a_score(score: float, said: float) -> None:
    assert Calibration((score,), sure_from=0.97, aim=0.99).confidence({"one": 1.0}) == said


@pytest.mark.parametrize("sign", sorted(NEVER_SURE))
def test_what_speaks_plainly_against_a_value_keeps_it_from_being_sure(sign: str) -> None:
    assert Calibration((20.0,), sure_from=0.97, aim=0.99).confidence({sign: 1.0}) == UNSURE


TREE = Fork("role", 1.5, Fork("agreed", 0.5, -1.0, 0.25), 2.0)


@pytest.mark.parametrize(
    ("signs", "score"),
    [
        pytest.param({"role": 1.5, "agreed": 1.0}, 0.25, id="a size on the edge is no larger"),
        pytest.param({"role": 1.6}, 2.0, id="larger"),
        pytest.param({}, -1.0, id="what a value lacks is 0"),
    ],
)
def test_a_tree_is_walked_by_the_sizes_of_the_signs(signs: dict[str, float], score: float) -> None:
    assert score_tree(TREE, signs) == score


def test_a_tree_comes_back_from_its_file_as_it_was() -> None:
    assert Fork.load(json.loads(json.dumps(dump_tree(TREE)))) == TREE


def test_two_trees_add_up() -> None:
    assert Calibration((TREE, -0.25), 0.97, 0.99).probability({"agreed": 1.0}) == 0.5


def test_shipped_trees_name_what_they_rest_on() -> None:
    facts = json.loads(files("intake.extractors").joinpath("calibration.json").read_text("utf-8"))
    measured = facts["measured_on_unseen_layouts"]
    sure = measured["shown_as_sure"]["all"]
    assert facts["layouts_learned_from"] >= 50
    assert measured["layouts"] >= 20
    assert sure["sure_but_wrong"] <= 0.01 * sure["sure"] * sure["values"]
    assert load_calibration().sure_from >= 0.9
    assert load_calibration().aim == facts["aim"] >= 0.99


def test_a_new_surname_is_no_surer_than_the_given_names_that_it_takes() -> None:
    """Its parts stand in boxes of their own, and of the former name each reader sees other letters."""
    page = draw_form("""
RETURN OF A MARRIAGE
APPLICANT ONE
First name              MARIA
Middle name             TERESA
Last name today         SOUZA
Last name once wed      KELLER
Certified copy issued   10/05/2025
""")
    doubted = tuple(
        replace(w, confidence=0.5, second="HARLA", third="NARTA", handwritten=True)
        if w.text in ("MARIA", "SOUZA")
        else w
        for w in page.words
    )
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, (replace(page, words=doubted),))
    found = {e.field: e for e in calibrate(paper, read_fields(paper))}
    before, new = found[FieldName.FORMER_NAME], found[FieldName.NEW_NAME]
    assert (before.value, new.value) == ("Maria Teresa Souza", "Maria Teresa Keller")
    assert new.confidence == before.confidence
