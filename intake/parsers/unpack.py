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
from domain.submissions import FaxFacts, Part, Unpacked
from intake.parsers.archive import read_archive
from intake.parsers.automatic import recognise_automatic
from intake.parsers.budget import Budget, in_megabytes, out_of_memory, too_deep
from intake.parsers.decoration import is_decoration
from intake.parsers.fax import DEFAULT_FAX_PROFILES, FaxProfile, recognise_fax
from intake.parsers.headers import clean_name, decode_bytes, read_headers
from intake.parsers.htmltext import text_of_html
from intake.parsers.mime import Body, Leaf, is_split_off_text, parse_message, read_body
from intake.parsers.office import read_office
from intake.parsers.outlook import OutlookContent, read_msg, read_tnef
from intake.parsers.pdf import PdfFile
from intake.parsers.raster import measure_picture, read_pictures
from intake.parsers.smime import ENCRYPTED_MESSAGE, unwrap_signed
from intake.parsers.sniff import DOCX, ENCRYPTED_OFFICE, ODT, OUTLOOK, sniff_media_type
from intake.parsers.textpages import page_of_text
from intake.parsers.witness import Collector, Opening, PageDraft, Witness

EMPTY_FILE = "The file is empty. Ask the sender to send it again."
UNKNOWN_FILE = (
    "Nothing here reads this kind of file. Ask the sender for a PDF, or for a picture as JPEG or PNG."
)
BROKEN_FILE = "The file could not be opened; it is damaged or unusual. Ask the sender for a PDF."
LINK_ONLY = (
    "The fax service sent no fax with this message, perhaps only a link. "
    "Open the service's own inbox, and have it set to attach faxes as PDF or TIFF."
)
EFAX_FILE = (
    "The fax came as eFax's own kind of file (EFX), which only its program opens. "
    "Have the service set to attach faxes as PDF or TIFF."
)
CUT_OFF_TNEF = (
    "The attachment winmail.dat is cut off; files in it may be missing. "
    "Ask the sender to attach the papers as PDF."
)
#: Kinds people send that cannot be shown here, and what to ask for.
UNSUPPORTED: dict[str, str] = {
    "application/msword": "This is an old Word file. Ask the sender for a PDF.",
    "application/rtf": "This is a Rich Text file. Ask the sender for a PDF.",
    "application/vnd.ms-excel": "This is a spreadsheet. Ask the sender for a PDF.",
    "application/x-ole-storage": "This is an old Office file. Ask the sender for a PDF.",
    "application/postscript": "This is a PostScript file. Ask the sender for a PDF.",
    "application/x-dosexec": "This is a program and was not opened. Treat the message with suspicion.",
    "application/x-executable": "This is a program and was not opened. Treat the message with suspicion.",
    "application/gzip": "This is a packed file of a kind that is not opened. Ask the sender for a PDF.",
    "application/x-7z-compressed": "This is a packed file (7z). Ask the sender to attach the papers as PDF.",
    "application/vnd.rar": "This is a packed file (RAR). Ask the sender to attach the papers as PDF.",
    "image/avif": "This is a picture of a kind that is not opened (AVIF). Ask the sender for JPEG or PDF.",
    "image/x-icon": "This is an icon file.",
    "video/mp4": "This is a video. Ask the sender for a photo or a PDF.",
}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/heic", "image/bmp")
_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
#: Texts that machines read: kept with the message, no paper.
_MACHINE_TEXTS = (
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "message/delivery-status",
    "text/rfc822-headers",
)
#: Words up to which the rest of a body that Exchange split off is taken for a signature.
_SHORT_TEXT = 30
_TEXT_KEPT = 2_000_000


