"""`cases`: papers from one case into another, and the history of that."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from commands.acting import By, acting_reviewer, case_for, check_sees_whole, os_account
from commands.base import AsJson, Exit, Home, explained, fail, opened_storage, out, print_json
from domain.batches import SplitEdit
from domain.cases import Case
from domain.cuts import Cut, parse_cut
from domain.errors import NotAllowed
from domain.ids import DocumentId, PageId
from domain.moves import PastMove
from processing.casework import CaseClock
from processing.moving import move_papers, take_move_back
from processing.ports import Account, Work
from processing.stages.cutting import cut_by_hand
from review.moved import tell_moves
from review.policy import Action, may_see
from wiring import office_clock_of, utc_now

app = typer.Typer(no_args_is_help=True, help="Papers from one case into another: move, split, merge.")

Papers = Annotated[list[int], typer.Argument(help="Numbers of the documents, as `queue show` has them.")]
Why = Annotated[str, typer.Option("--why", help="For colleagues; never sent.")]
Number = Annotated[
    int | None, typer.Option("--number", help="As `cases history` has it; else the last that stands.")
]

#: What a verb does in its transaction; the case in which the papers are then.
Change = Callable[[Work, Case, Account, CaseClock], Case]


@app.command()
@explained
def move(
    case: str,
    papers: Papers,
    to: Annotated[str, typer.Option("--to", help="The case that takes them.")],
    why: Why,
    by: By = None,
    home: Home = None,
) -> None:
    """Move papers into another case."""
    _move(case, papers, to, why, by, home)


@app.command()
@explained
def split(case: str, papers: Papers, why: Why, by: By = None, home: Home = None) -> None:
    """Part papers from a case into one of their own."""
    _move(case, papers, None, why, by, home)


@app.command()
@explained
def merge(
    case: str,
    into: Annotated[str, typer.Option("--into", help="The case that takes everything.")],
    why: Why,
    by: By = None,
    home: Home = None,
) -> None:
    """Move all papers of a case into another; the emptied one is withdrawn."""
    _move(case, (), into, why, by, home)


@app.command()
@explained
def cut(
    case: str,
    page: Annotated[int, typer.Argument(min=1, help="Number of the page within the case.")],
    lines: Annotated[
        list[str] | None,
        typer.Argument(
            help="'across 52' cuts at 52 % of the height; '2 down 48.5' cuts part 2 at 48.5 % of the width."
        ),
    ] = None,
    one_paper: Annotated[bool, typer.Option("--one-paper", help="It is one paper: undo a cut.")] = False,
    as_read: Annotated[
        bool, typer.Option("--as-read", help="Take back what was said of how it is cut.")
    ] = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Cut a page that shows several papers, where the machine did not, or cut it wrongly.

    Each part becomes a document of its own, which the running workers read, match, check and queue.
    """
    words = [SplitEdit.SEVERAL_PAPERS] * bool(lines) + [SplitEdit.ONE_PAPER] * one_paper
    words += [SplitEdit.CUT_AS_READ] * as_read
    if len(words) != 1:
        raise fail("Give the lines, or --one-paper, or --as-read.", Exit.USAGE)
    cuts = _lines_of(lines or ())
    with opened_storage(home) as (_, storage), storage.work() as work:
        account, now = acting_reviewer(work, by, Action.DECIDE), utc_now()
        found = case_for(work, case, account.role)
        chosen = _page_of(work, found, page, account)
        cut_by_hand(work, found.id, found.version, chosen, words[0], cuts, account.name, now)
        work.audit.append(f"os:{os_account()}", "cut_by_command", found.id, now, account=account.name)
    out.print(f"What came with {found.id} is split again by the running workers.", markup=False)


def _lines_of(texts: Sequence[str]) -> list[Cut]:
    try:
        return [parse_cut(text) for text in texts]
    except ValueError as error:
        raise fail(str(error), Exit.USAGE) from error


