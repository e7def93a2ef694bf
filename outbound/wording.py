"""The words of what goes out. Nothing inbound is quoted; no SSN, birth date or address is ever here."""

from dataclasses import dataclass
from datetime import date

from domain.cases import Finding
from domain.kinds import Kind, Outcome, Severity
from outbound.policy import LOOKUP_URL

OFFICE = (
    "Massachusetts Department of Public Health",
    "Office of Emergency Medical Services (OEMS)",
    "67 Forest Street, Marlborough, MA 01752",
)
#: How a paragraph begins that is a line of a list; the notice's template knows it.
LIST_MARK = "- "
#: What a paper is called in a letter.
PAPER_WORDS: dict[Kind, str] = {
    Kind.VERIFICATION_REQUEST: "request for verification of a certification",
    Kind.NAME_CHANGE_EVIDENCE: "request to change the name on a certification",
    Kind.CPR_CARD: "CPR or ACLS card",
    Kind.OTHER: "message",
}
#: Why a reviewer asks or refuses, as the applicant reads it. The codes are those of `decide --reason`.
REASON_WORDS: dict[str, str] = {
    "illegible": "A page cannot be read. Please send a sharp, complete copy; by fax, use fine mode.",
    "one_side_missing": "Only one side of the card came. Please send both sides.",
    "pages_missing": "Pages are missing. Please send the whole document.",
    "missing_signature": "The form is not signed. Please sign and date it and send it again.",
    "missing_release": "The form lacks your signed permission to release your record. Please sign it.",
    "ambiguous_match": "Several certifications could be meant. Please send your certification number.",
    "name_mismatch": "The name on the paper is not the name on the certification. Please send the document "
    "that shows the change of name.",
    "expired": "The paper has expired. Please send a current one.",
    "wrong_level": "The level is not the one that is required. Please send a card of a BLS course for "
    "healthcare providers (and ACLS for Paramedics), or correct the level on your form.",
    "acls_missing": "Paramedics need a current ACLS card as well. Please send it.",
    "online_only": "The course was online only. The course must include in-person, hands-on training "
    "and a skills evaluation: please send a card of such a course.",
    "no_skills_evaluation": "The paper does not show a hands-on skills evaluation. Please send proof of it.",
    "not_a_provider_card": "The paper is not a provider card. Please send the card itself, both sides.",
    "unrecognized_provider": "The course must be from a nationally recognized organization. "
    "Please send a card from one.",
    "petition_not_decree": "The paper asks the court for a change of name. Please send the court's decree.",
    "marriage_not_shown": "The paper is from before the marriage. Please send the marriage certificate.",
    "new_name_not_stated": "The paper does not state your new name. Please send a document that does.",
    "no_link_to_former_name": "The paper does not tie your new name to your certification. Please add your "
    "certification number, or a document that shows both names.",
    "destination_missing": "The form does not say where the verification goes. Please name the office.",
    "seal_required": "The receiving office wants an original with a seal. It will go by post.",
    "password_protected": "The file needs a password. Please send a copy without one.",
    "unreadable_file": "The file cannot be opened. Please send a PDF or a picture.",
    "link_only": "Your message links to a document. We open no links; please attach the document itself.",
    "unreadable_part": "A part of what you sent cannot be opened. Please send it as a PDF or a picture.",
    "repeats_earlier_request": "This repeats an earlier request, which we have already handled.",
    "several_cards": "A page shows several cards. Please send each card on a page of its own.",
    "several_persons": "One request asks for several people. Please send a request of its own for each.",
    "code_differs": "The code on the paper says other than its print. Please send a copy of both sides.",
    "zone_check_fails": "The lines at the foot of the passport's page do not fit their own check digits. "
    "Please send a clear copy of the whole page.",
    "false_text_layer": "The file holds text that its picture does not show. Please send a plain scan.",
    "own_form_missing": "The agency that you name wants its own form completed. Please send us that form.",
    "papers_disagree": "The papers that came together do not say the same. Please send the right ones.",
    "altered_document": "The paper could not be accepted as a true copy. Please contact the office.",
    "withdrawn": "The request was withdrawn.",
    "wrong_office": "This is not a matter of this mailbox. It was passed to the right office.",
    "status_not_current": "The certification is not current.",
    "number_mismatch": "The certification number does not fit the name. Please check it.",
    "dob_mismatch": "The date of birth does not fit the certification. Please check the form.",
    "record_not_found": "We could not find your certification by what the paper shows. Please send your "
    "certification number.",
    "no_record": "We found no certification that fits. Please send your certification number.",
}


