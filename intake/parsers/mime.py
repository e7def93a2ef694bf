"""MIME: a message's bytes → its text and its leaves, in reading order.

The standard library's parser finds the parts; nested messages are left to it as leaves, so that their
bytes stay exactly as sent and depth is counted by the caller, not by recursion.
"""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32

from domain.submissions import Headers
from intake.parsers.headers import decode_bytes, read_name
from intake.parsers.htmltext import text_of_html
from intake.parsers.sniff import sniff_media_type
from intake.parsers.transfer import decode_payload

#: Multiparts inside one message; programs make 3 or 4 levels.
DEEPEST_MULTIPART = 40
_FEED = 1 << 20

_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_SMIME_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
#: A line that begins a part although no boundary names it so (RFC 2046 section 5.1.1).
_BOUNDARY_LINE = re.compile(
    rb"^--([^\s\"\\]{1,70})[ \t]*\r?\n(?=content-[a-z-]+:)", re.IGNORECASE | re.MULTILINE
)
#: Files that programs send as nameless text; a reader would see rubbish.
_FILES_SENT_AS_TEXT = (
    "application/pdf", "image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/heic",
    "application/zip", "application/ms-tnef", "application/rtf", "application/vnd.ms-outlook",
)  # fmt: skip
_SHORT_BODY_NAME = re.compile(r"^att\d{3,6}\.(txt|html?)$", re.IGNORECASE)


class _Node(Message):
    """A message part whose nested messages, and whatever lies too deep, count as leaves."""

    level = 0

    @property
    def declared(self) -> str:
        """The media type that the part claims."""
        return super().get_content_type()

    def get_content_type(self) -> str:
        declared = super().get_content_type()
        if declared.startswith("message/") or (declared.startswith("multipart/") and self.too_deep):
            return "application/octet-stream"
        return declared

    @property
    def too_deep(self) -> bool:
        return self.level > DEEPEST_MULTIPART


class _AsSent(Compat32):
    """Headers as they were sent: raw 8-bit bytes are decoded later, by what they are."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


class _Parser(BytesFeedParser):
    """Tells each new part how deep it lies."""

    _msgstack: list[_Node]

    def _new_message(self) -> None:
        super()._new_message()  # type: ignore[misc]
        self._msgstack[-1].level = len(self._msgstack) - 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """One attachment as the message carries it."""

    content: bytes = field(repr=False)
    name: str | None
    declared: str
    disposition: str
    """`attachment` or `inline`."""
    content_id: str = ""
    too_deep: bool = False
    encrypted: bool = False
    """Whether it lies in a multipart/encrypted (RFC 1847)."""
    charset: str | None = None
    inner: "Body | None" = None
    """An Outlook message inside an Outlook message, which has no bytes of its own."""
    inner_headers: Headers | None = None


@dataclass(frozen=True, slots=True)
class SignedStretch:
    """A multipart/signed of a message: where it lies, and its signature where S/MIME made it."""

    boundary: str
    signature: bytes | None


@dataclass(slots=True)
class Body:
    """What a message says and carries."""

    text: str = ""
    content: bytes = b""
    """The decoded bytes of the text chosen."""
    html: str = ""
    """All HTML of the message, for the places where pictures are shown in it."""
    leaves: list[Leaf] = field(default_factory=list)
    signatures: list[SignedStretch] = field(default_factory=list)
    to_many: bool = False
    """Whether it went to all who subscribed."""


def parse_message(raw: bytes) -> "Message[str, str]":
    """Parse, however broken; never raises on content."""
    message = _parse(raw)
    _mend_multiparts(message)
    return message


def _parse(raw: bytes) -> "Message[str, str]":
    parser = _Parser(_Node, policy=_AsSent())
    for start in range(0, len(raw), _FEED):
        parser.feed(raw[start : start + _FEED])
    return parser.close()


def _mend_multiparts(message: "Message[str, str]") -> None:
    """Find the parts of multiparts whose boundary is missing, wrong or used again behind their end."""
    for node in list(message.walk()):
        if not isinstance(node, _Node) or not node.declared.startswith("multipart/") or node.too_deep:
            continue
        payload = node.get_payload()
        if isinstance(payload, str):
            found = _parts_by_looks(decode_payload(node), node.level)
            if found:
                node.set_payload(list(found))
        elif node.epilogue:
            behind = _parts_by_looks(node.epilogue.encode("utf-8", "surrogateescape"), node.level)
            node.set_payload([*payload, *behind])


def _parts_by_looks(content: bytes, level: int) -> "list[Message[str, str]]":
    """Parts between lines that look like a boundary: two dashes, and a header of MIME below."""
    found = _BOUNDARY_LINE.search(content)
    if found is None or level >= DEEPEST_MULTIPART:
        return []
    head = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % found.group(1)
    parts = _parse(head + content).get_payload()
    if not isinstance(parts, list):
        return []
    kept = [part for part in parts if isinstance(part, _Node)]
    for part in kept:
        for below in part.walk():
            if isinstance(below, _Node):
                below.level += level
        _mend_multiparts(part)
    return list(kept)


def read_body(message: "Message[str, str]") -> Body:
    """Gather the text (plain where there is one, else from HTML) and all leaves, in order."""
    body = Body()
    runs = _walk(message, body, inside_alternative=False)
    body.text = "\n".join(run.text for run in runs).strip("\n")
    body.content = b"".join(run.content for run in runs)
    body.html = "\n".join(run.html for run in runs if run.html) or body.html
    return body


@dataclass(frozen=True, slots=True)
class _Run:
    """One stretch of body text."""

    text: str
    content: bytes
    html: str = ""


def _walk(node: "Message[str, str]", body: Body, *, inside_alternative: bool) -> list[_Run]:
    payload = node.get_payload()
    if isinstance(payload, list):
        kind = node.get_content_subtype()
        if kind == "signed":
            body.signatures.append(_signed_stretch(node, payload))
        before = len(body.leaves)
        if kind == "alternative":
            return _choose_alternative(payload, body)
        runs = []
        for child in payload:
            if isinstance(child, Message):
                runs.extend(_walk(child, body, inside_alternative=inside_alternative))
        if kind == "encrypted":
            body.leaves[before:] = [replace(leaf, encrypted=True) for leaf in body.leaves[before:]]
        return runs
    return _read_leaf(node, body)


def _signed_stretch(node: "Message[str, str]", payload: Sequence[object]) -> SignedStretch:
    """What RFC 1847 section 2.1 wants: the content first, its signature second."""
    boundary = node.get_boundary() or ""
    last = payload[-1] if len(payload) > 1 else None
    is_smime = isinstance(last, _Node) and last.declared in _SMIME_SIGNATURES
    return SignedStretch(boundary, decode_payload(last) if is_smime and isinstance(last, _Node) else None)


def _choose_alternative(children: Sequence[object], body: Body) -> list[_Run]:
    """Plain text where it says something, else what the HTML says; attachments of all branches count once."""
    branches = [_walk(c, body, inside_alternative=True) for c in children if isinstance(c, Message)]
    body.html += "\n".join(run.html for runs in branches for run in runs)
    plain = [runs for runs in branches if runs and not any(run.html for run in runs)]
    rich = [runs for runs in branches if any(run.html for run in runs)]
    if plain and rich and _says_less(plain[0], rich[-1]):
        return rich[-1]
    for runs in (*plain, *rich):
        if any(run.text.strip() for run in runs):
            return runs
    return branches[0] if branches else []


def _says_less(plain: list[_Run], rich: list[_Run]) -> bool:
    """Whether the plain text is a mere hint to read the HTML ("your program cannot show this")."""
    few = sum(len(run.text.split()) for run in plain)
    many = sum(len(run.text.split()) for run in rich)
    return many >= 12 and few * 3 < many


def _read_leaf(node: "Message[str, str]", body: Body) -> list[_Run]:
    content = decode_payload(node)
    declared = node.declared if isinstance(node, _Node) else node.get_content_type()
    name = read_name(node)
    disposition = str(node.get_content_disposition() or "")
    charset = _charset(node)
    too_deep = isinstance(node, _Node) and declared.startswith("multipart/") and node.too_deep
    if not too_deep and _is_body_text(declared, name, disposition, content):
        if declared == "text/html":
            source = decode_bytes(content, charset)
            return [_Run(text_of_html(source), content, source)]
        rest, files = _split_uuencoded(content)
        body.leaves.extend(files)
        return [_Run(_plain_text(rest, charset, node), content)]
    body.leaves.append(
        Leaf(
            content=content,
            name=name,
            declared=declared,
            disposition="inline" if disposition == "inline" else "attachment",
            content_id=str(node.get("Content-ID") or "").strip().strip("<>"),
            too_deep=too_deep,
            charset=charset,
        )
    )
    return []


def _is_body_text(declared: str, name: str | None, disposition: str, content: bytes) -> bool:
    """Whether a leaf is what the message says: a text, nameless, and by its bytes no file."""
    if disposition == "attachment" or name:
        return False
    # A multipart that has no parts can only be read as text (RFC 2046 section 5.1.7 wants one).
    if declared not in ("text/plain", "text/html", "text/enriched") and not declared.startswith("multipart/"):
        return False
    return sniff_media_type(content) not in _FILES_SENT_AS_TEXT


def is_split_off_text(name: str | None) -> bool:
    """Whether a file is what Exchange makes of a body's later stretches (`ATT00001.txt`)."""
    return bool(name and _SHORT_BODY_NAME.match(name))


