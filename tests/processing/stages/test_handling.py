"""Quarantine is a queue: owner, due date, retry, export, a better copy; and decoration is undoable."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from domain.errors import DocumentError, NotAllowed
from domain.ids import SubmissionId, UserName
from domain.kinds import Channel, Priority, Role
from domain.ledger import Ending, Fate, subject_of
from domain.pages import PageImage, PageReading
from domain.states import JobState, PageUse, Stage
from domain.submissions import Arrival, Submission
from intake.parsers.cell import ParserCell
from processing.cases.calendar import OfficeCalendar
from processing.failures import tell_apart, tell_whole
from processing.ports import QuarantineEntry
from processing.predictions import describe_submission
from processing.stages.decorating import choose_decoration
from processing.stages.handling import (
    assign_entry,
    close_entry,
    escalate_entry,
    export_entry,
    reason_group,
    reopen_entry,
    replace_entry,
    retry_alike,
    retry_entry,
    urgency,
)
from processing.stages.receive import take_arrival
from processing.stages.running import NEXT, run_stage
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.processing.stages.envelopes import NOW, services_on

RITA = UserName("rita")
MOST = 1_000_000


class Reading:
    """Reads what the page says of itself; a picture's page says nothing, and not at all while `broken`."""

    broken = False

    def read(self, page: PageImage) -> PageReading:
        if self.broken and page.image:
            raise DocumentError("the reader gave up")
        return PageReading(page.index, page.width, page.height, 0, page.source, page.words, text=page.text)


@pytest.fixture(scope="module")
def cell() -> Iterator[ParserCell]:
    with ParserCell() as running:
        yield running


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path, cell: ParserCell) -> Services:
    return replace(services_on(storage, tmp_path), unpacker=cell, reader=Reading())


def picture(size: tuple[int, int] = (900, 600), words: str = "CPR card") -> bytes:
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).text((20, 20), words, fill=0)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("reason", "remedy", "told"),
    [
        pytest.param(
            "The file is empty. Ask the sender to send it again.",
            "Ask the sender for a PDF or a picture.",
            ("The file is empty.", "Ask the sender to send it again."),
            id="the reason knows more",
        ),
        pytest.param(
            "The file is damaged. Ask the sender for a PDF.",
            "Open the original; where it cannot be read, ask the sender for another copy.",
            (
                "The file is damaged.",
                "Open the original; where it cannot be read, ask the sender for another copy.",
            ),
            id="the remedy knows more",
        ),
        pytest.param(
            "The file is empty. Ask the sender to send it again.",
            "Fetch the fax from the service's own inbox.",
            (
                "The file is empty. Ask the sender to send it again.",
                "Fetch the fax from the service's own inbox.",
            ),
            id="two advices",
        ),
        pytest.param("It ended.", "Retry.", ("It ended.", "Retry."), id="no advice in the reason"),
    ],
)
def test_advice_is_told_once(reason: str, remedy: str, told: tuple[str, str]) -> None:
    entry = QuarantineEntry(
        1, SubmissionId("s"), None, Stage.UNPACK, reason, remedy, "", date(2026, 3, 4), NOW, None, ""
    )
    assert tell_apart(entry) == told
    assert tell_whole(entry) == " ".join(told)


ATTACHED = "Please find my papers attached. Ana Reyes, EMT, E0901234.\n"
MOVED = """Dear OEMS,

I moved last month. Please change my mailing address to 12 Invented Lane, Worcester MA 01608.
My EMT certification number is E0901234.

Ana Reyes
"""


def mail(*attachments: tuple[str, bytes], logo: bytes = b"", text: str = ATTACHED) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ana Reyes <ana.reyes@example.org>", "My papers"
    message["Date"] = "Mon, 2 Mar 2026 08:00:00 -0500"
    message.set_content(text)
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    if logo:
        message.add_attachment(
            logo, maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<logo>"
        )
    if message.is_multipart():
        message.set_boundary("invented")
    return message.as_bytes()


def send(
    services: Services,
    raw: bytes,
    key: str = "mail-1",
    received_at: datetime = NOW,
    channel: Channel = Channel.EMAIL,
) -> Submission:
    arrival = Arrival(channel, key, f"{key}.eml", raw, received_at)
    submission, _ = take_arrival(arrival, services)
    work_through(services, submission.id)
    return submission


def work_through(services: Services, submission_id: SubmissionId, stage: Stage = Stage.UNPACK) -> None:
    """As the workers do: from this stage on, whatever is due."""
    following: Stage | None = stage
    while following is not None:
        run_stage(following, submission_id, services)
        following = NEXT.get(following)


def entries(services: Services) -> list[QuarantineEntry]:
    with services.storage.work() as work:
        return work.quarantine.entries()


