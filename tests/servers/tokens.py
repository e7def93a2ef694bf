"""A token service on loopback, and the access tokens it gives: JSON Web Tokens (RFC 7519), signed RS256."""

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ISSUER = "https://issuer.example"
CLIENT, SECRET, SCOPE = "intake-app", "a-client-secret", "https://mail.example/.default"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def lay_public_key(folder: Path) -> None:
    """Where Dovecot looks for the key of tokens without a key id."""
    place = folder / "default" / "RS256"
    place.mkdir(parents=True, exist_ok=True)
    pem = (
        _key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    (place / "default").write_bytes(pem)


def access_token(user: str, *, seconds: float = 600, issuer: str = ISSUER) -> str:
    """A token for this user that ends in so many seconds (negative: it has ended)."""
    now = int(time.time())
    claims = {
        "iss": issuer, "sub": user, "email": user,
        "iat": now - 3600, "nbf": now - 3600, "exp": now + int(seconds),
    }  # fmt: skip
    signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = _key().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_text(signature)}"


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class TokenService:
    """What it answers next, and what it was asked."""

    url: str
    ca_file: Path
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Status and body of the answers to come; the last one is given again and again."""
    asked: list[dict[str, str]] = field(default_factory=list)

    def give(self, *tokens: str, seconds: int = 3600) -> None:
        """Give these tokens, one a request."""
        self.answers = [
            (200, {"token_type": "Bearer", "expires_in": seconds, "access_token": token}) for token in tokens
        ]

    def refuse(self, status: int, error: str) -> None:
        """Refuse every request."""
        self.answers = [(status, {"error": error, "error_description": "AADSTS7000222: it has ended"})]


@contextmanager
def running_token_service(certificate: Path) -> Iterator[TokenService]:
    """Start a service that speaks TLS with the certificate (its key lies beside it)."""
    service = TokenService("", certificate)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            service.asked.append({key: values[0] for key, values in parse_qs(body).items()})
            status, answer = service.answers[0] if len(service.answers) == 1 else service.answers.pop(0)
            raw = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service.url = f"https://localhost:{server.server_port}/tenant/oauth2/v2.0/token"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
