"""Makes the list of how common a word is as a name: `python -m samples.list_names CENSUS --out names.txt.gz`.

CENSUS is a folder with the three files of names that the US Census Bureau published of its count of 1990 (public
domain): `dist.all.last`, `dist.female.first` and `dist.male.first`. Each line tells a name, the share of people who
bear it in per cent, the share of all names up to it, and its rank. The Python package `names` 0.3.0 carries them.
"""

import argparse
import gzip
from math import log10
from pathlib import Path

SURNAMES, GIVEN = "dist.all.last", ("dist.female.first", "dist.male.first")
#: The rarest names of the files are borne by one in a hundred thousand; each step is ten times as common.
RAREST, MOST_STEPS = 0.001, 4


def read_shares(file: Path) -> dict[str, float]:
    """The share of people who bear each name, in per cent."""
    lines = (line.split() for line in file.read_text("ascii").splitlines() if line.strip())
    return {name.lower(): float(share) for name, share, *_ in lines}


def grade(share: float | None) -> int:
    """1 for the rarest of the list to 5 for the most common; 0 for what is not listed."""
    if share is None:
        return 0
    return 1 + min(MOST_STEPS, round(log10(max(share, RAREST) / RAREST)))


def list_names(folder: Path) -> str:
    """A line a name: the word, the digit of the given name, the digit of the surname."""
    surnames = read_shares(folder / SURNAMES)
    women, men = (read_shares(folder / file) for file in GIVEN)
    given = {name: max(women.get(name, 0.0), men.get(name, 0.0)) for name in {*women, *men}}
    words = sorted({*surnames, *given})
    return "".join(f"{word} {grade(given.get(word))}{grade(surnames.get(word))}\n" for word in words)


def main() -> None:
    """Read, grade, pack. The same files give the same bytes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("census", type=Path, help="the folder of the three files")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    try:
        text = list_names(asked.census)
    except FileNotFoundError as error:
        parser.error(
            f"{error.filename} is missing: put the three files of names of the Census of 1990 into {asked.census}."
        )
    asked.out.write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))
    print(f"{text.count(chr(10))} names")


if __name__ == "__main__":
    main()
