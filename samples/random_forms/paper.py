"""What papers put together at random have in common: answers, distractors, and where they are put."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.kinds import Kind
from samples.learn_examples import Example
from samples.learn_grammar import SLOTS
from samples.people import Person
from samples.random_forms.canvas import Canvas
from samples.random_forms.placing import Question, Style, draw_style, paragraph, place
from samples.random_forms.wordings import draw_prose, label_for, prose_names
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

#: Whose name and birth a party's are, where the party is the person that the paper is about.
_FIELD_OF_SLOT = {"party_a": "former_name", "party_b": "former_name",
                  "party_a_born": "date_of_birth", "party_b_born": "date_of_birth"}  # fmt: skip


class RandomPaper:
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
        name = self.rng.choice(prose_names(self.kind))
        lines, said = draw_prose(self.kind, name, printed, self.rng)
        self.truth = {_FIELD_OF_SLOT.get(n, n): value for n, value in truths.items() if n in said}
        if kind := self.typed(name):
            self.truth["evidence_type"] = kind
        centred = self.maybe(0.15)
        for line in lines:
            plain = line.lstrip("=+").strip()
            usual = self.style.height
            if "+" in line[:2]:
                self.style.height = usual * self.rng.choice((1.0, 1.3, 1.7))
            if "  " in plain:
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

    def typed(self, name: str) -> str | None:
        """The type of the paper in running words of this name, where its kind has types."""
        return None

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
        printed: dict[str, str | Callable[[], str]] = {
            **truths,
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
            return [self.ask(field, self.name(name))]
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
        makers: dict[str, Callable[[], str]] = {
            "x_name": lambda: self.anybody(),
            "x_date": lambda: self.day(self.some_day(2010, 2029)),
            "x_number": lambda: self.slot("num" if self.maybe(0.1) else "id"),
            "x_organisation": lambda: self.slot("employer"),
            "x_code": lambda: self.code(),
            "x_plain": lambda: self.plain(),
            "x_blank": lambda: "",
            "x_phone_agency": lambda: self.slot("phone"),
            "address": lambda: self.slot("addr"), "phone": lambda: self.slot("phone"),
            "email": lambda: self.person.email,
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
