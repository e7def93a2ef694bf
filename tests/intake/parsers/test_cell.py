"""Promise 11: what a hostile file can do in the parser cell, and what is left to say of it."""

import io
import os
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.limits import Limits
from domain.states import PartOutcome
from domain.submissions import Part
from intake.parsers import cell as cell_module
from intake.parsers.cell import ParserCell
from intake.parsers.unpack import unpack_original
from intake.parsers.wire import FrameReader, FrameWriter, MalformedFrame
from intake.parsers.witness import Collector, Opening
from tests.intake.parsers.originals import all_parts, fax_tiff, mail, picture, saved, text_pdf, zipped

MIB = 1024 * 1024


def _mixed_mail() -> bytes:
    message = mail("Dear office")
    message.add_alternative("<p>Dear <a href='https://example.org'>office</a></p>", subtype="html")
    message.add_attachment(fax_tiff(2), maintype="image", subtype="tiff", filename="fax.tif")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="card.jpg")
    message.add_attachment(
        saved(text_pdf(["one two three four five"])), maintype="application", subtype="pdf", filename="a.pdf"
    )
    message.add_attachment(
        zipped({"a.txt": b"some words"}), maintype="application", subtype="zip", filename="a.zip"
    )
    return bytes(message)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_mixed_mail(), id="mail"),
        pytest.param(fax_tiff(3), id="tiff"),
        pytest.param(picture(), id="jpeg"),
        pytest.param(b"", id="empty"),
        pytest.param(bytes(range(256)) * 9, id="unknown"),
    ],
)
def test_the_cell_gives_what_the_pure_function_gives(cell: ParserCell, raw: bytes) -> None:
    assert cell.unpack(raw) == unpack_original(raw, name=None, limits=Limits())


