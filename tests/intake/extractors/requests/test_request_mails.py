"""Requests in a mail's own words: who writes for whom, and where the answer goes."""

import pytest

from domain.documents import Evidence
from domain.kinds import Channel, FieldName, Kind
from domain.pages import PageReading
from domain.submissions import Headers
from intake.extractors.extract import extract_evidence
from intake.parsers.textpages import page_of_text

F = FieldName
#: From here on a value is shown as sure.
SURE = 0.9


def list_mail(text: str, sender: str) -> list[Evidence]:
    """What a mail's text says."""
    draft = page_of_text(text)
    page = PageReading(0, draft.width, draft.height, 0, draft.source, draft.words, text=text)
    return extract_evidence(
        Kind.VERIFICATION_REQUEST, [page], channel=Channel.EMAIL, is_body=True, headers=Headers(sender=sender)
    )


def read_mail(text: str, sender: str = "Rosa Field <rosa@field.example.org>") -> dict[FieldName, str | bool]:
    """What a mail's text says, by field."""
    return {e.field: e.value for e in list_mail(text, sender)}


FOR_AN_OFFICE = """Good morning,

{told}

Thank you kindly,

Rosa Field
Windward Medical Flight
29 Hangar Road, Bangor, ME 04401
"""


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Ana May Lopez (Massachusetts paramedic no. P0857037) starts soon.", id="a bracket"),
        pytest.param("One of our students, Ana May Lopez, holds Massachusetts EMT P0857037.", id="students"),
        pytest.param("We hired Ana May Lopez and ask whether Massachusetts EMT P0857037 stands.", id="hired"),
    ],
)  # fmt: skip
def test_a_mail_for_an_office_names_whom_it_asks_for(told: str) -> None:
    found = read_mail(FOR_AN_OFFICE.format(told=told))
    assert found[F.APPLICANT_NAME] == "Ana May Lopez"
    assert found[F.REQUESTING_AGENCY] == "Windward Medical Flight"


def test_nobody_who_only_speaks_for_an_office_is_the_applicant() -> None:
    found = read_mail(
        "Hello,\n\nI'm the manager at Bluestone EMS. Is Massachusetts EMT E0950155 still good?\n"
    )
    assert F.APPLICANT_NAME not in found


def test_a_holder_s_own_mail_is_the_sender_s() -> None:
    assert (
        read_mail("Hello,\n\nplease verify my EMT certification E0950155.\n")[F.APPLICANT_NAME]
        == "Rosa Field"
    )


def test_a_forwarded_request_is_of_who_wrote_it() -> None:
    mail = """Can you help with this one?

Rosa Field, HR

From: Ana Lopez <ana@inbox.example>
Sent: Thursday, October 1, 2026 8:02 PM
Subject: verification needed

Delaware wants Massachusetts to verify my certification. I am an EMT, E0950155.
"""
    assert read_mail(mail)[F.APPLICANT_NAME] == "Ana Lopez"


def test_a_number_s_caption_may_stand_behind_it() -> None:
    mail = FOR_AN_OFFICE.format(told="Please verify the EMT certification of candidate Ana Lopez, E0950155.")
    assert read_mail(f"{mail}(847) 555-0190 office\n(847) 555-0191 fax\n")[F.RETURN_FAX] == "847-555-0191"


@pytest.mark.parametrize(
    ("mailbox", "kept"),
    [
        pytest.param("ems.licensing@nmems.example.org", True, id="initials"),
        pytest.param("ems.licensing@qvzuk.example.org", False, id="other letters"),
    ],
)
def test_a_mailbox_under_an_office_s_initials_is_that_office_s(mailbox: str, kept: bool) -> None:
    mail = f"""Good evening!
My husband was transferred and I am applying for reciprocity in New Mexico.
- Full name: Ana Lopez
- Certification: E0950155, EMT Basic
- Date of birth: 9/24/1985
- Where it has to go: New Mexico EMS Bureau, 1301 Siler Mesa Rd, Santa Fe, NM 87507
- They prefer email: {mailbox}
"""
    assert (read_mail(mail).get(F.RETURN_EMAIL) == mailbox) is kept


def test_our_own_mailbox_in_what_is_answered_is_no_requester_s() -> None:
    mail = """Name - Ana Lopez
Mass EMT # - E0950155
Please send it to Tri-State Ambulance Cooperative, 9 Ferry Landing, Hinsdale, NH 03451.

From: OEMS Recert (DPH) <oems.recert@dph.example.org>
Subject: Re: verification
"""
    assert F.RETURN_EMAIL not in read_mail(mail)


