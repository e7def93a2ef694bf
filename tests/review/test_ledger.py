"""The ledger's and the quarantine's pages: what is shown, to whom, and that it is noted."""

import io
import json
import re
import zipfile
from typing import Any

import pytest

from domain.ids import AttachmentId, CaseId, SubmissionId
from domain.kinds import Kind, Role, Route, Subkind
from domain.states import PartOutcome, Stage
from domain.submissions import FaxFacts, Forwarded, Headers
from processing.ports import SubmissionFacts
from processing.stages.parking import PARKED_REMEDY, REMEDIES
from review.tokens import form_token
from tests.review.office import MORNING, Office, Paper, Visiting
from tests.storage.situations import an_attachment, take


def submission_of(office: Office, case_id: CaseId) -> SubmissionId:
    with office.storage.work() as work:
        return work.cases.get(case_id).submission_id


class TestLedger:
    def test_shows_what_became_of_each_and_notes_the_read(self, office: Office) -> None:
        case_id = office.open_case(blank_page=True)
        submission = submission_of(office, case_id)
        carl = office.visitor("carl", Role.CLERK)
        listed = carl.get("/ledger").text
        assert f"in case {case_id}" in listed
        assert f'<a href="/cases/{case_id}">' not in listed, "a clerk opens no cases"
        assert f'<a href="/cases/{case_id}">' in office.visitor().get("/ledger").text
        assert submission[:8] in listed
        shown = carl.get(f"/ledger/{submission}").text
        assert "request.pdf" in shown
        assert "set aside: blank, nothing on it" in shown
        assert office.actions("carl")[-2:] == [("ledger_listed", "ledger"), ("ledger_shown", submission)]

    def test_finds_by_case_and_source(self, office: Office) -> None:
        case_id = office.open_case()
        submission = submission_of(office, case_id)
        carl = office.visitor("carl", Role.CLERK)
        with office.storage.work() as work:
            source = work.submissions.get(submission).source
        for search in (case_id, source, submission[:8]):
            answer = carl.get("/ledger", params={"search": search})
            assert answer.headers["location"] == f"/ledger/{submission}"
        assert "Nothing here" in carl.get("/ledger", params={"search": "nobody"}).text

    def test_pages_by_date_and_channel(self, office: Office) -> None:
        ids = [submission_of(office, office.open_case()) for _ in range(51)]
        carl = office.visitor("carl", Role.CLERK)
        first = carl.get("/ledger").text
        assert "more follow" in first
        after = sorted(ids)[1]  # newest first: of one moment the highest id
        second = carl.get("/ledger", params={"after": after}).text
        assert sum(f"/ledger/{key}" in first for key in ids) == 50
        assert [key for key in ids if f"/ledger/{key}" in second] == [min(ids)]
        day = f"{MORNING:%Y-%m-%d}"
        assert "50 submissions" in carl.get("/ledger", params={"since": day, "until": day}).text
        assert "Nothing here" in carl.get("/ledger", params={"until": "2026-03-01"}).text
        assert "Nothing here" in carl.get("/ledger", params={"channel": "fax"}).text
        assert carl.get("/ledger", params={"since": "yesterday"}).status_code == 403

    def test_unexplained_is_said_loudly(self, office: Office) -> None:
        lost = take(office.storage)
        part = an_attachment(AttachmentId(f"{lost.id}-1"), "1")
        with office.storage.work() as work:
            work.submissions.save_unpacked(lost.id, SubmissionFacts(), [part], [])
            work.jobs.quarantine(Stage.UNPACK, lost.id, "gone", MORNING)
        carl = office.visitor("carl", Role.CLERK)
        assert "2 lines for which nothing answers" in carl.get("/ledger?view=unexplained").text
        assert "2 lines are unexplained" in carl.get(f"/ledger/{lost.id}").text

    def test_every_line_shown_is_noted(self, office: Office) -> None:
        for key in range(60):
            lost = take(office.storage, f"lost {key}")
            with office.storage.work() as work:
                work.jobs.quarantine(Stage.UNPACK, lost.id, "gone", MORNING)
        office.visitor("carl", Role.CLERK).get("/ledger?view=unexplained")
        with office.storage.work() as work:
            noted = [e.details for e in work.audit.entries(limit=1000) if e.action == "ledger_listed"]
        assert noted == [{"lines": 60}]

    def test_is_not_led_by_the_reference_of_a_restricted_case(self, office: Office) -> None:
        report = office.open_case(route=Route.RESTRICTED, name="self-report.pdf")
        carl = office.visitor("carl", Role.CLERK).get("/ledger", params={"search": report})
        assert (carl.status_code, "Nothing here" in carl.text) == (200, True)
        sue = office.visitor("sue", Role.SUPERVISOR).get("/ledger", params={"search": report})
        assert sue.headers["location"] == f"/ledger/{submission_of(office, report)}"

    def test_of_a_restricted_paper_shows_no_name(self, office: Office) -> None:
        report = office.open_case(route=Route.RESTRICTED, name="self-report.pdf")
        submission = submission_of(office, report)
        for name, role in (("carl", Role.CLERK), ("rita", Role.REVIEWER), ("alma", Role.AUDITOR)):
            visitor = office.visitor(name, role)
            pages = visitor.get("/ledger").text + visitor.get(f"/ledger/{submission}").text
            assert "in case (restricted)" in pages
            assert report not in pages
            assert "self-report" not in pages
        assert "self-report.pdf" in office.visitor("sue", Role.SUPERVISOR).get(f"/ledger/{submission}").text
        carl = office.visitor("carl", Role.CLERK)
        answer = carl.post(f"/ledger/{submission}/decoration", part="1", decoration="true", reason="a logo")
        assert answer.status_code == 403

    def test_never_names_a_restricted_case_that_came_before(self, office: Office) -> None:
        first, again = office.open_case(route=Route.RESTRICTED), office.open_case()
        with office.storage.work() as work:
            documents = [work.cases.get(case_id).document_ids[0] for case_id in (first, again)]
            work.documents.link_duplicate(documents[1], documents[0])
        shown = office.visitor().get(f"/ledger/{submission_of(office, again)}").text
        assert "repeats a paper of (restricted)" in shown
        assert first not in shown

    def test_decoration_is_set_and_undone_from_the_page(self, office: Office) -> None:
        case_id = office.open_cases({}, {"name": "logo.png", "number": None})[0]
        submission = submission_of(office, case_id)
        carl = office.visitor("carl", Role.CLERK)
        assert "Set part 1 aside as decoration" in carl.get(f"/ledger/{submission}").text
        path = f"/ledger/{submission}/decoration"
        assert carl.post(path, part="1", decoration="true", reason="").status_code == 422
        assert carl.post(path, part="1", decoration="true", reason="their seal").status_code == 303
        with office.storage.work() as work:
            assert work.submissions.decoration_choices(submission) == {"1": True}
            assert (Stage.UNPACK, submission) in work.jobs.due(office.clock(), 9)
        assert ("set_aside_as_decoration", submission) in office.actions("carl")


