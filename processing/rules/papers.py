"""Rules that look at the paper alone: dates, course, provider, completeness."""

import re

from rapidfuzz import fuzz

from domain.kinds import Channel, Course, EvidenceType, FieldName, Kind, Provider, Severity
from domain.petitions import asks_court
from processing.matching.names import fold_plainly
from processing.rules.context import RuleContext, last_day
from processing.rules.legibility import say_faults

#: Papers that run out. A decree or certificate attests an event and does not.
_EXPIRING = frozenset({"", EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT})

IDENTITY_PAPERS = frozenset(
    {EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT, EvidenceType.SOCIAL_SECURITY_CARD}
)

_DECREES = frozenset({EvidenceType.DIVORCE_DECREE, EvidenceType.COURT_ORDER})

#: Courses below the level of a health care provider.
_LAY_COURSES = frozenset({Course.HEARTSAVER, Course.CPR_AED, Course.FIRST_AID})

#: Courses that presuppose BLS without proving it.
_ADVANCED_COURSES = frozenset({Course.PALS})

_NO_PROVIDER_CARD = re.compile(
    r"\binstructor card\b|\bclass roster\b|\bcourse roster\b|\bpayment receipt\b|\border confirmation\b"
    r"|\bonline portion\b|\b(?:is|are) (?:not a|no) (?:\w+ ){0,2}(?:card|certificate)\b"
    r"|\bcards? (?:is|are|was|were|will be)? ?(?:issued|sent|mailed|given) (?:\w+ )?(?:separately|later)\b"
    r"|\b(?:education|training|in-?service|attendance|competency) (?:and \w+ )?(?:record|list|log|sheet)\b"
    r"|\b(?:department|hospital|employer)(?:'s)? (?:record|own use)\b|\brecord only\b"
    r"|\bto whom it may concern\b"
    r"|\badheres? to (?:the )?aha guidelines\b",
    re.IGNORECASE,
)
#: A paper that says itself that nobody saw the holder's hands at work.
_NO_SKILLS = re.compile(
    r"\b(?:no|without(?: an?y?)?) (?:hands[- ]on|skills?|practical|in[- ]person)\b[^.\n]{0,40}"
    r"\b(?:evaluation|session|test\w*|check\w*|practice|assessment|component|training)\b"
    r"|\bskills? (?:were|was|have|has)? ?not (?:been )?(?:evaluated|tested|checked|verified|demonstrated)\b"
    r"|\b(?:knowledge|cognitive)(?: portion)? only\b"
)
_PAGE_OF = re.compile(r"\bpage\s+(\d{1,2})\s+of\s+(\d{1,2})\b", re.IGNORECASE)
_OTHER_SIDE = re.compile(
    r"\b(?:see|continued on|complete) (?:the )?(?:reverse|back|other side)\b", re.IGNORECASE
)
_SEAL = re.compile(
    r"\b(?:affix|place|raised|official|state|embossed|agency) (?:\w+ ){0,2}seal\b|\(\s*seal\s*\)", re.I
)
_RELEASE = re.compile(r"\bauthori[sz]|\brelease\b|\bconsent\b|\bpermission\b", re.IGNORECASE)


def is_expired(context: RuleContext) -> Severity | None:
    """On the day received the paper had run out; a month means its last day."""
    ends = last_day(context.text_value(FieldName.EXPIRES_ON))
    if ends is None or ends >= context.received_on or not _runs_out(context):
        return None
    issued = last_day(context.text_value(FieldName.ISSUED_ON))
    if issued and ends < issued and not _is_sure(context, FieldName.EXPIRES_ON):
        return None  # no paper runs out before it was issued: the date was misread
    return context.severity(FieldName.EXPIRES_ON)


def _is_sure(context: RuleContext, name: FieldName) -> bool:
    found = context.document.best(name)
    return found is not None and found.confidence >= context.settings.sure


def expires_soon(context: RuleContext) -> Severity | None:
    ends = last_day(context.text_value(FieldName.EXPIRES_ON))
    if ends is None or not _runs_out(context):
        return None
    left = (ends - context.received_on).days
    return Severity.NOTES if 0 <= left <= context.settings.expires_soon_days else None


