"""What a name-change or identity paper says: its type, the old and the new name, its dates.

A licence, passport or Social Security card shows the name its holder bears: the new one. A marriage
certificate, judgment or decree tells both, in boxes or in sentences.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import EvidenceType, FieldName
from intake.extractors.answers import Answer, Place
from intake.extractors.labels import Label, squeeze
from intake.extractors.layout import Flow, Segment, Token
from intake.extractors.mrz import ZoneFacts, read_licence_code, read_zone
from intake.extractors.normalise.dates import find_dates, parse_date
from intake.extractors.normalise.names import fold, is_full_name, join_name, looks_like_name, tidy_name
from intake.extractors.paper import Laid, Paper, search_flow, sureness_of
from intake.extractors.people import NAME_SHAPE, find_birth_date, find_name, find_number
from intake.extractors.vocabulary import Ask

#: Words that tell a paper's type, each with its weight; read loosely, as a fax prints them.
CUES: dict[EvidenceType, tuple[tuple[str, float], ...]] = {
    EvidenceType.PASSPORT: (("passport", 2.0), ("place of birth", 0.4), ("nationality", 0.6)),
    EvidenceType.NATURALIZATION_CERTIFICATE: (
        ("certificate of naturalization", 4.0), ("naturalization", 2.0), ("citizenship", 0.8),
        ("admitted as a citizen", 2.0),
    ),
    EvidenceType.SOCIAL_SECURITY_CARD: (
        ("this number has been established for", 4.0), ("social security administration", 1.5),
        ("social security", 1.2),
    ),
    EvidenceType.MARRIAGE_CERTIFICATE: (
        ("certificate of marriage", 3.5), ("marriage certificate", 3.5), ("record of marriage", 3.0),
        ("marriage", 1.6), ("solemnized", 1.5), ("holy matrimony", 2.0), ("united in", 1.0), ("bride", 0.8),
        ("groom", 0.8), ("party a", 0.8), ("spouse", 0.5), ("wedding", 0.6),
    ),
    EvidenceType.DIVORCE_DECREE: (
        ("judgment of divorce", 3.5), ("decree of divorce", 3.5), ("dissolution of marriage", 3.0),
        ("divorce", 2.2), ("divorce absolute", 3.0), ("nisi", 1.0), ("irretrievable breakdown", 1.5),
        ("plaintiff", 0.4), ("former name", 0.6), ("marriage is dissolved", 2.0), ("decree of dissolution", 2.0),
        ("is dissolved", 1.5), ("marriage of", 0.8), ("marriage is irretrievably", 1.5),
    ),
    EvidenceType.COURT_ORDER: (
        ("change of name", 2.2), ("name change", 1.6), ("decree", 1.0), ("petition", 0.9), ("ordered", 0.6),
        ("probate and family court", 0.8), ("superior court", 0.8), ("adjudged", 0.8), ("docket", 0.5),
    ),
    EvidenceType.DRIVERS_LICENSE: (
        ("driver's license", 3.0), ("driver license", 3.0), ("drivers license", 3.0), ("operator license", 2.5),
        ("driver licence", 3.0), ("identification card", 2.0), ("learner's permit", 1.0),
        ("registry of motor vehicles", 1.0),
        ("not for federal", 1.2), ("organ donor", 0.8), ("donor", 0.3), ("hgt", 0.7), ("eyes", 0.4),
        ("restrictions", 0.4), ("endorsements", 0.5), ("4d", 0.6), ("4b", 0.7), ("4a", 0.7), ("dln", 0.6),
        ("class", 0.3), ("sex", 0.2), ("temporary license", 2.0), ("motor vehicle", 1.2),
    ),
}  # fmt: skip

#: Papers that show the name their holder bears now, and no other.
HOLDER_PAPERS = frozenset(
    {EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT, EvidenceType.SOCIAL_SECURITY_CARD}
)
#: Papers that run out.
COURT_PAPERS = frozenset({EvidenceType.DIVORCE_DECREE, EvidenceType.COURT_ORDER})
EXPIRING = frozenset({EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT})

_OLD, _NEW = rf"(?P<old>{NAME_SHAPE})", rf"(?P<new>{NAME_SHAPE})"
_GAP = r"[\s,]+"
#: Sentences that tell old and new name; the first that fits wins.
_CHANGES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\bname\s+(?:of\s+(?:the\s+)?(?:petitioner|plaintiff|wife|husband|defendant|respondent|applicant)?,?\s*)?(?:be\s+|is\s+|was\s+|has\s+been\s+|shall\s+be\s+|legally\s+|hereby\s+)*changed\s+from){_GAP}{_OLD}{_GAP}(?i:to){_GAP}{_NEW}",
        rf"(?i:\bname\s+of){_GAP}{_OLD}{_GAP}(?i:(?:be|is|was|has\s+been|shall\s+be)\s*,?\s*(?:and\s+(?:the\s+same\s+)?(?:hereby\s+)?is\s*,?\s*)?(?:hereby\s+)?(?:legally\s+)?changed\s+to(?:\s+that\s+of)?){_GAP}{_NEW}",
        rf"(?i:\bfrom){_GAP}{_OLD}{_GAP}(?i:to){_GAP}{_NEW}",
        rf"{_OLD}{_GAP}(?i:(?:may|shall|is\s+(?:hereby\s+)?(?:allowed|permitted|authorized|granted\s+leave)\s+to|is\s+entitled\s+to|to)\s+(?:hereafter\s+)?(?:resume|be\s+known\s+as|take|use|assume|bear|go\s+by)(?:\s+the\s+use)?(?:\s+of)?(?:\s+(?:her|his|their|the))?(?:\s+(?:former|maiden|birth|prior|legal|own|previous))*(?:\s+(?:name|surname)(?:\s+of)?)?){_GAP}{_NEW}",
        rf"{_NEW}{_GAP}\(?(?i:formerly(?:\s+known\s+as)?|f/?k/?a|n[ée]e|born(?!\s+on)|previously(?:\s+known\s+as)?){_GAP}{_OLD}",
        rf"{_OLD}{_GAP}\(?(?i:now\s+known\s+as|n/?k/?a|hereafter\s+(?:to\s+be\s+)?known\s+as|shall\s+(?:hereafter\s+)?be\s+known\s+as|who\s+shall\s+be\s+known\s+as|has\s+changed\s+(?:her|his|their)\s+name\s+to|changed\s+to|to\s+be\s+known\s+as){_GAP}{_NEW}",
    )
)
#: Sentences that tell only the new name.
_NEW_ONLY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:resume|resumes|restored\s+to|restore|use\s+of|known\s+as|changed\s+to|assume|takes?|bear)(?:\s+the\s+use)?(?:\s+of)?(?:\s+(?:her|his|their|the))?(?:\s+(?:former|maiden|birth|prior|legal|new|own|previous))*(?:\s+(?:name|surname)(?:\s+(?:of|is))?)?)\s*[:,]?\s*{_NEW}",
        rf"(?i:\b(?:new|married|resumed)\s+(?:legal\s+)?name\s*(?:is|:|will\s+be)?)\s*{_NEW}",
    )
)
_DATED = re.compile(
    r"(?i)\b(?:dated|date|given|entered|ordered|so\s+ordered|witness|issued|signed|done|allowed|judgment|absolute|decreed|filed|married|effective|attest|on)\b"
)


def extract_name_change(paper: Paper) -> list[Evidence]:
    """All fields of an identity or name-change paper that it shows."""
    zone = read_codes(paper)
    kind, found = _find_type(paper, zone)
    if kind in HOLDER_PAPERS:
        found += _holder_name(paper, zone)
    else:
        found += _changed_names(paper, kind)
    found += _find_dates(paper, kind, zone)
    if (
        born := _zone_value(paper, FieldName.DATE_OF_BIRTH, zone, "born") or _find_birth(paper, kind, found)
    ) is not None:
        found.append(born)
    number = find_number(paper)
    if number is not None and str(number.value)[:1].isalpha() and not _in_zone(paper, str(number.value)):
        found.append(number)
    return found


# -- type -------------------------------------------------------------------------------------------


def _find_type(
    paper: Paper, zone: tuple[ZoneFacts, Laid] | None
) -> tuple[EvidenceType | None, list[Evidence]]:
    text = fold(paper.text)
    if zone is None and _asks_for_change(text):
        return None, []
    scores = {kind: _score_cues(text, cues) for kind, cues in CUES.items()}
    if zone:
        scores[EvidenceType.PASSPORT if zone[0].passport else EvidenceType.DRIVERS_LICENSE] += 5.0
    # A decree that ends a marriage speaks of marriage too; a passport is issued by a department of state.
    if scores[EvidenceType.DIVORCE_DECREE] >= 2.0:
        scores[EvidenceType.MARRIAGE_CERTIFICATE] -= 2.0
        scores[EvidenceType.COURT_ORDER] -= 3.0
    best = max(scores, key=lambda k: scores[k])
    if scores[best] < 1.0:
        return None, []
    rest = max(score for kind, score in scores.items() if kind is not best)
    sureness = min(0.99, 0.6 + 0.13 * max(0.0, scores[best] - max(0.0, rest)))
    page = paper.pages[0].sheet
    tokens = [t for row in page.rows[:3] for s in row for t in s.tokens][:8]
    box = None if tokens else Box(0, 0, page.reading.width, page.reading.height)
    evidence = paper.evidence(FieldName.EVIDENCE_TYPE, best.value, 0, tokens, sureness, box=box, reading=0.99)
    return best, [evidence]


#: What people write to the office who ask for the change; evidence is another paper.
_ASKS = re.compile(
    r"(?:please|kindly|asking|ask|request\w*|like|wish|want|need)[^.]{0,60}(?:change|update|correct|amend|record)[^.]{0,40}\bname\b|name change request|"
    r"request (?:for|to) (?:a )?(?:change of name|name change)|change of name (?:request|form|notice)|(?:name change|change of name) for (?:certified|ems)|"
    r"requested (?:legal )?name|legal name on file|your request|\bi (?:enclose|attach|am enclosing|have attached)|proof (?:of the change )?(?:enclosed|attached)"
)
_CERTIFIED = re.compile(
    r"\b(?:emt|aemt|paramedic|oems|emergency medical)\b|\bcertification (?:no|number|card)\b"
)
_GIVEN_BY_COURT = re.compile(
    r"\b(?:adjudged|decreed|witness my hand|petitioner|plaintiff|solemnized|attest|penalt\w+ of perjury|so ordered|driver'?s? licen[cs]e)\b"
)


def _asks_for_change(text: str) -> bool:
    """Whether a paper is the holder's own request to the office rather than evidence of a name."""
    if _GIVEN_BY_COURT.search(text) and not re.search(r"name change request|change of name request", text):
        return False
    return bool(_ASKS.search(text) and _CERTIFIED.search(text))


