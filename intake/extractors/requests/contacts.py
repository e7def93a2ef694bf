"""Telefaxes and mailboxes to which an answer may go."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from domain.likeness import fold
from intake.extractors.normalise.listed_names import words_of
from intake.extractors.normalise.numbers import find_emails, find_phones
from intake.extractors.normalise.own_office import OWN_EMAIL, OWN_PHONES
from intake.extractors.requests.other_desks import OTHER_DESK, names_other_desk
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.requests.spots import Spot, weigh_place
from intake.extractors.requests.strokes import is_scribble
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.closings import is_closing
from intake.extractors.sheets.layout import Flow, Token
from intake.extractors.sheets.paper import Laid, Paper, row_of
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.phrases import squeeze
from intake.extractors.sheets.vocabulary import Ask

#: What stands before a telefax's number, and before a telephone's.
_FAX_BEFORE = re.compile(
    r"(?i)(?:\b(?:(?:tele)?fa[xc]s?|telecop(?:y|ier))(?:imile)?|\bFx?)\b[\s:.#]*(?:no\.?|number|#|line|is|to|at|the|it|completed|form|back|this|us|reply|results?|:|\s|of|or|verification)*[\s:.(]*$"
)
_PHONE_BEFORE = re.compile(
    r"(?i)(?:\b(?:tel(?:ephone)?|ph(?:one)?|call|voice|cell|mobile|office|toll.free|help\s?(?:line|desk)|hot\s?line|reached|questions?[^.\d@]{0,40}|directed to[^.\d@]{0,40})|\bP|\bT)\b[\s:.#]*(?:no\.?|number|#|us|at|is|:|\s)*[\s:.(]*$"
)
#: A sentence about faxing, or about where to send something, whose end the number is.
_FAXED = re.compile(r"(?i)\bfax(?:ed|es|ing)?\b[^.\d@]{0,40}$")
_SENT_TO = re.compile(r"(?i)\b(?:back|return|send)\b[^.]{0,30}\bto\s*$")
#: What a fax cover says before our own number.
_TO_US = re.compile(r"(?i)mass\.?\s*oems|\bvia fax\b|massachusetts|\bto\s*:\s*(?:mass|oems)")

#: What a number is called behind it, at its line's end: "603-555-0141 fax".
_CAPTION_BEHIND = re.compile(
    r"(?i)[ \t]{0,4}[(\[]?(?:(?P<fax>(?:tele)?fax|facsimile)|office|desk|cell|mobile|main|voice|phone|telephone|tel|direct)[)\]]?[ \t]{0,4}(?=[|;,]|\n|$)"
)


#: Characters before a number in which its word stands.
BEFORE = 45


def list_faxes(paper: Paper) -> Iterator[Spot]:
    """Each number that may be the requester's telefax."""
    for laid in paper.pages:
        flow = laid.sheet.flow
        labelled = {
            id(t): a
            for a in laid.answers
            if a.label.ask in (Ask.FAX, Ask.PHONE) and not _is_answered_in_row(a, laid)
            for t in a.tokens
        }
        for found in find_phones(flow.text):
            tokens = flow.tokens(found.start, found.end)
            if not tokens or found.value in OWN_PHONES:
                continue
            row = row_of(laid, tokens[0])
            before = flow.text[max(0, found.start - BEFORE) : found.start].replace("\n", " ")
            answer = labelled.get(id(tokens[0]))
            behind = _CAPTION_BEHIND.match(flow.text, found.end)
            score = weigh_place(laid, row, "")
            if answer is not None and answer.label.ask is Ask.PHONE:
                continue
            asked = answer is not None and not _is_called_otherwise(answer, flow.text[: found.start])
            bonus = _fax_bonus(before, behind, asked=asked)
            if bonus is None:
                continue
            score += bonus
            if laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row, reach=2):
                score -= 2.5
            if row < 12 and _TO_US.search(before):
                score -= 1.0
            score -= OTHER_DESK * names_other_desk(flow.text, found.start, found.end, fax=True)
            yield Spot(found.value, laid, row, tokens, score)


def _is_answered_in_row(answer: Answer, laid: Laid) -> bool:
    """Whether a number below a label is another's, since one stands among the label's own words: "or fax 603-555-0141"."""
    last = answer.label.tokens[-1]
    own = next((s.text for s in laid.sheet.rows[answer.label.row] if any(t is last for t in s.tokens)), "")
    return answer.place is Place.BELOW and bool(find_phones(own))


