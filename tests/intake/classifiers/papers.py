"""Papers written for these tests only; no training template holds their wording."""

from domain.geometry import Box
from domain.pages import Barcode, PageReading, PageSource, Word

REQUEST = """STATE OF OREGON
HEALTH AUTHORITY EMS PROGRAM
VERIFICATION OF EMS LICENSE HELD IN ANOTHER STATE
Part A is for the applicant
Applicant's full name: Dana Whitfield
Date of birth: 04/12/1988   SSN: xxx-xx-4411
License held in Massachusetts: EMT   Certificate number: E0912345
I authorize my licensing agency to release information about my certification.
Signature of applicant: Dana Whitfield  Date: 08/02/2026
Part B is to be completed by the state licensing agency
Current status: ______  Expiration date: ______
Has this license ever been disciplined? [ ] Yes [ ] No
Name and title of official completing this form: ______
Affix agency seal
Return this form directly to Oregon EMS Program, Salem, OR 97301  Fax 503-555-0144"""

OFFICE_HALF = """Part B (continued)
To be completed by the issuing state agency
Certificate number: ______  Date issued: ______  Expires: ______
Has any disciplinary action been taken? [ ] Yes [ ] No
Basis of certification: [ ] Examination [ ] Reciprocity
Printed name of official: ______  Title: ______
Signature: ______  (SEAL)"""

RELEASE_HALF = """State EMS certification verification
I authorize the state that certified me to release the facts asked for below.
Signature of applicant   Date signed 8/19/26
State office completes this box
Certificate number ______ Issue date ______ Expiration ______
Certificate now: in good standing [ ] lapsed [ ] suspended [ ]
If anything other than good standing please explain ______
Name ______ Title ______ Signature ______ Date ______
When complete, send to State EMS Bureau, 12 Court Street, Salem, OR 97301"""

CARD = """American Heart Association
BLS Provider
Leo Marchetti
has successfully completed the cognitive and skills evaluations in accordance with the curriculum
of the American Heart Association Basic Life Support Program
Issue Date 03/14/2026   Renew By 03/2028
Training Center Name Harbor CPR   Training Center ID MA20555
Instructor Name Gail Ostrow   eCard Code 265412345678"""

CARD_LETTER = """American Heart Association
August 20, 2026
Leo Marchetti
12 Elm Street, Quincy, MA 02169
Dear Leo,
Thank you for taking the class. Your completion is on record, and the BLS Provider card on the next page may
be printed or shown to an employer.
Course BLS Provider, instructor-led
Training Center Harbor CPR
Questions? Call the training center at 617-555-0142."""

CARD_OF_ANOTHER = CARD.replace("Leo Marchetti", "Nora Petrakis").replace("265412345678", "265499911122")

CARD_BACK = """This card contains unique security features
Any alteration voids this card
Holder's signature
Instructor signature
For course information visit the training center"""

CARD_BACK_WITH_RULES = """NOT VALID IF ALTERED
The holder has been evaluated in person by an instructor in one- and two-rescuer CPR and use of an AED.
Certification lapses on the date written on the front, no more than two years from class completion.
HARBOR SAFETY TRAINING
Holder's signature"""

CARD_BACK_OF_ANY_HOLDER = """Gail Ostrow
Authorized instructor (print)
Harbor Safety Training
Training center
Card no. 7720418
This card certifies that the holder has completed the program; it does not guarantee performance.
Void if altered."""

CARD_BACK_OF_A_COURSE = """Harbor Safety Training
Training agency
4471-MA   617-555-0142
Agency no.   Agency telephone
This course met the recommendations of the current Guidelines for CPR. Practise your skills often.
Card holder's signature"""

CARD_BACK_WITH_TERM = """Training Center
Harbor Safety Training
The holder was evaluated by an Authorized Instructor in airway management.
Certification period may not exceed 24 months from the class completion date.
hsi.example.com   Health & Safety Institute Training"""

CARD_WITHOUT_DAYS = """American Safety Training
Course Passed: BLS for Healthcare Providers
{holder}
Instructor Rosa Field   Training Center Harbor Training
Valid two years"""

CARD_OF_A_PROGRAM = """Heartsaver CPR AED
The program met the guidelines. Participant
Name
Instructor   Training Site
Class passed"""

