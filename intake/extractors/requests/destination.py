"""Where the requester wants the answer: agency, address, fax, email; never our own office's or the applicant's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.normalise.addresses import find_addresses, starts_street
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.normalise.numbers import find_emails, find_phones
from intake.extractors.normalise.organisations import (
    is_desk,
    is_generic,
    is_nameless_office,
    is_own_office,
    is_parent_office,
    looks_like_organisation,
    split_organisations,
    tidy_organisation,
)
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.sheets.layout import Flow, Segment, Token, block_flow, flow_of
from intake.extractors.sheets.paper import Laid, Paper, Part, sureness_of
from intake.extractors.sheets.phrases import squeeze
from intake.extractors.sheets.vocabulary import Ask

#: Telephones and telefaxes of the Massachusetts office itself, to which nothing is sent back.
OWN_PHONES = frozenset({"617-753-7320", "617-753-7300", "617-753-8000"})
OWN_EMAIL = re.compile(
    r"(?i)@(?:[\w.]*\.)?(?:mass\.gov|state\.ma\.us)$|^oems\.(?:recert|ambulance|licens\w*|info)@"
)
_OWN_ADDRESS = re.compile(r"(?i)67 forest|99 chauncy|marlborough,? ma 01752|02111")

_FAX_BEFORE = re.compile(
    r"(?i)(?:\b(?:(?:tele)?fa[xc]s?|telecop(?:y|ier))(?:imile)?|\bFx?)\b[\s:.#]*(?:no\.?|number|#|line|is|to|at|the|it|completed|form|back|this|us|reply|results?|:|\s|of|or|verification)*[\s:.(]*$"
)
_PHONE_BEFORE = re.compile(
    r"(?i)(?:\b(?:tel(?:ephone)?|ph(?:one)?|call|voice|cell|mobile|office|toll.free|reached|questions?[^.\d@]{0,40}|directed to[^.\d@]{0,40})|\bP|\bT)\b[\s:.#]*(?:no\.?|number|#|us|at|is|:|\s)*[\s:.(]*$"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that may be (part of) the destination."""

    value: str
    laid: Laid
    row: int
    tokens: tuple[Token, ...]
    score: float


def find_destination(paper: Paper, headers: Headers | None) -> list[Evidence]:
    """Agency, address, fax and email of the requester, as far as the paper gives them."""
    found: list[Evidence] = []
    addresses = sorted(_addresses(paper), key=lambda s: -s.score)
    address = addresses[0] if addresses else None
    spots = _lower_subordinates(list(_agencies(paper, address)))
    agencies = sorted(spots, key=lambda s: (bool(_BARE_STATE.match(s.value)), -s.score))
    if agencies:
        agencies[0] = _fullest(agencies[0], agencies)
    for field, spot in (
        (FieldName.REQUESTING_AGENCY, agencies[0] if agencies else None),
        (FieldName.RETURN_ADDRESS, address),
        (FieldName.RETURN_FAX, max(_faxes(paper), key=lambda s: s.score, default=None)),
        (FieldName.RETURN_EMAIL, max(_emails(paper, agencies, headers), key=lambda s: s.score, default=None)),
    ):
        if spot is not None and spot.score > 0:
            sure = min(1.0, 0.78 + 0.05 * spot.score)
            found.append(paper.evidence(field, spot.value, spot.laid.sheet.page, spot.tokens, sure))
    return found


def _addresses(paper: Paper) -> Iterator[Spot]:
    for laid in paper.pages:
        seen: set[str] = set()
        cities: set[int] = set()
        for flow, segments in _address_texts(laid):
            for found in find_addresses(flow.text):
                tokens = flow.tokens(found.start, found.end)
                key = squeeze(found.value)
                if not tokens or key in seen or _OWN_ADDRESS.search(found.value):
                    continue
                if id(tokens[-1]) in cities and not segments:
                    continue  # a block has it; across the page other columns' words come between
                row = _row_of(laid, tokens[0])
                others = laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row)
                if (others and not _in_foot(laid, row)) or _is_applicants(laid, row, tokens, segments):
                    continue
                if is_own_office(flow.text[max(0, found.start - 90) : found.start]) and not is_cued(
                    laid, row
                ):
                    continue
                seen.add(key)
                cities.add(id(tokens[-1]))
                yield Spot(found.value, laid, row, tokens, _place_score(laid, row, flow.text))