def _runs_out(context: RuleContext) -> bool:
    if context.kind is Kind.CPR_CARD:
        return True
    return context.text_value(FieldName.EVIDENCE_TYPE) in _EXPIRING


def is_online_only(context: RuleContext) -> Severity | None:
    if context.flag(FieldName.FORMAT_ONLINE_ONLY):
        return context.severity(FieldName.FORMAT_ONLINE_ONLY)
    return None


def lacks_skills_evaluation(context: RuleContext) -> Severity | None:
    """The telling words: a cognitive evaluation attested, skills nowhere (domain notes, 3)."""
    text = context.text.casefold()
    attests = re.search(r"\bskills?\b|\bhands-on\b|\bpsychomotor\b", text)
    return Severity.WARNS if _NO_SKILLS.search(text) or ("cognitive" in text and not attests) else None


def has_unrecognized_provider(context: RuleContext) -> Severity | None:
    """The provider's name is evidence, never the decision: a person must look.

    `other` mostly means that no accepted name was read: on a page read poorly that says nothing, and a name
    that is misread is a name still.
    """
    if context.text_value(FieldName.PROVIDER) != Provider.OTHER:
        return None
    silent = not _LEANS.search(context.text)
    if silent and (context.agreement < context.settings.silence or _names_nearly(context)):
        return None
    return Severity.WARNS


#: A company that follows another body's guidelines names it surely, and is not it.
_LEANS = re.compile(
    r"\bguidelines?\b|\bfollow\w*\b|\bbased on\b|\bcomplian\w+\b"
    r"|\bmeets?\b|\bequivalent\b|\bnot affiliated\b",
    re.IGNORECASE,
)

#: Full names of the accepted bodies, folded; a short form is too short to be known in a misreading.
_PROVIDER_NAMES = (
    "american heart association", "american red cross", "health and safety institute",
    "health safety institute", "national safety council",
)  # fmt: skip

#: A misread name shares this much of its letters with the right one (0-100).
_NEARLY = 82.0


def _names_nearly(context: RuleContext) -> bool:
    """Whether an accepted body's name stands on the paper with letters misread."""
    texts = [" ".join(fold_plainly(text).split()) for text in (context.text, context.second_text) if text]
    return any(fuzz.partial_ratio(name, text) >= _NEARLY for name in _PROVIDER_NAMES for text in texts)


def has_wrong_course(context: RuleContext) -> Severity | None:
    course = context.text_value(FieldName.COURSE)
    if course in _LAY_COURSES:
        return context.severity(FieldName.COURSE)
    if course in _ADVANCED_COURSES and Course.BLS not in _courses_beside(context):
        return Severity.WARNS
    return None


def lacks_acls(context: RuleContext) -> Severity | None:
    """A paramedic needs ACLS beside BLS; it may be on file already, so a person looks."""
    if context.record is None or context.record.level.casefold() != "paramedic":
        return None
    if context.text_value(FieldName.COURSE) != Course.BLS or Course.ACLS in _courses_beside(context):
        return None
    return Severity.WARNS


def _courses_beside(context: RuleContext) -> set[str]:
    cards = (d for d in context.siblings if d.guess.kind is Kind.CPR_CARD)
    others = {str(e.value) for card in context.more_cards for e in card if e.field is FieldName.COURSE}
    return {str(d.value(FieldName.COURSE)) for d in cards} | others