def test_an_office_s_number_is_no_house_s() -> None:
    mail = """Please verify Ana Lopez, EMT E0950155.

Lake County Fire District 2
18 Station Street
Waukegan, IL 60085
"""
    assert read_mail(mail)[F.RETURN_ADDRESS] == "18 Station Street, Waukegan, IL 60085"


def test_an_office_s_name_ends_with_its_paragraph() -> None:
    mail = """From: Credentials Desk, on behalf of all who work for Anselm Regional Medical Center

Practitioner: Ana Lopez
License #: P0763060
"""
    assert read_mail(mail)[F.REQUESTING_AGENCY] == "Anselm Regional Medical Center"


ANALYST = """Alder County Emergency Medical Services Agency

RE: EMS CERTIFICATION STATUS INQUIRY

Applicant: Ana Lopez
Your certification no.: A0201001

Dear Colleagues,

The person named above has applied to us for local accreditation.

Please respond to this mailbox or FAX (510) 555-0197 within 10 business days.

Gina Petrakis
Certification Analyst
(510) 555-0140
"""


def test_a_number_under_a_sentence_with_its_own_telefax_is_no_telefax() -> None:
    assert read_mail(ANALYST)[F.RETURN_FAX] == "510-555-0197"


def test_what_a_forwarded_mail_wants_emailed_goes_where_it_says() -> None:
    found = read_mail("""Good afternoon,

I think this belongs to you.

Moira Field
Harborside Fire Rescue
413-555-0126 | mfield@harborsidefire.example.org

From: Ana Lopez <ana@inbox.example>
Subject: my Mass paramedic

Hi, the Georgia Office of EMS and Trauma needs a letter that I am a paramedic in good standing.
It is Ana Lopez, born 7/12/84, paramedic P0815526.
They want it emailed to licensing@georgia-ems.example.org or faxed to (404) 555-0196.
""")
    assert found[F.RETURN_EMAIL] == "licensing@georgia-ems.example.org"


ASKED_BY_A_FIRM = """Massachusetts OEMS,

{asks} primary source verification of the license below.

Provider: Lopez, Ana
License number: E0899214

Please reply to this message or write to:

Lindqvist Provider Credentials
880 Millrace Parkway, Louisville, KY 40223
"""


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param("{firm}, on behalf of Hartwell EMS, requests", id="behind its name"),
        pytest.param("{firm} is acting as agent for Hartwell EMS and requests", id="an agent"),
        pytest.param("{firm} has been retained by Hartwell EMS. We ask for", id="retained"),
        pytest.param("On behalf of Hartwell EMS, {firm} requests", id="before its name"),
    ],
)
def test_who_asks_on_behalf_of_another_is_the_office_that_asks(asks: str) -> None:
    firm = "Lindqvist Provider Credentials"
    found = read_mail(ASKED_BY_A_FIRM.format(asks=asks.format(firm=firm)))
    assert found[F.REQUESTING_AGENCY] == firm


def test_a_client_does_not_ask_itself() -> None:
    found = read_mail("""Massachusetts OEMS,

We write for our client, Hartwell EMS, which wants to hire Ana Lopez (Massachusetts EMT E0899214).
Please let us know whether that certification is current.

Thank you,

Rosa Field
Lindqvist Screening Services
""")
    assert found[F.REQUESTING_AGENCY] == "Lindqvist Screening Services"


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param("I write on behalf of Hartwell EMS and request", id="a writer"),
        pytest.param("Rosa Field, on behalf of Hartwell EMS, requests", id="a person"),
        pytest.param("Our Credentialing Specialist, on behalf of Hartwell EMS, requests", id="a job"),
    ],
)
def test_who_writes_for_an_office_is_not_the_office(asks: str) -> None:
    mail = ASKED_BY_A_FIRM.format(asks=asks).replace("Lindqvist Provider Credentials", "Rosa Field")
    assert read_mail(mail)[F.REQUESTING_AGENCY] == "Hartwell EMS"