#: Rows at a page's foot in which a form prints whose it is.
FOOT_ROWS = 5


def _in_foot(laid: Laid, row: int) -> bool:
    """Whether a row is of the page's foot, where an office prints its address with its telephone or mailbox."""
    rows = laid.sheet.rows
    foot = "  ".join(s.text for r in rows[row : row + 4] for s in r)
    return row >= len(rows) - FOOT_ROWS and bool(find_phones(foot) or find_emails(foot))


def _address_texts(laid: Laid) -> Iterator[tuple[Flow, list[Segment]]]:
    for block in laid.sheet.blocks():
        yield block_flow(block), block
    labels = {
        id(t) for label in laid.labels if label.starts and label.ask is not Ask.SUFFIX for t in label.tokens
    }
    rows = [[t for s in row for t in s.tokens if id(t) not in labels] for row in laid.sheet.rows]
    yield flow_of(rows), []


def _is_applicants(laid: Laid, row: int, tokens: tuple[Token, ...], block: list[Segment]) -> bool:
    """Whether an address is where the applicant lives."""
    mine = {id(t) for t in tokens}
    for label in laid.labels:
        if (
            label.ask is Ask.ADDRESS
            and laid.parts[label.row] is not Part.RETURN
            and -1 <= row - label.row <= 2
        ):
            answered = next((a for a in laid.answers if a.label is label), None)
            if (
                answered is not None
                and mine & {id(t) for t in answered.tokens}
                and not is_cued(laid, label.row, reach=1)
            ):
                agency = any(
                    x.ask in (Ask.AGENCY, Ask.RETURN_TO, Ask.FAX) and abs(x.row - row) <= 3
                    for x in laid.labels
                )
                return not agency
    before = laid.sheet.flow.text
    at = next((a for a, _, t in laid.sheet.flow.places if id(t) in mine), 0)
    if re.search(
        r"(?i)\b(?:of|reside[sd]?\s+at|residing\s+at|live\s+at|living\s+at|home\s+is|my\s+address\s+is)\s*[,:]?\s*$",
        before[max(0, at - 30) : at],
    ):
        return True
    if block:
        lines = [s.text for s in block]
        index = next((i for i, s in enumerate(block) if {id(t) for t in s.tokens} & mine), 0)
        above = lines[max(0, index - 2) : index]
        named = any((n := tidy_name(x)) and is_full_name(n) for x in above[-1:])
        return named and not any(looks_like_organisation(x) for x in above) and not is_cued(laid, row)
    return False


def _place_score(laid: Laid, row: int, text: str) -> float:
    rows = max(1, len(laid.sheet.rows))
    score = 0.5
    if laid.parts[row] is Part.RETURN:
        score += 1.5
    if is_cued(laid, row):
        score += 2.0
    if row / rows < 0.2 and row < 8:
        score += 1.0
    elif row / rows > 0.85:
        score += 0.7
    if any(looks_like_organisation(line) and not is_own_office(line) for line in text.split("\n")):
        score += 0.8
    return score


def _agencies(paper: Paper, address: Spot | None) -> Iterator[Spot]:
    for answer in paper.answers(Ask.AGENCY):
        text = tidy_organisation(answer.text)
        laid = paper.pages[answer.label.page]
        if (
            laid.part_of(answer.label) is not Part.STATE
            and len(text) > 3
            and not is_own_office(text)
            and any(c.isalpha() for c in text)
        ):
            bonus = 0.5 if looks_like_organisation(text) else -0.7
            yield Spot(text, laid, answer.label.row, answer.tokens, 3.0 * sureness_of(answer) + bonus)
    for laid in paper.pages:
        for row, tokens, whole in _organisation_runs(laid):
            if laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row, reach=3):
                continue
            spot = _weigh_agency(laid, row, tokens, address, whole=whole)
            if spot is not None:
                yield spot
        yield from _letterhead_lines(laid)