def _score_cues(text: str, cues: tuple[tuple[str, float], ...]) -> float:
    return sum(weight for phrase, weight in cues if _holds(text, phrase))


def _holds(text: str, phrase: str) -> bool:
    if len(phrase) <= 6:
        return re.search(rf"\b{re.escape(phrase)}\b", text) is not None
    return phrase in text or fuzz.partial_ratio(phrase, text, score_cutoff=88) > 0


# -- codes ------------------------------------------------------------------------------------------


def read_codes(paper: Paper) -> tuple[ZoneFacts, Laid] | None:
    """A licence's bar code or a passport's zone, with its page."""
    for laid in paper.pages:
        for code in laid.sheet.reading.barcodes:
            if facts := read_licence_code(code.text):
                return facts, laid
        lines = ["".join(t.text for s in row for t in s.tokens) for row in laid.sheet.rows]
        if facts := read_zone(lines):
            return facts, laid
    return None


def find_printed_facts(paper: Paper) -> list[Evidence]:
    """What an identity paper prints of itself beside its code: name and labelled dates."""
    found = (
        _printed_name(paper),
        _labelled_date(paper, FieldName.ISSUED_ON, Ask.ISSUED),
        _labelled_date(paper, FieldName.EXPIRES_ON, Ask.EXPIRES),
        find_birth_date(paper),
    )
    return [evidence for evidence in found if evidence is not None]


