"""Writes a sample: `python -m samples.generate OUT --count 60 --seed 1 --layouts train`."""

import argparse
import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from rich.progress import Progress

from samples.drawing import HAND_FONTS, check_fonts
from samples.people import invent_people, write_records
from samples.pieces import Stock
from samples.submissions import BOSTON, Made, Mailroom
from samples.two_cards import write_two_cards

#: Mean time between two submissions, rounded up, so that the demo's last ones come about today.
HOURS_A_SUBMISSION = 6
#: People on record in the demo.
DEMO_RECORDS = 300
START = datetime(2026, 9, 1, 7, 45, tzinfo=BOSTON)


def generate_sample(
    folder: Path,
    count: int,
    seed: int,
    *,
    share: str = "train",
    handwritten_share: float = 1.0,
    hands: Sequence[str] = (),
    records: int = 600,
    start: datetime = START,
    quiet: bool = False,
) -> None:
    """Write `submissions/`, `truth.jsonl` and `records.csv`; the same arguments give the same bytes.

    `share` is `train`, `test` (held-out layouts and hands) or `all`; `handwritten_share` scales how many papers are
    filled in by hand, `hands` names those that may do so (of `HAND_FONTS`). Raises RuntimeError where the fonts for handwriting are missing.
    """  # fmt: skip
    check_fonts()
    rng = Random(f"{seed}/{share}/{count}")
    people = tuple(invent_people(records, rng))
    folder.mkdir(parents=True, exist_ok=True)
    write_records(people, folder / "records.csv")
    mailroom = Mailroom(Stock(people, share, handwritten_share, tuple(hands)))
    with Progress(disable=quiet) as progress, (folder / "truth.jsonl").open("w", encoding="utf-8") as truth:
        task = progress.add_task("Drawing submissions", total=count)
        for batch in mailroom.make_submissions(count, rng, start):
            _write(folder / "submissions", batch)
            for made in batch:
                truth.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in made.lines)
                progress.advance(task, len(made.lines))


def _write(folder: Path, batch: Iterable[Made]) -> None:
    for made in batch:
        path = folder / made.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.content)
        os.utime(path, (made.received.timestamp(), made.received.timestamp()))


def write_demo(folder: Path, count: int, seed: int) -> None:
    """Write a small sample of all layouts for `oems-intake demo`: submissions/, truth.jsonl and records.csv.

    The submissions came in the days before today, so that the demo's due dates lie ahead. Beside them a scan
    of two people's cards on one sheet comes in, of which truth.jsonl knows nothing.
    """
    first = datetime.now(BOSTON).replace(hour=7, minute=45, second=0, microsecond=0)
    start = first - timedelta(hours=HOURS_A_SUBMISSION * count)
    generate_sample(folder, count, seed, share="all", records=DEMO_RECORDS, start=start, quiet=True)
    people = list(invent_people(DEMO_RECORDS, Random(f"{seed}/all/{count}")))
    write_two_cards(folder / "submissions" / "scan-two-cards.pdf", people, first, seed)


def main() -> None:
    """Read the command line and write the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=60, help="submissions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layouts", choices=("train", "test", "all"), default="train")
    parser.add_argument("--handwritten-share", type=float, default=1.0, help="0 for none by hand, 1 as usual")
    parser.add_argument(
        "--hands", nargs="+", choices=sorted(HAND_FONTS), default=[], help="hands to write in"
    )
    parser.add_argument("--records", type=int, default=600, help="certification records")
    asked = parser.parse_args()
    generate_sample(asked.out, asked.count, asked.seed, share=asked.layouts,
                    handwritten_share=asked.handwritten_share, hands=asked.hands, records=asked.records)  # fmt: skip


if __name__ == "__main__":
    main()