def unpack_original(
    raw: bytes,
    *,
    name: str | None,
    limits: Limits,
    fax_profiles: Sequence[FaxProfile] = DEFAULT_FAX_PROFILES,
    render_pages: bool = True,
) -> Unpacked:
    """What an original holds, unpacked in this process.

    `name` is the file's own, where it has one. Without `render_pages`, pages of PDFs are only counted.
    Never raises on content: what cannot be opened says so in `outcome` and `problem`.
    """
    collector = Collector()
    unpack_to(collector, raw, name=name, limits=limits, fax_profiles=fax_profiles, render_pages=render_pages)
    return collector.unpacked()


def unpack_to(
    witness: Witness,
    raw: bytes,
    *,
    name: str | None,
    limits: Limits,
    fax_profiles: Sequence[FaxProfile] = DEFAULT_FAX_PROFILES,
    render_pages: bool = True,
) -> None:
    """Unpack, telling `witness` everything as it is found."""
    _Unpacker(witness, limits, fax_profiles, render_pages).unpack(raw, clean_name(name))


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
        self, witness: Witness, limits: Limits, fax_profiles: Sequence[FaxProfile], render_pages: bool
    ) -> None:
        self._witness = witness
        self._limits = limits
        self._profiles = fax_profiles
        self._render = render_pages
        self._budget = Budget(limits)
        self._signed: str | None = None
        self._papers = 0
        """Pages besides message bodies."""
        self._failures = 0
        """Parts that say why they gave no pages."""

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
        message = parse_message(raw)
        body = self._read_signed_body(read_body(message))
        headers = read_headers(message)
        fax = recognise_fax(headers, body.text, self._profiles)
        self._witness.opened(Opening("message/rfc822", headers, recognise_automatic(message), fax))
        del message
        self._close_letter(body, fax)

    def _unpack_msg(self, raw: bytes) -> None:
        self._witness.opened(Opening(OUTLOOK))
        content = read_msg(raw)
        body = _body_of(content)
        fax = recognise_fax(content.headers, body.text, self._profiles)
        self._witness.opened(Opening(OUTLOOK, content.headers, None, fax))
        self._close_letter(body, fax)

    def _close_letter(self, body: Body, fax: FaxFacts | None) -> None:
        self._unpack_letter(body, "", depth=1)
        problem = LINK_ONLY if fax is not None and not self._papers and not self._failures else None
        self._witness.closed(PartOutcome.PAGES, problem, self._signed)

    def _read_signed_body(self, body: Body) -> Body:
        """Step into opaque-signed envelopes that are the whole message."""
        for _ in range(self._limits.depth):
            if body.signed:
                self._signed = "unknown"
            sealed = [leaf for leaf in body.leaves if _is_sealed(leaf)]
            if len(sealed) != 1 or len(body.leaves) != 1 or body.text.strip():
                return body
            try:
                inner = unwrap_signed(sealed[0].content)
            except DocumentError:
                return body
            self._signed = "unknown"
            body = read_body(parse_message(inner))
        return body

    def _unpack_letter(self, body: Body, prefix: str, depth: int) -> None:
        """A message's text as part 0 and its attachments as 1, 2 and so on."""
        self._budget.check_depth(depth)
        self._tell_body(body, f"{prefix}0")
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
            self._unpack_leaf(leaf, f"{prefix}{number + 1}", setting, encrypted=body.encrypted)

    def _unpack_leaf(self, leaf: Leaf, path: str, setting: _Setting, *, encrypted: bool) -> None:
        if leaf.too_deep:
            self._tell_failure(leaf, path, LimitExceeded(too_deep(self._limits)))
        elif encrypted and leaf.declared not in _SIGNATURES:
            self._tell_failure(leaf, path, EncryptedDocument(ENCRYPTED_MESSAGE))
        elif leaf.inner is not None:
            inner = leaf.inner
            self._begin(b"", path, leaf.name, OUTLOOK, leaf.disposition)
            self._finish(path, lambda: self._unpack_letter(inner, f"{path}.", setting.depth + 1))
        else:
            self._unpack_part(leaf.content, path, leaf.name, setting)

    def _tell_body(self, body: Body, path: str) -> None:
        self._begin(body.content, path, None, "text/plain", "body", text=body.text[:_TEXT_KEPT])
        if body.text.strip():
            self._witness.paged(path, page_of_text(body.text[:_TEXT_KEPT]))
        self._witness.ended(path, PartOutcome.PAGES, None, decoration=False, text=body.text[:_TEXT_KEPT])

    def _tell_failure(self, leaf: Leaf, path: str, error: DocumentError) -> None:
        self._begin(leaf.content, path, leaf.name, leaf.declared, leaf.disposition)
        self._failures += 1
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
        keep = (
            b""
            if media_type in ("message/rfc822", "application/zip", "application/ms-tnef", OUTLOOK)
            else raw
        )
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
        media_type = _settle_media_type(raw, setting.declared)
        text = _text_of_part(raw, media_type, setting.charset)
        self._begin(raw, path, name, media_type, setting.disposition, text)
        if media_type.startswith("image/") and setting.in_letter and self._is_furniture(raw, name, setting):
            self._witness.ended(path, PartOutcome.PAGES, None, decoration=True, text=None)
            return PartOutcome.PAGES, None
        if _is_attendant(media_type, name, text, setting):
            self._witness.ended(path, PartOutcome.PAGES, None, decoration=True, text=text)
            return PartOutcome.PAGES, None
        return self._finish(path, lambda: self._open(raw, path, media_type, text, setting, name), text)

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
        self._failures += bool(problem)
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
        self, raw: bytes, path: str, media_type: str, text: str | None, setting: _Setting, name: str | None
    ) -> None:
        """Open one part by what it is. Raises DocumentError."""
        if not raw.strip(b"\0 \t\r\n"):
            raise CorruptDocument(EMPTY_FILE)
        self._budget.take_bytes(len(raw))
        if media_type == "application/pdf":
            self._open_pdf(raw, path, setting)
        elif media_type in _PICTURES:
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
        if media_type == ENCRYPTED_OFFICE:
            raise EncryptedDocument(
                "The file asks for a password. Ask the sender for a PDF without a password."
            )
        if media_type == "application/pgp-encrypted":
            raise EncryptedDocument(ENCRYPTED_MESSAGE)
        if media_type.startswith("application/vnd.o"):
            raise UnsupportedFormat(
                "This is an Office file that is not opened here. Ask the sender for a PDF."
            )
        raise UnsupportedFormat(UNSUPPORTED.get(media_type, UNKNOWN_FILE))

    def _tell_pages(self, path: str, drafts: Iterator[PageDraft]) -> None:
        for draft in drafts:
            self._witness.paged(path, draft)
            self._papers += 1

    def _open_pdf(self, raw: bytes, path: str, setting: _Setting) -> None:
        pdf = PdfFile(raw, self._budget)
        try:
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
        body = self._read_signed_body(read_body(parse_message(raw)))
        self._unpack_letter(body, f"{path}.", setting.depth + 1)

    def _open_msg(self, raw: bytes, path: str, setting: _Setting) -> None:
        self._unpack_letter(_body_of(read_msg(raw)), f"{path}.", setting.depth + 1)

    def _open_tnef(self, raw: bytes, path: str, setting: _Setting) -> None:
        content = read_tnef(raw)
        body = _body_of(content)
        if _says_the_same(body.text, setting.letter_text):
            self._unpack_files(body, path, setting)
        else:
            self._unpack_letter(body, f"{path}.", setting.depth + 1)
        if content.cut_off:
            raise CorruptDocument(CUT_OFF_TNEF)

    def _unpack_files(self, body: Body, path: str, setting: _Setting) -> None:
        for number, leaf in enumerate(body.leaves, start=1):
            inside = replace(
                _inside(setting), inline=bool(leaf.content_id), in_letter=True, depth=setting.depth + 1
            )
            self._unpack_leaf(leaf, f"{path}.{number}", inside, encrypted=False)

    def _open_signed(self, raw: bytes, path: str, setting: _Setting) -> None:
        inner = unwrap_signed(raw)
        self._signed = "unknown"
        self._open_mail(inner, path, setting)

    def _open_archive(self, raw: bytes, path: str, setting: _Setting) -> None:
        self._open_files(
            path, read_archive(raw, self._budget), replace(_inside(setting), depth=setting.depth + 1)
        )

    def _open_files(
        self, path: str, files: Iterable[tuple[str | None, bytes | Exception]], setting: _Setting
    ) -> None:
        for number, (name, content) in enumerate(files, start=1):
            below = f"{path}.{number}"
            if isinstance(content, bytes):
                self._unpack_part(content, below, name, setting)
            elif isinstance(content, DocumentError):
                leaf = Leaf(b"", name, "application/octet-stream", "attachment")
                self._tell_failure(leaf, below, content)


