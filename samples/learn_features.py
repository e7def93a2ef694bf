"""Keeps what the shipped classifier was learned from: `python -m samples.learn_features --out FOLDER`.

Papers are drawn as `samples.learn` draws them and kept as features, with papers of held-out layouts beside
them; `oems-intake learn` learns from these and from an office's own papers, without drawing anything. Where
the layouts have changed since the model was learned, what is drawn now is something else: draw with the
version that learned it (`--keep FILE`, which needs nothing newer), and give the file with `--drawn FILE`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from intake.classifiers.kinds import MODEL_FOLDER, KindClassifier
from intake.classifiers.papers import PaperFeatures, save_papers
from intake.classifiers.telling import prove_leaf
from samples.fit_kinds import Learned, measure_papers
from samples.learn_texts import Paper, draw_frozen, draw_training, hash_drawn


def keep_features(learned: Learned) -> list[PaperFeatures]:
    """One a paper, in their order."""
    kept = []
    for row, (paper, text) in enumerate(zip(learned.papers, learned.texts, strict=True)):
        start, end = learned.features.indptr[row : row + 2]
        places = np.sort(learned.features.indices[start:end]).astype(np.uint16)
        kept.append(
            PaperFeatures(
                places, paper.leaf, text.known_share, text.known_words, prove_leaf(text) or "",
                float(learned.weight[row]),
            )
        )  # fmt: skip
    return kept


def keep_drawn(file: Path, training: Sequence[Paper], frozen: Sequence[Paper]) -> None:
    """One JSON line a paper."""
    lines = [
        json.dumps([part, asdict(p)]) for part, ps in (("training", training), ("frozen", frozen)) for p in ps
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_drawn(file: Path) -> tuple[list[Paper], list[Paper]]:
    """What `keep_drawn` wrote."""
    parts: dict[str, list[Paper]] = {"training": [], "frozen": []}
    for line in file.read_text(encoding="utf-8").splitlines():
        part, fields = json.loads(line)
        parts[part].append(Paper(**{**fields, "extra": tuple(fields["extra"])}))
    return parts["training"], parts["frozen"]


def keep(out: Path, training: Sequence[Paper], frozen: Sequence[Paper]) -> None:
    """The features beside the model, where they are those of the papers that it learned. Raises SystemExit."""
    learned = json.loads((MODEL_FOLDER / "kinds.json").read_text(encoding="utf-8"))
    if hash_drawn(training) != learned["papers_sha256"]:
        raise SystemExit("These papers are not those that the model learned: see the head of this file.")
    classifier = KindClassifier.load()
    save_papers(
        out,
        classifier.space,
        keep_features(measure_papers(list(training), classifier.words)),
        keep_features(measure_papers(list(frozen), classifier.words)),
        {
            "layouts": len({paper.layout for paper in training if not paper.random}),
            "frozen_layouts": len({paper.layout for paper in frozen}),
            "papers_sha256": learned["papers_sha256"],
        },
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="write the drawn papers to this file and stop")
    parser.add_argument("--drawn", type=Path, help="drawn papers, instead of drawing them now")
    chosen = parser.parse_args()
    drawn = (
        read_drawn(chosen.drawn)
        if chosen.drawn
        else (draw_training(chosen.copies, chosen.seed), draw_frozen(chosen.seed))
    )
    if chosen.keep:
        keep_drawn(chosen.keep, *drawn)
    else:
        keep(chosen.out, *drawn)


if __name__ == "__main__":
    main()
