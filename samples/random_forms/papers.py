"""Papers of the three kinds with fields, put together at random; each an `Example` with its truth."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.kinds import Kind
from samples.learn_examples import Example
from samples.learn_grammar import SLOTS
from samples.people import Person, invent_people
from samples.random_forms.canvas import Canvas
from samples.random_forms.placing import Question, Style, draw_style, paragraph, place
from samples.random_forms.wordings import draw_prose, label_for, prose_names, sentence
from samples.wording import DASHED, ISO, LONG, MILITARY, SHORT, US, ordinal, spell_day

_STYLES = (
    US,
    US,
    US,
    "%m/%d/%y",
    LONG,
    LONG,
    SHORT,
    ISO,
    DASHED,
    MILITARY,
    "%-m/%-d/%Y",
    "%d %B %Y",
    "%m.%d.%Y",
)


def invent_papers(count: int, seed: int) -> Iterator[Example]:
    """So many papers, the kinds in turn."""
    rng = Random(seed)
    people = invent_people(4000, rng)
    makers = (_Request, _Card, _NameChange)
    for number in range(count):
        yield makers[number % len(makers)](rng, rng.choice(people), people).make(number)


#: Whose name and birth a party's are, where the party is the person that the paper is about.
_FIELD_OF_SLOT = {"party_a": "former_name", "party_b": "former_name",
                  "party_a_born": "date_of_birth", "party_b_born": "date_of_birth"}  # fmt: skip


class _Paper:
    """One paper as it is put together."""

    kind: Kind

    def __init__(self, rng: Random, person: Person, people: Sequence[Person]) -> None:
        self.rng, self.person, self.people = rng, person, people
        wide = rng.random() < 0.8
        self.read = rng.random() < 0.5
        self.canvas = Canvas(1700 if wide else 1100, 2200 if wide else 700, rng, self.read)
        self.style: Style = draw_style(rng, self.canvas.width)
        self.y = rng.uniform(40, 160)
        self.truth: dict[str, Any] = {}
        self.day_style = rng.choice(_STYLES)
        self.today = date(2026, 1, 1) + timedelta(days=rng.randrange(330))
        self.order = rng.random()

    def make(self, number: int) -> Example:
        """Fill the page and hand it on."""
        if self.maybe(0.4):
            self.tell()
        else:
            self.fill()
        reading = self.canvas.as_reading(self.rng.choice((0.0, 0.005, 0.02)))
        quality = "scan" if self.read else "clean"
        return Example(
            f"random {self.kind.value} {number}", self.kind, quality, False, self.truth, (reading,)
        )

    def fill(self) -> None:
        """Put all that the paper says on the page."""
        raise NotImplementedError

    def tell(self) -> None:
        """Fill the page with a paper in running words."""
        truths, printed = self.facts()
        lines, said = draw_prose(self.kind, self.rng.choice(prose_names(self.kind)), printed, self.rng)
        self.truth = {_FIELD_OF_SLOT.get(n, n): value for n, value in truths.items() if n in said}
        centred = self.maybe(0.15)
        for line in lines:
            plain = line.lstrip("=+").strip()
            usual = self.style.height
            if "+" in line[:2]:
                self.style.height = usual * self.rng.choice((1.0, 1.3, 1.7))
            if "   " in plain or "  " in plain:
                self._apart(plain)
            elif plain:
                self.y = paragraph(
                    self.canvas, self.style, self.y, plain, middle=centred or line.startswith("=")
                )
            self.style.height = usual
            self.y += self.rng.choice((0.0, 0.0, 0.3, 1.0)) * usual

    def _apart(self, line: str) -> None:
        """What stands apart in one row: words with wide gaps between."""
        pieces = [p for p in line.split("  ") if p.strip()]
        step = (self.style.right - self.style.left) / len(pieces)
        x = self.style.left
        for at, piece in enumerate(pieces):
            x = max(x, self.style.left + at * step)
            x = self.canvas.put(x, self.y, piece.strip(), self.style.height) + 1.2 * self.style.height
        self.y += self.style.line

    def facts(self) -> tuple[dict[str, str], dict[str, str | Callable[[], str]]]:
        """(what the fields of a paper in running words are, how slots print)."""
        person, other = self.person, self.rng.choice(self.people)
        teacher = self.rng.choice(self.people).name
        issued = self.some_day(2023, 2026)
        expires = date(issued.year + self.rng.choice((2, 2, 5)), issued.month, min(28, issued.day))
        centre = self.rng.choice((self.slot("employer"), f"{self.slot('company')} Training Center",
                                  f"{self.slot('city')} Fire Department"))  # fmt: skip
        mail = f"licensing@{self.slot('company').lower()}.example.org"
        truths = {
            "holder_name": person.name.full, "applicant_name": person.name.full, "former_name": person.name.full,
            "new_name": person.new_name.full, "issued_on": issued.isoformat(), "expires_on": expires.isoformat(),
            "date_of_birth": person.date_of_birth.isoformat(), "certification_number": person.number,
            "ssn_last4": person.ssn_last4, "requesting_agency": self.slot("agency" if self.maybe(0.5) else "employer"),
            "return_fax": self.slot("phone"), "return_email": mail, "signed_on": self.today.isoformat(),
            "certificate_id": self.code(), "instructor_name": teacher.full, "training_center": centre,
        }  # fmt: skip
        printed: dict[str, str | Callable[[], str]] = truths | {
            "holder_name": self.name(person.name), "applicant_name": self.name(person.name),
            "former_name": self.name(person.name), "new_name": self.name(person.new_name),
            "issued_on": self.day(issued), "expires_on": self.day(expires), "date_of_birth": self.day(person.date_of_birth),
            "signed_on": self.day(self.today), "instructor_name": self.name(teacher),
            "x_name": self.anybody, "x_date": self.other_day, "other_name": self.name(other.name),
        }  # fmt: skip
        parties = [
            (self.name(person.name), self.day(person.date_of_birth)),
            (self.name(other.name), self.day(other.date_of_birth)),
        ]
        first = self.rng.randrange(2)
        for slot, (name, born), mine in (
            ("party_a", parties[first], first == 0),
            ("party_b", parties[1 - first], first == 1),
        ):
            printed |= {slot: name, f"{slot}_born": born}
            if mine:
                truths |= {slot: person.name.full, f"{slot}_born": person.date_of_birth.isoformat()}
        return truths, printed

    def other_day(self) -> str:
        """A day that is no value of a field."""
        return self.day(self.some_day(2008, 2029))

    # -- what answers look like

    def day(self, day: date) -> str:
        if self.rng.random() < 0.04:
            return spell_day(day) if day.year >= 2001 else day.strftime(LONG)
        if self.rng.random() < 0.04:
            return f"{ordinal(day.day)} day of {day:%B}, {day.year}"
        return day.strftime(self.day_style)

    def some_day(self, first: int, last: int) -> date:
        return date(first, 1, 1) + timedelta(days=self.rng.randrange(365 * (last - first) + 1))

    def name(self, name: Any) -> str:
        """A name in the way of this paper."""
        return str(name.last_first if self.order < 0.2 else name.initials if self.order < 0.35 else name.full)

    def anybody(self) -> str:
        return self.name(self.rng.choice(self.people).name)

    def ask(self, question: str, answer: str) -> Question:
        dated = question in (
            "date_of_birth",
            "signed_on",
            "issued_on",
            "expires_on",
            "ssn_last4",
            "certification_number",
        )
        comb = dated and answer.replace("/", "").isdigit() and self.rng.random() < 0.06
        return Question(label_for(self.kind, question, self.rng), answer, comb)

    def show(self, field: str, value: Any, printed: str) -> Question:
        """A question whose answer is a truth of the paper."""
        self.truth[field] = value
        return self.ask(field, printed)

    def ask_name(self, field: str, name: Any) -> list[Question]:
        """A name as one answer, or in its parts."""
        self.truth[field] = name.full
        if self.rng.random() < 0.7:
            return [
                self.ask(
                    "id_name"
                    if field == "new_name"
                    and self.kind is Kind.NAME_CHANGE_EVIDENCE
                    and self.rng.random() < 0.0
                    else field,
                    self.name(name),
                )
            ]
        surname = self.ask("surname", f"{name.last} {name.suffix}".strip())
        given = self.ask("given", name.first)
        middle = [self.ask("middle", name.middle)] if name.middle else []
        if not middle or self.rng.random() < 0.3:
            given = self.ask("given", f"{name.first} {name.middle}".strip())
            middle = []
        parts = [surname, given, *middle]
        return parts if self.rng.random() < 0.6 else [given, *middle, surname]

    # -- where it stands

    def head(self, text: str) -> None:
        usual = self.style.height
        self.style.height = usual * self.rng.choice((1.0, 1.0, 1.3, 1.7))
        shouted = text.upper() if self.rng.random() < 0.5 else text
        self.y = paragraph(self.canvas, self.style, self.y, shouted, middle=self.rng.random() < 0.6)
        self.style.height = usual
        self.y += self.rng.uniform(0.1, 1.0) * usual

    def say(self, text: str, *, middle: bool = False) -> None:
        self.y = paragraph(self.canvas, self.style, self.y, text, middle=middle)
        self.y += self.rng.uniform(0.2, 1.2) * self.style.height

    def group(self, questions: Sequence[Question]) -> None:
        if questions:
            self.y = place(self.canvas, self.style, self.y, questions)
            self.y += self.rng.uniform(0.2, 1.5) * self.style.height

    def maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def mixed(self, questions: list[Any]) -> list[Question]:
        """Questions in another order; what is a list of questions stays together."""
        if self.maybe(0.7):
            self.rng.shuffle(questions)
        return [q for item in questions for q in (item if isinstance(item, list) else [item])]

    def slot(self, name: str) -> str:
        return SLOTS[name](self.rng)

    def distract(self, *sorts: str) -> list[Question]:
        """Some questions that are none of the fields', with answers of the same shapes."""
        makers = {
            "x_name": lambda: self.anybody(),
            "x_date": lambda: self.day(self.some_day(2010, 2029)),
            "x_number": lambda: self.slot("num" if self.maybe(0.1) else "id"),
            "x_organisation": lambda: self.slot("employer"),
            "x_code": lambda: self.code(),
            "x_plain": lambda: self.plain(),
            "x_blank": lambda: "",
            "x_phone_agency": lambda: self.slot("phone"),
            "address": lambda: self.slot("addr"), "phone": lambda: self.slot("phone"),
            "email": lambda: self.person.email, "x_former": lambda: self.rng.choice(("N/A", "none", self.slot("last"))),
            "level": lambda: self.slot("level"), "city": lambda: self.slot("city"),
        }  # fmt: skip
        return [self.ask(sort, makers[sort]()) for sort in sorts if self.maybe(0.5)]

    def plain(self) -> str:
        """An answer of a word or two that is no value of a field."""
        words = ("F", "M", "X", "BRO", "BLU", "5-08", "Single", "Divorced", "Never married", "Teacher", "Nurse", "Firefighter",
                 "Boston", "Worcester County", "USA", "Portugal", "1st", "2", "None", "Pass", "96 %", "Adult and child",
                 "English", "4 hours", "Blended", "EMT", "Paramedic", "Yes", "No", "D", "B", "Sales clerk", "Brazil")  # fmt: skip
        return self.rng.choice(
            (self.rng.choice(words), self.slot("city"), self.slot("level"), self.slot("county"))
        )

    def code(self) -> str:
        digits = "".join(self.rng.choice("0123456789") for _ in range(self.rng.choice((5, 6, 8, 10, 12))))
        if self.maybe(0.5):
            return digits
        return f"{self.rng.choice(('CPR', 'BLS', 'TC', 'HS', 'C', 'MA', 'ID'))}-{digits[:6]}"


