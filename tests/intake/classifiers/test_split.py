"""Which pages make one paper, and which are none."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents import SplitResult, SubmissionPage
from domain.geometry import Box
from domain.ids import AttachmentId, PageId
from domain.kinds import Channel, Kind, Subkind
from domain.pages import TOO_FAINT, Barcode, FaxStrip, Mark, MarkKind, Quality
from domain.states import PageUse
from intake.classifiers.aside import is_blank
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.split import split_documents
from tests.examples import ONE_STORAGE, examples
from tests.intake.classifiers import papers
from tests.intake.classifiers.conftest import PageMaker
from tests.intake.classifiers.papers import reading_of

STRIP = "08/14/2026 10:22 FAX 508-555-0142 P. {}/3"


def groups_of(result: SplitResult) -> list[list[str]]:
    return [[str(page.id) for page in document.pages] for document in result.documents]


def sizes(texts: list[str], channel: Channel, page: PageMaker, classifier: KindClassifier) -> list[int]:
    result = split_documents([page(text) for text in texts], channel=channel, classifier=classifier)
    return [len(document.pages) for document in result.documents]


CASE_HEAD = """STATE OF RHODE ISLAND        FAMILY COURT
MARIA T SOUZA, Plaintiff        FC No. P2025-3079
v.
JOHN HALE, Defendant
FINAL JUDGMENT
This cause came on to be heard on the Plaintiff's Complaint for Divorce. It is hereby
ORDERED, ADJUDGED AND DECREED:
1. That the bond of marriage entered into by the parties is dissolved.
2. That there are no minor children of the marriage.
3. That the Plaintiff may resume the use of her maiden name, to wit: MARIA T PEREIRA."""
CASE_END = """{head}
{number}. That each party shall execute such further papers as are needed to carry out this Judgment.
ENTERED as the Final Judgment of this Court this 22nd day of April, 2026.
ENTER:        BY ORDER:
Associate Justice        Clerk
CERTIFIED TRUE COPY"""


@pytest.mark.parametrize("channel", [Channel.FAX, Channel.SCAN])
@pytest.mark.parametrize(
    ("head", "number", "expected"),
    [
        pytest.param("Souza v. Hale, FC No. P2025-3079", 4, [2], id="one case, counted on"),
        pytest.param("Souza v. Hale", 4, [2], id="counted on"),
        pytest.param("Souza v. Hale, FC No. P2025-3079", 7, [2], id="one case"),
        pytest.param("FAMILY COURT\nReyes v. Reyes, FC No. P2024-1188", 1, [1, 1], id="another case"),
        pytest.param("FAMILY COURT\nFC No. P2025-3079\nORDER", 1, [1, 1], id="the case's next order"),
    ],
)
def test_pages_of_one_case_are_one_paper(
    head: str, number: int, expected: list[int], channel: Channel, page: PageMaker, classifier: KindClassifier
) -> None:
    end = CASE_END.format(head=head, number=number)
    assert sizes([CASE_HEAD, end], channel, page, classifier) == expected


FOREIGN = """REPÚBLICA FEDERATIVA DO BRASIL
CERTIDÃO DE CASAMENTO
NOMES
RAFAEL AUGUSTO SOUZA
VITÓRIA LOPES
MATRÍCULA 098765 01 55 2024 2 00041 133
RAFAEL AUGUSTO SOUZA, nascido aos 14/09/1996, em Governador Valadares, filho de Augusto Souza Neto
VITÓRIA LOPES, nascida aos 26/05/1999, em Ipatinga, filha de Lúcia Helena Prado Lopes
REGIME DE BENS DO CASAMENTO Comunhão parcial de bens
Ela: VITÓRIA LOPES SOUZA"""
TRANSLATION = """{heading}
FEDERATIVE REPUBLIC OF BRAZIL, MARRIAGE CERTIFICATE
Registration no. 098765 01 55 2024 2 00041 133
Full names before the marriage: {one}, born on September 14, 1996 in Governador Valadares,
son of Augusto Souza Neto. {two}, born on May 26, 1999 in Ipatinga, daughter of Lúcia Helena Prado Lopes.
Name that each of the spouses came to use: He: no change. She: {two} SOUZA.
I attest that this is the complete rendering of the paper on the page before."""


@pytest.mark.parametrize("foreign_first", [True, False])
@pytest.mark.parametrize(
    ("heading", "one", "two", "expected"),
    [
        pytest.param(
            "CERTIFIED TRANSLATION", "RAFAEL AUGUSTO SOUZA", "VITÓRIA LOPES", [2], id="its translation"
        ),
        pytest.param("CERTIFIED COPY", "RAFAEL AUGUSTO SOUZA", "VITÓRIA LOPES", [1, 1], id="no translation"),
    ],
)
def test_a_paper_and_its_translation_are_one(
    heading: str,
    one: str,
    two: str,
    expected: list[int],
    foreign_first: bool,
    page: PageMaker,
    classifier: KindClassifier,
) -> None:
    texts = [FOREIGN, TRANSLATION.format(heading=heading, one=one, two=two)]
    texts = texts if foreign_first else texts[::-1]
    assert sizes(texts, Channel.EMAIL, page, classifier) == expected


APOSTILLE = """The State of Kent
Secretary of State
APOSTILLE
(Convention de La Haye du 5 octobre 1961)
1. Country: United States of America
This public document
2. has been signed by {signer}
3. acting in the capacity of City Clerk, Quincy
4. bears the seal of the City of Quincy
5. at Kent        6. the 8th day of July, 2026
This Apostille only certifies the authenticity of the signature and the capacity of who has signed."""
RECORD = """CITY OF QUINCY
CERTIFICATE OF MARRIAGE
Full name of party A  Maria T Souza     Full name of party B  Rafael Lopes
Surname to be used after marriage  Lopes
Date of birth  April 8, 1961     Date of birth  May 2, 1960
I certify that I solemnized the marriage of the above at Quincy on May 16, 2026.
Date of record: May 19, 2026
A true copy, attest:  Adrienne S. Koff, City Clerk"""


@pytest.mark.parametrize("first", [True, False], ids=["on top", "behind"])
@pytest.mark.parametrize(
    ("signer", "expected"), [("Adrienne S. Koff", [2]), ("Robin Pine", [1, 1])], ids=["its own", "another's"]
)
def test_an_apostille_is_of_the_paper_that_its_signer_signed(
    signer: str, expected: list[int], first: bool, page: PageMaker, classifier: KindClassifier
) -> None:
    texts = [APOSTILLE.format(signer=signer), RECORD]
    assert sizes(texts if first else texts[::-1], Channel.SCAN, page, classifier) == expected


def test_an_apostille_proves_one_record(page: PageMaker, classifier: KindClassifier) -> None:
    """Two people's records by one clerk, each with its own."""
    apostille = APOSTILLE.format(signer="Adrienne S. Koff")
    other = RECORD.replace("Maria T Souza", "Ana Hale").replace("Rafael Lopes", "Omar Reyes")
    assert sizes([RECORD, apostille, other, apostille], Channel.SCAN, page, classifier) == [2, 2]


