"""Old and new name where sentences tell them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.mentions.name_runs import wrapped_runs
from intake.extractors.name_papers.case_names import party_of_given
from intake.extractors.name_papers.name_tables import crosses_columns, one_line
from intake.extractors.name_papers.parties import (
    BY_PART,
    ELSEWHERE,
    Named,
    find_party,
    former_evidence,
    role_in,
)
from intake.extractors.normalise.names import given_names, is_full_name, tidy_name
from intake.extractors.people.told_names import NAME_SHAPE
from intake.extractors.sheets.layout import Flow, Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow

_OLD, _NEW = rf"(?P<old>{NAME_SHAPE})", rf"(?P<new>{NAME_SHAPE})"
_GAP = r"[\s,]+"
#: What a form prints below the line for a name: "(present name)".
_CAPTION = r"(?:\((?i:[a-z ]{0,30}name[a-z ,]{0,30})\)[\s,]+)?"
#: Words between "former name" and the name: "her former name, to wit: ...".
_TO_WIT = r"(?:[\s,]+(?:to[\s-]+wit|namely|being|viz\.?|that\s+is(?:\s+to\s+say)?))?"
#: A name of before, its word misread perhaps: what is said of it behind tells enough.
_NAME_OF_BEFORE = r"\b(?:former|maiden|birth|prior|previous|family|pre-?marital|unmarried|single)\s+(?:last\s+|family\s+)?(?:sur)?n\w{2,4}"
#: Words by which a court gives a name back.
_GIVEN_BACK = r"(?:(?:is|be|are|was|shall\s+be|may\s+be|has\s+been)(?:[\s,]+(?:and|the|same|is|be|now|also|hereby|herewith))*[\s,]+(?:restored|returned|given\s+back|resumed|reinstated|granted))"
#: Sentences that tell old and new name; the first that fits wins.
_CHANGES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\bname\s+(?:of\s+(?:the\s+)?(?:petitioner|plaintiff|wife|husband|defendant|respondent|applicant)?,?\s*)?(?:be\s+|is\s+|was\s+|has\s+been\s+|shall\s+be\s+|legally\s+|hereby\s+)*changed\s+from){_GAP}{_OLD}{_GAP}(?i:to){_GAP}{_NEW}",
        rf"(?i:\bname\s+of){_GAP}{_OLD}{_GAP}{_CAPTION}(?i:(?:be|is|was|has\s+been|shall\s+be)\s*,?\s*(?:and\s+(?:the\s+same\s+)?(?:hereby\s+)?is\s*,?\s*)?(?:hereby\s+)?(?:legally\s+)?(?:(?:changed|altered|amended|corrected|restored)\s+to(?:\s+(?:that\s+of|be|read))?|made(?:\s+to\s+be)?)){_GAP}{_NEW}",
        rf"(?i:\bfrom){_GAP}{_OLD}{_GAP}(?i:to){_GAP}{_NEW}",
        rf"{_OLD}{_GAP}(?i:shall|may|is|be|was|will|has)(?:[\s,]+[a-z]+){{0,9}}?[\s,]+(?i:name|surname|called|known)(?:[\s,]+(?i:of|as|to|by|is|the|legal|new))*{_GAP}{_NEW}",
        rf"{_OLD}{_GAP}(?i:(?:may|shall|is\s+(?:hereby\s+)?(?:allowed|permitted|authorized|granted\s+leave)\s+to|is\s+entitled\s+to|to)\s+(?:hereafter\s+)?(?:resume|be\s+known\s+as|take|use|assume|bear|go\s+by)(?:\s+the\s+use)?(?:\s+of)?(?:\s+(?:her|his|their|the))?(?:\s+(?:former|maiden|birth|prior|legal|own|previous))*(?:\s+(?:name|surname)(?:\s+of)?)?{_TO_WIT})[\s,:]+{_NEW}",
        rf"{_NEW}{_GAP}\(?(?i:formerly(?:\s+known\s+as)?|f/?k/?a|n[ée]e|born(?!\s+on)|previously(?:\s+known\s+as)?){_GAP}{_OLD}",
        rf"{_OLD}{_GAP}\(?(?i:now\s+known\s+as|n/?k/?a|hereafter\s+(?:to\s+be\s+)?known\s+as|shall\s+(?:hereafter\s+)?be\s+known\s+as|who\s+shall\s+be\s+known\s+as|has\s+changed\s+(?:her|his|their)\s+name\s+to|changed\s+to|to\s+be\s+known\s+as){_GAP}{_NEW}",
    )
)
#: Sentences that tell only the new name.
_NEW_ONLY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:{_NAME_OF_BEFORE}(?:,?\s+of)?{_TO_WIT})[\s,:]+{_NEW}[\s,]+(?i:{_GIVEN_BACK})",
        rf"(?i:\bname\s+of\s+(?:the\s+|said\s+|such\s+)*(?:petitioner|applicant|plaintiff|person)\s+(?:be|is|shall\s+be|was)[\s,]+(?:and\s+is[\s,]+)?(?:hereby[\s,]+)?changed[\s,]+(?:as\s+(?:prayed|requested|petitioned|asked)(?:\s+for)?[\s,]+)?to(?:\s+that\s+of)?)[\s,:]+{_NEW}",
        rf"(?i:{_NAME_OF_BEFORE}[\s,]+(?:{_GIVEN_BACK}|restored)(?:\s+to\s+(?:her|him|them|(?:the\s+)?(?:wife|husband|petitioner|respondent|plaintiff|defendant)))?{_TO_WIT}(?:\s+as(?:\s+follows)?)?)[\s,:]+{_NEW}",
        rf"(?i:\brestor(?:es?|ed|ing)\b[^.;:]{{0,50}}?{_NAME_OF_BEFORE}(?:,?\s+of)?{_TO_WIT})[\s,:]+{_NEW}",
        rf"(?i:\b(?:resume|resumes|restored\s+to|restore|use\s+of|known\s+as|(?:be(?:\s+(?!also\b|commonly\b)[a-z]+)?|hereafter|henceforth|thereafter)\s+known\s+by|changed\s+to|assumed?|takes?|took|adopted|bears?)(?:\s+the\s+use)?(?:\s+of)?(?:\s+(?:her|his|their|the|an?))?(?:\s+(?:former|maiden|birth|prior|legal|new|own|previous))*(?:\s+(?:name|surname)(?:\s+(?:of|is))?)?{_TO_WIT})\s*[:,]?\s*{_NEW}",
        rf"(?i:\b(?:go\s+back|return|revert|restored?)\s+to\s+(?:the\s+use\s+of\s+)?(?:a|the|her|his|their)\s+(?:[a-z]+\s+)?(?:sur)?name\b[^.;:]{{0,60}}?\b(?:to[\s-]+wit|namely|viz\.?))[\s:,]+{_NEW}",
        rf"(?i:\b(?:came|began|begins|started|will|shall|now|hereafter|henceforth)\s+(?:to\s+)?(?:signs?|signing)(?:\s+(?:as|the\s+name|(?:her|his)\s+name|with\s+the\s+name))*)\s*:?\s*{_NEW}",
        rf"(?i:\b(?:new|married|resumed)\s+(?:legal\s+)?name\s*(?:is|:|will\s+be)?)\s*{_NEW}",
        rf"(?i:\bname\s+to\s+be\s+(?:used|resumed|restored|assumed|borne)(?:\s+(?:hereafter|henceforth|from\s+now\s+on))?(?:\s+(?:is|shall\s+be|will\s+be))?)\s*:?\s*{_NEW}",
    )
)

#: A surname alone that is given back: the given names are those of the party told of.
_SURNAME = r"(?P<new>[^\W\d_a-z][\w'’\-]+)"
_SURNAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:resum\w+|reassum\w+|restor\w+|use)\b[^.;:]{{0,50}}?{_NAME_OF_BEFORE}(?:,?\s+of)?{_TO_WIT})[^\S\n]*[\s,:][^\S\n]*{_SURNAME}(?=[^\S\n]*(?:[.,;]|\n|$))",
        rf"(?i:{_NAME_OF_BEFORE}(?:,?\s+of)?{_TO_WIT})[\s,:]+{_SURNAME}[\s,]+(?i:{_GIVEN_BACK})",
        rf"(?i:{_NAME_OF_BEFORE}[\s,]+{_GIVEN_BACK}(?:\s+to\s+(?:her|him|them))?{_TO_WIT})[^\S\n]*[,:][^\S\n]*{_SURNAME}(?=[^\S\n]*(?:[.,;]|\n|$))",
    )
)

#: What a letter opens or closes with, and how its writer says what the office knows her or him by.
_LETTER = re.compile(r"(?im)^[^\S\n]*(?:dear|to whom|sincerely|thank\w*|regards|respectfully|yours)\b")
_KNOWN_AS = re.compile(
    rf"(?i:\b(?:lists?|listed|shows?|shown|ha(?:s|ve)|knows?|known|records?|recorded|certified|licensed|registered|carr(?:y|ies)|filed)"
    rf"\s+(?:me\s+)?(?:as|under)(?:\s+the\s+name(?:\s+of)?)?|\b(?:old|former|maiden|previous|prior)\s+name\s*(?:is|was|of|:)"
    rf"|\bformerly(?:\s+known\s+as)?|\bi\s+was|\bchanged?\s+(?:my\s+name\s+)?from){_GAP}{_OLD}"
)


def former_in_letter(paper: Paper, found: list[Evidence]) -> Iterator[Evidence]:
    """The former name that a letter tells beside the copy of a card in the new one."""
    new = next((str(e.value) for e in found if e.field is FieldName.NEW_NAME), None)
    told = any(e.field is FieldName.FORMER_NAME for e in found)
    if new is None or told or not _LETTER.search(paper.text):
        return
    for laid, flow, match in search_flow(paper, _KNOWN_AS):
        old = tidy_name(one_line(match["old"]))
        if old and is_full_name(old) and fold(old) != fold(new) and _shares_name(old, new):
            yield told_evidence(paper, FieldName.FORMER_NAME, old, laid, flow.tokens(*match.span("old")))
            return


def told_change(paper: Paper) -> list[Evidence]:
    """The former and the new name, or the one of them that a sentence tells; empty where none does."""
    for pattern in _CHANGES:
        for laid, flow, match in search_flow(paper, pattern):
            said = within_line(laid, flow, match, "new")
            old, new = tidy_name(one_line(match["old"])), tidy_name(one_line(said))
            tokens = flow.tokens(match.start("new"), match.start("new") + len(said))
            if crosses_columns(laid, flow.tokens(*match.span("old"))) or crosses_columns(laid, tokens):
                continue
            if old and new and is_full_name(old) and fold(old) != fold(new) and _shares_name(old, new):
                whole = new if is_full_name(new) else " ".join((*old.split()[:-1], new))
                return [
                    told_evidence(paper, FieldName.FORMER_NAME, old, laid, flow.tokens(*match.span("old"))),
                    told_evidence(paper, FieldName.NEW_NAME, whole, laid, tokens),
                ]
    for pattern in _NEW_ONLY:
        for laid, flow, match in search_flow(paper, pattern):
            within = within_line(laid, flow, match, "new")
            new = tidy_name(one_line(within))
            tokens = flow.tokens(match.start("new"), match.start("new") + len(within))
            if new and is_full_name(new) and not crosses_columns(laid, tokens):
                said = _sentence(flow, match)
                told = told_evidence(paper, FieldName.NEW_NAME, new, laid, tokens)
                if _OF_THE_SURNAME.search(flow.text[match.start() : match.start("new")]):
                    told = _with_given_names(paper, told, said)
                return [*_old_of(paper, str(told.value), said, frozenset(map(id, tokens))), told]
    return _surname_given_back(paper)


#: Characters before the words of a change in which its sentence tells whose it is, and where a sentence before ends.
_SPOKEN, _ENDS = 80, re.compile(r"(?<=[a-z]{3})[.;]\s")


def _sentence(flow: Flow, match: re.Match[str]) -> str:
    """What is said of a change, from its sentence's beginning where that is near."""
    before = flow.text[max(0, match.start() - _SPOKEN) : match.start()]
    ends = [found.end() for found in _ENDS.finditer(before)]
    return before[max(ends, default=0) :] + match[0]