def facts(sender: str, subject: str = "", **more: Any) -> SubmissionFacts:
    return SubmissionFacts(headers=Headers(sender=sender, subject=subject), **more)


class TestSender:
    """ "I mailed you on Monday": found by who asks, by what it was called, and by the line of a fax."""

    @pytest.fixture
    def office(self, any_office: Office) -> Office:
        return any_office

    @pytest.fixture
    def letter(self, office: Office) -> SubmissionId:
        office.open_case()
        told = facts("Zoë <b>Quill</b> <zoe@quill.example.org>", "My card 000-12-4321")
        return submission_of(office, office.open_cases({}, facts=told)[0])

    @pytest.mark.parametrize(
        "search", ["zoe@quill.example.org", "Quill", "quill, zoë", "my card", "quill card"]
    )
    def test_is_found(self, office: Office, letter: SubmissionId, search: str) -> None:
        carl = office.visitor("carl", Role.CLERK)
        entry = office.quarantine_arrival(letter)
        page = carl.get("/ledger", params={"search": search}).text
        assert re.findall(r'<a href="/ledger/(\w{9,})">', page) == [letter]
        assert f'<a href="/quarantine/{entry}">' in carl.get("/quarantine", params={"search": search}).text
        for elsewhere in ({"until": "2026-03-01"}, {"channel": "fax"}):
            assert "Nothing here" in carl.get("/ledger", params={"search": search, **elsewhere}).text

    def test_is_shown_as_text_and_the_read_is_noted(self, office: Office, letter: SubmissionId) -> None:
        carl = office.visitor("carl", Role.CLERK)
        office.quarantine_arrival(letter)
        for path, noted in (("/ledger", "ledger_listed"), ("/quarantine", "quarantine_listed")):
            page = carl.get(path).text
            assert "Zoë &lt;b&gt;Quill&lt;/b&gt;" in page
            assert "My card ••••" in page
            assert "000-12-4321" not in page
            assert (noted, path[1:]) in office.actions("carl")

    def test_of_a_fax_is_the_line_it_came_from(self, office: Office) -> None:
        fax = FaxFacts("gateway", caller="617-555-0100", station="ST ELSEWHERE")
        office.open_cases({}, facts=facts("gateway@fax.example.org", "New fax", fax=fax))
        carl = office.visitor("carl", Role.CLERK)
        for search in ("6175550100", "617 555 0100", "elsewhere"):
            assert "ST ELSEWHERE 617-555-0100" in carl.get("/ledger", params={"search": search}).text

    def test_of_what_was_forwarded_is_found_too(self, office: Office) -> None:
        inside = (Forwarded(1, "Zoë Quill <zoe@quill.example.org>", "", "My card"),)
        told = facts("front.desk@example.org", "FW", forwarded=inside)
        submission = submission_of(office, office.open_cases({}, facts=told)[0])
        page = office.visitor("carl", Role.CLERK).get("/ledger", params={"search": "quill"}).text
        assert submission in page

    def test_of_what_is_restricted_is_neither_shown_nor_found(self, office: Office) -> None:
        report = {"kind": Kind.OTHER, "subkind": Subkind.SELF_REPORT}
        told = facts("Zoë Quill <zoe@quill.example.org>", "Confession")
        cased = submission_of(office, office.open_cases(report | {"route": Route.RESTRICTED}, facts=told)[0])
        loose = office.take_papers(report, facts=told)[0]
        entries = [office.quarantine_arrival(key) for key in (cased, loose)]
        carl, sue = office.visitor("carl", Role.CLERK), office.visitor("sue", Role.SUPERVISOR)
        for path, hits in (("/ledger", [cased, loose]), ("/quarantine", entries)):
            page = carl.get(path).text
            assert page.count("(restricted)</span>") == 2
            assert "quill" not in page.casefold()
            assert "Confession" not in page
            for search in ("quill", "confession"):
                assert "Nothing here" in carl.get(path, params={"search": search}).text
                found = sue.get(path, params={"search": search}).text
                assert all(f'<a href="{path}/{hit}">' in found for hit in hits)
        assert "Confession" not in carl.get(f"/ledger/{cased}").text

    @pytest.mark.parametrize(
        ("path", "search"), [("/ledger", ""), ("/quarantine", ""), ("/quarantine", "my papers")]
    )
    def test_whether_all_that_is_listed_is_open_is_one_question(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, path: str, search: str
    ) -> None:
        for _ in range(3):
            office.quarantine(office.open_case())
        monkeypatch.setattr("review.policy.came_with_restricted", lambda *_: pytest.fail("asked of each"))
        listed = office.visitor("carl", Role.CLERK).get(path, params={"search": search})
        assert listed.text.count("ana.reyes@example.org") == 3

    def test_quarantine_is_found_by_file_and_case(self, office: Office) -> None:
        case_id = office.open_case(name="zebra.pdf")
        with office.storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            [part] = work.submissions.attachments(submission)
            work.quarantine.add(submission, part.id, Stage.READ, "why", "what", MORNING.date(), MORNING)
        carl = office.visitor("carl", Role.CLERK)
        for search in ("zebra", case_id):
            assert "zebra.pdf" in carl.get("/quarantine", params={"search": search}).text
        assert "Nothing here" in carl.get("/quarantine", params={"search": "lion"}).text


