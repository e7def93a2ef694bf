"""Bytes of an original → its parts, each leaf with its pages.

One recursion over everything that can hold other things: messages here, all else in `containers`. A part that
fails says why and what to do (`telling`); the rest goes on.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from domain.errors import CorruptDocument, DocumentError, EncryptedDocument, LimitExceeded, UnsupportedFormat
from domain.limits import Limits
from domain.states import PartOutcome
from domain.submissions import FaxFacts, Headers, Unpacked
from intake.parsers.active import warn_of_office
from intake.parsers.budget import Budget, in_megabytes, out_of_memory, too_deep
from intake.parsers.containers import CONTAINERS, SPOILT_SIGNATURE, Setting, open_office, open_pdf
from intake.parsers.decoration import is_decoration
from intake.parsers.fax import DEFAULT_FAX_PROFILES, FaxProfile, recognise_fax
from intake.parsers.forwards import forwarded_of, quoted_messages
from intake.parsers.headers import clean_name
from intake.parsers.letters import Letter, outlook_letter, read_letter
from intake.parsers.mime import Body, Leaf
from intake.parsers.outlook import read_msg
from intake.parsers.raster import measure_picture, read_pictures
from intake.parsers.refusals import (
    BROKEN_FILE,
    EFAX_FILE,
    EMPTY_FILE,
    LINK_ONLY,
    LOCKED_OFFICE,
    OTHER_OFFICE,
    POINTER,
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
from intake.parsers.smime import ENCRYPTED_MESSAGE, INVALID, holds_no_content
from intake.parsers.sniff import (
    DOCX,
    ENCRYPTED_OFFICE,
    ODT,
    OUTLOOK,
    RIGHTS_PROTECTED,
    sniff_media_type,
)
from intake.parsers.telling import Ending, Teller
from intake.parsers.witness import Collector, Opening, Witness

#: Kinds that only a password opens.
_LOCKED = {
    ENCRYPTED_OFFICE: LOCKED_OFFICE,
    "application/pgp-encrypted": ENCRYPTED_MESSAGE,
    RIGHTS_PROTECTED: ENCRYPTED_MESSAGE,
}
#: How the media types of Office files begin.
_OFFICE_KINDS = ("application/vnd.o", "application/vnd.ms-excel", "application/msword", "application/x-ole")


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
        self.budget = Budget(limits)
        self.teller = Teller(witness, self.budget)
        self.render_pages = render_pages
        self.authorities = authorities
        self._witness = witness
        self._limits = limits
        self._profiles = fax_profiles
        self._signed: str | None = None

    def unpack(self, raw: bytes, name: str | None) -> None:
        """Open the original, where it is neither empty nor larger than a message may be."""
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
        outcome, problem = self.unpack_part(raw, "0", None, Setting(depth=1))
        return self._witness.closed(outcome, problem, self._signed)

    # Messages

    def _unpack_mail(self, raw: bytes) -> None:
        letter = read_letter(raw, self.authorities, deepest=self._limits.depth)
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
        self.unpack_letter(letter.body, "", depth=1, locked=letter.locked_text)
        nothing_came = fax is not None and self.teller.papers == 0 and not self.teller.failures
        outcome, problem = PartOutcome.PAGES, LINK_ONLY if nothing_came else None
        if empty and self.teller.papers == 0 and self.teller.failures:
            outcome, problem = self.teller.failures[0]
        self._witness.closed(outcome, problem, self._signed)

    def unpack_letter(self, body: Body, prefix: str, depth: int, *, locked: bool = False) -> None:
        """A message's text as part 0 and its attachments as 1, 2 and so on."""
        self.budget.check_depth(depth)
        self.teller.tell_body(body, f"{prefix}0", locked=locked)
        for quoted in quoted_messages(body.text[:TEXT_KEPT], depth):
            self.teller.link(quoted)
        digests = [hashlib.sha256(leaf.content).digest() for leaf in body.leaves]
        times = Counter(digests)
        leaves, body.leaves = body.leaves, [*body.leaves[:1]]
        for number, (leaf, digest) in enumerate(zip(leaves, digests, strict=True), start=1):
            setting = _setting_of(leaf, body, depth, repeated=times[digest] > 1)
            self.unpack_leaf(leaf, f"{prefix}{number}", setting)

    def unpack_leaf(self, leaf: Leaf, path: str, setting: Setting) -> None:
        """One attachment of a message."""
        if leaf.too_deep:
            self.teller.tell_failure(leaf, path, LimitExceeded(too_deep(self._limits)))
        elif leaf.encrypted and leaf.declared == "application/pgp-encrypted":
            # Only the version of what the next part holds (RFC 3156 section 4).
            self.teller.begin(leaf.content, path, leaf.name, leaf.declared, leaf.disposition)
            self.teller.set_aside(path)
        elif leaf.encrypted and leaf.declared not in SIGNATURES:
            self.teller.tell_failure(leaf, path, EncryptedDocument(ENCRYPTED_MESSAGE))
        elif leaf.inner is not None:
            inner, headers = leaf.inner, leaf.inner_headers
            self.teller.begin(b"", path, leaf.name, OUTLOOK, leaf.disposition)
            letter = Letter(headers or Headers(), inner)
            self.teller.finish(path, lambda: self.carry_letter(letter, path, setting))
        else:
            self.unpack_part(leaf.content, path, leaf.name, setting)

    def carry_letter(self, letter: Letter, path: str, setting: Setting) -> None:
        """A message inside another: it is a link of the chain, and has parts of its own."""
        if (link := forwarded_of(letter.headers, setting.depth)) is not None:
            self.teller.link(link)
        if letter.signed == INVALID:
            self.teller.warn_of(SPOILT_SIGNATURE.format(name=letter.headers.subject or "A message inside"))
        self.unpack_letter(letter.body, f"{path}.", setting.depth + 1, locked=letter.locked_text)

    # Parts

    def unpack_part(self, raw: bytes, path: str, name: str | None, setting: Setting) -> Ending:
        """Tell of one part, and open it where it is a paper or holds any."""
        media_type = settle_media_type(raw, setting.declared)
        text = text_of_part(raw, media_type, setting.charset)
        self.teller.begin(raw, path, name, media_type, setting.disposition, text)
        if media_type.startswith("image/") and setting.in_letter and _is_furniture(raw, name, setting):
            return self.teller.set_aside(path)
        if _comes_along(raw, media_type, name, text, setting):
            return self.teller.set_aside(path, text)
        self._warn(raw, media_type, name)
        return self.teller.finish(path, lambda: self._open(raw, path, media_type, text, name, setting), text)

    def _warn(self, raw: bytes, media_type: str, name: str | None) -> None:
        if media_type.startswith(_OFFICE_KINDS):
            for words in warn_of_office(raw, name or "An Office file"):
                self.teller.warn_of(words)

    def _open(
        self,
        raw: bytes,
        path: str,
        media_type: str,
        text: str | None,
        name: str | None,
        setting: Setting,
    ) -> None:
        """Open one part by what it is. Raises DocumentError."""
        if not raw.strip(b"\0 \t\r\n") and media_type != POINTER:
            raise CorruptDocument(EMPTY_FILE)
        self.budget.take_bytes(len(raw))
        if media_type == "application/pdf":
            open_pdf(self, raw, path, name, setting)
        elif media_type in PICTURES:
            self.teller.tell_pages(path, read_pictures(raw, self.budget))
        elif text is not None:
            self.teller.tell_text(path, text)
        elif media_type in (DOCX, ODT):
            open_office(self, raw, path, media_type, setting)
        elif media_type in CONTAINERS:
            self.budget.check_depth(setting.depth + 1)
            CONTAINERS[media_type](self, raw, path, setting)
        else:
            _decline(media_type, name)


