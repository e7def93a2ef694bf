"""Pages to scan again while the paper is in hand, each with words a clerk can act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees
from statistics import median

from domain.pages import BLURRED, GLARE, STREAKS, TOO_FAINT, PageReading, PageSource, Word
from domain.states import PageUse

#: A page that lies askew by more degrees than this loses corners in the feeder.
ASKEW_DEGREES = 4.0
#: A line tells the page's angle where it is at least so wide, as a share of the page, with so many words.
_LINE_SHARE, _LINE_WORDS = 0.25, 4
#: Two sheets fed at once overlap: their picture is longer than the others by at least this share.
LONGER = 1.15

#: What reading says of a page, and what a clerk does about it.
_ADVICE = {
    BLURRED: "Blurred. Clean the glass and scan it again.",
    GLARE: "Light glares on it. Close the lid and scan it again.",
    STREAKS: "Dark lines run through it. Clean the glass and scan it again.",
    TOO_FAINT: "Too faint. Scan it again, darker.",
    "too dark": "Too dark. Scan it again, brighter.",
    "a shadow lies on it": "A shadow lies on it. Close the lid and scan it again.",
    "cut at the left": "Cut at the left. Set the guides and scan it again.",
    "cut at the right": "Cut at the right. Set the guides and scan it again.",
    "cut at the top": "Cut at the top. Set the guides and scan it again.",
    "cut at the bottom": "Cut at the bottom. Set the guides and scan it again.",
    "too small: the picture has too few pixels": "Too few pixels. Scan it again at 200 dpi or more.",
    "hard to read": "Hard to read. Scan it again if the paper itself is better.",
    "no text could be read": "No text could be read. Look whether it is the right side, and scan it again.",
}
_TURNED = {
    180: "It lay upside down and was turned.",
    90: "It lay on its side and was turned.",
    270: "It lay on its side and was turned.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a page's picture."""

    words: str
    rescan: bool = True
    """Whether the clerk should scan it again; else it is said, and nothing needs be done."""


def find_faults(reading: PageReading, usual_height: float | None) -> tuple[Fault, ...]:
    """What is wrong with the picture of a written page.

    `usual_height` is that of the other pages of the file, as a share of their width.
    """
    if reading.source is PageSource.BODY:
        return ()
    faults = [Fault(_ADVICE[reason]) for reason in reading.quality.reasons if reason in _ADVICE]
    if reading.source is PageSource.IMAGE:
        angle = measure_slope(reading.words, reading.width)
        if abs(angle) > ASKEW_DEGREES:
            faults.append(Fault(f"It lies {abs(angle):.0f} degrees askew. Straighten it and scan it again."))
        if reading.rotation in _TURNED:
            faults.append(Fault(_TURNED[reading.rotation], rescan=False))
    if usual_height and reading.rotation in (0, 180) and _height(reading) > LONGER * usual_height:
        faults.append(Fault("Longer than the others. Were two sheets fed at once? Scan each again."))
    return tuple(faults)


def find_usual_height(readings: Sequence[PageReading]) -> float | None:
    """The median height of pages as a share of their width; None for fewer than three."""
    heights = [_height(reading) for reading in readings if reading.source is not PageSource.BODY]
    return median(heights) if len(heights) > 2 else None


def _height(reading: PageReading) -> float:
    return reading.height / max(1, reading.width)


def measure_slope(words: Sequence[Word], width: int) -> float:
    """Degrees by which the text lines fall to the right; 0 where no long line tells."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    slopes = []
    for line in lines.values():
        first, last = min(line, key=lambda w: w.box.x0), max(line, key=lambda w: w.box.x1)
        across = last.box.middle[0] - first.box.middle[0]
        if len(line) >= _LINE_WORDS and across > _LINE_SHARE * width:
            slopes.append(degrees(atan2(last.box.middle[1] - first.box.middle[1], across)))
    return median(slopes) if slopes else 0.0


def find_doubtful_blanks(uses: Sequence[PageUse]) -> dict[int, Fault]:
    """Blank pages where something is expected, by place in the file.

    In a file of both sides every back may be blank: a whole sheet may not. In a file of one side a blank
    page was perhaps fed face down. Whether it has both sides is told by where single blanks stand.
    """
    runs: list[list[int]] = []
    for place, use in enumerate(uses):
        if use is PageUse.BLANK:
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place])
    both_sides = len(uses) % 2 == 0 and all(run[0] % 2 for run in runs if len(run) == 1)
    if both_sides:
        whole = (place for run in runs for place in run if place % 2 == 0 and place + 1 in run)
        return {place: Fault("Both sides of this sheet are blank. Is it a sheet at all?") for place in whole}
    down = Fault("Blank. Was it fed face down? Look at the sheet; scan it again if something is on it.")
    return {place: down for run in runs for place in run}
