"""Learns the recogniser further: `python -m samples.lines.learn --lines FOLDER --minutes N --out FILE [--start FILE]`.

FOLDER holds files of `samples.lines.cut`; files that are written there meanwhile are learned from too. What the wheel's
recogniser reads rightly it is to read as before. OUT holds the mean of the weights over the last steps. Needs the packages
of the dependency group `lines`; it takes both cores, and goes by the clock: another run gives other weights.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from samples.lines.batches import Supply, pack_pictures
from samples.lines.line_files import Line
from samples.lines.network import LineNetwork
from samples.lines.operations import Tensor
from samples.lines.weights import Weights, Wheel, load_learned, load_wheel, save_learned

#: Of a step; at 4e-4 the recogniser lost what it knew.
RATE = 8e-5
#: The rate grows over so many steps, and falls over the second half of the time to a twentieth.
_WARMING, _FALLING, _LEAST_RATE = 100, 0.5, 0.05
#: One batch in four is shown to the wheel's recogniser too, and reading otherwise than it costs so much.
_SHOWN_TOO, _KEEPING = 0.25, 4.8
#: How much of the mean stays each step: over 30 steps, later over 200.
_MEAN_EARLY, _MEAN, _EARLY = 0.97, 0.995, 300
#: Chances below this count as this.
_FLOOR = 1e-7
#: Steps between two lines of report, and two files.
_REPORTED, _SAVED = 50, 400


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch as tensors."""

    pictures: Tensor
    letters: Tensor
    """Of all texts, one after the other, by their places in the alphabet."""
    lengths: Tensor
    texts: list[str]


def main() -> None:
    """Learn until the time is over."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights learned before, to go on from")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    learner = Learner(load_wheel(), Supply(asked.lines, Random(asked.seed)), Random(asked.seed + 1))
    if asked.start:
        learner.start_from(load_learned(asked.start)[0])
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    learner.learn(asked.minutes * 60, asked.out)


class Learner:
    """A recogniser that learns, and the one of the wheel, which stays as it is."""

    def __init__(self, wheel: Wheel, supply: Supply, rng: Random) -> None:
        self.network, self._old = LineNetwork(wheel), LineNetwork(wheel)
        self._alphabet, self._supply, self._rng = wheel.alphabet, supply, rng
        self._places = {character: place for place, character in enumerate(wheel.alphabet)}
        self._learning = list(self.network.weights.values())
        self._optimiser = torch.optim.AdamW(self._learning, lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
        self._mean = {name: values.detach().clone() for name, values in self.network.weights.items()}
        self._steps = self._lines = 0

    def start_from(self, weights: dict[str, Weights]) -> None:
        """Go on from weights that were learned before."""
        self.network.take(weights)
        self._mean = {name: values.detach().clone() for name, values in self.network.weights.items()}

    def learn(self, seconds: float, out: Path) -> None:
        """Learn, report on stderr, and save now and then."""
        start, smooth = time.monotonic(), None
        for batch in self._supply.batches():
            gone = time.monotonic() - start
            if gone >= seconds:
                break
            rate = rate_at(self._steps, gone / seconds)
            loss = self._step(self._show(batch), rate)
            smooth = loss if smooth is None else 0.98 * smooth + 0.02 * loss
            if self._steps % _REPORTED == 0:
                print(f"{gone / 60:.1f} min, step {self._steps}, {self._lines} lines, loss {smooth:.4f}, rate {rate:.1e}",
                      file=sys.stderr, flush=True)  # fmt: skip
            if self._steps % _SAVED == 0:
                self.save(out)
        self.save(out)

    def save(self, out: Path) -> None:
        """Write the mean weights, and what was learned from."""
        facts = {
            "recipe_sha256": self._supply.hash_recipe(),
            "lines": self._supply.lines,
            "shown": self._lines,
        }
        save_learned(out, {name: values.numpy() for name, values in self._mean.items()}, facts)

    def _show(self, batch: Sequence[Line]) -> Shown:
        pictures = torch.from_numpy(pack_pictures(batch)).expand(-1, 3, -1, -1)
        texts = [line.text for line in batch]
        letters = torch.tensor([self._places[letter] for text in texts for letter in text])
        lengths = torch.tensor([len(text) for text in texts])
        return Shown(pictures.contiguous(memory_format=torch.channels_last), letters, lengths, texts)

    def _step(self, shown: Shown, rate: float) -> float:
        """One step of learning; the loss without what keeps to the wheel's readings."""
        chances = _run(self.network, shown.pictures)
        logs = torch.log(chances.clamp_min(_FLOOR))
        loss = total = _misread(logs, shown)
        if self._rng.random() < _SHOWN_TOO:
            total = loss + _KEEPING * self._estrange(logs, shown)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self._learning, 1.0)
        self._optimiser.step()
        self._steps += 1
        self._lines += len(shown.texts)
        self._follow(_MEAN if self._steps > _EARLY else _MEAN_EARLY)
        return float(loss.detach())

    def _follow(self, stays: float) -> None:
        with torch.no_grad():
            for name, values in self.network.weights.items():
                self._mean[name].mul_(stays).add_(values, alpha=1 - stays)

    def _estrange(self, logs: Tensor, shown: Shown) -> Tensor:
        """How far the network is from the wheel's (Kullback-Leibler) on lines that the wheel's reads rightly."""
        with torch.no_grad():
            old = _run(self._old, shown.pictures)
            read = [decode(best, self._alphabet) for best in old.argmax(-1).numpy()]
        right = torch.tensor([one == text for one, text in zip(read, shown.texts, strict=True)])
        if not right.any():
            return logs.new_zeros(())
        apart = old[right] * (torch.log(old[right].clamp_min(_FLOOR)) - logs[right])
        return apart.sum(-1).mean()


def _run(network: LineNetwork, pictures: Tensor) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        chances = network(pictures)
    return chances.float()


def _misread(logs: Tensor, shown: Shown) -> Tensor:
    """The loss of Graves et al. 2006 (CTC) a letter."""
    lines, places, _ = logs.shape
    losses = functional.ctc_loss(
        logs.transpose(0, 1), shown.letters, torch.full((lines,), places), shown.lengths,
        blank=0, zero_infinity=True, reduction="none",
    )  # fmt: skip
    return (losses / shown.lengths.clamp_min(1)).mean()


def decode(best: np.ndarray[Any, np.dtype[np.int64]], alphabet: Sequence[str]) -> str:
    """The text of the likeliest character at each place."""
    changed = np.append(True, best[1:] != best[:-1])
    return "".join(alphabet[place] for place in best[changed & (best != 0)]).strip()


def rate_at(step: int, gone: float) -> float:
    """The rate of a step, `gone` (0-1) of the time being over."""
    falling = 1.0 if gone < _FALLING else max(_LEAST_RATE, (1 - gone) / (1 - _FALLING))
    return RATE * min(1.0, step / _WARMING) * falling


if __name__ == "__main__":
    main()