#: What calls the name behind it a surname, which may be of several words.
_OF_THE_SURNAME = re.compile(r"(?i)\b(?:surname|(?:last|family)\s+name)\b[\s,:]*(?:of|is|as)?[\s,:]*$")


def _with_given_names(paper: Paper, told: Evidence, said: str) -> Evidence:
    """A surname of several words with the given names before it: where the paper tells the whole name, else those of
    the party that `said` speaks of."""
    surname = str(told.value)
    for laid, flow, match in search_flow(paper, _ANY_NAME):
        name, tokens = tidy_name(one_line(match["old"])), flow.tokens(*match.span("old"))
        if name and fold(name).endswith(f" {fold(surname)}") and not crosses_columns(laid, tokens):
            return told_evidence(paper, FieldName.NEW_NAME, name, laid, tokens)
    role = role_in(said)
    party = find_party(paper, role) if role else None
    if party is None or fold(party.name).split()[0] == fold(surname).split()[0]:
        return told
    return replace(told, value=" ".join((*given_names(party.name), surname)))


def _surname_given_back(paper: Paper) -> list[Evidence]:
    """The new name of a party whose former surname a sentence gives back."""
    for pattern in _SURNAMES:
        for laid, flow, match in search_flow(paper, pattern):
            surname = tidy_name(match["new"])
            role = role_in(_sentence(flow, match))
            party = find_party(paper, role) if role and surname else None
            if party and surname and not role_in(surname) and fold(surname) not in fold(party.name).split():
                whole = " ".join((*given_names(party.name), surname))
                tokens = flow.tokens(*match.span("new"))
                new = paper.evidence(FieldName.NEW_NAME, whole, laid.sheet.page, tokens, 0.84)
                return [former_evidence(paper, party, BY_PART), new]
    return []


