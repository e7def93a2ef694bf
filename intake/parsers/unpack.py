"""Bytes of an original → its parts, each leaf with its pages.

One recursion over everything that can hold other things: messages, archives, Outlook's containers, PDFs
with attached files, Word texts with pasted pictures. A part that fails says why and what to do; the rest
goes on.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.errors import CorruptDocument, DocumentError, EncryptedDocument, LimitExceeded, UnsupportedFormat
from domain.kinds import PartOutcome
from domain.limits import Limits
from domain.submissions import FaxFacts, Forwarded, Headers, Part, Unpacked
from intake.parsers.active import warn_of_office, warn_of_pdf
from intake.parsers.apple import read_apple_single
from intake.parsers.archive import read_archive
from intake.parsers.budget import Budget, in_megabytes, out_of_memory, too_deep
from intake.parsers.decoration import is_decoration
from intake.parsers.fax import DEFAULT_FAX_PROFILES, FaxProfile, recognise_fax
from intake.parsers.forwards import forwarded_of, quoted_messages
from intake.parsers.headers import clean_name
from intake.parsers.letters import Letter, outlook_letter, read_letter
from intake.parsers.mime import Body, Leaf
from intake.parsers.office import read_office
from intake.parsers.outlook import read_msg, read_tnef
from intake.parsers.pdf import PdfFile
from intake.parsers.raster import measure_picture, read_pictures
from intake.parsers.refusals import (
    BROKEN_FILE,
    CUT_OFF_TNEF,
    EFAX_FILE,
    EMPTY_ARCHIVE,
    EMPTY_FILE,
    LINK_ONLY,
    LOCKED_OFFICE,
    OTHER_OFFICE,
    PIECE_OF_MESSAGE,
    UNKNOWN_FILE,
    UNSUPPORTED,
)
from intake.parsers.settling import (
    PICTURES,
    SIGNATURES,
    TEXT_KEPT,
    is_attendant,
    settle_media_type,
    text_of_part,
)
from intake.parsers.smime import ENCRYPTED_MESSAGE, INVALID, holds_no_content, unwrap_signed
from intake.parsers.sniff import (
    APPLE_SINGLE,
    DOCX,
    ENCRYPTED_OFFICE,
    ODT,
    OUTLOOK,
    RIGHTS_PROTECTED,
    sniff_media_type,
)
from intake.parsers.textpages import page_of_text
from intake.parsers.witness import Collector, Opening, PageDraft, Witness

SPOILT_SIGNATURE = "{name}: its signature does not fit its words. It may have been changed on the way."
#: Links of a chain and warnings told of one original.
_MOST_NOTES = 200
#: Kinds that only a password opens.
_LOCKED = {
    ENCRYPTED_OFFICE: LOCKED_OFFICE,
    "application/pgp-encrypted": ENCRYPTED_MESSAGE,
    RIGHTS_PROTECTED: ENCRYPTED_MESSAGE,
}
#: How the media types of Office files begin.
_OFFICE_KINDS = ("application/vnd.o", "application/vnd.ms-excel", "application/msword", "application/x-ole")
#: Kinds whose own bytes need not be kept: what they hold is.
_KEPT_BY_CONTENT = ("message/rfc822", "application/zip", "application/ms-tnef", OUTLOOK)


def unpack_original(
    raw: bytes,
    *,
    name: str | None,
    limits: Limits,
    fax_profiles: Sequence[FaxProfile] = DEFAULT_FAX_PROFILES,
    render_pages: bool = True,
    authorities: bytes = b"",
) -> Unpacked:
    """What an original holds, unpacked in this process.

    `name` is the file's own, where it has one. `authorities` are certificates in PEM by which signatures are
    judged. Without `render_pages`, pages of PDFs are only counted.
    Never raises on content: what cannot be opened says so in `outcome` and `problem`.
    """
    collector = Collector()
    unpack_to(
        collector,
        raw,
        name=name,
        limits=limits,
        fax_profiles=fax_profiles,
        render_pages=render_pages,
        authorities=authorities,
    )
    return collector.unpacked()


def unpack_to(
    witness: Witness,
    raw: bytes,
    *,
    name: str | None,
    limits: Limits,
    fax_profiles: Sequence[FaxProfile] = DEFAULT_FAX_PROFILES,
    render_pages: bool = True,
    authorities: bytes = b"",
) -> None:
    """Unpack, telling `witness` everything as it is found."""
    _Unpacker(witness, limits, fax_profiles, render_pages, authorities).unpack(raw, clean_name(name))


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a part lies: what its own bytes do not say."""

    depth: int
    disposition: str = "attachment"
    declared: str = ""
    charset: str | None = None
    inline: bool = False
    shown_in_text: bool = False
    repeated: bool = False
    in_letter: bool = False
    letter_text: str = ""