def _printed_name(paper: Paper) -> Evidence | None:
    return (
        _numbered_name(paper)
        or _block_in_capitals(paper)
        or find_name(paper, FieldName.NEW_NAME)
        or _name_block(paper)
    )


def _in_zone(paper: Paper, number: str) -> bool:
    """Whether a number is the passport's own: its zone repeats it."""
    return any(
        "<" in t.text and number[1:] in t.text
        for laid in paper.pages
        for s in laid.sheet.segments
        for t in s.tokens
    )


def _zone_value(
    paper: Paper, field: FieldName, zone: tuple[ZoneFacts, Laid] | None, name: str
) -> Evidence | None:
    """One value of a zone or code; its place is the printed value where that is found, else the code."""
    if zone is None or not getattr(zone[0], name):
        return None
    facts, laid = zone
    codes = [c.box for c in laid.sheet.reading.barcodes]
    rows = [t for row in laid.sheet.rows for s in row for t in s.tokens if "<" in t.text]
    box = codes[0] if codes and not facts.passport else None
    tokens: list[Token] = [] if box else rows
    return paper.evidence(
        field, getattr(facts, name), laid.sheet.page, tokens, 0.98, box=box, reading=0.99,
        printed=getattr(facts, name),
    )  # fmt: skip


# -- names ------------------------------------------------------------------------------------------