def documents(services: Services, submission: Submission) -> int:
    with services.storage.work() as work:
        return len(work.documents.of_submission(submission.id))


def fates(services: Services, submission: Submission) -> dict[str, Fate]:
    with services.storage.work() as work:
        return {line.what: line.fate for line in work.ledger.of_submission(submission.id)}


BROKEN = ("form.pdf", b"%PDF-1.7\nthis is no document at all")


class TestRetry:
    def test_of_one_part_keeps_the_papers_that_came_with_it(self, services: Services) -> None:
        """Unpacking anew takes the documents away; the stages after it must make them again."""
        submission = send(services, mail(("card.png", picture()), BROKEN))
        before = documents(services, submission)
        assert before > 0
        (entry,) = entries(services)
        with services.storage.work() as work:
            retry_entry(work, entry.id, RITA, NOW)
        work_through(services, submission.id)
        assert documents(services, submission) == before
        (again,) = entries(services)
        assert (again.reason, again.id != entry.id) == (entry.reason, True)
        assert Fate.UNEXPLAINED not in fates(services, submission).values()

    def test_of_a_page_that_could_not_be_read_reads_it_again(self, services: Services) -> None:
        """P10284: the reader was away; the page must not count as read for ever."""
        reader = services.reader
        assert isinstance(reader, Reading)
        reader.broken = True
        submission = send(services, mail(("card.png", picture())))
        (entry,) = entries(services)
        assert entry.stage is Stage.READ
        reader.broken = False
        with services.storage.work() as work:
            retry_entry(work, entry.id, RITA, NOW)
            (job,) = [j for j in work.jobs.due(NOW + timedelta(days=1), 9) if j[1] == submission.id]
            assert job[0] is Stage.READ
        work_through(services, submission.id, Stage.READ)
        assert entries(services) == []

    def test_all_of_one_reason_leaves_the_others(self, services: Services) -> None:
        for n in range(2):
            send(services, mail(BROKEN, ("card.png", picture())), f"mail-{n}")
        send(services, b"", "empty")
        group = reason_group(entries(services)[0])
        with services.storage.work() as work:
            assert len(retry_alike(work, group, RITA, NOW)) == 2
            left = work.quarantine.entries()
            assert len(left) == 1
            assert reason_group(left[0]) != group
            states = {(s, state) for s, state, _, _ in work.jobs.standing() if s is Stage.UNPACK}
        assert (Stage.UNPACK, JobState.READY) in states

    def test_does_not_bring_back_what_a_person_closed(self, services: Services) -> None:
        other = ("other.pdf", b"%PDF-1.4\nanother one that is no document")
        submission = send(services, mail(BROKEN, other))
        first, second = entries(services)
        with services.storage.work() as work:
            close_entry(work, first.id, "Asked for another copy.", RITA, NOW)
            retry_entry(work, second.id, RITA, NOW)
        work_through(services, submission.id)
        assert [entry.attachment_id for entry in entries(services)] == [second.attachment_id]


class TestQueue:
    """Z1033, Z795: what is in quarantine must not be forgotten."""

    def entry(self, services: Services) -> int:
        send(services, mail(BROKEN))
        return entries(services)[-1].id

    def test_entry_has_a_due_date_in_business_days(self, services: Services) -> None:
        number = self.entry(services)
        with services.storage.work() as work:
            # Received on a Friday: two working days later is Tuesday.
            assert work.quarantine.get(number).due_on == date(2026, 12, 22)

    def test_entry_is_given_to_an_active_account(self, services: Services) -> None:
        number = self.entry(services)
        with services.storage.work() as work:
            for name, active in (("carl", True), ("gone", False)):
                work.accounts.add(UserName(name), Role.CLERK, f"link of {name}", NOW, NOW)
                work.accounts.set_active(UserName(name), active)
            assign_entry(work, number, work.accounts.get(UserName("carl")), RITA, NOW)
            assert work.quarantine.get(number).owner == "carl"
            with pytest.raises(NotAllowed, match="no active account"):
                assign_entry(work, number, work.accounts.get(UserName("gone")), RITA, NOW)
            assign_entry(work, number, None, RITA, NOW)
            assert work.quarantine.get(number).owner == ""

    def test_escalated_entry_stands_before_an_overdue_one(self, services: Services) -> None:
        number = self.entry(services)
        send(services, b"", "empty")
        with services.storage.work() as work:
            later = work.quarantine.entries()[-1]
            escalate_entry(work, later.id, RITA, NOW)
            assert [e.id for e in sorted(work.quarantine.entries(), key=urgency)] == [later.id, number]

    def test_every_verb_is_in_its_history(self, services: Services) -> None:
        number = self.entry(services)
        with services.storage.work() as work:
            escalate_entry(work, number, RITA, NOW)
            with pytest.raises(NotAllowed, match="in words"):
                close_entry(work, number, "  ", RITA, NOW)
            close_entry(work, number, "They brought it in.", RITA, NOW)
            with pytest.raises(NotAllowed, match="closed already"):
                retry_entry(work, number, RITA, NOW)
            reopen_entry(work, number, RITA, NOW + timedelta(days=7), OfficeCalendar())
            entry = work.quarantine.get(number)
            history = [line.action for line in work.audit.entries(subject=subject_of(number))]
        assert history == ["quarantine_escalate", "quarantine_close", "quarantine_reopen"]
        assert (entry.ending, entry.resolution, entry.due_on) == (None, "", date(2026, 12, 30))

    def test_there_is_no_such_entry(self, services: Services) -> None:
        with services.storage.work() as work, pytest.raises(NotAllowed, match="no entry 99"):
            retry_entry(work, 99, RITA, NOW)


