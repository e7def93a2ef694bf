"""The parties of a case or a marriage: who bears which part, and whose other name a new name is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.mentions.name_runs import find_name_runs, runs_of, wrapped_runs
from intake.extractors.name_papers.case_names import side_of_case
from intake.extractors.name_papers.name_tables import answers_of_parents, crosses_columns, one_line
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.people.told_names import NAME_SHAPE
from intake.extractors.people.told_places import opens_place, places_on
from intake.extractors.sheets.keywords import is_parents
from intake.extractors.sheets.layout import Flow, Segment, Token, flow_of, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow

#: The parts that a caption gives its people; a change of name says to whose part it belongs.
_PART = r"(?:petitioner|respondent|plaintiff|defendant|applicant|wife|husband|bride|groom)"
_ROLE = re.compile(rf"\b(?P<role>{_PART})\b")
#: A part beside another, as "Petitioner/Wife".
_BESIDE = rf"(?:{_PART}\s*[/,&-]\s*)?"
_LINE_NAME = r"(?P<name>[^\W\d_][^\d:()\[\]]{3,48}?)"


@dataclass(frozen=True, slots=True)
class Named:
    """A name on a paper with its place."""

    name: str
    laid: Laid
    tokens: tuple[Token, ...]


def role_in(text: str) -> str | None:
    """The part that some words speak of; None where they speak of none or of several."""
    roles = {found["role"] for found in _ROLE.finditer(fold(text))}
    return roles.pop() if len(roles) == 1 else None


#: A name with an office before it is no party's.
_OFFICE = re.compile(r"(?i)(?:judge|justice|magistrate|clerk|register|registrar)\b")


def find_party(paper: Paper, role: str, new: str | None = None) -> Named | None:
    """Who bears a part: the name above its word in a caption, behind it and a colon, before it, or on its side in the
    name of the case, where no whole `new` name with another given name tells against that."""
    captioned = _captioned_party(paper, role)
    told = _told_party(paper, role)
    if told is not None and (captioned is None or _lengthens(told.name, captioned.name)):
        return told
    if captioned is None and (side := side_of_case(paper, role, new)):
        return Named(*side)
    return captioned


def _lengthens(longer: str, shorter: str) -> bool:
    """Whether a name is another with more words before it, which a caption may have lost."""
    return fold(longer).endswith(f" {fold(shorter)}")


#: Who asks a court, and how its paper names of whom it is, where it is of one person: "IN RE: ANA REYES".
_ASKING = frozenset({"petitioner", "applicant"})
_IN_RE = rf"(?m:^)[^\S\n]*(?i:in\s+(?:re|the\s+matter\s+of))[\s:]{{1,4}}(?P<name>{NAME_SHAPE})(?=[^\S\n]*(?:[,.]?\n|$))(?!,?\s+(?i:a\s+minor|and|minor)\b)"


def _told_party(paper: Paper, role: str) -> Named | None:
    """The name behind the word for a part and a colon, or before it in a sentence."""
    for pattern in (
        rf"(?i:\b{role})(?i:'s\s+name|\s+name|\s*\(name\))?\s*[:#]\s*{_LINE_NAME}\s*(?=\n|$|[,;(])",
        rf"(?P<name>{NAME_SHAPE})[\s,)]{{1,6}}(?i:(?:the\s+)?{_BESIDE}{role})\b(?!')",
        rf"(?i:\b{role}),?\s+(?P<name>{NAME_SHAPE})",
        *((_IN_RE,) if role in _ASKING else ()),
    ):
        for laid, flow, match in search_flow(paper, re.compile(pattern)):
            start, end = match.span("name")
            start = max(start, end - len(_without_line_above(laid, flow, match)))
            name, tokens = tidy_name(one_line(flow.text[start:end])), flow.tokens(start, end)
            if (
                name
                and is_full_name(name)
                and not (_OFFICE.match(match["name"]) or crosses_columns(laid, tokens))
            ):
                return Named(name, laid, tokens)
    return None


def _without_line_above(laid: Laid, flow: Flow, match: re.Match[str]) -> str:
    """A name without what ends the line above it, where that is no name's, as of a heading, or stands aside, as what names
    the court's file does."""
    upper, _, lower = match["name"].rpartition("\n")
    name = tidy_name(lower) if upper else None
    if name is None or not is_full_name(name):
        return match["name"]
    if tidy_name(one_line(match["name"])) is None:
        return lower
    last = flow.tokens(match.start("name"), match.start("name") + len(upper))[-1]
    edges = [s.x0 for s in laid.sheet.segments], [s.x1 for s in laid.sheet.segments]
    left, right = min(edges[0]), max(edges[1])
    aside = any(s.x0 > left + (right - left) / 4 for s in laid.sheet.segments if last in s.tokens)
    return lower if aside else match["name"]


