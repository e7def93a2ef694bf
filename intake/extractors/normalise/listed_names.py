"""How common a word is as a given name and as a surname in the United States.

The counts are those of the Census Bureau of 1990 (public domain), as `names.txt.gz` beside this module's models: a
word, a digit for the given name, a digit for the surname; 0 is not listed, each step more is ten times as common. They
tell nothing of a person: a name that is not listed may well be one, only spelled rarely or read wrongly.
"""

import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from domain.errors import DeploymentError
from domain.likeness import fold

#: Words that stand within names and are none by themselves.
_JOINING = frozenset({"de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "van", "von", "der",
                      "den", "ter", "y", "e", "st", "san", "mac", "mc", "los", "las"})  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Listed:
    """How common a word is, 0 for not listed to 5."""

    given: int = 0
    surname: int = 0

    @property
    def known(self) -> bool:
        """Whether it is listed at all."""
        return self.given + self.surname > 0


@lru_cache(maxsize=1)
def _load() -> dict[str, str]:
    try:
        packed = files("intake.extractors").joinpath("model", "names.txt.gz").read_bytes()
        lines = gzip.decompress(packed).decode("ascii").splitlines()
        return dict(line.split() for line in lines)
    except (OSError, ValueError, EOFError) as error:
        raise DeploymentError(
            "The list of names is missing or damaged: install the program again."
        ) from error


def look_up(word: str) -> Listed:
    """How common one word is as a name, whatever its case and accents."""
    digits = _load().get(re.sub(r"[^a-z]", "", fold(word)), "00")
    return Listed(int(digits[0]), int(digits[1]))


def list_words() -> list[str]:
    """Every listed word, folded."""
    return list(_load())


def share_of(grade: int) -> float:
    """How many people of all bear a name of this grade, about; 0.0 where it is not listed."""
    return 10.0 ** (grade - 6) if grade else 0.0


def words_of(name: str) -> list[str]:
    """The words of a name that can be listed: no initials, suffixes, particles; hyphens part."""
    words = [re.sub(r"[^a-z]", "", fold(word)) for word in re.split(r"[\s\-]+", name)]
    return [w for w in words if len(w) > 1 and w not in _JOINING and w not in _SUFFIXES]
