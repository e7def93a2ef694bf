"""How well the words around a day on a court's paper tell that it gave its judgment on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.likeness import fold
from intake.extractors.name_papers.clerks_parts import clerks_words, entry_days, is_day, judges_days
from intake.extractors.name_papers.day_words import DATED, FROM_THEN, OTHER_DAY, OTHER_PAPER, OWN_DAY
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid

#: What a day weighs on which a judgment became final, one that is the paper's own, one on which a clerk entered it, one of
#: its caption, one of a seal, one of which nothing is said, a clerk's of a copy, and another step's.
FINAL, OWN, ENTRY, CAPTION, SEAL, UNSAID, COPYS, OTHERS = 2.0, 1.0, 0.9, 0.75, 0.5, 0.0, -0.5, -1.0


@dataclass(frozen=True, slots=True)
class CourtPage:
    """A page of a court's paper, with the words of days that stand where their place tells whose they are."""

    clerks: frozenset[int]
    """Words of a clerk, by identity, as all below."""
    judges: frozenset[int]
    """Days over a judge's title."""
    heads: frozenset[int]
    """Days beside the parties."""
    ends: frozenset[int]
    """Last words of short lines."""
    entries: frozenset[int] = frozenset()
    """Days of a clerk's entry."""

    @classmethod
    def of(cls, laid: Laid, *, first: bool) -> "CourtPage":
        """A page; the parties' caption heads the first one."""
        ends = frozenset(id(s.tokens[-1]) for s in laid.sheet.segments if len(s.tokens) <= CLOSING)
        heads = _caption_days(laid) if first else frozenset()
        return cls(clerks_words(laid), judges_days(laid), heads, ends, entry_days(laid))

    def weigh(self, tokens: Sequence[Token], before: str, far: str) -> float | None:
        """How well a day is told as the judgment's, by what stands right before it and, in its lines, farther off; None
        where no word dates anything by it."""
        first, last = (id(tokens[0]), id(tokens[-1])) if tokens else (0, 0)
        judges = first in self.judges and not _HEARD_ON.search(before)
        if judges or _AT_TERM.search(far) or is_certified_before(far):
            return OWN
        if (
            _FINAL_DATE.search(before)
            or _CERTIFIED_THAT.search(far)
            or (_TESTE.search(far) and first in self.clerks)
        ):
            return ENTRY
        if _TESTE.search(far):
            return OWN
        if first in self.heads:
            return CAPTION
        own, other = _speak_of(before, far)
        if not (own or first in self.clerks or last in self.ends or DATED.search(before)):
            return None
        if _BECAME_FINAL.search(before):
            return FINAL
        if first in self.clerks:
            return COPYS
        if first in self.entries:
            return ENTRY
        return SEAL if own and not other and _SEALED.search(before) else OWN * own + OTHERS * other


def is_certified_before(far: str) -> bool:
    """Whether the lines before a day certify that a court decided on it."""
    return _CERTIFIED_THAT.search(far) is not None and not _COPY_SIGNED.search(far)


def _speak_of(before: str, far: str) -> tuple[bool, bool]:
    """Whether the words before a day tell the judgment's own day, and another step's."""
    recited = _RECITED.search(before) or FROM_THEN.search(before)
    if recited or _WED_ON.search(far) or _EARLIER.search(far):
        return False, True
    sentence = _SENTENCE_ENDS.split(before)[-1]
    return OWN_DAY.search(sentence) is not None, OTHER_DAY.search(sentence) is not None


