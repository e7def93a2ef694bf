"""What a message's text is: the request itself, another matter, or only the cover of its attachments."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.documents import KindGuess, ProposedDocument, SubmissionPage
from domain.kinds import Channel, Kind, Subkind
from domain.pages import PageReading
from intake.classifiers.aside import asks_by_itself, asks_somehow, names_person
from intake.classifiers.kinds import UNSURE, KindClassifier, LeafOpinion
from intake.classifiers.leaves import COVER_NOTE, USE_OF_LEAF
from intake.classifiers.pages import PageFacts, study_page

#: Confidence where the message's headers themselves say what it is (RFC 3834, RFC 3464, RFC 2369).
_BY_HEADER = 0.99

_AUTOMATIC: dict[str, Subkind] = {
    "auto_reply": Subkind.AUTO_REPLY,
    "bounce": Subkind.BOUNCE,
    "list": Subkind.SPAM,
}

_QUOTED = re.compile(
    r"^\s*(?:>.*|On .{6,80} wrote:\s*|-{2,}\s*(?:Original|Forwarded) Message\s*-{2,}.*)$", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^-- ?$")

#: Between two sentences of a mail.
_SENTENCES_END = re.compile(r"((?<=[.?!])\s+|\n\s*\n)")
#: What asks to hear of the mail's own handling, which asks for no verification; to the sentence's end.
_HEAR_OF_HANDLING = re.compile(
    r"\b(?:confirm\w*|acknowledge\w*|let me know|advise)\b.{0,15}?"
    r"(?:\breceipt\b"
    r"|\b(?:that|if|whether) (?:you|it|this|these|they|all|everything)\b.{0,20}"
    r"\b(?:got|received?|came|went|arrived)\b"
    r"|\b(?:when|once|as soon as)\b.{0,80}\b(?:ha(?:s|ve) been|is|are|gets?) (?:\w+ly )?"
    r"(?:updated|changed|corrected|amended|received|recorded|processed|done|completed?|fixed)\b).*",
    re.IGNORECASE | re.DOTALL,
)
#: Words of a mail about the name that the office has on record.
_NAME_ON_RECORD = re.compile(
    r"\b(?:chang|updat|correct|amend|fix)\w*\b[^.?!\n]{0,40}\b(?:sur|last )?name\b"
    r"|\b(?:sur)?name\b[^.?!\n]{0,60}\b(?:chang|updat|correct|amend|fix)\w*"
    r"|\b(?:new|married|maiden) (?:sur|last )?name\b"
    r"|\b(?:still|now) (?:ha[sd]|have|show\w*|list\w*) me (?:as|under)\b",
    re.IGNORECASE,
)

#: How sure a request in other words than the known ones must be, covering notes weighed with it.
_LIKELY_REQUEST = 0.5

#: How sure a matter of its own must be where the message also carries attachments.
_OWN_MATTER = 0.8


def judge_automatic(automatic: str) -> KindGuess:
    """The guess for a message that its headers call automatic."""
    return KindGuess(Kind.OTHER, _BY_HEADER, False, _AUTOMATIC.get(automatic, Subkind.UNKNOWN))


def study_body(
    page: SubmissionPage, subject: str, classifier: KindClassifier, *, beside: bool = False
) -> PageFacts:
    """The body's facts, its subject read with it and quoted mail left out.

    `beside` papers, what it asks to hear of their handling is left out too.
    """
    own = strip_quoted(page.reading.plain_text)
    if beside:
        own = _drop_handling(own)
    text = f"{subject}\n{own}" if subject else own
    reading: PageReading = replace(page.reading, text=text or page.reading.plain_text, words=())
    facts = study_page(replace(page, reading=reading), classifier)
    return replace(facts, page=page)


def _drop_handling(own: str) -> str:
    """A mail without what asks to hear of its own handling, unless nothing remains."""
    return "".join(_HEAR_OF_HANDLING.sub("", piece) for piece in _SENTENCES_END.split(own)).strip() or own


def strip_quoted(text: str) -> str:
    """What the sender wrote now: quoted lines and the signature block left out, unless nothing remains."""
    kept: list[str] = []
    for line in text.splitlines():
        if _SIGNATURE.match(line):
            break
        if not _QUOTED.match(line):
            kept.append(line)
    own = "\n".join(kept).strip()
    return own or text.strip()


def judge_body(
    facts: PageFacts,
    others: Sequence[ProposedDocument],
    channel: Channel,
    classifier: KindClassifier,
    *,
    unread_attachments: int = 0,
) -> KindGuess | None:
    """The body's kind if it is a document beside `others`; None where it only covers them."""
    if channel is Channel.FAX and (others or unread_attachments):
        return None
    opinion = _without_covers(facts.opinion)
    if others:
        return _judge_beside(facts, opinion, others, classifier)
    covering = facts.opinion.probability.get(COVER_NOTE, 0.0)
    if covering > 0.5 and not asks_by_itself(facts):
        if unread_attachments:
            return None
        # It speaks of an attachment that is not there: a person must ask for it.
        return KindGuess(Kind.OTHER, UNSURE, True, Subkind.LETTER)
    guess = _heard_with_thread(classifier.conclude(opinion), facts, classifier)
    if channel is Channel.FAX and guess.kind is Kind.OTHER:
        # A fax service's notice without its fax reads like an advertisement: a person must fetch it.
        return KindGuess(Kind.OTHER, UNSURE, True, Subkind.LETTER)
    return guess