class TestDuplicate:
    @pytest.fixture
    def linked(self, office: Office) -> tuple[CaseId, CaseId, str]:
        """Two cases, the second's paper linked to the first's; and the second's document."""
        first, again = office.open_case(), office.open_case()
        with office.storage.work() as work:
            documents = [work.cases.get(case_id).document_ids[0] for case_id in (first, again)]
            work.documents.link_duplicate(documents[1], documents[0])
        return first, again, documents[1]

    def test_says_where_it_came_before(self, office: Office, linked: tuple[CaseId, CaseId, str]) -> None:
        first, again, _ = linked
        shown = office.visitor().get(f"/cases/{again}").text
        assert "This paper came before: 2026-03-02 by email, in" in shown
        assert f'href="/cases/{first}?page=1">{first}, page 1' in shown

    def test_is_unlinked_by_a_person_for_good(
        self, office: Office, linked: tuple[CaseId, CaseId, str]
    ) -> None:
        first, again, document = linked
        rita = office.visitor()
        assert rita.post(f"/cases/{first}/unlink", document=document).status_code == 404
        assert rita.post(f"/cases/{again}/unlink", document=document).status_code == 303
        assert "came before" not in rita.get(f"/cases/{again}").text
        assert rita.post(f"/cases/{again}/unlink", document=document).status_code == 422
        assert ("duplicate_unlinked", document) in office.actions("rita")

    def test_hides_a_restricted_first(self, office: Office) -> None:
        first, again = office.open_case(route=Route.RESTRICTED), office.open_case()
        with office.storage.work() as work:
            documents = [work.cases.get(case_id).document_ids[0] for case_id in (first, again)]
            work.documents.link_duplicate(documents[1], documents[0])
        shown = office.visitor().get(f"/cases/{again}").text
        assert "This paper came before" in shown
        assert first not in shown


