"""Rules that look at the paper alone: dates, course, provider, completeness."""

import re
from datetime import date

from rapidfuzz import fuzz

from domain.documents import Document
from domain.kinds import Channel, Course, EvidenceType, FieldName, Kind, Provider, Severity
from domain.marriage_papers import is_before_marriage
from domain.moves import MoveReason
from domain.petitions import asks_court
from processing.matching.parsing import fold_plainly
from processing.rules.context import RuleContext, last_day
from processing.rules.legibility import is_spoilt, say_faults
from processing.rules.phrases import stands_in
from processing.rules.together import is_anothers

_PAGE_OF = re.compile(r"\bpage\s+(\d{1,2})\s*(?:\bof\b|/)\s*(\d{1,2})\b(?!/)", re.IGNORECASE)


def is_expired(context: RuleContext) -> Severity | None:
    """On the day received the paper had run out; a month means its last day."""
    ends = last_day(context.text_value(FieldName.EXPIRES_ON))
    if ends is None or ends >= context.received_on or not _runs_out(context):
        return None
    issued = last_day(context.text_value(FieldName.ISSUED_ON))
    if issued and ends < issued and not _is_sure(context, FieldName.EXPIRES_ON):
        return None  # no paper runs out before it was issued: the date was misread
    return context.severity(FieldName.EXPIRES_ON)


#: What an applicant calls the paper, and what to send in its place.
_ID_WORDS: dict[str, str] = {
    EvidenceType.DRIVERS_LICENSE: "driver's license or ID card",
    EvidenceType.PASSPORT: "passport",
}


def say_expired(context: RuleContext) -> tuple[str, str] | None:
    """Which paper it is: several may come together."""
    if context.kind is Kind.CPR_CARD:
        course = context.text_value(FieldName.COURSE)
        named = f"{course} card" if course in (Course.BLS, Course.ACLS, Course.PALS) else "CPR card"
        return (
            f"The {named} had expired on the day it was received (a month counts to its last day).",
            f"Your {named} had expired when we received it. Please send one that is valid now.",
        )
    paper = _ID_WORDS.get(context.text_value(FieldName.EVIDENCE_TYPE))
    if paper is None:
        return None
    return (
        f"The {paper} had expired on the day it was received.",
        f"Your {paper} had expired when we received it. Please send one that is valid now.",
    )


def _is_sure(context: RuleContext, name: FieldName) -> bool:
    found = context.document.best(name)
    return found is not None and found.confidence >= context.policy.reading.sure


def expires_soon(context: RuleContext) -> Severity | None:
    ends = last_day(context.text_value(FieldName.EXPIRES_ON))
    if ends is None or not _runs_out(context):
        return None
    left = (ends - context.received_on).days
    return Severity.NOTES if 0 <= left <= context.policy.dates.expires_soon_days else None


def _runs_out(context: RuleContext) -> bool:
    if context.kind is Kind.CPR_CARD:
        return True
    return context.text_value(FieldName.EVIDENCE_TYPE) in ("", *context.policy.name.papers_that_expire)


def is_online_only(context: RuleContext) -> Severity | None:
    if context.flag(FieldName.FORMAT_ONLINE_ONLY):
        return context.severity(FieldName.FORMAT_ONLINE_ONLY)
    return Severity.WARNS if stands_in(context.text, context.policy.card.online_only) else None


def lacks_skills_evaluation(context: RuleContext) -> Severity | None:
    """The telling words: a cognitive evaluation attested, skills nowhere (domain notes, 3)."""
    card, text = context.policy.card, context.text
    merely_known = stands_in(text, card.cognitive) and not stands_in(text, card.skills)
    return Severity.WARNS if merely_known or stands_in(text, card.no_skills) else None


def has_unrecognized_provider(context: RuleContext) -> Severity | None:
    """The provider's name is evidence, never the decision: a person must look.

    `other` mostly means that no accepted name was read: on a page read poorly that says nothing, and a name
    that is misread is a name still.
    """
    provider = context.text_value(FieldName.PROVIDER)
    if not provider or provider in context.policy.card.providers:
        return None
    if provider != Provider.OTHER:
        return Severity.WARNS
    silent = not stands_in(context.text, context.policy.card.leans_on)
    if silent and (context.agreement < context.policy.reading.silence or _names_nearly(context)):
        return None
    return Severity.WARNS


def _names_nearly(context: RuleContext) -> bool:
    """Whether an accepted body's name stands on the paper with letters misread."""
    texts = [" ".join(fold_plainly(text).split()) for text in (context.text, context.second_text) if text]
    card = context.policy.card
    names = [" ".join(fold_plainly(name).split()) for name in card.provider_names]
    return any(fuzz.partial_ratio(name, text) >= card.name_score for name in names for text in texts)


