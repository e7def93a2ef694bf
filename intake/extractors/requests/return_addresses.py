"""Postal addresses to which an answer may go: none of our own office's, and none at which the applicant lives."""

import re
from collections.abc import Iterator

from intake.extractors.normalise.addresses import find_addresses
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.normalise.numbers import find_emails, find_phones
from intake.extractors.normalise.organisations import is_own_office, looks_like_organisation
from intake.extractors.normalise.own_office import OWN_ADDRESS
from intake.extractors.people.told_names import OWN_WORDS
from intake.extractors.requests.other_desks import OTHER_DESK, names_other_desk
from intake.extractors.requests.return_cues import is_cued, sends_onward
from intake.extractors.requests.spots import Spot, weigh_place
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Flow, Segment, Token, block_flow, flow_of
from intake.extractors.sheets.paper import Laid, Paper, row_of
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.phrases import squeeze
from intake.extractors.sheets.vocabulary import Ask

#: Rows at a page's foot in which a form prints whose it is.
FOOT_ROWS = 5

#: How a sentence goes on with where somebody lives; an office's name and a form's title go on with what they are of.
_LIVES_AT = re.compile(
    r"(?i)(?<!department )(?<!dept )(?<!division )(?<!office )(?<!bureau )(?<!board )(?<!state )(?<!college )(?<!university )"
    r"(?<!verification )(?<!certification )(?<!registration )(?<!certificate )(?<!statement )"
    r"\b(?:of|reside[sd]?\s+at|residing\s+at|live\s+at|living\s+at|home\s+is|my\s+address\s+is)\s*[,:]?\s*$"
)


def list_addresses(paper: Paper) -> Iterator[Spot]:
    """Each address once."""
    for laid in paper.pages:
        seen: set[str] = set()
        cities: set[int] = set()
        for flow, segments in _address_texts(laid):
            for found in find_addresses(flow.text):
                tokens = flow.tokens(found.start, found.end)
                key = squeeze(found.value)
                if not tokens or key in seen or OWN_ADDRESS.search(found.value):
                    continue
                if id(tokens[-1]) in cities and not segments:
                    continue  # a block has it; across the page other columns' words come between
                row = row_of(laid, tokens[0])
                others = laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row)
                if (others and not _in_foot(laid, row)) or _is_applicants(laid, row, tokens, segments):
                    continue
                if _heads_own_letter(laid, row):
                    continue
                if is_own_office(flow.text[max(0, found.start - 90) : found.start]) and not is_cued(
                    laid, row
                ):
                    continue
                cities.add(id(tokens[-1]))
                score = weigh_place(laid, row, flow.text)
                if names_other_desk(flow.text, found.start, found.end, fax=False):
                    score -= OTHER_DESK
                else:
                    seen.add(key)
                yield Spot(found.value, laid, row, tokens, score)


def _heads_own_letter(laid: Laid, row: int) -> bool:
    """Whether an address heads a letter in the holder's own words, under nothing but perhaps the holder's name."""
    above = [tidy_name(s.text) for r in laid.sheet.rows[:row] for s in r]
    if len(above) > 1 or not all(name and is_full_name(name) for name in above):
        return False
    alone = all(len(r) == 1 for r in laid.sheet.rows[row : row + 2])
    is_form = any(label.starts and label.ask in _OF_A_FORM for label in laid.labels)
    text = laid.sheet.flow.text
    return alone and not is_form and OWN_WORDS.search(text) is not None and _TO_ME.search(text) is None


#: How a letter asks for the answer to go to its writer.
_TO_ME = re.compile(
    r"(?i)\b(?:to\s+me|address\s+above|above\s+address|my\s+(?:home|house|address|mailing)|return\s+address)\b"
)
#: What a form asks for and no letter does.
_OF_A_FORM = frozenset({Ask.LAST_NAME, Ask.FIRST_NAME, Ask.SIGNATURE, Ask.RETURN_TO})


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
    # What stands over a home may have been taken for its first line: its last tells where it stands.
    rows = sorted({row, row_of(laid, tokens[-1])}, reverse=True)
    for label in laid.labels:
        near = next((each for each in rows if _asks_where_one_lives(laid, label, each)), None)
        if near is not None and _answers(laid, label, mine):
            if _HOME.search(label.phrase):
                return True
            asked = (x for x in laid.labels if x.ask in _REQUESTERS and abs(x.row - near) <= 3)
            return all(sends_onward(laid, x.row) for x in asked)
    return _is_told_as_home(laid, mine) or (bool(block) and _stands_under_a_name(laid, row, mine, block))


#: How a form asks for where somebody lives and for nothing else.
_HOME = re.compile(r"\b(?:home|residen\w+|applicants?|candidates?)\b")
#: Labels of where an answer goes.
_REQUESTERS = (Ask.AGENCY, Ask.RETURN_TO, Ask.FAX)


def _asks_where_one_lives(laid: Laid, label: Label, row: int) -> bool:
    """Whether a label near a row asks for an address, and not for where the answer goes."""
    home = label.ask is Ask.ADDRESS or (label.ask is Ask.OTHER and label.phrase.startswith("city"))
    asks = home and laid.parts[label.row] is not Part.RETURN
    return asks and -1 <= row - label.row <= 2 and not is_cued(laid, label.row, reach=1)


def _answers(laid: Laid, label: Label, mine: set[int]) -> bool:
    """Whether words, by their ids, answer a label."""
    answer = next((a for a in laid.answers if a.label is label), None)
    return answer is not None and bool(mine & {id(t) for t in answer.tokens})


def _is_told_as_home(laid: Laid, mine: set[int]) -> bool:
    """Whether a sentence goes on with the address as somebody's home."""
    flow = laid.sheet.flow
    at = next((a for a, _, t in flow.places if id(t) in mine), 0)
    return bool(_LIVES_AT.search(flow.text[max(0, at - 30) : at]))


def _stands_under_a_name(laid: Laid, row: int, mine: set[int], block: list[Segment]) -> bool:
    """Whether the line above an address in its block is a person's name, and none is an organisation's."""
    index = next((i for i, s in enumerate(block) if {id(t) for t in s.tokens} & mine), 0)
    above = [s.text for s in block[max(0, index - 2) : index]]
    named = any((n := tidy_name(x)) and is_full_name(n) for x in above[-1:])
    return named and not any(looks_like_organisation(x) for x in above) and not is_cued(laid, row)
