"""Correcting what the papers say on the case page."""

import re
from typing import Any

import pytest

from domain.corrections import PERSON
from domain.documents import Document, Evidence
from domain.ids import CaseId, UserName
from domain.kinds import FieldName, Kind, Role, Subkind
from domain.states import CaseStatus, Stage
from tests.review.office import SSN, Office, Visiting

NAMES = (
    "applicant_name", "former_names", "certification_number", "level", "date_of_birth", "ssn_last4",
    "requesting_agency", "return_address", "return_fax", "return_email", "signature_present", "signed_on",
)  # fmt: skip


def document(office: Office, case_id: str) -> Document:
    with office.storage.work() as work:
        return work.documents.get(work.cases.get(CaseId(case_id)).document_ids[0])


def version(office: Office, case_id: str) -> int:
    with office.storage.work() as work:
        return work.cases.get(CaseId(case_id)).version


def form_of(office: Office, case_id: str) -> dict[str, str]:
    """What the form holds when it is opened: every value, the digits left out."""
    found = document(office, case_id)
    values = {name: found.value(FieldName(name)) for name in NAMES}
    return {name: "" if name == "ssn_last4" else str(value or "") for name, value in values.items()}


def send(office: Office, visitor: Visiting, case_id: str, changes: dict[str, str], **more: Any) -> Any:
    values = form_of(office, case_id) | changes
    form: dict[str, Any] = {
        "version": version(office, case_id),
        "document": document(office, case_id).id,
        "name": list(values),
        "value": list(values.values()),
    }
    return visitor.post(f"/cases/{case_id}/correct", **(form | more))


def values(office: Office, case_id: str) -> dict[str, tuple[str | bool, str]]:
    return {e.field.value: (e.value, e.reader) for e in document(office, case_id).evidence}


