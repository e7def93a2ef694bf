"""Draws what a sender puts together: papers of one person mixed in one fax, one photo, one batch or one mail.

python -m benchmarks.mixes FOLDER [--count 4] [--seed 5] [--only glass], then oems-intake evaluate FOLDER

Of each situation `--count` submissions are drawn, of held-out layouts where there are any that fit.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.mixes import cards, mails, plain, stacks
from benchmarks.mixes.desk import Desk, Mixed
from samples.generate import START
from samples.people import invent_people, write_records
from samples.pieces import Stock

Situation = Callable[[Desk], Mixed]

SITUATIONS: tuple[Situation, ...] = (
    plain.send_fax, plain.send_photo, plain.send_halves, plain.send_text, plain.send_batch,
    cards.send_loose, cards.send_glass, cards.send_faxed_cards, cards.send_sides, cards.send_under_letter,
    stacks.send_turned, stacks.send_backwards, stacks.send_duplex, stacks.send_two_people,
    stacks.send_separated, stacks.send_covered, stacks.send_odd_fax,
    mails.send_asked_in_text, mails.send_decorated, mails.send_any_format, mails.send_out_of_order,
)  # fmt: skip


def write_mixes(folder: Path, count: int, seed: int, situations: Sequence[Situation] = SITUATIONS) -> None:
    """Write `submissions/`, `truth.jsonl` and `records.csv`."""
    rng = Random(f"mixes {seed}")
    people = tuple(invent_people(300, rng))
    folder.mkdir(parents=True)
    write_records(people, folder / "records.csv")
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for number, situation in enumerate(tuple(situations) * count, start=1):
            desk = Desk(Stock(people, "test"), rng.choice(people), rng, START + timedelta(hours=5 * number))
            mixed = situation(desk)
            path = folder / "submissions" / mixed.channel / _name_file(mixed, desk.now, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(mixed.content)
            told = _tell(mixed, desk, number, path.relative_to(folder / "submissions"))
            truth.write(json.dumps(told, ensure_ascii=False) + "\n")


def _name_file(mixed: Mixed, now: datetime, number: int) -> str:
    if mixed.channel == "scan":
        return f"COPYROOM_{now:%Y%m%d_%H%M%S}.pdf"
    return f"{now:%Y%m%dT%H%M%S}-{number:05x}.eml"


def _tell(mixed: Mixed, desk: Desk, number: int, file: Path) -> dict[str, Any]:
    """The line of `truth.jsonl`."""
    aside = [
        {"attachment": mixed.documents[0][2]["attachment"], "page": p, "what": w} for p, w in mixed.aside
    ]
    documents = [
        piece.state_truth(desk.stock.people, desk.now.date(), quality, place)
        for piece, quality, place in mixed.documents
    ]
    return {
        "id": f"M{number:04d}", "channel": mixed.channel, "file": str(file), "sender": desk.person.email,
        "received_at": desk.now.isoformat(), "documents": documents, "duplicate_of": None,
        "duplicate_how": None, "noise_attachments": list(mixed.noise), "ignorable_pages": aside,
        "body_role": mixed.body_role,
    }  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=4, help="submissions of each situation")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", nargs="*", help="these situations, as their functions are called")
    chosen = parser.parse_args()
    drawn = [s for s in SITUATIONS if not chosen.only or s.__name__.removeprefix("send_") in chosen.only]
    write_mixes(chosen.folder, chosen.count, chosen.seed, drawn)


if __name__ == "__main__":
    main()