def has_wrong_course(context: RuleContext) -> Severity | None:
    course, card = context.text_value(FieldName.COURSE), context.policy.card
    if not course or course in card.courses:
        return None
    if course not in card.courses_beside_bls:
        return context.severity(FieldName.COURSE)
    return None if Course.BLS in _courses_known(context) else Severity.WARNS


def say_course(context: RuleContext) -> tuple[str, str] | None:
    """Of a course that presupposes BLS, that its card is welcome and not enough."""
    course = context.text_value(FieldName.COURSE)
    if course not in context.policy.card.courses_beside_bls:
        return None
    return (
        f"The card is of {course}, which does not prove BLS, and no BLS card came with it.",
        f"A {course} card does not show BLS training. Please send your BLS (Basic Life Support) card too.",
    )


def lacks_acls(context: RuleContext) -> Severity | None:
    """A paramedic needs ACLS beside BLS, in the same post or on file; a person looks where it is neither."""
    needing = {level.casefold() for level in context.policy.card.acls_levels}
    if context.record is None or context.record.level.casefold() not in needing:
        return None
    if context.text_value(FieldName.COURSE) != Course.BLS or Course.ACLS in _courses_known(context):
        return None
    return Severity.WARNS


def _courses_known(context: RuleContext) -> set[str]:
    """Of the cards that came together, and of those on file that are valid on the day of receipt."""
    filed = (d for d in context.on_file if _is_valid(d, context.received_on))
    return _courses_beside(context) | {str(d.value(FieldName.COURSE)) for d in filed}


def _is_valid(card: Document, day: date) -> bool:
    ends = last_day(str(card.value(FieldName.EXPIRES_ON) or ""))
    return ends is not None and ends >= day


def _courses_beside(context: RuleContext) -> set[str]:
    cards = (d for d in context.siblings if d.guess.kind is Kind.CPR_CARD and _may_count(context, d))
    others = {str(e.value) for card in context.more_cards for e in card if e.field is FieldName.COURSE}
    return {str(d.value(FieldName.COURSE)) for d in cards} | others


def _may_count(context: RuleContext, card: Document) -> bool:
    """A card that surely ran out proves nothing, nor does a colleague's that came in the same envelope."""
    ends, sure = card.best(FieldName.EXPIRES_ON), context.policy.reading.sure
    over = ends is not None and ends.confidence >= sure and not _is_valid(card, context.received_on)
    return not over and not is_anothers(context, card)


def shows_several_cards(context: RuleContext) -> Severity | None:
    if context.more_cards:
        return Severity.WARNS
    return Severity.NOTES if context.shown_twice else None


def say_several_cards(context: RuleContext) -> tuple[str, str] | None:
    """How many cards there are, and which the others are."""
    if not context.more_cards:
        return ("The page shows this card twice: it is one document.", "") if context.shown_twice else None
    told = (FieldName.COURSE, FieldName.EVIDENCE_TYPE)
    others = [str(e.value).replace("_", " ") for card in context.more_cards for e in card if e.field in told]
    return (
        f"The page shows {len(context.more_cards) + 1} cards. The values are the first one's; look at the "
        f"others ({', '.join(others)}) and file them too.",
        "Please send each card on a page of its own.",
    )


def is_no_provider_card(context: RuleContext) -> Severity | None:
    return Severity.WARNS if stands_in(context.text, context.policy.card.no_provider_card) else None


def lacks_signature(context: RuleContext) -> Severity | None:
    """The place to sign was seen, and it is empty; a place seen badly says nothing."""
    found = context.document.best(FieldName.SIGNATURE_PRESENT)
    if found is None or found.value is not False or found.confidence < context.policy.reading.unsigned:
        return None
    return context.severity(FieldName.SIGNATURE_PRESENT)


def lacks_release(context: RuleContext) -> Severity | None:
    """A form with a place to sign whose words nowhere allow the release of the record."""
    asked_to_sign = context.flag(FieldName.SIGNATURE_PRESENT) is not None
    released = stands_in(context.text, context.policy.form.release)
    return Severity.NOTES if asked_to_sign and context.text and not released else None


def lacks_destination(context: RuleContext) -> Severity | None:
    places = (FieldName.RETURN_ADDRESS, FieldName.RETURN_FAX, FieldName.RETURN_EMAIL)
    if any(context.text_value(p) for p in places):
        return None
    # An agency by name is enough to look it up in the directory.
    return Severity.WARNS if context.text_value(FieldName.REQUESTING_AGENCY) else Severity.BLOCKS


