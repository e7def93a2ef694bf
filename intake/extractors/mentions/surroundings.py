"""What stands around a mention, as features: words left, above, below and before it, and its own looks.

Words are folded and stripped, digits become `#`; for words near by their letter groups count as well, so
that a misread label still speaks.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.mentions.mentions import Mention, Shape
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.labels import find_labels
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.vocabulary import phrases_for

#: How many words to the left, to the right, before and after in reading order are looked at.
LEFT_WORDS, RIGHT_WORDS, BEFORE_WORDS, AFTER_WORDS = 8, 3, 6, 6
#: Rows above that are looked at, and how far up in line heights.
ABOVE_ROWS, ABOVE_REACH = 3, 4.0
#: Share of a vocabulary's phrases that some words must bring together to speak for a question.
LEAST_VOTE = 0.6
#: Letters of a group.
GROUP = 4

_DIGITS = re.compile(r"\d+")
_PLAIN = re.compile(r"[^a-z0-9#]+")


@lru_cache(maxsize=50_000)
def plain_word(text: str) -> str:
    """A word folded, without punctuation, digits as `#`; empty where nothing is left."""
    return _DIGITS.sub("#", _PLAIN.sub("", fold(text)))


def describe_surroundings(
    mention: Mention, kind: Kind, others: Sequence[Mention], labels: Sequence[Label] = ()
) -> list[str]:
    """The features of one mention; `others` are all mentions of its document, `labels` those of its page."""
    left, near = _words_left(mention)
    above = _words_above(mention)
    below = _words_below(mention)
    around = (("near", near), ("above", above), ("below", below))
    features = {f"kind {kind.value}", *_asked(mention, labels), *_voted(around, kind)}
    for where, words in (
        ("left", left),
        ("near", near),
        ("above", above),
        ("below", below),
        ("right", _words_right(mention)),
        ("before", _words_before(mention)),
    ):
        features |= {f"{where} {word}" for word in words}
        features |= {f"{where} {a} {b}" for a, b in pairwise(words)}
    for where, words in around:
        features |= {f"{where}~{group}" for word in words for group in _groups(word)}
    for word in (*near, *above):
        features.add(f"{kind.value} by {word}")
    features |= set(_told(mention))
    features |= {f"head {word}" for word in _heading_words(mention)}
    features |= set(_looks(mention, others))
    return sorted(features)


def _asked(mention: Mention, labels: Sequence[Label]) -> Iterator[str]:
    """The questions that labels around it put: the nearest to the left, above, below, and the last before it."""
    own = {id(t) for t in mention.tokens}
    others = [label for label in labels if own.isdisjoint(map(id, label.tokens))]
    left = [x for x in others if x.row == mention.row and x.x1 <= mention.x0 + 0.5 * mention.height]
    if left:
        nearest = max(left, key=lambda x: x.x1)
        gap = (mention.x0 - nearest.x1) / mention.height
        yield f"asks left {nearest.ask.name}"
        yield f"asks left {nearest.ask.name} {'close' if gap < 2 else 'far' if gap > 10 else 'near'}"
    above = [
        x for x in others
        if mention.row - 3 <= x.row < mention.row and _overlaps(x.x0, x.x1, mention)
    ]  # fmt: skip
    if above:
        nearest = max(above, key=lambda x: x.row)
        yield f"asks above {nearest.ask.name}"
        yield f"asks above {nearest.ask.name} {mention.row - nearest.row}"
    below = [x for x in others if x.row == mention.row + 1 and _overlaps(x.x0, x.x1, mention)]
    if below:
        yield f"asks below {below[0].ask.name}"
    before = [x for x in others if (x.row, x.x0) < (mention.row, mention.x0)]
    if before:
        last = max(before, key=lambda x: (x.row, x.x0))
        yield f"asks before {last.ask.name}"
        if not left and not above and not below:
            yield f"asks only before {last.ask.name}"


def _overlaps(x0: float, x1: float, mention: Mention) -> bool:
    return x0 < mention.x1 + 0.5 * mention.height and x1 > mention.x0 - 1.5 * mention.height


def _voted(around: Sequence[tuple[str, list[str]]], kind: Kind) -> Iterator[str]:
    """The question whose words the words around it share most, where no label is known as a whole."""
    for where, words in around:
        found = vote_ask(tuple(words[-5:]), kind)
        if found:
            yield f"votes {where} {found}"


@lru_cache(maxsize=20_000)
def vote_ask(words: tuple[str, ...], kind: Kind) -> str | None:
    """The question whose phrases weigh most for some words; None where none weighs enough."""
    weights = _word_votes(kind)
    totals: Counter[str] = Counter()
    for word in words:
        for ask, weight in weights.get(word, {}).items():
            totals[ask] += weight  # type: ignore[assignment]  # shares, not counts
    best = totals.most_common(1)
    return best[0][0] if best and best[0][1] > LEAST_VOTE else None


@lru_cache(maxsize=8)
def _word_votes(kind: Kind) -> dict[str, dict[str, float]]:
    """For each word of the vocabulary, the share of its phrases that put each question."""
    counts: dict[str, Counter[str]] = {}
    for phrase, ask in phrases_for(kind).items():
        for word in {plain_word(w) for w in phrase.split()} - {""}:
            counts.setdefault(word, Counter())[ask.name] += 1
    return {
        word: {ask: n / (sum(found.values()) + 1) for ask, n in found.items()}
        for word, found in counts.items()
    }


def _words(tokens: Sequence[Token]) -> list[str]:
    return [word for t in tokens if (word := plain_word(t.text))]


def _groups(word: str) -> Iterator[str]:
    padded = f"^{word}$"
    for at in range(max(1, len(padded) - GROUP + 1)):
        yield padded[at : at + GROUP]


def _words_left(mention: Mention) -> tuple[list[str], list[str]]:
    """(all words to the left in its row, those of its own or the neighbouring segment)."""
    row = [s for s in mention.sheet.rows[mention.row] if s.x0 < mention.x0]
    before = [t for s in row for t in s.tokens if t.x1 <= mention.x0 + 0.3 * mention.height]
    near = _words(_last_segment(row, mention))
    return _words(before[-LEFT_WORDS:]), near[-LEFT_WORDS:]


def _last_segment(row: Sequence[Segment], mention: Mention) -> list[Token]:
    own = {id(t) for t in mention.tokens}
    for segment in reversed(row):
        tokens = [t for t in segment.tokens if id(t) not in own and t.x1 <= mention.x0 + 0.3 * mention.height]
        if tokens:
            return tokens
    return []


def _words_right(mention: Mention) -> list[str]:
    row = mention.sheet.row_tokens(mention.row)
    return _words([t for t in row if t.x0 >= mention.x1 - 0.3 * mention.height][:RIGHT_WORDS])


def _words_above(mention: Mention) -> list[str]:
    """The words over it: the nearest row above that has any in its column."""
    top = min(t.y0 for t in mention.tokens)
    for row in range(mention.row - 1, max(-1, mention.row - 1 - ABOVE_ROWS), -1):
        over = [s for s in mention.sheet.rows[row] if _in_column(s, mention)]
        over = [s for s in over if top - s.y1 < ABOVE_REACH * mention.height]
        if over:
            return _words([t for s in over for t in s.tokens])[:LEFT_WORDS]
    return []


def _words_below(mention: Mention) -> list[str]:
    """The words right under it, as a caption under a line."""
    if mention.row + 1 >= len(mention.sheet.rows):
        return []
    bottom = max(t.y1 for t in mention.tokens)
    under = [s for s in mention.sheet.rows[mention.row + 1] if _in_column(s, mention)]
    under = [s for s in under if s.y0 - bottom < 1.6 * mention.height]
    return _words([t for s in under for t in s.tokens])[:LEFT_WORDS]


def _in_column(segment: Segment, mention: Mention) -> bool:
    slack = 1.5 * mention.height
    return segment.x0 < mention.x1 + slack / 2 and segment.x1 > mention.x0 - slack


def _words_before(mention: Mention) -> list[str]:
    """The words before it in reading order, over the ends of lines: a sentence's own words."""
    tokens: list[Token] = []
    for row in range(max(0, mention.row - 1), mention.row + 1):
        for token in mention.sheet.row_tokens(row):
            if token is mention.tokens[0]:
                return _words(tokens)[-BEFORE_WORDS:]
            tokens.append(token)
    return []