#: Rows above the word for a part in which a caption names who bears it.
CAPTION_ROWS = 3


def _captioned_party(paper: Paper, role: str) -> Named | None:
    """The name that stands right above the word for a part, in the same half of a court's caption."""
    alone = re.compile(
        rf"(?i)\W*(?:the\s+)?(?:adult\s+|minor\s+)?{_BESIDE}{role}(?:\s*[/,&-]\s*{_PART})?(?:,?\s*(?:born|d\.?o\.?b)\b[^;]*)?\W*"
    )
    for laid in paper.pages:
        for segment in laid.sheet.segments:
            if not alone.fullmatch(segment.text):
                continue
            for row in reversed(laid.sheet.rows[max(0, segment.row - CAPTION_ROWS) : segment.row]):
                for above in row:
                    name = tidy_name(above.text.rstrip(" ,;)"))
                    beside = above.x0 < segment.x1 and above.x1 > segment.x0 - 8 * segment.height
                    if beside and name and is_full_name(name) and not _ROLE.search(fold(above.text)):
                        return Named(name, laid, above.tokens)
    return None


#: Likeness (of 100) from which two names are one, read differently, and from which two words may be.
SAME_NAME, ALIKE = 92, 65

#: How a marriage's certificate names those it joined: "join in lawful wedlock X, born ..., and Y". Of several of these
#: words before a name each is tried: "certificate of marriage / This is to certify that X ...".
_JOINED = re.compile(
    rf"(?i:\b(?:wedlock|matrimony|marriage|united|married|joined|between|spouses|that))(?=[\s,:]+(?P<one>{NAME_SHAPE})(?P<more>(?:[^.]|\.(?=\s(?i:and)\b)){{0,160}}?)\s(?i:and|with|to)\s+(?P<two>{NAME_SHAPE}))"
)


def joined_couple(paper: Paper) -> Iterator[tuple[Named, ...]]:
    """The two people whom a sentence says to be married, or the one of them whose name is one."""
    for laid, flow, match in search_flow(paper, _JOINED):
        names = ((group, tidy_name(one_line(match[group]))) for group in ("one", "two"))
        yield tuple(
            Named(name, laid, flow.tokens(*match.span(group)))
            for group, name in names
            if name and is_full_name(name)
        )


_ANY_NAME = re.compile(rf"(?P<name>{NAME_SHAPE})")


def find_kin(paper: Paper, new: str) -> Named | None:
    """The old name of whom a new name is of: a name beside it on the paper that shares words with it.

    Where the new name itself stands among those whom a sentence joins, its bearer kept it.
    """
    couple = [named for couple in joined_couple(paper) for named in couple]
    if any(is_one_name(named.name, new) for named in couple):
        return None
    kin = [named for named in couple if _is_kin(named.name, new)]
    kin = kin or [named for named in _names_on(paper) if _is_kin(named.name, new)]
    given = [named for named in kin if fold(named.name).split()[0] == fold(new).split()[0]]
    if given:
        return given[0]
    return kin[0] if len({fold(named.name) for named in kin}) == 1 else None


def _is_kin(old: str, new: str) -> bool:
    """Whether two different names share a word that is more than an initial."""
    mine, theirs = fold(old), fold(new)
    shared = set(mine.split()) & set(theirs.split())
    return (
        not is_one_name(old, new)
        and any(len(word) > 2 for word in shared)
        and not mine.startswith(theirs + " ")
    )


def is_one_name(one: str, other: str) -> bool:
    """Whether two names are one name, a letter of it misread perhaps: such a one was not changed."""
    return fuzz.ratio(fold(one), fold(other)) >= SAME_NAME


def _names_on(paper: Paper) -> Iterator[Named]:
    """Everything that looks like a person's whole name within one segment of a line, or broken at its line's end."""
    places = places_on(paper)
    yield from (named for named in _shaped_as_names(paper) if fold(named.name) not in places)


