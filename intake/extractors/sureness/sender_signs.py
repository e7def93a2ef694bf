"""Signs of who asks: whether an office's name is whole, and an address, a number or a mailbox is that office's own.

A form holds the addresses of several; the one that stands under the office, in the state that the office names, is its.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.mentions.gaps import Judged
from intake.extractors.mentions.mentions import Mention, Shape
from intake.extractors.normalise.addresses import (
    STATE_NAMES,
    find_addresses,
    has_foreign_zip,
    name_states,
    starts_street,
    state_of,
)
from intake.extractors.normalise.office_words import (
    are_letters_of,
    is_of_common_words,
    is_unit_of_letters,
    plain_office,
    plain_unit,
)
from intake.extractors.normalise.organisations import (
    is_nameless_office,
    is_parent_office,
    looks_like_organisation,
)
from intake.extractors.normalise.towns import fit_town
from intake.extractors.sheets.layout import Segment, box_of, join_text
from intake.extractors.sheets.paper import Laid
from intake.extractors.sureness.place_signs import row_of

#: The address is of another state than the one that the office is named after, or than its ZIP code.
STATE_CLASHES = "state clashes"
#: An address without a word of streets, with one that was read wrongly or with a telephone's number within: of 38 such
#: values that the trees held for sure 6 were wrong.
ODD_ADDRESS = "odd address"
#: A mailbox's domain over a line's end: its hyphen may be its own, or the line's.
PARTED_DOMAIN = "domain parted at a hyphen"
_PARTED_DOMAIN = re.compile(r"@[\w.]*-\s")
#: A mailbox with a blank before its sign: what stands before the blank may be its beginning.
TORN_MAILBOX = "blank before a mailbox's sign"
_TORN_MAILBOX = re.compile(r"\s@")
#: A mailbox in small letters but for the stroke that it begins with: an "l" as likely as an "I", but for words that begin so.
I_OR_L = "stroke that begins a mailbox"
_I_OR_L = re.compile(
    r"I(?!nfo|nqui|ntake|dent|nterst|nternal|nspect|ssu|van|an\b|sab|ris|rene|ngrid|saac|nez)[a-z][a-z.\d_-]*@"
)
#: A mailbox that no word of the paper is: the sender's, who may have asked for something else than our answer.
SENDERS_MAILBOX = "mailbox of the sender"
#: An office's name whose next line goes on with "and" or "of", or whose own line ends with one.
GOES_ON = "goes on below"
#: A word or two, none of which offices are called by: of 24 such values 23 were wrong.
FEW_WORDS = "office in few words"
#: An office's name of words that any may bear, as a desk's within it: all of 27 such values were wrong.
NO_NAME_OF_ITS_OWN = "office without a name of its own"
#: A name before a street in its line, no word of which tells an office: it may be anybody's.
NAMED_BEFORE_STREET = "name before the street that no word tells an office's"
#: A unit of an office that is called by letters alone, which stand for its name: it is written out elsewhere, or nowhere.
LETTERS_FOR_OFFICE = "letters for the office over a unit"
#: A department and its bureau, both of the state's name: either may be the one that asks.
EITHER_OFFICE = "office and its unit of one state's name"
#: An address of a post-office box without the code of the office's own pigeonhole that stands right before it: some count
#: it as part of the address.
CODE_BEFORE = "code of a pigeonhole before the box"
_CODE_BEFORE = re.compile(
    r"(?i)\b(?:mail\s?-?(?:code|stop|drop|slot|bin|station)|m/s|ms|mc|msc)[ :#.]{0,3}[a-z]?[\d-]{1,8}[,;.\s]{1,3}$"
)
#: Characters before an address in which it stands.
_BEFORE = 40
#: Rows of a letterhead.
HEAD_ROWS = 5
_DEPARTMENT = "department of"
#: What a department's parts are called; a board or a college under it asks for itself.
_UNIT = re.compile(r"\b(?:bureau|division|section|branch|unit|office|program)\b")
#: Words of whoever may ask for itself, without which a state's name with the trade behind it may be its registry or its rules.
_ASKS = re.compile(
    rf"{_UNIT.pattern}|\b(?:department|board|authority|agency|commission|institute|college|licensing)\b"
)
_WAYS_BACK = frozenset({FieldName.RETURN_ADDRESS, FieldName.RETURN_FAX, FieldName.RETURN_EMAIL})
_OFFICES = frozenset({FieldName.REQUESTING_AGENCY, FieldName.TRAINING_CENTER})
#: What a street is called, and what stands in its second line.
_STREET_WORDS = ("street", "avenue", "road", "drive", "lane", "court", "place", "suite", "boulevard", "terrace", "parkway",
                 "square", "building", "floor", "circle", "plaza", "highway", "room", "loop")  # fmt: skip
#: The Postal Service's words for streets and how it shortens them (Publication 28, appendix C1), without those that
#: name a house more often than a street (center, school, station, union).
_STREET = re.compile(
    rf"(?i)\b(?:{'|'.join(_STREET_WORDS)}|st|ave?|rd|dr|ln|ct|pl|box|hwy|blvd|pkwy|sq|cir|ter|rte|tpke|expy|cres|broadway|"
    "concourse|quay|wharf|all?ey|annex|arcade|bayou|bend|bluffs?|branch|bridge|brooks?|bypass|canyon|cape|causeway|cliffs?|"
    "commons?|corners?|course|coves?|creek|crescent|crest|crossing|crossroads?|curve|dale|dam|divide|esplanade|estates?|"
    "expressway|falls|ferry|fields?|flats?|fords?|forest|forge|forks?|freeway|gardens?|gateway|glens?|greens?|groves?|"
    "harbors?|haven|heights|hills?|hollow|inlet|islands?|isle|junction|keys?|knolls?|lakes?|landing|locks?|lodge|mall|"
    "manors?|meadows?|mews|mills?|motorway|mount|mountain|neck|orchard|oval|overpass|park|pass|passage|path|pier|pike|pines?|"
    "plains?|point|ports?|prairie|ramp|ranch|rapids|ridges?|river|route|row|run|shoals?|shores?|skyway|springs?|spur|stream|"
    "summit|throughway|trace|track|trafficway|trails?|tunnel|turnpike|underpass|valleys?|viaduct|views?|villages?|vista|"
    r"walk|wall|way|wells?|state house station)\b"
)
#: So like a word of streets, of 100, is one with a letter read wrongly.
MISREAD = 75.0
_PHONE = re.compile(r"\d{3}\W{1,2}\d{3}\W\d{4}")
#: Words by which a name goes on from the line before.
_JOINS = re.compile(r"(?i)(?:&|(?:and|of|for)\b)")
#: Lines of the page within which two rows are neighbours.
NEXT = 1.0

Told = Iterator[tuple[str, float]]


def signs_of_sender(
    evidence: Evidence, laid: Laid, mentions: Sequence[Judged], values: Mapping[FieldName, str], text: str
) -> Told:
    """What speaks for and against the values of who asks; none for other fields."""
    if evidence.field in _WAYS_BACK:
        yield from _signs_of_neighbourhood(evidence, laid, mentions, values)
    if evidence.field is FieldName.RETURN_ADDRESS:
        yield from _signs_of_address(str(evidence.value), values.get(FieldName.REQUESTING_AGENCY, ""), text)
    elif evidence.field is FieldName.RETURN_EMAIL:
        yield from _signs_of_domain(str(evidence.value), values.get(FieldName.REQUESTING_AGENCY, ""))
        if _PARTED_DOMAIN.search(evidence.printed):
            yield PARTED_DOMAIN, 1.0
        if _TORN_MAILBOX.search(evidence.printed):
            yield TORN_MAILBOX, 1.0
        if _I_OR_L.match(evidence.printed):
            yield I_OR_L, 1.0
        if evidence.box is None and evidence.span is None:
            yield SENDERS_MAILBOX, 1.0
    elif evidence.field in _OFFICES:
        yield from _signs_of_name(evidence, laid)
        value = str(evidence.value)
        either = _is_either(value, laid, mentions) or _has_lettered_unit(value, text)
        if evidence.field is FieldName.REQUESTING_AGENCY and either:
            yield EITHER_OFFICE, 1.0


def _signs_of_address(value: str, office: str, text: str) -> Told:
    yield "addresses", float(min(4, len({found.value for found in find_addresses(text)})))
    state, named = state_of(value), name_states(office)
    if has_foreign_zip(value) or (state and named and state not in named):
        yield STATE_CLASHES, 1.0
    elif state and named:
        yield "state fits", 1.0
    if state == "MA":
        yield "at home", 1.0
    if fit := fit_town(value):
        yield fit.value, 1.0
    if _lacks_code(value, text):
        yield CODE_BEFORE, 1.0
    street = value.split(",")[0]
    if street.strip().isdigit():
        yield "number alone", 1.0
    before_town = value.rsplit(",", 2)[0]
    misread = any(_is_misread_word(word) for word in re.findall(r"[A-Za-z]{4,}", before_town))
    if misread or _PHONE.search(value) or not _STREET.search(before_town):
        yield ODD_ADDRESS, 1.0


def _lacks_code(value: str, text: str) -> bool:
    """Whether the code of a pigeonhole stands before a box wherever the paper has that address."""
    if not value.casefold().startswith(("p.o", "po box")):
        return False
    found = [f for f in find_addresses(text) if f.value == value]
    return bool(found) and all(_CODE_BEFORE.search(text[max(0, f.start - _BEFORE) : f.start]) for f in found)


def _is_misread_word(word: str) -> bool:
    plain = word.casefold()
    near = (known for known in _STREET_WORDS if len(known) == len(plain))
    return plain not in _STREET_WORDS and any(fuzz.ratio(plain, known) >= MISREAD for known in near)


def _signs_of_domain(value: str, office: str) -> Told:
    """How like the mailbox's domain is to the office's letters."""
    domain = re.sub(r"[^a-z]", "", fold(value).partition("@")[2].split(".")[0])
    letters = re.sub(r"[^a-z]", "", fold(office))
    if len(domain) >= 5 and letters:
        yield "domain likeness", fuzz.partial_ratio(domain, letters) / 100


def _signs_of_neighbourhood(
    evidence: Evidence, laid: Laid, mentions: Sequence[Judged], values: Mapping[FieldName, str]
) -> Told:
    row = row_of(evidence, laid)
    if evidence.box is None or row is None:
        return
    yield f"part {laid.part_at(row, evidence.box.x0).value}", 1.0
    for name, field in (
        ("office close", FieldName.REQUESTING_AGENCY),
        ("person close", FieldName.APPLICANT_NAME),
    ):
        same = [m for m, _ in mentions if m.value == values.get(field) and m.sheet.page == evidence.page]
        yield name, max((_closeness(m, evidence.box, laid.sheet.line_height) for m in same), default=0.0)


def _closeness(mention: Mention, box: Box, line: float) -> float:
    """1.0 for the line above or the same row, less with every line between, 0.0 for what stands below."""
    above = box_of(mention.tokens)
    gap = (box.y0 - above.y1) / line
    aside = max(0.0, above.x0 - box.x1, box.x0 - above.x1) / line
    return 1 / (1 + max(0.0, gap) + aside / 4) if gap > -2 else 0.0


def _signs_of_name(evidence: Evidence, laid: Laid) -> Told:
    value = str(evidence.value)
    yield "whole office", float(is_parent_office(value))
    yield "office without a name", float(is_nameless_office(value))
    yield "states named", float(min(2, len(name_states(value))))
    if len(value.split()) <= 2 and not looks_like_organisation(value):
        yield FEW_WORDS, 1.0
    if is_of_common_words(value):
        yield NO_NAME_OF_ITS_OWN, 1.0
    if evidence.field is FieldName.REQUESTING_AGENCY and is_unit_of_letters(value):
        yield LETTERS_FOR_OFFICE, 1.0
    if not looks_like_organisation(value) and _is_before_street(evidence.printed, laid):
        yield NAMED_BEFORE_STREET, 1.0
    above, below = _neighbours(evidence, laid)
    for name, segment in (("above", above), ("below", below)):
        if segment is not None and looks_like_organisation(segment.text):
            yield f"office {name}", 1.0
            yield f"whole office {name}", float(is_parent_office(segment.text))
    if (below is not None and _JOINS.match(below.text)) or _ends_amid(evidence, laid):
        yield GOES_ON, 1.0


def _is_before_street(printed: str, laid: Laid) -> bool:
    """Whether a value stands before a street in a line: "Saltbox Harbor, 13 Mill Road"."""
    name = printed.strip(" ,;")
    behind = (s.text.partition(name)[2] for s in laid.sheet.segments if name and name in s.text)
    return any(text[:1] in (",", ";") and starts_street(text) for text in behind)


def _ends_amid(evidence: Evidence, laid: Laid) -> bool:
    """Whether a value is all of a line but the "of" or "and" that ends it, behind which the name must go on."""
    lines = (s for s in laid.sheet.segments if _JOINS.fullmatch(s.tokens[-1].text))
    return any(fold(join_text(s.tokens[:-1])) == fold(evidence.printed) for s in lines)


def _is_either(value: str, laid: Laid, mentions: Sequence[Judged]) -> bool:
    """Whether a paper names another office of the same state, or a letterhead has an office's unit without the state's name and the
    department over it as well."""
    states, own = name_states(value), plain_unit(value)
    heads = (s.text for row in laid.sheet.rows[:HEAD_ROWS] for s in row if not name_states(s.text))
    units = {plain_unit(head) for head in heads}
    offices = (m.value for m, _ in mentions if m.shape is Shape.ORGANISATION)
    of_state = {plain_unit(office) for office in offices if states and name_states(office) == states}
    of_state |= _named_with_state(units, value, laid)
    others = {other for other in of_state if other and other not in own and own not in other}
    is_unit = own in units and not own.startswith(_DEPARTMENT)
    over = any(unit.startswith(_DEPARTMENT) for unit in units) and _UNIT.search(own) is not None
    named = any(other in units or _ASKS.search(other) for other in others)
    return named or (is_unit and (bool(others) or over))


def _named_with_state(units: Iterable[str], value: str, laid: Laid) -> set[str]:
    """The units of a letterhead before whose name running text has the office's state, be it at a line's end."""
    states = [word for word in STATE_NAMES if f" {word} " in f" {plain_office(value)} "]
    named = {unit for unit in units if states and _UNIT.search(unit)}
    lines = [row[0].text if len(row) == 1 else "" for row in laid.sheet.rows] if named else []
    said = [plain_office(f"{upper} {lower}") for upper, lower in pairwise(lines) if upper and lower]
    return {u for u in named for state in states if any(f" {state} {u} " in f" {text} " for text in said)}


#: A unit behind its state's name and the letters of its department: "Nebraska DHHS Licensure Unit".
_LETTERED = re.compile(
    r"\b(?P<letters>[A-Z]{3,6})\s+(?:[A-Z&][\w&-]*\s+){0,3}(?:Unit|Office|Section|Bureau|Division|Program)\b"
)


def _has_lettered_unit(value: str, text: str) -> bool:
    """Whether a paper names a unit by its state and by letters that stand for the department which was taken to ask."""
    states = [word for word in STATE_NAMES if f" {word} " in f" {plain_office(value)} "]
    return any(
        are_letters_of(found["letters"], value)
        and fold(text[max(0, found.start() - _BEFORE) : found.start()]).rstrip().endswith(state)
        for found in _LETTERED.finditer(text)
        for state in states
    )


def _neighbours(evidence: Evidence, laid: Laid) -> tuple[Segment | None, Segment | None]:
    """The runs of words right above and right below a value."""
    box, row = evidence.box, row_of(evidence, laid)
    if box is None or row is None:
        return None, None
    reach = NEXT * laid.sheet.line_height
    near = [s for s in laid.sheet.segments if min(s.x1, box.x1) > max(s.x0, box.x0)]
    above = [s for s in near if s.row < row and box.y0 - _foot(s) < reach]
    below = [
        s for s in near if s.row > row and _head(s) - box.y1 > -0.5 * reach and _head(s) - box.y1 < reach
    ]
    return (above[-1] if above else None), (below[0] if below else None)


def _head(segment: Segment) -> float:
    return min(t.word.box.y0 for t in segment.tokens)


def _foot(segment: Segment) -> float:
    return max(t.word.box.y1 for t in segment.tokens)