def _charset(node: "Message[str, str]") -> str | None:
    try:
        return node.get_content_charset()
    except Exception:
        # A charset that is itself encoded wrongly is as good as none.
        return None


def _plain_text(content: bytes, charset: str | None, node: "Message[str, str]") -> str:
    text = decode_bytes(content, charset).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    try:
        flowed = str(node.get_param("format", "")).lower() == "flowed"
        delsp = str(node.get_param("delsp", "")).lower() == "yes"
    except Exception:
        return text
    return _unflow(text, delete_space=delsp) if flowed else text


def _unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines that a program broke softly (RFC 3676)."""
    lines: list[str] = []
    depth_before, open_line = 0, False
    for line in text.split("\n"):
        quoted = line.lstrip(">")
        depth = len(line) - len(quoted)
        quoted = quoted.removeprefix(" ")
        soft = quoted.endswith(" ") and quoted != "-- "
        if open_line and depth == depth_before:
            lines[-1] += quoted
        else:
            lines.append((">" * depth + " " if depth else "") + quoted)
        if soft and delete_space:
            lines[-1] = lines[-1][:-1]
        depth_before, open_line = depth, soft
    return "\n".join(lines)


def _split_uuencoded(content: bytes) -> tuple[bytes, list[Leaf]]:
    """Files that old gateways write into the text between `begin` and `end`."""
    files: list[Leaf] = []
    while found := _UU_BEGIN.search(content):
        end = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE).search(content, found.end())
        if end is None:
            break
        decoded = _decode_uu(content[found.end() : end.start()])
        name = decode_bytes(found.group(1).strip(), None)
        files.append(Leaf(decoded, name, "application/octet-stream", "attachment"))
        content = content[: found.start()] + content[end.end() :]
    return content, files


def _decode_uu(block: bytes) -> bytes:
    out = []
    for line in block.splitlines():
        if not line.strip(b" `"):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders leave odd trailing characters; the length in the first byte tells what counts.
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                continue
    return b"".join(out)
