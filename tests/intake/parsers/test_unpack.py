"""Containers and failures: what unpack makes of everything that can hold something."""

import hashlib
import io
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.limits import Limits
from domain.states import PartOutcome
from domain.submissions import Unpacked
from intake.parsers.inspect import describe_unpacked
from intake.parsers.refusals import POINTER
from intake.parsers.unpack import unpack_original
from tests.examples import examples
from tests.intake.parsers.originals import (
    all_parts,
    draw_page,
    fax_tiff,
    mail,
    part_at,
    picture,
    saved,
    text_pdf,
    tnef,
    zipped,
)

LIMITS = Limits()


def unpack(raw: bytes, limits: Limits = LIMITS) -> Unpacked:
    return unpack_original(raw, name=None, limits=limits)


def test_a_mail_has_its_text_as_part_zero_and_attachments_after() -> None:
    message = mail("Dear office,\nmy number is E0000001.")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="card.jpg")
    message.add_attachment(
        saved(text_pdf(["One two three four five"])), maintype="application", subtype="pdf"
    )
    found = unpack(bytes(message))
    assert [p.path for p in found.parts] == ["0", "1", "2"]
    assert found.parts[0].text == "Dear office,\nmy number is E0000001."
    assert found.parts[0].disposition == "body"
    assert [len(p.pages) for p in found.parts] == [1, 1, 1]
    assert found.parts[1].sha256 == hashlib.sha256(picture()).hexdigest()


def test_words_of_a_body_carry_their_spans() -> None:
    page = unpack(bytes(mail("Alpha beta\n  gamma"))).parts[0].pages[0]
    assert [(w.text, page.text[slice(*w.span)], w.line) for w in page.words if w.span] == [
        ("Alpha", "Alpha", 0),
        ("beta", "beta", 0),
        ("gamma", "gamma", 1),
    ]


