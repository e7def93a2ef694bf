"""The mentions of papers with known truth: what stands around each, and which field it states."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Hamming

from domain.kinds import FIELDS_OF, FieldName
from domain.likeness import fold
from intake.extractors.mentions.mentions import Mention, Shape, find_mentions
from intake.extractors.mentions.surroundings import describe_all
from intake.extractors.name_papers.evidence_types import describe_type
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.layout import Sheet
from intake.extractors.sheets.paper import with_form_values
from samples.learn_examples import Example

#: Fields whose mentions have each shape.
FIELDS_OF_SHAPE: dict[Shape, tuple[FieldName, ...]] = {
    Shape.DATE: (
        FieldName.DATE_OF_BIRTH, FieldName.SIGNED_ON, FieldName.ISSUED_ON, FieldName.EXPIRES_ON,
    ),
    Shape.NAME: (
        FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME, FieldName.NEW_NAME,
        FieldName.INSTRUCTOR_NAME, FieldName.FORMER_NAMES,
    ),
    Shape.NAME_PART: (
        FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME, FieldName.NEW_NAME,
        FieldName.FORMER_NAMES,
    ),
    Shape.NUMBER: (FieldName.CERTIFICATION_NUMBER,),
    Shape.LAST4: (FieldName.SSN_LAST4,),
    Shape.PHONE: (FieldName.RETURN_FAX,),
    Shape.EMAIL: (FieldName.RETURN_EMAIL,),
    Shape.CODE: (FieldName.CERTIFICATE_ID,),
    Shape.ORGANISATION: (FieldName.REQUESTING_AGENCY, FieldName.TRAINING_CENTER),
    Shape.PAPER: (),
}  # fmt: skip


def sheets_of(example: Example) -> list[Sheet]:
    """The pages of a paper, laid out as at run time."""
    return [build_sheet(with_form_values(page), index) for index, page in enumerate(example.pages)]


def mentions_of(example: Example) -> list[Mention]:
    """All mentions of a paper, as at run time."""
    return [mention for sheet in sheets_of(example) for mention in find_mentions(sheet)]


Roles = frozenset[str]
"""The fields whose truth a mention states, of a name's part with which part; empty where it answers nothing."""


def roles_of(mentions: Sequence[Mention], example: Example) -> list[Roles]:
    """The roles of each mention of a paper.

    Where a paper as it was read says a truth nowhere, what is nearest to it stands in its place: a reader's slip
    makes no other answer of it, and a model that learned so would believe no handwriting.
    """
    roles = [_roles_of(mention, example, _says) for mention in mentions]
    said = frozenset[str]().union(*roles)
    return [
        has or (_roles_of(mention, example, _nearly_says) - said)
        for mention, has in zip(mentions, roles, strict=True)
    ]  # fmt: skip


def _roles_of(mention: Mention, example: Example, says: Callable[[Mention, str], bool]) -> Roles:
    roles = set()
    for asked in FIELDS_OF_SHAPE[mention.shape]:
        truth = example.truth.get(asked.value)
        if asked not in FIELDS_OF[example.kind] or not isinstance(truth, str) or not truth:
            continue
        if mention.shape is Shape.NAME_PART and asked is not FieldName.FORMER_NAMES:
            if says is _says and (part := _part_of_name(mention.value, truth)):
                roles.add(f"{asked.value} {part}")
        elif says(mention, truth):
            roles.add(asked.value)
    return frozenset(roles)


def _nearly_says(mention: Mention, truth: str) -> bool:
    """Whether a mention says a truth but for a letter or digit here and there."""
    if mention.shape is Shape.NAME:
        said, meant = fold(mention.value).split(), fold(truth).replace(".", "").split()
        ends = min(fuzz.ratio(said[0], meant[0]), fuzz.ratio(said[-1], meant[-1])) if meant else 0
        return len(said) == len(meant) and ends >= 50 and fuzz.ratio(" ".join(said), " ".join(meant)) >= 75
    said_letters, meant_letters = _letters(mention.value), _letters(truth)
    if mention.shape is Shape.DATE:
        return len(said_letters) == len(meant_letters) and Hamming.distance(said_letters, meant_letters) == 1
    return len(said_letters) > 3 and fuzz.ratio(said_letters, meant_letters) >= 75


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


@dataclass(slots=True)
class Gathered:
    """The mentions of one shape as rows."""

    features: list[list[str]] = field(default_factory=list)
    roles: list[Roles] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    papers: list[int] = field(default_factory=list)
    """Ordinal of the paper each mention is of."""

    def add(self, features: list[str], roles: "Roles", example: Example, value: str, paper: int) -> None:
        """Add one mention."""
        self.features.append(features)
        self.roles.append(roles)
        self.layouts.append(example.layout)
        self.values.append(value)
        self.papers.append(paper)


def gather(examples: Iterable[Example]) -> dict[Shape, Gathered]:
    """The mentions of all papers by shape."""
    gathered = {shape: Gathered() for shape in Shape}
    for number, example in enumerate(examples):
        sheets = sheets_of(example)
        if kind := example.truth.get(FieldName.EVIDENCE_TYPE.value):
            text = fold("\n".join(sheet.flow.text for sheet in sheets))
            gathered[Shape.PAPER].add(describe_type(text), frozenset({str(kind)}), example, "", number)
        mentions = [mention for sheet in sheets for mention in find_mentions(sheet)]
        described, roles = describe_all(mentions, example.kind), roles_of(mentions, example)
        for mention, features, role in zip(mentions, described, roles, strict=True):
            gathered[mention.shape].add(features, role, example, mention.value, number)
    return gathered


def join_rows(one: Gathered, other: Gathered) -> Gathered:
    """The rows of both, the papers of the second counted on from those of the first."""
    shift = max(one.papers, default=-1) + 1
    return Gathered(
        one.features + other.features, one.roles + other.roles, one.layouts + other.layouts,
        one.values + other.values, one.papers + [shift + paper for paper in other.papers],
    )  # fmt: skip