def _holder_name(paper: Paper, zone: tuple[ZoneFacts, Laid] | None) -> list[Evidence]:
    coded = _zone_value(paper, FieldName.NEW_NAME, zone, "name")
    printed = _printed_name(paper)
    if coded and printed and squeeze(str(coded.value)) == squeeze(str(printed.value)):
        # A zone knows no hyphens and accents, so the printed name stands where both say the same.
        return [replace(printed, confidence=max(printed.confidence, coded.confidence))]
    if coded is not None:
        return [replace(coded, value=_as_printed(paper, str(coded.value)))]
    return [printed] if printed else []


def _as_printed(paper: Paper, name: str) -> str:
    """A zone's name with the accents that the page prints; the zone itself knows none."""
    printed: dict[str, str] = {}
    for laid in paper.pages:
        for token in (t for s in laid.sheet.segments for t in s.tokens):
            word = token.text.strip(" ,.")
            if not word.isascii() and len(word) > 1:
                printed.setdefault(fold(word), tidy_name(word) or word)
    return " ".join(printed.get(fold(word), word) for word in name.split())


#: Field codes of North American licences: 1 family name, 2 given names (AAMVA card design standard, D.6).
_FAMILY = re.compile(
    r"^\W{0,2}[1Il|]\W{0,2}\s?(?:LN|FAMILY NAME|LAST NAME)?[.:\s]*(?P<name>[^\W\d_][^\d_]{1,40})$"
)
_GIVEN = re.compile(
    r"^\W{0,2}[2Zz]\W{0,2}\s?(?:FN|GIVEN NAMES?|FIRST NAME)?[.:\s]*(?P<name>[^\W\d_][^\d_]{0,40})$"
)
_STREET_OR_CITY = re.compile(
    r"(?i)^\W{0,2}(?:8\s)?\d+[A-Z]?\s+\w+|^p\.?\s?o\.?\s?box|\b[A-Z]{2},?\s+\d{5}\b|^\d{3}[-\s]\d{2}[-\s]\d{4}$"
)


def _numbered_name(paper: Paper) -> Evidence | None:
    """The name of a licence's numbered fields; a lost "1" leaves the line above the given names."""
    for laid in paper.pages:
        segments = [row[0] for row in laid.sheet.rows]
        for above, segment in pairwise(segments):
            given = _GIVEN.match(segment.text)
            if given is None or segment.tokens[0].text[:1] not in "2Zz":
                continue
            family = _FAMILY.match(above.text)
            surname = re.sub(r"\s+[A-Z]$", "", family["name"] if family else above.text)
            name = join_name(*_first_middle(given["name"]), surname) if _in_capitals(surname) else None
            if name:
                tokens = (*above.tokens, *segment.tokens)
                return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, 0.95)
    return None


#: A field's code that a reader left before the words of its field.
_CODE = re.compile(r"^\W{0,2}(?:[12IlZz|]\W{0,2}\s)?(?P<words>[^\W\d_].*)$")


def _block_in_capitals(paper: Paper) -> Evidence | None:
    """Family name over given names over a street, all in capitals, as cards print them; codes may be lost."""
    for laid in paper.pages:
        segments = [row[0] for row in laid.sheet.rows]
        for family, given, street in zip(segments, segments[1:], segments[2:], strict=False):
            if not _STREET_OR_CITY.search(re.sub(r"^\W*8\W+", "", street.text)):
                continue
            words = [m["words"] for s in (family, given) if (m := _CODE.match(s.text))]
            if len(words) < 2 or not all(_in_capitals(w) and looks_like_name(w, most=3) for w in words):
                continue
            if abs(family.x0 - given.x0) > 3 * family.height or any(c in w for c in "<:" for w in words):
                continue
            # An initial stands behind given names only; where nothing tells, cards put the family name first.
            turned = bool(re.search(r"\s[A-Z]\.?$", words[0]))
            told = turned or len(words[1].split()) > 1
            name = (
                join_name(*_first_middle(words[0]), words[1])
                if turned
                else join_name(*_first_middle(words[1]), words[0])
            )
            if name:
                return paper.evidence(
                    FieldName.NEW_NAME,
                    name,
                    laid.sheet.page,
                    (*family.tokens, *given.tokens),
                    0.88 if told else 0.6,
                )
    return None


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.7 * len(letters)


def _first_middle(given: str) -> tuple[str, str]:
    first, _, middle = given.strip().partition(" ")
    return first, middle


def _name_block(paper: Paper) -> Evidence | None:
    """The name above an address, or under the words and number of a Social Security card."""
    for laid in paper.pages:
        segments = [row[0] for row in laid.sheet.rows]
        for index, segment in enumerate(segments[1:], start=1):
            if not _STREET_OR_CITY.search(segment.text):
                continue
            below = segments[index + 1 : index + 3]
            for run in (segments[index - 1 : index], below, below[:1]):
                if found := _name_of(paper, laid, run):
                    return found
    return None