def _apple_mail() -> bytes:
    pdf = saved(text_pdf(["One two three four five"])).hex()
    head = (
        "From: pat@example.org\r\nSubject: cards\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="A"\r\n\r\n'
        "--A\r\nContent-Type: text/plain\r\n\r\nThe words.\r\n"
        '--A\r\nContent-Type: multipart/mixed; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/html\r\n\r\n<p>The words.</p>\r\n"
        "--B\r\nContent-Type: application/pdf\r\nContent-Disposition: inline; filename=a.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    import base64

    return head.encode() + base64.encodebytes(bytes.fromhex(pdf)) + b"\r\n--B--\r\n--A--\r\n"


def test_an_inline_pdf_inside_an_alternative_is_found() -> None:
    found = unpack(_apple_mail())
    assert found.parts[0].text == "The words."
    assert found.parts[1].media_type == "application/pdf"
    assert found.parts[1].disposition == "inline"
    assert len(found.parts[1].pages) == 1


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        pytest.param(
            "text/plain; charset=utf-8", "Zoë".encode("cp1252"), "Zoë", id="claims utf-8, is cp1252"
        ),
        pytest.param("text/plain; charset=iso-8859-1", "Zoë".encode(), "Zoë", id="claims latin, is utf-8"),
        pytest.param("text/plain; charset=x-nonsense", b"Zoe", "Zoe", id="no such charset"),
        pytest.param("text/plain; format=flowed", b"one \r\ntwo\r\nthree", "one two\nthree", id="flowed"),
        pytest.param("text/html", b"<b>Name:</b> Zoe<script>x()</script>", "Name: Zoe", id="html only"),
        pytest.param(
            "multipart/mixed", b"no boundary at all", "no boundary at all", id="multipart without boundary"
        ),
    ],
)
def test_bodies_are_read_however_they_are_labelled(head: str, body: bytes, expected: str) -> None:
    raw = f"From: a@example.org\r\nSubject: x\r\nContent-Type: {head}\r\n\r\n".encode() + body
    found = unpack(raw)
    assert found.parts[0].text == expected
    assert body.split()[0] in raw


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("filename*=UTF-8''K%C3%A4rtchen.jpg", "Kärtchen.jpg", id="RFC 2231"),
        pytest.param("filename*0=long; filename*1=name.jpg", "longname.jpg", id="RFC 2231 continued"),
        pytest.param('filename="=?utf-8?B?S8OkcnQ=?="', "Kärt", id="RFC 2047 where it is not allowed"),
        pytest.param('filename="..\\\\..\\\\up/../secret.jpg"', "secret.jpg", id="path in the name"),
        pytest.param("filename*=x-bad''%ff%fe.jpg", None, id="charset that does not exist"),
    ],
)
def test_names_are_decoded_and_harmless(header: str, expected: str | None) -> None:
    raw = (
        "From: a@example.org\r\nSubject: x\r\nContent-Type: image/jpeg\r\n"
        f"Content-Disposition: attachment; {header}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ).encode()
    import base64

    part = unpack(raw + base64.encodebytes(picture())).parts[1]
    assert len(part.pages) == 1
    assert part.name is not None
    if expected is not None:
        assert part.name == expected


def test_a_uuencoded_file_in_the_text_is_an_attachment() -> None:
    import binascii

    content = picture()
    lines = b"".join(binascii.b2a_uu(content[i : i + 45]) for i in range(0, len(content), 45))
    raw = b"From: a@example.org\nSubject: x\n\nSee below\nbegin 644 card.jpg\n" + lines + b"`\nend\nBye\n"
    found = unpack(raw)
    assert found.parts[1].name == "card.jpg"
    assert found.parts[1].content == content
    assert "begin" not in (found.parts[0].text or "")


def test_a_forwarded_message_has_parts_of_its_own() -> None:
    inner = mail("inner words", subject="inner")
    inner.add_attachment(fax_tiff(2), maintype="image", subtype="tiff", filename="fax.tif")
    outer = mail("outer words")
    outer.add_attachment(inner)
    found = unpack(bytes(outer))
    assert part_at(found, "1").media_type == "message/rfc822"
    assert part_at(found, "1.0").text == "inner words"
    assert len(part_at(found, "1.1").pages) == 2


@pytest.mark.parametrize("level", [1000, 60], ids=["1000 deep", "60 deep"])
def test_a_deep_nest_of_messages_ends_at_the_limit(level: int) -> None:
    raw = b"From: a@example.org\nSubject: bottom\n\nbottom\n"
    for _ in range(level):
        raw = b"From: a@example.org\nSubject: x\nContent-Type: message/rfc822\n\n" + raw
    found = unpack(raw)
    assert max(p.path.count(".") for p in all_parts(found)) <= LIMITS.depth
    (refused,) = [p for p in all_parts(found) if p.outcome is PartOutcome.REFUSED]
    assert "more than 20 deep" in (refused.problem or "")


def test_a_deep_nest_of_multiparts_ends_at_a_limit() -> None:
    raw = "From: a@example.org\nSubject: x\n"
    for number in range(1000):
        raw += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'
    found = unpack((raw + "Content-Type: text/plain\n\nbottom\n").encode())
    assert [p.problem for p in all_parts(found) if p.outcome is PartOutcome.REFUSED] != []


def test_winmail_dat_gives_its_files() -> None:
    message = mail("See attachment")
    message.add_attachment(
        tnef({"card.jpg": picture()}, b"See attachment"),
        maintype="application",
        subtype="ms-tnef",
        filename="winmail.dat",
    )
    found = unpack(bytes(message))
    assert part_at(found, "1").media_type == "application/ms-tnef"
    assert part_at(found, "1.1").name == "card.jpg"
    assert len(part_at(found, "1.1").pages) == 1


def test_a_cut_off_winmail_dat_says_so() -> None:
    message = mail("See attachment")
    packed = tnef({"one.jpg": picture(), "two.jpg": picture((1200, 900))})
    message.add_attachment(packed[:-2000], maintype="application", subtype="ms-tnef", filename="winmail.dat")
    problem = part_at(unpack(bytes(message)), "1").problem
    assert "cut off" in (problem or "")


def test_an_outlook_file_gives_text_and_files() -> None:
    found = unpack(_outlook_message())
    assert found.media_type == "application/vnd.ms-outlook"
    assert found.headers.subject == "Card"
    assert found.parts[0].text == "The words of the mail"
    assert found.parts[1].name == "card.jpg"
    assert len(found.parts[1].pages) == 1


@pytest.mark.parametrize("method", [2, 4, 7, 99], ids=["reference", "reference only", "web", "unknown"])
def test_an_unknown_part_of_an_outlook_message_halts_it(method: int) -> None:
    """U3671: the part is shown as one that could not be opened, and the words are read all the same."""
    found = unpack(_outlook_message(method, held=False))
    assert found.parts[0].text == "The words of the mail"
    [part] = found.parts[1:]
    assert part.name == "card.jpg"
    assert part.outcome is not PartOutcome.PAGES
    assert part.problem


@pytest.mark.parametrize(
    ("method", "words"),
    [
        pytest.param(7, "only points to a file that is kept elsewhere", id="in a cloud"),
        pytest.param(2, "only points to a file that is kept elsewhere", id="on a share"),
        pytest.param(1, "The file is empty", id="by value"),
    ],
)
def test_an_attachment_of_outlook_that_is_a_link_is_asked_for_itself(method: int, words: str) -> None:
    [part] = unpack(_outlook_message(method, held=False)).parts[1:]
    assert words in (part.problem or "")
    assert (part.media_type == POINTER) == ("elsewhere" in words)


def _outlook_message(method: int = 1, *, held: bool = True) -> bytes:
    """A .msg by the library's own writer (MS-OXMSG): properties streams and one attachment.

    `method` is PidTagAttachMethod (1: by value); not `held`: the attachment's bytes are not in the file.
    """
    import struct

    from extract_msg import OleWriter

    writer = OleWriter()

    def text(number: str, value: str) -> bytes:
        writer_value = value.encode("utf-16-le")
        return struct.pack("<HHIQ", 0x001F, int(number, 16), 6, len(writer_value) + 2)

    subject, words = "Card", "The words of the mail"
    root = bytes(8) + struct.pack("<IIII", 0, 1, 0, 1) + bytes(8)
    root += text("001A", "IPM.Note") + text("0037", subject) + text("1000", words)
    root += struct.pack("<HHIQ", 0x0003, 0x340D, 6, 0x00040000)
    writer.addEntry("__properties_version1.0", root)
    writer.addEntry("__substg1.0_001A001F", "IPM.Note".encode("utf-16-le"))
    writer.addEntry("__substg1.0_0037001F", subject.encode("utf-16-le"))
    writer.addEntry("__substg1.0_1000001F", words.encode("utf-16-le"))
    writer.addEntry("__nameid_version1.0", storage=True)
    for stream in ("00020102", "00030102", "00040102"):
        writer.addEntry(f"__nameid_version1.0/__substg1.0_{stream}", b"")
    folder = "__attach_version1.0_#00000000"
    writer.addEntry(folder, storage=True)
    content = picture()
    properties = bytes(8) + struct.pack("<HHIQ", 0x0003, 0x3705, 6, method)
    properties += struct.pack("<HHIQ", 0x0102, 0x3701, 6, len(content)) + text("3707", "card.jpg")
    writer.addEntry(f"{folder}/__properties_version1.0", properties)
    if held:
        writer.addEntry(f"{folder}/__substg1.0_37010102", content)
    writer.addEntry(f"{folder}/__substg1.0_3707001F", "card.jpg".encode("utf-16-le"))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_zip_gives_its_files_and_harmless_names() -> None:
    found = unpack(zipped({"../../etc/passwd.jpg": picture(), "C:\\up\\b.jpg": picture((700, 500))}))
    assert [p.name for p in found.parts[0].parts] == ["passwd.jpg", "b.jpg"]
    assert all(len(p.pages) == 1 for p in found.parts[0].parts)


def test_a_zip_bomb_is_refused_and_its_neighbour_is_not() -> None:
    found = unpack(zipped({"bomb.bin": bytes(64 * 1024 * 1024), "card.jpg": picture()}))
    bomb, card = found.parts[0].parts
    assert bomb.outcome is PartOutcome.REFUSED
    assert "expands" in (bomb.problem or "")
    assert len(card.pages) == 1


def test_too_many_entries_end_at_the_limit() -> None:
    limits = Limits(entries=5)
    found = unpack(zipped({f"{n}.txt": b"words" for n in range(20)}), limits)
    assert found.outcome is PartOutcome.REFUSED
    assert "more than 5 files" in (found.problem or "")
    assert len(found.parts[0].parts) == 4


def test_a_zip_with_a_password_asks_for_one() -> None:
    raw = bytearray(zipped({"card.jpg": picture()}))
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = raw.find(magic)
        raw[at + offset] |= 1
    part = unpack(bytes(raw)).parts[0].parts[0]
    assert part.outcome is PartOutcome.NEEDS_PASSWORD


@pytest.mark.parametrize("armoured", [False, True], ids=["DER", "PEM"])
def test_a_signed_envelope_is_opened(armoured: bool) -> None:
    found = unpack(_signed_mail(b"Content-Type: text/plain\r\n\r\nSigned words\r\n", armoured=armoured))
    assert found.signed == "unknown"
    assert found.parts[0].text == "Signed words"


def _signed_mail(inner: bytes, *, armoured: bool) -> bytes:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs7

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Pat Example")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(inner).add_signer(certificate, key, hashes.SHA256())
    kind = serialization.Encoding.PEM if armoured else serialization.Encoding.DER
    sealed = builder.sign(kind, [pkcs7.PKCS7Options.Binary])
    message = EmailMessage()
    message["From"] = "Pat Example <pat@example.org>"
    message["Subject"] = "signed"
    message.set_content(sealed, maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    return bytes(message)


def test_an_encrypted_message_says_so() -> None:
    raw = (
        b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"\n\n'
        b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n"
    )
    found = unpack(raw)
    assert found.parts[1].decoration
    assert found.parts[2].outcome is PartOutcome.NEEDS_PASSWORD
    assert found.outcome is PartOutcome.NEEDS_PASSWORD
    assert "encrypted" in (found.problem or "")


def test_a_word_file_gives_its_text_and_pictures() -> None:
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Dear office,</w:t></w:r></w:p><w:p><w:r><w:t>my name changed.</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    raw = zipped(
        {
            "[Content_Types].xml": b"<x/>",
            "word/document.xml": xml.encode(),
            "word/media/image1.png": picture(kind="PNG"),
        }
    )
    part = unpack(raw).parts[0]
    assert part.pages[0].text == "Dear office,\nmy name changed."
    assert len(part.parts[0].pages) == 1


def test_a_word_file_with_exploding_entities_is_refused() -> None:
    xml = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    raw = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": xml})
    assert unpack(raw).parts[0].outcome is PartOutcome.UNREADABLE


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        pytest.param(b"", PartOutcome.UNREADABLE, id="no bytes"),
        pytest.param(b"\0" * 500, PartOutcome.UNREADABLE, id="only zeros"),
        pytest.param(bytes(range(256)) * 20, PartOutcome.UNSUPPORTED, id="nothing known"),
        pytest.param(b"%PDF-1.7\nnothing more", PartOutcome.UNREADABLE, id="a PDF's first line"),
        pytest.param(picture()[:40], PartOutcome.UNREADABLE, id="a JPEG's head"),
        pytest.param(fax_tiff(1)[:60], PartOutcome.UNREADABLE, id="a TIFF's head"),
        pytest.param(b"PK\3\4" + bytes(40), PartOutcome.UNREADABLE, id="a zip's head"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), PartOutcome.UNSUPPORTED, id="an OLE head"
        ),
        pytest.param(b"\x78\x9f\x3e\x22\1\0", PartOutcome.UNREADABLE, id="a TNEF head"),
        pytest.param(b"MZ" + bytes(range(200)), PartOutcome.UNSUPPORTED, id="a program"),
    ],
)
def test_bad_files_get_a_reason_and_what_to_do(raw: bytes, outcome: PartOutcome) -> None:
    found = unpack(raw)
    assert found.outcome is outcome
    assert found.problem
    assert found.problem.endswith(".")


