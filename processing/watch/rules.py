"""From facts to alarms: pure, one small rule a cause, each with words that say what to do."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from domain.alarms import Alarm, AlarmKind
from domain.states import Stage
from domain.times import show_time
from processing.ports import CanaryState, PollState
from processing.watch.facts import Facts

Rule = Callable[[Facts], Iterator[Alarm]]

#: Work of a stage that moves is late all the same after so many times the limit: one job may hang.
PATIENCE_WITH_ONE = 8
#: So many failures in a row before a way of telling counts as broken.
FAILURES = 3
#: What a part that does not live leaves undone.
LEFT_UNDONE = {
    "work": "Nothing is read, sorted or sent",
    "receive": "Nothing is taken in from the channels",
    "review": "The review pages cannot be opened",
}
#: What to do where work waits: of letters the outbox knows why each does.
WORK_WAITS = (
    "See that oems-intake work runs (and Redis, where it is set) and what its log says of this stage; stop "
    "it and start it again: nothing is lost by that."
)
LETTERS_WAIT = (
    "The outbox page says of each why it waits. See by oems-intake doctor that the mail server lets us in "
    "and the print folder can be written to, and that oems-intake work runs; each then goes by itself, once."
)


def polls_fail(facts: Facts) -> Iterator[Alarm]:
    """A channel that refuses us wants a person at once; one that is away may come back by itself."""
    for poll in facts.polls:
        if poll.failure == "refused":
            yield Alarm(
                AlarmKind.CHANNEL_REFUSED,
                poll.channel,
                f"The {named(poll.channel)} cannot be used: {poll.problem}",
                "Mend what the sentence names. The receiver goes on by itself at its next try; after a "
                "change of the settings start it again.",
            )
        elif poll.failure == "full":
            yield Alarm(
                AlarmKind.INTAKE_STOPPED,
                poll.channel,
                f"A full disk has stopped intake from the {named(poll.channel)}. Nothing is lost: "
                "what arrives waits where it is.",
                "Make room on the disk of the originals; the receiver goes on by itself.",
            )


def polls_stand_still(facts: Facts) -> Iterator[Alarm]:
    """No successful poll for so long, whatever the reason."""
    for poll in facts.polls:
        quiet = facts.now - (poll.last_success or poll.first_at)
        if poll.failure not in ("refused", "full") and 0 < _seconds(facts.settings.poll) < _seconds(quiet):
            yield Alarm(
                AlarmKind.NO_SUCCESSFUL_POLL,
                poll.channel,
                f"No poll of the {named(poll.channel)} has succeeded for {span(quiet)}{_because(poll)}.",
                "Run oems-intake doctor; see that the server or share answers, that the account may sign "
                "in, and that oems-intake receive runs.",
            )


def messages_stay(facts: Facts) -> Iterator[Alarm]:
    """Messages that cannot be fetched or taken lie in the mailbox and wait."""
    for poll in facts.polls:
        if poll.unfetched:
            yield Alarm(
                AlarmKind.MESSAGE_NOT_FETCHED,
                poll.channel,
                f"{counted(poll.unfetched, 'message')} of the {named(poll.channel)} cannot be taken in.",
                "Run oems-intake reconcile, which names each; open it in a mail program and save it as "
                "a file into the mail folder.",
            )


def credentials_end(facts: Facts) -> Iterator[Alarm]:
    """A token or client secret that ends soon stops the mailbox on that day."""
    for account, ends_on in facts.credentials:
        left = (ends_on - facts.today).days
        if left <= facts.settings.credential.days:
            when = f"ends in {counted(left, 'day')}" if left > 0 else "has ended"
            yield Alarm(
                AlarmKind.CREDENTIAL_ENDS,
                account,
                f"The secret of the account {account} {when} ({ends_on}).",
                "Have a new one made, put it into the settings, and set secret_expires_on to its last day.",
            )


def canaries_are_absent(facts: Facts) -> Iterator[Alarm]:
    """A message that we sent ourselves did not come through: applicants' messages may not either."""
    for canary in facts.canaries:
        waited = facts.now - canary.waiting_since if canary.waiting_since else timedelta(0)
        if waited > facts.settings.canary:
            yield Alarm(
                AlarmKind.CANARY_ABSENT,
                canary.route,
                f"A test message by {canary.route} has not come through for {span(waited)}{_unsent(canary)}.",
                "What applicants send this way may be lost or late: send one by hand, and follow it from "
                "its server or folder to the status page.",
            )


