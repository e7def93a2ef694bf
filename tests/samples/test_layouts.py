"""Every layout draws, and prints what its truth says."""

import io
import re
import unicodedata
from datetime import date
from itertools import combinations
from random import Random

import pikepdf
import pytest

from domain.kinds import FIELDS_OF, EvidenceType, Kind, Level, Provider
from samples.bodies import write_body
from samples.catalogue import HELD_OUT_LAYOUTS, LAYOUTS, list_layouts
from samples.drawing import HELD_OUT_HANDS, check_fonts, draw_paper, read_text_layer
from samples.layout import Layout, Paper
from samples.people import Person, invent_people
from samples.pieces import Piece

DAY = date(2026, 10, 14)
PEOPLE: list[Person] = invent_people(40, Random(11))


def fill(layout: Layout, seed: int) -> tuple[Paper, str]:
    """One filled paper and all its text."""
    rng = Random(f"{layout.name}/{seed}")
    paper = layout.make(rng.choice(PEOPLE), rng, DAY)
    if layout.body:
        return paper, write_body(Piece(layout, paper, None, "none", seed))
    pages = read_text_layer(draw_paper(layout, paper, seed))
    assert len(pages) == layout.pages
    return paper, "\n".join(pages)


def squeeze(text: str) -> str:
    """Letters and digits only, marks taken off: hand-written values lose some, lines break anywhere."""
    folded = unicodedata.normalize(
        "NFKD", text.replace("đ", "d").replace("Đ", "D").replace("ł", "l").replace("Ł", "L")
    )
    return re.sub(r"[^a-z0-9]", "", folded.encode("ascii", "ignore").decode().casefold())


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
@pytest.mark.parametrize("seed", [1, 2])
def test_layout_prints_its_truth(layout: Layout, seed: int) -> None:
    paper, text = fill(layout, seed)
    printed = squeeze(text)
    fields = {str(name) for name in FIELDS_OF[layout.kind]}
    assert set(paper.truth) <= fields
    for name, value in paper.truth.items():
        if not isinstance(value, str) or not value or name in paper.drawn:
            continue
        shown = paper.printed.get(name) or value
        assert squeeze(shown) in printed, f"{name} = {shown!r} is not on the page"


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_truth_uses_the_contract_s_words(layout: Layout) -> None:
    rng = Random(layout.name)
    for person in PEOPLE[:12]:
        truth = layout.make(person, rng, DAY).truth
        for name in ("date_of_birth", "signed_on", "issued_on", "expires_on"):
            assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", str(truth.get(name) or "2026-01")), truth[name]
        assert truth.get("level") in {None, "", *Level}
        assert truth.get("provider") in {None, *Provider}
        assert truth.get("evidence_type") in {None, *EvidenceType}
        assert {
            type(truth[name]) for name in ("signature_present", "format_online_only") if name in truth
        } <= {bool, type(None)}


@pytest.mark.parametrize("kind", Kind)
def test_enough_layouts_and_many_held_out(kind: Kind) -> None:
    every = list(list_layouts(kind, "all"))
    held = [layout for layout in every if layout.held_out]
    assert len(every) >= 25
    assert 0.15 <= len(held) / len(every) <= 0.6


def printed_words(layout: Layout) -> frozenset[str]:
    """The words that the layout itself prints, whoever fills it in."""
    texts = (fill(layout, seed)[1].casefold() for seed in range(3))
    return frozenset.intersection(*(frozenset(re.findall(r"[a-z]{4,}", text)) for text in texts))


@pytest.mark.parametrize("kind", Kind)
def test_another_layout_means_other_questions_and_wording(kind: Kind) -> None:
    """What a model learned of one layout must not be what it is measured on in another."""
    words = {layout.name: printed_words(layout) for layout in list_layouts(kind, "all")}
    for (one, its), (other, others) in combinations(words.items(), 2):
        alike = len(its & others) / max(1, len(its | others))
        assert alike < 0.5, f"{one} and {other} share {alike:.0%} of their words"


def test_each_layout_has_a_drawing_of_its_own() -> None:
    drawings = [layout.path.read_bytes() for layout in LAYOUTS.values() if not layout.body]
    assert len(set(drawings)) == len(drawings)


def test_held_out_layouts_are_never_drawn_for_training() -> None:
    train = {layout.name for layout in list_layouts(None, "train")}
    test = {layout.name for layout in list_layouts(None, "test")}
    assert not train & test
    assert train | test == set(LAYOUTS)
    assert test == HELD_OUT_LAYOUTS


def test_a_paper_is_drawn_the_same_twice_and_changes_with_the_seed() -> None:
    layout = LAYOUTS["northern_state"]
    paper = layout.make(PEOPLE[0], Random(1), DAY)
    assert draw_paper(layout, paper, 5) == draw_paper(layout, paper, 5)
    by_hand = Paper(paper.values, paper.truth, hand=True)
    assert draw_paper(layout, by_hand, 5) != draw_paper(layout, by_hand, 6)


def test_unknown_share_is_refused() -> None:
    with pytest.raises(ValueError, match="share must be"):
        list_layouts(Kind.OTHER, "some")


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("samples.drawing").drawing.HAND_FONTS, "Nowhere Hand", "fonts-nowhere")
    with pytest.raises(RuntimeError, match="apt-get install fonts-nowhere"):
        check_fonts()


def test_the_hands_that_are_named_fill_a_paper_in() -> None:
    """Of the two hands of held-out layouts one alone, whatever the seed."""
    made = (layout.make(PEOPLE[0], Random(1), DAY) for layout in list_layouts(share="test"))
    layout, paper = next(
        (layout, paper)
        for layout, paper in zip(list_layouts(share="test"), made, strict=True)
        if paper.hand and not layout.body
    )
    drawn = [draw_paper(layout, paper, seed, True, hands) for hands in ((), ("Steve",)) for seed in range(4)]
    hands = [{hand for hand in HELD_OUT_HANDS if hand in fonts} for fonts in map(fonts_of, drawn)]
    assert set().union(*hands[:4]) == HELD_OUT_HANDS
    assert hands[4:] == [{"Steve"}] * 4


def fonts_of(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return " ".join(
            str(found["/BaseFont"])
            for found in opened.objects
            if isinstance(found, pikepdf.Dictionary) and "/BaseFont" in found
        )
