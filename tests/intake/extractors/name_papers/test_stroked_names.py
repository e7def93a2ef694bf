"""Stories of certificates on which strokes part a name from the surname that its bearer takes."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

REGISTRATION = """
STATE OF NEW YORK
Certificate of Marriage Registration
This is to Certify
that {one}
                {captions}
residing at 12 Elm Street, Kent
who was born {on}Nov. 8, 1996              at  Hudson, New York
                    date                             place

and {two}
                {captions}
residing at 12 Elm Street, Kent
who was born on   March 2, 1994          at  Quincy, Mass.
                    date                             place

were married on   June 20, 2026          at  Kent, N.Y.
                    date                             place
"""
THREE = "first name     premarriage surname     new surname (if applicable)"
FOUR = "first name     middle name     premarriage surname     new surname (if applicable)"


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        pytest.param(
            "Ana M. / Reyes / Barlow",
            "Tomas Peter / Barlow",
            ("Ana M Reyes", "Ana M Barlow", "1996-11-08"),
            id="the first",
        ),
        pytest.param(
            "Ana M. / Reyes",
            "Tomas Peter / Barlow / Reyes-Barlow",
            ("Tomas Peter Barlow", "Tomas Peter Reyes-Barlow", "1994-03-02"),
            id="the second",
        ),
    ],
)
@pytest.mark.parametrize("on", ["on   ", "on"], ids=["parted", "glued"])
def test_strokes_part_the_surname_that_is_taken(
    one: str, two: str, on: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(REGISTRATION.format(one=one, two=two, on=on, captions=THREE))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


def test_a_middle_name_may_have_a_part_of_its_own() -> None:
    found = values_of(
        REGISTRATION.format(
            one="Ana / M / Reyes / Barlow", two="Tomas / Peter / Barlow", on="on   ", captions=FOUR
        )
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana M Reyes", "Ana M Barlow")


def test_without_a_name_that_changes_no_birth_is_sure() -> None:
    page = draw_form(
        REGISTRATION.format(one="Ana M. / Reyes", two="Tomas Peter / Barlow", on="on   the ", captions=THREE)
    )
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert F.NEW_NAME not in found or found[F.NEW_NAME].confidence < 0.9
    assert F.DATE_OF_BIRTH not in found or found[F.DATE_OF_BIRTH].confidence < 0.9


def test_where_both_take_another_surname_neither_is_sure() -> None:
    page = draw_form(
        REGISTRATION.format(
            one="Ana M. / Reyes / Reyes-Barlow",
            two="Tomas Peter / Barlow / Reyes-Barlow",
            on="on   ",
            captions=THREE,
        )
    )
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    personal = (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH)
    assert all(found[field].confidence < 0.9 for field in personal if field in found)


@pytest.mark.parametrize(
    ("closing", "day"),
    [
        pytest.param("Dated at  Kent, N.Y.\n          June 29, 2026", "2026-06-29", id="dated after it"),
        pytest.param("Filed at  Kent, N.Y.\n          June 29, 2026", "2026-06-20", id="filed after it"),
        pytest.param("Dated at  Kent, N.Y.\n          June 9, 2026", "2026-06-20", id="dated before it"),
    ],
)
def test_a_certificates_own_day_may_be_read_worse_than_the_weddings(closing: str, day: str) -> None:
    form = REGISTRATION.format(
        one="Ana M. / Reyes / Barlow", two="Tomas Peter / Barlow", on="on   ", captions=THREE
    )
    page = draw_form(f"{form}\n{closing}\n")
    last = page.words[-3].box.y0
    blurred = tuple(
        replace(w, confidence=0.55, second=None, handwritten=True) if w.box.y0 >= last else w
        for w in page.words
    )
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, replace(page, words=blurred))
    assert found[F.ISSUED_ON].value == day
    assert found[F.ISSUED_ON].confidence < 0.9


@pytest.mark.parametrize("kept", ["Same", "SAME", "Unchanged", "NA", "N/A", "None", "Ditto", "Keep", "Kept"])
def test_who_keeps_a_name_takes_no_word_that_says_so(kept: str) -> None:
    form = REGISTRATION.format(
        one=f"Ana M. / Reyes / {kept}", two="Tomas Peter / Barlow", on="on   ", captions=THREE
    )
    assert F.NEW_NAME not in values_of(form)
    form = REGISTRATION.format(
        one=f"Ana M. / Reyes / {kept}", two="Tomas Peter / Barlow / Reyes", on="on   ", captions=THREE
    )
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(form))
    assert (found[F.FORMER_NAME].value, found[F.NEW_NAME].value) == (
        "Tomas Peter Barlow",
        "Tomas Peter Reyes",
    )
    assert found[F.NEW_NAME].confidence >= 0.9


@pytest.mark.parametrize(
    "first", ["Ana | / Reyes / Barlow", "Ana / Marie / Reyes", "Ana / | / Reyes / Barlow"]
)
def test_a_letter_like_a_stroke_or_a_middle_name_parts_no_surname(first: str) -> None:
    found = values_of(REGISTRATION.format(one=first, two="Tomas Peter / Barlow", on="on   ", captions=THREE))
    assert not {F.FORMER_NAME, F.NEW_NAME} & set(found)


def test_an_initial_i_is_no_stroke() -> None:
    found = values_of(
        REGISTRATION.format(
            one="Ana I / Reyes / Barlow", two="Tomas Peter / Barlow", on="on   ", captions=THREE
        )
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana I Reyes", "Ana I Barlow")


@pytest.mark.parametrize(
    ("one", "captions", "before"),
    [
        pytest.param("Ana M. / Thomas / Barlow", THREE, "Ana M Thomas", id="behind an initial"),
        pytest.param("Ana / M / Thomas / Barlow", FOUR, "Ana M Thomas", id="where a middle name is asked"),
    ],
)
def test_a_surname_may_be_like_a_given_name(one: str, captions: str, before: str) -> None:
    found = values_of(REGISTRATION.format(one=one, two="Tomas Peter / Barlow", on="on   ", captions=captions))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == (before, "Ana M Barlow")