def _told(mention: Mention) -> Iterator[str]:
    """The two words right before and right after it, as running text tells it, over the ends of rows."""
    row, rows = mention.row, mention.sheet.rows
    own = {id(t) for t in mention.tokens}
    around = [t for r in range(max(0, row - 1), min(len(rows), row + 3)) for t in mention.sheet.row_tokens(r)]
    places = [at for at, token in enumerate(around) if id(token) in own]
    before = _words(around[: places[0]])[-2:]
    after = _words(around[places[-1] + 1 :])[:2]
    yield from (f"after {word}" for word in _words(around[places[-1] + 1 :])[:AFTER_WORDS])
    for where, words in (("told before", before), ("told after", after)):
        if words:
            nearest = words[-1] if where == "told before" else words[0]
            yield f"{where} {nearest}"
            yield f"{where} {' '.join(words)}"
    if len(mention.sheet.row_tokens(row)) == len(own):
        yield "alone in its row"


def _heading_words(mention: Mention) -> list[str]:
    """The words of the heading it stands under: capitals, or larger than usual."""
    usual = mention.sheet.line_height
    for row in range(mention.row - 1, -1, -1):
        for segment in mention.sheet.rows[row]:
            text = segment.text
            large = segment.height > 1.35 * usual
            shouted = text.isupper() and sum(c.isalpha() for c in text) > 6
            if large or shouted:
                return _words(segment.tokens)[:LEFT_WORDS]
    return []


