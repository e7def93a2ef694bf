"""Trains the classifier: `python -m samples.learn --out intake/classifiers/model [--readings FOLDER]`.

Learns from the texts of `samples.learn_texts` (wordings, drawn sample papers, papers put together at random), misread as
readers misread, and from readings of drawn sample pages where `--readings` names a folder of them. Measures on layouts
that were held out, sets the temperature and the abstention there, then learns from all. The same seed and readings give
the same model.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from domain.kinds import Kind
from intake.classifiers.kinds import pack_weights
from intake.classifiers.leaves import KIND_OF_LEAF
from samples.fit_kinds import Learned, choose_words, fit, measure_papers, score_held_out, take_measured
from samples.judge_kinds import (
    find_temperature,
    kind_probabilities,
    measure_by_quality,
    set_abstention,
)
from samples.learn_readings import gather_readings
from samples.learn_texts import draw_frozen, draw_training, hash_drawn, paper_of_reading


def save(
    folder: Path, model: LogisticRegression, learned: Learned, words: list[str], facts: dict[str, Any]
) -> None:
    """Writes `kinds.npz` and `kinds.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kinds.npz").write_bytes(pack_weights(words, model.coef_.T, model.intercept_))
    (folder / "kinds.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def learn(out: Path, readings: Path | None, *, copies: int, seed: int, strength: float) -> dict[str, Any]:
    """Trains, measures and saves; returns the facts saved beside the model."""
    papers = draw_training(copies, seed)
    if readings is not None:
        papers += [paper_of_reading(reading) for reading in gather_readings(readings)]
    words = choose_words(papers)
    learned = measure_papers(papers, words)
    scores, measured = score_held_out(learned, strength), take_measured(learned)
    temperature = find_temperature(scores, measured)
    shares = kind_probabilities(scores, learned.leaves, temperature)
    abstention = set_abstention(shares, scores, measured)
    final = fit(learned, np.arange(len(papers)), strength)
    unseen = measure_papers(draw_frozen(seed), words)
    unseen_scores = np.full((len(unseen.papers), len(learned.leaves)), -1e9)
    unseen_scores[:] = final.decision_function(unseen.features)
    unseen_shares = kind_probabilities(unseen_scores, learned.leaves, temperature)
    facts = {
        "leaves": learned.leaves,
        "temperature": round(temperature, 4),
        "abstention": asdict(abstention),
        "held_out_layouts": measure_by_quality(shares, measured, abstention),
        "held_out_sample_layouts": measure_by_quality(unseen_shares, unseen, abstention),
        "training_papers": len(papers),
        "random_papers": len(papers) - len(measured.papers),
        "layouts": len({p.layout for p in measured.papers}),
        "papers_sha256": hash_drawn(papers),
        "command": f"python -m samples.learn --copies {copies} --seed {seed} --strength {strength}"
        + (" --readings FOLDER" if readings else ""),
    }
    save(out, final, learned, words, facts)
    _report_confusions(shares, measured)
    _report_confusions(unseen_shares, unseen)
    return facts


def _report_confusions(shares: npt.NDArray[np.float64], learned: Learned) -> None:
    """On stderr: which held-out layouts are taken for what."""
    order = list(Kind)
    wrong: Counter[tuple[str, str]] = Counter()
    total = Counter(p.layout for p in learned.papers)
    for paper, best in zip(learned.papers, shares.argmax(axis=1), strict=True):
        if KIND_OF_LEAF[paper.leaf] is not order[best]:
            wrong[paper.layout, order[best].value] += 1
    for (layout, taken), count in wrong.most_common(25):
        print(f"{count:4} of {total[layout]:4}  {layout} taken for {taken}", file=sys.stderr)


_SHOWN = ("temperature", "abstention", "held_out_layouts", "held_out_sample_layouts")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--readings", type=Path, help="folder of readings of sample pages")
    parser.add_argument("--copies", type=int, default=4, help="papers a layout and quality")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--strength", type=float, default=4.0, help="inverse of the regularisation")
    chosen = parser.parse_args()
    start = time.monotonic()
    facts = learn(
        chosen.out, chosen.readings, copies=chosen.copies, seed=chosen.seed, strength=chosen.strength
    )
    print(json.dumps({key: facts[key] for key in _SHOWN}, indent=1))
    print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