def test_content_decides_the_type_and_the_rest_goes_on() -> None:
    message = mail()
    message.add_attachment(picture(), maintype="application", subtype="pdf", filename="really.pdf")
    message.add_attachment(b"", maintype="image", subtype="png", filename="empty.png")
    message.add_attachment(saved(text_pdf(["a b c d e"])), maintype="image", subtype="jpeg", filename="x.jpg")
    found = unpack(bytes(message))
    assert [p.media_type for p in found.parts[1:]] == [
        "image/jpeg",
        "application/octet-stream",
        "application/pdf",
    ]
    assert [p.outcome for p in found.parts[1:]] == [
        PartOutcome.PAGES,
        PartOutcome.UNREADABLE,
        PartOutcome.PAGES,
    ]


def test_a_message_over_the_limit_is_refused() -> None:
    found = unpack(bytes(mail("x" * 5000)), Limits(message_bytes=4000))
    assert found.outcome is PartOutcome.REFUSED
    assert "larger than" in (found.problem or "")


@pytest.mark.parametrize(
    ("size", "disposition", "name", "times", "expected"),
    [
        pytest.param((1, 1), "attachment", "a.gif", 1, True, id="tracking pixel"),
        pytest.param((220, 70), "inline", "image001.png", 1, True, id="signature logo"),
        pytest.param((32, 32), "attachment", "image002.png", 1, True, id="icon made an attachment"),
        pytest.param((700, 180), "inline", "image003.png", 1, True, id="banner"),
        pytest.param((400, 400), "inline", "image004.png", 2, True, id="comes twice"),
        pytest.param((900, 570), "inline", "image001.png", 1, False, id="card pasted into the mail"),
        pytest.param((480, 300), "inline", "image0.png", 1, False, id="small card pasted into the mail"),
        pytest.param((13, 13), "inline", "image005.png", 1, True, id="thirteen pixels (P4636)"),
        pytest.param((400, 300), "attachment", "signature.jpg", 1, False, id="a scanned signature page"),
        pytest.param((220, 140), "attachment", "card.png", 1, False, id="tiny picture attached on purpose"),
    ],
)
def test_decoration_is_told_from_papers(
    size: tuple[int, int], disposition: str, name: str, times: int, expected: bool
) -> None:
    message = mail()
    for _ in range(times):
        message.add_attachment(
            picture(size, "PNG"), maintype="image", subtype="png", filename=name, disposition=disposition
        )
    parts = unpack(bytes(message)).parts[1:]
    assert [p.decoration for p in parts] == [expected] * times
    assert all(bool(p.pages) is not expected for p in parts)


