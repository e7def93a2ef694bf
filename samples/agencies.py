"""Bodies that ask for verification: EMS offices, boards, hospitals, colleges, employers; addresses are invented."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Agency:
    """One body that a verification goes back to."""

    name: str
    office: str
    """The unit within it; may be empty."""
    street: str
    city: str
    state: str
    zip: str
    phone: str
    fax: str
    email: str
    sort: str
    """`state`, `hospital`, `college`, `employer`, `board`, `county`, `province`, `military` or `registry`."""

    @property
    def city_line(self) -> str:
        """`Concord, NH 03301`."""
        return f"{self.city}, {self.state} {self.zip}"

    @property
    def address(self) -> str:
        """Street and city in one line."""
        return f"{self.street}, {self.city_line}"


_STATES = """\
New Hampshire Department of Safety|Bureau of Emergency Medical Services|41 Hollow Tree Road|Concord|NH|03301|603
Maine Department of Public Safety|Emergency Medical Services Board|118 Statehouse Annex|Augusta|ME|04333|207
Vermont Department of Health|Office of EMS and Injury Prevention|280 Maple Grove Lane, Suite 3|Burlington|VT|05401|802
Rhode Island Department of Health|Center for Emergency Medical Services|9 Capitol Hill Terrace, Room 112|Providence|RI|02908|401
Connecticut Department of Public Health|Emergency Medical Services Section|P.O. Box 340, Mail Stop 12|Hartford|CT|06134|860
New York State Department of Health|Bureau of EMS and Trauma Systems|77 Corning Court|Albany|NY|12204|518
New Jersey Department of Health|Office of Emergency Medical Services|P.O. Box 1360|Trenton|NJ|08625|609
Pennsylvania Department of Health|EMS Certification Desk|1310 Elmwood Street|Harrisburg|PA|17110|717
Delaware State Fire Prevention Commission|EMS Records|1463 Chestnut Parkway|Dover|DE|19904|302
Virginia Department of Health|Division of EMS Credentialing|1041 Technology Row|Glen Allen|VA|23059|804
North Carolina Department of Health and Human Services|Office of EMS Credentialing|1201 Umstead Way|Raleigh|NC|27603|919
Georgia Department of Public Health|EMS and Trauma Licensure|2 Peachtree Annex, 7th Floor|Atlanta|GA|30303|404
Florida Department of Health|EMT and Paramedic Certification|4052 Bald Eagle Way, Bin C85|Tallahassee|FL|32399|850
Ohio Department of Public Safety|EMS Certification Unit|1970 Broadmoor Street|Columbus|OH|43223|614
Minnesota Office of Emergency Medical Services|Credentialing|335 Randolph Row, Suite 170|St. Paul|MN|55102|651
Colorado Department of Public Health and Environment|EMS Certification|4300 Cherrywood Drive South|Denver|CO|80246|303
New Mexico Department of Health|EMS Bureau, Licensure|1301 Siler Lane, Building F|Santa Fe|NM|87507|505
Oregon Health Authority|EMS and Trauma Systems Program|800 Larkspur Street, Suite 465|Portland|OR|97232|503
Washington State Department of Health|EMS Credentialing|P.O. Box 4787|Olympia|WA|98504|360
Alaska Department of Health|Rural and Community EMS|350 Spruce Avenue, Room 530|Juneau|AK|99811|907
Hawaii Board of Paramedicine|Licensing Branch|335 Merchant Walk, Room 301|Honolulu|HI|96813|808
Wyoming Office of Emergency Medical Services|Licensure|6101 Prairie Road, Suite 400|Cheyenne|WY|82002|307
"""
_OTHERS = """\
hospital|Mercy Ridge Medical Center|Medical Staff Services|88 Ledge Hill Road|Keene|NH|03431|603
hospital|St. Brendan Regional Hospital|Credentials Verification Office|1400 Bayview Avenue|Newport|RI|02840|401
hospital|Tri-Rivers Health System|Human Resources, Licensure Desk|215 Foundry Street, 4th Floor|Glens Falls|NY|12801|518
college|Blue Heron Community College|Paramedicine Program, Admissions|700 Heron Pond Drive|Frederick|MD|21702|301
college|Calloway State University|School of Health Sciences|1 University Circle|Johnson City|TN|37614|423
college|Two Harbors Technical Institute|Allied Health Division|2101 Pier Street|Duluth|MN|55802|218
employer|Granite Coast Ambulance, Inc.|Compliance|35 Depot Square|Portsmouth|NH|03801|603
employer|Skyline AirMed LLC|Crew Credentialing|9800 Hangar Road, Bay 6|Denver|CO|80249|720
employer|Ashford County Fire Protection District 4|Personnel Office|611 Engine House Lane|Yakima|WA|98901|509
employer|Meridian Offshore Medical Staffing|Licence Verification Team|1515 Gulfway Plaza, Suite 820|Galveston|TX|77550|409
employer|Clearpath Credential Services|on behalf of client hospitals|P.O. Box 2219|Omaha|NE|68103|402
"""
#: Sorts that came later; a draw among the sorts above does not see them.
_LATER = """\
board|Montana Board of Emergency Care|Licensing Unit|415 Last Chance Row, 4th Floor|Helena|MT|59620|406
board|Nebraska Board of Emergency Medical Services|Credentialing Division|P.O. Box 9486|Lincoln|NE|68509|402
board|Kansas Board of Emergency Medical Services|Certification|900 Larch Street, Room 1031|Topeka|KS|66612|785
board|Arizona Department of Health Services|Bureau of EMS and Trauma System|150 North 18th Walk|Phoenix|AZ|85007|602
board|Kentucky Board of Emergency Medical Services|Records Section|2464 Fortune Lane, Suite 195|Lexington|KY|40509|859
board|State of Idaho Bureau of EMS|Personnel Licensing|2224 Old Prison Road|Boise|ID|83712|208
county|Sierra Foothill EMS Agency|Certification Desk|535 Glenwood Trail, Suite A|Auburn|CA|95603|530
county|Three Valleys Local EMS Agency|Personnel|1340 Redwood Plaza|Santa Rosa|CA|95403|707
county|Harlan County Office of Emergency Services|EMS Records|77 Courthouse Loop|Pecos|TX|79772|432
province|Atlantic Paramedic Regulatory Authority|Registration Services|1 Harbour Lane, Suite 202|Dartmouth|NS|B3B 1X6|902
province|Prairie College of Paramedicine|Office of the Registrar|2220 Wascana Row|Regina|SK|S4P 3Y2|306
province|Northern Lights Board of Paramedic Registration|Labour Mobility|310 Ogilvie Crescent|Whitehorse|YT|Y1A 2C6|867
military|Fort Tallis Medical Activity|Credentials Office|Building 4312, 9th Division Road|Fort Tallis|GA|31905|706
military|Naval Branch Clinic Harper Cove|Medical Staff Support|1240 Submarine Way|Groton|CT|06349|860
military|Eastfield Air Force Station|Fire Emergency Services Flight|52 Apron Street|Eastfield|ND|58205|701
registry|Interstate Registry of Emergency Responders|State Verification Desk|6610 Busch Parkway|Columbus|OH|43229|614
registry|EMS Compact Records Exchange|Primary Source Team|P.O. Box 1180|Falls Church|VA|22041|703
"""


def _number(area: str, rng: Random) -> str:
    return f"({area}) 555-01{rng.randrange(100):02d}"


def _domain(name: str) -> str:
    kept = [
        word
        for word in "".join(c if c.isalpha() or c == " " else "" for c in name).lower().split()
        if len(word) > 3
    ]
    return "".join(word[:6] for word in kept[:3])


def _build(line: str, sort: str) -> Agency:
    name, office, street, city, state, code, area = line.split("|")
    rng = Random(name)
    mailbox = rng.choice(("ems.records", "verification", "licensing", "credentials", "ems"))
    return Agency(name, office, street, city, state, code, _number(area, rng), _number(area, rng),
                  f"{mailbox}@{_domain(name)}.example{'.org' if sort == 'state' else ''}", sort)  # fmt: skip


AGENCIES: tuple[Agency, ...] = tuple(_build(line, "state") for line in _STATES.splitlines()) + tuple(
    _build(line.partition("|")[2], line.partition("|")[0]) for line in (_OTHERS + _LATER).splitlines()
)


def pick_agency(rng: Random, *sorts: str) -> Agency:
    """Return one agency of the sorts named."""
    return rng.choice([agency for agency in AGENCIES if agency.sort in sorts])