def _lower_subordinates(spots: list[Spot]) -> list[Spot]:
    """A bureau right under its department is part of it: the line above is the organisation."""
    return [
        replace(spot, score=spot.score - 0.8)
        if any(
            o.laid is spot.laid and o.row == spot.row - 1 and o.score > 0.4 and _stand_over(o, spot)
            for o in spots
        )
        else spot
        for spot in spots
    ]


#: Words that an office's name does not end with: the line ends here, and not the name.
_UNENDED = re.compile(r"(?i)\b(?:of|and|for|the|&|emergency|public|medical|state)$")


#: A state in letters before its department, which the letterhead spells out ("NYS Department of Health").
_STATE_LETTERS = re.compile(r"^(?:NYS|[A-Z]{2})\s+(?=(?:Department|Dept|Division|Board|Office|Bureau)\b)")


def _fullest(best: Spot, spots: list[Spot]) -> Spot:
    """The same name where it stands whole, if a line's end or a column's edge cut it short."""
    cut = squeeze(_STATE_LETTERS.sub("", best.value))
    for other in spots:
        longer = squeeze(other.value)
        if longer == squeeze(best.value):
            continue
        begins = longer.startswith(cut) and bool(_UNENDED.search(best.value))
        if len(longer) > len(cut) and other.score > 0 and (begins or longer.endswith(cut)):
            return replace(best, value=other.value, tokens=other.tokens, laid=other.laid, row=other.row)
    return best


def _stand_over(upper: Spot, lower: Spot) -> bool:
    wide = min(upper.tokens[-1].x1, lower.tokens[-1].x1) - max(upper.tokens[0].x0, lower.tokens[0].x0)
    return wide > 0 and lower.tokens[0].y0 - upper.tokens[0].y1 < 1.2 * upper.tokens[0].height


def _organisation_runs(laid: Laid) -> Iterator[tuple[int, list[Token], bool]]:
    """Names of organisations with their row; in running text a name goes on in the next line."""
    rows = laid.sheet.rows
    for index, row in enumerate(rows):
        for segment in row:
            tokens = list(segment.tokens)
            own = len(tokens)
            below = rows[index + 1] if index + 1 < len(rows) else []
            under = [s for s in below if _stands_under(segment, s)]
            following = (under or below)[0].tokens if below else ()
            if own <= 5 and _BARE_STATE.match(segment.text) and (office := _office_under(segment, below)):
                yield index, [*tokens, *office.tokens], True
                continue
            prose = own >= 8 and following and any(t.text.islower() for t in tokens)
            hangs = (
                bool(under)
                and tokens[-1].text.casefold() in ("of", "and", "for", "&", "the")
                and len(following) <= 4
            )
            near = following and following[0].y0 - tokens[-1].y1 < PARAGRAPH_GAP * tokens[-1].height
            if (prose or hangs) and following and near and following[0].height < 1.4 * tokens[-1].height:
                tokens += following[:6]
            for first, last in split_organisations([t.text for t in tokens]):
                if first < own:
                    yield index, tokens[first:last], first == 0 and last == own
    return


def _stands_under(upper: Segment, lower: Segment) -> bool:
    """Whether a line begins where the one above it does, or is centred under it."""
    off = (upper.x0 + upper.x1 - lower.x0 - lower.x1) / 2
    return abs(lower.x0 - upper.x0) < 2 * upper.height or abs(off) < 0.5 * upper.height


#: The strip over a letterhead that names the state, the agency over all its departments, and who governs.
_RUNNING_HEAD = re.compile(r"(?i)^state of\b.*\bgovernor\W*$")

#: A state that a letterhead names in a line of its own, over its department.
_BARE_STATE = re.compile(r"(?i)^(?:the\s+)?(?:state|commonwealth)\s+of\s+[a-z]+(?:\s+[a-z]+)?\W*$")


def _office_under(state: Segment, below: list[Segment]) -> Segment | None:
    """The department in the line right under a state's name: together they are the office's name."""
    for segment in below:
        apart = segment.y0 - state.y1
        over = min(state.x1, segment.x1) > max(state.x0, segment.x0)
        named = looks_like_organisation(segment.text) and is_parent_office(segment.text)
        if named and over and apart < 1.5 * state.height and not is_own_office(segment.text):
            return segment
    return None