class TestBetterCopy:
    def test_is_a_submission_of_its_own_received_when_the_first_was(self, services: Services) -> None:
        """P9808: the original stays as it came; nothing is replaced in place."""
        first = send(services, mail(BROKEN), received_at=NOW - timedelta(days=9))
        (entry,) = entries(services)
        copy = replace_entry(services.storage, entry.id, mail(text=MOVED), RITA, NOW, most_bytes=MOST)
        work_through(services, copy.id)
        assert (copy.received_at, copy.replaces) == (first.received_at, first.id)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(copy.id)
            closed = work.quarantine.get(entry.id)
        assert case.due_on == date(2026, 12, 23), "ten working days after the first came"
        assert (closed.ending, closed.replaced_by) == (Ending.REPLACED, copy.id)
        assert services.storage.files.get(first.original) == mail(BROKEN)
        assert fates(services, first)["part 1"] is Fate.REPLACED

    @pytest.mark.parametrize(
        ("channel", "wanted"),
        [
            pytest.param(Channel.SCAN, Channel.SCAN, id="scan"),
            pytest.param(Channel.EMAIL, Channel.UPLOAD, id="mail"),
        ],
    )
    def test_that_repeats_a_paper_of_the_first_is_no_mere_repeat(
        self, services: Services, channel: Channel, wanted: Channel
    ) -> None:
        """It was asked for: it must not go into the case of the first like a paper that came twice."""
        first = send(services, mail(BROKEN, text=MOVED), channel=channel)
        (entry,) = entries(services)
        copy = replace_entry(services.storage, entry.id, mail(text=MOVED), RITA, NOW, most_bytes=MOST)
        work_through(services, copy.id)
        mere = send(services, mail(text=MOVED), "mail-2", NOW + timedelta(hours=1))
        with services.storage.work() as work:
            (document,) = work.documents.of_submission(copy.id)
            original = work.documents.duplicate_of(document.id)
            assert original is not None
            assert work.documents.get(original).submission_id == first.id
            (case,) = work.cases.of_submission(copy.id)
            (other,) = work.cases.of_submission(mere.id)
        assert (case.submission_id, case.priority) == (copy.id, Priority.NORMAL)
        assert other.submission_id == first.id
        assert copy.channel is wanted

    @pytest.mark.parametrize(
        ("raw", "said"),
        [
            pytest.param(b"", "empty", id="empty"),
            pytest.param(b"x" * (MOST + 1), "larger than", id="too large"),
            pytest.param(mail(BROKEN), "very file", id="the same again"),
        ],
    )
    def test_that_is_none_is_refused(self, services: Services, raw: bytes, said: str) -> None:
        send(services, mail(BROKEN))
        (entry,) = entries(services)
        with pytest.raises(NotAllowed, match=said):
            replace_entry(services.storage, entry.id, raw, RITA, NOW, most_bytes=MOST)
        assert len(entries(services)) == 1


