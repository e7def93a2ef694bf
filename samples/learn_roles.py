"""Learns which question a mention answers: `python -m samples.learn_roles --out intake/extractors/model`.

Papers of every layout are drawn, their text layers laid out as at run time, some also degraded and read by the
real readers; every mention whose value is a truth of its paper has that field as its role. Measured by folds of
layouts that the fold's model never saw; the shipped model learns from all layouts that are not held out.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.progress import track
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from domain.kinds import FIELDS_OF, FieldName, Kind
from domain.limits import Limits
from domain.pages import PageReading, PageSource
from intake.extractors.layout import build_sheet
from intake.extractors.mentions import Mention, Shape, find_mentions
from intake.extractors.normalise.names import fold
from intake.extractors.paper import with_form_values
from intake.extractors.roles import NO_ROLE, ShapeModel
from intake.extractors.surroundings import describe_all
from intake.parsers.textpages import page_of_text
from intake.parsers.unpack import unpack_original
from intake.readers.reading import PageReader
from intake.readers.wire import decode_reading, encode_reading
from samples.bodies import write_body
from samples.catalogue import LAYOUTS, list_layouts
from samples.degrade import degrade_pages
from samples.layout import Layout
from samples.learn_drawn import read_page
from samples.people import invent_people
from samples.pieces import Stock, pick_slip

FOLDS = 5
DAY = date(2026, 10, 14)
#: Qualities that are read by the real readers, once a layout and round.
READ_QUALITIES = ("scan", "fax_fine", "fax_standard", "photo")
#: A feature counts where at least so many layouts share it.
LEAST_LAYOUTS = 2
#: Fields whose mentions have each shape.
FIELDS_OF_SHAPE: dict[Shape, tuple[FieldName, ...]] = {
    Shape.DATE: (
        FieldName.DATE_OF_BIRTH, FieldName.SIGNED_ON, FieldName.ISSUED_ON, FieldName.EXPIRES_ON,
    ),
    Shape.NAME: (
        FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME, FieldName.NEW_NAME,
        FieldName.INSTRUCTOR_NAME,
    ),
    Shape.NAME_PART: (FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.NEW_NAME),
    Shape.NUMBER: (FieldName.CERTIFICATION_NUMBER,),
    Shape.LAST4: (FieldName.SSN_LAST4,),
    Shape.PHONE: (FieldName.RETURN_FAX,),
    Shape.EMAIL: (FieldName.RETURN_EMAIL,),
    Shape.CODE: (FieldName.CERTIFICATE_ID,),
    Shape.ORGANISATION: (FieldName.REQUESTING_AGENCY, FieldName.TRAINING_CENTER),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One paper as read, with its truth."""

    layout: str
    kind: Kind
    quality: str
    held_out: bool
    truth: dict[str, Any]
    pages: tuple[PageReading, ...]


def draw_examples(per_layout: int, read_rounds: int, seed: int) -> Iterator[Example]:
    """Papers of all layouts of the three kinds with fields: text layers, and some degraded and read."""
    rng = Random(seed)
    reader = PageReader.load()
    wanted = [layout for layout in list_layouts(None, "all") if layout.kind is not Kind.OTHER]
    for layout in track(wanted, description="Drawing papers", disable=not sys.stderr.isatty()):
        stock = Stock(tuple(invent_people(200, rng)), "test" if layout.held_out else "train")
        for _ in range(per_layout):
            yield _draw(layout, stock, "clean", rng, reader)
        if layout.body:
            continue
        for _ in range(read_rounds):
            for quality in READ_QUALITIES:
                yield _draw(layout, stock, quality, rng, reader)


def _draw(layout: Layout, stock: Stock, quality: str, rng: Random, reader: PageReader) -> Example:
    piece = stock.fill(layout, rng.choice(stock.people), pick_slip(rng), rng, DAY)
    if layout.body:
        pages: tuple[PageReading, ...] = (_body(write_body(piece)),)
    elif quality == "clean":
        pages = tuple(_text_layer(reader, piece.draw()))
    else:
        pages = tuple(read_page(reader, page, quality) for page in degrade_pages(piece.draw(), quality, rng))
    return Example(layout.name, layout.kind, quality, layout.held_out, dict(piece.paper.truth), pages)


def _text_layer(reader: PageReader, pdf: bytes) -> Iterator[PageReading]:
    unpacked = unpack_original(pdf, name="drawn.pdf", limits=Limits())
    for part in unpacked.parts:
        yield from (reader.read(page) for page in part.pages)


def _body(text: str) -> PageReading:
    draft = page_of_text(text)
    return PageReading(0, draft.width, draft.height, 0, PageSource.BODY, tuple(draft.words), text=draft.text)


def dump_example(example: Example) -> str:
    """One line of JSON that `load_example` reads."""
    pages = [base64.b64encode(encode_reading(page)).decode() for page in example.pages]
    return json.dumps({**asdict(replace(example, pages=())), "pages": pages}, ensure_ascii=False)


def load_example(line: str) -> Example:
    """The paper that `dump_example` wrote."""
    plain = json.loads(line)
    pages = tuple(decode_reading(base64.b64decode(page)) for page in plain.pop("pages"))
    return Example(**{**plain, "kind": Kind(plain["kind"]), "pages": pages})


