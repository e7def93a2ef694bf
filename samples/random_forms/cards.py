"""Cards and certificates of courses in resuscitation, put together at random."""

from datetime import date
from typing import Any

from domain.kinds import Kind
from samples.random_forms.paper import RandomPaper
from samples.random_forms.placing import Question
from samples.random_forms.wordings import label_for, sentence


class RandomCard(RandomPaper):
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
