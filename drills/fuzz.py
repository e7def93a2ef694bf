"""`make fuzz`: mutated mails, PDFs and TIFFs through the parser cell; no crash, no hang, always an answer.

    python -m drills.fuzz [--count 500] [--seed N] [--keep FOLDER]

A child that dies of a file is contained and counted; it is no failure as long as the answer says so.
"""

import argparse
import io
import json
import secrets
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from random import Random

from domain.limits import Limits
from domain.states import PartOutcome
from domain.submissions import Part, Unpacked
from drills.papers import write_papers
from intake.parsers.cell import GRACE_SECONDS, STOPPED_READER, ParserCell
from intake.parsers.inspect import describe_unpacked

#: Seconds that one file may take in a drill: long enough for every whole one, short enough to try many.
CHILD_SECONDS = 10
#: Files after which a long drill says how it stands.
REPORT_EVERY = 1_000
#: Numbers that parsers of lengths and offsets trip over.
NUMBERS = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\xff\xff")
#: Words that mean something to one of the parsers.
WORDS = (
    b"obj", b"endobj", b"stream", b"endstream", b"/Length 999999999", b"/Kids [1 0 R]", b"xref", b"%%EOF",
    b"/Filter /FlateDecode", b"Content-Type: message/rfc822\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n", b"=?utf-8?B?//8=?=", b"\r\n\r\n", b"--", b"PK\x03\x04",
    b"II*\x00", b"MM\x00*",
)  # fmt: skip

Mutation = Callable[[bytearray, Random], bytearray]


def flip_bytes(raw: bytearray, rng: Random) -> bytearray:
    """A few bytes become others."""
    for _ in range(rng.choice((1, 4, 16, 64))):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return raw


def cut_off(raw: bytearray, rng: Random) -> bytearray:
    """The transfer ended early."""
    return raw[: rng.randrange(1, len(raw) + 1)]


def leave_out(raw: bytearray, rng: Random) -> bytearray:
    """A stretch is missing."""
    start = rng.randrange(len(raw))
    del raw[start : start + rng.choice((1, 40, 2_000))]
    return raw


def repeat_stretch(raw: bytearray, rng: Random) -> bytearray:
    """A stretch comes again, up to many times."""
    start = rng.randrange(len(raw))
    stretch = raw[start : start + rng.choice((8, 200, 4_000))]
    raw[start:start] = stretch * rng.choice((1, 3, 200))
    return raw


def write_number(raw: bytearray, rng: Random) -> bytearray:
    """A length or offset that is none."""
    for _ in range(rng.choice((1, 3))):
        number, at = rng.choice(NUMBERS), rng.randrange(len(raw))
        raw[at : at + len(number)] = number
    return raw


def write_word(raw: bytearray, rng: Random) -> bytearray:
    """A word of the format where it does not belong."""
    at = rng.randrange(len(raw))
    raw[at:at] = rng.choice(WORDS)
    return raw


MUTATIONS: tuple[Mutation, ...] = (flip_bytes, cut_off, leave_out, repeat_stretch, write_number, write_word)


@dataclass(slots=True)
class Report:
    """What came of a fuzz."""

    seed: int
    answers: Counter[str] = field(default_factory=Counter)
    contained: int = 0
    """Children that died of their file, which the answer says."""
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def words(self) -> str:
        """One paragraph for people."""
        answers = ", ".join(f"{count} {outcome}" for outcome, count in self.answers.most_common())
        return (
            f"seed {self.seed}: {sum(self.answers.values())} files answered ({answers}); {self.contained} "
            f"children died and were contained; slowest {self.slowest:.1f} s; {len(self.failures)} failures"
        )


def whole_originals(folder: Path, seed: int) -> list[bytes]:
    """Mails, and the PDFs and TIFFs in them."""
    mails = [p.read_bytes() for p in sorted(write_papers(folder, seed, texts=1, forms=2, faxes=2).iterdir())]
    files = [
        content
        for mail in mails
        for part in message_from_bytes(mail, policy=SMTP).iter_attachments()
        if isinstance(content := part.get_content(), bytes)
    ]
    return mails + files + _wrapped(mails, files)


