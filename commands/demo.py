"""`demo`: the whole program on invented papers, with records and a directory of offices as invented."""

import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from commands.base import err, explained, out, settings_of
from commands.intake import await_settled, take_all
from commands.queue import print_queue
from commands.serving import PARTS, check_free, serve_parts
from commands.users import LINK_HOURS
from domain.ids import UserName
from domain.kinds import Role, Way
from intake.channels.files import find_files
from processing.ports import Destination, Work
from review.tokens import new_token
from samples.agencies import AGENCIES, Agency
from samples.generate import write_demo
from settings import Settings
from storage.importing import import_records
from wiring import office_clock_of, open_parts, utc_now, worker_threads
from workers import WorkerGroup


@explained
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the table.")] = False,
    count: Annotated[int, typer.Option(min=1, max=500, help="How many senders' papers are drawn.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed draws the same papers.")] = 1,
    home: Annotated[
        Path | None, typer.Option("--home", help="Home folder; else a new temporary one.")
    ] = None,
) -> None:
    """Run with invented sample submissions: they are taken in, read, matched, checked and queued."""
    if home is None:
        home = Path(tempfile.mkdtemp(prefix="oems-intake-demo-"))
    settings = settings_of(home).with_changes(master_key_file=None)
    if not once:
        check_free(settings.review_host, settings.review_port, "review_port")
    err.print(f"The demo lives in {settings.home}, its master key too: fit for invented papers only.")
    papers = settings.home / "sample-submissions"
    if not (papers / "records.csv").exists():
        err.print(f"Drawing the papers of {count} invented senders ...")
        write_demo(papers, count, seed)
    link = _fill(settings, papers)
    if once:
        return
    out.print(
        f"Sign in as the demo's reviewer: http://{settings.review_host}:{settings.review_port}/link/{link}"
    )
    serve_parts(settings, PARTS)


def _fill(settings: Settings, papers: Path) -> str:
    parts = open_parts(settings, demo=True)
    try:
        report = import_records(
            parts.storage, papers / "records.csv", number_pattern=settings.number_pattern, now=utc_now()
        )
        err.print(f"{report.added + report.unchanged} invented certification records.")
        with parts.storage.work() as work:
            _list_offices(work)
        group = WorkerGroup(parts.services, worker_threads(settings))
        group.start()
        try:
            files = find_files([papers / "submissions"])
            err.print(f"{len(files)} submissions: what was scanned together is one.")
            taken = take_all(files, parts.services)
            await_settled([s for s in taken.values() if s], parts.services)
        finally:
            group.stop()
        with parts.storage.work() as work:
            clock = office_clock_of(settings).read(work, utc_now())
            print_queue(work.cases.rows(limit=500, rising=clock.rising), clock)
            waiting = work.quarantine.entries()
            out.print(f"Quarantine: {len(waiting)} entries.")
            return _demo_link(work)
    finally:
        parts.close()


def _list_offices(work: Work) -> None:
    """The directory of offices that the invented papers name; what is there already stays."""
    there = {destination.key for destination in work.directory.all()}
    for number, agency in enumerate(AGENCIES):
        office = _office_of(agency, number)
        if office.key not in there:
            work.directory.save(office, UserName("demo"), utc_now())


def _office_of(agency: Agency, number: int) -> Destination:
    """One in seven wants a seal and takes letters by post alone, one in eleven its own form."""
    sealed = number % 7 == 3
    return Destination(
        key=re.sub(r"[^a-z0-9]+", "-", agency.name.casefold()).strip("-")[:60],
        name=agency.name,
        email=agency.email,
        fax=agency.fax,
        address=f"{agency.office}\n{agency.street}\n{agency.city_line}",
        accepts=(Way.POST.value,) if sealed else (),
        needs_seal=sealed,
        own_form=number % 11 == 5,
    )


def _demo_link(work: Work) -> str:
    now = utc_now()
    link, until, name = new_token(), now + timedelta(hours=LINK_HOURS), UserName("reviewer")
    if work.accounts.get(name) is None:
        work.accounts.add(name, Role.SUPERVISOR, link, now, until)
    else:
        work.accounts.new_link(name, link, until)
    return link