def _weigh_agency(
    laid: Laid, row: int, tokens: list[Token], address: Spot | None, *, whole: bool
) -> Spot | None:
    text = " ".join(t.text for t in tokens)
    if (
        is_own_office(text)
        or (_PLAIN_OFFICE.match(text) and _names_our_office(laid, row))
        or starts_street(text)
        or _STREET_NAME.search(text)
        or is_generic(text)
        or _JOB_TITLE.search(text)
    ):
        return None
    rows = len(laid.sheet.rows)
    nameless = is_nameless_office(text)
    score = 0.5 + (0.8 if is_parent_office(text) and not nameless else 0.0) + (0.3 if whole else 0.0)
    if is_cued(laid, row, reach=3):
        score += 1.6
    if row < 5 and row / max(1, rows) < 0.25:
        score += 1.4 - 0.15 * row
        score += 0.4 if tokens[0].height > 1.15 * laid.sheet.line_height else 0.0
    elif row / max(1, rows) > 0.9:
        score += 0.3
    if address is not None and address.laid is laid and 0 <= address.row - row <= 3:
        score += 1.1 - 0.1 * (address.row - row)
    if is_desk(text):
        score -= 1.2
    if nameless:
        score -= 1.0
    if row < 3 and _RUNNING_HEAD.search("  ".join(s.text for s in laid.sheet.rows[row])):
        score -= 1.6
    if _FORM_TITLE.search(text) and not _OFFICE.search(text):
        score -= 1.6
    return Spot(_tidy_lines(tokens), laid, row, tuple(tokens), score)


def _tidy_lines(tokens: Sequence[Token]) -> str:
    """An office's name, each line of it in its own case: "State of Maine" over "DEPARTMENT OF HEALTH"."""
    below = next((i for i, t in enumerate(tokens) if t.y0 > tokens[0].y1), len(tokens))
    lines = [" ".join(t.text for t in part) for part in (tokens[:below], tokens[below:]) if part]
    if len({line.isupper() for line in lines}) < 2:
        return tidy_organisation(" ".join(lines))
    return " ".join(tidy_organisation(line) for line in lines)


#: What people who write for an office are: no office is called so.
_JOB_TITLE = re.compile(
    r"(?i)\b(?:specialist|coordinator|analyst|manager|supervisor|assistant|administrator|recruiter|representative|generalist|technician)s?\W*$"
)

#: What a street's name ends with: "Division Road", "Hospital Drive".
_STREET_NAME = re.compile(
    r"(?i)\b(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|boulevard|blvd|highway|hwy|court|terrace|way|parkway|pike|circle)\.?,?$"
)

#: Offices that every state has; which state's is meant the lines around them tell.
_PLAIN_OFFICE = re.compile(
    r"(?i)^(?:department of )?public health\b|^(?:office of |bureau of )?emergency medical|^department of health\b"
)
_OUR_LETTERHEAD = re.compile(r"\bOEMS\b|(?i:\bcommonwealth of massachusetts\b)")


def _names_our_office(laid: Laid, row: int) -> bool:
    """Whether a short line, or the one above it, is of our own office's address, as over a letter to us."""
    lines = [" ".join(s.text for s in laid.sheet.rows[i]) for i in (row - 1, row) if i >= 0]
    return any(len(line.split()) <= 8 and _OUR_LETTERHEAD.search(line) for line in lines)


_FORM_TITLE = re.compile(
    r"(?i)\b(?:verification|certification|certificate|form|request|release|applicants?|slip|inquiry|authorization)\b"
)
_OFFICE = re.compile(r"(?i)\b(?:department|office|college|hospital|bureau|board|university)\b")


#: Space between two lines, in heights of their words, from which the second begins a paragraph of its own.
PARAGRAPH_GAP = 0.9

#: How a letter begins and ends.
_GREETING = re.compile(
    r"(?i)^\W*(?:good\s+(?:day|morning|afternoon|evening)|morning|hello|hi|hey|dear|greetings|to whom)\b"
)
_CLOSING = re.compile(
    r"(?i)^\W*(?:thank(?:s|\s+you)|sincerely|respectfully|(?:(?:all|very)\s+)?best|(?:kind|warm|best)\s+(?:regards|wishes)|regards|cordially|yours|many\s+thanks)\b"
)