class _Request(_Paper):
    """A request to verify somebody's certification."""

    kind = Kind.VERIFICATION_REQUEST

    def fill(self) -> None:
        agency = self.slot("agency" if self.maybe(0.6) else "employer")
        self.truth["requesting_agency"] = agency
        returning = self._return_block(agency)
        blocks = [lambda: self._about(), lambda: self._release(agency)]
        self.style.rng = self.rng
        at_top = self.maybe(0.6)
        if at_top:
            self.head(agency)
            if self.maybe(0.5):
                self.group(returning)
                returning = []
        self.head(self.rng.choice(("Verification of certification", "License verification request", "Endorsement",
            "Request for verification", "Statement of credential", "Reciprocity: verification by other states")))  # fmt: skip
        if self.maybe(0.6):
            self.say(sentence("instructions", {}, self.rng))
        if self.maybe(0.5):
            self.say(sentence("to_ma", {}, self.rng))
        for block in blocks:
            block()
        if not at_top:
            self.head(
                f"{self.rng.choice(('Requested by', 'Return to', 'From', 'Agency', 'Send to'))}: {agency}"
            )
        self.group(returning)
        if self.maybe(0.6):
            self.head(
                self.rng.choice(
                    ("To be completed by the verifying agency", "Part B", "Official use", "Section 2")
                )
            )
            self.group(self.distract(*["x_blank"] * 6, "x_name", "x_date"))
        if self.maybe(0.5):
            self.say(sentence("filler", {}, self.rng))

    def _about(self) -> None:
        person = self.person
        asked: list[Any] = [self.ask_name("applicant_name", person.name)]
        if self.maybe(0.8):
            asked.append(
                self.show("date_of_birth", person.date_of_birth.isoformat(), self.day(person.date_of_birth))
            )
        if self.maybe(0.75):
            asked.append(self.show("certification_number", person.number, person.number))
        if self.maybe(0.6):
            masked = self.rng.choice(("{}", "{}", "XXX-XX-{}", "***-**-{}"))
            asked.append(self.show("ssn_last4", person.ssn_last4, masked.format(person.ssn_last4)))
        asked += self.distract("address", "city", "phone", "email", "level", "x_former", "x_number", "x_date", "x_date",
                               "x_organisation", "x_name")  # fmt: skip
        mixed = self.mixed(asked)
        self.head(
            self.rng.choice(
                ("Applicant", "Part A", "Section 1: to be completed by applicant", "About you", "Person")
            )
        )
        cut = self.rng.randrange(1, len(mixed) + 1)
        self.group(mixed[:cut])
        self.group(mixed[cut:])

    def _release(self, agency: str) -> None:
        if self.maybe(0.7):
            self.say(sentence("release", {"agency": agency}, self.rng))
        signed = self.today
        row = [self.ask("signature", self.rng.choice(("", self.name(self.person.name))))]
        if self.maybe(0.85):
            row.append(self.show("signed_on", signed.isoformat(), self.day(signed)))
        if self.maybe(0.15):
            row.insert(0, self.ask("x_name", self.anybody()))
        self.group(row)

    def _return_block(self, agency: str) -> list[Question]:
        asked = []
        if self.maybe(0.7):
            number = self.slot("phone")
            asked.append(self.show("return_fax", number, number))
        if self.maybe(0.6):
            mail = self.rng.choice(
                ("licensing@{}.example.gov", "ems.verify@{}.example.org", "hr@{}.example.com")
            )
            mail = mail.format(self.slot("company").lower())
            asked.append(self.show("return_email", mail, mail))
        return self.mixed([*asked, *self.distract("x_phone_agency", "x_name", "address", "x_phone_agency")])