CARD_WITH_TERM = """Red Cross
CPR and First Aid
Card valid for 2 years from completion date
Holder
Instructor Harbor Training"""

CARD_OF_A_BEARER = """NATIONAL SAFETY COUNCIL
The bearer has completed the course. Content meets the current guidelines.
Student"""

CARD_WITH_SIGNATURE = """Basic Life Support Program
{holder}
This course met the recommendations of the current Guidelines for CPR. Practise your skills often.
Card holder's signature"""

FORM_INSTRUCTIONS = """INSTRUCTIONS - FORM L-07-B
1. Use one sheet for each state. Photocopy the blank form if you need more.
2. Part A must be typed or printed in dark ink. A form without a dated signature will be sent back to you.
3. The agency returns the sheet to our Office by mail or fax.
4. If your name has changed since the credential was issued, enclose a copy of the document that changed it.
5. Giving your Social Security number is required by law and used only for identification.
Form L-07-B (Rev. 02/2024) - back"""

INSTRUCTED_REQUEST = """INSTRUCTIONS: print in ink. Form L-07-B
Applicant's full name: Leo Marchetti
Date of birth: ________  SSN: ______
Signature of applicant: Leo Marchetti
Form L-07-B"""

OFFICE_WRITES = """NEVADA EMS OFFICE
Dear Massachusetts office:
Leo Marchetti has applied to us for a paramedic license and says that you certified him.
Please tell us whether his certification is in good standing and whether it was ever disciplined.
Sincerely,
Ruth Calloway, Licensing Specialist
See the form enclosed: Form EMS-12 (back"""

APPLICANT_WRITES = """Information for applicants
{greeting}
Please verify my paramedic license to Nevada. I moved in May.
{name}"""

UNREAD_DIPLOMA = """MEDIC First Aid
an HSI brand
Presented to
for showing knowledge and practical ability in
Basic Life Support
Class ended   Certification ends
Registry entry   Training business   Led by"""

UNREAD_CARD = """National Safety Council
Basic Life Support for Health Care and Public Safety
has met what the course asks, in the classroom and on the manikin
finished   two years, to
Shown how by   At   Bearer signs"""

LICENCE = """MASSACHUSETTS DRIVER'S LICENSE
4d NUM S55512345
3 DOB 05/06/1990
4b EXP 05/06/2029   4a ISS 05/01/2024
1 VOLKOVA
2 IRINA
8 12 ELM ST QUINCY MA 02169
15 SEX F 16 HGT 5-05 18 EYES BRO
9 CLASS D 12 REST NONE"""

AAMVA = "@\n\x1e\rANSI 636002090002DL00410278ZA03190008DLDAQS55512345\nDCSVOLKOVA\nDACIRINA\nDBB05061990\n"

JUDGMENT = """IN THE CIRCUIT COURT OF WAYNE COUNTY
In re the marriage of
IRINA STANTON, Petitioner,   Case No. 2025 D 330148
and
OLEG STANTON, Respondent.
JUDGMENT FOR DISSOLUTION OF MARRIAGE
This cause coming on to be heard upon the petition for dissolution of marriage, the Court FINDS:
A. That it has jurisdiction of the parties and the subject matter hereof.
B. That the parties were lawfully married on August 16, 2014, and the marriage is registered.
C. That no children were born to or adopted by the parties.
D. That irreconcilable differences have caused the irretrievable breakdown of the marriage, and that
future attempts at reconciliation would not be in the best interests of the family."""

JUDGMENT_GOES_ON = """IT IS THEREFORE ORDERED, ADJUDGED AND DECREED as follows:
1. The bonds of matrimony heretofore existing between the parties are hereby dissolved.
2. The Marital Settlement Agreement entered into between the parties is approved.
3. Each party is barred from maintenance from the other.
4. The Wife shall have leave to resume the use of her maiden name, to wit: IRINA VOLKOVA.
5. This Court retains jurisdiction of the parties for the purpose of enforcing this Judgment.
ENTERED MAR 17 2026   Judge   CLERK OF THE CIRCUIT COURT"""

ORDERS = """At a Term of the Supreme Court of the State of New York, held in and for the County of Erie
PRESENT: HON. OSCAR LINDQUIST, Justice
IRINA STANTON, Plaintiff,   Index No. 2025-330148
-against-
OLEG STANTON, Defendant.   JUDGMENT OF DIVORCE
ORDERED AND ADJUDGED that the marriage between IRINA STANTON, Plaintiff, and OLEG STANTON, Defendant, is
dissolved by reason of the relationship having broken down irretrievably; and it is further
ORDERED AND ADJUDGED that there are no children of the marriage{end}
(Form UD-11)"""

