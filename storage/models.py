"""An office's own models in its home: one folder a model, named by its hash, and a pointer to the one in use.

`HOME/models/kinds/<hash>/` holds the files of a model of the kinds (weights, thresholds, measures, the hash
of what it was learned from), `HOME/models/kinds/current` names the model in use and the one before it; so
for each sort. A model that is not whole or was changed has another hash than its name, and is refused. Who
changes the shelves holds `HOME/models/learning`, which the system lets go of with the process, however that
ends.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from domain.errors import DeploymentError, NotAllowed
from storage.durable import make_folder, sync_folder, write_all_durably, write_durably

#: The model that comes with the program, which has no folder in the home.
SHIPPED: Final = "shipped"
POINTER: Final = "current"
#: Digits of a hash that people are shown.
SHOWN: Final = 12


#: The file that is held while somebody learns; what stands in it is who.
HELD: Final = "learning"


class ModelSort(StrEnum):
    """What an office's own models are of."""

    KINDS = "kinds"
    MATCHING = "matching"
    FIELDS = "fields"
    FORMS = "forms"


class ModelRefused(DeploymentError):
    """The model in use is not what was put there; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which model is in use; each a hash, or `SHIPPED`."""

    model: str = SHIPPED
    before: str | None = None
    """None: there is nothing to go back to."""


@contextmanager
def held_for_learning(home: Path) -> Iterator[None]:
    """Nobody else changes the models of a home meanwhile. Raises `NotAllowed` where somebody does."""
    folder = home / "models"
    make_folder(folder)
    with open(folder / HELD, "a+", encoding="utf-8", opener=_open_private) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            who = file.read().strip() or "another process"
            raise NotAllowed(
                f"Somebody learns for this home already ({who}). Wait until that has ended, or end it: "
                "the models in use stay as they are until a candidate was measured."
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()} on {os.uname().nodename}")
        file.flush()
        yield


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class ModelShelf:
    """The models of one sort in one home."""

    def __init__(self, home: Path, sort: ModelSort = ModelSort.KINDS) -> None:
        self.folder = home / "models" / sort
        self._sort = sort

    def pointer(self) -> Pointer:
        """Raises `ModelRefused` where it cannot be read."""
        path = self.folder / POINTER
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            pointer = Pointer(said["model"], said["before"])
        except FileNotFoundError:
            return Pointer()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelRefused(f"{path} is damaged. {self._remedy()}") from error
        if not all(_is_name(name) for name in (pointer.model, pointer.before or SHIPPED)):
            raise ModelRefused(f"{path} names no model. {self._remedy()}")
        return pointer

    def current(self) -> Path | None:
        """The folder of the model in use, looked through; None for the shipped one.

        Raises `ModelRefused` where it is not whole, or not what was put there.
        """
        model = self.pointer().model
        return None if model == SHIPPED else self._checked(model)

    def promote(self, files: Mapping[str, bytes]) -> str:
        """Put a model on the shelf and into use; the one before it is kept for one step back. Its hash."""
        before = self._in_use()
        name = _hash_of(files)
        if name == before:
            return name
        # What a killed run left under this name would be taken for a part of it.
        shutil.rmtree(self.folder / name, ignore_errors=True)
        make_folder(self.folder / name)
        write_all_durably({self.folder / name / file: content for file, content in files.items()})
        sync_folder(self.folder)
        self._point(Pointer(name, before))
        self._clear({name, before})
        return name

    def step_back(self) -> str:
        """Use the model before the present one again; its hash. Raises `NotAllowed` where there is none."""
        before = self._before()
        if before is None:
            raise NotAllowed("There is no earlier model to go back to.")
        self._point(Pointer(before))
        return before

    def _before(self) -> str | None:
        """From a model or pointer that is refused there is a way back: at least to the shipped model."""
        try:
            pointer = self.pointer()
            if pointer.before is None:
                self.current()
            elif pointer.before != SHIPPED:
                self._checked(pointer.before)
            return pointer.before
        except ModelRefused:
            return SHIPPED

    def _in_use(self) -> str:
        """What really runs: the shipped model where the one that was put there is refused."""
        try:
            return self.pointer().model if self.current() else SHIPPED
        except ModelRefused:
            return SHIPPED

    def _checked(self, model: str) -> Path:
        folder = self.folder / model
        try:
            files = {path.name: path.read_bytes() for path in folder.iterdir()}
        except OSError as error:
            raise ModelRefused(
                f"The model {model[:SHOWN]} of the {self._sort} is not there. {self._remedy()}"
            ) from error
        if _hash_of(files) != model:
            raise ModelRefused(
                f"The model {model[:SHOWN]} of the {self._sort} is not whole or was changed. {self._remedy()}"
            )
        return folder

    def _remedy(self) -> str:
        learn = f"oems-intake learn --what {self._sort}"
        return f"The shipped model is used. `{learn} --return` or `{learn}` settles it."

    def _point(self, pointer: Pointer) -> None:
        said = {"model": pointer.model, "before": pointer.before}
        make_folder(self.folder)
        write_durably(self.folder / POINTER, json.dumps(said).encode())

    def _clear(self, keep: set[str]) -> None:
        """Only the model in use and the one before it stay."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def _is_name(name: object) -> bool:
    return name == SHIPPED or (
        isinstance(name, str) and len(name) == 64 and set(name) <= set("0123456789abcdef")
    )


def _hash_of(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])}\n".encode())
        digest.update(files[name])
    return digest.hexdigest()