_CONTAINERS: dict[str, Callable[[_Unpacker, bytes, str, _Setting], None]] = {
    "message/rfc822": _Unpacker._open_mail,
    OUTLOOK: _Unpacker._open_msg,
    "application/ms-tnef": _Unpacker._open_tnef,
    "application/pkcs7-mime": _Unpacker._open_signed,
    "application/zip": _Unpacker._open_archive,
}


def _inside(setting: _Setting) -> _Setting:
    """The setting of a file inside another: nothing is declared of it."""
    return _Setting(depth=setting.depth)


def _is_sealed(leaf: Leaf) -> bool:
    return leaf.declared in _PKCS7 or sniff_media_type(leaf.content) == "application/pkcs7-mime"


def _settle_media_type(raw: bytes, declared: str) -> str:
    """The content's type; what was declared decides only between kinds that look alike."""
    found = sniff_media_type(raw)
    if declared in _SIGNATURES or declared in ("message/delivery-status", "text/rfc822-headers"):
        return declared
    if declared.startswith("message/") and found in ("text/plain", "application/octet-stream", "text/html"):
        return "message/rfc822" if raw.strip() else found
    if found == "message/rfc822" and declared.startswith("text/"):
        return "text/plain"
    if found == "text/plain" and declared in ("text/html", "text/calendar", "text/vcard", "text/csv"):
        return declared
    if found == "application/octet-stream" and declared.startswith("text/") and raw and b"\0" not in raw:
        return declared
    return found


