"""Keys, backup and restore: what brings a home back, and seals it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands.acting import os_account
from commands.base import Exit, Home, err, explained, fail, opened_storage, out, settings_of
from domain.times import show_time
from processing.watch.rules import counted
from settings import Settings
from storage.backup import RING, back_up, read_manifest
from storage.keys import create_master_key
from storage.reconcile import reconcile_store
from storage.restoring import Restored, restoring
from wiring import open_keys, open_storage, require_key_of, utc_now

keys_app = typer.Typer(no_args_is_help=True, help="The keys that seal what is stored.")


@keys_app.command("rotate")
@explained
def rotate_keys(
    new_master: Annotated[
        Path | None, typer.Option(help="Also wrap all keys under a new master key, written to this file.")
    ] = None,
    home: Home = None,
) -> None:
    """Seal from now on under a new data key; what is sealed already stays readable."""
    home_folder = settings_of(home).home
    if new_master and new_master.absolute().is_relative_to(home_folder):
        raise fail(
            f"{new_master} lies inside the home folder, where a copy of the home would hold both. "
            "Name a file elsewhere.",
            Exit.USAGE,
        )
    with opened_storage(home) as (settings, storage):
        # First what may fail: nothing is rotated then.
        master = create_master_key(new_master) if new_master else None
        with storage.work() as work:
            work.audit.append(f"os:{os_account()}", "keys_rotated", "keys", utc_now(), master=bool(master))
    keys = open_keys(settings)
    keys.rotate_data_key()
    if master:
        keys.rewrap(master)
        out.print(f"All keys are wrapped under {new_master}. Set OEMS_INTAKE_MASTER_KEY_FILE to it now.")
    out.print("New data key in use. Restart running workers so that they seal under it too.")


@explained
def backup(target: Path, home: Home = None) -> None:
    """Copy database, files and wrapped keys into a folder; never the master key."""
    home_folder = settings_of(home).home
    if target.absolute().is_relative_to(home_folder):
        raise fail(f"{target} lies inside the home that it is to save. Name a folder elsewhere.", Exit.USAGE)
    with opened_storage(home) as (_, storage), _shown("Copying files") as told:
        back_up(storage, target, told=told)
    out.print(f"Backed up to {target}. Keep the master key elsewhere: without it this copy cannot be read.")


@explained
def restore(source: Path, home: Home = None) -> None:
    """Bring a backup into an empty home, and check it. What waited to go out is then asked about.

    Where it is broken off, the home cannot be used until the same command was run again.
    """
    settings, manifest = settings_of(home), read_manifest(source)
    require_key_of(settings, source / RING)
    place = (settings.home, settings.database, settings.files_folder)
    with ExitStack() as stack:
        # The bar is taken away before the next one begins.
        with _shown("Copying files") as told:
            restored = stack.enter_context(restoring(manifest, source, *place, utc_now(), told))
        wrong = _look_through(settings, restored.doubted)
    for words in wrong:
        err.print(words, markup=False)
    out.print(f"Restored. {len(wrong)} differences found{'; see `oems-intake reconcile`' if wrong else ''}.")
    out.print(_since(restored), markup=False)
    if wrong:
        raise typer.Exit(Exit.DIFFERENCES)


@contextmanager
def _shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr while it goes on, where somebody looks on; what to call with (done, of how many)."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _look_through(settings: Settings, doubted: int) -> list[str]:
    """Open every file and walk the audit log, which notes the restore: what nothing explains."""
    storage = open_storage(settings, restored=False)
    try:
        broken = storage.verify_audit()
        with storage.work() as work:
            work.audit.append(f"os:{os_account()}", "restored", "backup", utc_now(), doubted=doubted)
        with _shown("Opening files") as told:
            found = reconcile_store(storage, deep=True, told=told)
        return [str(each) for each in found if not each.explained] + ([broken] if broken else [])
    finally:
        storage.close()


def _since(restored: Restored) -> str:
    """What to do about the time between the backup and now."""
    made = show_time(datetime.fromisoformat(restored.manifest.made_at))
    waited = counted(restored.doubted, "mail or letter", "mails or letters")
    letters = f" {waited} waited then and may have gone since: settle each on the outbox page."
    return (
        f"It knows nothing of what was done after {made}. Mail since lies in the processed folder: take it "
        f"in by `oems-intake reconcile --take-in`.{letters if restored.doubted else ''} What was decided or "
        "confirmed since is to be decided or confirmed again: look first whether its letter went."
    )
