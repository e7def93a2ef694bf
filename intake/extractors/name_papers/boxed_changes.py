"""Old and new name where boxes or tables ask for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.name_papers.certified_names import certified_words
from intake.extractors.name_papers.name_parts import parted_names
from intake.extractors.name_papers.name_tables import (
    asks_surname,
    column_pairs,
    is_kept,
    kept_surnames,
    row_pairs,
    same_column,
    whole_after,
)
from intake.extractors.name_papers.part_pairs import parted_pairs
from intake.extractors.name_papers.parties import (
    UNTOLD,
    Named,
    find_kin,
    find_party,
    former_evidence,
    is_given_back,
    is_one_name,
    role_in,
)
from intake.extractors.name_papers.party_blocks import pair_blocks
from intake.extractors.name_papers.trades import Pair, pairs_of_bearer
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Segment, Token, join_text
from intake.extractors.sheets.paper import Paper, sureness_of
from intake.extractors.sheets.vocabulary import Ask


def boxed_change(paper: Paper) -> list[Evidence]:
    """The old and the new name that belong together best; none where no box asks for both."""
    afters = [a for a in paper.answers(Ask.NAME_AFTER) if _is_name(a.value, least=1)]
    if of_party := _named_by_part(paper, afters):
        return of_party
    befores, afters = _without_kept(*_befores_and_afters(paper, afters))
    kept = frozenset[int]().union(*map(kept_surnames, paper.pages))
    afters = [a for a in afters if not any(id(token) in kept for token in a.tokens)]
    pairs = [*_pairs_of_tables(paper), *_pairs_of_boxes(paper, befores, afters)]
    if not pairs:
        return _paired_elsewhere(paper, afters)
    before, after, value = _likeliest(pairs_of_bearer(paper, pairs))
    return [
        paper.answer_evidence(FieldName.FORMER_NAME, before),
        paper.answer_evidence(FieldName.NEW_NAME, after, value),
    ]


def _befores_and_afters(paper: Paper, afters: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """The names before and after; where no box asks for one before, what a form has of now or calls a name."""
    befores = _names_before(paper)
    if not befores:
        befores, afters = _now_and_then(paper, afters)
    befores = befores or [a for a in paper.answers(Ask.NAME, Ask.FIRST_MIDDLE) if _is_name(a.value)]
    return befores, afters


def _pairs_of_tables(paper: Paper) -> Iterator[Pair]:
    for laid in paper.pages:
        yield from (*column_pairs(laid), *row_pairs(laid), *parted_pairs(laid))


def _pairs_of_boxes(paper: Paper, befores: list[Answer], afters: list[Answer]) -> Iterator[Pair]:
    """Each name before with each after that may be the same person's; those that differ."""
    asked = {(x.page, x.row) for _, x in paper.labels(Ask.NAME_BEFORE)}
    lone = len(befores) == 1 == len(afters) and len(asked) <= 1
    surnames = _surnames_before(paper)
    blocks = pair_blocks(befores, afters)
    for after in afters:
        kin = _kin_of(after, befores)
        for before in [blocks[id(after)]] if blocks else befores:
            value = _with_own_given_names(before, after, surnames) or whole_after(
                before, after, lone=lone or kin == {fold(before.value)}
            )
            if value and fold(value) != fold(before.value):
                yield before, after, value


def _surnames_before(paper: Paper) -> list[str]:
    """The surnames of several words that boxes of their own ask for: "Mac Neil"."""
    return [a.value for a in paper.answers(Ask.NAME_BEFORE) if asks_surname(a.label) and " " in a.value]


def _paired_elsewhere(paper: Paper, afters: list[Answer]) -> list[Evidence]:
    """A new name in a box, or in boxes for its parts, whose old name stands in none that asks for it."""
    parted = [n for laid in paper.pages for n in parted_names(laid)]
    borne = {fold(n.answer.value) for n in parted if not n.new}
    afters = [a for a in afters if fold(a.value) not in borne]
    return (
        _of_who_stands_above(paper, afters)
        or _named_elsewhere(paper, [*afters, *(n.answer for n in parted if n.new)])
        or _now_and_before(paper)
    )


def _with_own_given_names(before: Answer, after: Answer, surnames: Sequence[str]) -> str | None:
    """A new surname behind the given names of a name before, where one of the surnames of several words ends this."""
    own = next((s for s in surnames if fold(before.value).endswith(f" {fold(s)}")), None)
    new = tidy_name(after.value)
    if own is None or new is None or not asks_surname(after.label) or _first(new) == _first(before.value):
        return None
    return " ".join((*before.value.split()[: -len(own.split())], new))


