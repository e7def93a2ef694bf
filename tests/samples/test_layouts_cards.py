"""Layouts of CPR cards and of name-change evidence: they compile, and they print what their truth says."""

import io
import unicodedata
from datetime import date
from random import Random

import pytest
import zxingcpp
from PIL import Image

from domain.kinds import FIELDS_OF, FindingCode, Kind
from samples.catalogue import list_layouts
from samples.drawing import draw_paper, read_text_layer, render_pages
from samples.layout import Layout, Paper
from samples.layouts.cpr_card.training import add_two_years
from samples.layouts.name_change_evidence.showing import add_years
from samples.layouts.name_change_evidence.travel_zone import (
    check_digit,
    fold_zone,
    make_card_zone,
    make_licence_code,
    make_passport_zone,
)
from samples.people import Person, invent_people

DAY = date(2026, 10, 14)
KINDS = (Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE)
LAYOUTS = [layout for kind in KINDS for layout in list_layouts(kind, "all")]
SEEDS = (1, 2, 3)
cards = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


def make_one(layout: Layout, seed: int) -> Paper:
    rng = Random(f"{layout.name}-{seed}")
    return layout.make(rng.choice(invent_people(30, rng)), rng, DAY)


def squeeze(text: str) -> str:
    """Letters and digits only, no marks: hands and line breaks change the rest."""
    plain = unicodedata.normalize(
        "NFKD", text.replace("ł", "l").replace("Ł", "L").replace("đ", "d").replace("Đ", "D")
    )
    return "".join(c for c in plain.casefold() if c.isalnum())


@pytest.fixture(scope="module")
def somebody() -> Person:
    return invent_people(1, Random(5))[0]


@cards
@pytest.mark.parametrize("seed", SEEDS)
def test_prints_every_value_of_its_truth(layout: Layout, seed: int) -> None:
    paper = make_one(layout, seed)
    pages = read_text_layer(draw_paper(layout, paper, seed))
    assert len(pages) == layout.pages
    text = squeeze(" ".join(pages))
    for name, true in paper.truth.items():
        if true is None or name in paper.drawn:
            continue
        printed = paper.printed.get(name, str(true))
        assert printed, f"{name} is true but has no printed form"
        assert squeeze(printed) in text, f"{layout.name} does not print {name}"


@cards
def test_truth_has_the_fields_of_its_kind(layout: Layout) -> None:
    paper = make_one(layout, 7)
    assert set(paper.truth) == {name.value for name in FIELDS_OF[layout.kind]}
    assert set(paper.findings) <= {code.value for code in FindingCode}


@cards
def test_same_seed_gives_the_same_paper(layout: Layout) -> None:
    first, second = make_one(layout, 4), make_one(layout, 4)
    assert first == second
    assert draw_paper(layout, first, 4) == draw_paper(layout, second, 4)


@cards
def test_nothing_that_the_truth_leaves_out_is_printed(layout: Layout) -> None:
    """A new name that the truth does not have must not stand on the page."""
    for seed in range(8):
        rng = Random(seed)
        person = invent_people(1, rng)[0]
        paper = layout.make(person, rng, DAY)
        for field, name in (("new_name", person.new_name.full), ("certification_number", person.number)):
            if field in paper.truth and paper.truth[field] is None:
                values = squeeze(str(list(paper.values.values())))
                assert squeeze(name) not in values or squeeze(name) in squeeze(person.name.full)


@pytest.mark.parametrize("kind", KINDS)
def test_a_quarter_or_more_is_held_out(kind: Kind) -> None:
    held_out, every = list_layouts(kind, "test"), list_layouts(kind, "all")
    assert 0.2 <= len(held_out) / len(every) <= 0.6
    assert len(every) >= 12


def test_online_cards_are_told_in_varied_words() -> None:
    online = [
        layout
        for layout in list_layouts(Kind.CPR_CARD, "all")
        if make_one(layout, 1).truth["format_online_only"]
    ]
    assert len(online) >= 3
    assert any(layout.held_out for layout in online)


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        pytest.param("L898902C3", "6", id="document number of the ICAO specimen"),
        pytest.param("740812", "2", id="its birth date"),
        pytest.param("120415", "9", id="its expiry"),
        pytest.param("ZE184226B<<<<<", "1", id="its optional part"),
        pytest.param("L898902C3674081221204159ZE184226B<<<<<1", "0", id="its composite"),
    ],
)
def test_check_digit_follows_the_icao_specimen(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        pytest.param("O'Driscoll", "ODRISCOLL", id="apostrophe falls away"),
        pytest.param("Jean-Baptiste", "JEAN<BAPTISTE", id="hyphen is a filler"),
        pytest.param("Sørensen", "SOERENSEN", id="o with stroke"),
        pytest.param("Wójcik", "WOJCIK", id="accent falls away"),
        pytest.param("Łukasz Đặng", "LUKASZ<DANG", id="strokes and marks"),
    ],
)
def test_folds_names_into_the_zone(name: str, zone: str) -> None:
    assert fold_zone(name) == zone


def test_zones_have_the_lengths_of_their_formats(somebody: Person) -> None:
    assert [len(line) for line in make_passport_zone(somebody, "512345678", date(2031, 2, 3))] == [44, 44]
    assert [len(line) for line in make_card_zone(somebody, "C12345678", date(2031, 2, 3))] == [30, 30, 30]


@pytest.mark.parametrize("name", ["licence_copy_both_sides", "licence_banner_card"])
def test_licence_barcode_reads_back(name: str) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    for seed in range(6):
        paper = make_one(layout, seed)
        page = render_pages(draw_paper(layout, paper, seed), 400)[-1]
        found = [
            code for code in zxingcpp.read_barcodes(page) if code.format == zxingcpp.BarcodeFormat.PDF417
        ]
        assert len(found) == ("barcode" in paper.symbols)
        born = date.fromisoformat(str(paper.truth["date_of_birth"]))
        assert all(f"DBB{born:%m%d%Y}" in code.text for code in found)


def test_badge_barcode_reads_back() -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "company_badge")
    paper = make_one(layout, 1)
    page = render_pages(draw_paper(layout, paper, 1), 300)[0]
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [paper.truth["certificate_id"]]


def test_licence_code_names_the_person(somebody: Person) -> None:
    code = make_licence_code(somebody, "S1", date(2025, 1, 2), date(2030, 1, 2))
    assert code.startswith("@\n\x1e\rANSI ")
    assert "DBA01022030" in code
    assert code.isascii()


@pytest.mark.parametrize(
    ("issued", "month_end", "expires"),
    [
        pytest.param(date(2025, 3, 4), False, date(2027, 3, 4), id="to the day"),
        pytest.param(date(2025, 2, 4), True, date(2027, 2, 28), id="end of February"),
        pytest.param(date(2026, 2, 10), True, date(2028, 2, 29), id="end of a leap February"),
        pytest.param(date(2024, 2, 29), False, date(2026, 2, 28), id="from 29 February"),
    ],
)
def test_two_years_on(issued: date, month_end: bool, expires: date) -> None:
    assert add_two_years(issued, month_end) == expires


def test_years_on_from_a_leap_day() -> None:
    assert add_years(date(2024, 2, 29), 10) == date(2034, 2, 28)


def test_portraits_differ_between_people() -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "licence_list_card")
    pictures = []
    for seed in (11, 12):
        page: Image.Image = render_pages(draw_paper(layout, make_one(layout, 1), seed), 100)[0]
        out = io.BytesIO()
        page.crop((10, 40, 105, 160)).save(out, "PNG")
        pictures.append(out.getvalue())
    assert pictures[0] != pictures[1]