@pytest.mark.parametrize(
    ("headers", "shown", "expected"),
    [
        pytest.param({"List-Unsubscribe": "<mailto:off@example.net>"}, True, True, id="a newsletter's own"),
        pytest.param({"List-Unsubscribe": "<mailto:off@example.net>"}, False, False, id="attached to one"),
        pytest.param({"Precedence": "bulk"}, True, False, id="what a help desk passes on"),
        pytest.param(
            {"List-Unsubscribe": "<mailto:off@example.net>", "List-Post": "<mailto:all@example.net>"},
            True,
            False,
            id="a member's post to a list",
        ),
        pytest.param({}, True, False, id="a person's mail"),
    ],
)
def test_what_a_newsletter_shows_is_no_paper(headers: dict[str, str], shown: bool, expected: bool) -> None:
    message = mail()
    for name, value in headers.items():
        message[name] = value
    text = '<p>Read your eCard:</p><img src="cid:sample">' if shown else "<p>Read your eCard.</p>"
    message.add_alternative(text, subtype="html")
    message.add_attachment(
        picture((900, 570), "PNG"), maintype="image", subtype="png", filename="sample-ecard.png",
        cid="<sample>", disposition="inline",
    )  # fmt: skip
    (part,) = unpack(bytes(message)).parts[1:]
    assert part.decoration is expected


