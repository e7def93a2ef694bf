"""Word F1, boxes, orientation and CPU seconds of the readers on invented pages, by kind of damage.

python -m benchmarks.readers.run [--pages 6] [--only photo]
"""

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

from benchmarks.readers.damage import Arrived, carry_box, fax, photo, scan, skew, turned
from benchmarks.readers.pages import TruePage, draw_card, draw_form, draw_letter
from domain.pages import MarkKind, PageImage, PageSource, Word
from intake.readers.preparation import choose_scale, measure_skew, soften_fax, straighten
from intake.readers.reading import PageReader, SecondReader

Damage = Callable[[TruePage, random.Random], Arrived]

DAMAGES: dict[str, Damage] = {
    "scan 300 dpi": lambda page, rng: scan(page, rng, dpi=300),
    "scan 200 dpi": scan,
    "skewed 3 degrees": skew,
    "fine fax": lambda page, rng: fax(page, rng, 196),
    "standard fax": lambda page, rng: fax(page, rng, 98),
    "photo": photo,
    "photo of a card": lambda page, rng: photo(page, rng, 0.08),
    "turned scan": lambda page, rng: turned(scan(page, rng), rng.choice((90, 180, 270))),
    "turned fax": lambda page, rng: turned(fax(page, rng), rng.choice((90, 180, 270))),
    "turned photo": lambda page, rng: turned(photo(page, rng), rng.choice((90, 180, 270))),
}


@dataclass(slots=True)
class Tally:
    """What one way of reading did on one kind of damage."""

    hits: int = 0
    read: int = 0
    true: int = 0
    hand_hits: int = 0
    hand_true: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, found: Iterable[str], page: TruePage, seconds: float) -> None:
        """Count one page."""
        texts = [_plain(text) for text in found]
        texts = [text for text in texts if text]
        seen = Counter(texts)
        for hand in (False, True):
            wanted = Counter(_plain(w.text) for w in page.words if w.hand is hand)
            hits = sum((seen & wanted).values())
            seen -= wanted
            if hand:
                self.hand_hits += hits
                self.hand_true += sum(wanted.values())
            else:
                self.hits += hits
                self.true += sum(wanted.values())
        self.read += len(texts)
        self.seconds.append(seconds)

    @property
    def f1(self) -> float:
        """Over all words; by hand or printed."""
        hits, true = self.hits + self.hand_hits, self.true + self.hand_true
        return 2 * hits / (self.read + true) if true else 0.0

    def show(self) -> str:
        """One cell of the table."""
        hand = f" hand {self.hand_hits / self.hand_true:4.0%}" if self.hand_true else " " * 10
        return f"F1 {self.f1:6.1%}{hand} {statistics.median(self.seconds):5.2f} s"


@dataclass(slots=True)
class Extras:
    """What is measured beside the words."""

    pages: int = 0
    upright: int = 0
    agreed_right: int = 0
    agreed: int = 0
    differing_right: int = 0
    differing: int = 0
    edge_errors: list[float] = field(default_factory=list)
    hand_found: int = 0
    hand_said: int = 0
    hand_right: int = 0
    ticks_right: int = 0
    ticks: int = 0
    ticks_extra: int = 0
    ink_right: int = 0
    inks: int = 0


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def draw(number: int, name: str) -> TruePage:
    """The page of this number for this damage."""
    if "card" in name:
        return draw_card(number)
    dpi = 300 if "300" in name else 200
    return draw_form(number, dpi) if number % 2 else draw_letter(number, dpi)


def measure(reader: PageReader, name: str, pages: int) -> tuple[dict[str, Tally], Extras]:
    """Read `pages` pages in four ways."""
    tallies = {way: Tally() for way in ("plain tesseract", "prepared tesseract", "neural", "both")}
    extras = Extras()
    for number in range(pages):
        rng = random.Random(number * 1000 + len(name))
        page = draw(number, name)
        arrived = DAMAGES[name](page, rng)
        _read_plain(reader, arrived, page, tallies["plain tesseract"])
        _read_prepared(reader, arrived, page, tallies["prepared tesseract"])
        image = _as_page(arrived)
        alone = replace(reader, second_reader=SecondReader.NEVER).read(image)
        tallies["neural"].add((w.text for w in alone.words), page, alone.seconds)
        both = reader.read(image)
        tallies["both"].add((w.text for w in both.words), page, both.seconds)
        extras.pages += 1
        extras.upright += both.rotation == arrived.rotation
        if both.rotation == arrived.rotation:
            _compare_words(page, arrived, both.words, extras)
            _compare_marks(page, arrived, both.marks, extras)
    return tallies, extras