#: The marks before a line of a mail that is answered.
_MARKS_OF_QUOTING = re.compile(r"(?m)^[>\s]+")


def _heard_with_thread(guess: KindGuess, facts: PageFacts, classifier: KindClassifier) -> KindGuess:
    """The guess from a mail's own words; where they leave it unsure, surer if what they answer speaks for the
    same: who is asked for a birth date writes little besides, and asked before."""
    text = facts.page.reading.plain_text
    if not guess.abstains or strip_quoted(text) == text.strip():
        return guess
    reading = replace(facts.page.reading, text=_MARKS_OF_QUOTING.sub("", text), words=())
    thread = study_page(replace(facts.page, reading=reading), classifier)
    heard = classifier.conclude(_without_covers(thread.opinion))
    return heard if heard.kind is guess.kind and not heard.abstains else guess


def _judge_beside(
    facts: PageFacts, opinion: LeafOpinion, others: Sequence[ProposedDocument], classifier: KindClassifier
) -> KindGuess | None:
    """A body beside papers is a document only for a matter that none of them carries."""
    kinds = {document.guess.kind for document in others}
    guess = classifier.conclude(opinion)
    requests = guess.kind is Kind.VERIFICATION_REQUEST and _is_request(facts)
    names = Kind.NAME_CHANGE_EVIDENCE in kinds and _covers_name_papers(facts)
    if requests and not names and Kind.VERIFICATION_REQUEST not in kinds:
        return guess
    report = opinion.probability.get(Subkind.SELF_REPORT.value, 0.0)
    covering = facts.opinion.probability.get(COVER_NOTE, 0.0)
    if "self report" in facts.cues and report > _OWN_MATTER and covering < 0.2 and Kind.OTHER not in kinds:
        return guess
    return None


def _is_request(facts: PageFacts) -> bool:
    """Whether the text asks by itself, in known words or as requests read, rather than covering one."""
    if asks_by_itself(facts):
        return True
    likely = facts.opinion.of_kind(Kind.VERIFICATION_REQUEST) > _LIKELY_REQUEST
    return likely and names_person(facts) and "complete attached" not in facts.cues


def _covers_name_papers(facts: PageFacts) -> bool:
    """Whether a mail with name papers asks only for the name on record to follow them."""
    said = strip_quoted(facts.page.reading.plain_text)
    return not asks_somehow(facts) and bool(_NAME_ON_RECORD.search(said))


def _without_covers(opinion: LeafOpinion) -> LeafOpinion:
    """The opinion if the text is a matter of its own."""
    own = {leaf: p for leaf, p in opinion.probability.items() if leaf not in USE_OF_LEAF}
    total = sum(own.values()) or 1.0
    return replace(opinion, probability={leaf: p / total for leaf, p in own.items()})
