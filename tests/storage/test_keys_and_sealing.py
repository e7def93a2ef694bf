"""Keys, sealed values and sealed files."""

import base64
import hmac
import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import CorruptDocument, DeploymentError, StorageFull, TransientError
from domain.ids import BlobAddress
from storage.files import EncryptedFileStore
from storage.keys import KeyRing, ask_master_key, create_master_key, read_master_key
from storage.sealing import CHUNK_BYTES, key_number, seal, seal_file, unseal, unseal_file

ADDRESS = "ab" * 32


def opens(keys: KeyRing, sealed: bytes) -> bool:
    try:
        unseal_file(keys, sealed, ADDRESS)
    except CorruptDocument:
        return False
    return True


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    folder = tmp_path_factory.mktemp("keys")
    return KeyRing.open(create_master_key(folder / "master.key"), folder / "keys.json")


class TestMasterKey:
    def test_is_written_for_its_owner_only_and_read_back(self, tmp_path: Path) -> None:
        master = create_master_key(tmp_path / "master.key")
        assert stat.S_IMODE((tmp_path / "master.key").stat().st_mode) == 0o600
        assert read_master_key(tmp_path / "master.key") == master

    def test_is_never_overwritten(self, tmp_path: Path) -> None:
        create_master_key(tmp_path / "master.key")
        with pytest.raises(DeploymentError, match="exists already"):
            create_master_key(tmp_path / "master.key")

    @pytest.mark.parametrize(
        ("content", "mode", "words"),
        [
            pytest.param(None, 0o600, "cannot be read", id="missing"),
            pytest.param(b"A" * 43 + b"=", 0o644, "chmod 600", id="open to others"),
            pytest.param(b"not base64!", 0o600, "not base64", id="not base64"),
            pytest.param(b"AAAA", 0o600, "holds 3 bytes", id="too short"),
        ],
    )
    def test_says_what_is_wrong(self, tmp_path: Path, content: bytes | None, mode: int, words: str) -> None:
        path = tmp_path / "master.key"
        if content is not None:
            path.write_bytes(content)
            path.chmod(mode)
        with pytest.raises(DeploymentError, match=words):
            read_master_key(path)

    def test_comes_from_a_secret_service(self, tmp_path: Path) -> None:
        master = create_master_key(tmp_path / "master.key")
        assert ask_master_key(["cat", str(tmp_path / "master.key")]) == master

    @pytest.mark.parametrize(
        ("command", "words"),
        [
            pytest.param(["no-such-service"], "gave no key", id="no such command"),
            pytest.param(["false"], "gave no key", id="fails"),
            pytest.param(["echo", "not base64!"], "not base64", id="prints words"),
            pytest.param(["echo", "c2hvcnQ="], "holds 5 bytes", id="prints too little"),
        ],
    )
    def test_says_that_the_service_gave_none(self, command: list[str], words: str) -> None:
        with pytest.raises(DeploymentError, match=words):
            ask_master_key(command)


class TestRing:
    def test_opens_again_with_the_same_keys(self, tmp_path: Path) -> None:
        master = os.urandom(32)
        sealed = seal(KeyRing.open(master, tmp_path / "keys.json"), b"value", "t.c:1")
        assert unseal(KeyRing.open(master, tmp_path / "keys.json"), sealed, "t.c:1") == b"value"

    def test_refuses_another_master_key(self, tmp_path: Path) -> None:
        KeyRing.open(os.urandom(32), tmp_path / "keys.json")
        with pytest.raises(DeploymentError, match="does not open with this master key"):
            KeyRing.open(os.urandom(32), tmp_path / "keys.json")

    def test_says_that_it_is_damaged(self, tmp_path: Path) -> None:
        (tmp_path / "keys.json").write_text("{}")
        with pytest.raises(DeploymentError, match="damaged"):
            KeyRing.open(os.urandom(32), tmp_path / "keys.json")

    def test_holds_no_key_in_plain(self, tmp_path: Path) -> None:
        master = os.urandom(32)
        ring = KeyRing.open(master, tmp_path / "keys.json")
        text = ring.path.read_text()
        assert master.hex() not in text
        assert ring.signer.private_bytes_raw().hex() not in text

    def test_rotation_writes_under_the_new_key_and_opens_the_old(self, tmp_path: Path) -> None:
        master = os.urandom(32)
        ring = KeyRing.open(master, tmp_path / "keys.json")
        elsewhere = KeyRing.open(master, tmp_path / "keys.json")
        before = seal(ring, b"old", "t.c:1")
        assert ring.rotate_data_key() == 2
        after = seal(ring, b"new", "t.c:1")
        assert (key_number(before), key_number(after)) == (1, 2)
        assert unseal(ring, before, "t.c:1") == b"old"
        # A process that was running during the rotation reads the ring again.
        assert unseal(elsewhere, after, "t.c:1") == b"new"

    def test_rewrapping_changes_the_master_key_alone(self, tmp_path: Path) -> None:
        old, new = os.urandom(32), os.urandom(32)
        ring = KeyRing.open(old, tmp_path / "keys.json")
        sealed, hashed = seal(ring, b"value", "t.c:1"), ring.hash_text("email", "a@example.org")
        ring.rewrap(new)
        again = KeyRing.open(new, tmp_path / "keys.json")
        assert unseal(again, sealed, "t.c:1") == b"value"
        assert again.hash_text("email", "a@example.org") == hashed
        with pytest.raises(DeploymentError):
            KeyRing.open(old, tmp_path / "keys.json")

    def test_hashes_differ_by_purpose(self, keys: KeyRing) -> None:
        assert keys.hash_text("email", "x") != keys.hash_text("birth date", "x")

    @given(st.text(max_size=20), st.binary(max_size=300))
    def test_hash_is_the_standards_hmac(self, keys: KeyRing, purpose: str, content: bytes) -> None:
        """As `hmac` makes it in whole calls: what earlier versions wrote is found again."""
        master = read_master_key(keys.path.with_name("master.key"))
        wrapped = base64.b64decode(json.loads(keys.path.read_text())["hashing_key"])
        key = hmac.digest(aes_key_unwrap(master, wrapped), purpose.encode(), "sha256")
        assert keys.keyed_hash(purpose, content) == hmac.digest(key, content, "sha256")