def within_line(laid: Laid, flow: Flow, match: re.Match[str], group: str) -> str:
    """A name that ends a sentence, cut at its line's end unless the line runs to the margin, as running text does."""
    text = match[group]
    first, _, rest = text.partition("\n")
    if (
        not rest
        or first.endswith("-")
        or len(first.split()) < 2
        or flow.text[match.end(group) :][:1] in ".,;"
    ):
        return text
    tokens = flow.tokens(match.start(group), match.start(group) + len(first))
    margin = max((s.x1 for s in laid.sheet.segments), default=0.0)
    left = min((s.x0 for s in laid.sheet.segments), default=0.0)
    return text if tokens and tokens[-1].x1 > left + 0.8 * (margin - left) else first


def _shares_name(old: str, new: str) -> bool:
    """Old and new may be one person's: they share a name or an initial, or the new is a surname alone."""
    mine, theirs = fold(old).split(), fold(new).split()
    return len(theirs) == 1 or bool(set(mine) & set(theirs)) or theirs[0][0] == mine[0][0]


def told_evidence(
    paper: Paper, field: FieldName, value: str, laid: Laid, tokens: tuple[Token, ...]
) -> Evidence:
    return paper.evidence(field, value, laid.sheet.page, tokens, 0.93)


def _old_of(paper: Paper, new: str, told: str, own: frozenset[int]) -> Iterator[Evidence]:
    """The same person's other name on the paper: who bears the part told of, or the same given name, which a court gives
    back to nobody: where those are two people, the part was told in the sentence before.

    `own` are the ids of the new name's words: those before its line's end are no other name.
    """
    role = role_in(told)
    party = find_party(paper, role, new) if role else None
    asked = party_of_given(paper, new) if party is None else None
    party = Named(*asked) if asked else party
    alike = None if party and _given(party.name) == _given(new) else _of_same_given(paper, new, own)
    if party is not None and alike is None and fold(party.name) != fold(new):
        same = _given(party.name) == _given(new)
        yield former_evidence(paper, party, BY_PART if same and not asked else ELSEWHERE)
    elif alike is not None:
        yield alike
    else:
        yield from _kin_of(paper, new, own)


