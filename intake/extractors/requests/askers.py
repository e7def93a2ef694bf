"""Who asks where a sentence names two offices: the one that acts for a client, and the one that a release names."""

import re
from collections.abc import Iterable, Iterator

from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.normalise.organisations import (
    is_desk,
    is_generic,
    is_own_office,
    looks_like_organisation,
    tidy_organisation,
)
from intake.extractors.requests.headings import FORM_TITLE, JOB_TITLE
from intake.extractors.requests.spots import Spot
from intake.extractors.sheets.layout import Flow, Token
from intake.extractors.sheets.paper import Laid, row_of
from intake.extractors.sheets.phrases import squeeze

#: By which words somebody says to act for another, whom they name next.
_FOR_ANOTHER = re.compile(
    r"(?i)\b(?:on\s+behalf\s+of|acts\s+for|(?:retained|engaged|contracted|commissioned)\s+by|"
    r"as\s+(?:the\s+|an\s+)?(?:authori[sz]ed\s+|designated\s+)?agents?\s+(?:for|of))\s+"
    r"(?:(?:(?:our|its|their|the)\s+)?(?P<client>clients?|customers?)\b\s*,?\s*)?"
)
_OUR_CLIENT = re.compile(r"\b(?i:our|its)\s+(?i:clients?)\s*,?\s+(?=[A-Z])")

#: The name of a company right before such words, and what may stand between.
_NAME = r"[A-Z][\w'’&.\-]*(?:\s+(?:[A-Z][\w'’&.\-]*|of|and|the|for|&)){1,7}"
_ACTS = re.compile(
    rf"(?<![\w'’&.\-])(?P<who>{_NAME})\s*,?\s+(?:\([^()\n]{{1,20}}\)\s*,?\s+)?"
    r"(?:(?:is|are|has\s+been|have\s+been|was)\s+)?(?:(?:acting|writing|requesting|submitted|made|sent)\s+)?$"
)

#: Behind its client, who asks: "On behalf of Hartwell Ambulance, Lindqvist Screening Services requests".
_THEN_ASKS = re.compile(
    rf"(?<!\s)\s*,\s+(?P<who>{_NAME})\s+(?:(?:is|are)\s+)?(?:requests?|requesting|asks?|asking|seeks?|seeking|has\s+been|have\s+been)\b"
)

#: Characters before such words among which who acts is named, and words of a client's name.
ACTOR_REACH, CLIENT_WORDS = 120, 7

#: How likely it is that who acts for another asks: as likely as where the answer goes.
ACTS = 3.0


def list_agents(laid: Laid) -> Iterator[Spot]:
    """The companies that a sentence says ask on behalf of another."""
    flow = laid.sheet.flow
    for cue in _FOR_ANOTHER.finditer(flow.text):
        if (found := _actor(laid, cue)) is not None:
            tokens = flow.tokens(*found)
            text = tidy_organisation(" ".join(t.text for t in tokens))
            yield Spot(text, laid, row_of(laid, tokens[0]), tokens, ACTS)


def client_words(laid: Laid) -> set[int]:
    """Ids of the words that name somebody on whose behalf another asks, who is named too."""
    flow = laid.sheet.flow
    ends = [
        cue.end()
        for cue in _FOR_ANOTHER.finditer(flow.text)
        if cue["client"] or cue[0].casefold().startswith("acts") or _actor(laid, cue) is not None
    ]
    ends += [cue.end() for cue in _OUR_CLIENT.finditer(flow.text)]
    return {id(t) for end in ends for t in _name_at(flow, end)}


def name_clients(pages: Iterable[Laid]) -> str:
    """The names of all on whose behalf another asks, on whatever page, their letters alone."""
    return " ".join(
        squeeze(
            " ".join(t.text for t in laid.sheet.flow.tokens(0, len(laid.sheet.flow.text)) if id(t) in words)
        )
        for laid in pages
        if (words := client_words(laid))
    )


#: What the applicant lets another office tell, and to whom.
_RELEASED_TO = re.compile(
    r"\b(?i:release|disclose|disclosure|furnish|communicate)\b[^.]{0,110}?\bto\s+(?:the\s+)?(?=[A-Z])"
)


def released_to(laid: Laid) -> set[int]:
    """Ids of the words right behind a release's "to": with them begins the name of the office that asks."""
    flow = laid.sheet.flow
    return {id(t) for cue in _RELEASED_TO.finditer(flow.text) for t in flow.tokens(cue.end(), cue.end() + 1)}


def _actor(laid: Laid, cue: re.Match[str]) -> tuple[int, int] | None:
    """Where the company stands that acts for the client whom a sentence names; no person's name is one."""
    flow = laid.sheet.flow
    first = max(0, cue.start() - ACTOR_REACH)
    before = _ACTS.search(flow.text[first : cue.start()])
    if before is not None:
        start, end = before.span("who")
        for begins in (start, start + before["who"].rfind("\n") + 1):
            if _is_company(laid, flow.text[first + begins : first + end]):
                return first + begins, first + end
    client = _name_at(flow, cue.end())
    ends = next((b for _, b, t in flow.places if client and t is client[-1]), cue.end())
    behind = _THEN_ASKS.match(flow.text, ends - 1 if flow.text[ends - 1] == "," else ends)
    if behind is not None and _is_company(laid, behind["who"]):
        return behind.span("who")
    return None


def _is_company(laid: Laid, text: str) -> bool:
    """Whether words name a company: they read as one, or stand in a line of their own as in its letterhead."""
    no_name = is_own_office(text) or is_generic(text) or is_desk(text)
    if no_name or FORM_TITLE.search(text) or JOB_TITLE.search(text) or is_full_name(tidy_name(text) or ""):
        return False
    whole = squeeze(text)
    return looks_like_organisation(text) or any(squeeze(s.text) == whole for s in laid.sheet.segments)


def _name_at(flow: Flow, start: int) -> list[Token]:
    """The words from a place on that may be one name: up to a comma or a sentence's end."""
    name: list[Token] = []
    for token in flow.tokens(start, len(flow.text))[:CLIENT_WORDS]:
        name.append(token)
        if token.text.endswith((",", ";", ":", ")")):
            break
    return name