def _text_of_part(raw: bytes, media_type: str, charset: str | None) -> str | None:
    if not media_type.startswith("text/") and media_type != "message/delivery-status":
        return None
    text = decode_bytes(raw[:_TEXT_KEPT], charset).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text_of_html(text) if media_type == "text/html" else text


def _is_attendant(media_type: str, name: str | None, text: str | None, setting: _Setting) -> bool:
    """What comes with a message and is no paper: signatures, cards, invitations, a split-off footer."""
    if media_type in _SIGNATURES or media_type in _MACHINE_TEXTS:
        return True
    if not setting.in_letter or text is None or not is_split_off_text(name):
        return False
    return len(text.split()) <= _SHORT_TEXT


def _body_of(content: OutlookContent) -> Body:
    """An Outlook container as a message's text and leaves."""
    leaves = [
        Leaf(
            content=file.content,
            name=file.name,
            declared="application/octet-stream",
            disposition="inline" if file.inline else "attachment",
            content_id=file.content_id,
            inner=_body_of(file.inner) if file.inner is not None else None,
        )
        for file in content.files
    ]
    return Body(
        text=content.text.strip("\n"), content=content.text.encode(), html=content.html, leaves=leaves
    )


def _says_the_same(inner: str, outer: str) -> bool:
    """Whether a container's text adds nothing to the message's own."""
    short, long = (re.sub(r"\W+", "", text) for text in (inner, outer))
    return short in long
