"""Files that hold other files: what lies in each goes on as a part of its own.

PDFs with attached files, Word texts with pasted pictures, messages, Outlook's containers, signed envelopes
and archives.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from domain.errors import CorruptDocument, DocumentError
from intake.parsers.active import warn_of_pdf
from intake.parsers.apple import read_apple_single
from intake.parsers.archive import read_archive
from intake.parsers.budget import Budget
from intake.parsers.letters import Letter, outlook_letter, read_letter
from intake.parsers.mime import Body, Leaf
from intake.parsers.office import read_office
from intake.parsers.outlook import read_msg, read_tnef
from intake.parsers.pdf import PdfFile
from intake.parsers.refusals import CUT_OFF_TNEF, EMPTY_ARCHIVE, PIECE_OF_MESSAGE
from intake.parsers.smime import INVALID, unwrap_signed
from intake.parsers.sniff import APPLE_SINGLE, OUTLOOK
from intake.parsers.telling import Ending, Teller

SPOILT_SIGNATURE = "{name}: its signature does not fit its words. It may have been changed on the way."


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a part lies: what its own bytes do not say."""

    depth: int
    disposition: str = "attachment"
    declared: str = ""
    charset: str | None = None
    inline: bool = False
    shown_in_text: bool = False
    to_many: bool = False
    repeated: bool = False
    in_letter: bool = False
    letter_text: str = ""

    def below(self, *, inline: bool = False, in_letter: bool = False) -> "Setting":
        """The setting of a file inside this one: nothing is declared of it."""
        return Setting(depth=self.depth + 1, inline=inline, in_letter=in_letter)


class Recursion(Protocol):
    """What goes on with what a container holds."""

    budget: Budget
    teller: Teller
    render_pages: bool
    authorities: bytes

    def unpack_part(self, raw: bytes, path: str, name: str | None, setting: Setting) -> Ending: ...

    def unpack_leaf(self, leaf: Leaf, path: str, setting: Setting) -> None: ...

    def unpack_letter(self, body: Body, prefix: str, depth: int, *, locked: bool = False) -> None: ...

    def carry_letter(self, letter: Letter, path: str, setting: Setting) -> None: ...


def open_pdf(recursion: Recursion, raw: bytes, path: str, name: str | None, setting: Setting) -> None:
    """Tell of a PDF's pages, then go on with the files attached to it. Raises DocumentError."""
    pdf = PdfFile(raw, recursion.budget)
    try:
        for words in warn_of_pdf(pdf.objects, name or "The PDF"):
            recursion.teller.warn_of(words)
        complaint = recursion.teller.try_pages(path, pdf.pages(render=recursion.render_pages))
        inside = setting.below()
        for number, (attached, content) in enumerate(pdf.embedded_files(), start=1):
            recursion.budget.check_depth(inside.depth)
            recursion.unpack_part(content, f"{path}.{number}", attached, inside)
    finally:
        pdf.close()
    if complaint is not None:
        raise complaint


def open_office(recursion: Recursion, raw: bytes, path: str, media_type: str, setting: Setting) -> None:
    """Tell of a Word text, then go on with the pictures in it. Raises DocumentError."""
    text, pictures = read_office(raw, media_type, recursion.budget)
    recursion.teller.tell_text(path, text)
    _open_files(recursion, path, pictures, setting.below(inline=True, in_letter=True))


def _open_mail(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    letter = read_letter(raw, recursion.authorities, deepest=recursion.budget.limits.depth)
    recursion.carry_letter(letter, path, setting)


def _open_piece(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    _open_mail(recursion, raw, path, setting)
    raise CorruptDocument(PIECE_OF_MESSAGE)


def _open_msg(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    recursion.carry_letter(outlook_letter(read_msg(raw)), path, setting)


def _open_tnef(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    content = read_tnef(raw)
    letter = outlook_letter(content)
    if _says_the_same(letter.body.text, setting.letter_text):
        _open_leaves(recursion, letter.body, path, setting)
    else:
        recursion.unpack_letter(letter.body, f"{path}.", setting.depth + 1, locked=letter.locked_text)
    if content.cut_off:
        raise CorruptDocument(CUT_OFF_TNEF)


def _says_the_same(inner: str, outer: str) -> bool:
    """Whether a container's text adds nothing to the message's own."""
    short, long = (re.sub(r"\W+", "", text) for text in (inner, outer))
    return short in long


def _open_leaves(recursion: Recursion, body: Body, path: str, setting: Setting) -> None:
    for number, leaf in enumerate(body.leaves, start=1):
        inside = setting.below(inline=bool(leaf.content_id), in_letter=True)
        recursion.unpack_leaf(leaf, f"{path}.{number}", inside)


def _open_signed(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    opened = unwrap_signed(raw, authorities=recursion.authorities)
    if opened.standing == INVALID:
        recursion.teller.warn_of(SPOILT_SIGNATURE.format(name="A signed message inside"))
    _open_mail(recursion, opened.content, path, setting)


def _open_apple(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    _open_files(recursion, path, [read_apple_single(raw)], setting.below())


def _open_archive(recursion: Recursion, raw: bytes, path: str, setting: Setting) -> None:
    if _open_files(recursion, path, read_archive(raw, recursion.budget), setting.below()) == 0:
        raise CorruptDocument(EMPTY_ARCHIVE)


def _open_files(
    recursion: Recursion,
    path: str,
    files: Iterable[tuple[str | None, bytes | Exception]],
    setting: Setting,
) -> int:
    """Unpack files that lie in another; gives how many there are."""
    number = 0
    for number, (name, content) in enumerate(files, start=1):
        below = f"{path}.{number}"
        if isinstance(content, bytes):
            recursion.unpack_part(content, below, name, setting)
        elif isinstance(content, DocumentError):
            leaf = Leaf(b"", name, "application/octet-stream", "attachment")
            recursion.teller.tell_failure(leaf, below, content)
    return number


#: How each container is opened; what lies in one counts as a level deeper.
CONTAINERS: dict[str, Callable[[Recursion, bytes, str, Setting], None]] = {
    "message/rfc822": _open_mail,
    OUTLOOK: _open_msg,
    "application/ms-tnef": _open_tnef,
    "application/pkcs7-mime": _open_signed,
    "application/zip": _open_archive,
    "message/partial": _open_piece,
    APPLE_SINGLE: _open_apple,
}