def asks_for_seal(context: RuleContext) -> Severity | None:
    """By the form's own words, or by what the directory has of the office that it names."""
    listed = context.listed is not None and context.listed.needs_seal
    return Severity.NOTES if listed or stands_in(context.text, context.policy.form.seal) else None


def lacks_own_form(context: RuleContext) -> Severity | None:
    """The office named wants its own form completed, and the request came as the text of a mail."""
    wanted = context.listed is not None and context.listed.own_form
    return Severity.BLOCKS if wanted and not context.is_picture and not _forms_beside(context) else None


def _forms_beside(context: RuleContext) -> list[Document]:
    """Pages of another paper that a reviewer may find to be the form."""
    return [d for d in context.siblings if d.guess.kind in (Kind.VERIFICATION_REQUEST, Kind.OTHER)]


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
    refers = stands_in(context.text, context.policy.page.other_side)
    return Severity.WARNS if one_page and refers else None


def is_illegible(context: RuleContext) -> Severity | None:
    worst = min((q.legible for q in context.pages_quality), default=1.0)
    if worst >= context.policy.reading.legible:
        return Severity.NOTES if any(map(is_spoilt, context.pages_quality)) else None
    return Severity.BLOCKS if worst < context.policy.reading.legible / 2 else Severity.WARNS


def say_illegible(context: RuleContext) -> tuple[str, str] | None:
    """Which page, why, and what its sender can do about it."""
    return say_faults(context.pages_quality, context.channel, context.policy.reading.legible)


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


def fails_its_checks(context: RuleContext) -> Severity | None:
    """A reader lost a character, or the paper is not as it was made: a person looks."""
    return Severity.WARNS if context.failing_checks else None


def say_failing_checks(context: RuleContext) -> tuple[str, str] | None:
    """Which fields of the zone do not fit."""
    if not context.failing_checks:
        return None
    return (
        f"The passport's zone does not fit its own check digits: {', '.join(context.failing_checks)}. "
        "Look at the zone and the print; the paper may have been altered.",
        "The lines at the foot of your passport's page do not fit their own check digits. "
        "Please send a clear copy of the whole page.",
    )


def hides_other_text(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.false_layer else None


def is_petition(context: RuleContext) -> Severity | None:
    """CJP 27 and its like ask the court; they do not show what the court said."""
    name = context.policy.name
    if context.text_value(FieldName.EVIDENCE_TYPE) not in name.decrees:
        return None
    asks = asks_court(context.text) or stands_in(" ".join(context.text.split()), name.petitions)
    return Severity.BLOCKS if asks else None


def is_before_the_marriage(context: RuleContext) -> Severity | None:
    """A notice of intention, an application, or a licence that nobody returned: nobody is married by it."""
    if context.text_value(FieldName.EVIDENCE_TYPE) != EvidenceType.MARRIAGE_CERTIFICATE:
        return None
    return Severity.BLOCKS if is_before_marriage(context.text) else None


def hides_new_name(context: RuleContext) -> Severity | None:
    """A decree or certificate that is silent on the new name proves no change (SSA POMS RM 10212)."""
    evidence = context.text_value(FieldName.EVIDENCE_TYPE)
    if (
        not evidence
        or evidence in context.policy.name.identity_papers
        or context.text_value(FieldName.NEW_NAME)
    ):
        return None
    return Severity.WARNS


def sends_ssn_by_email(context: RuleContext) -> Severity | None:
    if context.channel is Channel.EMAIL and context.text_value(FieldName.SSN_LAST4):
        return Severity.NOTES
    return None


def came_before(context: RuleContext) -> Severity | None:
    """The machine may link two papers that are none: a person compares them before the second is acted on."""
    return Severity.WARNS if context.came_before else None


def say_came_before(context: RuleContext) -> tuple[str, str] | None:
    first = context.came_before
    if first is None:
        return None
    came = f"on {first.received_on} by {first.channel.value}"
    return (
        f"The same paper came before, {came}. Compare both, and see what was done then.",
        f"We received this document before, {came}. You need not send it again.",
    )


def was_decided_before(context: RuleContext) -> Severity | None:
    return Severity.NOTES if context.decided_cases else None


_POINTS = {
    MoveReason.REFERENCE: "The papers name",
    MoveReason.OUR_MAIL: "The mail answers ours about",
    MoveReason.THEIR_MAIL: "The mail goes on in the thread of",
}


def say_decided_before(context: RuleContext) -> tuple[str, str] | None:
    told = [
        f"{_POINTS[case.why]} {case.name}, which was decided on {case.decided_on}: "
        f"{case.outcome.value.replace('-', ' ')}."
        for case in context.decided_cases
    ]
    return (" ".join(told), "The request that you write about was answered before.") if told else None


def is_unsure_kind(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.document.guess.abstains else None