def _page_of(work: Work, case: Case, number: int, account: Account) -> PageId:
    """The page of that number in the case. Raises `NotAllowed` where there is none, or it shows what this
    account may not see."""
    pages = [page for d in case.document_ids for page in work.documents.get(d).page_ids]
    if number > len(pages):
        raise NotAllowed(f"{case.id} has no page {number}: its documents have {len(pages)}.")
    came = work.submissions.page(pages[number - 1]).submission_id
    words = "Something that came with this page is restricted. A supervisor cuts it."
    check_sees_whole(work, came, account, words)
    return pages[number - 1]


@app.command("take-back")
@explained
def take_back(case: str, number: Number = None, by: By = None, home: Home = None) -> None:
    """Take back what brought papers into this case: they go where they were before."""

    def change(work: Work, found: Case, account: Account, clock: CaseClock) -> Case:
        deed = _deed_of(work.moves.history(found.id), found, number)
        return take_move_back(work, found.id, found.version, deed, account.name, clock)

    target = _change(case, change, by, home)
    out.print(f"Taken back. The papers are in {target.id}.", markup=False)


@app.command()
@explained
def history(case: str, by: By = None, as_json: AsJson = False, home: Home = None) -> None:
    """Every way of papers into and out of a case, with the reason, what was taken back included."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.VIEW_CASE)
        found = case_for(work, case, account.role)
        told = tell_moves(work, found, lambda other: may_see(work.cases.get(other), account.role))
        work.audit.append(f"os:{os_account()}", "case_history_shown", found.id, utc_now())
    for number, words in enumerate(told, start=1):
        if as_json:
            print_json({"number": number, "words": words})
        else:
            out.print(f"{number}  {words}", markup=False)
    if not told and not as_json:
        out.print(f"No paper came into {found.id} or left it.", markup=False)


def _move(
    case: str, papers: Sequence[int], to: str | None, why: str, by: str | None, home: Path | None
) -> None:
    if not why.strip():
        raise fail("Say why: --why is for colleagues, who see it in the history.", Exit.USAGE)

    def change(work: Work, found: Case, account: Account, clock: CaseClock) -> Case:
        chosen = _chosen(found, papers)
        target = None if to is None else case_for(work, to, account.role).id
        return move_papers(work, found.id, found.version, chosen, target, account.name, clock, why)

    target = _change(case, change, by, home)
    out.print(f"The papers are in {target.id}.", markup=False)


def _change(case: str, change: Change, by: str | None, home: Path | None) -> Case:
    with opened_storage(home) as (settings, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.DECIDE)
        found, now = case_for(work, case, account.role), utc_now()
        target = change(work, found, account, office_clock_of(settings).read(work, now))
        work.audit.append(f"os:{os_account()}", "move_by_command", found.id, now, account=account.name)
    return target


def _chosen(case: Case, numbers: Sequence[int]) -> list[DocumentId]:
    """All of them where none is named. Raises `NotAllowed` for a number that the case has not."""
    there = range(1, len(case.document_ids) + 1)
    wrong = [number for number in numbers if number not in there]
    if wrong:
        raise NotAllowed(f"{case.id} has no document {wrong[0]}. `queue show {case.id}` numbers them.")
    return [case.document_ids[number - 1] for number in numbers or there]


def _deed_of(past: Sequence[PastMove], case: Case, number: int | None) -> str:
    """The deed of that number, or the last that brought papers here. Raises `NotAllowed`."""
    deeds = list(dict.fromkeys(p.move.deed for p in past))
    standing = [p.move.deed for p in past if p.undone_at is None and p.move.to_case == case.id]
    if number is not None and 1 <= number <= len(deeds):
        return deeds[number - 1]
    if number is not None or not standing:
        raise NotAllowed(f"There is nothing to take back. `cases history {case.id}` numbers what was done.")
    return standing[-1]