def _looks(mention: Mention, others: Sequence[Mention]) -> Iterator[str]:
    """Its own looks and its rank among its like."""
    sheet = mention.sheet
    like = [m for m in others if m.shape is mention.shape]
    yield f"place {_part_of(mention.row, len(sheet.rows))}"
    yield f"page {min(2, sheet.page)}"
    yield f"like {min(5, len(like))}"
    yield from _edges(mention)
    if mention.tokens[0] is sheet.rows[mention.row][0].tokens[0]:
        yield "begins its row"
    if all(t.word.handwritten for t in mention.tokens):
        yield "by hand"
    if mention.shape is Shape.DATE:
        yield from _date_looks(mention, like)
    if mention.shape in (Shape.NAME, Shape.NAME_PART):
        yield from _name_looks(mention, like)
        if any(m.shape is Shape.ORGANISATION and _is_part(mention, m) for m in others):
            yield "in an office's name"
    if mention.height > 1.4 * sheet.line_height:
        yield "large"


def _is_part(mention: Mention, other: Mention) -> bool:
    if other.row != mention.row or other.sheet is not mention.sheet:
        return False
    whole = {id(t) for t in other.tokens}
    return len(mention.tokens) < len(whole) and all(id(t) in whole for t in mention.tokens)


def _edges(mention: Mention) -> Iterator[str]:
    """How the words right before and after it in its row are written, and the mark that ends it."""
    own = {id(t) for t in mention.tokens}
    row = mention.sheet.row_tokens(mention.row)
    places = [at for at, token in enumerate(row) if id(token) in own]
    last = mention.tokens[-1].text[-1]
    if not last.isalnum():
        yield f"ends {last}"
    for where, at, step in (("behind", places[0] - 1, -1), ("ahead", places[-1] + 1, 1)):
        if not 0 <= at < len(row):
            yield f"{where} nothing"
            continue
        gap = row[at].x0 - row[at - 1].x1 if step > 0 else row[at + 1].x0 - row[at].x1
        yield f"{where} {_written(row[at].text)} {'close' if gap < 0.9 * mention.height else 'far'}"


def _written(text: str) -> str:
    """How a word is written."""
    mark = text[-1] if text[-1] in ":,.;" else ""
    bare = text.strip(".,:;()")
    if not bare or not bare[0].isalpha():
        return f"digits{mark}" if bare[:1].isdigit() else "marks"
    return ("capitals" if bare.isupper() else "capital" if bare[0].isupper() else "small") + mark


def _part_of(row: int, rows: int) -> int:
    return min(4, 5 * row // max(1, rows))


def _date_looks(mention: Mention, like: Sequence[Mention]) -> Iterator[str]:
    """How it stands to the latest date of the paper that no card's end can explain: years before, order."""
    years = sorted({int(m.value[:4]) for m in like})
    year = int(mention.value[:4])
    values = sorted({m.value for m in like})
    yield f"order {min(3, values.index(mention.value))} of {min(4, len(values))}"
    yield f"last but {min(3, len(values) - 1 - values.index(mention.value))}"
    gap = years[-1] - year
    yield "gap " + (str(gap) if gap <= 3 else "few" if gap <= 12 else "many")
    yield f"decade {year // 10}"
    if len(mention.value) == 7:
        yield "month alone"
    yield f"said {min(3, sum(m.value == mention.value for m in like))}"


def _name_looks(mention: Mention, like: Sequence[Mention]) -> Iterator[str]:
    said = Counter(fold(m.value) for m in like)
    yield f"said {min(3, said[fold(mention.value)])}"
    order = list(dict.fromkeys(fold(m.value) for m in like))
    yield f"order {min(4, order.index(fold(mention.value)))}"
    yield f"words {len(mention.value.split())}"
    surname = fold(mention.value).split()[-1]
    yield f"kin {min(2, sum(surname in name.split() for name in said) - 1)}"
    if mention.tokens[0].text.isupper():
        yield "capitals"


def describe_all(
    mentions: Sequence[Mention], kind: Kind, labels: Mapping[int, Sequence[Label]] | None = None
) -> list[list[str]]:
    """The features of every mention of one document; `labels` by page, where they were found before."""
    sheets = {m.sheet.page: m.sheet for m in mentions}
    known = labels or {page: find_labels(sheet, kind) for page, sheet in sheets.items()}
    return [describe_surroundings(m, kind, mentions, known[m.sheet.page]) for m in mentions]
