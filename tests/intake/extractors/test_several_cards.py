"""Several cards on one page: values of two cards are never mixed."""

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.cards import part_cards
from tests.intake.extractors.drawn_cards import draw_page, read_card

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
    cards = part_cards(Kind.CPR_CARD, [page])
    return [str(e.value) for card in cards for e in card.evidence if e.field is FieldName.COURSE]


@pytest.mark.parametrize(
    ("page", "courses"),
    [
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**ACLS)), ["BLS", "ACLS"], id="two courses"),
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**OTHER)), ["BLS", "BLS"], id="two people"),
        pytest.param(
            sheet(*(CARD.format(**each) for each in (BLS, ACLS, OTHER))), ["BLS", "ACLS", "BLS"], id="three"
        ),
        pytest.param(beside(CARD.format(**BLS), CARD.format(**ACLS)), ["BLS", "ACLS"], id="side by side"),
        pytest.param(CARD.format(**BLS), [], id="one"),
        pytest.param(sheet(CARD.format(**BLS), CARD.format(**BLS)), [], id="the same twice"),
        pytest.param(sheet(CARD.format(**BLS), BACK), [], id="front and back"),
    ],
)  # fmt: skip
def test_cards_are_told_by_what_they_say(page: str, courses: list[str]) -> None:
    assert courses_on(draw_page(page)) == courses


def test_the_values_are_those_of_the_first_card() -> None:
    found = read_card(sheet(CARD.format(**BLS), CARD.format(**ACLS)))
    assert (found["course"], found["issued_on"], found["expires_on"], found["certificate_id"]) == (
        "BLS", "2026-03-14", "2028-03", "265012345678",
    )  # fmt: skip
