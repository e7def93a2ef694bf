"""The texts that the classifier of kinds learns from: wordings, drawn sample papers and papers put together at random,
misread as the readers misread."""

import hashlib
import random
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from samples.learn_drawn import draw_texts
from samples.learn_grammar import expand, misread, vary_lines
from samples.learn_readings import Reading
from samples.random_papers.papers import RandomPaper, invent_papers, load_recipes

#: Files of wordings, beside this module.
WORDINGS = ("learn_papers.toml", "learn_traps.toml", "learn_near.toml")

#: Share of letters misread: a text layer, a scan, a fine fax, a standard fax; so that as many words are known as on
#: pages read by the real readers (0.92, 0.92, 0.90, 0.88).
NOISES = {"clean": 0.0, "scan": 0.02, "fax_fine": 0.03, "fax_standard": 0.05}

BODY_LEAVES = frozenset(
    [
        "cover_note",
        "self_report",
        "address_change",
        "status_question",
        "auto_reply",
        "bounce",
        "spam",
        "letter",
    ]
)

#: Leaves that are also written as messages when put together at random.
WRITTEN_LEAVES = BODY_LEAVES | {"verification_request", "name_request", "completed_verification"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One training paper: canonical words, what it is, and which layout it came from."""

    text: str
    leaf: str
    layout: str
    quality: str
    body: bool = False
    extra: tuple[str, ...] = ()
    """Shapes of what is no text, such as `<qr>`."""
    drawn: bool = False
    """A whole sample paper, not a wording."""
    random: bool = False
    """Put together at random: learned from, never measured on."""


def draw_papers(copies: int, seed: int) -> list[Paper]:
    """`copies` papers of every layout at every quality."""
    snippets, layouts = load_wordings()
    rng = random.Random(seed)
    return [
        _draw_paper(leaf, layout, template, snippets, quality, noise, rng)
        for leaf, layout, template in layouts
        for quality, noise in NOISES.items()
        for _ in range(copies)
    ]


def load_wordings() -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The shared snippets, and each wording as leaf, layout and template."""
    sources = [tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8")) for name in WORDINGS]
    snippets = {name: text for source in sources for name, text in source.get("snippets", {}).items()}
    layouts = [
        (leaf, layout, template)
        for source in sources
        for leaf, templates in source["leaves"].items()
        for layout, template in templates.items()
    ]
    return snippets, layouts


def _draw_paper(
    leaf: str,
    layout: str,
    template: str,
    snippets: dict[str, str],
    quality: str,
    noise: float,
    rng: random.Random,
) -> Paper:
    text = vary_lines(expand(template, snippets, rng), rng)
    body = (leaf in BODY_LEAVES and rng.random() < 0.7) or layout.startswith("email")
    if body:
        noise = 0.0
    elif rng.random() < 0.35:
        text = f"{rng.choice(_STRIPS)}\n{text}"
    if rng.random() < 0.25:
        text = f"{text}\n{rng.choice(_FOOTS)}"
    return Paper(misread(text, noise, rng), leaf, f"{leaf}/{layout}", quality, body, _draw_marks(leaf, rng))


#: What machines and stationery add to any paper.
_STRIPS = (
    "08/14/2026 10:22 AM FAX 508 555 0142 LAKESIDE EMS P. 2/3",
    "From: 6175550100 To: 16177537320 Page: 2/4 Date: 9/2/2026 3:14:07 PM",
    "Sep 03 2026 11:05 HP Fax 4135550188 page 1",
    "Scanned with CamScanner",
    "2026-08-20 09:11 UPS STORE 5085550101 >> 6177537320 P 3/5",
)
_FOOTS = (
    "Page 1 of 1",
    "Form EMS-204 (Rev. 03/2024)",
    "An equal opportunity employer",
    "CONFIDENTIALITY NOTICE: this message is intended only for the recipient named above.",
    "RECEIVED AUG 21 2026",
    "Sent from my iPhone",
    "Tel. 860-555-0100 www.health.example.org",
)


def _draw_marks(leaf: str, rng: random.Random) -> tuple[str, ...]:
    draw = rng.random()
    if leaf == "drivers_license" and draw < 0.25:
        return ("<aamva>",)
    if leaf == "cpr_card" and draw < 0.3:
        return ("<qr>",)
    if leaf == "separator" and draw < 0.4:
        return ("<linear>",)
    return ("<qr>",) if draw < 0.04 else ("<linear>",) if draw < 0.06 else ()


def blur_readings(readings: Iterable[Reading], seed: int) -> list[Paper]:
    """Clean text layers at every quality."""
    rng = random.Random(seed)
    papers = []
    for reading in readings:
        layout = f"{reading.leaf}/{reading.layout}"
        for quality, noise in NOISES.items():
            if reading.body and quality != "clean":
                continue
            text = misread(reading.text, noise, rng)
            papers.append(Paper(text, reading.leaf, layout, quality, reading.body, reading.marks, drawn=True))
    return papers


#: Papers put together at random, a leaf: more where the mail has more ways to say it or traps lie near.
RANDOM_PAPERS = 100
MORE_RANDOM = {
    "verification_request": 300,
    "course_paper": 400,
    "cpr_card": 350,
    "certification_copy": 200,
    "completed_verification": 250,
    "cover_sheet": 150,
    "letter": 300,
    "payment": 150,
    "unknown": 200,
}

#: Share of random papers that are a message's body, of leaves that people write in one.
RANDOM_BODIES = 0.3


def draw_random_papers(seed: int) -> list[Paper]:
    """Papers put together at random, at every quality in turn."""
    rng = random.Random(f"random {seed}")
    counts = {leaf: MORE_RANDOM.get(leaf, RANDOM_PAPERS) for leaf in load_recipes()}
    return [_blur_random(paper, number, rng) for number, paper in enumerate(invent_papers(counts, seed))]


def _blur_random(invented: RandomPaper, number: int, rng: random.Random) -> Paper:
    quality, noise = list(NOISES.items())[number % len(NOISES)]
    leaf, text = invented.leaf, _raise_case(invented.text, rng)
    body = leaf in WRITTEN_LEAVES and rng.random() < RANDOM_BODIES
    if not body and rng.random() < 0.3:
        text = f"{rng.choice(_STRIPS)}\n{text}"
    if rng.random() < 0.25:
        text = f"{text}\n{rng.choice(_FOOTS)}"
    text = misread(text, 0.0 if body else noise, rng)
    return Paper(text, leaf, f"{leaf}/random {number}", quality, body, _draw_marks(leaf, rng), random=True)


def _raise_case(text: str, rng: random.Random) -> str:
    """A quarter of the texts with half of their lines in capitals."""
    if rng.random() >= 0.25:
        return text
    return "\n".join(line.upper() if rng.random() < 0.5 else line for line in text.splitlines())


def draw_training(copies: int, seed: int) -> list[Paper]:
    """All that the shipped model learns from."""
    return draw_papers(copies, seed) + blur_readings(draw_texts(3, seed), seed) + draw_random_papers(seed)


def draw_frozen(seed: int) -> list[Paper]:
    """Papers of the layouts that no model of ours ever learns from."""
    return blur_readings(draw_texts(2, seed + 1, "test"), seed)


def paper_of_reading(reading: Reading) -> Paper:
    """A page read by the real readers."""
    return Paper(
        reading.text,
        reading.leaf,
        f"{reading.leaf}/{reading.layout}",
        reading.quality,
        reading.body,
        reading.marks,
        drawn=True,
    )


def hash_drawn(papers: Sequence[Paper]) -> str:
    """SHA-256 of all that papers hold, which says whether a model was learned from the same ones."""
    digest = hashlib.sha256()
    for paper in papers:
        digest.update(repr(paper).encode("utf-8"))
    return digest.hexdigest()
