"""The mailbox that an office writes from, where its mail asks for the answer there: "Please answer to this mail."."""

import re
from collections.abc import Mapping
from email.utils import parseaddr

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.normalise.addresses import name_states
from intake.extractors.normalise.numbers import find_emails
from intake.extractors.normalise.own_office import OWN_EMAIL
from intake.extractors.people.told_names import OWN_WORDS
from intake.extractors.requests.contacts import bears_name, is_akin, is_free
from intake.extractors.sheets.paper import Paper

#: How a mail asks to be answered itself.
_ANSWER_HERE = re.compile(
    r"(?i)\b(?:repl(?:y|ies)|respond|responses?|answers?|answering|replying|responding)\b[^.?!:\n]{0,40}?"
    r"\bto\s+this\s+(?:e-?mail|mail|message|address|mailbox)\b"
    r"|\b(?:reply|respond|answer)\s+this\s+(?:e-?mail|mail|message)\b"
)
#: Where one sentence ends; a question that goes before belongs to it: "Any question? Reply to this mail.".
_SENTENCE_END = re.compile(r"[.!]|\n\s*\n")
#: What says that it asks for no such thing, or for something else than our answer.
_NOT = re.compile(
    r"(?i)\b(?:not|never|no|nobody|cannot|can't|don't|unattended|unmonitored|if|questions?|concerns?|error|once|when)\b"
)
#: Characters round such words that are looked through for the end of their sentence.
_SENTENCE = 160
#: What was forwarded asks to be answered where it came from, which is not who forwards it.
_FORWARDED = re.compile(r"(?im)^[>\s]{0,9}(?:from\s*:|-{2,}\s*(?:original|forwarded)\s|begin forwarded)")
_NOBODY_READS = re.compile(r"(?i)^(?:no-?reply|do-?not-?reply|mailer|bounce)")

#: Letters from which an office's last initials are no chance.
LEAST_INITIALS = 3
#: How sure it is that the answer goes there.
ASKED_FOR = 0.8


def find_sender_mailbox(
    paper: Paper, headers: Headers, told: Mapping[FieldName, str], applicant: str = ""
) -> Evidence | None:
    """The mailbox of a sender at the domain of the office that asks, where the paper gives no other.

    None of the applicant, of our own office or of a machine, nor one that is refused. `told` are the values so far.
    """
    shown = parseaddr(headers.sender)[1]
    mailbox = next((found.value for found in find_emails(shown)), None)
    if mailbox is None or OWN_EMAIL.search(mailbox) or _NOBODY_READS.match(mailbox):
        return None
    offices = _is_at_office(mailbox, told.get(FieldName.REQUESTING_AGENCY, "")) and not is_free(mailbox)
    if not offices or FieldName.RETURN_EMAIL in told or bears_name(mailbox, applicant):
        return None
    if _FORWARDED.search(paper.text) or OWN_WORDS.search(paper.text) or not _asks_to_answer_here(paper.text):
        return None
    return paper.evidence(
        FieldName.RETURN_EMAIL, mailbox, paper.pages[0].sheet.page, (), ASKED_FOR, printed=shown, reading=0.99
    )


def _is_at_office(mailbox: str, office: str) -> bool:
    """Whether a mailbox' domain carries an office's words, or is its state's code and its initials: "hi-doh"."""
    states = {code.casefold() for code in name_states(office)}
    parts = set(mailbox.partition("@")[2].partition(".")[0].split("-")) - states
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", office.casefold()))
    lettered = all(len(part) >= LEAST_INITIALS and initials.endswith(part) for part in parts)
    return is_akin(mailbox, [office]) or (bool(parts) and lettered)


def _asks_to_answer_here(text: str) -> bool:
    for asked in _ANSWER_HERE.finditer(text):
        before = _SENTENCE_END.split(text[max(0, asked.start() - _SENTENCE) : asked.start()])[-1]
        after = _SENTENCE_END.split(text[asked.end() : asked.end() + _SENTENCE])[0]
        if not _NOT.search(before) and not _NOT.search(after):
            return True
    return False