ORDERS_MORE = """{begin} the Plaintiff may resume the use of her prior surname and be known as IRINA VOLKOVA.
Dated: May 12, 2026   ENTER:
Hon. Oscar Lindquist, J.S.C.
ENTERED
2026 MAY 18 A 10:22
ERIE COUNTY CLERK"""

DECREE = """COMMONWEALTH OF MASSACHUSETTS
The Trial Court   Probate and Family Court Department
Worcester Division   Docket No. WO26C0123CA
DECREE CHANGING NAME
In the matter of Irina Volkova
It is decreed that the name of the petitioner be changed to Irina Stanton
which name shall hereafter be the legal name.
June 2, 2026   Justice of the Probate and Family Court"""

DECREE_OF_ANOTHER = """COMMONWEALTH OF MASSACHUSETTS
PROBATE AND FAMILY COURT
DECREE CHANGING NAME   Docket No. SU26C0999CA
In re: petition of Omar Haddad of Quincy
After hearing, it is decreed that the name of Omar Haddad be changed to Omar Field.
Dated March 3, 2026   John Roe, Judge"""

CITIZENS_CERTIFICATE = """THE UNITED STATES OF AMERICA
CERTIFICATE OF NATURALIZATION
No. 30 118 552
Date of birth: May 2, 1991   Sex: Female   Height: 5 feet 4 inches
Marital status: Single   Country of former nationality: Brazil
Be it known that, pursuant to an application filed with the Secretary of Homeland Security,
IRINA STANTON
residing at Worcester, Massachusetts, having taken the oath of allegiance on June 2, 2026
is admitted as a citizen of the United States of America.
Director, U.S. Citizenship and Immigration Services"""

CITIZENS_BACK = """NAME CHANGED BY DECREE OF COURT AS PART OF NATURALIZATION
The name of the holder was changed from
IRINA VOLKOVA
to
IRINA STANTON
by order of the United States District Court, petition no. 2026-N-00412{day}
Deputy Clerk
{foot}"""

COVER_SHEET = """FAX COVER SHEET
To: Massachusetts OEMS   Fax: 617-753-7320
From: Dana Whitfield   Phone: 503-555-0120
Date: 08/14/2026   Number of pages including cover: 3
Re: verification
CONFIDENTIALITY NOTICE: this facsimile is intended only for the addressee."""

SEPARATOR = "BATCH SEPARATOR\nPlace between documents"

INVERSE = """Vermont Department of Health, Office of EMS
June 11, 2026
To: Massachusetts Office of Emergency Medical Services
This letter is to verify that Karl Brandt is certified by this office as a Paramedic.
Our records show certificate number 334455, issued 02/03/2019, expires 01/31/2027.
Status: Active and in good standing. No disciplinary action has been taken.
Sincerely, EMS Licensing Administrator, State of Vermont"""

SELF_REPORT = """Dear OEMS,
As required by 105 CMR 170.937 I am reporting that I was arrested on July 30, 2026 and charged
with operating under the influence. The case is pending in Quincy District Court.
I am an EMT, certification number E0912345. My employer has been notified.
Sincerely, Paul Gray"""

CORI = """CRIMINAL OFFENDER RECORD INFORMATION (CORI) ACKNOWLEDGEMENT FORM
I understand that a criminal record check will be conducted for my information
Subject information: Last name Gray First name Paul
Date of birth 01/02/1985   Mother's maiden name Doyle
Notary public   My commission expires 05/05/2030"""

ROSTER = """COURSE ROSTER
Course: BLS Provider   Date: 05/05/2026
Lead instructor: Gail Ostrow   Training center: Harbor CPR
Student name   Score   Pass/Fail
1. Ann Lee 92 P
2. Tom Wu 88 P
3. Kay Roe 96 P
Number of students attending: 3"""

RECEIPT = """RECEIPT
Order number 553311   Date 06/06/2026
BLS class registration   1   $85.00
Subtotal $85.00   Total $85.00   Visa ending 1234
Thank you for registering"""