def _name_of(paper: Paper, laid: Laid, run: list[Segment]) -> Evidence | None:
    """The name that one line, or two lines together, are; None where they are more than a name."""
    text = " ".join(segment.text for segment in run)
    name = tidy_name(text) if run and not any(c.isdigit() for c in text) else None
    if name is None or not is_full_name(name) or not looks_like_name(name) or len(name.split()) > 5:
        return None
    tokens = [t for segment in run for t in segment.tokens]
    return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, 0.88)


def _changed_names(paper: Paper, kind: EvidenceType | None) -> list[Evidence]:
    """Old and new name: boxes that ask for them, else a sentence that tells them."""
    boxed = _boxed_change(paper)
    told = _told_change(paper)
    if boxed and len(boxed) >= len(told):
        return boxed
    if told:
        return told
    if kind is EvidenceType.NATURALIZATION_CERTIFICATE:
        return _naturalised(paper)
    if kind is None:
        name = find_name(paper, FieldName.NEW_NAME)
        return [name] if name else []
    return boxed


#: How a certificate of naturalization names its holder in its sentence, and the name given up.
_CITIZEN = re.compile(
    rf"(?i:\b(?:shown|found|certif\w+|known|given|appearing)(?:,)?\s+that|\bthat)[\s,:]+{_NEW}(?=[\s,]+(?i:is|was|then|now|whose|residing|resid\w+|has|having|of|born|and|took|who|being)\b)"
)
_GIVEN_UP = re.compile(
    rf"(?i:\bname\s+(?:was\s+|is\s+|has\s+been\s+)?changed\s+from|\bformerly(?:\s+known\s+as)?|\bformer\s+name\s*:?){_GAP}{_OLD}(?=[\s,.]+(?i:by|as|in|through|pursuant)\b|\s*[,.])"
)


def _naturalised(paper: Paper) -> list[Evidence]:
    """The holder of a certificate of naturalization, and the name that the court's order took away."""
    found: list[Evidence] = []
    for pattern, field, group in (
        (_CITIZEN, FieldName.NEW_NAME, "new"),
        (_GIVEN_UP, FieldName.FORMER_NAME, "old"),
    ):
        for laid, flow, match in search_flow(paper, pattern):
            name = tidy_name(_line(_within_line(laid, flow, match, group)))
            if name and is_full_name(name):
                found.append(_told(paper, field, name, laid, flow.tokens(*match.span(group))))
                break
    if not any(e.field is FieldName.NEW_NAME for e in found):
        name_found = find_name(paper, FieldName.NEW_NAME)
        found += [name_found] if name_found else []
    return found


def _boxed_change(paper: Paper) -> list[Evidence]:
    pairs = [pair for laid in paper.pages for pair in _column_pairs(laid)]
    befores = [a for a in paper.answers(Ask.NAME_BEFORE) if _is_name(a.value)]
    befores = befores or [a for a in paper.answers(Ask.NAME, Ask.FIRST_MIDDLE) if _is_name(a.value)]
    afters = [a for a in paper.answers(Ask.NAME_AFTER) if _is_name(a.value, least=1)]
    lone = len(befores) == 1 == len(afters)
    pairs += [
        (before, after, value)
        for after in afters
        for before in befores
        if (value := _whole_after(before, after, lone=lone)) and fold(value) != fold(before.value)
    ]
    if not pairs:
        return []
    before, after, value = max(pairs, key=lambda p: _fit(*p))
    return [
        paper.answer_evidence(FieldName.FORMER_NAME, before),
        paper.answer_evidence(FieldName.NEW_NAME, after, value),
    ]