def _heading_rows(laid: Laid) -> list[int]:
    """Rows at the top of a page, and right under the name that ends a letter: where an office names itself."""
    rows = laid.sheet.rows
    closed = (i for i, row in enumerate(rows) if _CLOSING.match(row[0].text) and len(row[0].tokens) <= 4)
    ends = next(closed, len(rows))
    return sorted({*range(min(4, len(rows))), *range(ends + 1, min(ends + 5, len(rows)))})


def _letterhead_lines(laid: Laid) -> Iterator[Spot]:
    """A company whose name says nothing of its trade: the line right above an address or telephone."""
    rows = laid.sheet.rows
    for index in _heading_rows(laid):
        row = rows[index]
        segment = row[0]
        text = segment.text
        words = len(segment.tokens)
        below = "  ".join(s.text for r in rows[index + 1 : index + 4] for s in r)
        if not 1 < words <= 6 or any(c.isdigit() or c in ":@" for c in text) or _FORM_TITLE.search(text):
            continue
        if (
            is_own_office(text)
            or is_generic(text)
            or _BARE_STATE.match(text)
            or _GREETING.match(text)
            or _CLOSING.match(text)
            or _JOB_TITLE.search(text)
            or (tidy_name(text) and is_full_name(tidy_name(text) or ""))
        ):
            continue
        if find_addresses(below) or find_phones(below):
            yield Spot(tidy_organisation(text), laid, index, segment.tokens, 1.5 - 0.2 * min(index, 4))


#: What a number is called behind it, at its line's end: "603-555-0141 fax".
_CAPTION_BEHIND = re.compile(
    r"(?i)[ \t]*[(\[]?(?:(?P<fax>(?:tele)?fax|facsimile)|office|cell|mobile|main|voice|phone|telephone|tel|direct)[)\]]?[ \t]*(?=[|;,]|\n|$)"
)


def _faxes(paper: Paper) -> Iterator[Spot]:
    for laid in paper.pages:
        flow = laid.sheet.flow
        labelled = {id(t): a for a in laid.answers if a.label.ask in (Ask.FAX, Ask.PHONE) for t in a.tokens}
        for found in find_phones(flow.text):
            tokens = flow.tokens(found.start, found.end)
            if not tokens or found.value in OWN_PHONES:
                continue
            row = _row_of(laid, tokens[0])
            before = flow.text[max(0, found.start - 45) : found.start].replace("\n", " ")
            answer = labelled.get(id(tokens[0]))
            behind = _CAPTION_BEHIND.match(flow.text, found.end)
            score = _place_score(laid, row, "")
            if (behind and not behind["fax"]) or (answer is not None and answer.label.ask is Ask.PHONE):
                continue
            if behind or answer is not None or _FAX_BEFORE.search(before):
                score += 2.5
            elif _PHONE_BEFORE.search(before):
                continue
            elif re.search(r"(?i)\bfax(?:ed|es|ing)?\b[^.\d@]{0,40}$", before) or re.search(
                r"(?i)\b(?:back|return|send)\b[^.]{0,30}\bto\s*$", before
            ):
                score += 1.0
            else:
                continue
            if laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row, reach=2):
                score -= 2.5
            if (
                re.search(r"(?i)mass\.?\s*oems|\bvia fax\b|massachusetts|\bto\s*:\s*(?:mass|oems)", before)
                and row < 12
            ):
                score -= 1.0
            yield Spot(found.value, laid, row, tokens, score)


def _emails(paper: Paper, agencies: list[Spot], headers: Headers | None) -> Iterator[Spot]:
    for laid in paper.pages:
        flow = laid.sheet.flow
        personal = {
            id(t)
            for a in laid.answers
            if a.label.ask is Ask.EMAIL
            and laid.part_of(a.label) is not Part.RETURN
            and not is_cued(laid, a.label.row, 2)
            for t in a.tokens
        }
        for found in find_emails(flow.text):
            tokens = flow.tokens(found.start, found.end)
            if not tokens or OWN_EMAIL.search(found.value):
                continue
            row = _row_of(laid, tokens[0])
            score = _place_score(laid, row, "")
            value, tokens = _mend_email(laid, row, found.value, tokens)
            kin = _akin(value, agencies)
            if any(id(t) in personal for t in tokens) and not kin:
                score -= 3.0
            if laid.parts[row] is Part.APPLICANT and not is_cued(laid, row, reach=1) and not kin:
                score -= 1.5
            if laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row, reach=2):
                score -= 1.5
            if re.search(
                r"@(?:[\w.-]*\.)?(?:gmail|yahoo|outlook|hotmail|comcast|icloud|aol|verizon|live|msn|proton)[\w.-]*\.",
                found.value,
            ):
                score -= 3.0
            yield Spot(value, laid, row, tokens, score + (1.0 if kin else 0.0))