def _as_page(arrived: Arrived) -> PageImage:
    height, width = arrived.grey.shape
    return PageImage(
        0, arrived.encode(), width, height, arrived.dpi, PageSource.IMAGE,
        fax_vertical_dpi=arrived.fax_vertical_dpi,
    )  # fmt: skip


def _read_plain(reader: PageReader, arrived: Arrived, page: TruePage, tally: Tally) -> None:
    started = time.process_time()
    words = reader.tesseract.read(arrived.grey, dpi=round(arrived.dpi or 200))
    tally.add((w.text for w in words), page, time.process_time() - started)


def _read_prepared(reader: PageReader, arrived: Arrived, page: TruePage, tally: Tally) -> None:
    """Straightened to 200 dpi, whole page; detection's time is left out."""
    regions = reader.neural.detect(arrived.grey)
    soft = soften_fax(arrived.grey, arrived.fax_vertical_dpi)
    prepared = straighten(soft, choose_scale(arrived.dpi, regions), measure_skew(regions))
    started = time.process_time()
    words = reader.tesseract.read(prepared.grey)
    tally.add((w.text for w in words), page, time.process_time() - started)


def _compare_words(page: TruePage, arrived: Arrived, words: Sequence[Word], extras: Extras) -> None:
    """Hold every true word against the read word in its place."""
    for true in page.words:
        x0, y0, x1, y1 = carry_box(true.box, arrived.forward)
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        word = next(
            (w for w in words if w.box.x0 <= middle_x < w.box.x1 and w.box.y0 <= middle_y < w.box.y1), None
        )
        if word is None:
            continue
        right = _plain(word.text) == _plain(true.text)
        if word.agreed:
            extras.agreed += 1
            extras.agreed_right += right
        else:
            extras.differing += 1
            extras.differing_right += right
        extras.hand_found += true.hand
        extras.hand_said += word.handwritten
        extras.hand_right += word.handwritten and true.hand
        if right:
            pitch = (x1 - x0) / max(1, len(true.text))
            extras.edge_errors += [abs(word.box.x0 - x0) / pitch, abs(word.box.x1 - x1) / pitch]


def _compare_marks(page: TruePage, arrived: Arrived, marks: Sequence[object], extras: Extras) -> None:
    from domain.pages import Mark

    found = [mark for mark in marks if isinstance(mark, Mark)]

    def at(box: tuple[int, int, int, int], kinds: set[MarkKind]) -> MarkKind | None:
        x0, y0, x1, y1 = carry_box(box, arrived.forward)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return next(
            (
                m.kind
                for m in found
                if m.kind in kinds and m.box.x0 <= x < m.box.x1 and m.box.y0 <= y < m.box.y1
            ),
            None,
        )

    ticks = {MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_OFF}
    for boxes, kind in ((page.boxes_on, MarkKind.CHECKBOX_ON), (page.boxes_off, MarkKind.CHECKBOX_OFF)):
        extras.ticks += len(boxes)
        extras.ticks_right += sum(at(box, ticks) is kind for box in boxes)
    extras.ticks_extra += max(
        0, sum(m.kind in ticks for m in found) - len(page.boxes_on) - len(page.boxes_off)
    )
    extras.inks += len(page.signatures)
    extras.ink_right += sum(at(box, {MarkKind.INK}) is not None for box in page.signatures)


def _show_extras(extras: Extras) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part}/{whole}"

    edges = statistics.mean(extras.edge_errors) if extras.edge_errors else 0.0
    return (
        f"    upright {share(extras.upright, extras.pages)}; agreed words right "
        f"{share(extras.agreed_right, extras.agreed)}, "
        f"others {share(extras.differing_right, extras.differing)}; "
        f"box edges off by {edges:.2f} letters; "
        f"by hand: said {extras.hand_said}, right {extras.hand_right} of {extras.hand_found}; "
        f"tick boxes {share(extras.ticks_right, extras.ticks)} "
        f"(+{extras.ticks_extra}); ink {share(extras.ink_right, extras.inks)}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    reader = PageReader.load()
    reader.read(_as_page(scan(draw_form(999), random.Random(1))))  # shapes meet OpenVINO for the first time
    for name in DAMAGES:
        if chosen.only in name:
            tallies, extras = measure(reader, name, chosen.pages)
            print(f"{name:18}" + " | ".join(f"{way}: {t.show()}" for way, t in tallies.items()))
            print(_show_extras(extras), flush=True)


if __name__ == "__main__":
    main()