def _wrapped(mails: Sequence[bytes], files: Sequence[bytes]) -> list[bytes]:
    """What people put mails and files into: a forward, and an archive."""
    forward = EmailMessage()
    forward["From"], forward["To"], forward["Subject"] = "desk@example.org", "recert@example.org", "Fwd"
    forward.set_content("See below.\n\n-----Original Message-----\nFrom: a@example.org\nSent: today\nTo: b\n")
    forward.add_attachment(message_from_bytes(min(mails, key=len), policy=SMTP))
    once = forward.as_bytes(policy=SMTP)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(files):
            archive.writestr(f"paper {number}", content)
    return [once, packed.getvalue()]


def mutated(originals: Sequence[bytes], rng: Random) -> bytes:
    """One original with one to three mutations; now and then two originals joined in the middle."""
    raw = bytearray(rng.choice(originals))
    if rng.random() < 0.1:
        other = rng.choice(originals)
        raw = raw[: rng.randrange(1, len(raw))] + bytearray(other[rng.randrange(len(other)) :])
    for _ in range(rng.choice((1, 1, 2, 3))):
        raw = rng.choice(MUTATIONS)(raw, rng) or bytearray(b"\0")
    return bytes(raw)


def find_fault(unpacked: Unpacked, seconds: float) -> str | None:
    """Why this is no answer, or None where it is one."""
    if seconds > CHILD_SECONDS + GRACE_SECONDS:
        return f"took {seconds:.0f} s"
    leaves = list(_leaves(unpacked.parts))
    if not any(part.pages for part in leaves) and not unpacked.problem and not _explained(leaves):
        return "no page, and no word why"
    if unpacked.outcome is not PartOutcome.PAGES and not unpacked.problem:
        return f"{unpacked.outcome} without a word why"
    mute = [part.path for part in leaves if part.outcome is not PartOutcome.PAGES and not part.problem]
    if mute:
        return f"part {mute[0]} failed without a word why"
    try:
        json.dumps(describe_unpacked("fuzz", unpacked)).encode()
    except (TypeError, ValueError) as error:
        return f"cannot be written down: {type(error).__name__}"
    return None


def _explained(leaves: Sequence[Part]) -> bool:
    """Every part says why it gave no page; a decoration or a message without words need not.

    A submission of which no page is left is parked by the queue stage, with its own words.
    """
    return bool(leaves) and all(part.problem or part.decoration or _is_blank_body(part) for part in leaves)


def _is_blank_body(part: Part) -> bool:
    return part.disposition == "body" and part.text is not None and not part.text.strip()


def _leaves(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        if part.parts:
            yield from _leaves(part.parts)
        else:
            yield part


def _says_contained(unpacked: Unpacked) -> bool:
    problems = [unpacked.problem, *(part.problem for part in _leaves(unpacked.parts))]
    return any(problem and STOPPED_READER in problem for problem in problems)


def fuzz(
    originals: Sequence[bytes],
    count: int,
    seed: int,
    *,
    seconds: float = 3600.0,
    least: int = 0,
    keep: Path | None = None,
) -> Report:
    """Mutate and unpack `count` files, or as many as go in `seconds`, but `least` on the slowest machine."""
    report, until = Report(seed), time.monotonic() + seconds
    with ParserCell(Limits(child_seconds=CHILD_SECONDS)) as cell:
        for number in range(count):
            if number >= least and time.monotonic() > until:
                break
            if number and number % REPORT_EVERY == 0:
                print(report.words(), flush=True)
            raw = mutated(originals, Random(f"{seed}/{number}"))
            fault = _try(cell, raw, report)
            if fault:
                report.failures.append(f"seed {seed} number {number}: {fault}")
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{number}.bin").write_bytes(raw)
    return report


def _try(cell: ParserCell, raw: bytes, report: Report) -> str | None:
    began = time.monotonic()
    try:
        unpacked = cell.unpack(raw, name=None)
    except Exception as error:  # the very thing that is looked for
        return f"raised {type(error).__name__}: {error}"
    took = time.monotonic() - began
    report.slowest = max(report.slowest, took)
    report.answers[unpacked.outcome.value] += 1
    report.contained += _says_contained(unpacked)
    return find_fault(unpacked, took)


def main() -> None:
    """Read the command line, fuzz, print; exit code 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=None, help="folder for the files that failed")
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    print(f"fuzz: seed {seed}, {asked.count} files", flush=True)
    with tempfile.TemporaryDirectory(prefix="oems-fuzz-") as folder:
        originals = whole_originals(Path(folder), seed)
    report = fuzz(originals, asked.count, seed, keep=asked.keep)
    print(report.words(), *report.failures, sep="\n")
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
