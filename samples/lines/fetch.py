"""Fetches the typefaces that lines are written in: `python -m samples.lines.fetch FOLDER`.

npm installs the packages of `families.toml` below FOLDER; their faces are unpacked to `FOLDER/hand/*.ttf` and
`FOLDER/print/*.ttf`. Needs npm, and the packages of the dependency group `lines`.
"""

import argparse
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from samples.lines.families import HAND, PRINT, Families, load_families

#: Weights of a family: hands have one; of print a bold face is taken too, where there is one.
WEIGHTS = {HAND: (400,), PRINT: (400, 700)}


def main() -> None:
    """Fetch and unpack."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    if shutil.which("npm") is None:
        parser.error("npm is missing: install it, it fetches the typefaces.")
    families = load_families()
    install_packages(folder / "npm", families)
    print(f"{sum(1 for _ in unpack_faces(folder, families))} faces in {folder}")


def install_packages(folder: Path, families: Families) -> None:
    """Let npm install every family's package below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps(describe_packages(families), indent=1), encoding="utf-8")
    subprocess.run(
        ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"],
        cwd=folder,
        check=True,
    )


def describe_packages(families: Families) -> dict[str, object]:
    """The `package.json` that asks for every family in its version."""
    wanted = {f"@fontsource/{family}": version for family, version in sorted(families.versions.items())}
    return {"name": "typefaces-of-lines", "version": "1.0.0", "private": True, "dependencies": wanted}


def unpack_faces(folder: Path, families: Families) -> Iterator[Path]:
    """Unpack what npm installed below `folder/npm`; the faces written."""
    for sort, names in ((HAND, families.hands), (PRINT, families.prints)):
        (folder / sort).mkdir(exist_ok=True)
        for name in names:
            for weight in WEIGHTS[sort]:
                packed = (
                    folder / f"npm/node_modules/@fontsource/{name}/files/{name}-latin-{weight}-normal.woff2"
                )
                if packed.is_file():
                    yield unpack_face(packed, folder / sort / f"{name}-{weight}.ttf")


def unpack_face(packed: Path, out: Path) -> Path:
    """Write a WOFF2 face as TrueType, which Pillow reads; the same face gives the same bytes."""
    from fontTools.ttLib import TTFont

    with TTFont(packed, recalcTimestamp=False) as face:
        face.flavor = None
        face.save(out)
    return out


if __name__ == "__main__":
    main()