ASKING_LETTER = """BRISTOL AMBULANCE, INC.
Human Resources
September 2, 2026
Office of Emergency Medical Services, 67 Forest Street, Marlborough, MA 01752
Re: EMT certification of a new hire, Kay Roe
To whom it may concern: We have made an offer of employment to Kay Roe. Our insurer asks that we hold a
statement from your office that this certification as an Emergency Medical Technician is current and whether
any action has been taken against it. The certificate number is E0843141. {encloses}
Please send the verification to my attention at 41 Weir Mill Way, Taunton, MA 02780, or fax 508-555-0167.
Very truly yours,
Maureen Hale, Personnel Coordinator"""
SIGNED_RELEASE = """{title}
Bristol Ambulance, Inc. - new employee packet
By signing I allow the Massachusetts Office of Emergency Medical Services to tell Bristol Ambulance, Inc. the
number, level, dates and standing of my certification and any complaint, finding or sanction.
Employee (print): Kay Roe     Date of birth: 3/20/86     Soc. Sec. No. (last four): 1521
Certificate number: {number}     State: Mass.
Signature of employee            Date signed 8-31-26"""
TITLE = "Authorization to Release Certification Information"
ENCLOSES = "The release that was signed at orientation is the next page."


@pytest.mark.parametrize(
    ("encloses", "title", "number", "expected"),
    [
        pytest.param(ENCLOSES, TITLE, "E0843141", [2], id="the release that it encloses"),
        pytest.param(ENCLOSES, TITLE, "E0810170", [1, 1], id="another person's"),
        pytest.param("No form is needed.", TITLE, "E0843141", [1, 1], id="it encloses none"),
        pytest.param(ENCLOSES, "Verification of certification", "E0843141", [1, 1], id="another request"),
    ],
)
def test_a_letter_and_the_release_that_it_encloses_are_one_request(
    encloses: str, title: str, number: str, expected: list[int], page: PageMaker, classifier: KindClassifier
) -> None:
    texts = [ASKING_LETTER.format(encloses=encloses), SIGNED_RELEASE.format(title=title, number=number)]
    assert sizes(texts, Channel.EMAIL, page, classifier) == expected


BARE_RELEASE = """APPLICANT ATTESTATION AND RELEASE
{over}
I have applied to Bristol Ambulance, Inc. I consent to inquiries of every school, employer and authority
and to the release of information bearing on my competence and character. A copy is as good as the original.
Printed name: {name}
Date of birth: 3/20/86     Social Security number: XXX-XX-1521
Signed on: 8-31-26     Signature
{below}"""


@pytest.mark.parametrize(
    ("name", "over", "below", "expected"),
    [
        pytest.param("Kay Roe", "", "", [2], id="its own"),
        pytest.param("Omar Reyes", "", "", [1, 1], id="another's"),
        pytest.param("Omar Reyes", "Employer name: Bristol Ambulance", "", [1, 1], id="of the same employer"),
        pytest.param("Omar Reyes", "", "Witness name: Maureen Hale", [1, 1], id="of the same witness"),
        pytest.param("Omar Reyes", "E0810170", "I, Maureen Hale, saw it signed", [1, 1], id="another number"),
    ],
)
def test_a_release_without_a_number_goes_with_the_letter_that_names_its_writer(
    name: str, over: str, below: str, expected: list[int], page: PageMaker, classifier: KindClassifier
) -> None:
    letter = ASKING_LETTER.format(encloses="A signed release is on the next sheet.")
    release = BARE_RELEASE.format(name=name, over=over, below=below)
    assert sizes([letter, release], Channel.EMAIL, page, classifier) == expected


def test_anothers_translation_is_another_paper(page: PageMaker, classifier: KindClassifier) -> None:
    other = TRANSLATION.format(heading="CERTIFIED TRANSLATION", one="OMAR REYES", two="ANA HALE")
    for word in (
        "098765",
        "00041",
        "Governador Valadares",
        "Ipatinga",
        "Augusto Souza Neto",
        "Lúcia Helena Prado Lopes",
    ):
        other = other.replace(word, "Lima")
    assert sizes([FOREIGN, other], Channel.EMAIL, page, classifier) == [1, 1]


ON_FRONT = ", on the day of admission shown on the face"