def stages_stand_still(facts: Facts) -> Iterator[Alarm]:
    """Work is due and nothing is done, or one piece of it waits far too long."""
    for stage in facts.stages:
        age, limit = facts.now - stage.waiting.oldest, facts.settings.stall
        if not limit or age < (limit * PATIENCE_WITH_ONE if stage.moving else limit):
            continue
        outgoing = stage.waiting.stage is Stage.DISPATCH
        waits = (
            counted(stage.waiting.count, "mail or letter waits", "mails or letters wait")
            if outgoing
            else counted(stage.waiting.count, "submission waits", "submissions wait")
        )
        yield Alarm(
            AlarmKind.STAGE_STANDS_STILL,
            stage.waiting.stage.value,
            f"The stage {stage.waiting.stage.value} stands still: {waits}, the oldest for {span(age)}.",
            LETTERS_WAIT if outgoing else WORK_WAITS,
        )


def parts_are_dead(facts: Facts) -> Iterator[Alarm]:
    """No process of a part was seen alive; where work waits, workers must have been seen."""
    beats: dict[str, datetime | None] = dict(facts.last_beats)
    if any(facts.now - stage.waiting.oldest > facts.settings.beat for stage in facts.stages):
        beats.setdefault("work", None)
    for part, at in sorted(beats.items()):
        if at is None or facts.now - at > facts.settings.beat:
            since = f" since {show_time(at)}" if at else ""
            yield Alarm(
                AlarmKind.PART_NOT_ALIVE,
                part,
                f"No oems-intake {part} has been alive{since}. {LEFT_UNDONE.get(part, 'It is missing')}.",
                "Start oems-intake run (or that part alone) on a machine of the installation.",
            )


def disks_fill(facts: Facts) -> Iterator[Alarm]:
    """Room on the disks of the originals and of the database."""
    for disk in facts.disks:
        if disk.free < facts.settings.disk_bytes:
            yield Alarm(
                AlarmKind.DISK_LOW,
                disk.use,
                f"The disk of the {disk.use} has {disk.free / 1024**3:.1f} GiB left.",
                "Make room or a larger disk: intake stops when an original cannot be stored.",
                host=disk.host,
            )


def components_are_away(facts: Facts) -> Iterator[Alarm]:
    """Servers that are set and do not answer."""
    for away in facts.away:
        yield Alarm(AlarmKind.COMPONENT_AWAY, away.name, away.words, away.remedy)


def quarantine_is_forgotten(facts: Facts) -> Iterator[Alarm]:
    """Entries that nobody settled by their due date."""
    if facts.overdue:
        yield Alarm(
            AlarmKind.QUARANTINE_OVERDUE,
            "",
            f"{counted(facts.overdue, 'quarantine entry', 'quarantine entries')} should have been settled, "
            f"the earliest by {facts.overdue_since}.",
            "Open the quarantine page: retry, ask the sender, or close each with words.",
        )


def cases_are_overdue(facts: Facts) -> Iterator[Alarm]:
    """What an applicant was promised is not kept, or is to be kept today."""
    late = facts.late
    overdue = (
        f"{counted(late.overdue, 'case is', 'cases are')} overdue, the earliest since {late.overdue_since}"
    )
    today = f"{counted(late.today, 'case is', 'cases are')} due today"
    parts = [words for count, words in ((late.overdue, overdue), (late.today, today)) if count]
    if parts:
        yield Alarm(
            AlarmKind.CASES_OVERDUE,
            "",
            f"{', and '.join(parts)}.",
            "Open the queue: they stand first. Answer them, or give them to somebody who has time.",
        )


def urgent_cases_wait(facts: Facts) -> Iterator[Alarm]:
    """A self-report (105 CMR 170.937) is not for the ordinary days."""
    if facts.urgent:
        yield Alarm(
            AlarmKind.URGENT_CASES_WAIT,
            "",
            f"{counted(facts.urgent, 'urgent case has', 'urgent cases have')} waited for a working day or "
            "longer.",
            "Open the queue: they stand first. Only a supervisor can open a restricted one.",
        )


