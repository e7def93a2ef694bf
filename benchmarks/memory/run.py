"""`make benchmark-memory`: peaks of the parser's child and of its trusted side on large papers.

    python -m benchmarks.memory.run [--pages 500]

Each paper is unpacked by a process of its own, as a worker does it; one page after the other leaves memory.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.memory.papers import large_tiff, scanned_pdf
from domain.limits import Limits
from domain.pages import PageImage
from intake.parsers.cell import ParserCell

MEGABYTE = 1024 * 1024
#: A child's limit (design, section 3), in bytes.
LIMIT = Limits().child_bytes


def papers(pages: int) -> dict[str, Callable[[], bytes]]:
    """What is measured, by name."""
    return {
        f"PDF of {pages} bilevel scans": lambda: scanned_pdf(pages, grey=False),
        f"PDF of {pages} grey scans": lambda: scanned_pdf(pages, grey=True, size=(1275, 1650)),
        "TIFF of 100 megapixels, CCITT G4": lambda: large_tiff("1"),
        "TIFF of 100 megapixels, RGB": lambda: large_tiff("RGB"),
    }


def measure(path: Path) -> dict[str, float | int | str | None]:
    """Unpack one file in this process's cell; figures in bytes and seconds."""
    raw = path.read_bytes()
    before = _peak()
    kept = 0

    def keep(part: str, page: PageImage) -> PageImage:
        nonlocal kept
        kept += len(page.image)
        return replace(page, image=b"")

    with ParserCell() as cell:
        began = time.monotonic()
        found = cell.unpack(raw, sink=keep)
        took = time.monotonic() - began
        child = cell.last_peak
    return {
        "file": len(raw),
        "pages": sum(len(part.pages) for part in found.parts),
        "problem": found.problem,
        "child": child,
        "parent": _peak(),
        "parent_before": before,
        "kept": kept,
        "seconds": took,
    }


def _peak() -> int:
    """Bytes this process had at most. Its resource usage would count the one that started it too."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(kilobytes) * 1024


def main() -> None:
    """Draw, measure, print a table; exit code 1 where a page is missing or a limit broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--measure", type=Path, default=None, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure)))
        return
    print(f"limit of a child: {LIMIT // MEGABYTE} MiB")
    print(f"{'paper':36} {'file':>8} {'pages':>6} {'child':>8} {'parent':>8} {'(start)':>8} {'seconds':>8}")
    failed = 0
    for name, draw in papers(asked.pages).items():
        figures = _in_a_process(draw())
        failed += bool(figures["problem"]) or figures["child"] > LIMIT
        sizes = [figures[key] / MEGABYTE for key in ("file", "child", "parent", "parent_before")]
        print(
            f"{name:36} {sizes[0]:6.1f} M {figures['pages']:6} {sizes[1]:6.0f} M {sizes[2]:6.0f} M "
            f"{sizes[3]:6.0f} M {figures['seconds']:8.1f} {figures['problem'] or ''}"
        )
    sys.exit(1 if failed else 0)


def _in_a_process(raw: bytes) -> dict[str, "float | int"]:
    with TemporaryDirectory(prefix="oems-memory-") as folder:
        path = Path(folder) / "paper"
        path.write_bytes(raw)
        command = [sys.executable, "-m", "benchmarks.memory.run", "--measure", str(path)]
        told = subprocess.run(command, capture_output=True, check=True, timeout=1800).stdout
    figures: dict[str, float | int] = json.loads(told)
    return figures


if __name__ == "__main__":
    main()
