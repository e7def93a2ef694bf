"""What the office may change of its rules as data: thresholds, lists, phrases; each with words and a source.

The values here are the shipped policy. A file that sets them is read and written by
`processing.rules.policy_file`; a section is a table of it, and a field is a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.ids import UserName
from domain.kinds import Course, EvidenceType, Level, Provider
from domain.pages import BORDERLINE
from domain.policy_keys import Shape
from domain.policy_keys import key as _key

_PROVIDERS = tuple(str(p) for p in Provider if p is not Provider.OTHER)
_COURSES = tuple(str(c) for c in Course)
_LEVELS = tuple(str(level) for level in Level)
_PAPERS = tuple(str(paper) for paper in EvidenceType)

_DEFINITIONS = "mass.gov, license status definitions"
_MEASURED = "the office's own rule, measured on forms that a person labelled"
_JUDGED = "the office's own rule, checked on labelled papers as a whole"
_HANDS_ON = "FAQ Q16; CMEMSC advisory on hands-on skills"
_COURT = "M.G.L. c. 210 s. 12; CJP 27"


@dataclass(frozen=True, slots=True)
class StatusPolicy:
    """Words of the record's status."""

    may_practise: tuple[str, ...] = _key(
        ("Current", "Active", "Probation", "Non-Disciplinary Condition"),
        "Statuses of a certification in force: it may get a clean letter.",
        _DEFINITIONS,
        needed=True,
    )
    may_not: tuple[str, ...] = _key(
        (
            "Expired", "Suspension", "Suspended", "Revoked", "Surrendered", "Non-Disciplinary Restriction",
            "Void", "Deceased", "Inactive", "Lapsed",
        ),
        "Statuses that may not get a clean letter. A word in neither list gets none either, and the finding "
        "says that the policy does not know it.",
        _DEFINITIONS,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """How surely something must be read before it speaks against anybody."""

    sure: float = _key(
        0.9, "A value read with less confidence raises a weaker severity.",
        "the office's own rule: from here on a value is shown as sure",
        Shape.SHARE,
    )  # fmt: skip
    likely: float = _key(
        0.5, "A value read with less confidence is likelier wrong than right: it speaks against nobody.",
        _JUDGED, Shape.SHARE,
    )  # fmt: skip
    silence: float = _key(
        0.667,
        "Where the readers agree on fewer of the words than this, a name may stand there unread.",
        _JUDGED,
        Shape.SHARE,
    )
    unsigned: float = _key(
        0.85,
        "An empty place to sign seen with less confidence is no finding: faint ink looks like none.",
        _MEASURED,
        Shape.SHARE,
    )
    legible: float = _key(
        BORDERLINE, "Pages read less well than this are called illegible, below half of it gravely so.",
        _JUDGED, Shape.SHARE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatePolicy:
    """Days."""

    expires_soon_days: int = _key(
        30, "A paper that runs out within so many days is said to expire soon.", "FAQ Q16", Shape.DAYS
    )


@dataclass(frozen=True, slots=True)
class CardPolicy:
    """CPR and ACLS cards."""

    providers: tuple[str, ...] = _key(
        _PROVIDERS,
        "Bodies whose cards raise no question; the provider is evidence, and a person looks at the others.",
        "FAQ Q16: nationally recognized organization",
        among=_PROVIDERS,
    )
    provider_names: tuple[str, ...] = _key(
        (
            "american heart association", "american red cross", "health and safety institute",
            "health safety institute", "national safety council",
        ),
        "Full names of bodies whose cards raise no question, recognised with letters misread too; a body "
        "that the program has no short name for is added here. Short forms are too short to be recognised.",
        "FAQ Q16: nationally recognized organization",
    )  # fmt: skip
    name_score: float = _key(
        82.0, "A misread name shares this much of its letters with the right one.", _JUDGED, Shape.SCORE
    )
    leans_on: tuple[str, ...] = _key(
        (
            "{guideline|guidelines}", "follow*", "based on", "complian*", "{meet|meets}", "equivalent",
            "not affiliated",
        ),
        "Phrases of companies that name a recognised body without being it.",
        "the office's own rule: cards that adhere to guidelines",
        Shape.PHRASES,
    )  # fmt: skip
    courses: tuple[str, ...] = _key(
        (Course.BLS, Course.ACLS),
        "Courses at the level needed.",
        "FAQ Q16: BLS, and ACLS for paramedics",
        among=_COURSES,
        needed=True,
    )
    courses_beside_bls: tuple[str, ...] = _key(
        (Course.PALS,),
        "Courses that presuppose BLS without proving it: a BLS card must come beside.",
        "the office's own rule: PALS does not prove BLS",
        among=_COURSES,
    )
    acls_levels: tuple[str, ...] = _key(
        (Level.PARAMEDIC,), "Levels that need ACLS beside BLS.", "FAQ Q16", among=_LEVELS
    )
    online_only: tuple[str, ...] = _key(
        (),
        "Telling words of online-only courses, besides those that reading knows of itself.",
        "FAQ Q16: online only courses are not acceptable",
        Shape.PHRASES,
    )
    no_skills: tuple[str, ...] = _key(
        (
            "{no|without|without a|without an|without any} "
            "{hands-on|skill|skills|practical|in-person} "
            "... {evaluation|session|test*|check*|practice|assessment|component|training}",
            "{skill|skills} {were|was|have|has|} not {been|} "
            "{evaluated|tested|checked|verified|demonstrated}",
            "{knowledge|cognitive} {portion|} only",
            "{does|did|do} not {include|cover|contain|provide|involve} "
            "... {hands-on|skill|skills|practical|in-person}",
            "{hands-on|skill|skills|practical|in-person} {*|} {*|} "
            "not {included|conducted|performed|completed}",
            "{hands-on|skill|skills|practical|in-person} "
            "... {separately|still required|still needed|not yet}",
        ),
        "By these a paper says itself that nobody saw the holder's hands at work.",
        _HANDS_ON,
        Shape.PHRASES,
    )
    cognitive: tuple[str, ...] = _key(
        ("cognitive*",),
        "By these a paper attests a test of knowledge; without the words of the next key that is all.",
        _HANDS_ON,
        Shape.PHRASES,
    )
    skills: tuple[str, ...] = _key(
        ("{skill|skills}", "hands-on", "psychomotor"),
        "By these a paper attests skills.",
        _HANDS_ON,
        Shape.PHRASES,
    )
    no_provider_card: tuple[str, ...] = _key(
        (
            "instructor card", "{class|course} roster", "payment receipt", "receipt of payment",
            "order confirmation", "thank you for your {payment|order|purchase}",
            "{authorized|authorised|qualified} to teach",
            "online portion", "{is|are} {not a|no} {*|} {*|} {card|certificate}",
            "{card|cards} {is|are|was|were|will be|} {issued|sent|mailed|given} {*|} {separately|later}",
            "{education|training|in-service|attendance|competency} {record|list|log|sheet}",
            "{education|training|in-service|attendance|competency} and * {record|list|log|sheet}",
            "{department|department's|hospital|hospital's|employer|employer's} {record|own use}",
            "record only", "to whom it may concern", "{adhere|adheres} to {the|} aha guidelines",
        ),
        "Rosters, receipts, letters and the like, which are no provider cards.",
        "the office's own rule: a roster or receipt is no card",
        Shape.PHRASES,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormPolicy:
    """Requests for verification."""

    release: tuple[str, ...] = _key(
        (
            "authoriz*", "authoris*", "release", "consent", "permission",
            "{give|gives|given|giving} {*|} {*|} leave to",
        ),
        "Words that allow the release of the record.",
        "the office's own rule: the applicant releases the answer",
        Shape.PHRASES,
        needed=True,
    )  # fmt: skip
    seal: tuple[str, ...] = _key(
        (
            "{affix|place|raised|official|state|embossed|agency} {*|} {*|} seal",
            "(seal)",
            "( seal )",
        ),
        "Words that ask for a seal.",
        "the receiving agency's page: how it takes answers",
        Shape.PHRASES,
    )


@dataclass(frozen=True, slots=True)
class NamePolicy:
    """Evidence of a change of name."""

    identity_papers: tuple[str, ...] = _key(
        (EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT, EvidenceType.SOCIAL_SECURITY_CARD),
        "Papers that show one name: they need a link to the former one.",
        "FAQ Q9; SSA POMS RM 10212",
        among=_PAPERS,
    )
    papers_that_expire: tuple[str, ...] = _key(
        (EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT),
        "Papers that run out. A decree or certificate attests an event and does not.",
        "SSA POMS RM 10212",
        among=_PAPERS,
    )
    decrees: tuple[str, ...] = _key(
        (EvidenceType.DIVORCE_DECREE, EvidenceType.COURT_ORDER),
        "Papers of courts, which must decide and not only ask.",
        _COURT,
        among=_PAPERS,
    )
    petitions: tuple[str, ...] = _key(
        (),
        "Words of papers that only ask a court, besides those that the program knows of itself.",
        _COURT,
        Shape.PHRASES,
    )


@dataclass(frozen=True, slots=True)
class PagePolicy:
    """What papers say of their own pages."""

    other_side: tuple[str, ...] = _key(
        ("{see|continued on|complete} {the|} {reverse|back|other side}",),
        "Words by which a paper refers to its other side.",
        "mass.gov, reinstate your expired EMT certification: both sides of the card",
        Shape.PHRASES,
    )


class RuleWeight(StrEnum):
    """What the office may make of a rule instead of its own severity."""

    OFF = "off"
    NOTES = "notes"
    WARNS = "warns"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Policy:
    """All that the office may change of its rules; every default is what is shipped."""

    status: StatusPolicy = StatusPolicy()
    reading: ReadingPolicy = ReadingPolicy()
    dates: DatePolicy = DatePolicy()
    card: CardPolicy = CardPolicy()
    form: FormPolicy = FormPolicy()
    name: NamePolicy = NamePolicy()
    page: PagePolicy = PagePolicy()
    severity: Mapping[str, RuleWeight] = field(default_factory=dict)
    """Rules, by id, that weigh otherwise than shipped, however surely the paper was read."""
    otherwise: tuple[str, ...] = ()
    """Worked examples, by id, that this policy answers otherwise on purpose."""


SHIPPED = Policy()


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A policy that was put in force, by whom, when and why; the shipped one is version 0 of every office."""

    version: int
    text: str
    """As `processing.rules.policy_file` writes it: every key."""
    reason: str
    by: UserName
    at: datetime
    returns_to: int | None = None
    """The earlier version whose policy this one brings back."""