_SAFETY = "For your safety, please do not send Social Security numbers or dates of birth by email."
_NOTHING_OPENED = (
    "We received your message, but could not open what you sent and cannot work on it yet. "
    "Please answer this message with another copy:"
)
_NO_LINKS = (
    "We open no links. Where a document of yours lies behind one, please answer this message with the "
    "document attached."
)
_PARTLY_OPENED = "We could not open everything you sent. Please answer this message with another copy:"


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain words, ready for a mail or a page."""

    subject: str
    """Holds a reference at most, never a name."""
    paragraphs: tuple[str, ...]


def acknowledgement_letter(
    references: tuple[str, ...],
    kinds: tuple[Kind, ...],
    due_on: date | None,
    asks: tuple[str, ...] = (),
    *,
    attached: bool = True,
    links: bool = False,
) -> Letter:
    """Says that the papers arrived, under which number, and by when somebody looks.

    `asks` are codes of `REASON_WORDS`: what could not be opened, and which copy would do instead. Of a
    message with nothing `attached` no papers are said to have come; what its `links` lead to did not.
    """
    wanted = tuple(f"{LIST_MARK}{REASON_WORDS[code]}" for code in asks)
    if not references:
        return Letter("We received your message and need another copy", (_NOTHING_OPENED, *wanted, _SAFETY))
    papers = sorted({PAPER_WORDS[kind] for kind in kinds})
    number = ", ".join(references)
    what = "papers" if attached else "message"
    lines = [
        f"We received your {what}. Your {_one_or_more(references)} {number}.",
        f"It looks to us like: {'; '.join(papers)}. A member of staff will look at it." if papers else "",
        f"You should hear from us by {_words_of(due_on)}." if due_on else "",
        _PARTLY_OPENED if wanted else "",
        *wanted,
        _NO_LINKS if links and not attached else "",
        "Please put the reference into the subject of anything more that you send about this.",
        _SAFETY,
        f"Anybody can look up a certification and print a verification letter at {LOOKUP_URL}",
    ]
    return Letter(f"We received your {what} - {number}", tuple(line for line in lines if line))


def _one_or_more(references: tuple[str, ...]) -> str:
    return "reference is" if len(references) == 1 else "references are"


def notice_letter(case: str, kind: Kind, outcome: Outcome, sentences: tuple[str, ...]) -> Letter:
    """The notice that a decision sends: on file, more needed, refused, or use the public letter.

    Each of the sentences is one thing to mend, and a line of a list.
    """
    listed = tuple(f"{LIST_MARK}{sentence}" for sentence in sentences)
    return Letter(
        f"Your papers - {case}", (*_open_notice(outcome, kind), *listed, *_CLOSINGS.get(outcome, ()))
    )


def missing_sentences(reasons: tuple[str, ...], findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """One sentence for each thing to mend, in the reviewer's order; findings give their own words."""
    words = {f.code.value: f.applicant_words for f in findings if f.severity is not Severity.NOTES}
    found = [words.get(code) or REASON_WORDS.get(code, "") for code in reasons]
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


_APPROVED = {
    Kind.VERIFICATION_REQUEST: "The verification was issued to the office that asked for it.",
    Kind.NAME_CHANGE_EVIDENCE: "The change of name was approved. Your new card follows once it is "
    "entered; please update your National Registry account too.",
    Kind.CPR_CARD: "Your card is on file.",
    Kind.OTHER: "It is on file.",
}
_CLOSINGS: dict[Outcome, tuple[str, ...]] = {
    Outcome.REQUEST_INFORMATION: (
        "Please answer with the reference in the subject, fax to 617-753-7320, or write to "
        "us at 67 Forest Street, Marlborough, MA 01752.",
    ),
    Outcome.REJECT: ("If you think this is wrong, please answer with the reference in the subject.",),
}


def _open_notice(outcome: Outcome, kind: Kind) -> tuple[str, ...]:
    paper = PAPER_WORDS[kind]
    openings: dict[Outcome, tuple[str, ...]] = {
        Outcome.APPROVE: (f"We looked at your {paper}.", _APPROVED[kind]),
        Outcome.REQUEST_INFORMATION: (
            f"We looked at your {paper} and cannot finish yet. This is what we need:",
        ),
        Outcome.REJECT: (f"We looked at your {paper} and cannot accept it:",),
        Outcome.USE_PUBLIC_LETTER: (
            "A verification letter for your certification can be printed from the public site at no cost: "
            f"{LOOKUP_URL}",
            "Search for the name or the certification number. If the receiving office wants its own form "
            "completed, please send us that form.",
        ),
        Outcome.REROUTE: (f"We passed your {paper} to the office that handles it.",),
    }
    return openings[outcome]


def _words_of(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
