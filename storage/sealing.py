"""Sealed bytes: AES-256-GCM, bound to the place they belong to.

A sealed column is `1 | key number (4) | nonce (12) | ciphertext and tag`; its associated data is the
binding `table.column:id`, so that a value moved to another row does not open. Random nonces are safe
for 2^32 values a key (NIST SP 800-38D §8.3); `keys rotate` is due long before.

A sealed file is `OEF1 | key number (4) | nonce (12) | wrapped file key (48) | chunks`; every file has its
own key, so chunk numbers serve as nonces. A chunk holds 1 MiB, and its associated data is
`address | chunk number | last flag`: cut, swapped and foreign chunks do not open.
"""

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import CorruptDocument
from storage.keys import KEY_BYTES, KeyRing, UnknownKey

FORMAT: Final = 1
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
#: Plain bytes of one chunk: big enough to be fast, small enough to bound what one error costs.
CHUNK_BYTES: Final = 1024 * 1024
FILE_MAGIC: Final = b"OEF1"

_COLUMN_HEAD = struct.Struct(">BI")
_FILE_HEAD = struct.Struct(f">4sI{NONCE_BYTES}s{KEY_BYTES + TAG_BYTES}s")


def seal(keys: KeyRing, plain: bytes, binding: str) -> bytes:
    """Seal a small value for the place `binding` names."""
    number = keys.current
    nonce = os.urandom(NONCE_BYTES)
    head = _COLUMN_HEAD.pack(FORMAT, number)
    return head + nonce + keys.cipher(number).encrypt(nonce, plain, head + binding.encode())


def unseal(keys: KeyRing, sealed: bytes, binding: str) -> bytes:
    """The plain value. Raises `CorruptDocument` where it was altered, moved or its key is gone."""
    start = _COLUMN_HEAD.size + NONCE_BYTES
    if len(sealed) < start + TAG_BYTES:
        raise CorruptDocument(f"the sealed value of {_place(binding)} is cut short")
    head, nonce = sealed[: _COLUMN_HEAD.size], sealed[_COLUMN_HEAD.size : start]
    _, number = _COLUMN_HEAD.unpack(head)
    try:
        return keys.cipher(number).decrypt(nonce, sealed[start:], head + binding.encode())
    except (InvalidTag, UnknownKey) as error:
        raise CorruptDocument(f"the sealed value of {_place(binding)} does not open") from error


def key_number(sealed: bytes) -> int:
    """Number of the data key that a sealed value or file was sealed under."""
    if sealed[: len(FILE_MAGIC)] == FILE_MAGIC:
        return int.from_bytes(sealed[4:8], "big")
    return int(_COLUMN_HEAD.unpack(sealed[: _COLUMN_HEAD.size])[1])


def _place(binding: str) -> str:
    """Table and column only: a row's key may be a name."""
    return binding.partition(":")[0]


def seal_file(keys: KeyRing, content: bytes, address: str) -> bytes:
    """Seal a whole file for its store address. Takes twice the content's memory beside the content."""
    number = keys.current
    file_key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
    wrapped = keys.cipher(number).encrypt(nonce, file_key, _file_binding(number, address))
    cipher = AESGCM(file_key)
    view, starts = memoryview(content), list(range(0, len(content), CHUNK_BYTES)) or [0]
    last = len(starts) - 1
    sealed = [_FILE_HEAD.pack(FILE_MAGIC, number, nonce, wrapped)]
    sealed += [
        cipher.encrypt(
            _chunk_nonce(index), view[at : at + CHUNK_BYTES], _chunk_binding(address, index, index == last)
        )
        for index, at in enumerate(starts)
    ]
    return b"".join(sealed)


def unseal_file(keys: KeyRing, sealed: bytes, address: str) -> bytes:
    """The file's content. Raises `CorruptDocument` where a byte was altered, cut or moved."""
    cipher = _file_cipher(keys, sealed, address)
    step = CHUNK_BYTES + TAG_BYTES
    starts = list(range(_FILE_HEAD.size, len(sealed), step))
    if not starts:
        raise CorruptDocument(f"the stored file {address} is cut short")
    view, last = memoryview(sealed), len(starts) - 1
    try:
        return b"".join(
            cipher.decrypt(
                _chunk_nonce(index), view[at : at + step], _chunk_binding(address, index, index == last)
            )
            for index, at in enumerate(starts)
        )
    except InvalidTag as error:
        raise CorruptDocument(f"the stored file {address} was altered") from error


def rewrap_file(keys: KeyRing, sealed: bytes, address: str) -> bytes:
    """The same file with its key wrapped under the current data key; the chunks stay as they are."""
    _, number, nonce, wrapped = _FILE_HEAD.unpack(sealed[: _FILE_HEAD.size])
    file_key = keys.cipher(number).decrypt(nonce, wrapped, _file_binding(number, address))
    fresh, current = os.urandom(NONCE_BYTES), keys.current
    anew = keys.cipher(current).encrypt(fresh, file_key, _file_binding(current, address))
    return _FILE_HEAD.pack(FILE_MAGIC, current, fresh, anew) + sealed[_FILE_HEAD.size :]


def _file_cipher(keys: KeyRing, sealed: bytes, address: str) -> AESGCM:
    if len(sealed) < _FILE_HEAD.size:
        raise CorruptDocument(f"the stored file {address} is cut short")
    magic, number, nonce, wrapped = _FILE_HEAD.unpack(sealed[: _FILE_HEAD.size])
    if magic != FILE_MAGIC:
        raise CorruptDocument(f"the stored file {address} is not a sealed file")
    try:
        return AESGCM(keys.cipher(number).decrypt(nonce, wrapped, _file_binding(number, address)))
    except (InvalidTag, UnknownKey) as error:
        raise CorruptDocument(f"the stored file {address} does not open with these keys") from error


def _file_binding(number: int, address: str) -> bytes:
    return FILE_MAGIC + number.to_bytes(4, "big") + address.encode()


def _chunk_nonce(index: int) -> bytes:
    return index.to_bytes(NONCE_BYTES, "big")


def _chunk_binding(address: str, index: int, last: bool) -> bytes:
    return f"{address}|{index}|{int(last)}".encode()
