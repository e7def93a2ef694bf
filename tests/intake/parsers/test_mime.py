"""MIME as it is really sent: each test is named after what goes wrong elsewhere."""

import base64
import binascii
import struct

import pytest

from domain.states import PartOutcome
from intake.parsers.headers import read_headers
from intake.parsers.mime import parse_message
from tests.intake.parsers.mimes import HEAD, PACKED_PDF, PDF, TEXT, attached, multipart, papers, unpack
from tests.intake.parsers.originals import all_parts, mail, part_at, picture, zipped


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(b"multipart/mixed", id="no boundary named"),
        pytest.param(b"multipart/mixed; boundary=XYZ", id="another boundary named"),
        pytest.param(b'multipart/mixed; boundary=""', id="an empty boundary named"),
    ],
)
def test_papers_behind_a_wrong_boundary_are_lost(declared: bytes) -> None:
    body = b"--B\r\n" + TEXT + b"\r\n--B\r\n" + attached() + b"\r\n--B--\r\n"
    found = unpack(HEAD + b"Content-Type: " + declared + b"\r\n\r\n" + body)
    assert found.parts[0].text == "Hello there."
    assert [part.content for part in papers(found)] == [PDF]


def test_parts_behind_the_end_of_a_multipart_are_lost() -> None:
    found = unpack(multipart(TEXT) + b"\r\n--B\r\n" + attached() + b"\r\n--B--\r\n")
    assert [part.content for part in papers(found)] == [PDF]


