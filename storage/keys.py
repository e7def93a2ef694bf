"""The keys: a master key that wraps everything else, and the ring of what it wraps.

master key (a file outside the home folder, or a secret service)
└── wraps (AES key wrap, RFC 3394)
    ├── data keys, numbered: seal columns and the keys of files; the newest one writes, all of them open
    ├── the hashing key: store addresses and blocking keys (HMAC-SHA-256)
    └── the signing key: heads of the audit log (Ed25519)

The ring is a JSON file of wrapped keys and may lie beside the database and in backups; the master key
never does.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import stat
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from domain.errors import DeploymentError
from storage.durable import write_durably

#: RFC 4648 section 5: the alphabet that is safe in addresses and file names.
_URLSAFE: Final = bytes.maketrans(b"+/", b"-_")

#: Bytes of every key: AES-256, HMAC-SHA-256 and the seed of Ed25519 all take 32.
KEY_BYTES: Final = 32
#: A key of HMAC-SHA-256 fills one block, and is mixed with two pads (RFC 2104 section 2).
HASH_BLOCK_BYTES: Final = 64
_INNER_PAD: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD: Final = bytes(byte ^ 0x5C for byte in range(256))
_BegunHash = tuple["hashlib._Hash", "hashlib._Hash"]
#: Seconds a secret service may take to answer.
ASK_SECONDS: Final = 30


class UnknownKey(Exception):
    """A sealed value names a data key that the ring does not hold."""


def create_master_key(path: Path) -> bytes:
    """Draw a master key and write it to `path` (mode 0600).

    Raises `DeploymentError` where something is there already: a master key is never overwritten.
    """
    master = os.urandom(KEY_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise DeploymentError(
            f"{path} exists already. A master key is never overwritten: what it wraps would be lost. "
            "Name another file."
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(master) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return master


def read_master_key(path: Path) -> bytes:
    """The master key in `path`: 32 bytes in base64, in a file that only its owner may read.

    Raises `DeploymentError` saying what is wrong and what to do.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_bytes()
    except OSError as error:
        raise DeploymentError(
            f"The master key file {path} cannot be read ({error.strerror}). Create one with "
            "'oems-intake keys create FILE', or put back the one that belongs to this home folder."
        ) from error
    if mode & 0o077:
        raise DeploymentError(f"The master key file {path} may be read by others: run 'chmod 600 {path}'.")
    return _decode_master(text, f"The master key file {path}", "Put back the right file.")