# -- roles of mentions --------------------------------------------------------------------------------


def obtain_examples(kept: Path | None, per_layout: int, read_rounds: int, seed: int) -> list[Example]:
    """The papers that `kept` holds from an earlier run; else drawn and read, and kept there."""
    if kept and kept.exists():
        return [load_example(line) for line in kept.read_text("utf-8").splitlines()]
    examples = list(draw_examples(per_layout, read_rounds, seed))
    if kept:
        kept.write_text("".join(f"{dump_example(e)}\n" for e in examples), encoding="utf-8")
    return examples


def hash_examples(examples: Sequence[Example]) -> str:
    """What a model was learned from, as one SHA-256 of layouts, qualities and truths."""
    told = hashlib.sha256()
    for example in examples:
        told.update(f"{example.layout} {example.quality} {sorted(example.truth.items())}".encode())
    return told.hexdigest()


def mentions_of(example: Example) -> list[Mention]:
    """All mentions of a paper, as at run time."""
    sheets = [build_sheet(with_form_values(page), index) for index, page in enumerate(example.pages)]
    return [mention for sheet in sheets for mention in find_mentions(sheet)]


def role_of(mention: Mention, example: Example) -> str:
    """The field whose truth a mention states; of a name's part, which part."""
    for field in FIELDS_OF_SHAPE[mention.shape]:
        truth = example.truth.get(field.value)
        if field not in FIELDS_OF[example.kind] or not isinstance(truth, str) or not truth:
            continue
        if mention.shape is Shape.NAME_PART:
            part = _part_of_name(mention.value, truth)
            if part:
                return f"{field.value} {part}"
        elif _says(mention, truth):
            return field.value
    return NO_ROLE


def _says(mention: Mention, truth: str) -> bool:
    if mention.shape is Shape.DATE:
        return mention.value == truth or (mention.value[2:] == truth[2:] and truth < "2000")
    if mention.shape is Shape.NAME:
        return _same_name(mention.value, truth)
    if mention.shape is Shape.ORGANISATION:
        said, meant = _letters(mention.value), _letters(truth)
        return meant in said or (said in meant and len(said) > 0.7 * len(meant))
    if mention.shape in (Shape.PHONE, Shape.LAST4):
        return _digits(mention.value)[-10:] == _digits(truth)[-10:]
    return _letters(mention.value) == _letters(truth)


def _same_name(said: str, meant: str) -> bool:
    a, b = fold(said).replace(".", "").split(), fold(meant).replace(".", "").split()
    return bool(a) and a[0] == b[0] and a[-1] == b[-1] and len(a) >= len(b) - 1


def _part_of_name(said: str, meant: str) -> str | None:
    words, whole = fold(said).split(), fold(meant).replace(".", "").split()
    whole = [w for w in whole if w not in ("jr", "sr", "ii", "iii", "iv")]
    if len(whole) < 2:
        return None
    if words == whole[-1:] or words == whole[-2:]:
        return "surname"
    if words == whole[:1] or (len(words) == 2 and words[0] == whole[0] and words[1][0] == whole[1][0]):
        return "given"
    return None


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


# -- learning -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Gathered:
    """The mentions of one shape as rows."""

    features: list[list[str]]
    roles: list[str]
    layouts: list[str]
    papers: list[int]
    """Ordinal of the paper each mention is of."""
    values: list[Mention]


def gather(examples: Sequence[Example]) -> dict[Shape, Gathered]:
    """The mentions of all papers by shape."""
    gathered = {shape: Gathered([], [], [], [], []) for shape in Shape}
    for number, example in enumerate(examples):
        mentions = mentions_of(example)
        for mention, features in zip(mentions, describe_all(mentions, example.kind), strict=True):
            rows = gathered[mention.shape]
            rows.features.append(features)
            rows.roles.append(role_of(mention, example))
            rows.layouts.append(example.layout)
            rows.papers.append(number)
            rows.values.append(mention)
    return gathered


@dataclass(frozen=True, slots=True)
class Learned:
    """One shape's model, as it ships."""

    features: list[str]
    roles: list[str]
    weights: npt.NDArray[np.float32]

    def as_shipped(self) -> ShapeModel:
        """The model as extraction uses it."""
        places = {feature: place for place, feature in enumerate(self.features)}
        return ShapeModel(places, tuple(self.roles), self.weights)


def learn(rows: Gathered, chosen: Sequence[int], strength: float) -> Learned | None:
    """A multinomial logistic regression on some mentions; every layout counts alike."""
    roles = sorted({rows.roles[i] for i in chosen})
    if len(roles) < 2:
        return None
    shared: dict[str, set[str]] = defaultdict(set)
    for i in chosen:
        for feature in rows.features[i]:
            shared[feature].add(rows.layouts[i])
    features = sorted(f for f, where in shared.items() if len(where) >= LEAST_LAYOUTS)
    places = {f: n for n, f in enumerate(features)}
    matrix = _matrix([rows.features[i] for i in chosen], places)
    in_layout = Counter(rows.layouts[i] for i in chosen)
    weight = np.array([len(chosen) / len(in_layout) / in_layout[rows.layouts[i]] for i in chosen])
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-3)
    model.fit(matrix, [rows.roles[i] for i in chosen], sample_weight=weight)
    coefficients, constant = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coefficients, constant = (
            np.vstack([-coefficients, coefficients]) / 2,
            np.array([-constant[0], constant[0]]) / 2,
        )
    weights = np.vstack([coefficients.T, constant[None, :]]).astype(np.float32)
    return Learned(features, [str(c) for c in model.classes_], weights)


