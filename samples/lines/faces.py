"""Typefaces as lying in a folder: which there are, and what of a text each can write."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

from samples.drawing import FONTS_FOLDER
from samples.lines.families import HAND, PRINT, load_families
from samples.lines.words import bare

Font = ImageFont.FreeTypeFont

#: What is written in place of a sign that a face lacks.
_PLAINER = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
#: Of no script: what a face draws for it, it draws for all that it lacks.
_NO_CHARACTER = "\uffff"
#: Pixels at which glyphs are looked at.
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Face:
    """One typeface: a file FAMILY-WEIGHT.ttf."""

    path: Path
    by_hand: bool

    @property
    def family(self) -> str:
        """The name of its npm package."""
        return self.path.stem.rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class Faces:
    """What a sheet may be written in."""

    hands: tuple[Face, ...]
    prints: tuple[Face, ...]


def find_faces(folder: Path, held: bool) -> Faces:
    """The faces that `samples.lines.fetch` left: those held back, or those to learn from and Debian's Liberation.

    Raises: SystemExit where there are none.
    """
    hands, prints = _list(folder / HAND, held, True), _list(folder / PRINT, held, False)
    if not hands or not prints:
        raise SystemExit(f"{folder} has no faces: fetch them with python -m samples.lines.fetch {folder}")
    if not held:
        liberation = sorted((FONTS_FOLDER / "truetype").glob("liberation*/*.ttf"))
        prints += tuple(Face(path, False) for path in liberation)
    return Faces(hands, prints)


def _list(folder: Path, held: bool, by_hand: bool) -> tuple[Face, ...]:
    faces = (Face(path, by_hand) for path in sorted(folder.glob("*.ttf")))
    return tuple(face for face in faces if (face.family in load_families().held) == held)


@lru_cache(maxsize=400)
def open_font(face: Face, size: int) -> Font:
    """The face at so many pixels; letters stand beside each other without shaping."""
    return ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.BASIC)


def fit_text(face: Face, text: str) -> str:
    """The text as the face can write it: without accents and curls that it lacks, and without what is missing then."""
    if face.family in load_families().capitals:
        text = text.upper()
    return " ".join("".join(_fit(face, character) for character in text).split())


def _fit(face: Face, character: str) -> str:
    if has_glyph(face, character):
        return character
    plainer = _PLAINER.get(character, bare(character))
    return plainer if has_glyph(face, plainer) else ""


@cache
def has_glyph(face: Face, character: str) -> bool:
    """Whether the face draws the character as something of its own; blanks it always has."""
    drawn = _draw(face, character)
    return character == " " or (drawn != _draw(face, _NO_CHARACTER) and any(drawn))


@cache
def _draw(face: Face, character: str) -> bytes:
    mask: Any = open_font(face, _LOOKED_AT).getmask(character)
    return bytes(mask)