def _given(name: str) -> str:
    return fold(name).partition(" ")[0]


def _of_same_given(paper: Paper, new: str, own: frozenset[int]) -> Evidence | None:
    """The first other name on the paper with the given name of the new one and another surname."""
    pattern = re.compile(
        rf"\b(?P<old>(?i:{re.escape(new.split()[0])})(?:[^\S\n]+[^\W\d_a-z][\w'’\-]*\.?){{1,3}})"
    )
    runs = [run for laid in paper.pages for _, run in wrapped_runs(laid.sheet)]
    for start, laid, words in _other_names(paper, pattern, new, own):
        old, tokens = _over_line_end(runs, start, words)
        if fold(old).split()[-1] != fold(new).split()[-1]:
            return paper.evidence(FieldName.FORMER_NAME, old, laid.sheet.page, tokens, 0.85)
    return None


def _over_line_end(
    runs: Sequence[tuple[Token, ...]], name: str, tokens: tuple[Token, ...]
) -> tuple[str, tuple[Token, ...]]:
    """A name with the one word of it on which the next line begins, where running text breaks it."""
    for run in runs:
        own = run[: len(tokens)]
        broken = len(run) == len(tokens) + 1 and all(a is b for a, b in zip(own, tokens, strict=True))
        if broken and (whole := tidy_name(join_text(run))) and is_full_name(whole):
            return whole, run
    return name, tokens


