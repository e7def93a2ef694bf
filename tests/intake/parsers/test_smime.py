"""Signed and encrypted mail: unwrapped and judged, or said to be closed; never an empty success."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from domain.errors import DeploymentError
from domain.limits import Limits
from domain.states import PartOutcome
from domain.submissions import Unpacked
from intake.parsers.cell import ParserCell
from intake.parsers.unpack import unpack_original
from tests.intake.parsers.mimes import HEAD, TEXT, attached, multipart, papers, unpack
from tests.intake.parsers.originals import all_parts

BODY = b"Content-Type: text/plain\r\n\r\nPlease verify my certification.\r\n"
WITH_PDF = multipart(TEXT, attached()).removeprefix(HEAD)


@dataclass(frozen=True)
class Signer:
    """Somebody with a certificate, and the authority that vouches for it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    authority: bytes

    def sign(self, content: bytes, *options: pkcs7.PKCS7Options, encoding: Encoding) -> bytes:
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
        return builder.add_signer(self.certificate, self.key, hashes.SHA256()).sign(encoding, list(options))


def _certificate(
    subject: str,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    issuer: tuple[str, ec.EllipticCurvePrivateKey] | None = None,
    address: str = "",
    *,
    days: int = 365,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    by = issuer or (subject, key)
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by[0])]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if address:
        names = x509.SubjectAlternativeName([x509.RFC822Name(address)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(by[1], hashes.SHA256())


@pytest.fixture(scope="module")
def make_signer() -> Callable[..., Signer]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Invented Authority", authority_key)

    def make(address: str = "pat@example.org", *, days: int = 365) -> Signer:
        certificate = _certificate(
            "Pat", key, ("Invented Authority", authority_key), address=address, days=days
        )
        return Signer(key, certificate, authority.public_bytes(Encoding.PEM))

    return make


def clear_signed(signer: Signer, content: bytes, *, spoil: bool = False, bare_lines: bool = False) -> bytes:
    """multipart/signed (RFC 1847): the content as it is, its signature beside it."""
    signature = signer.sign(
        content, pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, encoding=Encoding.DER
    )
    told = content.replace(b"verify", b"forget") if spoil else content
    told = told.replace(b"\r\n", b"\n") if bare_lines else told
    head = HEAD + b"Content-Type: multipart/signed; boundary=S\r\n\r\n"
    tail = attached(base64.encodebytes(signature), kind=b"application/pkcs7-signature",
                    disposition=b"attachment; filename=smime.p7s")  # fmt: skip
    return head + b"--S\r\n" + told + b"\r\n--S\r\n" + tail + b"\r\n--S--\r\n"


def opaque_signed(signer: Signer, content: bytes) -> bytes:
    """application/pkcs7-mime: the content inside the signature."""
    envelope = signer.sign(content, pkcs7.PKCS7Options.Binary, encoding=Encoding.DER)
    packed = base64.encodebytes(envelope)
    return HEAD + attached(packed, kind=b"application/pkcs7-mime; smime-type=signed-data",
                           disposition=b"attachment; filename=smime.p7m")  # fmt: skip


def judged(raw: bytes, authority: bytes = b"") -> Unpacked:
    return unpack_original(raw, name=None, limits=Limits(), authorities=authority)


@pytest.mark.parametrize("sign", [clear_signed, opaque_signed])
def test_a_signed_mail_is_not_taken_in(
    sign: Callable[[Signer, bytes], bytes], make_signer: Callable[..., Signer]
) -> None:
    """PM536, Z3705: unwrapped without any key, its papers found."""
    found = judged(sign(make_signer(), WITH_PDF))
    assert found.parts[0].text == "Hello there."
    assert len(papers(found)) == 1
    assert found.signed == "unknown"
    assert found.outcome is PartOutcome.PAGES


@pytest.mark.parametrize("sign", [clear_signed, opaque_signed])
def test_a_signature_that_an_authority_vouches_for_is_unknown(
    sign: Callable[[Signer, bytes], bytes], make_signer: Callable[..., Signer]
) -> None:
    signer = make_signer()
    assert judged(sign(signer, BODY), signer.authority).signed == "valid"


def test_a_signature_is_not_judged_in_the_cell(make_signer: Callable[..., Signer]) -> None:
    signer = make_signer()
    with ParserCell(authorities=signer.authority) as cell:
        assert cell.unpack(clear_signed(signer, BODY)).signed == "valid"
    with pytest.raises(DeploymentError, match="smime_ca_file"):
        ParserCell(authorities=bytes(100_000))


def test_words_changed_on_the_way_count_as_signed(make_signer: Callable[..., Signer]) -> None:
    signer = make_signer()
    found = judged(clear_signed(signer, BODY, spoil=True), signer.authority)
    assert found.signed == "invalid"
    assert found.parts[0].text == "Please forget my certification."


def test_line_ends_changed_on_the_way_spoil_a_signature(make_signer: Callable[..., Signer]) -> None:
    signer = make_signer()
    assert judged(clear_signed(signer, BODY, bare_lines=True), signer.authority).signed == "valid"


@pytest.mark.parametrize(
    ("address", "days"),
    [
        pytest.param("mallory@example.org", 365, id="another address"),
        pytest.param("pat@example.org", -10, id="expired"),
    ],
)
def test_a_certificate_of_another_or_of_the_past_makes_valid(
    address: str, days: int, make_signer: Callable[..., Signer]
) -> None:
    signer = make_signer(address, days=days)
    assert judged(clear_signed(signer, BODY), signer.authority).signed == "unknown"


def test_a_signed_mail_inside_another_makes_the_outer_one_signed(make_signer: Callable[..., Signer]) -> None:
    inner = clear_signed(make_signer(), BODY, spoil=True)
    outer = multipart(TEXT, attached(inner, kind=b"message/rfc822", encoding=b"8bit"), boundary=b"OUTER")
    found = judged(outer)
    assert found.signed is None
    assert any("signature does not fit" in words for words in found.warnings)


def test_a_pgp_signature_is_unknown_and_hides_nothing() -> None:
    text = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nPlease verify me.\r\n- --\r\nPat\r\n"
        b"-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\n-----END PGP SIGNATURE-----\r\n"
    )
    found = unpack(HEAD + b"Content-Type: text/plain\r\n\r\n" + text)
    assert found.parts[0].text == "Please verify me.\n--\nPat"
    assert found.signed == "unknown"


_ARMOUR = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"


def _enveloped(oid: str) -> bytes:
    return base64.encodebytes(bytes.fromhex(f"3080{oid}a08000") + bytes(50))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(
            HEAD + attached(_enveloped("06092a864886f70d010703"), kind=b"application/pkcs7-mime"),
            id="S/MIME enveloped",
        ),
        pytest.param(
            HEAD + attached(_enveloped("060b2a864886f70d0109100117"), kind=b"application/pkcs7-mime"),
            id="S/MIME authenticated and enveloped",
        ),
        pytest.param(
            multipart(
                b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
                b"Content-Type: application/octet-stream\r\n\r\n" + _ARMOUR,
                kind=b"encrypted",
            ),
            id="PGP/MIME",
        ),
        pytest.param(HEAD + b"Content-Type: text/plain\r\n\r\n" + _ARMOUR, id="PGP in the text"),
        pytest.param(
            HEAD + attached(base64.encodebytes(bytes.fromhex("85010c03") + b"\xab" * 200)), id="PGP binary"
        ),
        pytest.param(
            HEAD + attached(base64.encodebytes(bytes.fromhex("76e80460c411e386") + bytes(99)), kind=b"a/b"),
            id="Microsoft rights management",
        ),
    ],
)
def test_an_encrypted_mail_is_an_empty_success(raw: bytes) -> None:
    """U1018: "encrypted, cannot read", with what to ask."""
    found = unpack(raw)
    assert found.outcome is PartOutcome.NEEDS_PASSWORD
    assert "encrypted" in (found.problem or "")
    assert any(part.outcome is PartOutcome.NEEDS_PASSWORD for part in all_parts(found))