def test_a_multipart_cut_off_in_its_attachment_passes_for_whole() -> None:
    """P2396's kin: what came is shown, and that the rest is missing is said."""
    found = unpack(multipart(TEXT, attached(PACKED_PDF[: len(PACKED_PDF) // 2]), end=False))
    assert found.parts[0].text == "Hello there."
    assert found.parts[1].problem
    assert "missing" in found.parts[1].problem


_STRETCHES = base64.b64encode(PDF[:100]) + b"\r\n" + base64.b64encode(PDF[100:])
_UUENCODED = (
    b"begin 644 a.pdf\r\n"
    + b"".join(binascii.b2a_uu(PDF[i : i + 45]) for i in range(0, len(PDF), 45))
    + b"`\r\nend\r\n"
)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param(b"7bit", PACKED_PDF, id="says 7bit, is base64"),
        pytest.param(b"x-unknown", PACKED_PDF, id="an encoding nobody knows"),
        pytest.param(b"base64 (really)", PACKED_PDF, id="a comment behind the encoding"),
        pytest.param(b"Base-64", PACKED_PDF, id="base64 misspelt"),
        pytest.param(b"base64", PACKED_PDF.replace(b"\n", b" \t!*\n"), id="base64 with junk"),
        pytest.param(b"base64", PACKED_PDF + b"\r\nScanned by the mail filter.\r\n", id="a footer below"),
        pytest.param(b"base64", _STRETCHES, id="base64 in stretches, each padded"),
        pytest.param(b"base64", PACKED_PDF.rstrip(b"=\n"), id="base64 without padding"),
        pytest.param(b"base64", PDF, id="says base64, is the file"),
        pytest.param(b"quoted-printable", PDF, id="says quoted-printable, is the file"),
        pytest.param(b"binary", PDF, id="binary"),
        pytest.param(b"x-uuencode", _UUENCODED, id="uuencoded"),
    ],
)
def test_a_lie_about_the_transfer_encoding_spoils_the_file(encoding: bytes, body: bytes) -> None:
    found = unpack(multipart(TEXT, attached(body, encoding=encoding)))
    assert [part.content.rstrip() for part in papers(found)] == [PDF.rstrip()]


def test_words_that_claim_to_be_base64_become_rubbish() -> None:
    claim = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert unpack(HEAD + claim + b"Please verify my card to Ohio.\r\nPat").parts[0].text == (
        "Please verify my card to Ohio.\nPat"
    )


def test_a_mail_that_speaks_of_pdf_is_taken_for_one() -> None:
    """The letters `%PDF-` near the top once made a whole mail, or a zip, one broken PDF."""
    found = unpack(HEAD + b"Content-Type: text/plain\r\n\r\nMy scanner writes %PDF-1.4, is that right?")
    assert found.media_type == "message/rfc822"
    assert found.parts[0].text
    assert "is that right" in found.parts[0].text


def test_a_zip_of_stored_pdfs_is_taken_for_its_first_file() -> None:
    import io
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.pdf", PDF)
        archive.writestr("b.pdf", PDF)
    found = unpack(multipart(TEXT, attached(base64.encodebytes(target.getvalue()))))
    assert [part.name for part in papers(found)] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    "kind",
    [
        b"text/plain",
        b"text/html",
        b"application/octet-stream",
        b"image/jpeg",
        b"application/pkcs7-signature",
        b"message/delivery-status",
        b"text/calendar",
    ],
)
@pytest.mark.parametrize("disposition", [b"", b"inline", b"attachment", b"attachment; filename=note.txt"])
def test_a_pdf_under_a_false_label_is_not_read(kind: bytes, disposition: bytes) -> None:
    """P865: the content decides, not the declared type, the disposition or the name."""
    found = unpack(multipart(TEXT, attached(kind=kind, disposition=disposition)))
    assert [part.media_type for part in papers(found)] == ["application/pdf"]
    assert found.parts[0].text == "Hello there."


@pytest.mark.parametrize("kind", [b"application/pdf", b"text/plain", b"application/octet-stream"])
def test_a_mail_that_is_a_pdf_and_nothing_else_is_empty(kind: bytes) -> None:
    assert len(papers(unpack(HEAD + attached(kind=kind, disposition=b"")))) == 1


def test_a_pdf_behind_a_page_of_junk_is_unknown() -> None:
    found = unpack(multipart(TEXT, attached(base64.encodebytes(b"junk line\n" * 300 + PDF))))
    assert [len(part.pages) for part in papers(found)] == [1]


def test_apple_forks_are_shown_as_unreadable_papers() -> None:
    """multipart/appledouble (RFC 1740): the resource fork is no paper, the data fork is."""
    fork = base64.encodebytes(b"\x00\x05\x16\x07\x00\x02\x00\x00" + bytes(60))
    double = b"Content-Type: multipart/appledouble; boundary=AD\r\n\r\n--AD\r\n"
    double += attached(fork, kind=b"application/applefile", disposition=b"attachment; filename=card.pdf")
    double += b"\r\n--AD\r\n" + attached(disposition=b"attachment; filename=card.pdf") + b"\r\n--AD--\r\n"
    found = unpack(multipart(TEXT, double))
    assert part_at(found, "1").decoration
    assert [part.problem for part in all_parts(found)] == [None] * 3
    assert len(papers(found)) == 1


def test_a_macintosh_file_in_one_piece_is_not_read() -> None:
    """AppleSingle (RFC 1740 section 2): the picture is the data fork, entry 1."""
    photo = picture((900, 600))
    single = struct.pack(">II16sH", 0x00051600, 0x00020000, b"\0" * 16, 1)
    single += struct.pack(">III", 1, 38, len(photo)) + photo
    found = unpack(multipart(TEXT, attached(base64.encodebytes(single), kind=b"application/applefile")))
    assert [part.content for part in papers(found)] == [photo]


def test_a_binhex_file_is_shown_as_a_text() -> None:
    body = b"(This file must be converted with BinHex 4.0)\r\n\r\n:$f*TEQKPH#jdCA0d:\r\n"
    part = unpack(multipart(TEXT, attached(body, kind=b"application/mac-binhex40", encoding=b"7bit"))).parts[
        1
    ]
    assert part.outcome is PartOutcome.UNSUPPORTED
    assert part.problem
    assert "BinHex" in part.problem


def test_a_message_that_only_points_elsewhere_is_an_empty_success() -> None:
    """message/external-body (RFC 2046 section 5.2.3): nothing is fetched, and that is said."""
    body = b"Content-Type: message/external-body; access-type=URL; URL=http://x.invalid/f.pdf\r\n\r\n"
    part = unpack(multipart(TEXT, body + b"Content-Type: application/pdf\r\n\r\n")).parts[1]
    assert part.outcome is PartOutcome.UNSUPPORTED
    assert part.problem
    assert "kept elsewhere" in part.problem


def test_one_piece_of_a_message_passes_for_the_whole() -> None:
    """message/partial (RFC 2046 section 5.2.2): the piece is shown, and that there are more is said."""
    head = HEAD + b'Content-Type: message/partial; id="a@example.org"; number=1; total=3\r\n\r\n'
    found = unpack(head + HEAD + b"\r\nThe first third.")
    assert any(part.text == "The first third." for part in all_parts(found))
    assert any(part.problem and "one piece of a message" in part.problem for part in all_parts(found))


@pytest.mark.parametrize("encoding", [b"base64", b"quoted-printable", b"8bit"])
def test_a_forwarded_message_in_an_encoding_is_not_opened(encoding: bytes) -> None:
    """RFC 2046 section 5.2.1 forbids it; programs do it (P3044)."""
    inner = multipart(TEXT, attached())
    body = {
        b"base64": base64.encodebytes(inner),
        b"quoted-printable": inner.replace(b"=", b"=3D"),
        b"8bit": inner,
    }[encoding]
    found = unpack(
        multipart(
            TEXT,
            attached(body, kind=b"message/rfc822", encoding=encoding, disposition=b""),
            boundary=b"OUTER",
        )
    )
    assert len(papers(found)) == 1


def test_a_message_in_a_zip_is_not_opened() -> None:
    packed = base64.encodebytes(zipped({"sent/fwd.eml": multipart(TEXT, attached())}))
    assert len(papers(unpack(multipart(TEXT, attached(packed), boundary=b"OUTER")))) == 1


def test_a_blank_plain_text_hides_the_words_of_the_html() -> None:
    """F5490, F1972: blank bodies."""
    plain, html = (
        b"Content-Type: text/plain\r\n\r\n \r\n",
        b"Content-Type: text/html\r\n\r\n<p>Real words</p>",
    )
    assert unpack(multipart(plain, html, kind=b"alternative")).parts[0].text == "Real words"


def test_words_nobody_can_see_count_as_said() -> None:
    html = (
        b"Content-Type: text/html\r\n\r\n<p>Seen</p><div style='display:none'>E0900001 <div>in</div></div>"
        b"<span style='font-size:0px'>E0900002</span><p hidden>E0900003</p>"
        b"<img src='http://tracker.invalid/p.gif' width=1 height=1><p>Seen too</p>"
    )
    assert unpack(multipart(html)).parts[0].text == "Seen\n\nSeen too"


def test_cells_of_a_table_run_into_one_word() -> None:
    html = b"Content-Type: text/html\r\n\r\n<table><tr><td>Name</td><td>Pat</td></tr></table>"
    assert (unpack(multipart(html)).parts[0].text or "").split() == ["Name", "Pat"]


def test_hiding_that_is_never_closed_loses_the_letter() -> None:
    html = b"Content-Type: text/html\r\n\r\n<p style='display:none'>preview<div>The letter</div>"
    assert "The letter" in (unpack(multipart(html)).parts[0].text or "")


@pytest.mark.parametrize(
    ("charset", "body", "expected"),
    [
        pytest.param("utf-7", b"Zo+AOs-", "Zoë", id="utf-7"),
        pytest.param("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本", id="shifting"),
        pytest.param("unknown-8bit", "Zoë".encode("cp1252"), "Zoë", id="unknown-8bit, a code page"),
        pytest.param("unknown-8bit", "Zoë".encode(), "Zoë", id="unknown-8bit, utf-8"),
        pytest.param("utf-16le", "Zoë".encode("utf-16le"), "Zoë", id="two bytes a letter"),
        pytest.param("macintosh", "Zoë".encode("mac-roman"), "Zoë", id="Macintosh"),
        pytest.param("gb2312", "中文".encode("gb18030"), "中文", id="gb18030 under its old name"),
        pytest.param("punycode", b"Hello", "Hello", id="a codec that is no charset"),
        pytest.param("utf8mb4", "Zoë".encode(), "Zoë", id="a database's word"),
    ],
)
def test_a_charset_that_lies_makes_rubbish(charset: str, body: bytes, expected: str) -> None:
    head = f'Content-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    assert unpack(HEAD + head.encode() + body).parts[0].text == expected


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        pytest.param(
            b"attachment; filename*0*=UTF-8''K%C3%A4rt; filename*1*=chen%20; filename*2=x.jpg",
            "Kärtchen x.jpg",
            id="continued and encoded",
        ),
        pytest.param(b"attachment; filename*1=b.jpg; filename*0=a", "ab.jpg", id="continued out of order"),
        pytest.param(b"attachment; filename*=K%C3%A4rt.jpg", "Kärt.jpg", id="no charset"),
        pytest.param(b"attachment; filename*=utf-8''K%E4rt.jpg", "Kärt.jpg", id="charset lies"),
        pytest.param(b"attachment; filename*=\"UTF-8''K%C3%A4rt.jpg\"", "Kärt.jpg", id="in quotes"),
        pytest.param(
            b'attachment; filename="=?utf-8?B?S8M=?=\r\n =?utf-8?B?pHJ0LmpwZw==?="',
            "Kärt.jpg",
            id="a letter cut in two words",
        ),
        pytest.param(b"attachment; filename==?utf-8?Q?K=C3=A4rt=2Ejpg?=", "Kärt.jpg", id="word unquoted"),
        pytest.param(b'attachment; filename="=?x-foo?Q?K=E4rt.jpg?="', "Kärt.jpg", id="no such charset"),
        pytest.param('attachment; filename="Kärt.jpg"'.encode(), "Kärt.jpg", id="raw utf-8"),
        pytest.param('attachment; filename="Kärt.jpg"'.encode("cp1252"), "Kärt.jpg", id="raw code page"),
        pytest.param(b"attachment; filename=my card front.jpg", "my card front.jpg", id="unquoted spaces"),
        pytest.param(b'attachment; filename="C:\\Users\\pat\\card.jpg"', "card.jpg", id="a path"),
        pytest.param(b"attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd", id="a path, encoded"),
        pytest.param('attachment; filename="card\u202egpj.exe"'.encode(), "cardgpj.exe", id="turned round"),
        pytest.param(b'attachment; filename=".."', None, id="dots"),
        pytest.param(b'attachment; filename="abc.jpg', "abc.jpg", id="no closing quote"),
    ],
)
def test_an_odd_file_name_is_spoilt_or_loses_the_file(disposition: bytes, expected: str | None) -> None:
    body = base64.encodebytes(picture((900, 600)))
    (part,) = papers(unpack(multipart(TEXT, attached(body, kind=b"image/jpeg", disposition=disposition))))
    assert part.name == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("Zoë raw".encode(), "Zoë raw", id="raw utf-8"),
        pytest.param("Zoë raw".encode("cp1252"), "Zoë raw", id="raw code page"),
        pytest.param(b"=?utf-8?B?S8M=?= =?utf-8?B?pHJ0?=", "Kärt", id="a letter cut in two words"),
        pytest.param(b"=?utf-8?Q?a=0ABcc:_x?=", "a Bcc: x", id="a line break inside a word"),
        pytest.param(b"=?utf-8?Q?" + b"=C3=A4" * 1000 + b"?=", "ä" * 1000, id="a very long word"),
    ],
)
def test_a_subject_is_spoilt(raw: bytes, expected: str) -> None:
    assert read_headers(parse_message(b"Subject: " + raw + b"\r\n\r\nx")).subject == expected