def custody_differs(facts: Facts) -> Iterator[Alarm]:
    """Server, ledger and disk did not agree, or nobody compared them for days."""
    last = facts.reconciled
    if last and last.count:
        yield Alarm(
            AlarmKind.CUSTODY_DIFFERS,
            "",
            f"Server, ledger and disk differ in {counted(last.count, 'place')} (looked at "
            f"{show_time(last.at)}).",
            "Run oems-intake reconcile, which names each and says what to do.",
        )
    elif last and facts.now - last.at > facts.settings.reconciled:
        yield Alarm(
            AlarmKind.CUSTODY_DIFFERS,
            "",
            f"Server, ledger and disk were not compared for {span(facts.now - last.at)}.",
            "See in the log of oems-intake receive why its daily work fails.",
        )


def dispatches_are_uncertain(facts: Facts) -> Iterator[Alarm]:
    """A person must say whether they went."""
    if facts.uncertain:
        yield Alarm(
            AlarmKind.DISPATCH_UNCERTAIN,
            "",
            f"{counted(facts.uncertain, 'dispatch', 'dispatches')} may or may not have been sent, and nobody "
            "has said which for over a day.",
            "Open the outbox page, look in the mail server's log, and settle each.",
        )


def records_are_old(facts: Facts) -> Iterator[Alarm]:
    """Matching against an old export calls valid certifications unknown or expired."""
    last, limit = facts.records_imported, facts.settings.records
    if last and limit and facts.now - last.at > limit:
        yield Alarm(
            AlarmKind.RECORDS_OLD,
            "",
            f"The certification records were last imported {span(facts.now - last.at)} ago.",
            "Export them from eLicensing and run oems-intake records import FILE.csv.",
        )


def audit_head_is_missing(facts: Facts) -> Iterator[Alarm]:
    """Without a fresh head outside the database, a rewritten log could not be told."""
    if facts.audit_begins is None:
        return
    since = facts.audit_head.at if facts.audit_head else facts.audit_begins
    if facts.now - since > facts.settings.audit_head:
        yield Alarm(
            AlarmKind.AUDIT_HEAD_MISSING,
            "",
            f"The head of the audit log was not laid outside the database for {span(facts.now - since)}.",
            "See that the folder audit_head_folder can be written to and that oems-intake receive runs.",
        )


def telling_fails(facts: Facts) -> Iterator[Alarm]:
    """Told by the other way, and shown on the status page."""
    for way in facts.ways:
        if way.failures >= FAILURES:
            yield Alarm(
                AlarmKind.ALARM_NOT_TOLD,
                way.way,
                f"Alarms cannot be told by {way.way} ({way.failures} failures in a row): {way.problem}",
                "Mend smtp_host and alarm_addresses for mail, alarm_command for the command.",
            )


def models_are_refused(facts: Facts) -> Iterator[Alarm]:
    """Papers are sorted or matched by another model than the one that was measured and promoted."""
    for model in facts.refused_models:
        yield Alarm(
            AlarmKind.MODEL_REFUSED,
            model.sort,
            model.words,
            f"Run oems-intake doctor; then oems-intake learn --what {model.sort} --return, or bring the "
            "folder of models back, and start the workers again.",
            host=model.host,
        )


#: In the order in which people should read them.
RULES: tuple[Rule, ...] = (
    polls_fail,
    polls_stand_still,
    parts_are_dead,
    stages_stand_still,
    canaries_are_absent,
    messages_stay,
    components_are_away,
    disks_fill,
    custody_differs,
    credentials_end,
    urgent_cases_wait,
    cases_are_overdue,
    quarantine_is_forgotten,
    dispatches_are_uncertain,
    records_are_old,
    audit_head_is_missing,
    models_are_refused,
    telling_fails,
)


def judge_facts(facts: Facts) -> list[Alarm]:
    """Everything that is wrong now."""
    return [alarm for rule in RULES for alarm in rule(facts)]


def named(channel: str) -> str:
    """What people call a channel."""
    return {"scan": "scan folder", "eml": "mail folder"}.get(channel, channel)


def counted(count: int, one: str, many: str = "") -> str:
    """1 day, 2 days."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def span(length: timedelta) -> str:
    """A length of time as people say it."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 2 * 24 * 60 else counted(minutes // (24 * 60), "day")


def _seconds(length: timedelta) -> float:
    return length.total_seconds()


def _because(poll: PollState) -> str:
    return f" ({poll.problem.rstrip('.')})" if poll.problem else ""


def _unsent(canary: CanaryState) -> str:
    return f"; it could not be sent ({canary.problem.rstrip('.')})" if canary.problem else ""
