"""The status page, its badge, and what monitoring systems are told."""

import re
from datetime import timedelta

import pytest

from domain.alarms import Alarm, AlarmKind
from domain.kinds import Role
from domain.states import Stage
from processing.canaries import new_token
from settings import Secret
from tests.review.office import Office

MAILBOX = "mailbox oems@example.org@imap.example.org"
REFUSED = Alarm(
    AlarmKind.CHANNEL_REFUSED,
    MAILBOX,
    "The login is refused.",
    "Mend imap_password.",
)


@pytest.fixture
def troubled(office: Office) -> Office:
    """A mailbox whose login is refused, and a scan folder that goes well."""
    settings = office.settings.with_changes(
        imap_host="imap.example.org", imap_user="oems@example.org", imap_password=Secret("x"),
        smtp_host="smtp.example.org", scan_folder=office.settings.home / "scans",
        metrics_token=Secret("t0ken"),
    )  # fmt: skip
    made = Office(office.storage, settings, office.clock)
    token = new_token()
    with made.storage.work() as work:
        now = made.clock()
        work.vitals.note_poll(MAILBOX, now, None, None)
        work.vitals.note_poll(MAILBOX, now, "refused", "The login is refused.")
        work.vitals.note_poll("scan", now, None, None)
        work.vitals.note_beat("desk-1", 4711, "work", now)
        work.canaries.note_sent("scan folder", token, now - timedelta(minutes=3))
        work.canaries.note_sent("mail oems@example.org", new_token(), now - timedelta(minutes=2))
    submission = made.open_case()
    with made.storage.work() as work:
        one = work.cases.get(submission).submission_id
        work.canaries.settle(token, one, now - timedelta(minutes=3), now - timedelta(minutes=2, seconds=48))
    made.clock.pass_by(minutes=1)
    return made


def look(office: Office) -> None:
    """One round of the watch, as far as the record goes."""
    with office.storage.work() as work:
        work.alarms.settle((REFUSED,), ("",), office.clock())


class TestStatus:
    def test_alarm_is_on_top_with_what_to_do(self, troubled: Office) -> None:
        shown = troubled.visitor().get("/status").text
        assert shown.index(
            "The mailbox oems@example.org@imap.example.org cannot be used: The login is refused."
        ) < shown.index("Channels")
        assert "Mend what the sentence names" in shown
        assert "Seen just now" in shown, "nobody wrote it into the record yet, and it is shown all the same"
        assert "I take it in hand" not in shown

    def test_channels_canaries_processes_and_stages_are_shown(self, troubled: Office) -> None:
        shown = troubled.visitor().get("/status").text
        for words in ("scan folder", "goes well", "12 s", "desk-1", "4711", "unpack", "not yet"):
            assert words in shown

    @pytest.mark.parametrize(
        ("another", "said"),
        [
            pytest.param(True, "ended 20 minutes ago, another is alive", id="started again"),
            pytest.param(False, '<strong class="late">last seen 20 minutes ago', id="gone"),
        ],
    )
    def test_ended_process_is_wrong_only_where_no_other_does_its_part(
        self, office: Office, another: bool, said: str
    ) -> None:
        with office.storage.work() as work:
            work.vitals.note_beat("desk-1", 4711, "work", office.clock() - timedelta(minutes=20))
            if another:
                work.vitals.note_beat("desk-1", 4712, "work", office.clock())
        shown = office.visitor().get("/status").text
        assert said in shown
        assert ('class="late"' in shown) is not another

    def test_stages_count_what_waits_of_parts_too_and_counts_have_headings(self, office: Office) -> None:
        """A page that could not be read waits in quarantine, though its submission went on."""
        case_id = office.open_case()
        with office.storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            part = work.submissions.attachments(submission)[0].id
            day, now = office.clock().date(), office.clock()
            work.quarantine.add(submission, part, Stage.READ, "Page 1: unread.", "Look.", day, now)
        shown = office.visitor().get("/status").text
        stages = dict(re.findall(r'<tr><th scope="row">(\w+)</th>.*?<td>(\d*)[^\d]*</td></tr>', shown))
        assert stages["read"] == "1"
        order = ("Open cases by queue", "ordinary review", "All cases", "open", "Everything else", "Records")
        places = [shown.index(f">{words}<", shown.index('id="counts"')) for words in order]
        assert places == sorted(places)

    def test_nothing_wrong_says_so(self, office: Office) -> None:
        shown = office.visitor().get("/status").text
        assert "Nothing is wrong." in shown
        assert "No channel is set." in shown

    def test_alarm_taken_in_hand_stands_with_the_name_and_in_the_audit_log(self, troubled: Office) -> None:
        look(troubled)
        supervisor = troubled.visitor("sue", Role.SUPERVISOR)
        assert "I take it in hand" in supervisor.get("/status").text
        with troubled.storage.work() as work:
            alarm_id = work.alarms.open()[0].id
        assert supervisor.post(f"/status/alarms/{alarm_id}").headers["location"] == "/status"
        shown = supervisor.get("/status").text
        assert "in hand of <strong>sue</strong>" in shown
        assert "I take it in hand" not in shown
        assert ("alarm_acknowledged", str(alarm_id)) in troubled.actions("sue")
        supervisor.post(f"/status/alarms/{alarm_id}")
        assert troubled.actions("sue").count(("alarm_acknowledged", str(alarm_id))) == 1

    def test_what_is_over_is_kept_for_a_week(self, troubled: Office) -> None:
        look(troubled)
        with troubled.storage.work() as work:
            work.alarms.settle((), ("",), troubled.clock())
        assert "1 over in the last seven days" in troubled.visitor().get("/status").text
        troubled.clock.pass_by(days=8)
        assert "over in the last" not in troubled.visitor("late").get("/status").text

    def test_quarantine_overdue_is_shown(self, troubled: Office) -> None:
        """Z1033: forgotten."""
        troubled.quarantine(troubled.open_case())
        troubled.clock.pass_by(days=30)
        shown = troubled.visitor().get("/status").text
        assert "1 overdue" in shown
        assert "1 quarantine entry should have been settled, the earliest by 2026-03-10" in shown


