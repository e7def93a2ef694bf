"""Values that a record bears out, and names that it does not know."""

from dataclasses import replace
from typing import Any

import pytest

from domain.corrections import PERSON
from domain.documents import UNSURE, Document, Evidence, KindGuess
from domain.ids import DocumentId, SubmissionId
from domain.kinds import FieldName, Kind
from domain.records import CertificationRecord
from processing.matching.by_record import BORNE_OUT, is_name_of, read_beside
from tests.processing.matching.people import MARIA, person

READ = {
    FieldName.APPLICANT_NAME: "Maria L. Souza-Lima",
    FieldName.CERTIFICATION_NUMBER: "E0901234",
    FieldName.DATE_OF_BIRTH: "1987-06-05",
    FieldName.LEVEL: "EMT",
    FieldName.REQUESTING_AGENCY: "Vermont EMS Office",
}


def paper(changes: dict[FieldName, str] | None = None, *, doubt: float = 0.6, **sure: float) -> Document:
    """A request whose values are read in doubt, but for those named with another confidence."""
    values = {**READ, **(changes or {})}
    evidence = tuple(
        Evidence(name, value, value, 0, None, sure.get(name.value, doubt), "ppocr")
        for name, value in values.items()
        if value
    )
    guess = KindGuess(Kind.VERIFICATION_REQUEST, 0.99, False)
    return Document(DocumentId("d"), SubmissionId("s"), guess, (), evidence)


def confidences(document: Document) -> dict[FieldName, float]:
    return {e.field: e.confidence for e in document.evidence}


def only(*names: FieldName) -> dict[FieldName, str]:
    """Changes that leave a paper these values alone."""
    return {name: "" for name in READ if name not in names}


NUMBER, NAME, BORN = FieldName.CERTIFICATION_NUMBER, FieldName.APPLICANT_NAME, FieldName.DATE_OF_BIRTH