class TestFields:
    def test_of_every_kind_can_all_be_filled(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        page = visitor.get(f"/cases/{case_id}").text
        assert re.findall(r'name="name" value="(\w+)"', page) == list(NAMES)

    def test_say_where_they_were_found_on_an_earlier_copy(self, office: Office) -> None:
        asks = (FieldName.REQUESTING_AGENCY,)
        told, alone = office.open_case(unsure=asks, by_form=asks), office.open_case(unsure=asks)
        pages = [office.visitor().get(f"/cases/{case_id}").text for case_id in (told, alone)]
        words = "check this: read where it stood on an earlier copy of this form"
        assert [page.count(words) for page in pages] == [1, 0]
        assert "check this" in pages[1]

    def test_that_the_record_bears_out_need_no_second_look(self, office: Office) -> None:
        born, asks = FieldName.DATE_OF_BIRTH, FieldName.REQUESTING_AGENCY
        page = office.visitor().get(f"/cases/{office.open_case(unsure=(born, asks))}").text
        assert page.count("check this") == 1

    def test_changed_filled_and_missing_ones_are_kept_with_who_and_when(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.get(f"/cases/{case_id}")
        answer = send(
            office, visitor, case_id, {"date_of_birth": "6/7/1987", "level": "EMT"},
            absent=["requesting_agency"], page=2,
        )  # fmt: skip
        assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_id}?page=2")
        said = values(office, case_id)
        assert said["date_of_birth"] == ("1987-06-07", PERSON)
        assert said["level"] == ("EMT", PERSON)
        assert "requesting_agency" not in said
        assert said["applicant_name"] == ("Ana Reyes", "ppocr")
        page = visitor.get(f"/cases/{case_id}").text
        assert "<strong>1987-06-07</strong>; the machine read 1987-06-05" in page
        assert "<strong>not on the paper</strong>; the machine read Arizona Bureau of EMS" in page
        assert "<strong>EMT</strong>; the machine read nothing" in page
        assert "by rita, 2026-03-02 10:00 EST" in page

    @pytest.mark.parametrize("rest", [{}, {"rest_is_right": "true"}], ids=["one field", "and the rest"])
    def test_untouched_ones_stay_as_read_where_nobody_may_type_them(
        self, office: Office, rest: dict[str, str]
    ) -> None:
        """A number read without its letter, an address with more blanks than anybody would type."""
        case_id, visitor = office.open_case(), office.visitor()
        number, address = FieldName.CERTIFICATION_NUMBER, FieldName.RETURN_ADDRESS
        read = {number: "723880", address: "PO Box 12   Concord NH"}
        found = document(office, case_id)
        others = [e for e in found.evidence if e.field not in read]
        odd = [Evidence(name, value, value, 0, None, 0.8, "ppocr") for name, value in read.items()]
        with office.storage.work() as work:
            work.documents.save_evidence(found.id, [*others, *odd])
        visitor.get(f"/cases/{case_id}")
        changes = {"level": "EMT", "return_address": "PO Box 12 Concord NH"}
        assert send(office, visitor, case_id, changes, **rest).status_code == 303
        said = values(office, case_id)
        assert (said["level"], said["certification_number"][0]) == (("EMT", PERSON), "723880")
        assert said["return_address"][0] == read[address]
        assert (said["return_address"][1] == PERSON) is bool(rest)

    def test_the_case_stays_open_and_with_its_reviewer(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.get(f"/cases/{case_id}")
        send(office, visitor, case_id, {"level": "EMT"})
        with office.storage.work() as work:
            case = work.cases.get(CaseId(case_id))
        assert (case.status, case.claimed_by, case.version) == (CaseStatus.OPEN, "rita", 2)

    def test_all_the_rest_is_confirmed_by_one_tick(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.get(f"/cases/{case_id}")
        assert send(office, visitor, case_id, {}, rest_is_right="true").status_code == 303
        with office.storage.work() as work:
            words = work.corrections.standing([work.cases.get(CaseId(case_id)).submission_id])
        assert {word.field for word in words} == {FieldName(name) for name in NAMES}
        assert all(word.confirms for word in words)
        assert {reader for _, reader in values(office, case_id).values()} == {PERSON}

    def test_wrong_input_is_said_and_nothing_typed_is_lost(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.get(f"/cases/{case_id}")
        answer = send(
            office, visitor, case_id, {"date_of_birth": "13/45/1987", "applicant_name": "Ana Okafor"}
        )
        assert answer.status_code == 422
        assert answer.text.count("Birth date: a day") == 2, "at the head of the page and at the field"
        assert 'aria-invalid="true" aria-describedby="f1-date_of_birth-problem" autofocus' in answer.text
        assert 'value="13/45/1987"' in answer.text
        assert 'value="Ana Okafor"' in answer.text
        assert values(office, case_id)["applicant_name"] == ("Ana Reyes", "ppocr")

    @pytest.mark.parametrize(
        ("changes", "more", "words"),
        [
            pytest.param({}, {}, "Nothing was changed", id="nothing"),
            pytest.param({"applicant_name": ""}, {}, "was emptied", id="emptied"),
            pytest.param({"level": "EMT"}, {"absent": ["level"]}, "not both", id="typed and ticked"),
            pytest.param({}, {"document": "another"}, "no such document", id="another document"),
            pytest.param({"date_of_birth": "6/5/2087"}, {}, "nobody younger than 14", id="future"),
            pytest.param({"date_of_birth": "2012-03-03"}, {}, "nobody younger than 14", id="tomorrow 14"),
        ],
    )
    def test_what_says_nothing_clear_is_refused(
        self, office: Office, changes: dict[str, str], more: dict[str, Any], words: str
    ) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.get(f"/cases/{case_id}")
        answer = send(office, visitor, case_id, changes, **more)
        assert (answer.status_code, words in answer.text) == (422, True)
        assert version(office, case_id) == 1

    @pytest.mark.parametrize("born", ["2012-03-02", "2012-03"])
    def test_who_is_14_today_may_be_meant(self, office: Office, born: str) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.get(f"/cases/{case_id}")
        assert send(office, visitor, case_id, {"date_of_birth": born}).status_code == 303

    def test_a_birth_date_that_was_read_may_be_confirmed_whatever_it_is(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        found = document(office, case_id)
        read = Evidence(FieldName.DATE_OF_BIRTH, "2026-02-27", "2026-02-27", 0, None, 0.8, "ppocr")
        with office.storage.work() as work:
            others = [e for e in found.evidence if e.field is not FieldName.DATE_OF_BIRTH]
            work.documents.save_evidence(found.id, [*others, read])
        visitor.get(f"/cases/{case_id}")
        assert send(office, visitor, case_id, {}, rest_is_right="true").status_code == 303

    def test_social_security_digits_stay_masked(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        page = visitor.get(f"/cases/{case_id}").text
        send(office, visitor, case_id, {"ssn_last4": "8765"})
        assert values(office, case_id)["ssn_last4"] == ("8765", PERSON)
        page += visitor.get(f"/cases/{case_id}").text
        assert "8765" not in page
        assert SSN[-4:] not in page
        shown = visitor.post(f"/cases/{case_id}/reveal", document=document(office, case_id).id).text
        assert "<strong>8765</strong>; the machine read 4321" in shown


class TestKind:
    def test_is_named_by_a_person(self, office: Office) -> None:
        case_id, visitor = office.open_case(abstains=True), office.visitor()
        assert "kind not sure" in visitor.get(f"/cases/{case_id}").text
        form = {"version": 1, "document": document(office, case_id).id, "kind": "other/cori_form"}
        assert visitor.post(f"/cases/{case_id}/kind", **form).status_code == 303
        guess = document(office, case_id).guess
        assert (guess.kind, guess.subkind, guess.abstains) == (Kind.OTHER, Subkind.CORI_FORM, False)
        assert "other (CORI form)</strong>; the machine read verification request" in (
            visitor.get(f"/cases/{case_id}").text
        )

    def test_makes_it_sure_in_the_queue(self, office: Office) -> None:
        case_id, visitor = office.open_case(abstains=True), office.visitor()

        def sure() -> bool:
            with office.storage.work() as work:
                (row,) = work.cases.rows()
                return row.sure

        assert not sure()
        form = {"version": 1, "document": document(office, case_id).id, "kind": "verification_request"}
        visitor.post(f"/cases/{case_id}/kind", **form)
        assert sure()

    def test_is_one_of_the_list(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        form = {"version": 1, "document": document(office, case_id).id, "kind": "other/invented"}
        assert visitor.post(f"/cases/{case_id}/kind", **form).status_code == 422


class TestTakingBack:
    def test_lets_the_machines_reading_stand_again(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        send(office, visitor, case_id, {"date_of_birth": "1987-06-07"})
        page = visitor.get(f"/cases/{case_id}").text
        (correction,) = re.findall(r'name="correction" value="(\d+)"', page)
        form = {"version": 2, "correction": correction}
        assert visitor.post(f"/cases/{case_id}/uncorrect", **form).status_code == 303
        assert values(office, case_id)["date_of_birth"] == ("1987-06-05", "ppocr")
        assert "the machine read" not in visitor.get(f"/cases/{case_id}").text

    def test_of_another_cases_word_is_refused(self, office: Office) -> None:
        one, two = office.open_case(), office.open_case()
        visitor = office.visitor()
        send(office, visitor, one, {"level": "EMT"})
        page = visitor.get(f"/cases/{one}").text
        (correction,) = re.findall(r'name="correction" value="(\d+)"', page)
        answer = visitor.post(f"/cases/{two}/uncorrect", version=1, correction=correction)
        assert (answer.status_code, "no such correction" in answer.text) == (422, True)


class TestGuarded:
    @pytest.mark.parametrize("way", ["correct", "kind", "uncorrect"])
    def test_only_for_those_who_decide(self, office: Office, way: str) -> None:
        case_id, auditor = office.open_case(), office.visitor("alba", Role.AUDITOR)
        form = {"version": 1, "document": "d", "name": "level", "value": "EMT", "correction": 1}
        assert auditor.post(f"/cases/{case_id}/{way}", **form).status_code == 403
        assert 'class="correct"' not in auditor.get(f"/cases/{case_id}").text

    def test_by_the_token_of_the_form(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        assert send(office, visitor, case_id, {"level": "EMT"}, form_token="wrong").status_code == 403
        assert version(office, case_id) == 1

    def test_on_the_version_that_was_shown(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        assert send(office, visitor, case_id, {"level": "EMT"}).status_code == 303
        answer = send(office, visitor, case_id, {"level": "AEMT"}, version=1)
        assert answer.status_code == 409
        assert "Nothing was kept" in answer.text
        assert values(office, case_id)["level"] == ("EMT", PERSON)

    def test_not_in_a_colleagues_case(self, office: Office) -> None:
        case_id, first, second = office.open_case(), office.visitor("first"), office.visitor("second")
        first.get(f"/cases/{case_id}")
        assert 'class="correct"' not in second.get(f"/cases/{case_id}").text
        assert send(office, second, case_id, {"level": "EMT"}).status_code == 409


def test_says_that_match_and_findings_are_made_anew(office: Office) -> None:
    case_id, visitor = office.open_case(), office.visitor()
    visitor.look_at(case_id)
    with office.storage.work() as work:
        submission_id = work.cases.get(CaseId(case_id)).submission_id
        work.jobs.enqueue(Stage.MATCH, submission_id, office.clock())
        case_version = work.cases.revise(CaseId(case_id), 1, UserName("rita"), office.clock()).version
    assert "Match and findings are being made anew." in visitor.get(f"/cases/{case_id}").text
    answer = visitor.approve(case_id, version=case_version)
    assert (answer.status_code, "matched and checked anew" in answer.text) == (422, True)