def _shaped_as_names(paper: Paper) -> Iterator[Named]:
    for laid in paper.pages:
        broken = list(_broken_names(laid))
        yield from broken
        used = {id(t) for named in broken for t in named.tokens} | answers_of_parents(laid)
        for segment in laid.sheet.segments:
            for text, tokens in _names_in(segment):
                name = tidy_name(text)
                if (
                    name
                    and is_full_name(name)
                    and not any(id(t) in used for t in tokens)
                    and not _heads_parents(name)
                ):
                    yield Named(name, laid, tokens)


def _heads_parents(name: str) -> bool:
    """Whether what looks like a name begins with the caption for a party's parents: "Parents John & Doris"."""
    return is_parents(fold(name).partition(" ")[0])


def _names_in(segment: Segment) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """What has the shape of a name; among capitals alone, where every word has it, what is no word of forms."""
    if segment.text.isupper():
        yield from ((join_text(run), run) for run in runs_of(segment.tokens))
        return
    flow = flow_of([segment.tokens])
    for match in _ANY_NAME.finditer(flow.text):
        yield match["name"], flow.tokens(*match.span("name"))


def _broken_names(laid: Laid) -> Iterator[Named]:
    """Names that running text breaks at a line's end; two whole ones below each other are two people's, and a caption's
    first word is no name's last."""
    captions = {id(x.tokens[0]) for x in laid.labels if x.starts and x.alone}
    for row, tokens in wrapped_runs(laid.sheet):
        own = {id(t) for t in laid.sheet.row_tokens(row)}
        parts = ([t for t in tokens if id(t) in own], [t for t in tokens if id(t) not in own])
        name = tidy_name(join_text(tokens))
        captioned = any(id(t) in captions for t in parts[1])
        if name and is_full_name(name) and min(map(len, parts)) == 1 and not captioned:
            yield Named(name, laid, tokens)


#: Words behind or before which the new one of two names stands, and those that tell the old one.
_TELLS_NEW = re.compile(
    r"\b(?:after|amended|answers? to|from this|go(?:es)? by|known as|since|hereafter|henceforth|now|new|resum\w+|goes? back|return\w*|restor\w+|which is|will be|shall be|becom\w+|tak\w+|us\w+)\b"
)
_TELLS_OLD = re.compile(r"\b(?:former\w*|heretofore|previous\w*|maiden|at birth|once|until)\b")
#: How many characters before a name speak of it.
SPOKEN = 60


#: How surely two names that no words join are the old and the new one: shown, to be checked.
UNTOLD = 0.7


def two_names(paper: Paper) -> tuple[Named, Named] | None:
    """The old and the new name of the one person whom a paper calls by two; whatever words it uses.

    Two names are one person's where all given names' first is the same and the surnames differ. More than two,
    or two people with two names each, tell nothing.
    """
    groups: dict[str, dict[str, Named]] = {}
    for named in _names_on(paper):
        words = fold(named.name).split()
        if opens_place(named.name):
            continue
        groups.setdefault(words[0], {}).setdefault(fold(named.name), named)
    pairs = [list(group.values()) for group in groups.values() if _changes_surname(list(group))]
    if len(pairs) != 1:
        return None
    first, second = pairs[0]
    if is_given_back(first) != is_given_back(second):
        return (second, first) if is_given_back(first) else (first, second)
    if _is_addressed(first) and not _is_addressed(second):
        return second, first
    if _TELLS_NEW.search(_before(first)) and not _TELLS_NEW.search(_before(second)):
        return second, first
    return (second, first) if _TELLS_OLD.search(_before(second)) else (first, second)


def other_name_of(paper: Paper, holder: str, page: int) -> Named | None:
    """The one other name on a paper that is its holder's: the first given name is the same, the surname is no part
    of the holder's. On the `page` that shows the holder's it is no signature."""
    mine = fold(holder).split()
    found: dict[str, Named] = {}
    for laid in paper.pages:
        for _, tokens in find_name_runs(laid.sheet):
            name = tidy_name(join_text(tokens))
            words = fold(name).split() if name and is_full_name(name) else []
            if name and words and words[0] == mine[0] and _has_other_surname(mine, words):
                named = Named(name, laid, tokens)
                if _joins_cells(named):
                    continue
                if laid.sheet.page != page or not _is_signature(named):
                    found.setdefault(fold(name), named)
    return next(iter(found.values())) if len(found) == 1 else None