def shows_several_cards(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.more_cards else None


def say_several_cards(context: RuleContext) -> tuple[str, str] | None:
    """How many cards there are, and which courses the others are of."""
    if not context.more_cards:
        return None
    courses = [str(e.value) for card in context.more_cards for e in card if e.field is FieldName.COURSE]
    return (
        f"The page shows {len(context.more_cards) + 1} cards. The values are the first one's; look at the "
        f"others ({', '.join(courses)}) and file them too.",
        "Please send each card on a page of its own.",
    )


def is_no_provider_card(context: RuleContext) -> Severity | None:
    return Severity.WARNS if _NO_PROVIDER_CARD.search(context.text) else None


def lacks_signature(context: RuleContext) -> Severity | None:
    """The place to sign was seen, and it is empty; a place seen badly says nothing."""
    found = context.document.best(FieldName.SIGNATURE_PRESENT)
    if found is None or found.value is not False or found.confidence < context.settings.unsigned:
        return None
    return context.severity(FieldName.SIGNATURE_PRESENT)


def lacks_release(context: RuleContext) -> Severity | None:
    """A form with a place to sign whose words nowhere allow the release of the record."""
    asked_to_sign = context.flag(FieldName.SIGNATURE_PRESENT) is not None
    return Severity.NOTES if asked_to_sign and context.text and not _RELEASE.search(context.text) else None


def lacks_destination(context: RuleContext) -> Severity | None:
    places = (FieldName.RETURN_ADDRESS, FieldName.RETURN_FAX, FieldName.RETURN_EMAIL)
    if any(context.text_value(p) for p in places):
        return None
    # An agency by name is enough to look it up in the directory.
    return Severity.WARNS if context.text_value(FieldName.REQUESTING_AGENCY) else Severity.BLOCKS


def asks_for_seal(context: RuleContext) -> Severity | None:
    return Severity.NOTES if _SEAL.search(context.text) else None


def lacks_pages(context: RuleContext) -> Severity | None:
    """By the fax it came in, or by its own page marks; what nobody acts on is asked by the fax alone."""
    if context.gaps:
        return Severity.WARNS
    if context.kind is Kind.OTHER:
        return None
    told = [int(m[2]) for m in _PAGE_OF.finditer(context.text)]
    have = max(len(context.pages_quality), len(context.document.page_ids))
    return Severity.WARNS if have and told and max(told) > have else None


def say_gaps(context: RuleContext) -> tuple[str, str] | None:
    """Which page of the fax is missing."""
    if not context.gaps:
        return None
    return " ".join(g.staff_words for g in context.gaps), " ".join(g.applicant_words for g in context.gaps)


def lacks_a_side(context: RuleContext) -> Severity | None:
    one_page = max(len(context.pages_quality), len(context.document.page_ids)) == 1
    return Severity.WARNS if one_page and _OTHER_SIDE.search(context.text) else None


def is_illegible(context: RuleContext) -> Severity | None:
    worst = min((q.legible for q in context.pages_quality), default=1.0)
    if worst >= context.settings.legible:
        return None
    return Severity.BLOCKS if worst < context.settings.legible / 2 else Severity.WARNS


def say_illegible(context: RuleContext) -> tuple[str, str] | None:
    """Which page, why, and what its sender can do about it."""
    return say_faults(context.pages_quality, context.channel, context.settings.legible)


def is_contradicted_by_code(context: RuleContext) -> Severity | None:
    """Either the print or the code was changed, or they are of two papers: a person compares."""
    return Severity.WARNS if context.disputes else None


def say_disputes(context: RuleContext) -> tuple[str, str] | None:
    """Which values differ; the values themselves are on the page."""
    if not context.disputes:
        return None
    fields = ", ".join(sorted({d.field.value.replace("_", " ") for d in context.disputes}))
    code = context.disputes[0].code
    return (
        f"The {code} says other than the print: {fields}. Compare both; the paper may have been altered.",
        f"The {code} of your document says other than its print. Please send a clear copy of both sides.",
    )


def hides_other_text(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.false_layer else None


def is_petition(context: RuleContext) -> Severity | None:
    """CJP 27 and its like ask the court; they do not show what the court said."""
    if context.text_value(FieldName.EVIDENCE_TYPE) not in _DECREES:
        return None
    return Severity.BLOCKS if asks_court(context.text) else None


def hides_new_name(context: RuleContext) -> Severity | None:
    """A decree or certificate that is silent on the new name proves no change (SSA POMS RM 10212)."""
    evidence = context.text_value(FieldName.EVIDENCE_TYPE)
    if not evidence or evidence in IDENTITY_PAPERS or context.text_value(FieldName.NEW_NAME):
        return None
    return Severity.WARNS


def sends_ssn_by_email(context: RuleContext) -> Severity | None:
    if context.channel is Channel.EMAIL and context.text_value(FieldName.SSN_LAST4):
        return Severity.NOTES
    return None


def is_unsure_kind(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.document.guess.abstains else None
