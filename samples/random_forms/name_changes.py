"""Papers that show a name or its change, put together at random."""

from datetime import date, timedelta
from typing import Any

from domain.kinds import EvidenceType, Kind
from samples.people import Person
from samples.random_forms.paper import RandomPaper
from samples.random_forms.placing import Question, place_side_by_side
from samples.random_forms.wordings import label_for, sentence

_CARD_HEADS = {
    EvidenceType.DRIVERS_LICENSE: (
        "Driver License", "Identification card", "Operator license", "Driving licence", "Permis de conduire",
        "Identity card", "Temporary license", "Driver's License", "Licencia de conducir", "State ID",
    ),
    EvidenceType.PASSPORT: ("Passport", "Passport card", "Passport / Passeport", "Pasaporte", "Travel document"),
}  # fmt: skip
#: What the papers in running words are.
_TOLD_TYPES = {
    "social_security": EvidenceType.SOCIAL_SECURITY_CARD, "licence": EvidenceType.DRIVERS_LICENSE,
    "divorce": EvidenceType.DIVORCE_DECREE, "marriage": EvidenceType.MARRIAGE_CERTIFICATE,
    "parties": EvidenceType.MARRIAGE_CERTIFICATE, "naturalization": EvidenceType.NATURALIZATION_CERTIFICATE,
}  # fmt: skip


class RandomNameChange(RandomPaper):
    """A paper that shows a name or its change."""

    kind = Kind.NAME_CHANGE_EVIDENCE

    def fill(self) -> None:
        self.rng.choice((self._identity, self._marriage, self._marriage, self._order, self._order, self._divorce,
                         self._naturalization))()  # fmt: skip
        if self.maybe(0.5):
            self.say(sentence("filler", {}, self.rng))

    def typed(self, name: str) -> str | None:
        """All other papers in running words change a name by themselves, as a court's order does."""
        return _TOLD_TYPES.get(name, EvidenceType.COURT_ORDER).value

    def _birth(self) -> Question:
        born = self.person.date_of_birth
        return self.show("date_of_birth", born.isoformat(), self.day(born))

    def _issue(self, day: date) -> Question:
        return self.show("issued_on", day.isoformat(), self.day(day))

    def _identity(self) -> None:
        issued = self.some_day(2020, 2026)
        expires = date(issued.year + self.rng.choice((5, 10)), issued.month, min(28, issued.day))
        kind = self.rng.choice((EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT))
        self.truth["evidence_type"] = kind.value
        self.head(self.rng.choice(_CARD_HEADS[kind]))
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
        self.truth["evidence_type"] = EvidenceType.MARRIAGE_CERTIFICATE.value
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
        if self.maybe(0.3):
            self._side_by_side(other)
            self.group(
                self.mixed([self._issue(issued), *self.distract("x_date", "x_date", "x_name", "x_number")])
            )
            return
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

    def _side_by_side(self, other: Person) -> None:
        """Both parties in columns; whoever keeps the name has it in both rows."""
        person, first = self.person, self.maybe(0.5)
        self.truth["former_name"], self.truth["new_name"] = person.name.full, person.new_name.full
        pairs = [("former_name", self.name(person.name), self.name(other.name)),
                 ("new_name", self.name(person.new_name), self.name(other.name))]  # fmt: skip
        if self.maybe(0.7):
            self.truth["date_of_birth"] = person.date_of_birth.isoformat()
            pairs.insert(1, ("date_of_birth", self.day(person.date_of_birth), self.day(other.date_of_birth)))
        if self.maybe(0.6):
            pairs.insert(self.rng.randrange(len(pairs)), ("x_name", self.anybody(), self.anybody()))
        pairs += [("x_plain", self.plain(), self.plain())] * self.rng.randrange(3)
        rows = [
            (label_for(self.kind, asked, self.rng), (mine, theirs) if first else (theirs, mine))
            for asked, mine, theirs in pairs
        ]
        heads = self.rng.choice((("Party A", "Party B"), ("Groom", "Bride"), ("Spouse 1", "Spouse 2"),
                                 ("First applicant", "Second applicant"), ("", ""), ("Husband", "Wife")))  # fmt: skip
        self.y = place_side_by_side(self.canvas, self.style, self.y, heads, rows)
        self.y += self.style.height

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
        self.truth["evidence_type"] = EvidenceType.COURT_ORDER.value
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
        self.truth["evidence_type"] = EvidenceType.DIVORCE_DECREE.value
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
        self.truth["evidence_type"] = EvidenceType.NATURALIZATION_CERTIFICATE.value
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