def _joins_cells(named: Named) -> bool:
    """Whether a name's first words fill a cell among others of their row, so that what goes on in the line below is a
    caption: "MELINDA APRIL" over "RESIDENTIAL ADDRESS"."""
    first = [t for t in named.tokens if t.y0 < named.tokens[0].y1]
    if len(first) == len(named.tokens):
        return False
    rows = (row for row in named.laid.sheet.rows if len(row) > 1)
    return any(s.tokens == tuple(first) for row in rows for s in row)


def _is_signature(named: Named) -> bool:
    """Whether a name was written by hand, and no words tell whose or which it is."""
    before = _before(named)
    told = _TELLS_NEW.search(before) or _TELLS_OLD.search(before)
    return all(t.word.handwritten for t in named.tokens) and not told


def _has_other_surname(mine: list[str], words: list[str]) -> bool:
    """Whether a name ends in a word that its holder's other name has not, not even misread; given names repeat."""
    last = next((w for w in reversed(words) if len(w) > 2), "")
    if last in ("", words[0]) or any(_shortens(last, word) for word in mine):
        return False
    return all(fuzz.ratio(last, word) < ALIKE for word in mine)


def _shortens(short: str, word: str) -> bool:
    """Whether a double name is another of which one part is left to its first letters: "M-Dunne"."""
    parts = short.split("-"), word.split("-")
    return len(parts[0]) == len(parts[1]) > 1 and all(w.startswith(s) for s, w in zip(*parts, strict=True))


def is_told_new(named: Named) -> bool:
    """Whether the words before a name tell that it is the one borne from now on."""
    return _TELLS_NEW.search(_before(named)) is not None


#: The line below whom a letter is sent to.
_STREET_LINE = re.compile(r"(?i)^\W*(?:\d+\w?\s+\w|p\.?\s?o\.?\s?box\b)")


def _is_addressed(named: Named) -> bool:
    """Whether a name stands alone over a street, as whom a letter is sent to: by the name borne now."""
    rows = named.laid.sheet.rows
    for row, below in pairwise(rows):
        if named.tokens[0] is row[0].tokens[0]:
            alone = len(row) == 1 and len(row[0].tokens) == len(named.tokens)
            return alone and bool(_STREET_LINE.match(below[0].text))
    return False


#: How a court gives a name back: the words before it in its sentence, and those right behind it.
_RESUMED = re.compile(
    r"\b(?:resum\w+|reassum\w+|restor\w+|go(?:es)? back|revert\w*|use (?:of )?(?:\w+ )?(?:former|maiden|prior|birth))\b[^.;]*$"
)
_RESTORED = re.compile(
    r"^[\s,]*(?:is|be|are|was|shall be|may be|has been)\b(?:[\s,]+\w+){0,5}?[\s,]+"
    r"(?:restored|returned|given back|resumed|reinstated|reassumed)\b"
)


def is_given_back(named: Named) -> bool:
    """Whether a court gives a name back: such a one is the new one, though it is called the former."""
    return bool(_RESUMED.search(_before(named)) or _RESTORED.search(_behind(named)))


def _changes_surname(names: list[str]) -> bool:
    return len(names) == 2 and names[0].split()[-1] != names[1].split()[-1] and not is_one_name(*names)


def _before(named: Named) -> str:
    """What stands before a name in the running text."""
    flow = named.laid.sheet.flow
    start = flow.start_of(named.tokens[0]) or 0
    return fold(flow.text[max(0, start - SPOKEN) : start].replace("\n", " "))


def _behind(named: Named) -> str:
    """What stands behind a name in the running text."""
    flow = named.laid.sheet.flow
    end = next((b for _, b, token in flow.places if token is named.tokens[-1]), len(flow.text))
    return fold(flow.text[end : end + SPOKEN].replace("\n", " "))


#: How surely a name in another place than a box of its own is the former one, and where the sentence that tells the new
#: one says by the bearer's part whose it is.
ELSEWHERE, BY_PART = 0.84, 0.93


def former_evidence(paper: Paper, named: Named, worth: float = ELSEWHERE) -> Evidence:
    """A name found in another place than in a box of its own, as the former one: shown to be checked."""
    return paper.evidence(FieldName.FORMER_NAME, named.name, named.laid.sheet.page, named.tokens, worth)