class _Unpacker:
    """One original's recursion."""

    def __init__(
        self,
        witness: Witness,
        limits: Limits,
        fax_profiles: Sequence[FaxProfile],
        render_pages: bool,
        authorities: bytes,
    ) -> None:
        self._witness = witness
        self._limits = limits
        self._profiles = fax_profiles
        self._render = render_pages
        self._authorities = authorities
        self._budget = Budget(limits)
        self._signed: str | None = None
        self._failures: list[tuple[PartOutcome, str | None]] = []
        self._notes = 0
        self._papers = 0
        """Pages besides message bodies."""

    def unpack(self, raw: bytes, name: str | None) -> None:
        if len(raw) > self._limits.message_bytes:
            most = in_megabytes(self._limits.message_bytes)
            self._refuse(
                PartOutcome.REFUSED,
                f"It is larger than {most} and was not opened. "
                "Ask the sender to send the papers in smaller messages.",
            )
        elif not raw.strip(b"\0 \t\r\n"):
            self._refuse(PartOutcome.UNREADABLE, EMPTY_FILE)
        else:
            self._unpack_something(raw, name)

    def _refuse(self, outcome: PartOutcome, problem: str) -> None:
        self._witness.opened(Opening("application/octet-stream"))
        self._witness.closed(outcome, problem, None)

    def _unpack_something(self, raw: bytes, name: str | None) -> None:
        media_type = sniff_media_type(raw)
        try:
            if media_type == "message/rfc822":
                return self._unpack_mail(raw)
            if media_type == OUTLOOK:
                return self._unpack_msg(raw)
        except MemoryError:
            return self._witness.closed(PartOutcome.REFUSED, out_of_memory(), self._signed)
        except DocumentError as error:
            return self._witness.closed(error.outcome, str(error), self._signed)
        except Exception:
            return self._witness.closed(PartOutcome.UNREADABLE, BROKEN_FILE, self._signed)
        self._witness.opened(Opening(media_type))
        outcome, problem = self._unpack_part(raw, "0", None, _Setting(depth=1))
        return self._witness.closed(outcome, problem, self._signed)

    # Messages

    def _unpack_mail(self, raw: bytes) -> None:
        letter = self._read_letter(raw)
        fax = recognise_fax(letter.headers, letter.body.text, self._profiles)
        self._witness.opened(Opening("message/rfc822", letter.headers, letter.automatic, fax))
        self._close_letter(letter, fax)

    def _unpack_msg(self, raw: bytes) -> None:
        self._witness.opened(Opening(OUTLOOK))
        letter = outlook_letter(read_msg(raw))
        fax = recognise_fax(letter.headers, letter.body.text, self._profiles)
        self._witness.opened(Opening(OUTLOOK, letter.headers, letter.automatic, fax))
        self._close_letter(letter, fax)

    def _close_letter(self, letter: Letter, fax: FaxFacts | None) -> None:
        self._signed = letter.signed
        empty = not letter.body.text.strip()
        self._unpack_letter(letter.body, "", depth=1, locked=letter.locked_text)
        nothing_came = fax is not None and self._papers == 0 and not self._failures
        outcome, problem = PartOutcome.PAGES, LINK_ONLY if nothing_came else None
        if empty and self._papers == 0 and self._failures:
            outcome, problem = self._failures[0]
        self._witness.closed(outcome, problem, self._signed)

    def _read_letter(self, raw: bytes) -> Letter:
        return read_letter(raw, self._authorities, deepest=self._limits.depth)

    def _unpack_letter(self, body: Body, prefix: str, depth: int, *, locked: bool = False) -> None:
        """A message's text as part 0 and its attachments as 1, 2 and so on."""
        self._budget.check_depth(depth)
        self._tell_body(body, f"{prefix}0", locked=locked)
        for quoted in quoted_messages(body.text[:TEXT_KEPT], depth):
            self._link(quoted)
        seen: dict[str, int] = {}
        digests = [hashlib.sha256(leaf.content).hexdigest() for leaf in body.leaves]
        for digest in digests:
            seen[digest] = seen.get(digest, 0) + 1
        leaves, body.leaves = body.leaves, [*body.leaves[:1]]
        for number in range(len(leaves)):
            leaf, digest = leaves[number], digests[number]
            setting = _Setting(
                depth=depth,
                disposition=leaf.disposition,
                declared=leaf.declared,
                charset=leaf.charset,
                inline=leaf.disposition == "inline" or bool(leaf.content_id),
                shown_in_text=bool(leaf.content_id) and f"cid:{leaf.content_id}" in body.html,
                repeated=seen[digest] > 1,
                in_letter=True,
                letter_text=body.text,
            )
            self._unpack_leaf(leaf, f"{prefix}{number + 1}", setting)

    def _unpack_leaf(self, leaf: Leaf, path: str, setting: _Setting) -> None:
        if leaf.too_deep:
            self._tell_failure(leaf, path, LimitExceeded(too_deep(self._limits)))
        elif leaf.encrypted and leaf.declared == "application/pgp-encrypted":
            # Only the version of what the next part holds (RFC 3156 section 4).
            self._begin(leaf.content, path, leaf.name, leaf.declared, leaf.disposition)
            self._witness.ended(path, PartOutcome.PAGES, None, decoration=True, text=None)
        elif leaf.encrypted and leaf.declared not in SIGNATURES:
            self._tell_failure(leaf, path, EncryptedDocument(ENCRYPTED_MESSAGE))
        elif leaf.inner is not None:
            inner, headers = leaf.inner, leaf.inner_headers
            self._begin(b"", path, leaf.name, OUTLOOK, leaf.disposition)
            self._finish(path, lambda: self._carry_letter(Letter(headers or Headers(), inner), path, setting))
        else:
            self._unpack_part(leaf.content, path, leaf.name, setting)

    def _carry_letter(self, letter: Letter, path: str, setting: _Setting) -> None:
        """A message inside another: it is a link of the chain, and has parts of its own."""
        if (link := forwarded_of(letter.headers, setting.depth)) is not None:
            self._link(link)
        if letter.signed == INVALID:
            self._warn_of(SPOILT_SIGNATURE.format(name=letter.headers.subject or "A message inside"))
        self._unpack_letter(letter.body, f"{path}.", setting.depth + 1, locked=letter.locked_text)

    def _link(self, message: Forwarded) -> None:
        """Tell a link of the chain; nobody reads more than some."""
        self._notes += 1
        if self._notes <= _MOST_NOTES:
            self._witness.forwarded(message)

    def _warn_of(self, words: str) -> None:
        self._notes += 1
        if self._notes <= _MOST_NOTES:
            self._witness.warned(words)

    def _tell_body(self, body: Body, path: str, *, locked: bool) -> None:
        text = body.text[:TEXT_KEPT]
        self._begin(body.content, path, None, "text/plain", "body", text=text)
        if text.strip():
            self._witness.paged(path, page_of_text(text))
        outcome, problem = PartOutcome.PAGES, None
        if locked:
            outcome, problem = PartOutcome.NEEDS_PASSWORD, ENCRYPTED_MESSAGE
            self._failures.append((outcome, problem))
        self._witness.ended(path, outcome, problem, decoration=False, text=text)

    def _tell_failure(self, leaf: Leaf, path: str, error: DocumentError) -> None:
        self._begin(leaf.content, path, leaf.name, leaf.declared, leaf.disposition)
        self._failures.append((error.outcome, str(error)))
        self._witness.ended(path, error.outcome, str(error), decoration=False, text=None)

    # Parts

    def _begin(
        self,
        raw: bytes,
        path: str,
        name: str | None,
        media_type: str,
        disposition: str,
        text: str | None = None,
    ) -> None:
        """Count a part and tell of it. Raises LimitExceeded, which ends what holds the part."""
        self._budget.check_time()
        self._budget.take_entry()
        keep = b"" if media_type in _KEPT_BY_CONTENT else raw
        self._witness.began(
            Part(
                path=path,
                name=name,
                media_type=media_type,
                disposition=disposition,
                size=len(raw),
                sha256=hashlib.sha256(raw).hexdigest(),
                text=text,
                content=keep,
            )
        )

    def _unpack_part(
        self, raw: bytes, path: str, name: str | None, setting: _Setting
    ) -> tuple[PartOutcome, str | None]:
        media_type = settle_media_type(raw, setting.declared)
        text = text_of_part(raw, media_type, setting.charset)
        self._begin(raw, path, name, media_type, setting.disposition, text)
        if media_type.startswith("image/") and setting.in_letter and self._is_furniture(raw, name, setting):
            self._witness.ended(path, PartOutcome.PAGES, None, decoration=True, text=None)
            return PartOutcome.PAGES, None
        if self._comes_along(raw, media_type, name, text, setting):
            self._witness.ended(path, PartOutcome.PAGES, None, decoration=True, text=text)
            return PartOutcome.PAGES, None
        self._warn(raw, media_type, name)
        return self._finish(path, lambda: self._open(raw, path, media_type, text, name, setting), text)

    def _warn(self, raw: bytes, media_type: str, name: str | None) -> None:
        if media_type.startswith(_OFFICE_KINDS):
            for words in warn_of_office(raw, name or "An Office file"):
                self._warn_of(words)

    def _comes_along(
        self, raw: bytes, media_type: str, name: str | None, text: str | None, setting: _Setting
    ) -> bool:
        if media_type == "application/pkcs7-mime" and holds_no_content(raw):
            return True
        return is_attendant(media_type, name, text, in_letter=setting.in_letter)

    def _finish(
        self, path: str, work: Callable[[], None], text: str | None = None
    ) -> tuple[PartOutcome, str | None]:
        """Do the work of one part and tell how it ended; nothing escapes."""
        outcome, problem = PartOutcome.PAGES, None
        before = self._papers
        try:
            self._budget.take_bytes(0)
            work()
        except MemoryError:
            outcome, problem = PartOutcome.REFUSED, out_of_memory()
        except RecursionError:
            outcome, problem = PartOutcome.REFUSED, too_deep(self._limits)
        except DocumentError as error:
            outcome, problem = error.outcome, str(error)
            # Pages that came before the complaint are good pages: the words go with them.
            if self._papers > before and not isinstance(error, LimitExceeded):
                outcome = PartOutcome.PAGES
        except Exception:
            outcome, problem = PartOutcome.UNREADABLE, BROKEN_FILE
        if outcome is not PartOutcome.PAGES:
            self._failures.append((outcome, problem))
        self._witness.ended(path, outcome, problem, decoration=False, text=text)
        return outcome, problem

    def _is_furniture(self, raw: bytes, name: str | None, setting: _Setting) -> bool:
        size = measure_picture(raw)
        return size is not None and is_decoration(
            size,
            name=name,
            inline=setting.inline,
            shown_in_text=setting.shown_in_text,
            repeated=setting.repeated,
        )

    def _open(
        self,
        raw: bytes,
        path: str,
        media_type: str,
        text: str | None,
        name: str | None,
        setting: _Setting,
    ) -> None:
        """Open one part by what it is. Raises DocumentError."""
        if not raw.strip(b"\0 \t\r\n"):
            raise CorruptDocument(EMPTY_FILE)
        self._budget.take_bytes(len(raw))
        if media_type == "application/pdf":
            self._open_pdf(raw, path, name, setting)
        elif media_type in PICTURES:
            self._tell_pages(path, read_pictures(raw, self._budget))
        elif text is not None:
            self._tell_pages(path, iter([page_of_text(text)]) if text.strip() else iter(()))
        elif media_type in (DOCX, ODT):
            self._open_office(raw, path, media_type, setting)
        elif media_type in _CONTAINERS:
            self._budget.check_depth(setting.depth + 1)
            _CONTAINERS[media_type](self, raw, path, setting)
        else:
            self._decline(media_type, name)

    def _decline(self, media_type: str, name: str | None) -> None:
        """Raise what says why; the name tells nothing but which words help."""
        if media_type == "application/octet-stream" and (name or "").casefold().endswith(".efx"):
            raise UnsupportedFormat(EFAX_FILE)
        if media_type in _LOCKED:
            raise EncryptedDocument(_LOCKED[media_type])
        others = OTHER_OFFICE if media_type.startswith("application/vnd.o") else UNKNOWN_FILE
        raise UnsupportedFormat(UNSUPPORTED.get(media_type, others))

    def _tell_pages(self, path: str, drafts: Iterator[PageDraft]) -> None:
        for draft in drafts:
            self._witness.paged(path, draft)
            self._papers += 1

    def _open_pdf(self, raw: bytes, path: str, name: str | None, setting: _Setting) -> None:
        pdf = PdfFile(raw, self._budget)
        try:
            for words in warn_of_pdf(pdf.objects, name or "The PDF"):
                self._warn_of(words)
            complaint = self._try_pages(path, pdf.pages(render=self._render))
            inside = replace(_inside(setting), depth=setting.depth + 1)
            for number, (name, content) in enumerate(pdf.embedded_files(), start=1):
                self._budget.check_depth(inside.depth)
                self._unpack_part(content, f"{path}.{number}", name, inside)
        finally:
            pdf.close()
        if complaint is not None:
            raise complaint

    def _try_pages(self, path: str, drafts: Iterator[PageDraft]) -> DocumentError | None:
        """Tell of pages; what goes wrong is kept until attached files were looked at."""
        try:
            self._tell_pages(path, drafts)
        except LimitExceeded:
            raise
        except DocumentError as error:
            return error
        return None

    def _open_office(self, raw: bytes, path: str, media_type: str, setting: _Setting) -> None:
        text, pictures = read_office(raw, media_type, self._budget)
        if text.strip():
            self._tell_pages(path, iter([page_of_text(text)]))
        inside = replace(_inside(setting), inline=True, in_letter=True)
        self._open_files(path, pictures, replace(inside, depth=setting.depth + 1))

    def _open_mail(self, raw: bytes, path: str, setting: _Setting) -> None:
        self._carry_letter(self._read_letter(raw), path, setting)

    def _open_piece(self, raw: bytes, path: str, setting: _Setting) -> None:
        self._open_mail(raw, path, setting)
        raise CorruptDocument(PIECE_OF_MESSAGE)

    def _open_msg(self, raw: bytes, path: str, setting: _Setting) -> None:
        self._carry_letter(outlook_letter(read_msg(raw)), path, setting)

    def _open_tnef(self, raw: bytes, path: str, setting: _Setting) -> None:
        content = read_tnef(raw)
        letter = outlook_letter(content)
        if _says_the_same(letter.body.text, setting.letter_text):
            self._unpack_files(letter.body, path, setting)
        else:
            self._unpack_letter(letter.body, f"{path}.", setting.depth + 1, locked=letter.locked_text)
        if content.cut_off:
            raise CorruptDocument(CUT_OFF_TNEF)

    def _unpack_files(self, body: Body, path: str, setting: _Setting) -> None:
        for number, leaf in enumerate(body.leaves, start=1):
            inside = replace(
                _inside(setting), inline=bool(leaf.content_id), in_letter=True, depth=setting.depth + 1
            )
            self._unpack_leaf(leaf, f"{path}.{number}", inside)

    def _open_signed(self, raw: bytes, path: str, setting: _Setting) -> None:
        opened = unwrap_signed(raw, authorities=self._authorities)
        if opened.standing == INVALID:
            self._warn_of(SPOILT_SIGNATURE.format(name="A signed message inside"))
        self._open_mail(opened.content, path, setting)

    def _open_apple(self, raw: bytes, path: str, setting: _Setting) -> None:
        self._open_files(path, [read_apple_single(raw)], replace(_inside(setting), depth=setting.depth + 1))

    def _open_archive(self, raw: bytes, path: str, setting: _Setting) -> None:
        inside = replace(_inside(setting), depth=setting.depth + 1)
        if self._open_files(path, read_archive(raw, self._budget), inside) == 0:
            raise CorruptDocument(EMPTY_ARCHIVE)

    def _open_files(
        self, path: str, files: Iterable[tuple[str | None, bytes | Exception]], setting: _Setting
    ) -> int:
        """Unpack files that lie in another; gives how many there are."""
        number = 0
        for number, (name, content) in enumerate(files, start=1):
            below = f"{path}.{number}"
            if isinstance(content, bytes):
                self._unpack_part(content, below, name, setting)
            elif isinstance(content, DocumentError):
                leaf = Leaf(b"", name, "application/octet-stream", "attachment")
                self._tell_failure(leaf, below, content)
        return number


_CONTAINERS: dict[str, Callable[[_Unpacker, bytes, str, _Setting], None]] = {
    "message/rfc822": _Unpacker._open_mail,
    OUTLOOK: _Unpacker._open_msg,
    "application/ms-tnef": _Unpacker._open_tnef,
    "application/pkcs7-mime": _Unpacker._open_signed,
    "application/zip": _Unpacker._open_archive,
    "message/partial": _Unpacker._open_piece,
    APPLE_SINGLE: _Unpacker._open_apple,
}


def _inside(setting: _Setting) -> _Setting:
    """The setting of a file inside another: nothing is declared of it."""
    return _Setting(depth=setting.depth)


def _says_the_same(inner: str, outer: str) -> bool:
    """Whether a container's text adds nothing to the message's own."""
    short, long = (re.sub(r"\W+", "", text) for text in (inner, outer))
    return short in long