class _Card(_Paper):
    """A card or certificate of a course in resuscitation."""

    kind = Kind.CPR_CARD

    def fill(self) -> None:
        issued = self.some_day(2024, 2026)
        expires = date(issued.year + 2, issued.month, min(issued.day, 28))
        centre = self.rng.choice((self.slot("employer"), f"{self.slot('company')} Training Center",
                                  f"{self.slot('company')} Safety Training LLC", f"{self.slot('city')} Fire Department"))  # fmt: skip
        self.head(self.rng.choice(("BLS Provider", "Basic Life Support", "Certificate of completion", "CPR / AED",
                                   "Course completion", "Training record", "Heartsaver", "CPR card")))  # fmt: skip
        prose = self.maybe(0.35)
        if prose:
            self._told()
        asked: list[Any] = [] if prose else [self.ask_name("holder_name", self.person.name)]
        asked.append(self.show("issued_on", issued.isoformat(), self.day(issued)))
        if self.maybe(0.85):
            asked.append(self._expiry(expires))
        if self.maybe(0.7):
            code = self.code()
            asked.append(self.show("certificate_id", code, code))
        if self.maybe(0.75):
            teacher = self.rng.choice(self.people).name
            self.truth["instructor_name"] = teacher.full
            asked.append(self.ask("instructor_name", self.name(teacher)))
        if self.maybe(0.75):
            asked.append(self.show("training_center", centre, centre))
        asked += self.distract(
            "x_name", "x_date", "x_code", "x_code", "x_organisation", "x_plain", "x_plain", "phone"
        )
        mixed = self.mixed(asked)
        cut = self.rng.randrange(1, len(mixed) + 1)
        self.group(mixed[:cut])
        if self.maybe(0.3):
            self.say(sentence("cpr_body", {}, self.rng))
        self.group(mixed[cut:])
        if self.maybe(0.5):
            self.say(sentence("filler", {}, self.rng))

    def _told(self) -> None:
        """The holder's name on a line of its own, before or after words of award."""
        self.truth["holder_name"] = self.person.name.full
        if self.maybe(0.7):
            self.say(label_for(self.kind, "holder_name", self.rng), middle=True)
        usual = self.style.height
        self.style.height = usual * self.rng.choice((1.0, 1.4, 1.8))
        self.say(self.name(self.person.name), middle=True)
        self.style.height = usual
        self.say(sentence("cpr_body", {}, self.rng), middle=True)

    def _expiry(self, expires: date) -> Question:
        if self.maybe(0.25):
            printed = expires.strftime(self.rng.choice(("%m/%Y", "%B %Y", "%b %Y")))
            return self.show("expires_on", f"{expires:%Y-%m}", printed)
        return self.show("expires_on", expires.isoformat(), self.day(expires))


