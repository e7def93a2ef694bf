"""Several cards on one page: values of two cards are never mixed."""

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.cards import part_cards, shows_card_twice
from tests.intake.extractors.drawn_cards import draw_page, prove_card, read_card

CARD = """# {course} Provider
# {holder}
American Heart Association
Issue Date                     Renew By
{issued}                     {ends}
Instructor Name                eCard Code
Gail Ostrow                    {code}
"""
BLS = {
    "course": "BLS",
    "holder": "Dana Whitfield",
    "issued": "03/14/2026",
    "ends": "03/2028",
    "code": "265012345678",
}
ACLS = BLS | {"course": "ACLS", "issued": "05/02/2025", "ends": "05/2027", "code": "255022345699"}
OTHER = BLS | {"holder": "Omar Haddad", "code": "265012349999"}
LICENCE = """MASSACHUSETTS DRIVER'S LICENSE
4d NUMBER         4a ISS
S12345678         08/28/2025
4b EXP            3 DOB
04/23/2031        04/23/1961
1 VICTOR
2 LUCIA
8 59 CANAL CIRCLE, UNIT 3R
FRAMINGHAM, MA 01702
9 CLASS D 9a END NONE 12 REST NONE
"""
BACK = (
    "This card certifies that the individual has passed the cognitive and skills evaluations.\n"
    "For use by the holder only."
)


def sheet(*cards: str) -> str:
    """Cards one under the other."""
    return "\n\n\n".join(cards)


def beside(one: str, other: str) -> str:
    """Two cards side by side, without large letters."""
    rows = zip(one.replace("# ", "").splitlines(), other.replace("# ", "").splitlines(), strict=True)
    return "\n".join(f"{left:<50}          {right}" for left, right in rows)


def courses_on(page: PageReading) -> list[str]:
    """The courses, or types of identity papers, of the cards that are parted."""
    return [card.sort for card in part_cards(Kind.CPR_CARD, [page])]


@pytest.mark.parametrize(
    ("page", "courses"),
    [
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**ACLS)), ["BLS", "ACLS"], id="two courses"),
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**OTHER)), ["BLS", "BLS"], id="two people"),
        pytest.param(
            sheet(*(CARD.format(**each) for each in (BLS, ACLS, OTHER))), ["BLS", "ACLS", "BLS"], id="three"
        ),
        pytest.param(beside(CARD.format(**BLS), CARD.format(**ACLS)), ["BLS", "ACLS"], id="side by side"),
        pytest.param(sheet(CARD.format(**BLS), LICENCE), ["BLS", "drivers_license"], id="card and licence"),
        pytest.param(
            sheet(LICENCE, CARD.format(**BLS), CARD.format(**ACLS)),
            ["drivers_license", "BLS", "ACLS"],
            id="mixed",
        ),
        pytest.param(
            sheet(CARD.format(**BLS), CARD.format(**ACLS).replace("# Dana Whitfield\n", "")),
            ["BLS", "ACLS"],
            id="a card whose name was lost",
        ),
        pytest.param(
            sheet(CARD.format(**BLS), CARD.format(**(BLS | {"course": "CPR"}))), [], id="record and card"
        ),
        pytest.param(
            sheet(CARD.format(**BLS), CARD.format(**(OTHER | {"code": BLS["code"]}))), ["BLS", "BLS"],
            id="two people's of one class's number",
        ),
        pytest.param(CARD.format(**BLS), [], id="one"),
        pytest.param(LICENCE, [], id="a licence alone"),
        pytest.param(
            sheet(CARD.format(**BLS), BACK, CARD.format(**ACLS)), ["BLS", "ACLS"], id="a back between"
        ),
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**BLS)), [], id="the same twice"),
        pytest.param(sheet(CARD.format(**BLS), BACK), [], id="front and back"),
    ],
)  # fmt: skip
def test_cards_are_told_by_what_they_say(page: str, courses: list[str]) -> None:
    assert courses_on(draw_page(page)) == courses


def test_the_parts_leave_nothing_of_the_page_out() -> None:
    page = draw_page(sheet(*(CARD.format(**each) for each in (BLS, ACLS, OTHER))))
    cards = part_cards(Kind.CPR_CARD, [page])
    for word in page.words:
        assert sum(card.region.holds(word.box) for card in cards) == 1
    assert sum(card.region.width * card.region.height for card in cards) == page.width * page.height


@pytest.mark.parametrize(
    ("page", "twice"),
    [
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**BLS)), True, id="the same twice"),
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**ACLS)), False, id="two"),
        pytest.param(sheet(CARD.format(**BLS), BACK), False, id="front and back"),
        pytest.param(CARD.format(**BLS), False, id="one"),
    ],
)
def test_a_copy_is_told_from_another_card(page: str, twice: bool) -> None:
    assert shows_card_twice(Kind.CPR_CARD, [draw_page(page)]) is twice


def test_the_values_are_those_of_the_first_card() -> None:
    found = read_card(sheet(CARD.format(**BLS), CARD.format(**ACLS)))
    assert (found["course"], found["issued_on"], found["expires_on"], found["certificate_id"]) == (
        "BLS", "2026-03-14", "2028-03", "265012345678",
    )  # fmt: skip


NOTE = "Cards of our crew, Wachusett Township Ambulance and Rescue, for your files"


@pytest.mark.parametrize(
    ("other", "note", "courses"),
    [
        pytest.param(OTHER, "{cards}\n\n\n{note}", ["BLS", "BLS"], id="a note under two people's cards"),
        pytest.param(ACLS, "{note}\n\n\n{cards}", ["BLS", "ACLS"], id="a heading over one person's"),
        pytest.param(OTHER, "{note}\n\n\n{cards}\n\n\n{note}", ["BLS", "BLS"], id="both"),
        pytest.param(BLS, "{cards}\n\n\n{note}", [], id="a card and its copy"),
    ],
)
def test_a_line_across_the_columns_keeps_no_cards_together(
    other: dict[str, str], note: str, courses: list[str]
) -> None:
    cards = beside(CARD.format(**BLS), CARD.format(**other))
    assert courses_on(draw_page(note.format(cards=cards, note=NOTE))) == courses


#: Two people's cards side by side, and rules across both between all lines, so that no gap parts them.
RULED = "\n".join(
    f"{line}\n{'_' * 75}"
    for line in beside(
        CARD.format(**BLS), CARD.format(**OTHER | {"issued": "05/02/2025", "ends": "05/2027"})
    ).splitlines()
)


def test_of_two_cards_that_no_gap_parts_no_value_is_sure() -> None:
    assert courses_on(draw_page(RULED)) == []
    found = prove_card(RULED)
    assert FieldName.EXPIRES_ON in found
    assert all(isinstance(each.value, bool) or each.confidence < 0.9 for each in found.values())


CERTIFICATE = """American Red Cross
# Certificate of Completion
This is to certify that
# Dana Whitfield
has successfully completed and passed the course requirements for
# Basic Life Support (BLS)


Conducted by
Charles Point Rescue Education


05/09/2026          2 Years             05/09/2028          Gail Ostrow
Date Completed      Validity Period     Expiration Date     Instructor


Certificate ID: 02KQ7VD
The American Red Cross is the nation's leader in first aid, CPR and AED training.
"""


def test_a_row_of_captions_below_a_certificate_is_no_card_of_its_own() -> None:
    assert courses_on(draw_page(CERTIFICATE)) == []
    found = read_card(CERTIFICATE)
    assert (found["holder_name"], found["course"]) == ("Dana Whitfield", "BLS")
    assert (found["issued_on"], found["expires_on"]) == ("2026-05-09", "2028-05-09")