def test_threads_share_a_cell(cell: ParserCell) -> None:
    found: list[int] = []

    def work(pages: int) -> None:
        found.append(len(cell.unpack(fax_tiff(pages)).parts[0].pages) - pages)

    threads = [threading.Thread(target=work, args=(n % 3 + 1,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 6


def test_a_killed_warm_parent_is_started_anew() -> None:
    with ParserCell() as own:
        assert own._process is not None
        own._process.kill()
        own._process.wait()
        assert own.unpack(picture()).outcome is PartOutcome.PAGES


def test_a_closed_cell_leaves_no_process() -> None:
    own = ParserCell()
    process = own._process
    assert process is not None
    own.close()
    assert process.poll() is not None


_HOSTILE = {
    "loops": "while True: pass",
    "sleeps": "import time; time.sleep(600)",
    "allocates": "held = [bytearray(64 << 20) for _ in range(200)]",
    "allocates outside of Python": (
        "import ctypes; c = ctypes.CDLL(None); c.malloc.restype = ctypes.c_void_p;"
        "c.malloc.argtypes = [ctypes.c_size_t];"
        "c.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t];"
        "p = [c.malloc(64 << 20) for _ in range(200)];"
        "[c.memset(q, 1, 64 << 20) if q else c.abort() for q in p]"
    ),
    "crashes": "import ctypes; ctypes.string_at(0)",
    "writes nonsense": "__import__('os').write(TARGET, b'\\0\\0\\0\\5hello')",
}


@pytest.fixture
def hostile_cell(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[ParserCell]:
    """A cell whose child does `request.param` like a parser taken over, after one page."""
    deed = request.param
    patch = (
        "import intake.parsers.warm as w, intake.parsers.unpack as u\n"
        "real = u.unpack_to\n"
        "def taken(witness, raw, **options):\n"
        "    class Half:\n"
        "        def __getattr__(self, name):\n"
        "            return getattr(witness, name)\n"
        "        def paged(self, path, draft):\n"
        "            witness.paged(path, draft)\n"
        "            target = witness._write.__closure__[0].cell_contents.fileno()\n"
        f"            exec({deed!r}.replace('TARGET', str(target)), {{}})\n"
        "    real(Half(), raw, **options)\n"
        "u.unpack_to = taken\n"
    )
    original = cell_module._python_command

    def command(control: int, way: str) -> list[str]:
        words = original(control, way)
        head, _, tail = words[-1].partition("from intake.parsers.warm import main")
        return [*words[:-1], f"{head}exec({patch!r}); from intake.parsers.warm import main{tail}"]

    monkeypatch.setattr(cell_module, "_python_command", command)
    # Time is short only where it is what ends the child: a busy machine may be slow at the rest.
    slow = deed in (_HOSTILE["loops"], _HOSTILE["sleeps"])
    limits = Limits(child_seconds=3) if slow else Limits(child_bytes=800 * MIB)
    with ParserCell(limits) as running:
        yield running


@pytest.mark.parametrize(
    ("hostile_cell", "outcome", "words"),
    [
        pytest.param(_HOSTILE["loops"], PartOutcome.REFUSED, "longer than 3 seconds", id="loops"),
        pytest.param(_HOSTILE["sleeps"], PartOutcome.REFUSED, "longer than 3 seconds", id="sleeps"),
        pytest.param(_HOSTILE["allocates"], PartOutcome.REFUSED, "more memory", id="allocates"),
        pytest.param(
            _HOSTILE["allocates outside of Python"], PartOutcome.REFUSED, "more memory", id="allocates in C"
        ),
        pytest.param(_HOSTILE["crashes"], PartOutcome.UNREADABLE, "made its reader stop", id="crashes"),
        pytest.param(
            _HOSTILE["writes nonsense"], PartOutcome.UNREADABLE, "damaged or unusual", id="nonsense"
        ),
    ],
    indirect=["hostile_cell"],
)
def test_a_parser_taken_over_costs_one_file(
    hostile_cell: ParserCell, outcome: PartOutcome, words: str
) -> None:
    begun = time.monotonic()
    found = hostile_cell.unpack(fax_tiff(3))
    assert time.monotonic() - begun < 60
    assert found.outcome is outcome
    assert words in (found.problem or "")
    part = found.parts[0]
    assert len(part.pages) == 1
    assert part.outcome is outcome
    # The next file finds the cell at work.
    assert hostile_cell.unpack(b"From: a@example.org\nSubject: \n\n").outcome is PartOutcome.PAGES


_CURIOUS = (
    "import os, socket\n"
    "told = []\n"
    "try: socket.create_connection(('127.0.0.1', PORT), 2); told.append('network')\n"
    "except OSError: pass\n"
    "try: os.fork() or os._exit(0); told.append('process')\n"
    "except OSError: pass\n"
    "try: os.execv('/bin/true', ['true'])\n"
    "except OSError: pass\n"
    "try: open(SECRET).read(); told.append('file')\n"
    "except OSError: pass\n"
    "if os.environ.get('OEMS_INTAKE_SECRET'): told.append('environment')\n"
    "try: open('/tmp/x', 'wb').write(bytes(64 << 20)); told.append('large file')\n"
    "except OSError: pass\n"
    "raise RuntimeError(','.join(told) or 'nothing')\n"
)


@pytest.mark.parametrize("namespaces", [True, False])
def test_a_child_reaches_no_network_no_process_no_secret(
    namespaces: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import signal
    import socket

    secret = tmp_path / "secret"
    secret.write_text("key")
    server = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("OEMS_INTAKE_SECRET", "key")
    deed = _CURIOUS.replace("PORT", str(server.getsockname()[1])).replace("SECRET", repr(str(secret)), 1)
    patch = (
        "import signal, intake.parsers.unpack as u\n"
        "from domain.states import PartOutcome\n"
        "from intake.parsers.witness import Opening\n"
        "def taken(witness, raw, **options):\n"
        f"    signal.signal({int(signal.SIGXFSZ)}, signal.SIG_IGN)\n"
        f"    try: exec({deed!r}, {{}})\n"
        "    except RuntimeError as error: said = str(error)\n"
        "    witness.opened(Opening('text/plain')); witness.closed(PartOutcome.REFUSED, said, None)\n"
        "u.unpack_to = taken\n"
    )
    original = cell_module._python_command

    def command(control: int, way: str) -> list[str]:
        words = original(control, way)
        head, _, tail = words[-1].partition("from intake.parsers.warm import main")
        return [*words[:-1], f"{head}exec({patch!r}); from intake.parsers.warm import main{tail}"]

    monkeypatch.setattr(cell_module, "_python_command", command)
    with server, ParserCell(bubblewrap=namespaces, namespaces=namespaces) as own:
        said = own.unpack(b"anything").problem or ""
        if own.confinement.startswith("bubblewrap"):
            assert said == "nothing"
        else:
            # Without namespaces the filter of system calls still stands; only files can be read.
            assert set(said.split(",")) <= {"file", "nothing"}


@pytest.mark.parametrize(
    ("namespaces", "begins"),
    [
        pytest.param(True, ("own network", "limits"), id="no bubblewrap"),
        pytest.param(False, ("limits",), id="no namespaces"),
    ],
)
def test_weaker_confinement_works_and_says_so(namespaces: bool, begins: tuple[str, ...]) -> None:
    with ParserCell(bubblewrap=False, namespaces=namespaces) as own:
        assert own.confinement.startswith(begins)
        assert own.unpack(fax_tiff(1)).outcome is PartOutcome.PAGES


def _png_bomb(side: int = 40_000) -> bytes:
    """A small PNG of 1.6 gigapixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(side // 8 + 1)) for _ in range(side)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_decompression_bomb_is_refused_before_it_is_decoded(cell: ParserCell) -> None:
    found = cell.unpack(_png_bomb())
    assert found.outcome is PartOutcome.REFUSED
    assert "megapixels" in (found.problem or "")


def test_a_pdf_of_ten_thousand_pages_is_refused(cell: ParserCell) -> None:
    found = cell.unpack(saved(text_pdf(["x"], pages=10_000)))
    assert found.outcome is PartOutcome.REFUSED
    assert "10,000 pages" in (found.problem or "")


def test_time_used_up_keeps_the_pages_done() -> None:
    with ParserCell(Limits(child_seconds=2, page_milliseconds=0)) as own:
        found = own.unpack(saved(text_pdf(["one two three four five"], pages=400)))
    assert found.outcome is PartOutcome.REFUSED
    assert "longer than 2 seconds" in (found.problem or "")
    assert 0 < len(found.parts[0].pages) < 400


def test_memory_used_up_refuses_the_part_and_keeps_the_rest() -> None:
    message = mail()
    target = io.BytesIO(picture((11_000, 11_000), quality=20))
    message.add_attachment(target.getvalue(), maintype="image", subtype="jpeg", filename="huge.jpg")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="card.jpg")
    with ParserCell(Limits(child_bytes=700 * MIB)) as own:
        found = own.unpack(bytes(message))
    huge, card = all_parts(found)[1:]
    assert huge.outcome is PartOutcome.REFUSED
    assert "memory" in (huge.problem or "")
    assert len(card.pages) == 1


def test_a_deep_nest_ends_in_the_cell(cell: ParserCell) -> None:
    raw = b"From: a@example.org\nSubject: bottom\n\nbottom\n"
    for _ in range(1000):
        raw = b"From: a@example.org\nSubject: x\nContent-Type: message/rfc822\n\n" + raw
    found = cell.unpack(raw)
    assert any("20 deep" in (p.problem or "") for p in all_parts(found))


def _frames(*, spoil: bytes = b"", by: bytes = b"") -> bytes:
    out = io.BytesIO()
    writer = FrameWriter(out.write, b"")
    writer.opened(Opening("text/plain"))
    writer.began(Part("0", None, "text/plain", "attachment", 3, "0" * 64, text="abc", content=b"abc"))
    writer.ended("0", PartOutcome.PAGES, None, decoration=False, text="abc")
    writer.closed(PartOutcome.PAGES, None, None)
    return out.getvalue().replace(spoil, by) if spoil else out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "by"),
    [
        pytest.param(b'"path": "0"', b'"path": "/"', id="path out of the tree"),
        pytest.param(b'"pages"', b'"paces"', id="unknown outcome"),
        pytest.param(b'"opened"', b'"opener"', id="unknown frame"),
        pytest.param(b'"blob": 3', b'"blob":-3', id="negative length"),
        pytest.param(b'"text": "abc"', b'"text": 12345', id="number for text"),
    ],
)
def test_the_trusted_side_checks_what_it_is_told(spoil: bytes, by: bytes) -> None:
    stream = io.BytesIO(_frames(spoil=spoil, by=by))
    with pytest.raises(MalformedFrame):
        FrameReader(stream.read, b"", Limits(), Collector()).play()


def test_sound_frames_are_taken() -> None:
    collector = Collector()
    FrameReader(io.BytesIO(_frames()).read, b"", Limits(), collector).play()
    assert collector.unpacked().parts[0].content == b"abc"


def test_children_leave_no_descriptors_behind(cell: ParserCell) -> None:
    cell.unpack(picture())
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        cell.unpack(picture())
    assert len(os.listdir("/proc/self/fd")) == before