def _column_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Names before and after in a table with one column for each party; those that differ."""
    befores = [a for x in laid.labels if x.ask is Ask.NAME_BEFORE for a in _row_names(laid, x)]
    afters = [a for x in laid.labels if x.ask is Ask.NAME_AFTER for a in _row_names(laid, x)]
    for after in afters:
        column = [b for b in befores if _same_column(b, after) and 0 < after.label.row - b.label.row <= 4]
        for before in column[-1:]:
            value = _whole_after(before, after)
            if value and fold(value) != fold(before.value):
                yield before, after, value


def _row_names(laid: Laid, label: Label) -> Iterator[Answer]:
    """Every name right of a label, each in its own column."""
    for segment in laid.sheet.rows[label.row]:
        name = tidy_name(segment.text) if segment.x0 > label.x1 else None
        if name and looks_like_name(name):
            yield Answer(label, Place.RIGHT, segment.tokens, name, 1.0)


def _same_column(a: Answer, b: Answer) -> bool:
    return abs(a.tokens[0].x0 - b.tokens[0].x0) < 2.5 * a.tokens[0].height


def _find_birth(paper: Paper, kind: EvidenceType | None, found: list[Evidence]) -> Evidence | None:
    """The birth date; in a table of two parties the one in the column of the name that changes."""
    former = next((e for e in found if e.field is FieldName.FORMER_NAME), None)
    for laid in paper.pages:
        for label in laid.labels:
            segments = [s for s in laid.sheet.rows[label.row] if s.x0 > label.x1]
            if label.ask is not Ask.BIRTH_DATE or len(segments) < 2:
                continue
            if former is None or former.box is None:
                dates = {parse_date(s.text, birth=True, month_only=False) for s in segments}
                if len(dates) > 1 and None not in dates and kind is EvidenceType.MARRIAGE_CERTIFICATE:
                    return None
                continue
            near = min(
                segments, key=lambda s: abs(s.tokens[0].word.box.x0 - former.box.x0 if former.box else 0)
            )
            value = parse_date(near.text, birth=True, month_only=False)
            if value:
                return paper.evidence(FieldName.DATE_OF_BIRTH, value, laid.sheet.page, near.tokens, 0.95)
    beside = [a for a in paper.answers(Ask.BIRTH_DATE) if former is not None and a.label.page == former.page]
    several = len({a.value for a in paper.answers(Ask.BIRTH_DATE)}) > 1
    if former is None or former.box is None or len({a.value for a in beside}) < 2:
        # Two parties, and nothing tells which of them is ours.
        return (
            None
            if several and former is None and kind is EvidenceType.MARRIAGE_CERTIFICATE
            else find_birth_date(paper)
        )
    box = former.box
    nearest = min(beside, key=lambda a: _distance(a.tokens[0].word.box, box))
    return paper.answer_evidence(FieldName.DATE_OF_BIRTH, nearest)


def _distance(a: Box, b: Box) -> float:
    """How far two places are from each other: one column counts near, one line nearer."""
    rows = abs(a.middle[1] - b.middle[1])
    columns = abs(a.x0 - b.x0)
    return min(4 * rows + 0.2 * columns, 4 * columns + rows)


def _is_name(value: str, *, least: int = 2) -> bool:
    tidied = tidy_name(value)
    return tidied is not None and len(tidied.split()) >= least


def _whole_after(before: Answer, after: Answer, *, lone: bool = False) -> str | None:
    """The whole new name; a surname alone is joined to the given names of the same person."""
    new = tidy_name(after.value)
    if new is None:
        return None
    if is_full_name(new):
        given = fold(new).split()[0] == fold(before.value).split()[0]
        return new if given or lone else None
    words = before.value.split()
    suffix = words[-1:] if re.fullmatch(r"(?:Jr|Sr)\.?|II|III|IV", words[-1]) else []
    names = words[:-1] if suffix else words
    return " ".join([*names[:-1], new, *suffix])


def _fit(before: Answer, after: Answer, value: str) -> float:
    """How well two answers belong together: near each other, both well labelled."""
    apart = 1.0 * abs(before.label.row - after.label.row) + 6 * abs(before.label.page - after.label.page)
    if before.place is after.place and before.label.row != after.label.row:
        # What stands far to the side is another party's column.
        apart += abs(before.tokens[0].x0 - after.tokens[0].x0) / before.label.height / 4
    return sureness_of(before) + sureness_of(after) - 0.02 * apart


def _told_change(paper: Paper) -> list[Evidence]:
    for pattern in _CHANGES:
        for laid, flow, match in search_flow(paper, pattern):
            old, new = (
                tidy_name(_line(match["old"])),
                tidy_name(_line(_within_line(laid, flow, match, "new"))),
            )
            if old and new and is_full_name(old) and fold(old) != fold(new) and _shares_name(old, new):
                whole = new if is_full_name(new) else " ".join((*old.split()[:-1], new))
                return [
                    _told(paper, FieldName.FORMER_NAME, old, laid, flow.tokens(*match.span("old"))),
                    _told(paper, FieldName.NEW_NAME, whole, laid, flow.tokens(*match.span("new"))),
                ]
    for pattern in _NEW_ONLY:
        for laid, flow, match in search_flow(paper, pattern):
            new = tidy_name(_line(_within_line(laid, flow, match, "new")))
            if new and is_full_name(new):
                told = [_told(paper, FieldName.NEW_NAME, new, laid, flow.tokens(*match.span("new")))]
                return [*_old_of(paper, new), *told]
    return []


def _line(text: str) -> str:
    return " ".join(re.sub(r"(?<=\w)-\s+(?=\w)", "-", text).split())


def _within_line(laid: Laid, flow: Flow, match: re.Match[str], group: str) -> str:
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


def _told(paper: Paper, field: FieldName, value: str, laid: Laid, tokens: tuple[Token, ...]) -> Evidence:
    return paper.evidence(field, value, laid.sheet.page, tokens, 0.93)


def _old_of(paper: Paper, new: str) -> Iterator[Evidence]:
    """The same person's other name on the paper: the same given name with another surname."""
    given = new.split()[0]
    pattern = re.compile(rf"\b(?P<old>(?i:{re.escape(given)})(?:[^\S\n]+[^\W\d_a-z][\w'’\-]*\.?){{1,3}})")
    for laid, flow, match in search_flow(paper, pattern):
        old = tidy_name(_line(match["old"]))
        if (
            old
            and is_full_name(old)
            and fold(old) != fold(new)
            and fold(old).split()[-1] != fold(new).split()[-1]
        ):
            yield paper.evidence(
                FieldName.FORMER_NAME, old, laid.sheet.page, flow.tokens(*match.span("old")), 0.85
            )
            return


