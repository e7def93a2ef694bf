"""Where the places of a known form lie on another copy of it, and what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from domain.documents import Evidence
from intake.extractors.known_forms.form import KnownForm, Spot
from intake.extractors.known_forms.printed_words import PrintedWord, find_printed, printed_around
from intake.extractors.mentions.mentions import Mention
from intake.extractors.sheets.paper import Paper
from intake.extractors.sureness.place_signs import covers

#: With fewer words than this no page is laid over another.
LEAST_PAIRS = 5
#: Words that stand further from their place, in parts of the page's width, do not stand there.
OFF_PLACE = 0.02
#: Of the words of both pages so many must stand in their places: a letter's words run on, a form's stay.
LEAST_THERE = 0.5
#: Nearer words than this, in parts of the width, tell no slope.
LEAST_APART = 0.05
#: How far from its place a value may stand, in parts of the width: across, where answers begin anywhere, and down.
ACROSS, DOWN = 0.25, 0.025
#: A place alone is worth less than a place in the same words.
PLACE_ALONE = 0.9
#: From here on a mention stands at a known place, and so much must lie between it and another value.
LEAST_LIKE, LEAST_LEAD = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Fit:
    """How a known page lies on another."""

    x_by: float
    x_to: float
    y_by: float
    y_to: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A place of the known page on the other."""
        return self.x_by * x + self.x_to, self.y_by * y + self.y_to


def fit_print(known: Sequence[PrintedWord], page: Sequence[PrintedWord]) -> Fit | None:
    """Lay a known page over another by the words of both; None where too few stand in their places."""
    places = {printed.word: printed for printed in page}
    pairs = [(printed, places[printed.word]) for printed in known if printed.word in places]
    if len(pairs) < LEAST_PAIRS:
        return None
    fit = Fit(*_line_of([(a.x, b.x) for a, b in pairs]), *_line_of([(a.y, b.y) for a, b in pairs]))
    there = sum(_stands(fit.place(a.x, a.y), b) for a, b in pairs)
    return fit if there >= LEAST_THERE * len(pairs) else None


def _stands(place: tuple[float, float], word: PrintedWord) -> bool:
    return abs(place[0] - word.x) < OFF_PLACE and abs(place[1] - word.y) < OFF_PLACE


def _line_of(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and shift by the medians over all pairs (Theil and Sen): words that strayed do not pull."""
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in combinations(pairs, 2) if abs(c - a) > LEAST_APART]
    slope = median(slopes) if slopes else 1.0
    return slope, median(b - slope * a for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Placed:
    """The mentions of one paper beside the places of the form that it is a copy of."""

    mentions: tuple[Mention, ...]
    around: tuple[frozenset[str], ...]
    fits: tuple[Fit | None, ...]

    def likest(self, spots: Sequence[Spot]) -> tuple[Mention, float] | None:
        """What stands at the places, and how surely; None where nothing does, or two values as well."""
        ranked = sorted(((self._like(at, spots), -at) for at in range(len(self.mentions))), reverse=True)
        if not ranked or ranked[0][0] < LEAST_LIKE:
            return None
        like, best = ranked[0][0], self.mentions[-ranked[0][1]]
        rival = next((other for other, at in ranked if self.mentions[-at].value != best.value), 0.0)
        return (best, like) if like - rival >= LEAST_LEAD else None

    def told_at(self, told: Evidence, spots: Sequence[Spot]) -> float:
        """How surely a value was read at the places, 0.0-1.0."""
        under = (at for at, mention in enumerate(self.mentions) if covers(told, mention))
        return max((self._like(at, spots) for at in under), default=0.0)

    def _like(self, at: int, spots: Sequence[Spot]) -> float:
        return max((self._like_one(at, spot) for spot in spots), default=0.0)

    def _like_one(self, at: int, spot: Spot) -> float:
        mention, around = self.mentions[at], self.around[at]
        if mention.shape is not spot.shape or mention.sheet.page != spot.page:
            return 0.0
        words = len(around & spot.around) / max(1, len(around | spot.around))
        fit = self.fits[spot.page] if spot.page < len(self.fits) else None
        near = _nearness(mention, fit.place(spot.x, spot.y)) if fit else 0.0
        return max(words, (words + near) / 2, PLACE_ALONE * near)


def _nearness(mention: Mention, place: tuple[float, float]) -> float:
    """1.0 at the place, 0.0 a line below or above it or far along."""
    across, down = (abs(a - b) for a, b in zip(spot_of(mention), place, strict=True))
    worth: float = (max(0.0, 1.0 - down / DOWN) * max(0.0, 1.0 - across / ACROSS)) ** 0.5
    return worth


def spot_of(mention: Mention) -> tuple[float, float]:
    """Where a mention stands: its left end and the middle of its first word, in parts of the page's width."""
    width = max(1, mention.sheet.reading.width)
    return round(mention.x0 / width, 4), round(mention.tokens[0].middle / width, 4)


def place_mentions(form: KnownForm, paper: Paper, mentions: Sequence[Mention]) -> Placed:
    """Lay a form over a copy of it."""
    pages = [find_printed(laid.sheet) for laid in paper.pages]
    fits = tuple(fit_print(known, page) for known, page in zip(form.print, pages, strict=False))
    around = tuple(printed_around(mentions, paper.kind))
    return Placed(tuple(mentions), around, fits)