@pytest.mark.parametrize(
    ("day", "foot", "expected"),
    [
        pytest.param("", "(reverse of certificate no. 30 118 552)", [2], id="by its number"),
        pytest.param("", "Back of Certificate of Naturalization", [2], id="by its heading"),
        pytest.param(ON_FRONT + ".", "", [2], id="by a day told on its front"),
        pytest.param("", "(reverse of certificate no. 41 207 736)", [1, 1], id="another certificate's"),
        pytest.param(ON_FRONT + " of the petition.", "", [1, 1], id="a day told on another paper"),
        pytest.param("", "", [1, 1], id="a court's paper"),
    ],
)
def test_a_certificate_takes_its_back_of_another_kind(
    day: str, foot: str, expected: list[int], page: PageMaker, classifier: KindClassifier
) -> None:
    texts = [papers.CITIZENS_CERTIFICATE, papers.CITIZENS_BACK.format(day=day, foot=foot)]
    assert sizes(texts, Channel.SCAN, page, classifier) == expected


@pytest.mark.parametrize(
    ("front", "back", "expected"),
    [
        pytest.param("EF01-11392 Rev. 01/2021", "EF01-11392 Rev. 01/2021 (reverse)", [2], id="its number"),
        pytest.param("State EMS Form A", "State EMS, Form A - back", [2], id="its line"),
        pytest.param("State EMS Form A", "State EMS, Form B - back", [1, 1], id="another form's line"),
        pytest.param("State EMS Form A", "State EMS, Form A", [1, 1], id="no word of a back"),
        pytest.param(
            "EF01-11392 (reverse)", "EF01-11392 (reverse)", [1, 1], id="behind another back of the form"
        ),
    ],
)
def test_a_filled_in_form_takes_the_back_that_names_it(
    front: str, back: str, expected: list[int], page: PageMaker, classifier: KindClassifier
) -> None:
    texts = [f"{papers.REQUEST}\n{front}", f"{papers.RELEASE_HALF}\n{back}"]
    assert sizes(texts, Channel.SCAN, page, classifier) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            [papers.REQUEST + "\nPage 1 of 2", papers.OFFICE_HALF + "\nPage 2 of 2"], [2], id="numbered"
        ),
        pytest.param([papers.CARD, papers.CARD_BACK], [2], id="card front and back"),
        pytest.param([papers.CARD_BACK, papers.CARD], [2], id="card back and front"),
        pytest.param([papers.CARD, papers.CARD_BACK_WITH_RULES], [2], id="a back that tells of the course"),
        pytest.param(
            [papers.CARD, papers.CARD_BACK_OF_ANY_HOLDER], [2], id="a back of whoever holds the card"
        ),
        pytest.param(
            [papers.CARD, papers.CARD_BACK_OF_ANY_HOLDER + "\nClass date   Expiration date"],
            [1, 1],
            id="another front whose days were lost",
        ),
        pytest.param(
            [
                papers.CARD.replace("American Heart Association", "National Safety Council"),
                papers.CARD_BACK_OF_A_COURSE,
            ],
            [2],
            id="a back that tells what a course met",
        ),
        pytest.param(
            [
                papers.CARD.replace("American Heart Association", "Health & Safety Institute"),
                papers.CARD_BACK_WITH_TERM,
            ],
            [2],
            id="a back that tells how long cards hold",
        ),
        pytest.param(
            [papers.CARD, papers.CARD_BACK_OF_A_COURSE + "\nhas successfully completed the course"],
            [1, 1],
            id="another front that tells what its course met",
        ),
        *(
            pytest.param([papers.CARD.replace("American Heart Association", issuer), front], [1, 1], id=name)
            for issuer, front, name in (
                (
                    "American Heart Association",
                    papers.CARD_WITHOUT_DAYS.format(holder="Omar Haddad"),
                    "another front without days that tells what was passed",
                ),
                (
                    "American Heart Association",
                    papers.CARD_WITHOUT_DAYS.format(holder="Name"),
                    "another front with room for a name",
                ),
                (
                    "Health & Safety Institute",
                    papers.CARD_OF_A_PROGRAM,
                    "another front that tells what its program met",
                ),
                ("American Red Cross", papers.CARD_WITH_TERM, "another front that tells how long it holds"),
                ("National Safety Council", papers.CARD_OF_A_BEARER, "another front that tells of a bearer"),
                (
                    "National Safety Council",
                    papers.CARD_WITH_SIGNATURE.format(holder="Omar Haddad"),
                    "another front that its holder signs",
                ),
                (
                    "National Safety Council",
                    papers.CARD_BACK_OF_A_COURSE + "\nOmar Haddad",
                    "another front that names its holder alone",
                ),
            )
        ),
        pytest.param(
            [papers.REQUEST + "\nForm L-07-B (Rev. 02/2024)", papers.FORM_INSTRUCTIONS],
            [2],
            id="a form and its printed back",
        ),
        pytest.param(
            [papers.REQUEST + "\nSee instructions on back", papers.FORM_INSTRUCTIONS.replace("L-07-B", "")],
            [2],
            id="a form that tells of its back",
        ),
        pytest.param(
            [papers.REQUEST + "\nForm K-12 (Rev. 02/2024)", papers.FORM_INSTRUCTIONS],
            [1, 1],
            id="another form's back",
        ),
        pytest.param(
            [papers.REQUEST + "\nForm L-07-B", papers.INSTRUCTED_REQUEST],
            [1, 1],
            id="another person's form with instructions at its head",
        ),
        pytest.param(
            [
                papers.REQUEST + "\nInstructions on reverse",
                papers.APPLICANT_WRITES.format(greeting="Dear Mr. Marchetti:", name=""),
            ],
            [1, 1],
            id="a letter that greets",
        ),
        pytest.param(
            [
                papers.REQUEST + "\nInstructions on reverse",
                papers.APPLICANT_WRITES.format(greeting="", name="Leo Marchetti"),
            ],
            [1, 1],
            id="a letter with its writer's name",
        ),
        pytest.param(
            [papers.REQUEST + "\nForm EMS-12", papers.OFFICE_WRITES],
            [1, 1],
            id="another office's letter that names the form",
        ),
        pytest.param([papers.CARD_LETTER, papers.CARD], [2], id="a letter and the card that it brings"),
        pytest.param([papers.CARD_LETTER, papers.CARD_OF_ANOTHER], [1, 1], id="a letter and another's card"),
        pytest.param(
            [papers.CARD_LETTER.replace("card on the next page", "course"), papers.CARD],
            [1, 1],
            id="a letter that brings no card",
        ),
        pytest.param(
            [papers.CARD_LETTER.replace("Dear Leo,", "Dear officer,"), papers.CARD],
            [1, 1],
            id="a letter to somebody else",
        ),
        pytest.param([papers.MARRIAGE, papers.SECURITY_BACK], [2], id="certified copy and its back"),
        pytest.param([papers.REQUEST, papers.SECURITY_BACK], [1, 1], id="a copy's back behind a form"),
        pytest.param(
            [papers.OFFICE_HALF + "\nPage 2 of 2", papers.REQUEST + "\nPage 1 of 2"],
            [2],
            id="fed last sheet first",
        ),
        pytest.param(
            [
                f"{text}\nPage {number} of 2"
                for _ in "ab"
                for number, text in ((2, papers.OFFICE_HALF), (1, papers.REQUEST))
            ],
            [2, 2],
            id="two fed last sheet first",
        ),
        pytest.param([papers.CARD, papers.CARD_OF_ANOTHER], [1, 1], id="cards of two people"),
        pytest.param([papers.REQUEST, papers.LICENCE], [1, 1], id="licence copy after a form"),
        pytest.param(
            [
                papers.REQUEST,
                papers.REQUEST.replace("Dana Whitfield", "Omar Field").replace("E0912345", "E0955555"),
            ],
            [1, 1],
            id="next person's form",
        ),
        pytest.param([papers.DECREE, papers.LICENCE, papers.CARD], [1, 1, 1], id="three papers"),
        pytest.param(
            [STRIP.format(1) + "\n" + papers.CARD, STRIP.format(2) + "\n" + papers.DECREE],
            [1, 1],
            id="a fax strip counts the fax, not the paper",
        ),
        pytest.param(
            [papers.DECREE + "\nDecree, 1 of 2", "and all other relief is denied.\nClerk\nDecree, 2 of 2"],
            [2],
            id="numbered in the footer",
        ),
        pytest.param(
            [papers.JUDGMENT + "\n1", papers.JUDGMENT_GOES_ON + "\n2"], [2], id="numbered at the foot"
        ),
        pytest.param([papers.JUDGMENT, papers.JUDGMENT_GOES_ON], [2], id="orders behind findings"),
        pytest.param(
            [
                papers.ORDERS.format(end="; and it is further"),
                papers.ORDERS_MORE.format(begin="ORDERED AND ADJUDGED that"),
            ],
            [2],
            id="orders that are announced",
        ),
        pytest.param(
            [papers.ORDERS.format(end="; and it is further"), papers.ORDERS_MORE.format(begin="that")],
            [2],
            id="an order that breaks off",
        ),
        pytest.param(
            [papers.ORDERS.format(end="."), papers.ORDERS_MORE.format(begin="ORDERED, that")],
            [2],
            id="a page that begins with an order",
        ),
        pytest.param(
            [
                papers.ORDERS.format(end="; and it is further"),
                papers.CITIZENS_CERTIFICATE,
            ],
            [1, 1],
            id="another paper where more orders are announced",
        ),
        *(
            pytest.param([papers.ORDERS.format(end="; and it is further"), other], [1, 1], id=name)
            for other, name in (
                (papers.DECREE, "another court's decree where more is announced"),
                (papers.DECREE_OF_ANOTHER, "another person's decree where more is announced"),
                (papers.PETITION, "a petition where more is announced"),
                (papers.CITIZENS_BACK.format(day="", foot=""), "a citizen's back where more is announced"),
                (papers.CARD_BACK_WITH_TERM, "a card's back where more is announced"),
                (papers.OFFICE_HALF, "an office's half where more is announced"),
                (papers.FOREIGN, "a foreign paper where more is announced"),
                (papers.GIBBERISH, "a page that cannot be read where more is announced"),
                (
                    papers.ORDERS_MORE.format(begin="ORDERED that in Index No. 2024-771905"),
                    "another case's orders where more is announced",
                ),
            )
        ),
        pytest.param(
            [
                papers.ORDERS.format(end="; and it is further"),
                "Stanton v. Stanton   Index No. 2025-330148\n"
                + papers.ORDERS_MORE.format(begin="ORDERED AND ADJUDGED that"),
            ],
            [2],
            id="orders below a head with the number of their case",
        ),
        pytest.param(
            [papers.JUDGMENT + "\n1", papers.DECREE + "\n1"], [1, 1], id="each numbered one at the foot"
        ),
        pytest.param(
            [papers.REQUEST + "\nPage 1 of 1", papers.INVERSE + "\nPage 1 of 1"], [1, 1], id="each a page one"
        ),
    ],
)
def test_parts_papers(
    texts: list[str], expected: list[int], page: PageMaker, classifier: KindClassifier
) -> None:
    assert sizes(texts, Channel.SCAN, page, classifier) == expected