def _matrix(features: Sequence[Sequence[str]], places: dict[str, int]) -> csr_matrix:
    indices, pointers = [], [0]
    for row in features:
        indices += [places[f] for f in row if f in places]
        pointers.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, pointers), (len(features), len(places)))


def part_layouts(layouts: Iterable[str]) -> dict[str, int]:
    """Layout to fold, each kind's layouts spread over all folds."""
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for name in sorted(set(layouts)):
        by_kind[LAYOUTS[name].kind].append(name)
    return {name: at % FOLDS for names in by_kind.values() for at, name in enumerate(names)}


def judge_unseen(rows: Gathered, folds: dict[str, int], strength: float) -> list[dict[str, float]]:
    """Every mention's roles by a model that never saw its layout."""
    judged: list[dict[str, float]] = [{NO_ROLE: 1.0}] * len(rows.roles)
    for fold_number in range(FOLDS):
        rest = [i for i, name in enumerate(rows.layouts) if folds[name] != fold_number]
        model = learn(rows, rest, strength)
        if model is None:
            continue
        shipped = model.as_shipped()
        for i, name in enumerate(rows.layouts):
            if folds[name] == fold_number:
                judged[i] = shipped.probabilities(rows.features[i])
    return judged


def measure(
    examples: Sequence[Example], gathered: dict[Shape, Gathered], judged: dict[Shape, list[dict[str, float]]]
) -> dict[str, dict[str, float]]:
    """For each field, over papers: how often the likeliest mention (from 0.5) is right, wrong, missing."""
    best: dict[tuple[int, str], tuple[float, str]] = {}
    for shape, rows in gathered.items():
        for i, roles in enumerate(judged[shape]):
            for role, chance in roles.items():
                key = (rows.papers[i], role)
                if role != NO_ROLE and chance > best.get(key, (0.5, ""))[0]:
                    best[key] = (chance, rows.roles[i])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for number, example in enumerate(examples):
        for shape, fields in FIELDS_OF_SHAPE.items():
            if shape is Shape.NAME_PART:
                continue
            for field in fields:
                if field not in FIELDS_OF[example.kind]:
                    continue
                found = best.get((number, field.value))
                shown = bool(example.truth.get(field.value))
                what = (
                    ("right" if found[1] == field.value else "wrong" if shown else "spurious")
                    if found
                    else ("missing" if shown else "rightly none")
                )
                counts[field.value][what] += 1
    return {
        field: {
            **dict(count),
            "f1": round(
                2
                * count["right"]
                / max(1, 2 * count["right"] + 2 * count["wrong"] + count["spurious"] + count["missing"]),
                3,
            ),
        }
        for field, count in sorted(counts.items())
    }


def main() -> None:
    """Learn, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-layout", type=int, default=25, help="text layers of each layout")
    parser.add_argument("--read-rounds", type=int, default=1, help="read pages a layout and quality")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--strength", type=float, default=0.3)
    parser.add_argument("--kept", type=Path, help="a file that keeps the drawn and read papers between runs")
    parser.add_argument("--all", action="store_true", help="learn from the held-out layouts too")
    asked = parser.parse_args()
    examples = obtain_examples(asked.kept, asked.per_layout, asked.read_rounds, asked.seed)
    gathered = gather(examples)
    folds = part_layouts(e.layout for e in examples)
    judged = {shape: judge_unseen(rows, folds, asked.strength) for shape, rows in gathered.items()}
    figures = measure(examples, gathered, judged)
    for field, counts in figures.items():
        print(f"{field:22} {counts}")
    held = {e.layout for e in examples if e.held_out and not asked.all}
    models = {}
    for shape, rows in gathered.items():
        chosen = [i for i, name in enumerate(rows.layouts) if name not in held]
        model = learn(rows, chosen, asked.strength)
        if model:
            models[shape] = model
    write(asked.out, models, examples, figures)


def write(
    folder: Path, models: dict[Shape, Learned], examples: Sequence[Example], figures: dict[str, Any]
) -> None:
    """Write the model with what it was learned from and how it measured."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {s.value: m.weights.astype(np.float16) for s, m in models.items()}
    np.savez_compressed(folder / "roles.npz", **arrays)
    facts = {
        "data_hash": hash_examples(examples),
        "papers": len(examples),
        "layouts": len({e.layout for e in examples}),
        "measured_on_unseen_layouts": figures,
        "shapes": {s.value: {"roles": m.roles, "features": m.features} for s, m in models.items()},
    }
    (folder / "roles.json").write_text(
        json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
