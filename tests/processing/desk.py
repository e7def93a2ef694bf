"""A desk: cases of invented people, decided and sent, with a clock that the test turns."""

import functools
import io
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageDraw

from domain.cases import Decision, Dispatch, Finding
from domain.documents import Evidence, KindGuess
from domain.geometry import Box
from domain.ids import AttachmentId, CaseId, DocumentId, PageId, UserName
from domain.kinds import Channel, FieldName, Kind, Outcome
from domain.limits import Limits
from domain.states import DispatchState
from domain.submissions import Arrival, Headers
from outbound.mailer import Mailer, RecordingMailer, SmtpMailer
from outbound.policy import OutboundSettings
from processing.cases.calendar import OfficeCalendar
from processing.decisions import DecisionSettings, confirm_as_second, decide_case, undo_decision
from processing.ports import Destination, NewCase, NewDocument, NewPage, SubmissionFacts
from processing.stages.dispatch import send_due
from processing.stages.services import Services, StageSettings
from storage.database import SqlStorage
from tests.servers.smtp import Inbox
from tests.storage.situations import JOHN, MARIA, NOW, NUMBER, an_attachment, match, new_case, record

SENDER = "ana.reyes@example.org"
"""Who wrote, and the address on the record."""
MAINE = Destination(
    key="maine-ems",
    name="Maine EMS",
    email="verify@maine.example.org",
    fax="",
    address="45 Commerce Drive\nAugusta, ME 04333",
)
SEALED = replace(MAINE, key="reno", name="Reno Board", needs_seal=True)
OWN_FORM = replace(MAINE, key="ohio", name="Ohio Board", own_form=True)
BY_FAX = replace(MAINE, key="iowa", name="Iowa Board", email="", address="", fax="515-555-0100")

#: A reason that fits each outcome.
REASONS = {
    Outcome.APPROVE: "complete",
    Outcome.REQUEST_INFORMATION: "one_side_missing",
    Outcome.REJECT: "online_only",
    Outcome.REROUTE: "wrong_office",
    Outcome.USE_PUBLIC_LETTER: "public_letter_suffices",
}


@functools.cache
def page_picture(words: str = "FORM FROM THE REQUESTER") -> bytes:
    """A page as unpack leaves it."""
    page = Image.new("L", (850, 1100), 255)
    ImageDraw.Draw(page).text((100, 100), words, fill=0)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


@dataclass(slots=True)
class Desk:
    """Storage, a clock, a mailer and a print folder."""

    storage: SqlStorage
    folder: Path
    mailer: Mailer = field(default_factory=RecordingMailer)
    now: datetime = NOW

    def __post_init__(self) -> None:
        with self.storage.work() as work:
            work.records.upsert([record(email=SENDER)], NOW)
            for destination in (MAINE, SEALED, OWN_FORM, BY_FAX):
                work.directory.save(destination, MARIA, NOW)

    @property
    def outbound(self) -> OutboundSettings:
        return OutboundSettings(
            sender_address="oems.recert@mass.gov",
            own_addresses=(),
            acknowledgements_a_day=3,
            prints_folder=self.folder / "print",
            undo_seconds=60,
        )

    @property
    def services(self) -> Services:
        nothing = cast(Any, None)
        return Services(
            storage=self.storage,
            unpacker=nothing,
            reader=nothing,
            classifier=nothing,
            calendar=OfficeCalendar(),
            outbound=self.outbound,
            mailer=self.mailer,
            settings=StageSettings(Limits(), timedelta(seconds=30), 3, 10, 1),
            clock=lambda: self.now,
        )

    def open(
        self,
        kind: Kind,
        *findings: Finding,
        key: str = "1",
        channel: Channel = Channel.EMAIL,
        sender: str = SENDER,
        new_name: str = "",
        picture: bool = True,
        **changes: Any,
    ) -> CaseId:
        """One submission with one document of one page, and its case."""
        arrival = Arrival(channel, f"{channel}:{key}", key, f"original {key}".encode(), NOW)
        with self.storage.work() as work:
            submission = work.submissions.take(arrival, self.storage.files.put(arrival.raw), NOW)[0]
        attachment, document = AttachmentId(f"{submission.id}-0"), DocumentId(f"{submission.id}-d0")
        page = PageId(f"{attachment}-p0")
        image = self.storage.files.put(page_picture()) if picture else None
        facts = SubmissionFacts(Headers(sender=f"Ana Reyes <{sender}>", message_id=f"<{key}@example.org>"))
        values = {
            FieldName.NEW_NAME: new_name,
            FieldName.DATE_OF_BIRTH: "1987-06-05",
            FieldName.SSN_LAST4: "4321",
        }
        evidence = [Evidence(f, v, v, 0, Box(1, 2, 3, 4), 0.95, "ppocr") for f, v in values.items() if v]
        with self.storage.work() as work:
            work.submissions.save_unpacked(
                submission.id,
                facts,
                [an_attachment(attachment)],
                [NewPage(page, attachment, 0, image, b"unread")],
            )
            work.documents.replace(
                submission.id, [NewDocument(document, KindGuess(kind, 0.99, False), (page,), 0.9)], []
            )
            work.documents.save_evidence(document, evidence)
            if changes.get("certification_number", NUMBER):
                work.documents.save_match(document, match())
            work.documents.save_findings(document, list(findings), "1", [])
            case: NewCase = new_case(document, **({"kind": kind, "certification_number": NUMBER} | changes))
            return work.cases.replace(submission.id, [case], NOW, NOW)[0].id

    def decide(
        self,
        case_id: CaseId,
        outcome: Outcome = Outcome.APPROVE,
        *reasons: str,
        by: UserName = MARIA,
        **changes: Any,
    ) -> None:
        """A person's word on the case as it stands."""
        with self.storage.work() as work:
            decision = Decision(
                case_id=case_id,
                outcome=outcome,
                reasons=reasons or (REASONS[outcome],),
                by=by,
                at=self.now,
                case_version=work.cases.get(case_id).version,
                **changes,
            )
            decide_case(work, decision, self.decisions)

    @property
    def decisions(self) -> DecisionSettings:
        return DecisionSettings(self.outbound)

    def confirm(self, case_id: CaseId, by: UserName = JOHN) -> None:
        with self.storage.work() as work:
            confirm_as_second(work, case_id, by, self.now)

    def undo(self, case_id: CaseId) -> None:
        with self.storage.work() as work:
            undo_decision(work, case_id, MARIA, self.now, 60, self.decisions.clock)

    def wait(self, seconds: float) -> None:
        """Turn the clock."""
        self.now += timedelta(seconds=seconds)

    def send(self, after: float = 61) -> int:
        """Send what is due when the time for undoing is over."""
        self.wait(after)
        return send_due(self.services)

    def dispatches(self, case_id: CaseId) -> list[Dispatch]:
        with self.storage.work() as work:
            return work.dispatches.of_case(case_id)

    def states(self, case_id: CaseId) -> list[DispatchState]:
        return [dispatch.state for dispatch in self.dispatches(case_id)]

    def prints(self) -> list[Path]:
        folder = self.folder / "print"
        return sorted(folder.iterdir()) if folder.exists() else []


def mailer_to(inbox: Inbox) -> SmtpMailer:
    """The real mailer, to the test's server."""
    return SmtpMailer(inbox.host, inbox.port, "", "", tls=False, envelope_sender="oems.recert@mass.gov")