def test_an_applicants_half_takes_the_offices_half(page: PageMaker, classifier: KindClassifier) -> None:
    first = papers.REQUEST.split("Part B")[0]
    assert sizes([first, papers.OFFICE_HALF], Channel.FAX, page, classifier) == [2]


def test_a_licence_takes_its_back(page: PageMaker, classifier: KindClassifier) -> None:
    code = Barcode("PDF417", papers.AAMVA, Box(100, 100, 500, 200))
    pages = [page(papers.LICENCE), page("Class D   Rev 07/15/2016", codes=(code,))]
    result = split_documents(pages, channel=Channel.SCAN, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p0", "scan.pdf-p1"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(papers.UNREAD_DIPLOMA, papers.UNREAD_CARD, id="of two issuers"),
        pytest.param(papers.UNREAD_CARD, papers.UNREAD_DIPLOMA, id="of two issuers, the other first"),
        pytest.param(
            papers.CARD, papers.UNREAD_DIPLOMA.replace("an HSI brand", ""), id="that names its holder"
        ),
        pytest.param(
            papers.CARD,
            papers.CARD_BACK + "\nNational Safety Council, Basic Life Support",
            id="a back of another issuer",
        ),
    ],
)
def test_a_card_whose_dates_were_not_read_is_no_back(
    page: PageMaker, classifier: KindClassifier, one: str, other: str
) -> None:
    result = split_documents([page(one), page(other)], channel=Channel.FAX, classifier=classifier)
    assert [len(document.pages) for document in result.documents] == [1, 1]


