"""What a file could do by itself: macros in Office files, scripts in PDFs. Never run, only told."""

import io
import zipfile
from collections.abc import Iterable
from itertools import islice
from typing import Any

import olefile  # type: ignore[import-untyped]
import pikepdf

#: Bytes beyond which a file is not searched for macros; papers are far smaller.
LARGEST_SEARCHED = 60 * 1024 * 1024
#: Objects of a PDF that are looked at.
MOST_OBJECTS = 50_000
#: Parts of an Office package that hold code or load it from elsewhere.
_OFFICE_CODE = ("vbaproject.bin", "vbaprojectsignature.bin", "/macrosheets/", "basic/", "scripts/")
_REMOTE_TEMPLATE = (b"attachedTemplate", b"http")

MACROS = "{name} contains macros. They were not run; do not open the file in Office."
TEMPLATE = "{name} loads a template from elsewhere. It was not loaded; do not open the file in Office."
SCRIPT = "{name} contains JavaScript. It was not run; open the original only in a viewer that runs none."
LAUNCH = (
    "{name} tries to start a program or to open another file. Nothing was started; treat it with suspicion."
)


def warn_of_office(raw: bytes, name: str) -> list[str]:
    """Warnings about an Office file, old or new; never raises."""
    if len(raw) > LARGEST_SEARCHED:
        return []
    try:
        if raw.startswith(b"PK"):
            return _warn_of_package(raw, name)
        with olefile.OleFileIO(io.BytesIO(raw)) as ole:
            # Every VBA project has this stream (MS-OVBA 2.2.1).
            holds = any(path[-1].lower() == "_vba_project" for path in ole.listdir())
    except Exception:
        # A file too broken to search is not opened either.
        return []
    return [MACROS.format(name=name)] if holds else []


def _warn_of_package(raw: bytes, name: str) -> list[str]:
    warnings = []
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [inner.lower() for inner in archive.namelist()]
        if any(code in inner for inner in names for code in _OFFICE_CODE if not inner.endswith("/")):
            warnings.append(MACROS.format(name=name))
        for inner in archive.namelist():
            if inner.lower().endswith("settings.xml.rels") and archive.getinfo(inner).file_size < 1_000_000:
                relations = archive.read(inner)
                if all(sign in relations for sign in _REMOTE_TEMPLATE):
                    warnings.append(TEMPLATE.format(name=name))
    return warnings


def warn_of_pdf(objects: Iterable[Any], name: str) -> list[str]:
    """Warnings about the scripts and launch actions among a PDF's objects; never raises."""
    found: set[str] = set()
    try:
        for thing in islice(objects, MOST_OBJECTS):
            found |= _actions_of(thing)
    except Exception:  # noqa: S110
        # What was found until the damage counts.
        pass
    words = {"/JavaScript": SCRIPT, "/Launch": LAUNCH, "/ImportData": LAUNCH, "/GoToE": LAUNCH}
    return list(dict.fromkeys(words[kind].format(name=name) for kind in sorted(found)))


def _actions_of(thing: Any) -> set[str]:
    """Kinds of action that an object is, or holds directly (PDF 32000-1, 12.6.4)."""
    kinds = {"/JavaScript", "/Launch", "/ImportData", "/GoToE"}
    found: set[str] = set()
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return found
    if "/JS" in thing:
        found.add("/JavaScript")
    for key in ("/A", "/OpenAction", "/AA"):
        found |= _kinds_of_action(thing.get(key), kinds) if key in thing else set()
    return found | _kinds_of_action(thing, kinds)


def _kinds_of_action(action: Any, kinds: set[str]) -> set[str]:
    try:
        kind = str(action.get("/S", ""))
    except Exception:
        return set()
    return {kind} & kinds
