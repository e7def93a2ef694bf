"""What a file is, by its first bytes; a name is never asked."""

import io
import re
import zipfile

import olefile  # type: ignore[import-untyped]

#: ISO base media brands of HEIF pictures (ISO/IEC 23008-12) and AVIF.
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}

#: A mail under Microsoft's rights management (MS-OXORMMS 2.1).
RIGHTS_PROTECTED = "application/x-microsoft-rpmsg-message"
#: A Macintosh file with its two forks in one, and the fork of one that holds no paper (RFC 1740).
APPLE_SINGLE, APPLE_DOUBLE = "application/x-applesingle", "application/x-appledouble"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x7fELF", "application/x-executable"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"-----BEGIN PKCS7-----", "application/pkcs7-mime"),
    (b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
    (b"-----BEGIN PGP PUBLIC KEY BLOCK-----", "application/pgp-keys"),
    (b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature"),
    (b"(This file must be converted with BinHex", "application/mac-binhex40"),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", RIGHTS_PROTECTED),
    (b"\0\5\x16\0", APPLE_SINGLE),
    (b"\0\5\x16\7", APPLE_DOUBLE),
    (b"\0\0\1\0", "image/x-icon"),
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: DER object identifiers 1.2.840.113549.1.7.2 (signed) and .3 (enveloped), RFC 5652.
SIGNED_OID = bytes.fromhex("06092a864886f70d010702")
ENVELOPED_OID = bytes.fromhex("06092a864886f70d010703")
#: What else CMS wraps: encrypted, authenticated and enveloped (RFC 5083), compressed (RFC 3274).
ENCRYPTED_OID = bytes.fromhex("06092a864886f70d010706")
AUTH_ENVELOPED_OID = bytes.fromhex("060b2a864886f70d0109100117")
COMPRESSED_OID = bytes.fromhex("060b2a864886f70d0109100109")
_CMS_OIDS = (SIGNED_OID, ENVELOPED_OID, ENCRYPTED_OID, AUTH_ENVELOPED_OID, COMPRESSED_OID)
#: First packet of a PGP message: a key encrypted for somebody, or by a passphrase (RFC 9580 section 4.2).
_PGP_PACKET = re.compile(rb"(\x84.|\x85..|\xc1.)[\x03\x06]|(\x8c.|\xc3.)[\x04-\x06][\x01-\x0d]", re.DOTALL)
#: The header of a PDF; programs put all sorts of lines before it, and readers look for it.
_PDF_HEADER = re.compile(rb"%PDF-\d")
#: Bytes at the start in which a PDF's header is looked for.
_PDF_WITHIN = 64 * 1024

_HEADER_LINE = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_MAIL_HEADERS = re.compile(
    rb"^(from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to"
    rb"|reply-to|sender|x-[\w-]+|dkim-signature|content-transfer-encoding)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)

_ZIP_KINDS = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
DOCX = _ZIP_KINDS[0][1]
ODT = "application/vnd.oasis.opendocument.text"
OUTLOOK = "application/vnd.ms-outlook"
#: An Office file under a password is an OLE file with this stream (MS-OFFCRYPTO 2.3.4).
ENCRYPTED_OFFICE = "application/x-encrypted-office"


def sniff_media_type(raw: bytes) -> str:
    """The media type that the bytes show; `application/octet-stream` where they show none."""
    head = raw[:1024]
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    for magic, media_type in _MAGIC:
        if head.startswith(magic) or stripped.startswith(magic):
            return media_type
    if _PDF_HEADER.match(stripped):
        return "application/pdf"
    found = _sniff_binary(raw, head) or _sniff_text(raw)
    if found in ("text/plain", "application/octet-stream") and find_pdf_header(raw) >= 0:
        return "application/pdf"
    return found


def _sniff_binary(raw: bytes, head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _sniff_base_media(head)
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _sniff_zip(raw)
    if head.startswith(_OLE):
        return _sniff_ole(raw)
    if head[:1] == b"\x30" and any(oid in head[:40] for oid in _CMS_OIDS):
        return "application/pkcs7-mime"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head.startswith(b"MZ") and b"\0" in head:
        return "application/x-dosexec"
    if _PGP_PACKET.match(head) and not head.isascii():
        return "application/pgp-encrypted"
    return None


def find_pdf_header(raw: bytes) -> int:
    """Where a PDF begins behind other bytes; -1 where none does (words that only speak of PDF are none)."""
    found = _PDF_HEADER.search(raw, 0, _PDF_WITHIN)
    return found.start() if found and raw.find(b"endobj", found.end()) >= 0 else -1


def _sniff_base_media(head: bytes) -> str:
    brands = {head[8:12]} | {head[i : i + 4] for i in range(16, min(len(head), 64), 4)}
    if b"avif" in brands:
        return "image/avif"
    return "image/heic" if brands & _HEIF_BRANDS else "video/mp4"


def _sniff_zip(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if declared.startswith("application/vnd.oasis.opendocument."):
                    return declared
    except Exception:
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, media_type in _ZIP_KINDS:
            if any(name.startswith(folder) for name in names):
                return media_type
    return "application/zip"


def _sniff_ole(raw: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as ole:
            if ole.exists("__properties_version1.0"):
                return OUTLOOK
            if ole.exists("EncryptedPackage"):
                return ENCRYPTED_OFFICE
            if ole.exists("WordDocument"):
                return "application/msword"
            if ole.exists("Workbook") or ole.exists("Book"):
                return "application/vnd.ms-excel"
    except Exception:
        return "application/x-ole-storage"
    return "application/x-ole-storage"


def looks_like_message(raw: bytes) -> bool:
    """Whether the bytes begin as an RFC 5322 message does."""
    head = raw[:65536].lstrip(b"\xef\xbb\xbf\r\n")
    if head.startswith((b"From ", b">From ")):
        head = head.partition(b"\n")[2]
    if not _HEADER_LINE.match(head):
        return False
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    lines = [line for line in block.splitlines() if line[:1] not in (b" ", b"\t")]
    if not all(_HEADER_LINE.match(line) for line in lines[:4]):
        return False
    return len({name.lower() for name in _MAIL_HEADERS.findall(block)}) >= 2


def _sniff_text(raw: bytes) -> str:
    if not raw.strip(b"\0 \t\r\n"):
        return "application/octet-stream"
    if looks_like_message(raw):
        return "message/rfc822"
    sample = raw[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    low = sample.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<div", b"<table", b"<meta")):
        return "text/html"
    odd = sum(1 for byte in sample if byte < 32 and byte not in (9, 10, 12, 13, 27))
    return "text/plain" if odd == 0 else "application/octet-stream"
