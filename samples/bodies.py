"""What people write around their attachments."""

from random import Random

from domain.kinds import Kind
from samples.layout import LAYOUTS_FOLDER, Layout
from samples.people import Person
from samples.pieces import Piece

GREETINGS = ("Hello,", "Good morning,", "Hi,", "To whom it may concern:", "Dear OEMS,", "Good afternoon,", "")
CLOSINGS = ("Thank you,", "Thanks!", "Best,", "Sincerely,", "Regards,", "")
_SAID = {
    Kind.VERIFICATION_REQUEST: (
        "Please complete the attached and send it where it says.", "Here is the form from the state I am moving to.",
        "Attached is a request regarding one of your providers.", "I need this filled out as soon as possible please.",
    ),
    Kind.NAME_CHANGE_EVIDENCE: (
        "I changed my name and am sending the papers you asked for.", "Please update my last name in your system.",
        "Attached is the proof of my new name.", "Got married! What else do you need from me?",
    ),
    Kind.CPR_CARD: (
        "Attached is my current card.", "Here is my CPR card, front and back.", "Please add this to my file for renewal.",
        "Sending my renewed certification as requested.",
    ),
    Kind.OTHER: ("Please see attached.", "For your records.", "Attached as discussed on the phone.", "Is this what you need?"),
}  # fmt: skip
_SUBJECTS = {
    Kind.VERIFICATION_REQUEST: (
        "Verification form",
        "State verification",
        "Reciprocity",
        "license verification request",
        "Form",
    ),
    Kind.NAME_CHANGE_EVIDENCE: ("Name change", "New name", "name update", "Documents", "married name"),
    Kind.CPR_CARD: ("CPR card", "BLS", "recert docs", "Card", "renewal"),
    Kind.OTHER: ("Question", "Documents", "attached", "Records", "please see"),
}
_BODY_SUBJECTS = {
    "request_mail": "Verification of a Massachusetts certification", "staffing_mail": "LICENSE VERIFICATION REQUEST",
    "status_mail": "status??", "address_mail": "Change of address", "self_report_mail": "Notification",
    "ambulance_mail": "Vehicle addition", "auto_reply": "Automatic reply: your message", "bounce": "Undelivered Mail Returned to Sender",
    "spam_mail": "Offer for your organization", "education_question": "CE hours", "webinar_mail": "You're invited: free webinar",
    "thanks_mail": "Re: your letter", "ticket_reply": "Request received",
    "applicant_standing_mail": "Letter of good standing", "application_stuck_mail": "Application status",
    "fleet_question_mail": "New vehicle", "new_job_mail": "Need proof of cert sent to my new job", "moved_home_mail": "New address",
    "holiday_reply_mail": "Automatic reply: Verification", "state_answer_mail": "RE: verification",
}  # fmt: skip


def write_body(piece: Piece) -> str:
    """Return the text of a paper that is a message itself."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    stock = Environment(
        loader=FileSystemLoader(LAYOUTS_FOLDER / piece.layout.kind.value),
        undefined=StrictUndefined,
        autoescape=False,
    )
    return stock.get_template(f"{piece.layout.name}.txt.j2").render(piece.paper.values) + "\n"


def write_subject(layout: Layout, rng: Random) -> str:
    """Return a subject that says more or less what is attached."""
    return _BODY_SUBJECTS.get(layout.name) or rng.choice(_SUBJECTS[layout.kind])


def write_note(kind: Kind, person: Person, rng: Random, *, terse: float = 0.2) -> str:
    """Return the covering note; empty for the share `terse` of senders."""
    if rng.random() < terse:
        return rng.choice(("", "Sent from my phone\n"))
    note = f"{rng.choice(GREETINGS)}\n\n{rng.choice(_SAID[kind])}"
    if rng.random() < 0.35:
        note += rng.choice(
            (
                " Please confirm that you got it.",
                " Call me with any questions.",
                " I am in a hurry, my job starts soon.",
            )
        )
    note += f"\n\n{rng.choice(CLOSINGS)}\n{person.name.short}\n"
    if rng.random() < 0.4:
        note += f"{person.phone}\n"
    if rng.random() < 0.25:
        note += rng.choice(_QUOTED)
    return note


_QUOTED = (
    "\n> On Tue, OEMS Recert (DPH) <oems.recert@dph.example.org> wrote:\n>\n> We received your message. Please send the papers\n"
    "> that show it, both sides where there are two.\n>\n> Office of Emergency Medical Services\n",
    "\n________________________________\nFrom: OEMS Recert (DPH)\nSent: Monday, 9:12 AM\nSubject: RE: your inquiry\n\n"
    "Good morning. You can mail, fax or e-mail us your documents.\n",
    "\nCONFIDENTIALITY NOTICE: This message is meant for its addressee. If you are not the addressee, delete it.\n",
)