def ask_master_key(command: Sequence[str]) -> bytes:
    """The master key that a secret service's command prints, 32 bytes in base64; run without a shell.

    Raises `DeploymentError` saying what is wrong; what was printed is never shown.
    """
    try:
        asked = subprocess.run(command, capture_output=True, timeout=ASK_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise DeploymentError(
            f"The command of 'master_key_command' ({command[0]}) gave no key ({type(error).__name__}). "
            "Run it by hand as this account and mend what it says."
        ) from error
    return _decode_master(
        asked.stdout,
        f"What '{command[0]}' prints as the master key",
        "Mend the setting 'master_key_command'.",
    )


def _decode_master(text: bytes, what: str, remedy: str) -> bytes:
    try:
        master = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise DeploymentError(f"{what} is not base64. {remedy}") from error
    if len(master) != KEY_BYTES:
        raise DeploymentError(f"{what} holds {len(master)} bytes and should hold {KEY_BYTES}. {remedy}")
    return master


@dataclass(frozen=True, slots=True)
class _Ring:
    """What one reading of the ring file holds, as stored: wrapped keys in base64."""

    current: int
    data_keys: dict[int, str]
    hashing_key: str
    signing_key: str

    def as_json(self) -> bytes:
        content = {
            "format": 1,
            "current": self.current,
            "data_keys": {str(number): wrapped for number, wrapped in self.data_keys.items()},
            "hashing_key": self.hashing_key,
            "signing_key": self.signing_key,
        }
        return json.dumps(content, indent=2).encode() + b"\n"

    @classmethod
    def from_json(cls, text: bytes, path: Path) -> "_Ring":
        try:
            content: dict[str, Any] = json.loads(text)
            return cls(
                current=int(content["current"]),
                data_keys={int(number): wrapped for number, wrapped in content["data_keys"].items()},
                hashing_key=content["hashing_key"],
                signing_key=content["signing_key"],
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DeploymentError(
                f"The key ring {path} is damaged. Put it back from a backup; without it nothing opens."
            ) from error


class KeyRing:
    """The unwrapped keys of one installation; opens once, is shared by all threads."""

    def __init__(self, master: bytes, path: Path) -> None:
        self._master = master
        self._path = path
        self._lock = threading.Lock()
        self._load()

    @classmethod
    def open(cls, master: bytes, ring_path: Path) -> "KeyRing":
        """Open the ring at `ring_path`, drawing its first keys where there is none.

        Raises `DeploymentError` where the ring is damaged or belongs to another master key.
        """
        if len(master) != KEY_BYTES:
            raise DeploymentError(f"A master key has {KEY_BYTES} bytes; this one has {len(master)}.")
        if not ring_path.exists():
            _create_ring(master, ring_path)
        return cls(master, ring_path)

    def __repr__(self) -> str:
        return f"KeyRing({str(self._path)!r}, current={self.current})"

    @property
    def path(self) -> Path:
        """Where the wrapped keys lie."""
        return self._path

    @property
    def current(self) -> int:
        """Number of the data key that new writes use."""
        return self._current

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of all data keys, oldest first."""
        return tuple(sorted(self._ciphers))

    def cipher(self, number: int) -> AESGCM:
        """The cipher of one data key; reads the ring again where another process rotated it.

        Raises `UnknownKey`.
        """
        if number not in self._ciphers:
            self._load()
        try:
            return self._ciphers[number]
        except KeyError as error:
            raise UnknownKey(f"the ring holds no data key {number}") from error

    def keyed_hash(self, purpose: str, content: bytes) -> bytes:
        """HMAC-SHA-256 (32 bytes) of `content`, separate for each purpose."""
        inner, outer = self._purposes.get(purpose) or self._begin_hash(purpose)
        within, around = inner.copy(), outer.copy()
        within.update(content)
        around.update(within.digest())
        return around.digest()

    def hash_text(self, purpose: str, text: str) -> str:
        """A keyed hash of a text, short enough for an index: 22 characters (128 bits)."""
        digest = binascii.b2a_base64(self.keyed_hash(purpose, text.encode())[:16], newline=False)
        return digest[:22].translate(_URLSAFE).decode()

    def _begin_hash(self, purpose: str) -> "_BegunHash":
        """The halves of an HMAC (RFC 2104) with their pads taken in.

        An import hashes ten texts for each record: to go on with copies takes half of what whole calls take.
        """
        key = hmac.digest(self._hashing, purpose.encode(), "sha256").ljust(HASH_BLOCK_BYTES, b"\0")
        begun = (hashlib.sha256(key.translate(_INNER_PAD)), hashlib.sha256(key.translate(_OUTER_PAD)))
        self._purposes[purpose] = begun
        return begun

    @property
    def signer(self) -> Ed25519PrivateKey:
        """Signs heads of the audit log."""
        return self._signer

    def rotate_data_key(self) -> int:
        """Draw a new data key for all writes from now on; returns its number. Old ones still open."""
        with self._lock:
            ring = _read_ring(self._path)
            number = max(ring.data_keys) + 1
            wrapped = _wrap(self._master, os.urandom(KEY_BYTES))
            keys = ring.data_keys | {number: wrapped}
            write_durably(self._path, _Ring(number, keys, ring.hashing_key, ring.signing_key).as_json())
        self._load()
        return number

    def rewrap(self, new_master: bytes) -> None:
        """Wrap every key anew under another master key; the old one opens nothing afterwards."""
        with self._lock:
            ring = _read_ring(self._path)

            def again(wrapped: str) -> str:
                return _wrap(new_master, _unwrap(self._master, wrapped, self._path))

            keys = {number: again(wrapped) for number, wrapped in ring.data_keys.items()}
            anew = _Ring(ring.current, keys, again(ring.hashing_key), again(ring.signing_key))
            write_durably(self._path, anew.as_json())
            self._master = new_master
        self._load()

    def _load(self) -> None:
        with self._lock:
            ring = _read_ring(self._path)
            unwrapped = {n: _unwrap(self._master, w, self._path) for n, w in ring.data_keys.items()}
            self._hashing = _unwrap(self._master, ring.hashing_key, self._path)
            self._purposes: dict[str, _BegunHash] = {}
            self._signer = Ed25519PrivateKey.from_private_bytes(
                _unwrap(self._master, ring.signing_key, self._path)
            )
            self._ciphers = {number: AESGCM(key) for number, key in unwrapped.items()}
            self._current = ring.current


def _create_ring(master: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    hashing, signing, first = (_wrap(master, os.urandom(KEY_BYTES)) for _ in range(3))
    write_durably(path, _Ring(1, {1: first}, hashing, signing).as_json(), replace=False)


def _read_ring(path: Path) -> _Ring:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise DeploymentError(
            f"The key ring {path} cannot be read ({error.strerror}). Put it back from a backup."
        ) from error
    return _Ring.from_json(text, path)


def _wrap(master: bytes, key: bytes) -> str:
    return base64.b64encode(aes_key_wrap(master, key)).decode()


def _unwrap(master: bytes, wrapped: str, path: Path) -> bytes:
    try:
        return aes_key_unwrap(master, base64.b64decode(wrapped))
    except (InvalidUnwrap, ValueError) as error:
        raise DeploymentError(
            f"The key ring {path} does not open with this master key. Name the master key file that "
            "belongs to this home folder, or restore ring and database from one backup."
        ) from error