class TestSealedValue:
    @given(plain=st.binary(max_size=300), binding=st.text(max_size=40))
    def test_opens_where_it_belongs(self, keys: KeyRing, plain: bytes, binding: str) -> None:
        assert unseal(keys, seal(keys, plain, binding), binding) == plain

    def test_does_not_open_elsewhere(self, keys: KeyRing) -> None:
        with pytest.raises(CorruptDocument, match=r"value of t\.c does not open"):
            unseal(keys, seal(keys, b"1234", "t.c:1"), "t.c:2")

    @given(data=st.data())
    def test_any_changed_bit_is_noticed(self, keys: KeyRing, data: st.DataObject) -> None:
        sealed = bytearray(seal(keys, b"1980-05-06", "t.c:1"))
        place = data.draw(st.integers(0, len(sealed) * 8 - 1))
        sealed[place // 8] ^= 1 << place % 8
        with pytest.raises(CorruptDocument):
            unseal(keys, bytes(sealed), "t.c:1")

    def test_cut_short_is_noticed(self, keys: KeyRing) -> None:
        with pytest.raises(CorruptDocument, match="cut short"):
            unseal(keys, seal(keys, b"", "t.c:1")[:-1], "t.c:1")

    def test_same_value_never_looks_the_same(self, keys: KeyRing) -> None:
        assert seal(keys, b"1234", "t.c:1") != seal(keys, b"1234", "t.c:1")


class TestSealedFile:
    @pytest.mark.parametrize(
        "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]
    )
    def test_opens_at_every_chunk_edge(self, keys: KeyRing, size: int) -> None:
        content = os.urandom(size)
        assert unseal_file(keys, seal_file(keys, content, ADDRESS), ADDRESS) == content

    def test_tampering_is_noticed(self, keys: KeyRing) -> None:
        sealed = seal_file(keys, os.urandom(2 * CHUNK_BYTES + 5), ADDRESS)
        head, step = len(sealed) - 2 * CHUNK_BYTES - 5 - 3 * 16, CHUNK_BYTES + 16
        first, second, rest = sealed[head : head + step], sealed[head + step : head + 2 * step], sealed[-21:]
        flipped = bytearray(sealed)
        flipped[head + 100] ^= 1
        changed = {
            "bit flipped": bytes(flipped),
            "last chunk cut": sealed[: head + 2 * step],
            "chunks exchanged": sealed[:head] + second + first + rest,
            "head cut": sealed[1:],
            "only the head": sealed[:head],
            "empty": b"",
        }
        opened = [what for what, altered in changed.items() if opens(keys, altered)]
        assert opened == []

    def test_does_not_open_under_another_address(self, keys: KeyRing) -> None:
        with pytest.raises(CorruptDocument):
            unseal_file(keys, seal_file(keys, b"x", ADDRESS), "cd" * 32)


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Ourselves without rights to a folder, whoever runs the tests."""
    folder.chmod(0)
    if root := os.geteuid() == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


class TestFileStore:
    @pytest.fixture
    def files(self, tmp_path: Path, keys: KeyRing) -> EncryptedFileStore:
        return EncryptedFileStore(tmp_path / "files", keys, reserve_bytes=0)

    def test_gives_back_what_was_put(self, files: EncryptedFileStore) -> None:
        address = files.put(b"original")
        assert files.get(address) == b"original"
        assert files.contains(address)
        assert list(files.addresses()) == [address]

    def test_same_content_is_stored_once(self, files: EncryptedFileStore) -> None:
        assert files.put(b"original") == files.put(b"original")
        assert len(list(files.addresses())) == 1

    @pytest.mark.parametrize("many", [False, True], ids=["one", "several"])
    def test_nothing_is_removed_between_the_look_and_the_answer_that_it_is_there(
        self, files: EncryptedFileStore, monkeypatch: pytest.MonkeyPatch, many: bool
    ) -> None:
        """Who stores what stands there already counts on it from then on, though no row says so yet."""
        address = files.put(b"a picture")
        os.utime(files.folder / address[:2] / address[2:4] / address, (0, 0))
        removing = threading.Thread(target=files.remove, args=(address,), kwargs={"unused_seconds": 60})
        holds = EncryptedFileStore._holds

        def look_and_wait(store: EncryptedFileStore, path: Path, at: BlobAddress) -> bool:
            found = holds(store, path, at)
            removing.start()
            removing.join(0.3)
            return found

        monkeypatch.setattr(EncryptedFileStore, "_holds", look_and_wait)
        if many:
            files.put_all([b"a picture"])
        else:
            files.put(b"a picture")
        removing.join()
        assert files.get(address) == b"a picture"

    def test_address_tells_nothing_without_the_key(self, files: EncryptedFileStore, tmp_path: Path) -> None:
        ring = KeyRing.open(os.urandom(32), tmp_path / "other.json")
        other = EncryptedFileStore(tmp_path / "other", ring, reserve_bytes=0)
        assert files.address_of(b"original") != other.address_of(b"original")

    def test_nothing_lies_in_plain(self, files: EncryptedFileStore) -> None:
        files.put(b"SSN 078-05-1120 " * 50)
        stored = [path for path in files.folder.rglob("*") if path.is_file()]
        assert stored
        for path in stored:
            assert b"078-05-1120" not in path.read_bytes()
            assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_missing_is_said(self, files: EncryptedFileStore) -> None:
        with pytest.raises(CorruptDocument, match="missing"):
            files.get(files.address_of(b"never put"))

    def test_damage_is_said_and_a_new_put_mends_it(self, files: EncryptedFileStore) -> None:
        address = files.put(b"original")
        path = files.folder / address[:2] / address[2:4] / address
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(CorruptDocument):
            files.get(address)
        files.put(b"original")
        assert files.get(address) == b"original"

    def test_address_cannot_leave_the_folder(self, files: EncryptedFileStore) -> None:
        with pytest.raises(CorruptDocument, match="64 hex"):
            files.get("../../etc/passwd")  # type: ignore[arg-type]

    def test_rewrapping_moves_files_to_the_new_key(self, tmp_path: Path) -> None:
        ring = KeyRing.open(os.urandom(32), tmp_path / "keys.json")
        files = EncryptedFileStore(tmp_path / "files", ring, reserve_bytes=0)
        address = files.put(b"x" * 5000)
        ring.rotate_data_key()
        assert files.rewrap() == 1
        stored = files.folder / address[:2] / address[2:4] / address
        assert key_number(stored.read_bytes()) == 2
        assert files.rewrap() == 0
        assert files.get(address) == b"x" * 5000

    @pytest.mark.parametrize(
        "use",
        [
            pytest.param(lambda files, _: files.put(b"another"), id="put"),
            pytest.param(lambda files, _: files.put_all([b"another"]), id="put several"),
            pytest.param(lambda files, address: files.get(address), id="get"),
            pytest.param(lambda files, address: files.remove(address), id="remove"),
        ],
    )
    def test_disk_that_may_not_be_used_is_no_fault_of_a_paper(
        self, files: EncryptedFileStore, use: Callable[[EncryptedFileStore, BlobAddress], object]
    ) -> None:
        address = files.put(b"original")
        with nobody(files.folder), pytest.raises(TransientError, match=r"cannot be used \(EACCES\)"):
            use(files, address)
        assert files.get(address) == b"original"
        assert list(files.addresses()) == [address]

    def test_disk_that_was_unmounted_gets_nothing_below_its_empty_folder(
        self, files: EncryptedFileStore, tmp_path: Path
    ) -> None:
        address = files.put(b"original")
        files.folder.rename(tmp_path / "disk")
        files.folder.mkdir()
        for use in (lambda: files.put(b"another"), lambda: files.get(address)):
            with pytest.raises(TransientError, match="Mount its disk again"):
                use()
        assert list(files.folder.iterdir()) == []
        files.folder.rmdir()
        (tmp_path / "disk").rename(files.folder)
        assert files.get(files.put(b"another")) == b"another"

    def test_reserve_stops_intake(self, tmp_path: Path, keys: KeyRing) -> None:
        files = EncryptedFileStore(tmp_path / "files", keys, reserve_bytes=2**60)
        with pytest.raises(StorageFull, match="in reserve"):
            files.put(b"original")
        assert list(files.addresses()) == []