def _setting_of(leaf: Leaf, body: Body, depth: int, *, repeated: bool) -> Setting:
    """What a message says of one of its attachments."""
    return Setting(
        depth=depth,
        disposition=leaf.disposition,
        declared=leaf.declared,
        charset=leaf.charset,
        inline=leaf.disposition == "inline" or bool(leaf.content_id),
        shown_in_text=bool(leaf.content_id) and f"cid:{leaf.content_id}" in body.html,
        to_many=body.to_many,
        repeated=repeated,
        in_letter=True,
        letter_text=body.text,
    )


def _comes_along(raw: bytes, media_type: str, name: str | None, text: str | None, setting: Setting) -> bool:
    """Whether a part comes with a message and is no paper."""
    if media_type == "application/pkcs7-mime" and holds_no_content(raw):
        return True
    return is_attendant(media_type, name, text, in_letter=setting.in_letter)


def _is_furniture(raw: bytes, name: str | None, setting: Setting) -> bool:
    """Whether a picture decorates a message."""
    size = measure_picture(raw)
    return size is not None and is_decoration(
        size,
        name=name,
        inline=setting.inline,
        shown_in_text=setting.shown_in_text,
        to_many=setting.to_many,
        repeated=setting.repeated,
    )


def _decline(media_type: str, name: str | None) -> None:
    """Raise what says why; the name tells nothing but which words help."""
    if media_type == "application/octet-stream" and (name or "").casefold().endswith(".efx"):
        raise UnsupportedFormat(EFAX_FILE)
    if media_type in _LOCKED:
        raise EncryptedDocument(_LOCKED[media_type])
    others = OTHER_OFFICE if media_type.startswith("application/vnd.o") else UNKNOWN_FILE
    raise UnsupportedFormat(UNSUPPORTED.get(media_type, others))
