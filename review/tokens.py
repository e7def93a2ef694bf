"""Random tokens, and the form token that ties a form to its session."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def form_token(session_token: str) -> str:
    """What a form must bring back; nobody without the session's cookie can know it."""
    return hmac.new(session_token.encode(), b"form", hashlib.sha256).hexdigest()


def same_token(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