def test_a_back_that_leans_on_another_s_guidelines_is_the_card_s(
    page: PageMaker, classifier: KindClassifier
) -> None:
    front = papers.CARD.replace("American Heart Association", "National Safety Council")
    back = papers.CARD_BACK + "\nThis course follows the guidelines of the American Heart Association."
    result = split_documents([page(front), page(back)], channel=Channel.FAX, classifier=classifier)
    assert [len(document.pages) for document in result.documents] == [2]


def test_a_licence_with_days_year_first_is_no_back_of_another(
    page: PageMaker, classifier: KindClassifier
) -> None:
    """Nor does a postal code that both end on make them one form."""
    two = papers.LICENCE.replace("MASSACHUSETTS", "NEW ALBION").replace("VOLKOVA", "STANTON")
    for day in ("05/06/1990", "05/06/2029", "05/01/2024"):
        month, number, year = day.split("/")
        two = two.replace(day, f"{year}/{month}/{number}")
    two = two.replace("DOB", "008").replace("S55512345", "M368-1383-1284")
    result = split_documents([page(papers.LICENCE), page(two)], channel=Channel.FAX, classifier=classifier)
    assert [len(document.pages) for document in result.documents] == [1, 1]


def test_a_card_goes_on_in_another_attachment(page: PageMaker, classifier: KindClassifier) -> None:
    pages = [
        page(papers.CARD, attachment="card front.jpg"),
        page(papers.CARD_BACK, attachment="card back.jpg"),
    ]
    result = split_documents(pages, channel=Channel.EMAIL, classifier=classifier)
    assert groups_of(result) == [["card front.jpg-p0", "card back.jpg-p0"]]
    assert result.documents[0].guess.kind is Kind.CPR_CARD