# -- dates ------------------------------------------------------------------------------------------


def _find_dates(
    paper: Paper, kind: EvidenceType | None, zone: tuple[ZoneFacts, Laid] | None
) -> Iterator[Evidence]:
    if kind is None:
        return
    if kind in EXPIRING:
        yield from _card_dates(paper, zone)
        return
    issued = _labelled_date(paper, FieldName.ISSUED_ON, Ask.ISSUED)
    if kind is EvidenceType.MARRIAGE_CERTIFICATE:
        issued = issued or _attested_date(paper)
    if issued is None and kind is EvidenceType.SOCIAL_SECURITY_CARD:
        issued = _only_date(paper)
    if issued is None and kind not in HOLDER_PAPERS:
        told = _told_date(paper)
        event = _labelled_date(paper, FieldName.ISSUED_ON, Ask.EVENT_DATE, courts=kind in COURT_PAPERS)
        issued = (
            told
            if told is not None and (event is None or told.confidence >= event.confidence - 0.15)
            else event
        )
        issued = issued or _lone_date(paper)
    if issued is not None:
        yield issued


def _card_dates(paper: Paper, zone: tuple[ZoneFacts, Laid] | None) -> Iterator[Evidence]:
    """Issue and expiry of a licence or passport: its code, its labels, else the dates that are left over."""
    issued = _zone_value(paper, FieldName.ISSUED_ON, zone, "issued")
    expires = _zone_value(paper, FieldName.EXPIRES_ON, zone, "expires")
    born = _zone_value(paper, FieldName.DATE_OF_BIRTH, zone, "born") or find_birth_date(paper)
    expires = expires or _labelled_date(paper, FieldName.EXPIRES_ON, Ask.EXPIRES)
    others = {str(e.value) for e in (born, expires) if e is not None}
    issued = issued or _labelled_date(paper, FieldName.ISSUED_ON, Ask.ISSUED, others)
    days = _days_of(paper)
    if len(days) == 3:
        order = sorted(days)
        known = {0: born, 1: issued, 2: expires}
        if all(e is None or e.value == order[i] for i, e in known.items()):
            issued = issued or days[order[1]](FieldName.ISSUED_ON)
            expires = expires or days[order[2]](FieldName.EXPIRES_ON)
    yield from (e for e in (issued, expires) if e is not None)


def _days_of(paper: Paper) -> dict[str, Callable[[FieldName], Evidence]]:
    """The different days a card prints; a card's revision and its discriminator are none."""
    days: dict[str, Callable[[FieldName], Evidence]] = {}
    for laid in paper.pages:
        flow = laid.sheet.flow
        for found in find_dates(flow.text, month_only=False):
            if re.search(r"(?i)\brev\.?\s*$", flow.text[max(0, found.start - 6) : found.start]):
                continue
            tokens = flow.tokens(found.start, found.end)
            if any("<" in t.text or len(t.text) > 12 for t in tokens):
                continue
            days[found.value] = partial(_left_over, paper, laid, found.value, tokens)
    return days


def _left_over(paper: Paper, laid: Laid, value: str, tokens: tuple[Token, ...], field: FieldName) -> Evidence:
    return paper.evidence(field, value, laid.sheet.page, tokens, 0.85)