@pytest.mark.parametrize(
    ("asked", "mailbox"),
    [
        pytest.param("not to my personal address", None, id="not to the writer"),
        pytest.param("to the office below", "rosa@windward.example.org", id="anywhere"),
    ],
)
def test_a_writer_s_own_mailbox_may_be_refused(asked: str, mailbox: str | None) -> None:
    found = read_mail(
        f"Good morning,\n\nwe hired Ana May Lopez, Massachusetts EMT P0857037. Please answer {asked}:\n\n"
        "Windward Medical Flight\n29 Hangar Road, Bangor, ME 04401\n\nKind regards,\nRosa Field\n"
        "rosa@windward.example.org\n"
    )
    assert found.get(F.RETURN_EMAIL) == mailbox


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Consent: electronically signed 08/24/2026, on file.", id="on file"),
        pytest.param("She has signed our release (in her file here,\ndated 10/12/2026).", id="in her file"),
        pytest.param("Her signature of 10/12/2026 is kept with us.", id="kept"),
        pytest.param("Release signed: 10/12/2026, available upon request.", id="on request"),
        pytest.param("The applicant signed on October 12, 2026.", id="told"),
    ],
)
def test_a_mail_was_signed_on_no_day_that_it_tells(told: str) -> None:
    found = read_mail(FOR_AN_OFFICE.format(told=f"Please verify paramedic Ana Lopez, P0857037.\n{told}"))
    assert F.SIGNED_ON not in found
    assert found.get(F.SIGNATURE_PRESENT) is not True


def test_a_name_signed_on_a_screen_has_its_day() -> None:
    found = read_mail("Please verify my EMT E0950155.\n\nElectronically signed: Ana Lopez, 08/21/2026\n")
    assert found.get(F.SIGNATURE_PRESENT) is True
    assert found[F.SIGNED_ON] == "2026-08-21"


@pytest.mark.parametrize(
    "told",
    [
        "I am a paramedic (P0936996, name on the card Ana May Lopez) and start in October.",
        "The name on my certificate is Ana May Lopez.",
        "My certification no. is P0936996, the name shown on my license: Ana May Lopez.",
        "My card says Ana May Lopez, P0936996.",
        "My wallet card is in the name of Ana May Lopez.",
        "Name as it appears on my card: Ana May Lopez",
    ],
)
def test_the_name_on_the_card_is_the_holder_s(told: str) -> None:
    mail = f"Hello,\n\n{told}\nPlease write to 12 Orchard Drive South, Denver, CO 80246.\n\nthanks\nAna\n"
    assert read_mail(mail, sender="Ana L <ana@inbox.example>")[F.APPLICANT_NAME] == "Ana May Lopez"


def test_words_of_an_address_are_nobody_s_name() -> None:
    told = "Please write about my EMT E0936996 to 12 Orchard Drive South, Denver,\nCO 80246."
    mail = f"Hello,\n\n{told}\n\nthanks\nAna\n"
    assert read_mail(mail, sender="Ana L <ana@inbox.example>").get(F.APPLICANT_NAME) != "Denver South"


ANSWERED = """Sorry about that. My date of birth is 5/3/1986.
They gave me this for where it goes:

P.O. Box 149351, Austin, TX 78714
fax 512-555-0177

{signed}

{quoted}
> please tell us your date of birth.
>
> > On Mon, Sep 28, 2026 at 9:48 PM Ted Marsh wrote:
> > Hi, I need a letter for my EMT (E0890181). Thx, Ted
"""


@pytest.mark.parametrize(
    "quoted",
    [
        "On Tue, Sep 29, 2026 at 3:05 PM OEMS Certification <oems.recert@mass.example.gov> wrote:",
        "-----Original Message-----",
        "From: OEMS Certification <oems.recert@mass.example.gov>",
        "> On Sep 29, 2026, OEMS wrote:",
    ],
)
@pytest.mark.parametrize("signed", ["Theodore D. Marsh", "Theodore D. Marsh\n617-555-0101"])
def test_a_mail_ends_with_its_writer_s_name_before_what_it_quotes(signed: str, quoted: str) -> None:
    found = read_mail(ANSWERED.format(signed=signed, quoted=quoted), "Ted Marsh <ted@inbox.example>")
    assert found[F.APPLICANT_NAME] == "Theodore D. Marsh"
    assert F.SIGNED_ON not in found


ASKS_BACK = """Good day,

The Nevada Department of Health has an application from one of your certificate holders:

Applicant:   Ana May Lopez
Your no.:    E0860465 (EMT)

Please mail your letter to 4150 Sage Road, Reno, NV 89501. {asks}

Rosa Field
Licensing Clerk
{below}
"""
SENDER = "Rosa Field <licensing@nv-health.example.org>"
HERE = "Please answer to this mail."