class TestBorneOut:
    def test_are_values_on_which_paper_and_record_agree_twice(self) -> None:
        seen = read_beside(paper(), [MARIA])
        told = dict.fromkeys((NAME, NUMBER, BORN), BORNE_OUT)
        others = {FieldName.LEVEL: 0.6, FieldName.REQUESTING_AGENCY: 0.6}
        assert confidences(seen) == told | others, "a level is many people's"
        assert {e.reader for e in seen.evidence if e.field in told} == {"record+ppocr"}
        assert {e.field: e.value for e in seen.evidence} == READ

    @pytest.mark.parametrize("alone", [NAME, NUMBER, BORN])
    def test_is_no_value_alone_unless_something_besides_speaks(self, alone: FieldName) -> None:
        document = paper(only(alone, FieldName.LEVEL))
        assert read_beside(document, [MARIA]) == document, "a level is many people's"
        backed = read_beside(document, [MARIA], {MARIA.certification_number})
        assert confidences(backed)[alone] == BORNE_OUT

    def test_is_nothing_that_was_sure_or_that_another_record_says(self) -> None:
        surely = paper(doubt=0.99)
        assert read_beside(surely, [MARIA]) == surely
        strangers = [
            person("E0111111", "Jo", "Wynn", "1970-01-02"),
            person("P0222222", "Al", "Ash", "1960-03-04"),
        ]
        assert read_beside(paper(), strangers) == paper()

    @pytest.mark.parametrize(
        "twin",
        [
            pytest.param(replace(MARIA, certification_number="E0901243"), id="number"),
            pytest.param(
                person("E0777777", "Maria", "Souza-Lima", "1987-06-15", middle_name="Luz"), id="day"
            ),
        ],
    )
    def test_is_none_that_may_be_a_twins(self, twin: CertificationRecord) -> None:
        field = BORN if twin.date_of_birth != MARIA.date_of_birth else NUMBER
        document = paper(only(NAME, field))
        for records in ([MARIA, twin], [twin, MARIA]):
            assert confidences(read_beside(document, records))[field] == 0.6

    def test_counts_no_digits_of_a_stand_in_for_a_social_security_number(self) -> None:
        last4 = {FieldName.SSN_LAST4: "4410"}
        document = paper(only(NAME) | last4)
        assert confidences(read_beside(document, [MARIA]))[FieldName.SSN_LAST4] == BORNE_OUT
        assert read_beside(document, [replace(MARIA, ssn_is_pseudo=True)]) == document

    @pytest.mark.parametrize(
        ("read", "whole"),
        [
            pytest.param("Maria Luz Souza-Lima", True, id="whole"),
            pytest.param("MARIA L. SOUZA-LIMA", True, id="a middle letter"),
            pytest.param("Maria Souza-Lima", True, id="no middle name"),
            pytest.param("Maria Applicant Souza-Lima", False, id="a word more"),
            pytest.param("Maria Lúz Souza-Lima", False, id="another accent"),
            pytest.param("Maria Q. Souza-Lima", False, id="another letter"),
            pytest.param("MariaSouza-Lima", False, id="a blank lost"),
            pytest.param("Maria Souza-Lima Jr.", False, id="a suffix more"),
            pytest.param("Mario Souza-Lima", False, id="another letter in a word"),
        ],
    )
    def test_is_a_name_of_which_every_word_is_the_records(self, read: str, whole: bool) -> None:
        assert is_name_of(read, MARIA) is whole
        assert (confidences(read_beside(paper({NAME: read}), [MARIA]))[NAME] == BORNE_OUT) is whole

    @pytest.mark.parametrize("name", ["Marla Souza-Lima", "Mariah Souza-Lima", "Maria Souza-Lima Jr."])
    def test_is_no_name_that_a_relative_nearly_has(self, name: str) -> None:
        first, last, *suffix = name.split()
        relative = person("E0777777", first, last, "2001-02-03", suffix=" ".join(suffix))
        seen = read_beside(paper({NAME: "Maria Souza-Lima"}), [MARIA, relative])
        assert (confidences(seen)[NAME], confidences(seen)[NUMBER]) == (0.6, BORNE_OUT)

    def test_is_no_former_name_of_the_record_and_no_new_name_of_a_paper(self) -> None:
        renamed = replace(MARIA, last_name="Carr", former_names=("Maria Luz Souza-Lima",))
        document = paper({**only(NAME, BORN), FieldName.NEW_NAME: "Maria Luz Souza-Lima"})
        assert confidences(read_beside(document, [renamed])) == confidences(document)
        seen = confidences(read_beside(document, [MARIA]))
        assert (seen[NAME], seen[FieldName.NEW_NAME]) == (BORNE_OUT, 0.6)

    @pytest.mark.parametrize(
        ("kind", "new_name", "former"),
        [
            pytest.param("marriage_certificate", 0.6, BORNE_OUT, id="a wedding"),
            pytest.param("divorce_decree", 0.95, BORNE_OUT, id="its new name is sure"),
            pytest.param("divorce_decree", 0.6, 0.6, id="which is given back is in doubt"),
        ],
    )
    def test_is_a_former_name_whose_place_is_told(self, kind: str, new_name: float, former: float) -> None:
        values = {FieldName.FORMER_NAME: "Maria Souza-Lima", FieldName.NEW_NAME: "Maria Carr"}
        told = {FieldName.EVIDENCE_TYPE: kind, **values}
        seen = read_beside(paper({**only(BORN), **told}, new_name=new_name), [MARIA])
        assert confidences(seen)[FieldName.FORMER_NAME] == former
        assert confidences(seen)[BORN] == BORNE_OUT


class TestNamesThatTheRecordDoesNotKnow:
    @staticmethod
    def seen(name: str, record: CertificationRecord = MARIA, **more: Any) -> float:
        document = paper({NAME: name}, applicant_name=0.95, **more)
        return confidences(read_beside(document, [record]))[NAME]

    def test_are_not_sure_beside_its_number_and_birth_date(self) -> None:
        assert self.seen("Right Side") == UNSURE
        assert self.seen("Maria Carr") == 0.95, "a new surname"
        assert self.seen("Ana Carr", replace(MARIA, former_names=("Ana Pell",))) == 0.95

    def test_stay_where_the_paper_may_be_anothers(self) -> None:
        assert self.seen("Right Side", replace(MARIA, certification_number="E0901243")) == 0.95

    def test_stay_as_a_person_says(self) -> None:
        document = paper({NAME: "Right Side"}, applicant_name=1.0)
        said = replace(document.evidence[0], reader=PERSON)
        document = replace(document, evidence=(said, *document.evidence[1:]))
        assert read_beside(document, [MARIA]).evidence[0] == said