def test_a_paper_beside_an_encrypted_part_is_refused_with_it() -> None:
    locked = (
        b"Content-Type: multipart/encrypted; boundary=E\r\n\r\n--E\r\nContent-Type: a/b\r\n\r\nx\r\n--E--"
    )
    found = unpack(multipart(TEXT, locked, attached()))
    assert [part.outcome for part in found.parts] == [
        PartOutcome.PAGES,
        PartOutcome.NEEDS_PASSWORD,
        PartOutcome.PAGES,
    ]


def test_words_beside_an_encrypted_block_are_lost() -> None:
    found = unpack(HEAD + b"Content-Type: text/plain\r\n\r\nMy number is E0900001.\r\n\r\n" + _ARMOUR)
    assert found.parts[0].text == "My number is E0900001."
    assert len(found.parts[0].pages) == 1
    assert found.parts[0].outcome is PartOutcome.NEEDS_PASSWORD


def test_a_bare_signature_file_becomes_a_paper_to_ask_about(make_signer: Callable[..., Signer]) -> None:
    signature = make_signer().sign(BODY, pkcs7.PKCS7Options.DetachedSignature, encoding=Encoding.DER)
    part = unpack(multipart(TEXT, attached(base64.encodebytes(signature), kind=b"a/b"))).parts[1]
    assert part.decoration