#: Where a sentence before a day's own ends: behind a word or a year, not behind "Hon." or "No."
_SENTENCE_ENDS = re.compile(r"(?:(?<=[a-z]{4})|(?<=\b(?:19|20)\d\d))\.\s+(?=[A-Z])")
#: Words right before the day on which a judgment that was given before became final.
_BECAME_FINAL = re.compile(
    r"(?i)\b(?:became|has\s+become)\s+(?:final\s+and\s+)?absolute(?:\s+on)?[\s:,]*(?:the\s+)?$"
)
#: How a form asks for the day of the hearing, who presided beside it or not, and for that which a clerk enters as final.
_HEARD_ON = re.compile(r"(?i)\b(?:dates?\s+of\s+(?:the\s+)?hearing|hearing\s+date|heard\s+on)[\s:.]{0,4}$")
_FINAL_DATE = re.compile(
    r"(?i)\bfinal\s+date\s+of\s+(?:this\s+|the\s+)?(?:decree|judgment|order)\b[^\d.;]{0,20}$"
)
#: What stands before the day on which a court did what a clerk certifies.
_CERTIFIED_THAT = re.compile(
    r"(?i)\bcertif\w+\s+(?:that[\s,]+on\s+(?:the\s+)?$"
    r"|(?:that|to|this|the)\b[^.;\d]{0,140}\b(?:decree|judgment|order|court|decision)\b(?:\s+of|[^.;\d]{0,50}"
    r"\b(?:dated|entered|granted|rendered|made|given|decreed|ordered|adjudged|signed|pronounced)[\s,]+(?:on)?)\s*(?:the\s+)?$)"
)
#: A line below those which certify a copy that begins with what a clerk does as well, "true copy of the order / signed", so
#: that its day goes behind one that is told as the judgment's.
_COPY_SIGNED = re.compile(
    r"(?i)\bcop(?:y|ies)\s+of\s+(?:(?:the|this|said|an?|original)\s+)*(?:order|decree|judgment)\b[^.;\d]*"
    r"\n\W*(?:dated|made|given|signed)[\s,]+(?:on\s+)?(?:the\s+)?$"
)
#: What a clerk says who certifies what a court did on another day.
_SEALED = re.compile(
    r"(?i)\b(?:affixed\s+the\s+(?:official\s+)?seal|seal\s+of\s+(?:said|the|this)\s+court|witness\s+my\s+(?:hand|signature)|set\s+my\s+hand|in\s+(?:witness|testimony)\s+whereof)\b"
)
#: How a court's paper is witnessed by its judge: "WITNESS, Hon. Joan Walsh, First Justice of said Court, this".
_TESTE = re.compile(r"(?i)\bwitness[,:\s]+(?:the\s+)?hon[^\d;]{3,120}\b(?:justice|judge)\b[^\d;]{0,60}$")
#: How an order of New York's begins with the term at which it is made: "At a Special Term of the Supreme Court, held in ...".
_AT_TERM = re.compile(
    r"(?i)(?<!heard\s)(?<!hearing\s)\bat\s+an?\s+(?:\w+\s+){0,3}(?:term|part|session)\b(?:(?!\bpresent\b|\bmatter\b)[^;]){0,170}?\bon\s+(?:the\s+)?$"
)

#: What a judgment recites of the days of before.
_RECITED = re.compile(
    r"(?i)\b(?:married|marriage|wed|wedding|separated|apart|complaint|filed|hearing|heard|served|sworn)\b"
    rf"|{OTHER_PAPER}(?:\s+(?:on|as\s+of))?\s*$"
)
#: How a judgment tells, from farther off, that an earlier decision was made which waited for it, or when the court sat.
_EARLIER = re.compile(
    r"(?i)\b(?:decision\s+pending|came\s+(?:on\s+)?(?:to\s+be\s+heard\s+)?(?:before|for|in)|appeared|citation|publi\w+|notice\s+was|conference|mediation|trial|referr?ed)\b"
    r"(?:(?!\b(?:order(?:ed|s)|decreed?s?|adjudged|enter(?:ed)?|dated|signed|done|grant))[^.;]){0,80}$"
)
#: How a judgment tells, from farther off, on which day the marriage began that it ends.
_WED_ON = re.compile(
    r"(?i)\b(?:bonds?\s+of\s+(?:marriage|matrimony)|entered\s+into|(?:inter)?married|wed|solemni[sz]ed|celebrated)\b"
    r"(?:(?!\d|\b(?:dissol|terminat|annul|end(?:s|ed)?\b|divorc|enter|grant|award|decree|giv))[^.;]){0,140}\bon\s+(?:the\s+)?$"
)

#: How many characters before a day may tell so.
FAR = 180
#: What names the parties and the court at a paper's head, beside which Connecticut's courts print the judgment's day, and the
#: rows that a head has at most.
_CAPTION = re.compile(
    r"\b(?:plaintiff|defendant|petitioner|respondent|superior court|judicial district|vs?\.)(?!\w)"
)
HEAD = 16
#: What a court's paper calls itself below its caption, or in it.
_TITLE = re.compile(r"\b(?:judgment|judgement|decree|order|decision)\b")
#: What is said in a caption of a day that is not the judgment's.
_OF_A_STEP = re.compile(rf"{OTHER_DAY.pattern}|\bdates?\b")


def _caption_days(laid: Laid) -> frozenset[int]:
    """The words of days alone in the caption, beside the parties and not below the title, that no stamp's word is over."""
    found: set[int] = set()
    titles = (i for i, row in enumerate(laid.sheet.rows) if any(_TITLE.search(fold(s.text)) for s in row))
    rows = laid.sheet.rows[: min(HEAD, next(titles, HEAD) + 1)]
    for i, row in enumerate(rows):
        around = " ".join(fold(s.text) for near in rows[max(0, i - 1) : i + 2] for s in near)
        above = " ".join(s.text for near in rows[max(0, i - 1) : i + 1] for s in near)
        if _CAPTION.search(around) and not _OF_A_STEP.search(above):
            found |= {id(t) for s in row if is_day(s) for t in s.tokens}
    return frozenset(found)


#: Words that a line has at most which is a date with the word for what was done that day: "Journalized March 3, 2026".
CLOSING = 6
