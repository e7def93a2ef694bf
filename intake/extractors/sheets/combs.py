"""Words put together again: characters written each in its own box, and what a reader tore where no blank is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.geometry import join_boxes
from intake.extractors.normalise.names import looks_like_name
from intake.extractors.normalise.streets import ANY_STREET
from intake.extractors.sheets.layout import Token

#: Characters in boxes of their own that are taken for one word, and the widest step between two, in heights.
SHORTEST_COMB = 3

WIDEST_PITCH = 3.2

#: Two digits in boxes belong to others beside them where their steps differ by no more than this share, and so
#: many steps lie between them at most.
PITCH_SPREAD = 0.2

WIDEST_PART = 3.0

#: Gap, in line heights, below which there is no blank between two words.
NO_BLANK = 0.12

_STREET = re.compile(rf"(?i)(?:{ANY_STREET})\.?")


def join_combs(row: list[Token]) -> list[Token]:
    """Characters that stand each in its own box, evenly spaced, become one word."""
    runs = list(_comb_runs(row))
    joined: list[Token] = []
    for at, (first, last) in enumerate(runs):
        beside = runs[max(0, at - 2) : at] + runs[at + 1 : at + 3]
        pair = last - first == 2 and any(_is_akin_comb(row, (first, last), other) for other in beside)
        if last - first >= SHORTEST_COMB or pair:
            joined.append(_one_word(row[first:last]))
        else:
            joined += row[first:last]
    return joined


def _comb_runs(row: list[Token]) -> Iterator[tuple[int, int]]:
    """The row in runs of characters that stand evenly spaced; every other word is a run of its own."""
    at = 0
    while at < len(row):
        end = at + 1
        while row[at].text.isalnum() and end < len(row) and _follows_in_comb(row, at, end):
            end += 1
        yield at, end
        at = end


def _is_akin_comb(row: list[Token], pair: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two characters stand beside others in boxes, spaced as those are: the day behind the month."""
    if other[1] - other[0] < 2:
        return False
    mine, theirs = _pitch_of(row, pair), _pitch_of(row, other)
    apart = max(row[pair[0]].x0, row[other[0]].x0) - min(row[pair[1] - 1].x1, row[other[1] - 1].x1)
    return abs(mine - theirs) < PITCH_SPREAD * theirs and apart < WIDEST_PART * theirs


def _pitch_of(row: list[Token], run: tuple[int, int]) -> float:
    first, last = row[run[0]], row[run[1] - 1]
    return (last.x0 + last.x1 - first.x0 - first.x1) / 2 / (run[1] - run[0] - 1)


def join_torn(row: list[Token]) -> list[Token]:
    """What a reader tore in pieces where no blank is: an address of electronic mail, a name at its hyphen."""
    joined: list[Token] = []
    for token in row:
        if joined and _is_torn(joined[-1], token):
            joined[-1] = _one_word([joined[-1], token])
        elif _parts_name(joined[-2:], token):
            joined[-2:] = [_one_word([*joined[-2:], token])]
        else:
            joined.append(token)
    return joined


def _is_torn(first: Token, second: Token) -> bool:
    """Whether two words stand without a blank and only together are an address."""
    user = "@" in second.text and first.text.endswith((".", "_", "-")) and "@" not in first.text
    domain = "@" in first.text and second.text[:1].islower() and "." in second.text
    return (user or domain) and _touch(first, second)


def _parts_name(before: Sequence[Token], token: Token) -> bool:
    """Whether a hyphen between two words of names stands without a blank before it and behind it: "Avenue-Lynn" is none."""
    words = [*before, token]
    return (
        [word.text == "-" for word in words] == [False, True, False]
        and all(re.fullmatch(r"[^\W\d_a-z][^\W\d_]+[.,]?", w.text) for w in (words[0], token))
        and all(_touch(one, other) for one, other in pairwise(words))
        and all(looks_like_name(word.text.rstrip(".,")) for word in (words[0], token))
        and not _STREET.fullmatch(words[0].text)
    )


def _touch(first: Token, second: Token) -> bool:
    """Whether no blank is between two words of a row."""
    return abs(second.x0 - first.x1) < NO_BLANK * max(1.0, min(first.height, second.height))


def _follows_in_comb(row: list[Token], first: int, at: int) -> bool:
    """Whether a character stands one pitch behind the character before it."""
    last, token = row[at - 1], row[at]
    if not (_is_character(last) and _is_character(token)):
        return False
    pitch = (token.x0 + token.x1 - last.x0 - last.x1) / 2
    if pitch > WIDEST_PITCH * max(last.height, token.height):
        return False
    if at - first < 2:
        return True
    usual = (last.x0 + last.x1 - row[first].x0 - row[first].x1) / 2 / (at - 1 - first)
    return 0.7 * usual < pitch < 1.4 * usual


def _is_character(token: Token) -> bool:
    return len(token.text) == 1 and (token.text.isalnum() or token.text in "-'’")


def _one_word(tokens: list[Token]) -> Token:
    words = [t.word for t in tokens]
    seconds = [w.second for w in words]
    word = replace(
        words[0],
        text="".join(t.text for t in tokens),
        box=join_boxes([w.box for w in words]),
        confidence=min(w.confidence for w in words),
        second="".join(x or "" for x in seconds) if all(seconds) else None,
    )
    return Token(
        word.text, word, tokens[0].x0, min(t.y0 for t in tokens), tokens[-1].x1, max(t.y1 for t in tokens),
        tokens[0].breaks,
    )  # fmt: skip