class TestBadge:
    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
    def test_who_answers_for_it_sees_it_on_every_page(self, troubled: Office, role: Role) -> None:
        visitor = troubled.visitor(role=role)
        assert "alarm-badge" not in visitor.get("/directory").text
        look(troubled)
        for path in ("/directory", "/status"):
            assert '<a class="alarm-badge" href="/status">1 alarm</a>' in visitor.get(path).text

    @pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.AUDITOR])
    def test_others_are_left_to_their_work(self, troubled: Office, role: Role) -> None:
        look(troubled)
        assert "alarm-badge" not in troubled.visitor(role=role).get("/").text


class TestMonitoring:
    def test_health_needs_no_account_and_says_how_many_only(self, troubled: Office) -> None:
        answer = troubled.client().get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "alarms", "alarms": 1})

    def test_health_is_ok_where_nothing_is_wrong(self, office: Office) -> None:
        assert office.client().get("/healthz").json() == {"status": "ok", "alarms": 0}

    def test_health_that_is_asked_often_makes_no_work(
        self, troubled: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = troubled.client()
        client.get("/healthz")
        monkeypatch.setattr("review.pages.health.standing_alarms", None)
        assert client.get("/healthz").status_code == 200

    def test_record_away_is_down(self, office: Office) -> None:
        office.storage.engine.dispose()
        database = office.settings.home / "intake.sqlite"
        database.rename(database.with_suffix(".away"))
        database.mkdir()
        answer = office.client().get("/healthz")
        assert (answer.status_code, answer.json()["status"]) == (503, "down")

    @pytest.mark.parametrize("given", ["", "Bearer wrong", "t0ken", "Bearer "])
    def test_metrics_need_the_token(self, troubled: Office, given: str) -> None:
        assert troubled.client().get("/metrics", headers={"Authorization": given}).status_code == 404

    def test_metrics_are_not_there_without_a_token_in_the_settings(self, office: Office) -> None:
        for given in ("", "Bearer ", "Bearer None"):
            assert office.client().get("/metrics", headers={"Authorization": given}).status_code == 404

    def test_metrics_say_what_stands(self, troubled: Office) -> None:
        answer = troubled.client().get("/metrics", headers={"Authorization": "Bearer t0ken"})
        lines = answer.text.splitlines()
        assert answer.headers["content-type"].startswith("text/plain")
        for line in (
            'oems_alarms{kind="channel_refused"} 1.0', 'oems_alarms{kind="disk_low"} 0.0',
            'oems_stage_waiting{stage="unpack"} 1.0', 'oems_stage_oldest_seconds{stage="unpack"} 60.0',
            'oems_canary_seconds{route="scan folder"} 12.0', 'oems_part_seconds{part="work"} 60.0',
            'oems_poll_seconds{channel="scan"} 60.0',
        ):  # fmt: skip
            assert line in lines