#: How offices call their mailboxes: where two readers differ by a letter, the word that is one wins.
_MAILBOXES = frozenset(
    re.findall(
        r"\w+",
        "certification certifications contact credentialing credentials ems emscert emslicensing info licensing licensure "
        "office recert reciprocity records registrar verification verifications verify",
    )
)


def _mend_email(laid: Laid, row: int, value: str, tokens: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]]:
    """An address with its beginning from the end of the line above, or the mailbox as the second reader has it."""
    above = laid.sheet.row_tokens(row - 1) if row else []
    first = laid.sheet.row_tokens(row)[0] is tokens[0]
    if first and above and re.fullmatch(r"[a-z][a-z.]*-", above[-1].text):
        return _join_at_hyphen(above[-1].text, value), (above[-1], *tokens)
    if (torn := _torn_beginning(laid, row, tokens)) is not None:
        return torn.text.lower() + value, (torn, *tokens)
    user, _, domain = value.partition("@")
    if (whole := user.replace("-", "")) != user and whole in _MAILBOXES:
        return f"{whole}@{domain}", tokens  # parted at a line's end
    for other in find_emails(" ".join(t.word.second or "" for t in tokens)):
        theirs, _, place = other.value.partition("@")
        if theirs in _MAILBOXES and user not in _MAILBOXES and place == domain:
            return other.value, tokens
    return value, tokens


def _join_at_hyphen(beginning: str, rest: str) -> str:
    """An address that a line's end parts at a hyphen, which is its own unless it parts one word."""
    user, _, _ = rest.partition("@")
    return (beginning[:-1] if beginning[:-1] + user in _MAILBOXES else beginning) + rest


#: Gap, in line heights, between the parts of an address that a reader tore behind a point.
TORN_GAP = 0.35


def _torn_beginning(laid: Laid, row: int, tokens: tuple[Token, ...]) -> Token | None:
    """The word "ems." before "records@...", where it opens what is said there and both readers have its point."""
    words = laid.sheet.row_tokens(row)
    at = next(i for i, t in enumerate(words) if t is tokens[0])
    if not at:
        return None
    before = words[at - 1]
    pointed = all(
        re.fullmatch(r"[a-z]{2,}\.", text) for text in (before.text, before.word.second or before.text)
    )
    near = tokens[0].x0 - before.x1 < TORN_GAP * before.height
    opens = at == 1 or words[at - 2].text.endswith(":")
    return before if pointed and near and opens else None


def _akin(email: str, agencies: list[Spot]) -> bool:
    """Whether an address' domain carries letters of an agency's name, or its initials ("nmems")."""
    domain = squeeze(email.split("@")[1].split(".")[0])
    for agency in agencies[:3]:
        words = [w for w in re.findall(r"[a-z]+", agency.value.casefold()) if len(w) > 3]
        if any(w[:5] in domain for w in words) or _abbreviates(domain, agency.value):
            return True
    return False


#: Letters from which initials are no chance.
LEAST_INITIALS = 4


def _abbreviates(domain: str, name: str) -> bool:
    """Whether a domain is the initials of an office, words in capitals whole: "New Mexico EMS Bureau", nmems."""
    words = [w for w in re.findall(r"[A-Za-z]+", name) if w[0].isupper()]
    initials = "".join(w if w.isupper() and len(w) <= LEAST_INITIALS else w[0] for w in words).casefold()
    return len(domain) >= LEAST_INITIALS and initials.startswith(domain)


def _row_of(laid: Laid, token: Token) -> int:
    for index, row in enumerate(laid.sheet.rows):
        for segment in row:
            if any(token is t for t in segment.tokens):
                return index
    return 0
