"""Requests to verify a certification, put together at random."""

from typing import Any

from domain.kinds import Kind
from samples.random_forms.paper import RandomPaper
from samples.random_forms.placing import Question
from samples.random_forms.wordings import sentence


class RandomRequest(RandomPaper):
    """A request to verify somebody's certification."""

    kind = Kind.VERIFICATION_REQUEST

    def fill(self) -> None:
        agency = self.slot("agency" if self.maybe(0.6) else "employer")
        self.truth["requesting_agency"] = agency
        returning = self._return_block()
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
        self._about()
        self._release(agency)
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
        if self.maybe(0.5):
            asked.append(self._former())
        asked += self.distract("address", "city", "phone", "email", "level", "x_number", "x_date", "x_date",
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

    def _former(self) -> Question:
        """A name of before, mostly the surname alone; many have none and say so or leave the place empty."""
        if self.maybe(0.35):
            return self.ask("x_former", self.rng.choice(("N/A", "none", "", "No", "same")))
        other = self.rng.choice(self.people).name
        said = other.last if self.maybe(0.7) else f"{self.person.name.first} {other.last}"
        self.truth["former_names"] = said
        return self.ask("x_former", said)

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

    def _return_block(self) -> list[Question]:
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