_FAX_NAMED = re.compile(r"(?i)\bfa[xc]")
_SENTENCE_END = re.compile(r"(?<=[a-z]{3}[.;])\s+(?=[A-Z])")
#: Words that call the number right behind them a telephone's and nothing else.
_TELEPHONE = re.compile(
    r"(?i)\b(?:tel(?:ephone)?|phone|voice|cell|mobile|desk|direct\s+line|switchboard|help\s?line|hot\s?line)\b[\s:.#]*(?:no\.?|number|:|\s)*[\s:.(]*$"
)


def calls_telephone(before: str) -> bool:
    """Whether the words of a line before a number call it a telephone's: "desk 603-555-0141"."""
    sentence = _SENTENCE_END.split(before)[-1]
    return _TELEPHONE.search(before[-BEFORE:]) is not None and not _FAX_NAMED.search(sentence)


def _is_called_otherwise(answer: Answer, before: str) -> bool:
    """Whether a number under or over a caption has a word of its own before it in its line."""
    return answer.place is not Place.RIGHT and calls_telephone(before[-BEFORE:].rsplit("\n", 1)[-1])


def _fax_bonus(before: str, behind: re.Match[str] | None, *, asked: bool) -> float | None:
    """What the words around a number say for a telefax's; None where they say nothing, or that it is a telephone's."""
    if behind and not behind["fax"]:
        return None
    if behind or asked or _FAX_BEFORE.search(before):
        return 2.5
    if _PHONE_BEFORE.search(before):
        return None
    return 1.0 if _FAXED.search(before) or _SENT_TO.search(before) else None


def list_emails(paper: Paper, agencies: list[Spot], applicant: str = "") -> Iterator[Spot]:
    """Each mailbox that may be the requester's; one that carries an agency's name is likelier, and one on a form that bears
    the applicant's name is the applicant's."""
    for laid in paper.pages:
        flow = laid.sheet.flow
        personal = _personal_words(laid)
        for found in find_emails(flow.text):
            tokens = flow.tokens(found.start, found.end)
            refused = OWN_EMAIL.search(found.value) or is_refused(flow, found.value)
            if not tokens or refused or is_scribble(found.value, tokens):
                continue
            row = row_of(laid, tokens[0])
            score = weigh_place(laid, row, "")
            value, tokens = _mend_email(laid, row, found.value, tokens)
            kin = is_akin(value, [agency.value for agency in agencies])
            if any(id(t) in personal for t in tokens) and not kin:
                score -= 3.0
            if laid.parts[row] is Part.APPLICANT and not is_cued(laid, row, reach=1) and not kin:
                score -= 1.5
            if laid.part_at(row, tokens[0].x0) is Part.STATE and not is_cued(laid, row, reach=2):
                score -= 1.5
            cued = laid.sheet.is_body or is_cued(laid, row, reach=1)
            own = not cued and not kin and is_named_after(value, applicant, paper.text)
            if _FREE_MAIL.search(found.value) or own:
                score -= 3.0
            yield Spot(value, laid, row, tokens, score + (1.0 if kin else 0.0))


def is_applicants(mailbox: str, applicant: str, text: str, agency: str = "") -> bool:
    """Whether a mailbox on a paper is the applicant's by its name, and not at the office that asks."""
    return is_named_after(mailbox, applicant, text) and not is_akin(mailbox, [agency])


def is_named_after(mailbox: str, applicant: str, text: str) -> bool:
    """Whether a mailbox on a paper is called by the applicant's name: at no office's domain, and no other's by that name."""
    return (
        bears_name(mailbox, applicant)
        and not _is_at_an_office(mailbox, applicant, text)
        and not _is_of_a_namesake(mailbox, applicant, text)
    )


def bears_name(mailbox: str, name: str) -> bool:
    """Whether a mailbox is called by a name and nothing else: the given name or its initial, and the surname."""
    words, letters = words_of(name), re.sub(r"[^a-z]", "", mailbox.casefold().partition("@")[0])
    if len(words) < 2:
        return False
    surnames = (words[-1], "".join(words[1:]))
    return any(letters in (words[0] + surname, words[0][0] + surname) for surname in surnames)


#: Domains that offices alone have.
_OFFICE_DOMAIN = re.compile(r"(?:^|\.)(?:gov|us|state)(?:\.|$)")