class _NameChange(_Paper):
    """A paper that shows a name or its change."""

    kind = Kind.NAME_CHANGE_EVIDENCE

    def fill(self) -> None:
        self.rng.choice((self._identity, self._marriage, self._marriage, self._order, self._order, self._divorce,
                         self._naturalization))()  # fmt: skip
        if self.maybe(0.5):
            self.say(sentence("filler", {}, self.rng))

    def _birth(self) -> Question:
        born = self.person.date_of_birth
        return self.show("date_of_birth", born.isoformat(), self.day(born))

    def _issue(self, day: date) -> Question:
        return self.show("issued_on", day.isoformat(), self.day(day))

    def _identity(self) -> None:
        issued = self.some_day(2020, 2026)
        expires = date(issued.year + self.rng.choice((5, 10)), issued.month, min(28, issued.day))
        self.head(self.rng.choice(("Driver License", "Passport", "Identification card", "Operator license")))
        asked: list[Any] = [self.ask_identity(), self._birth(), self._issue(issued),
                            self.show("expires_on", expires.isoformat(), self.day(expires))]  # fmt: skip
        asked += self.distract("x_number", "x_plain", "x_plain", "x_plain", "x_number", "address")
        self.group(self.mixed(asked))

    def ask_identity(self) -> list[Question]:
        name = self.person.new_name
        self.truth["new_name"] = name.full
        if self.maybe(0.4):
            return [self.ask("id_name", self.name(name))]
        return [self.ask("surname", name.last), self.ask("given", f"{name.first} {name.middle}".strip())]

    def _marriage(self) -> None:
        other = self.rng.choice(self.people)
        issued = self.some_day(2024, 2026)
        self.head(self.rng.choice(("Certificate of marriage", "Marriage record", "Marriage license and certificate",
                                   "Certified abstract of marriage")))  # fmt: skip
        told = self.maybe(0.4)
        if told:
            values = {"party_a": self.name(self.person.name), "party_b": self.name(other.name),
                      "x_date": self.day(issued - timedelta(days=20)), "x_name": self.anybody()}  # fmt: skip
            if self.maybe(0.5):
                values["party_a"], values["party_b"] = values["party_b"], values["party_a"]
            self.say(sentence("marriage_prose", values, self.rng))
        mine, theirs = self._spouse(), self._other_spouse(other)
        groups = [mine, theirs] if self.maybe(0.5) else [theirs, mine]
        for at, group in enumerate(groups):
            if self.maybe(0.5):
                self.head(
                    self.rng.choice(
                        (
                            f"Party {'AB'[at]}",
                            f"Spouse {at + 1}",
                            f"Applicant {at + 1}",
                            ("Groom", "Bride")[at],
                        )
                    )
                )
            self.group(group)
        self.group(
            self.mixed(
                [
                    self._issue(issued),
                    *self.distract("x_date", "x_date", "x_name", "x_name", "x_number", "x_plain"),
                ]
            )
        )

    def _spouse(self) -> list[Question]:
        asked: list[Any] = [
            self.ask_name("former_name", self.person.name),
            self.ask_name("new_name", self.person.new_name),
        ]
        self.truth["former_name"], self.truth["new_name"] = self.person.name.full, self.person.new_name.full
        if self.maybe(0.6):
            asked.append(self._birth())
        return [q for item in asked for q in (item if isinstance(item, list) else [item])] + self.distract(
            "x_plain", "x_name"
        )

    def _other_spouse(self, other: Person) -> list[Question]:
        asked = [self.ask(self.rng.choice(("other_party", "former_name")), self.name(other.name))]
        if self.maybe(0.5):
            asked.append(self.ask("date_of_birth", self.day(other.date_of_birth)))
        return asked + self.distract("x_plain", "x_name", "x_plain")

    def _values(self, issued: date) -> dict[str, str]:
        self.truth["former_name"], self.truth["new_name"] = self.person.name.full, self.person.new_name.full
        return {
            "former_name": self.name(self.person.name), "new_name": self.name(self.person.new_name),
            "x_date": self.day(issued - timedelta(days=30)), "x_name": self.anybody(),
            "issued_on": self.day(issued), "date_of_birth": self.day(self.person.date_of_birth),
        }  # fmt: skip

    def _order(self) -> None:
        issued = self.some_day(2024, 2026)
        self.head(
            self.rng.choice(
                (
                    "Decree of change of name",
                    "Order changing name",
                    "Probate and Family Court",
                    "In the matter of",
                )
            )
        )
        self.group(self.distract("x_number", "x_date", "x_plain"))
        if self.maybe(0.6):
            values = self._values(issued)
            if self.maybe(0.5):
                self.truth["date_of_birth"] = self.person.date_of_birth.isoformat()
                self.say(sentence("order_prose_born", values, self.rng))
            self.say(sentence("order_prose", values, self.rng))
        else:
            asked: list[Any] = [
                self.ask_name("former_name", self.person.name),
                self.ask_name("new_name", self.person.new_name),
            ]
            if self.maybe(0.5):
                asked.append(self._birth())
            self.group(self.mixed(asked))
        self.group(
            self.mixed([self._issue(issued), *self.distract("x_date", "x_name", "x_name", "x_number")])
        )

    def _divorce(self) -> None:
        issued = self.some_day(2024, 2026)
        other = self.rng.choice(self.people)
        self.head(
            self.rng.choice(
                (
                    "Judgment of divorce",
                    "Decree of dissolution",
                    "Certificate of divorce",
                    "Divorce judgment absolute",
                )
            )
        )
        parties = [self.name(self.person.name), self.name(other.name)]
        self.rng.shuffle(parties)
        values = self._values(issued) | {"party_a": parties[0], "party_b": parties[1]}
        self.group(self.distract("x_number", "x_date"))
        if self.maybe(0.6):
            self.say(sentence("divorce_prose", values, self.rng))
        else:
            self.group([*self.ask_name("former_name", self.person.name), *self._other_spouse(other),
                        *self.ask_name("new_name", self.person.new_name)])  # fmt: skip
        self.truth["former_name"], self.truth["new_name"] = self.person.name.full, self.person.new_name.full
        self.group(self.mixed([self._issue(issued), *self.distract("x_date", "x_name", "x_date", "x_plain")]))

    def _naturalization(self) -> None:
        issued = self.some_day(2024, 2026)
        self.head("Certificate of naturalization")
        values = self._values(issued)
        self.say(sentence("naturalization_prose", values, self.rng))
        asked: list[Any] = [self._issue(issued)]
        if self.maybe(0.7):
            asked.append(self._birth())
        self.group(
            self.mixed([*asked, *self.distract("x_number", "x_plain", "x_plain", "x_name", "x_plain")])
        )