def test_an_empty_from_stops_the_mail() -> None:
    """D691: an empty address; FS drops what has no readable From."""
    found = unpack(multipart(TEXT, attached()).replace(b"Pat <pat@example.org>", b"<>"))
    assert len(papers(found)) == 1
    assert unpack(b"From:\r\nFrom: b@example.org\r\nTo: c@example.org\r\n\r\nx").headers.sender == (
        "b@example.org"
    )


def test_the_original_is_never_altered() -> None:
    """P9808: whatever is mended on the way, a leaf's bytes are those sent."""
    message = mail()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    assert part_at(unpack(bytes(message)), "1").content == PDF


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_winmail_dat_inside_a_forward_stays_closed(depth: int) -> None:
    """tnef 47: decoded at any depth, its own words too."""
    from tests.intake.parsers.originals import tnef

    packed = base64.encodebytes(tnef({"card.pdf": PDF}, b"Words that only the container has."))
    raw = multipart(TEXT, attached(packed, kind=b"application/ms-tnef"), boundary=b"IN")
    for level in range(depth):
        inner = attached(raw, kind=b"message/rfc822", encoding=b"8bit", disposition=b"")
        raw = multipart(TEXT, inner, boundary=b"OUT%d" % level)
    found = unpack(raw)
    assert [part.content for part in papers(found)] == [PDF]
    assert any("only the container has" in (part.text or "") for part in all_parts(found))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        pytest.param("../../etc/cron.d/card.pdf", "card.pdf", id="a path out of the folder"),
        pytest.param("C:\\Windows\\card.pdf", "card.pdf", id="a drive"),
        pytest.param("/card.pdf", "card.pdf", id="the root"),
        pytest.param("Kärtchen.pdf", "Kärtchen.pdf", id="UTF-8"),
    ],
)
def test_a_name_in_a_zip_does_harm(stored: str, shown: str) -> None:
    found = unpack(multipart(TEXT, attached(base64.encodebytes(zipped({stored: PDF})))))
    assert [part.name for part in papers(found)] == [shown]