def test_what_accompanies_a_mail_is_no_paper() -> None:
    message = mail()
    message.add_attachment(
        b"BEGIN:VCARD\r\nFN:Pat\r\nEND:VCARD\r\n", maintype="text", subtype="vcard", filename="p.vcf"
    )
    message.add_attachment("Sent from my phone", filename="ATT00001.txt")
    message.add_attachment("I write about my certificate.", filename="letter.txt")
    assert [(p.decoration, len(p.pages)) for p in unpack(bytes(message)).parts[1:]] == [
        (True, 0),
        (True, 0),
        (False, 1),
    ]


def test_inspect_prints_the_contract() -> None:
    message = mail(Message_ID="<1@example.org>", Date="Mon, 02 Nov 2026 10:00:00 -0500")
    message.add_attachment(fax_tiff(3), maintype="image", subtype="tiff", filename="fax.tif")
    line = describe_unpacked("a/b.eml", unpack(bytes(message)))
    assert list(line) == ["source", "media_type", "headers", "parts", "pages", "outcome", "problem"]
    assert line["pages"] == 4
    assert line["outcome"] == "pages"
    headers = line["headers"]
    assert isinstance(headers, dict)
    assert list(headers) == ["from", "to", "cc", "subject", "date", "message_id"]
    parts = line["parts"]
    assert isinstance(parts, list)
    assert list(parts[1]) == [
        "path", "name", "media_type", "disposition", "size", "sha256", "text", "decoration",
        "problem", "parts",
    ]  # fmt: skip


