"""What one page says of its place among others: number, form, edges, whether it can stand alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.documents import SubmissionPage
from domain.kinds import Kind, Provider
from domain.pages import PageReading
from intake.classifiers.card_backs import tells_as_back
from intake.classifiers.court_pages import CourtMarks, find_court_marks
from intake.classifiers.cues import find_cues
from intake.classifiers.features import PaperText, canonical_paper
from intake.classifiers.kinds import KindClassifier, LeafOpinion
from intake.classifiers.leaves import KIND_OF_LEAF
from intake.extractors.cpr.course import name_issuers
from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.dates import find_dates

_PAGE_OF = re.compile(
    r"\b(?:page|pg|sheet)\W{0,3}([0-9Il]{1,3})\s*(?:of|/|0f)\s*([0-9Il]{1,3})\b", re.IGNORECASE
)
_PAGE = re.compile(r"\b(?:page|pg|sheet)\W{0,3}([0-9]{1,3})\b(?!\s*(?:of|/))", re.IGNORECASE)
_BARE_OF = re.compile(r"^\W*([0-9]{1,2})\s*(?:of|/)\s*([0-9]{1,2})\W*$", re.IGNORECASE)
#: `Title of the form, 2 of 3` at the edge of a page.
_END_OF = re.compile(r"(?:^|[\s,|(-])([0-9]{1,2})\s+of\s+([0-9]{1,2})\W*$", re.IGNORECASE)
#: A state with its postal code ("MA 02169") and a stamped day ("MAY 18") look like one and are none.
_FORM_NUMBER = re.compile(
    rf"\b(?!(?:{'|'.join(sorted(STATE_CODES))}),?\s\d{{5}}(?:-\d{{4}})?\b)"
    r"(?!(?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)[- ]\d{1,2}\b)"
    r"[A-Z]{2,4}[- ]\d{2,5}(?:-\d{1,4})?[A-Z]?\b"
)
#: A number alone in a page's last line: perhaps its own.
_FOOT = re.compile(r"^[-–—\s]*([0-9]{1,2})[-–—\s]*$")
_CONTINUED = re.compile(r"\b(?:cont(?:inued|'d|d\b\.?)|see (?:other|reverse) side)", re.IGNORECASE)
_CONTINUES = re.compile(r"\bcontinue[sd]? on\b|\bsee (?:next page|reverse)\b|\bover\s*\W*$", re.IGNORECASE)
_CERT = re.compile(r"\b[EAP][- ]?[0O]?\d{5,7}\b")

_DATES = frozenset(["<date>", "<month>"])
#: The cue that a course was passed.
_COMPLETED = "completed course"
#: Cues that a page presents a person or a paper of its own.
_PRESENTS = frozenset(("birth asked", "own number given", "ssn asked", _COMPLETED, "greeting"))
#: Words by which a card names whose it is, whatever is written in.
_NAMES_HOLDER = re.compile(
    r"\b(?:presented|awarded|given|granted)\s+to\b|\bcertifies\s+that\b|\bthis\s+is\s+to\s+(?:certify|witness)\b"
    r"|\bname\s+of\s+(?:the\s+)?(?:card\s?holder|holder|participant|student|candidate)\b",
    re.IGNORECASE,
)
#: What only a card's back says, whatever it tells of a course and of who passed it.
_TELLS_OF_FRONT = re.compile(r"\b(?:on|see)\s+(?:the|its)\s+(?:front|face)\b", re.IGNORECASE)
#: What a back says of whoever holds the card, and no front that names its holder and days.
_OF_ANY_HOLDER = re.compile(
    r"\bcertif(?:ies|y)\s+that\s+(?:the|its)\s+(?:card\s?holder|holder|bearer)\b", re.IGNORECASE
)
#: What tells of courses and of days of any holder on a back, in words in which a front may tell of its own.
_OF_ANY_COURSE = re.compile(
    r"\b(?:courses?|class|program|training|content)(?: (?:also|fully))? (?:met|meets)\b"
    r"|\b(?:from|after|following|since) (?:the )?(?:date of )?(?:(?:course|class|program|training|skills) )?"
    r"completion(?: date)?\b"
)
_ASKS_FOR_TERM = re.compile(
    r"\b(?:expir\w*|renew\w*|valid|date|completed\s+on|good\s+(?:through|until)|name\s+of)\b", re.IGNORECASE
)
#: What the back of a certified copy says of its paper: so many of these signs, and it says little else.
_SECURITY = tuple(
    re.compile(sign, re.IGNORECASE)
    for sign in (
        r"\bsecurity (?:paper|features?|background)\b",
        r"\bwater ?marks?\b",
        r"\bthermochromic\b|\bheat[- ]sensitive\b|\b(?:warmed|rubbed|rubbing)\b",
        r"\bemboss|\braised seal\b|\bintaglio\b",
        r"\bvoid\b",
        r"\bphotocop|\bwhen copied\b",
        r"\bheld (?:up )?(?:to|toward|at|against)\b|\bat an angle\b",
        r"\bmicro ?(?:print|text|line)|\bultraviolet\b|\bfluorescen|\bhologra|\binvisible fib",
    )
)
_SECURITY_SIGNS = 4
#: Papers of one or two small sides.
CARD_LEAVES = frozenset(leaf for leaf, kind in KIND_OF_LEAF.items() if kind is Kind.CPR_CARD) | {
    "drivers_license",
    "social_security_card",
    "certification_copy",
    "passport",
}
_OFFICIAL_HALF = frozenset(
    (
        "agency section",
        "signs as official",
        "seal asked",
        "discipline asked",
        "status asked",
        "basis of certification",
    )
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page beside its opinion, as splitting weighs it."""

    page: SubmissionPage
    paper: PaperText
    opinion: LeafOpinion
    cues: frozenset[str]
    title: frozenset[str]
    """Cues of the page's first lines."""
    number: int | None = None
    """Printed page number, 1-based, never a fax machine's."""
    total: int | None = None
    foot: int | None = None
    """A number alone in its last line; a page's only where those of the pages beside it go with it."""
    forms: frozenset[str] = frozenset()
    """Form numbers printed on the page."""
    edges: tuple[str, str] = ("", "")
    """First and last line, page number left out."""
    first_line: str = ""
    continued: bool = False
    continues: bool = False
    numbers: frozenset[str] = frozenset()
    """Certification numbers, as printed."""
    days: int = 0
    """Whole dates in its lines, in whatever form."""
    issuers: frozenset[Provider] = frozenset()
    """The known issuers of cards that it names."""
    lists_security: bool = False
    """Whether it is all about how to tell a certified copy from a forged one."""
    names_holder: bool = False
    """Whether it says in print that the one who is named here holds it."""
    tells_of_front: bool = False
    """Whether it speaks of its other side as the front, or of whoever holds the card."""
    tells_as_back: bool = False
    """Whether it has signs of a card's back, and none of a front."""
    court: CourtMarks = field(default_factory=CourtMarks)
    """What it shares with other pages of a court's paper."""

    @property
    def leaf(self) -> str:
        return self.opinion.leaf

    @property
    def kind(self) -> Kind:
        return max(Kind, key=self.opinion.of_kind)

    @property
    def sure(self) -> float:
        """Probability of the page's likeliest kind."""
        return self.opinion.of_kind(self.kind)

    @property
    def words(self) -> int:
        """Words on the page, numbers and shapes included."""
        return sum(word not in ":?" for word in self.paper.tokens)

    @property
    def dates(self) -> int:
        """Dates printed on the page."""
        return max(self.days, sum(token in _DATES for token in self.paper.tokens))

    @property
    def has_licence_barcode(self) -> bool:
        return "<aamva>" in self.paper.tokens

    @property
    def presents(self) -> bool:
        """Whether the page names a person or paper of its own."""
        dated = self.leaf in CARD_LEAVES and self.dates >= 2
        return bool(self.cues & _PRESENTS) or "<ssn>" in self.paper.tokens or dated

    @property
    def is_official_half(self) -> bool:
        """Whether the page is what another state's office fills in, and not the applicant's part."""
        return len(self.cues & _OFFICIAL_HALF) >= 2 and "applicant section" not in self.cues

    @property
    def _tells_of_course(self) -> bool:
        """Whether it tells of a course that one passed: this one, not whoever holds such a card."""
        if _COMPLETED not in self.cues or self.tells_of_front:
            return False
        return not self.tells_as_back or _COMPLETED in find_cues(
            _OF_ANY_COURSE.sub(" ", " ".join(self.paper.tokens))
        )

    @property
    def is_back(self) -> bool:
        """Whether the page looks like the back of a card: rules and addresses, nobody's dates."""
        if self.has_licence_barcode:
            return self.dates <= 1 or self.words < 60
        if KIND_OF_LEAF[self.leaf] is Kind.CPR_CARD:
            return self.dates == 0 and not self._tells_of_course and not self.names_holder
        if self.leaf in ("drivers_license", "social_security_card", "certification_copy"):
            return self.dates <= 1 and not (
                self.cues & {"birth asked", "own number given", "number established"}
            )
        return False