class TestQuarantine:
    """Z1033: forgotten entries; here overdue ones stand first and red."""

    def send(self, visitor: Visiting, path: str, content: bytes) -> Any:
        return visitor.client.post(
            path,
            data={"form_token": form_token(visitor.token)},
            files={"file": ("Ana Reyes.pdf", content, "application/pdf")},
        )

    def test_overdue_is_shown_first_and_late(self, office: Office) -> None:
        entry = office.quarantine(office.open_case())
        carl = office.visitor("carl", Role.CLERK)
        assert 'class="late"' not in carl.get("/quarantine").text
        office.clock.pass_by(days=10)
        carl = office.visitor("carl", Role.CLERK)
        assert '<strong class="late">late</strong>' in carl.get("/quarantine").text
        assert "late" in carl.get(f"/quarantine/{entry}").text

    @pytest.mark.parametrize(
        ("remedy", "first"),
        [
            pytest.param(REMEDIES[PartOutcome.NEEDS_PASSWORD], "Replace with it", id="locked"),
            pytest.param(REMEDIES[PartOutcome.UNSUPPORTED], "Replace with it", id="no such format"),
            pytest.param(PARKED_REMEDY, "Try again", id="tried three times"),
        ],
    )
    def test_what_can_help_stands_out(self, office: Office, remedy: str, first: str) -> None:
        """To try a locked file again helps nobody; a better copy does."""
        case_id = office.open_case()
        with office.storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            work.quarantine.add(submission, None, Stage.UNPACK, "why", remedy, MORNING.date(), MORNING)
            [entry] = work.quarantine.of_submission(submission)
        shown = office.visitor("carl", Role.CLERK).get(f"/quarantine/{entry.id}").text
        assert re.findall(r'<button class="primary">(.*?)</button>', shown) == [first]
        assert ("file itself is at fault" in shown) is (first != "Try again")

    def test_owner_is_any_account_that_handles_it(self, office: Office) -> None:
        entry = office.quarantine(office.open_case())
        carl = office.visitor("carl", Role.CLERK)
        office.add_account("cleo", Role.CLERK)
        office.add_account("alma", Role.AUDITOR)
        shown = carl.get(f"/quarantine/{entry}").text
        assert "<option>cleo" in shown
        assert "<option>alma" not in shown
        assert carl.post(f"/quarantine/{entry}/assign", owner="alma").status_code == 422
        assert carl.post(f"/quarantine/{entry}/assign", owner="cleo").status_code == 303
        assert "to cleo" in carl.get(f"/quarantine/{entry}").text  # its history
        assert "0 entries" in carl.get("/quarantine?view=mine").text

    def test_all_of_a_reason_are_tried_again(self, office: Office) -> None:
        for _ in range(2):
            office.quarantine(office.open_case())
        carl = office.visitor("carl", Role.CLERK)
        page = carl.get("/quarantine").text
        group = page.split('<option value="')[2].split('"')[0]
        assert "2 × The file is locked by a password." in page
        assert "Try all of this reason again" in carl.get("/quarantine", params={"reason": group}).text
        assert carl.post(f"/quarantine/alike/{group}").headers["location"] == "/quarantine?done=2+retried"
        assert "0 entries" in carl.get("/quarantine").text
        assert "retried" in carl.get("/quarantine?view=closed").text

    def test_better_copy_is_uploaded_and_linked(self, office: Office) -> None:
        entry = office.quarantine(office.open_case())
        carl = office.visitor("carl", Role.CLERK)
        assert self.send(carl, f"/quarantine/{entry}/replace", b"").status_code == 422
        assert self.send(carl, f"/quarantine/{entry}/replace", b"%PDF-1.7 better").status_code == 303
        with office.storage.work() as work:
            copy = work.quarantine.get(entry).replaced_by
            assert copy is not None
            submission = work.submissions.get(copy)
            assert "Ana" not in submission.source
        assert office.storage.files.get(submission.original) == b"%PDF-1.7 better"
        assert f"/ledger/{copy}" in carl.get(f"/quarantine/{entry}").text
        assert "better copy of" in carl.get(f"/ledger/{copy}").text

    def test_export_holds_the_original_and_a_manifest(self, office: Office) -> None:
        case_id = office.open_case()
        entry = office.quarantine(case_id)
        answer = office.visitor("carl", Role.CLERK).get(f"/quarantine/{entry}/export/original")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            assert archive.read("content.bin").startswith(b"original ")
        assert manifest["submission"] == submission_of(office, case_id)
        assert answer.headers["content-disposition"] == f'attachment; filename="quarantine-{entry}.zip"'
        assert ("quarantine_export", f"quarantine:{entry}") in office.actions("carl")

    def test_restricted_part_is_exported_by_a_supervisor_alone(self, office: Office) -> None:
        entry = office.quarantine(office.open_case(route=Route.RESTRICTED))
        path = f"/quarantine/{entry}/export/original"
        assert office.visitor("carl", Role.CLERK).get(path).status_code == 403
        assert office.visitor("sue", Role.SUPERVISOR).get(path).status_code == 200

    @pytest.mark.parametrize("subkind", [Subkind.SELF_REPORT, Subkind.CORI_FORM])
    def test_restricted_paper_without_a_case_is_closed_all_the_same(
        self, office: Office, subkind: Subkind
    ) -> None:
        report = {"kind": Kind.OTHER, "subkind": subkind, "name": "self-report.pdf"}
        submission = office.take_papers({}, report)[0]
        path = f"/quarantine/{office.quarantine_arrival(submission)}"
        for name, role in (("carl", Role.CLERK), ("rita", Role.REVIEWER)):
            visitor = office.visitor(name, role)
            shown = visitor.get(path).text
            assert "ana.reyes@example.org" not in shown
            assert "My papers" not in shown
            assert "A part of this submission is restricted" in shown
            assert visitor.get(f"{path}/export/original").status_code == 403
            assert visitor.get(f"/quarantine/originals/{submission}").status_code == 403
            assert "self-report" not in visitor.get(f"/ledger/{submission}").text
        sue = office.visitor("sue", Role.SUPERVISOR)
        assert "ana.reyes@example.org" in sue.get(path).text
        assert sue.get(f"{path}/export/original").status_code == 200

    def test_paper_without_a_case_that_is_none_of_those_is_open(self, office: Office) -> None:
        letter = {"kind": Kind.OTHER, "subkind": Subkind.LETTER}
        entry = office.quarantine_arrival(office.take_papers(letter)[0])
        assert "ana.reyes@example.org" in office.visitor("carl", Role.CLERK).get(f"/quarantine/{entry}").text

    def test_restricted_paper_that_a_supervisor_sent_elsewhere_is_open(self, office: Office) -> None:
        case_id = office.open_case(kind=Kind.OTHER, subkind=Subkind.SELF_REPORT, route=Route.TRIAGE)
        entry = office.quarantine(case_id)
        assert "ana.reyes@example.org" in office.visitor("carl", Role.CLERK).get(f"/quarantine/{entry}").text

    def test_better_copy_is_as_closed_as_the_first_until_it_was_read(self, office: Office) -> None:
        entry = office.quarantine(office.open_case(route=Route.RESTRICTED, name="self-report.pdf"))
        sue, carl = office.visitor("sue", Role.SUPERVISOR), office.visitor("carl", Role.CLERK)
        assert self.send(sue, f"/quarantine/{entry}/replace", b"a better copy").status_code == 303
        with office.storage.work() as work:
            copy = work.quarantine.get(entry).replaced_by
        assert copy
        other = office.quarantine_arrival(copy)
        assert carl.get(f"/quarantine/{other}/export/original").status_code == 403
        assert sue.get(f"/quarantine/{other}/export/original").status_code == 200

    def test_first_is_as_closed_as_its_better_copy(self, office: Office) -> None:
        told = facts("Zoe Quill <zoe@quill.example.org>", "Something happened")
        first = office.take_papers(facts=told)[0]
        entry = office.quarantine_arrival(first)
        sue, carl = office.visitor("sue", Role.SUPERVISOR), office.visitor("carl", Role.CLERK)
        assert "Something happened" in carl.get(f"/quarantine/{entry}").text
        assert self.send(carl, f"/quarantine/{entry}/replace", b"a better copy").status_code == 303
        with office.storage.work() as work:
            copy = work.quarantine.get(entry).replaced_by
            assert copy
            paper = Paper(f"{copy}-0", kind=Kind.OTHER, subkind=Subkind.SELF_REPORT, route=Route.RESTRICTED)
            parts, pages = [an_attachment(paper.attachment)], paper.new_pages(office.storage)
            work.submissions.save_unpacked(copy, SubmissionFacts(), parts, pages)
            work.documents.replace(copy, [paper.new_document()], [])
            work.cases.replace(copy, [paper.new_case()], office.clock(), office.clock())
        assert "Something happened" not in carl.get(f"/quarantine/{entry}").text
        assert first not in carl.get("/ledger", params={"search": "quill"}).text
        path = f"/quarantine/{entry}/export/original"
        assert (carl.get(path).status_code, sue.get(path).status_code) == (403, 200)

    def test_closed_is_tried_again_by_a_supervisor_alone(self, office: Office) -> None:
        report = {"kind": Kind.OTHER, "subkind": Subkind.SELF_REPORT, "name": "self-report.pdf"}
        entry = office.quarantine_arrival(office.take_papers(report)[0])
        other = office.quarantine_arrival(office.take_papers({})[0])
        sue, carl = office.visitor("sue", Role.SUPERVISOR), office.visitor("carl", Role.CLERK)
        assert carl.post(f"/quarantine/{entry}/retry").status_code == 403
        group = carl.get("/quarantine").text.split('<option value="')[2].split('"')[0]
        assert carl.post(f"/quarantine/alike/{group}").headers["location"] == "/quarantine?done=1+retried"
        with office.storage.work() as work:
            assert [(e.id, e.ending is None) for e in work.quarantine.entries()] == [(entry, True)]
            assert work.quarantine.get(other).ending is not None
        assert sue.post(f"/quarantine/{entry}/retry").status_code == 303

    def test_closed_is_opened_again(self, office: Office) -> None:
        entry = office.quarantine(office.open_case())
        carl = office.visitor("carl", Role.CLERK)
        carl.post(f"/quarantine/{entry}/close", words="They sent it again.")
        assert "They sent it again." in carl.get("/quarantine?view=closed").text
        assert carl.post(f"/quarantine/{entry}/reopen").status_code == 303
        assert carl.post(f"/quarantine/{entry}/escalate").status_code == 303
        assert "escalated" in carl.get("/quarantine").text

    def test_entry_that_is_none(self, office: Office) -> None:
        assert office.visitor("carl", Role.CLERK).get("/quarantine/99").status_code == 404