def test_sets_aside_what_is_no_document(page: PageMaker, classifier: KindClassifier) -> None:
    texts = [papers.CARD, "", papers.SEPARATOR, papers.DECREE]
    result = split_documents([page(text) for text in texts], channel=Channel.SCAN, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p0"], ["scan.pdf-p3"]]
    assert [use for _, use in result.set_aside] == [PageUse.BLANK, PageUse.SEPARATOR]


@pytest.mark.parametrize(
    ("blanks", "channel", "shown"),
    [
        pytest.param(3, Channel.SCAN, [], id="a back and a separator of two sides"),
        pytest.param(5, Channel.SCAN, ["scan.pdf-p3"], id="backs and separators round a sheet face down"),
        pytest.param(5, Channel.EMAIL, [], id="no batch"),
    ],
)
def test_a_sheet_fed_face_down_is_shown(
    blanks: int, channel: Channel, shown: list[str], page: PageMaker, classifier: KindClassifier
) -> None:
    texts = [papers.CARD, *[""] * blanks, papers.DECREE]
    result = split_documents([page(text) for text in texts], channel=channel, classifier=classifier)
    unsure = [str(d.pages[0].id) for d in result.documents if d.guess.abstains and len(d.pages) == 1]
    assert unsure == shown
    assert len(result.set_aside) == blanks - len(shown)


def test_blanks_at_the_end_of_a_batch_are_blanks(page: PageMaker, classifier: KindClassifier) -> None:
    texts = ["", papers.CARD, "", "", "", "", ""]
    result = split_documents([page(text) for text in texts], channel=Channel.SCAN, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p1"]]


def test_a_separators_code_parts_a_batch(page: PageMaker, classifier: KindClassifier) -> None:
    code = Barcode("Code39", "SEPARATOR", Box(100, 100, 600, 200))
    pages = [page(papers.CARD), page("", codes=(code,)), page(papers.CARD_BACK)]
    result = split_documents(pages, channel=Channel.SCAN, classifier=classifier)
    assert (pages[1].id, PageUse.SEPARATOR) in result.set_aside
    assert len(result.documents) == 2


@pytest.mark.parametrize(
    "cover",
    [
        "Attn: OEMS Certification Unit\nfrom Front Office\n2 pages\nkindly confirm receipt.\nThanks!",
        "Dear OEMS:\nFollowing this sheet are 2 page(s) about: certification.\nStation 2",
        "OEMS\nSheets: 3\nM. Souza",
    ],
)
def test_a_short_sheet_that_counts_the_pages_of_a_fax_covers_them(
    cover: str, page: PageMaker, classifier: KindClassifier
) -> None:
    result = split_documents([page(cover), page(papers.CARD)], channel=Channel.FAX, classifier=classifier)
    assert [d.guess.kind for d in result.documents] == [Kind.CPR_CARD]
    assert [use for _, use in result.set_aside] == [PageUse.COVER]


def test_a_fax_cover_is_no_document(page: PageMaker, classifier: KindClassifier) -> None:
    pages = [page("You have received a 2 page fax", attachment="body", body=True)]
    pages += [page(papers.COVER_SHEET), page(papers.REQUEST)]
    result = split_documents(pages, channel=Channel.FAX, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p1"]]
    assert [use for _, use in result.set_aside] == [PageUse.COVER, PageUse.COVER]


def test_a_cover_that_names_the_applicant_covers(page: PageMaker, classifier: KindClassifier) -> None:
    cover = (
        "FAX MESSAGE\nTo: Office of Emergency Medical Services\nYou should get 2 sheets. If not, call us.\n"
        "Applicant: Dana Whitfield\nDate of birth: 02/03/1990\nMA EMT no. E0912345"
    )
    result = split_documents([page(cover), page(papers.REQUEST)], channel=Channel.FAX, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p1"]]
    assert [use for _, use in result.set_aside] == [PageUse.COVER]


def test_pictures_of_pages_join_in_either_order(page: PageMaker, classifier: KindClassifier) -> None:
    texts = (papers.REQUEST.split("Part B")[0] + "\nPage 1 of 2", papers.OFFICE_HALF + "\nPage 2 of 2")
    made = [page(text, attachment=f"page{number}.jpeg") for number, text in enumerate(texts, start=1)]
    for pages in (made, made[::-1]):
        result = split_documents(pages, channel=Channel.EMAIL, classifier=classifier)
        assert groups_of(result) == [["page1.jpeg-p0", "page2.jpeg-p0"]]


_FIRST_HALF = papers.REQUEST.split("Part B")[0]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        pytest.param(
            [papers.OFFICE_HALF + "\nPage 2 of 2", _FIRST_HALF + "\nPage 1 of 2"], [1, 0], id="numbers"
        ),
        pytest.param([papers.OFFICE_HALF, _FIRST_HALF], [1, 0], id="the office's half first"),
        pytest.param([papers.CARD_BACK, papers.CARD], [1, 0], id="a card's back first"),
        pytest.param([papers.CARD, papers.CARD_BACK], [0, 1], id="a card's back last"),
        pytest.param([_FIRST_HALF, papers.OFFICE_HALF], [0, 1], id="as it should be"),
    ],
)
def test_pages_come_in_the_papers_own_order(
    page: PageMaker, classifier: KindClassifier, texts: list[str], order: list[int]
) -> None:
    pages = [page(text) for text in texts]
    result = split_documents(pages, channel=Channel.SCAN, classifier=classifier)
    assert [[p.id for p in document.pages] for document in result.documents] == [[pages[n].id for n in order]]


@pytest.mark.parametrize(
    ("shown", "expected"), [("265412345678", [2]), ("265400000000", [1, 1])], ids=["same", "other"]
)
def test_a_letter_that_shows_the_card_s_number_brings_it(
    shown: str, expected: list[int], page: PageMaker, classifier: KindClassifier
) -> None:
    letter = papers.CARD_LETTER.replace("Dear Leo,", "To whom it may concern:")
    codes = [
        Barcode("QRCode", f"https://cards.example/{number}", Box(700, 900, 800, 1000))
        for number in (shown, "265412345678")
    ]
    pages = [page(letter, codes=(codes[0],)), page(papers.CARD, codes=(codes[1],))]
    result = split_documents(pages, channel=Channel.EMAIL, classifier=classifier)
    assert [len(document.pages) for document in result.documents] == expected


@pytest.mark.parametrize("names", [("front.jpeg", "back.jpeg"), ("page1.jpeg", "page2.jpeg")])
def test_attachments_come_in_the_order_of_their_names(
    page: PageMaker, classifier: KindClassifier, names: tuple[str, str]
) -> None:
    front, back = page(papers.CARD, attachment=names[0]), page(papers.CARD_BACK, attachment=names[1])
    result = split_documents([back, front], channel=Channel.EMAIL, classifier=classifier)
    assert [[p.id for p in document.pages] for document in result.documents] == [[front.id, back.id]]


def test_a_cover_alone_is_shown(page: PageMaker, classifier: KindClassifier) -> None:
    pages = [page("A fax has arrived", attachment="body", body=True), page(papers.COVER_SHEET)]
    result = split_documents(pages, channel=Channel.FAX, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p0"]]
    assert result.documents[0].guess.abstains


def test_a_covered_blank_is_shown(page: PageMaker, classifier: KindClassifier) -> None:
    result = split_documents([page(papers.COVER_SHEET), page("")], channel=Channel.FAX, classifier=classifier)
    assert groups_of(result) == [["scan.pdf-p1"]]
    assert result.documents[0].guess.abstains


ASKS = (
    "Hello, please send a verification of my Massachusetts paramedic certification to the Nevada EMS Office. "
    "My number is P0812345 and my date of birth is 02/03/1990. They want it by fax to 702-555-0101. "
    "Thank you, Ann Roe"
)
THANKS = "Super, the letter reached them. Thank you!\nAnn\n\n> On Monday, Ann Roe wrote:\n>\n> " + ASKS
IN_OTHER_WORDS = (
    "Good day, one of our applicants, Ann Roe, says she is a paramedic with you (P0812345, born 2/3/1990). "
    "Could somebody let us know whether that is so, until when, and if she was ever barred? Answer to Nevada "
    "EMS Office, 4150 Technology Way, Carson City, NV 89706. Her licence comes with this message."
)
CONFIRMS_RECEIPT = (
    "Hi, here is my CPR card. My EMT number is E0912345 and I was born 3/4/1990. "
    "Please confirm that you got it. Jane"
)
HEAR_WHEN_CHANGED = (
    "Good afternoon,\nAs asked on the phone, the court's decree comes with this as one page. "
    "My Massachusetts certification is P0845210. Kindly confirm when the name on it\nhas been updated.\n"
    "Best regards,\nIrina Stanton"
)
ASKS_FOR_ANOTHERS_NAME = (
    "Good day, one of our medics, Irina Stanton, says she is a paramedic with you (P0845210, born 5/6/1990). "
    "Could somebody look whether her name is changed there, until when that takes, and if she was ever "
    "listed as Stanton? The court's decree comes with this message. Sable Ridge Ambulance"
)
ASKS_UNDER_NEW_NAME = ASKS.replace(
    "1990.", "1990. My name was changed, see the decree. Please do so and confirm receipt."
)
COVERS = "Good morning, please find attached my CPR card for my file. Thank you, Ann Roe"
STATUS = (
    "Hi, I submitted my renewal three weeks ago and have not received my card. "
    "Can you tell me the status? Ann Roe"
)


@pytest.mark.parametrize(
    ("body", "attached", "kinds"),
    [
        pytest.param(ASKS, None, [Kind.VERIFICATION_REQUEST], id="the body is the request"),
        pytest.param(
            ASKS,
            papers.LICENCE,
            [Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE],
            id="with a licence copy",
        ),
        pytest.param(
            IN_OTHER_WORDS,
            papers.LICENCE,
            [Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE],
            id="in other words",
        ),
        pytest.param(CONFIRMS_RECEIPT, papers.CARD, [Kind.CPR_CARD], id="asks only for a receipt"),
        pytest.param(
            HEAR_WHEN_CHANGED, papers.DECREE, [Kind.NAME_CHANGE_EVIDENCE], id="hear when the name is changed"
        ),
        pytest.param(
            ASKS_FOR_ANOTHERS_NAME,
            papers.DECREE,
            [Kind.NAME_CHANGE_EVIDENCE],
            id="another's change of name",
        ),
        pytest.param(
            ASKS_UNDER_NEW_NAME,
            papers.DECREE,
            [Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE],
            id="a request under the new name",
        ),
        pytest.param(ASKS, papers.REQUEST, [Kind.VERIFICATION_REQUEST], id="the attachment is the request"),
        pytest.param(THANKS, None, [Kind.OTHER], id="thanks above the old request"),
        pytest.param(COVERS, papers.CARD, [Kind.CPR_CARD], id="only a cover"),
        pytest.param(STATUS, None, [Kind.OTHER], id="a question"),
        pytest.param(STATUS, papers.CARD, [Kind.CPR_CARD], id="a question beside a card"),
    ],
)
def test_judges_a_message_body(
    body: str, attached: str | None, kinds: list[Kind], page: PageMaker, classifier: KindClassifier
) -> None:
    pages = [page(body, attachment="body", body=True)]
    pages += [page(attached, attachment="paper.pdf")] if attached else []
    result = split_documents(pages, channel=Channel.EMAIL, classifier=classifier)
    assert [document.guess.kind for document in result.documents] == kinds


@pytest.mark.parametrize(
    ("texts", "channel", "documents"),
    [
        pytest.param([papers.NAME_LETTER, papers.DECREE], Channel.EMAIL, 1, id="letter over a decree"),
        pytest.param([papers.DECREE, papers.NAME_LETTER], Channel.FAX, 1, id="letter behind a decree"),
        pytest.param([papers.NAME_LETTER], Channel.EMAIL, 1, id="letter alone"),
        pytest.param([papers.NAME_LETTER, papers.CARD], Channel.EMAIL, 2, id="letter beside another matter"),
        pytest.param([papers.NAME_LETTER, papers.DECREE], Channel.SCAN, 2, id="in a batch of many people"),
    ],
)
def test_a_letter_over_the_paper_that_it_encloses_is_its_cover(
    texts: list[str], channel: Channel, documents: int, page: PageMaker, classifier: KindClassifier
) -> None:
    pages = [page(text, attachment=f"{n}.pdf") for n, text in enumerate(texts)]
    result = split_documents(pages, channel=channel, classifier=classifier)
    assert len(result.documents) == documents
    assert len(result.set_aside) == len(texts) - documents


GIVES_WHAT_WAS_ASKED = (
    "Sorry about that. My date of birth is 5/3/1986. The Texas Department of State Health Services\n"
    "is who needs it. They gave me this for where it goes:\n"
    "EMS Certification, P.O. Box 149351, MC 2836, Austin, TX 78714\nfax 512-555-0177\nTheodore Roe\n"
)
ASKED_BEFORE = (
    "On Tue, Sep 29, 2026 at 3:05 PM OEMS Certification <oems@mass.example.gov> wrote:\n"
    "> We can send a verification, but please tell us your date of birth and the agency.\n"
    "> > Hi, I need a good standing letter for my EMT (E0890181) sent to Texas.\n"
)


@pytest.mark.parametrize(("thread", "unsure"), [("", True), (ASKED_BEFORE, False)], ids=["alone", "answered"])
def test_what_a_mail_answers_may_say_what_it_is(
    thread: str, unsure: bool, page: PageMaker, classifier: KindClassifier
) -> None:
    body = page(GIVES_WHAT_WAS_ASKED + thread, attachment="body", body=True)
    (document,) = split_documents([body], channel=Channel.EMAIL, classifier=classifier).documents
    assert (document.guess.kind, document.guess.abstains) == (Kind.VERIFICATION_REQUEST, unsure)


def test_a_cover_without_its_attachment_is_triaged(page: PageMaker, classifier: KindClassifier) -> None:
    body = page(COVERS, attachment="body", body=True)
    result = split_documents([body], channel=Channel.EMAIL, classifier=classifier)
    assert result.documents[0].guess.abstains
    unread = split_documents([body], channel=Channel.EMAIL, classifier=classifier, unread_attachments=1)
    assert unread.documents == ()
    assert unread.set_aside == ((body.id, PageUse.COVER),)


@pytest.mark.parametrize(
    ("automatic", "subkind"), [("auto_reply", Subkind.AUTO_REPLY), ("bounce", Subkind.BOUNCE)], ids=str
)
def test_trusts_headers_of_automatic_mail(
    automatic: str, subkind: Subkind, page: PageMaker, classifier: KindClassifier
) -> None:
    body = page("Thank you for writing to us", attachment="body", body=True)
    result = split_documents([body], channel=Channel.EMAIL, automatic=automatic, classifier=classifier)
    assert result.documents[0].guess.kind is Kind.OTHER
    assert result.documents[0].guess.subkind is subkind


_TEXTS = (
    papers.REQUEST, papers.OFFICE_HALF, papers.CARD, papers.CARD_BACK, papers.LICENCE, papers.DECREE,
    papers.COVER_SHEET, papers.SEPARATOR, papers.GIBBERISH, "", "Page 2 of 3", ASKS,
)  # fmt: skip


@given(
    drawn=st.lists(st.tuples(st.sampled_from(_TEXTS), st.sampled_from(["a.pdf", "b.tif"])), max_size=9),
    body=st.sampled_from([None, "", ASKS, COVERS, STATUS]),
    channel=st.sampled_from(list(Channel)),
    unread=st.integers(0, 1),
)
@settings(max_examples=examples(120), suppress_health_check=ONE_STORAGE)
def test_every_page_once_and_in_order(
    drawn: list[tuple[str, str]], body: str | None, channel: Channel, unread: int, classifier: KindClassifier
) -> None:
    """The page equation: in one document or set aside, never both, never twice; papers as they came."""
    pages = [
        SubmissionPage(PageId(f"p{n}"), AttachmentId(name), name, reading_of(text, index=n))
        for n, (text, name) in enumerate(sorted(drawn, key=lambda one: one[1]))
    ]
    if body is not None:
        reading = reading_of(body, body=True)
        pages.insert(0, SubmissionPage(PageId("body"), AttachmentId("0"), None, reading, is_body=True))
    result = split_documents(pages, channel=channel, classifier=classifier, unread_attachments=unread)
    used = [page.id for document in result.documents for page in document.pages]
    aside = [page_id for page_id, _ in result.set_aside]
    assert sorted([*used, *aside]) == sorted(page.id for page in pages)
    order = [page.id for page in pages]
    places = [[order.index(page.id) for page in document.pages] for document in result.documents]
    assert [min(group) for group in places] == sorted(min(group) for group in places)
    assert aside == sorted(aside, key=order.index)


@pytest.mark.parametrize("channel", [Channel.FAX, Channel.SCAN, Channel.UPLOAD, Channel.EMAIL])
@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        pytest.param([], [], [Kind.OTHER], id="alone"),
        pytest.param([papers.CARD], [], [Kind.CPR_CARD, Kind.OTHER], id="after a card"),
        pytest.param(
            [papers.DECREE + "\nPage 1 of 2"],
            ["and all other relief is denied.\nClerk\nPage 2 of 2"],
            [Kind.NAME_CHANGE_EVIDENCE, Kind.OTHER],
            id="amid a paper",
        ),
    ],
)
def test_a_page_too_faint_to_read_is_shown_to_a_person(
    before: list[str],
    after: list[str],
    kinds: list[Kind],
    channel: Channel,
    page: PageMaker,
    classifier: KindClassifier,
) -> None:
    made = page("")
    faint = replace(made.reading, blank=False, quality=Quality(0.0, (TOO_FAINT,)))
    strip = FaxStrip("08/14/2026 10:22 FAX 508-555-0142 P. 2/3")
    lost = replace(made, reading=faint, strip=strip if channel is Channel.FAX else None)
    pages = [*map(page, before), lost, *map(page, after)]
    result = split_documents(pages, channel=channel, classifier=classifier)
    assert [document.guess.kind for document in result.documents] == kinds
    (shown,) = (document for document in result.documents if document.pages == (lost,))
    assert shown.guess.abstains
    assert result.set_aside == ()


@pytest.mark.parametrize(
    ("text", "mark", "blank"),
    [
        pytest.param("Page 2 of 3", None, True, id="a page number"),
        pytest.param("- 2 -", None, True, id="a bare number"),
        pytest.param("This page intentionally left blank", None, True, id="says so itself"),
        pytest.param("2", MarkKind.INK, False, id="a signature above the number"),
        pytest.param("2", MarkKind.CHECKBOX_ON, False, id="a ticked box"),
        pytest.param("EMT 2", None, False, id="a word"),
    ],
)
def test_a_page_that_only_counts_is_blank(
    text: str, mark: MarkKind | None, blank: bool, page: PageMaker
) -> None:
    made = page(text)
    marks = (Mark(mark, Box(100, 300, 300, 360)),) if mark else ()
    assert is_blank(replace(made, reading=replace(made.reading, marks=marks))) is blank
