"""The mailbox that an office writes from, where its mail asks for the answer there: "A reply to this address is fine."."""

import re
from email.utils import parseaddr

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.normalise.numbers import find_emails
from intake.extractors.normalise.own_office import OWN_EMAIL
from intake.extractors.people.told_names import OWN_WORDS
from intake.extractors.requests.contacts import is_applicants, is_free
from intake.extractors.sheets.paper import Paper

#: How a mail asks to be answered itself.
_ANSWER_HERE = re.compile(
    r"(?i)\b(?:repl(?:y|ies)|respond|responses?|answers?|answering|replying|responding)\b[^.?!:\n]{0,40}?"
    r"\bto\s+this\s+(?:e-?mail|mail|message|address|mailbox)\b|\bby\s+(?:reply|return)\s+(?:e-?)?mail\b"
    r"|\b(?:reply|respond|answer)\s+this\s+(?:e-?mail|mail|message)\b"
)
#: Where one sentence ends, and what says that it asks for no such thing.
_SENTENCE_END = re.compile(r"[.?!\n]")
_NOT = re.compile(r"(?i)\b(?:not|never|no|nobody|cannot|can't|don't|unattended|unmonitored)\b")
#: Characters round such words that are looked through for the end of their sentence.
_SENTENCE = 160
#: What was forwarded asks to be answered where it came from, which is not who forwards it.
_FORWARDED = re.compile(r"(?im)^[>\s]{0,9}(?:from\s*:|-{2,}\s*(?:original|forwarded)\s|begin forwarded)")
_NOBODY_READS = re.compile(r"(?i)^(?:no-?reply|do-?not-?reply|mailer|bounce)")

#: How sure it is that the answer goes there.
ASKED_FOR = 0.8


def find_sender_mailbox(paper: Paper, headers: Headers, applicant: str = "") -> Evidence | None:
    """The sender's mailbox; none of the applicant, of our own office or of a machine, nor one that is refused."""
    shown = parseaddr(headers.sender)[1]
    mailbox = next((found.value for found in find_emails(shown)), None)
    if mailbox is None or OWN_EMAIL.search(mailbox) or _NOBODY_READS.match(mailbox):
        return None
    theirs = is_free(mailbox) or is_applicants(mailbox, applicant, paper.text)
    if (
        theirs
        or _FORWARDED.search(paper.text)
        or OWN_WORDS.search(paper.text)
        or not _asks_to_answer_here(paper.text)
    ):
        return None
    return paper.evidence(
        FieldName.RETURN_EMAIL, mailbox, paper.pages[0].sheet.page, (), ASKED_FOR, printed=shown, reading=0.99
    )


def _asks_to_answer_here(text: str) -> bool:
    for asked in _ANSWER_HERE.finditer(text):
        before = _SENTENCE_END.split(text[max(0, asked.start() - _SENTENCE) : asked.start()])[-1]
        after = _SENTENCE_END.split(text[asked.end() : asked.end() + _SENTENCE])[0]
        if not _NOT.search(before) and not _NOT.search(after):
            return True
    return False