MARRIAGE = """STATE OF VERMONT
DEPARTMENT OF HEALTH, VITAL RECORDS
CERTIFIED COPY OF RECORD OF MARRIAGE
Name of Party A: Irina Volkova   Name after marriage: Irina Stanton   Date of birth: May 6, 1990
Name of Party B: Paul Stanton   Name after marriage: Paul Stanton   Date of birth: Jan 9, 1988
Date of marriage: June 12, 2026   Place of marriage: Stowe, Vermont
Officiant: Rev. Ada Quill
This is to certify that this is a true copy of a certificate on file. Date issued July 2, 2026
Town Clerk"""

SECURITY_BACK = """THIS RECORD IS PRINTED ON SECURITY PAPER THAT SHOWS
A watermark seen from both sides when held to the light
Raised seal of the department
Ink that fades when rubbed and comes back
The word VOID when it is photocopied
If one of these is missing do not take this record. Ask: Vital Records Office, 8 Cherry Street,
Room 20, Burlington, VT 05401  802-555-0144"""

NAME_LETTER = """Irina Stanton
12 Elm Street
Quincy, MA 02169
June 20, 2026
Office of Emergency Medical Services
To whom it may concern:
My divorce became final this May and the court gave me back the name that I had before I was married. I would
like my EMT certification changed from Irina Volkova to Irina Stanton. My certification is E0845210 and I was
born on May 6, 1990. A copy of the decree is enclosed; the second page is about my name.
Sincerely,
Irina Stanton"""

NEWSLETTER = """CPR NEWS - Training newsletter
Upcoming classes every Saturday, register now
Group discounts for offices. Volunteers needed for Heart Month
In this issue: new guidelines, instructor spotlight
To unsubscribe visit our website"""

OWN_FORM_FOR_OTHER_STATES = """The Commonwealth of Massachusetts
Department of Public Health, Office of Emergency Medical Services
67 Forest Street, Marlborough, MA 01752
VERIFICATION OF EMS LICENSURE IN ANOTHER STATE
This form is part of the application for Massachusetts EMT certification by persons certified in another
state. Complete Part 1 and mail it to the EMS office of the state in which you are certified.
That office must complete Part 2 and return the form directly to OEMS.
PART 1: APPLICANT
Name: Corinne Vashti   Date of Birth: 3/8/87
Certified in the State of: Maine   Certification No.: 22817
I authorize that state to release to the Massachusetts Office of Emergency Medical Services any information
regarding my certification.
Signature: Corinne Vashti   Date: 9-2-26
PART 2: STATE EMS OFFICE
Certification level:   Number:   Date issued:   Expiration date:
Is the individual in good standing? [ ] Yes [ ] No   Any disciplinary action? [ ] Yes [ ] No
Print name and title:   Signature:   Date:
Return to: MA/OEMS, 67 Forest Street, Marlborough, MA 01752   Fax: (617) 753-7320"""

OWN_CARD = """Commonwealth of Massachusetts
Department of Public Health   Office of Emergency Medical Services
This certifies that Dana Whitfield
is certified as an Emergency Medical Technician
Certification number E0912345   Issued 04/01/2025   Expires 03/31/2027"""

REGISTRY_CARD = """National Registry of Emergency Medical Technicians
This is to certify that Dana Whitfield is a
Nationally Registered Paramedic
Registry number M5566778   Expires 03/31/2027"""

PETITION = """Probate and Family Court
PETITION FOR CHANGE OF NAME
Docket No. WO26C0456CA
Petitioner Irina Volkova requests that her name be changed to Irina Stanton
for the following reason: personal
Signature of petitioner   Date 05/01/2026"""

RESUME = """Kay Roe
14 Birch Lane, Salem MA 01970   kay@mail.example.org
Professional profile: calm and careful EMT who wants to grow into critical care
Work history
Night crew, Harbor Ambulance, 2022 to today
Barista, Corner Coffee, 2019 to 2022
Licenses: Massachusetts EMT E0912345, BLS, EVOC
Education: North Shore Community College
Languages: Portuguese. References upon request."""

RECORDS_REQUEST = """Attn: Records Access Officer
This is a request under the Massachusetts Public Records Law, chapter 66 section 10
Kindly send me the inspection reports of all ambulance services in Hampden County
and any complaints received about them. I will pay reasonable copying fees.
Jo Mills, Valley Radio News"""