_ANY_NAME = re.compile(rf"(?P<old>{NAME_SHAPE})")


def _kin_of(paper: Paper, new: str, own: frozenset[int]) -> Iterator[Evidence]:
    """The one other name on the paper that shares words with the new one, where the given name changed."""
    words = set(fold(new).split())
    found: dict[str, tuple[str, Laid, tuple[Token, ...]]] = {}
    for old, laid, tokens in _other_names(paper, _ANY_NAME, new, own):
        if words & set(fold(old).split()):
            found.setdefault(fold(old), (old, laid, tokens))
    if len(found) == 1:
        ((old, laid, tokens),) = found.values()
        yield paper.evidence(FieldName.FORMER_NAME, old, laid.sheet.page, tokens, 0.75)


def _other_names(
    paper: Paper, pattern: re.Pattern[str], new: str, own: frozenset[int]
) -> Iterator[tuple[str, Laid, tuple[Token, ...]]]:
    """The whole names of a shape that are not the new one, nor a part of its own words; none goes on in a caption, and
    none is what stands behind the surname where a form asks for that first."""
    captions, turned = _openings(paper), _behind_surnames(paper)
    for laid, flow, match in search_flow(paper, pattern):
        said = flow.tokens(*match.span("old"))
        tokens = _up_to_caption(said, captions)
        old = tidy_name(one_line(join_text(tokens) if len(tokens) < len(said) else match["old"]))
        other = old is not None and is_full_name(old) and fold(old) != fold(new)
        ids = set(map(id, tokens))
        if old and other and not own >= ids and turned.isdisjoint(ids) and not crosses_columns(laid, tokens):
            yield old, laid, tokens


def _openings(paper: Paper) -> frozenset[int]:
    """The ids of the words that open a caption with nothing beside it."""
    labels = (x for laid in paper.pages for x in laid.labels)
    return frozenset(id(x.tokens[0]) for x in labels if x.starts and x.alone)


def _behind_surnames(paper: Paper) -> frozenset[int]:
    """The ids of the words that answer where a form asks for the surname first."""
    answers = (a for laid in paper.pages for a in laid.answers)
    return frozenset(id(t) for a in answers if "last" in a.label.note[:8] for t in a.tokens)


def _up_to_caption(tokens: tuple[Token, ...], captions: frozenset[int]) -> tuple[Token, ...]:
    """The words of a name before the first that opens a caption."""
    end = next((at for at, token in enumerate(tokens) if at and id(token) in captions), len(tokens))
    return tokens[:end]