def _labelled_date(
    paper: Paper, field: FieldName, ask: Ask, others: Collection[str] = (), *, courts: bool = False
) -> Evidence | None:
    """A labelled date; of several the one whose label tells the paper's own issue, not its filing or its copy."""
    answers = [a for a in paper.answers(ask) if len(a.value) == 10 and a.value not in others]
    if courts:  # the day of filing is never the judgment's own
        answers = [a for a in answers if _weigh_label(a.label.phrase) >= 0]
    best = max(answers, key=lambda a: (_weigh_label(a.label.phrase), a.score), default=None)
    return paper.answer_evidence(field, best) if best else None


def _weigh_label(phrase: str) -> int:
    """How well a date's label tells the day of issue: 1 the paper's own day, -1 another step's."""
    if re.search(r"\b(?:fil\w+|petition|hear\w+|licen[cs]e|publi\w+|intention|received)\b", phrase):
        return 0 if re.search(r"\bissued\b", phrase) else -1
    return 1 if phrase not in ("date", "dated", "on") else 0


def _only_date(paper: Paper) -> Evidence | None:
    """The one date of a paper that has just one; a Social Security card prints its day of issue alone."""
    found = [(laid, d) for laid in paper.pages for d in find_dates(laid.sheet.flow.text, month_only=False)]
    if len({d.value for _, d in found}) != 1:
        return None
    laid, day = found[-1]
    tokens = laid.sheet.flow.tokens(day.start, day.end)
    return paper.evidence(FieldName.ISSUED_ON, day.value, laid.sheet.page, tokens, 0.9)


_ATTESTED = re.compile(
    r"(?i)\b(?:(?:w\w+\S?|under)\s+my\s+hand|in\s+(?:testimony|witness)\s+where\w+|certified\s+(?:this|on)|issued\s+(?:this|on))\b"
)


def _attested_date(paper: Paper) -> Evidence | None:
    """The day on which a clerk attested a copy: the first date after the words of attestation."""
    for laid, flow, match in search_flow(paper, _ATTESTED):
        after = flow.text[match.end() : match.end() + 140].replace("\n", " ")
        for found in find_dates(after, month_only=False)[:1]:
            tokens = flow.tokens(match.end() + found.start, match.end() + found.end)
            return paper.evidence(FieldName.ISSUED_ON, found.value, laid.sheet.page, tokens, 0.9)
    return None


#: Words before a date that tell the paper's own day, and those that tell another step's.
_OWN_DAY = re.compile(
    r"(?i)\b(?:entered|ordered|decreed|adjudged|absolute|judgment|signed|holden|given|witness|issued|dated|done|certified|made|allowed|naturali[sz]\w+|ceremony|oath|married|united|held at)\b"
)
_OTHER_DAY = re.compile(
    r"(?i)\b(?:filed|filing|petition\w*|hear(?:d|ing)|published|publication|copy|attest|register|recorded|nisi|served|separated|received|printed|expires|wed|parties were)\b"
)


def _told_date(paper: Paper) -> Evidence | None:
    """The date that words such as "entered" or "given" go before; another step's day only where there is none."""
    best: tuple[float, Evidence] | None = None
    for laid in paper.pages:
        flow = laid.sheet.flow
        text = flow.text.replace("\n", " ")
        end = 0
        for found in find_dates(text, month_only=False):
            before = text[max(end, found.start - 60) : found.start]
            end = found.end
            if not _DATED.search(before) or re.search(r"(?i)\b(born|birth|dob)\b", before):
                continue
            weight = 1.0 * bool(_OWN_DAY.search(before)) - 1.0 * bool(_OTHER_DAY.search(before))
            if best is None or weight >= best[0]:
                tokens = flow.tokens(found.start, found.end)
                worth = 0.85 if weight > 0 else 0.8
                evidence = paper.evidence(FieldName.ISSUED_ON, found.value, laid.sheet.page, tokens, worth)
                best = (weight, evidence)
    return best[1] if best and best[0] >= 0 else None


def _lone_date(paper: Paper) -> Evidence | None:
    """A date that has a line to itself, as above a judge's signature; the last one."""
    for laid in reversed(paper.pages):
        for segment in reversed(list(laid.sheet.segments)):
            found = find_dates(segment.text, month_only=False)
            above = laid.sheet.rows[segment.row - 1] if segment.row else []
            if any(_OTHER_DAY.search(s.text) for s in above):
                continue
            if len(found) == 1 and found[0].end - found[0].start >= len(segment.text.strip()) - 2:
                return paper.evidence(
                    FieldName.ISSUED_ON, found[0].value, laid.sheet.page, segment.tokens, 0.8
                )
    return None