def read_asking(asks: str, sender: str = SENDER, below: str = "") -> Evidence | None:
    """The mailbox for the answer to an office's mail."""
    text = ASKS_BACK.format(asks=asks, below=below)
    return next((e for e in list_mail(text, sender) if e.field is F.RETURN_EMAIL), None)


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param(HERE, id="to this mail"),
        pytest.param("A reply to this address is fine.", id="to this address"),
        pytest.param("You can answer this e-mail, or fax 775-555-0130.", id="this mail"),
    ],
)
def test_an_answer_goes_to_the_sender_whose_mail_asks_for_it(asks: str) -> None:
    found = read_asking(asks)
    assert found is not None
    assert found.value == "licensing@nv-health.example.org"
    assert found.confidence < SURE


@pytest.mark.parametrize(
    ("asks", "sender"),
    [
        pytest.param("Please do not reply to this message.", SENDER, id="not so"),
        pytest.param("Replies to this address are not read.", SENDER, id="unread"),
        pytest.param("", SENDER, id="not asked"),
        pytest.param("With questions, just reply to this message.", SENDER, id="questions"),
        pytest.param("If you have questions,\nreply to this message.", SENDER, id="over a line's end"),
        pytest.param("Any question? Reply to this email.", SENDER, id="a question before"),
        pytest.param("Feel free to respond to this email with any concerns.", SENDER, id="concerns"),
        pytest.param("Answer to this mail if you need the fee.", SENDER, id="on terms"),
        pytest.param("We shall follow up by reply mail once it is in.", SENDER, id="what the office does"),
        pytest.param(HERE, "no-reply@nv-health.example.org", id="a machine"),
        pytest.param(HERE, "Ana <ana.lopez@gmail.example>", id="anybody's"),
        pytest.param(HERE, "lopezmedic22@zoho.example", id="at no office's domain"),
        pytest.param(HERE, "support@quickonboard.example.com", id="a vendor's"),
        pytest.param(f"{HERE}\n\nFrom: Nevada", SENDER, id="forwarded"),
    ],
)
def test_an_answer_goes_to_no_sender_otherwise(asks: str, sender: str) -> None:
    assert read_asking(asks, sender) is None


def test_a_mailbox_that_a_mail_names_goes_before_its_sender_s() -> None:
    found = read_asking(f"{HERE} Our mailbox for letters is ems@nv-health.example.org.")
    assert found is not None
    assert found.value == "ems@nv-health.example.org"


@pytest.mark.parametrize(
    ("sender", "offices"),
    [
        ("rosa@nvhealth.example.org", True),
        ("ems@nv-doh.example.org", True),
        ("ems@doh.nv.example.org", True),
        ("rosa@az-doh.example.org", False),
        ("rosa@nv-fields.example.org", False),
    ],
)
def test_an_office_s_mailbox_is_told_by_its_domain(sender: str, offices: bool) -> None:
    assert (read_asking(HERE, sender) is not None) is offices


@pytest.mark.parametrize(
    "below",
    [
        "If you have received this in error please immediately advise the sender by reply email.",
        "If you are the wrong recipient, notify us by return e-mail and delete it.",
        "This message is confidential. If it is not for you, reply to this message and delete it.",
    ],
)
def test_a_disclaimer_asks_for_no_answer(below: str) -> None:
    assert read_asking("We thank you.", below=below) is None


@pytest.mark.parametrize(
    ("asks", "sender"),
    [
        ("You can reply to this email once it is sent.", "lopezmedic22@zoho.example"),
        ("You can reply to this email once it is sent.", "ana@lopezfamily.example.net"),
        ("Answer to this mail if you need the fee.", "tom.lopez@gmx.example"),
        ("Please let me know by return email that you got this.", "amlopez86@fastmail.example.com"),
        ("Any question about this request? Reply to this email.", "support@quickonboard.example.com"),
    ],
)
def test_whoever_writes_for_the_applicant_is_no_office(asks: str, sender: str) -> None:
    told = "Please verify Ana May Lopez, E0860465, DOB 05/03/1986, to the Nevada Department of Health"
    for where in (", 4150 Sage Road, Reno, NV 89501", ""):
        assert F.RETURN_EMAIL not in read_mail(f"{told}{where}. {asks}", sender)