def _likeliest(pairs: list[Pair]) -> Pair:
    """The pair that fits best. A part of a name in a cell of its own is none beside whole ones; of a party whose name was
    kept, one of the two may be misread, or have its initials written out."""
    pairs = [p for p in pairs if " " in p[0].value and " " in p[2]] or pairs
    pairs = [p for p in pairs if not is_one_name(p[0].value, p[2])] or pairs
    pairs = [p for p in pairs if not _is_written_out(p[0].value, p[2])] or pairs
    return _fullest(max(pairs, key=lambda p: _fit(*p)), pairs)


def _fullest(best: Pair, pairs: list[Pair]) -> Pair:
    """Of one person's pairs that fit as well as the best the fullest names: one way of reading a table may miss the middle
    name. Another person's are no better for being longer."""
    alike = (p for p in pairs if round(_fit(*p), 1) >= round(_fit(*best), 1))
    return max((p for p in alike if _first(p[2]) == _first(best[2])), key=lambda p: len(p[0].value + p[2]))


def _names_before(paper: Paper) -> list[Answer]:
    """What answers a label for the name before; such a one that a court gives back is the new one, whatever the line
    below calls it: "is restored to: ... (birth name or former name)". A surname of two words is no whole name."""
    return [
        a
        for a in paper.answers(Ask.NAME_BEFORE)
        if _is_name(a.value)
        and not is_given_back(Named(a.value, paper.pages[a.label.page], a.tokens))
        and not (asks_surname(a.label) and _ends_whole_name(paper, a.value))
    ]


def _ends_whole_name(paper: Paper, surname: str) -> bool:
    """Whether a whole name that a box asks for ends in a surname."""
    names = paper.answers(Ask.NAME, Ask.NAME_BEFORE, Ask.NAME_AFTER)
    return any(fold(name.value).endswith(f" {fold(surname)}") for name in names)


def _is_written_out(one: str, other: str) -> bool:
    """Whether two names differ by nothing but initials that the other has as words: "Ana T. Reyes", "Ana Tess Reyes"."""
    words, others = (fold(name).replace(".", "").split() for name in (one, other))
    pairs = list(zip(words, others, strict=False))
    return len(words) == len(others) and all(
        a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in pairs
    )


_NOW = re.compile(r"\bnow\b")


