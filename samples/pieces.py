"""One paper of a submission: who it is about, how it differs from the record, how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.kinds import Kind
from samples.catalogue import list_layouts
from samples.drawing import draw_paper
from samples.layout import Layout, Paper
from samples.people import Person, invent_person
from samples.truth import judge_document

#: How the person on the paper differs from the record, with weights.
SLIPS = (
    ("none", 62), ("no_number", 7), ("number", 7), ("nickname", 4), ("new_last", 5), ("birth_date", 4),
    ("level", 3), ("stranger", 8),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper, filled."""

    layout: Layout
    paper: Paper
    record: Person | None
    slip: str
    seed: int
    test_hands: bool = False
    hands: tuple[str, ...] = ()
    """The hands that it may be filled in by; none named: by `test_hands`."""

    def draw(self) -> bytes:
        """Return it as a PDF with a text layer."""
        return draw_paper(self.layout, self.paper, self.seed, self.test_hands, self.hands)

    def state_truth(
        self, people: Sequence[Person], day: date, quality: str, place: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the document's entry for `truth.jsonl`; `place` has attachment, pages and continues_in."""
        truth = {
            key: value or None if isinstance(value, str) else value for key, value in self.paper.truth.items()
        }
        verdict = judge_document(self.layout.kind, truth, self.record, people, day)
        other = self.layout.kind is Kind.OTHER
        return {
            "kind": self.layout.kind.value, **place, "fields": {} if other else truth,
            "record": verdict.record, "match_expectation": verdict.expectation, "quality": quality,
            "handwritten": self.paper.hand,
            "rule_findings": [] if other else sorted({*verdict.findings, *self.paper.findings}),
            "rule_findings_optional": list(verdict.optional), "candidates": list(verdict.candidates),
            "record_alternates": [], "layout": self.layout.name, "match_case": self.slip,
            "subkind": self.layout.subkind.value if self.layout.subkind else None,
            "said": truth if other else {},
        }  # fmt: skip


def show_person(person: Person, slip: str, rng: Random) -> Person:
    """Return the person as a paper with this slip shows them."""
    if slip == "no_number":
        return replace(person, number="")
    if slip == "number":
        digits = list(person.number)
        at = rng.randrange(2, len(digits) - 1)
        if digits[at] != digits[at + 1] and rng.random() < 0.6:
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
        else:
            digits[at] = rng.choice([d for d in "0123456789" if d != digits[at]])
        return replace(person, number="".join(digits))
    if slip == "nickname":
        return replace(person, name=replace(person.name, first=person.nickname))
    if slip == "new_last":
        return replace(person, name=replace(person.name, last=person.new_name.last, suffix=""))
    if slip == "birth_date":
        return replace(
            person, date_of_birth=person.date_of_birth + timedelta(days=rng.choice((1, 9, 30, 365, -10)))
        )
    if slip == "level":
        return replace(
            person, level=rng.choice([lv for lv in ("EMT", "AEMT", "Paramedic") if lv != person.level])
        )
    return person


@dataclass(frozen=True, slots=True)
class Stock:
    """What papers are drawn from."""

    people: tuple[Person, ...]
    share: str
    """`train`, `test` or `all` layouts."""
    handwritten_share: float = 1.0
    """Scales how many papers are filled in by hand; 0 for none."""
    hands: tuple[str, ...] = ()
    """Hands by which papers may be filled in; none named: those of the layouts."""

    def choose_layout(self, kind: Kind, rng: Random, body: bool = False) -> Layout | None:
        """Return a layout of the kind, or None where the share has none."""
        fitting = [layout for layout in list_layouts(kind, self.share) if layout.body == body]
        return rng.choices(fitting, [layout.weight for layout in fitting])[0] if fitting else None

    def fill(self, layout: Layout, person: Person, slip: str, rng: Random, day: date) -> Piece:
        """Return the layout filled for the person as the slip shows them."""
        if slip == "stranger":
            person = invent_person(rng, {p.number for p in self.people})
        if layout.kind is Kind.NAME_CHANGE_EVIDENCE and slip in ("new_last", "nickname", "level"):
            slip = "none"
        if layout.kind is not Kind.VERIFICATION_REQUEST and slip in ("no_number", "level"):
            slip = "none"
        paper = layout.make(show_person(person, slip, rng), rng, day)
        if paper.hand and rng.random() > self.handwritten_share:
            paper = replace(paper, hand=False)
        record = None if slip == "stranger" or paper.nobody else person
        shown = {"number": "certification_number", "birth_date": "date_of_birth"}.get(slip)
        if shown and not paper.truth.get(shown):
            slip = "none"  # the slip is in a field that this paper does not print
        test_hands = self.share == "test" or (self.share == "all" and layout.held_out)
        return Piece(layout, paper, record, slip, rng.getrandbits(31), test_hands, self.hands)


def pick_slip(rng: Random) -> str:
    """Return one of `SLIPS`."""
    return rng.choices([name for name, _ in SLIPS], [weight for _, weight in SLIPS])[0]