class TestLines:
    """`process` has a line for everything: a line that is missing is a paper that is lost."""

    def lines(self, services: Services, submission: Submission) -> list[dict[str, Any]]:
        with services.storage.work() as work:
            return describe_submission(work, submission)

    def test_of_a_closed_entry_says_what_a_person_did(self, services: Services) -> None:
        submission = send(services, b"", "empty")
        (entry,) = entries(services)
        (before,) = self.lines(services, submission)
        with services.storage.work() as work:
            close_entry(work, entry.id, "Asked for another copy.", RITA, NOW)
        (after,) = self.lines(services, submission)
        assert (before["needs_manual_triage"], after["needs_manual_triage"]) == (True, False)
        assert after["problem"] == f"{entry.reason} Handled by a person: Asked for another copy."
        assert {k for k in after if after[k] != before[k]} == {"needs_manual_triage", "problem"}

    def test_of_a_replaced_entry_names_the_better_copy(self, services: Services) -> None:
        submission = send(services, mail(BROKEN))
        (entry,) = entries(services)
        copy = replace_entry(services.storage, entry.id, mail(text=MOVED), RITA, NOW, most_bytes=MOST)
        *_, line = self.lines(services, submission)
        assert (line["kind"], line["attachment"], line["needs_manual_triage"]) == (None, "form.pdf", False)
        assert line["problem"].endswith(f"A better copy took its place: {copy.source}")

    def test_of_a_retried_entry_is_that_of_the_new_one(self, services: Services) -> None:
        submission = send(services, b"", "empty")
        (entry,) = entries(services)
        with services.storage.work() as work:
            retry_entry(work, entry.id, RITA, NOW)
        (line,) = self.lines(services, submission)
        assert (line["problem"], line["needs_manual_triage"]) == ("Being worked on.", True)
        work_through(services, submission.id)
        (again,) = self.lines(services, submission)
        assert again["problem"] == tell_whole(entry)


class TestExport:
    def manifest(self, content: bytes) -> tuple[dict[str, object], bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert sorted(archive.namelist()) == ["content.bin", "manifest.json"]
            return json.loads(archive.read("manifest.json")), archive.read("content.bin")

    def test_of_the_one_part_and_of_the_whole_original(self, services: Services, cell: ParserCell) -> None:
        send(services, mail(BROKEN))
        (entry,) = entries(services)
        part = export_entry(services.storage, entry.id, RITA, NOW, cell)
        manifest, content = self.manifest(part.content)
        assert content == BROKEN[1]
        assert (manifest["part"], manifest["size"], manifest["exported_by"]) == ("1", len(content), "rita")
        whole = export_entry(services.storage, entry.id, RITA, NOW, None)
        assert self.manifest(whole.content)[1] == mail(BROKEN)
        assert "form.pdf" not in json.dumps(manifest), "a file's name may be a person's"
        with services.storage.work() as work:
            assert len(work.audit.entries(subject=subject_of(entry.id))) == 2


class TestDecoration:
    """P4636, signature logos: kept, marked, and undoable."""

    LOGO = picture((150, 60), "Ana")

    def choose(self, services: Services, submission: Submission, part: str, *, decoration: bool) -> None:
        with services.storage.work() as work:
            choose_decoration(
                work, submission.id, part, decoration=decoration, reason="looked at it", by=RITA, now=NOW
            )
        work_through(services, submission.id)

    def test_logo_is_made_a_paper_and_stays_one(self, services: Services) -> None:
        submission = send(services, mail(("card.png", picture()), logo=self.LOGO))
        assert fates(services, submission)["part 2"] is Fate.DECORATION
        self.choose(services, submission, "2", decoration=False)
        found = fates(services, submission)
        assert found["part 2"] is Fate.PARTS
        assert found["page 1 of part 2"] in (Fate.CASE, Fate.SET_ASIDE)
        with services.storage.work() as work:
            work.jobs.restart(Stage.UNPACK, submission.id, NOW)
        work_through(services, submission.id)
        assert fates(services, submission) == found, "unpacking again forgot what a person said"

    def test_picture_is_set_aside_with_a_reason(self, services: Services) -> None:
        submission = send(services, mail(("seal.png", picture())))
        self.choose(services, submission, "1", decoration=True)
        assert fates(services, submission)["part 1"] is Fate.DECORATION
        with services.storage.work() as work:
            assert all(p.use is not PageUse.UNDECIDED for p in work.submissions.pages(submission.id))
            assert len(work.submissions.pages(submission.id)) == 1  # the message's text
        self.choose(services, submission, "1", decoration=False)
        assert fates(services, submission)["part 1"] is Fate.PARTS

    def test_broken_part_that_is_set_aside_leaves_the_quarantine(self, services: Services) -> None:
        submission = send(services, mail(BROKEN))
        self.choose(services, submission, "1", decoration=True)
        assert entries(services) == []
        assert fates(services, submission)["part 1"] is Fate.DECORATION

    @pytest.mark.parametrize(
        ("part", "decoration", "reason", "said"),
        [
            pytest.param("9", True, "why", "no such part", id="no such part"),
            pytest.param("0", True, "why", "no decoration", id="the text"),
            pytest.param("1", False, "why", "so already", id="a paper already"),
            pytest.param("1", True, " ", "Say why", id="no reason"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, services: Services, part: str, decoration: bool, reason: str, said: str
    ) -> None:
        submission = send(services, mail(("card.png", picture())))
        with services.storage.work() as work, pytest.raises(NotAllowed, match=said):
            choose_decoration(
                work, submission.id, part, decoration=decoration, reason=reason, by=RITA, now=NOW
            )