def _seed() -> bytes:
    message = mail("Körper", subject="Überschrift")
    message.add_attachment(picture((300, 200)), maintype="image", subtype="jpeg", filename="kärtchen.jpg")
    message.add_attachment(
        zipped({"a.txt": b"words"}), maintype="application", subtype="zip", filename="a.zip"
    )
    message.add_attachment(saved(text_pdf(["one two three four"])), maintype="application", subtype="pdf")
    return bytes(message)


SEED = _seed()


@settings(max_examples=examples(60))
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 80), st.binary(max_size=12)), max_size=6
    ),
    end=st.integers(1, len(SEED)),
)
def test_no_mutation_of_a_mail_escapes(cuts: list[tuple[int, int, bytes]], end: int) -> None:
    raw = SEED[:end]
    for at, length, patch in cuts:
        raw = raw[:at] + patch + raw[at + length :]
    found = unpack(raw)
    assert found.outcome is PartOutcome.PAGES or found.problem


def test_a_zip_that_lies_about_sizes_is_counted_by_what_comes_out() -> None:
    raw = bytearray(zipped({"a.bin": bytes(30 * 1024 * 1024)}))
    at = raw.find(b"PK\1\2")
    raw[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        assert archive.infolist()[0].file_size == 1000
    part = unpack(bytes(raw)).parts[0].parts[0]
    assert part.outcome in (PartOutcome.REFUSED, PartOutcome.UNREADABLE)


def test_a_page_drawn_by_hand_is_a_page() -> None:
    target = io.BytesIO()
    draw_page().save(target, "BMP")
    assert unpack(target.getvalue()).parts[0].media_type == "image/bmp"