def study_page(page: SubmissionPage, classifier: KindClassifier) -> PageFacts:
    """Everything splitting wants to know of one page."""
    texts = printed_lines(page.reading)
    paper = canonical_paper([page.reading], classifier.vocabulary)
    number, total = _find_number(texts)
    foot = _FOOT.match(texts[-1]) if texts else None
    plain = [t for t in texts if not _is_number_line(t) and any(c.isalpha() for c in t)]
    whole = "\n".join(texts)
    of_any = bool(_OF_ANY_HOLDER.search(" ".join(texts))) and not _ASKS_FOR_TERM.search(whole)
    return PageFacts(
        page=page,
        paper=paper,
        opinion=classifier.weigh([page.reading]),
        cues=find_cues(" ".join(paper.tokens)),
        title=find_cues(" ".join(t for line in paper.lines[:7] for t in line)),
        number=number,
        total=total,
        foot=int(foot[1]) if foot else None,
        forms=frozenset(
            m.upper().replace(" ", "-") for m in _FORM_NUMBER.findall(" ".join(texts[:2] + texts[-4:]))
        ),
        edges=(plain[0] if plain else "", plain[-1] if plain else ""),
        first_line=plain[0] if plain else "",
        continued=bool(_CONTINUED.search(" ".join(texts[:6]))),
        continues=bool(_CONTINUES.search(" ".join(texts[-3:]))),
        numbers=frozenset(re.sub(r"[- ]", "", m) for m in _CERT.findall(whole)),
        days=sum(len(find_dates(text, month_only=False)) for text in texts),
        issuers=name_issuers(whole),
        lists_security=sum(bool(sign.search(whole)) for sign in _SECURITY) >= _SECURITY_SIGNS,
        names_holder=bool(_NAMES_HOLDER.search(" ".join(texts))) and not of_any,
        tells_of_front=of_any or bool(_TELLS_OF_FRONT.search(" ".join(texts))),
        tells_as_back=tells_as_back(texts),
        court=find_court_marks(texts),
    )


def printed_lines(reading: PageReading) -> list[str]:
    """The page's lines."""
    return [line for line in reading.plain_text.splitlines() if line.strip()]


def _find_number(lines: Sequence[str]) -> tuple[int | None, int | None]:
    """Printed page number and total; `Page 2 of 3` anywhere, the shorter forms only at the edges."""
    for text in lines:
        if (found := _PAGE_OF.search(text)) and len(text.split()) <= 16:
            number, total = (int(g.translate(str.maketrans("Il", "11"))) for g in found.groups())
            if 0 < number <= total:
                return number, total
    for text in [*lines[:2], *lines[-3:]]:
        if (found := _BARE_OF.match(text)) and 0 < int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
        if (found := _END_OF.search(text)) and 0 < int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
        if (found := _PAGE.search(text)) and len(text.split()) <= 8:
            return int(found[1]), None
    return None, None


def _is_number_line(text: str) -> bool:
    return (
        bool(_PAGE_OF.search(text) or _BARE_OF.match(text) or _PAGE.search(text)) and len(text.split()) <= 5
    )