VACCINES = """Immunization record of Kay Roe, born 02/03/1991
Vaccine   Lot number   Date   Clinic
Hepatitis B   HB7781   03/04/2020   Harbor Clinic
Influenza   FL2190   10/11/2025   Corner Pharmacy
Tetanus booster   TD4410   06/06/2019   Harbor Clinic"""

WATER_BILL = """Town Water and Sewer Department
Account number 88123-5   Service address 14 Birch Lane, Salem
Meter reading 4411   Usage 2,300 gallons   Billing period 01/01/2026 to 03/31/2026
Previous balance $61.20   Payments $61.20   Amount due $58.90
Detach and return with your payment"""

INSTRUCTOR = """BLS Instructor
Gail Ostrow   Instructor ID 20119988
is authorized to teach Basic Life Support courses
Training center alignment: Harbor CPR   Renew by 05/2028"""

COMPANY_CARD = """SEASHORE LIFESAVER TRAINING
EMT-owned classes at your place 603-555-0188
CPR & AED for the Healthcare Provider (BLS)
Gail Ostrow
has passed the written test and demonstrated skills on a manikin to the instructor below
Nov 14 2026   Nov 2028
Date of class   Good through
Casper Roe   SL-0991
Instructor{gap}Card #
Guidelines 2025. Not affiliated with AHA or Red Cross."""

SUBPOENA = """Commonwealth of Massachusetts, Superior Court, Civil Action No. 2612CV00331
SUBPOENA to the Keeper of the Records, Office of Emergency Medical Services
You are hereby commanded to appear and to produce the certification file of Tom Wu
Attorney for the defendant"""

GRADES = """Harbor State College, Office of the Registrar
Academic transcript of Kay Roe
Fall semester   EMS 120 Paramedic I   6 credits   B+
Spring semester   BIO 210 Anatomy   4 credits   A
Cumulative GPA 3.5"""

CHEQUE = """Kay Roe, 14 Birch Lane, Salem MA
No. 204   May 3, 2026
Pay to the order of Commonwealth of Massachusetts $150.00
One hundred fifty and 00/100 dollars
Memo: EMT renewal fee"""

MOVED = """Dear OEMS, please note that I have moved. My new mailing address is 9 Pine Road, Lynn MA 01902.
My old address was 14 Birch Lane, Salem. Certification E0912345. Kay Roe"""

FLEET = """Hello, our ambulance service is adding a vehicle. VIN 1FDXE45P06HA11111, plate AM 4411.
When can somebody come for the inspection? Our service license is AMB-0123. Chief Al Dow"""

PHONE_CARD = """4:12 LTE
Certificate details
CPR/AED for the Workplace
Kay Roe
Earned 03/01/2026   Expires 03/01/2028
Certificate ID K7T2-9910
Issued by Harbor CPR, instructor Gail Ostrow
View code   Email certificate"""

GIBBERISH = "\n".join(
    ("qzx vrrk plomb zzwq trggh", "wqpv nnbt grzz hhqk vvlo", "xxqt brmpf zzk qqwe rrtz") * 4
)

FOREIGN = """Boletín mensual de la comunidad
Estimados vecinos: les invitamos a nuestra fiesta de verano con música y comida tradicional
Habrá juegos para los niños y rifas con premios donados por los comercios locales
Las puertas abren a las seis de la tarde y la entrada es gratuita para todos
Para apuntarse como voluntario llame a la oficina parroquial antes del viernes
Próximamente publicaremos las fotografías del campeonato escolar de ajedrez"""


def reading_of(
    text: str, *, index: int = 0, body: bool = False, codes: tuple[Barcode, ...] = ()
) -> PageReading:
    """A letter page at 100 dpi with these lines, or a message body."""
    words = []
    for row, line in enumerate(text.splitlines()):
        for column, word in enumerate(line.split()):
            box = Box(60 + 90 * column, 100 + 22 * row, 140 + 90 * column, 118 + 22 * row)
            words.append(Word(word, box, 0.97, "ppocr", line=row))
    return PageReading(
        index=index,
        width=850,
        height=1100,
        rotation=0,
        source=PageSource.BODY if body else PageSource.IMAGE,
        words=() if body else tuple(words),
        text=text if body else "",
        barcodes=codes,
        blank=not text.strip() and not codes,
    )