def _is_at_an_office(mailbox: str, applicant: str, text: str) -> bool:
    """Whether a mailbox is at a government's domain, or at one where the paper gives another that is not the applicant's."""
    domain = mailbox.partition("@")[2]
    return bool(_OFFICE_DOMAIN.search(domain)) or (
        not _FREE_MAIL.search(mailbox)
        and any(
            other.value.partition("@")[2] == domain and not bears_name(other.value, applicant)
            for other in find_emails(text)
        )
    )


#: Given names that are liker may be one, which a reader or a writer gives otherwise.
LIKE_GIVEN = 0.75


def _is_of_a_namesake(mailbox: str, applicant: str, text: str) -> bool:
    """Whether a paper names another whose surname and initial a mailbox is called by: "Mark Lee", where Maria Lee applies."""
    given, surname = words_of(applicant)[0], words_of(applicant)[-1]
    if not bears_name(mailbox, f"{given[0]}{given[0]} {surname}"):
        return False
    named = re.findall(rf"\b({given[0]}[a-z]+)[ ](?:[a-z]\.?[ ])?{surname}\b", fold(text))
    return any(
        not other.startswith(given)
        and not given.startswith(other)
        and SequenceMatcher(None, other, given).ratio() < LIKE_GIVEN
        for other in named
    )


#: Who writes wants the answer elsewhere than in their own mailbox.
_NOT_TO_MINE = re.compile(
    r"(?i)\b(?:not|never)\s+(?:to|by|via|at|use)\s+(?:(?:my|this|the\s+sender'?s)\s+)(?:(?:own|personal|private)\s+)?(?:e-?mail|mail\s?box|address)"
)


#: Lines from a letter's closing on in which its writer's name stands.
SIGNED_LINES = 4


def is_refused(flow: Flow, mailbox: str) -> bool:
    """Whether a letter asks not to be answered to its writer's own mailbox, and this one stands under its closing."""
    if not _NOT_TO_MINE.search(flow.text):
        return False
    lines = flow.text.splitlines()
    closed = max((at for at, line in enumerate(lines) if is_closing(line)), default=len(lines))
    above, below = "\n".join(lines[:closed]), lines[closed:]
    writer = {w for line in below[:SIGNED_LINES] for w in re.findall(r"[a-z]{3,}", fold(line))}
    own = any(word in mailbox.partition("@")[0] for word in writer)
    return own and mailbox not in fold(above) and mailbox in fold("\n".join(below))


def _personal_words(laid: Laid) -> set[int]:
    """Ids of the words that answer a question for an email, but not where it asks where the answer goes."""
    return {
        id(t)
        for a in laid.answers
        if a.label.ask is Ask.EMAIL
        and laid.part_of(a.label) is not Part.RETURN
        and not is_cued(laid, a.label.row, 2)
        for t in a.tokens
    }


#: Mailboxes that anybody may have.
_FREE_MAIL = re.compile(
    r"@(?:[\w.-]*\.)?(?:gmail|yahoo|outlook|hotmail|comcast|icloud|aol|verizon|live|msn|proton)[\w.-]*\."
)


def is_free(mailbox: str) -> bool:
    """Whether a mailbox is at a domain where anybody may have one."""
    return _FREE_MAIL.search(mailbox) is not None


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
    parted = row_of(laid, tokens[-1]) != row  # at a line's end; within a line the hyphen is its own
    if parted and (whole := user.replace("-", "")) != user and whole in _MAILBOXES:
        return f"{whole}@{domain}", tokens
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


def is_akin(email: str, agencies: Sequence[str]) -> bool:
    """Whether an address' domain carries letters of an agency's name, or its initials ("nmems")."""
    domain = squeeze(email.split("@")[1].split(".")[0])
    for agency in agencies[:3]:
        words = [w for w in re.findall(r"[a-z]+", agency.casefold()) if len(w) > 3]
        if any(w[:5] in domain for w in words) or _abbreviates(domain, agency):
            return True
    return False


#: Letters from which initials are no chance.
LEAST_INITIALS = 4


def _abbreviates(domain: str, name: str) -> bool:
    """Whether a domain is the initials of an office, words in capitals whole: "New Mexico EMS Bureau", nmems."""
    words = [w for w in re.findall(r"[A-Za-z]+", name) if w[0].isupper()]
    initials = "".join(w if w.isupper() and len(w) <= LEAST_INITIALS else w[0] for w in words).casefold()
    return len(domain) >= LEAST_INITIALS and initials.startswith(domain)