@pytest.mark.parametrize(("octets", "shown"), [("ä".encode(), "ä.pdf"), (b"\x84\x84", "ää.pdf")])
def test_a_name_in_an_old_zip_is_spoilt(octets: bytes, shown: str) -> None:
    """No flag says which: UTF-8 where it is, else code page 437."""
    raw = zipped({"##.pdf": PDF}).replace(b"##.pdf", octets + b".pdf")
    found = unpack(multipart(TEXT, attached(base64.encodebytes(raw))))
    assert [part.name for part in papers(found)] == [shown]


def test_an_empty_zip_is_an_empty_success() -> None:
    part = unpack(multipart(TEXT, attached(base64.encodebytes(zipped({}))))).parts[1]
    assert part.problem
    assert "no files" in part.problem


@pytest.mark.parametrize(
    ("html", "links"),
    [
        pytest.param(b"<p>My card is <a href='https://drive.example.com/d/1'>here</a></p>", True, id="words"),
        pytest.param(b'<A HREF=" HTTP://drive.example.com"><img src=x></A>', True, id="a picture"),
        pytest.param(b'<a title="a > b" href="//drive.example.com/1">card</a>', True, id="no scheme"),
        pytest.param(b"<map><area href='www.example.com/1'></map>", True, id="a map"),
        pytest.param(b"<a href='mailto:pat@example.org'>Pat</a> <a href='#top'>up</a>", False, id="no web"),
        pytest.param(b"<head><link href='https://example.com/a.css'></head><p>Hello</p>", False, id="style"),
        pytest.param(b"<!-- <a href='https://example.com'>card</a> --><p>Hello</p>", False, id="comment"),
    ],
)
def test_a_link_is_told_whatever_its_words_are(html: bytes, links: bool) -> None:
    rich = b"Content-Type: text/html\r\n\r\n" + html
    plain = b"Content-Type: text/plain\r\n\r\nMy card is here."
    assert unpack(multipart(rich)).links is links
    assert unpack(multipart(plain, rich, kind=b"alternative")).links is links
