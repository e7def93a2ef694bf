"""The contract between a layout (one Typst file) and the generator that fills and degrades it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from domain.kinds import Kind, Subkind
from samples.people import Person

LAYOUTS_FOLDER = Path(__file__).parent / "layouts"

Truth = dict[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Paper:
    """What one paper says: the values its Typst file prints, and the truth about them."""

    values: dict[str, Any]
    """By the keys the Typst file asks for; strings, booleans, lists (whatever JSON holds)."""
    truth: Truth
    """By field name of the kind; None for a field that the paper does not show."""
    printed: dict[str, str] = field(default_factory=dict)
    """For a truth value printed in another form (`March 3, 2026`, `xxx-xx-1234`): that form. A test looks
    for it, else for the value itself, in the text layer."""
    drawn: frozenset[str] = frozenset()
    """Truth fields that are no text on the page: ticks, logos, the layout itself."""
    hand: bool = False
    """Filled in by hand; such papers are never sent as a text-layer PDF."""
    symbols: dict[str, str] = field(default_factory=dict)
    """Drawings as SVG text: `signature`, `qr`, `barcode` ... (see `samples/symbols.py`)."""
    findings: tuple[str, ...] = ()
    """Finding codes beyond those that follow from the truth and the record (expired, online_only,
    unrecognized_provider, wrong_level, missing_signature and the mismatches are worked out later)."""
    nobody: bool = False
    """The paper names no person of the records (an invoice, spam)."""


Make = Callable[[Person, Random, date], Paper]
"""(the person as the paper shows them, random source, day of receipt) -> one paper."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One way a paper may look."""

    name: str
    """The Typst file's name without `.typ`, unique over all kinds."""
    kind: Kind
    make: Make
    subkind: Subkind | None = None
    pages: int = 1
    sheet: str = "letter"
    """`letter`, or `card` where the Typst page is only the card; degradation then lays it on a sheet or table."""
    body: bool = False
    """A message's text rather than a page: `<name>.txt.j2`, no Typst file."""
    weight: float = 1.0
    """How often it is drawn, relative to its kind."""
    held_out: bool = False
    """Drawn only by `--layouts test`."""
    hand_share: float = 0.35
    """Share of its papers filled in by hand, before `--handwritten-share` scales it."""

    @property
    def path(self) -> Path:
        """The Typst file."""
        return LAYOUTS_FOLDER / self.kind.value / f"{self.name}.typ"