def _now_and_then(paper: Paper, afters: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Names borne now beside names to come: where a form asks for both, the one of now is the old one."""
    if not any(not _NOW.search(label.phrase) for _, label in paper.labels(Ask.NAME_AFTER)):
        return [], afters
    now = [a for a in afters if _NOW.search(a.label.phrase)]
    return [a for a in now if _is_name(a.value)], [a for a in afters if a not in now]


def _without_kept(befores: list[Answer], afters: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """The names before and after without those of a party who kept the name."""
    kept = {fold(b.value) for b in befores} & {fold(a.value) for a in afters}
    changed = [a for a in afters if fold(a.value) not in kept]
    if not changed:
        return befores, afters
    return [b for b in befores if fold(b.value) not in kept] or befores, changed


def _named_elsewhere(paper: Paper, afters: list[Answer]) -> list[Evidence]:
    """A new name in a box whose old name stands elsewhere on the paper, as in its sentences."""
    for after in afters:
        if (old := find_kin(paper, after.value)) and (found := _pair_up(paper, old, after)):
            return found
    return []


#: Rows above a box for a new surname in which the name of whose it is stands on a line of its own.
ABOVE = 6


def _of_who_stands_above(paper: Paper, afters: list[Answer]) -> list[Evidence]:
    """The surname that changes of those that a certificate gives below each party's name; of two the first, which
    nothing tells to be ours."""
    found = [(old, after) for after in afters if (old := _name_above(paper, after))]
    own = [
        (old, after) for old, after in found if _first(_whole_of(old.name, after) or "") == _first(old.name)
    ]
    changed = [pair for old, after in own if (pair := _pair_up(paper, old, after))]
    if len(changed) < 2:
        return changed[0] if changed else []
    return [replace(e, confidence=min(e.confidence, UNTOLD)) for e in changed[0]]


def both_change(paper: Paper) -> bool:
    """Whether a certificate tells a new name of each party: nothing on it says which of them is ours."""
    pairs = [(before.value, value) for before, _, value in _pairs_of_tables(paper)]
    for after in (a for a in paper.answers(Ask.NAME_AFTER) if _is_name(a.value, least=1)):
        above = _name_above(paper, after)
        old = above.name if above else _before_in_column(paper, after)
        if old and (value := _whole_of(old, after)):
            pairs.append((old, value))
    given = {_first(old) for old, new in pairs if _first(old) == _first(new) and not is_one_name(old, new)}
    return len(given) > 1


def _before_in_column(paper: Paper, after: Answer) -> str | None:
    """The name of before that stands nearest above a new one in its column."""
    above = [
        a
        for a in paper.answers(Ask.NAME_BEFORE, Ask.NAME)
        if a.label.page == after.label.page
        and 0 < after.label.row - a.label.row <= ABOVE
        and same_column(a, after)
        and _is_name(a.value)
    ]
    return max(above, key=lambda a: a.label.row).value if above else None


def _first(name: str) -> str:
    return fold(name).partition(" ")[0]


def _name_above(paper: Paper, after: Answer) -> Named | None:
    """The nearest whole name on a line of its own, or of a certificate's sentence, above a box for a surname, and below the
    box before."""
    laid = paper.pages[after.label.page]
    boxes = [x.row for x in laid.labels if x.ask is Ask.NAME_AFTER and x.row < after.label.row]
    first = max([after.label.row - ABOVE, *(row + 1 for row in boxes)])
    rows = laid.sheet.rows[max(0, first) : after.label.row]
    named = [(row, words) for row in reversed(rows) if (words := _named_in(row))]
    if not named or (len(named[0][0]) > 1 and len(named) > 1):
        return None  # of two whom a sentence names over one box nobody knows whose it is
    name, tokens = named[0][1]
    return Named(name, laid, tokens)


def _named_in(row: Sequence[Segment]) -> tuple[str, tuple[Token, ...]] | None:
    """The whole name that a line holds, with its words."""
    tokens = tuple(certified_words(row))
    name = tidy_name(join_text(tokens))
    return (name, tokens) if name and is_full_name(name) else None


def _named_by_part(paper: Paper, afters: list[Answer]) -> list[Evidence]:
    """A new name in a box that says whose it is ("respondent's former name is restored"): the caption names them."""
    for after in afters:
        role = role_in(after.label.phrase)
        whole = after.value if _is_name(after.value) and not asks_surname(after.label) else None
        if role and (old := find_party(paper, role, whole)) and (found := _pair_up(paper, old, after)):
            return found
    return []


def _pair_up(paper: Paper, old: Named, after: Answer) -> list[Evidence]:
    value = _whole_of(old.name, after)
    if value is None or fold(value) == fold(old.name):
        return []
    return [former_evidence(paper, old), paper.answer_evidence(FieldName.NEW_NAME, after, value)]


def _whole_of(old: str, after: Answer) -> str | None:
    """The whole new name; a surname alone, of two words perhaps, takes the given names of the old one."""
    name = tidy_name(after.value)
    if name is None:
        return None
    alone = not is_full_name(name) or (asks_surname(after.label) and _first(name) != _first(old))
    return " ".join((*old.split()[:-1], name)) if alone else name


def _now_and_before(paper: Paper) -> list[Evidence]:
    """The name before and the plain name of the same person, where no box calls a name new."""
    for before in _names_before(paper):
        for now in paper.answers(Ask.NAME):
            shared = set(fold(before.value).split()) & set(fold(now.value).split())
            if shared and fold(before.value) != fold(now.value) and _is_name(now.value):
                return [
                    paper.answer_evidence(FieldName.FORMER_NAME, before),
                    paper.answer_evidence(FieldName.NEW_NAME, now),
                ]
    return []


def _kin_of(after: Answer, befores: Sequence[Answer]) -> set[str]:
    """The names before that share a word with a new one: where it is one alone, only that can have become the new one."""
    theirs = set(fold(after.value).split())
    return {name for name in (fold(b.value) for b in befores) if theirs & set(name.split())}


def _is_name(value: str, *, least: int = 2) -> bool:
    tidied = None if is_kept(value) else tidy_name(value)
    return tidied is not None and len(tidied.split()) >= least


def _fit(before: Answer, after: Answer, value: str) -> float:
    """How well two answers belong together: near each other, both well labelled."""
    apart = 1.0 * abs(before.label.row - after.label.row) + 6 * abs(before.label.page - after.label.page)
    if before.place is after.place and before.label.row != after.label.row:
        # What stands far to the side is another party's column.
        apart += abs(before.tokens[0].x0 - after.tokens[0].x0) / before.label.height / 4
    return sureness_of(before) + sureness_of(after) - 0.02 * apart
