"""Known forms out of papers of which a person said what they say."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold, same_value
from intake.extractors.known_forms.by_form import read_by_form
from intake.extractors.known_forms.form import (
    LEAST_SHARED,
    LEAST_WORDS,
    KnownForm,
    Print,
    Spot,
    print_of,
    share_print,
)
from intake.extractors.known_forms.form_places import spot_of
from intake.extractors.known_forms.printed_words import printed_around
from intake.extractors.mentions.gaps import Judged
from intake.extractors.mentions.mentions import Shape
from intake.extractors.sheets.paper import Paper
from intake.extractors.sureness.place_signs import covers

#: The fields whose values are mentions, and of what shape.
SHAPE_OF: Mapping[FieldName, Shape] = {
    FieldName.DATE_OF_BIRTH: Shape.DATE, FieldName.SIGNED_ON: Shape.DATE,
    FieldName.ISSUED_ON: Shape.DATE, FieldName.EXPIRES_ON: Shape.DATE,
    FieldName.APPLICANT_NAME: Shape.NAME, FieldName.HOLDER_NAME: Shape.NAME, FieldName.FORMER_NAMES: Shape.NAME,
    FieldName.FORMER_NAME: Shape.NAME, FieldName.NEW_NAME: Shape.NAME, FieldName.INSTRUCTOR_NAME: Shape.NAME,
    FieldName.CERTIFICATION_NUMBER: Shape.NUMBER, FieldName.SSN_LAST4: Shape.LAST4,
    FieldName.RETURN_FAX: Shape.PHONE, FieldName.RETURN_EMAIL: Shape.EMAIL, FieldName.CERTIFICATE_ID: Shape.CODE,
    FieldName.REQUESTING_AGENCY: Shape.ORGANISATION, FieldName.TRAINING_CENTER: Shape.ORGANISATION,
}  # fmt: skip
#: Closed values that every copy of a form shares: of what type it is, and who issued it.
FIXED = (FieldName.EVIDENCE_TYPE, FieldName.PROVIDER)
#: How alike in letters, of a hundred, a value must be to be taken for another one misread.
NEARLY, NEARLY_A_DAY, AKIN = 75, 87, 60
#: A day that differs in so many digits may be a misread one.
DIGITS_OFF = 2
#: The newest papers of a form are learned from, up to so many.
MOST_PAPERS = 12


@dataclass(frozen=True, slots=True)
class TaughtPaper:
    """A paper as the machine alone reads it, and what a person said of its fields."""

    paper: Paper
    found: Sequence[Evidence]
    judged: Sequence[Judged]
    said: Mapping[FieldName, str | None]
    """None: the paper does not say it."""

    def is_right(self, evidence: Evidence) -> bool:
        """Whether a value is what the person said."""
        said = self.said.get(evidence.field)
        return said is not None and same_value(evidence.field.value, said, evidence.value)


def learn_forms(papers: Sequence[TaughtPaper]) -> list[KnownForm]:
    """The forms that some papers are copies of, each of which must have something to tell."""
    forms = (_learn_form(group[-MOST_PAPERS:]) for group in group_copies(papers))
    return [form for form in forms if form.fields]


def hash_papers(papers: Sequence[TaughtPaper]) -> str:
    """Of what was learned from: print and the fields spoken of, not the values."""
    lines = sorted(
        json.dumps(
            [t.paper.kind.value, [[w.word for w in page] for page in print_of(t.paper)], sorted(t.said)]
        )
        for t in papers
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def group_copies(papers: Sequence[TaughtPaper]) -> list[list[TaughtPaper]]:
    """The copies of each form together, in the order in which they came."""
    groups: list[tuple[Print, list[TaughtPaper]]] = []
    for taught in papers:
        words = print_of(taught.paper)
        if sum(len(page) for page in words) < LEAST_WORDS:
            continue
        alike = ((_share(group, words, taught), group) for group in groups)
        shared, best = max(alike, key=lambda pair: pair[0], default=(0.0, (words, [])))
        if shared >= LEAST_SHARED:
            best[1].append(taught)
        else:
            groups.append((words, [taught]))
    return [group for _, group in groups]


def _share(group: tuple[Print, list[TaughtPaper]], words: Print, taught: TaughtPaper) -> float:
    return share_print(group[0], words) if group[1][0].paper.kind is taught.paper.kind else 0.0


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy of a form, with what it tells: found once, and put together with the others' again and again."""

    taught: TaughtPaper
    print: Print
    answers: Mapping[FieldName, Spot]
    refused: Mapping[FieldName, list[Spot]]


def _study(taught: TaughtPaper) -> _Copy:
    lesson = _Lesson(taught)
    answers = {field: spot for field in taught.said if (spot := lesson.answer(field))}
    refused = {field: lesson.refused(field, answers.get(field)) for field in taught.said}
    return _Copy(taught, print_of(taught.paper), answers, refused)


def _learn_form(group: Sequence[TaughtPaper]) -> KnownForm:
    """What all copies say, but for fields that it would make worse on a copy that it was not told by."""
    copies = [_study(taught) for taught in group]
    form = _form_of(copies)
    worse: Counter[FieldName] = Counter()
    for at, left_out in enumerate(copies if len(copies) > 1 else ()):
        others = [copy for n, copy in enumerate(copies) if n != at]
        worse.update(_changes(_form_of(others), left_out.taught))
    return form.without(frozenset(field for field, much in worse.items() if much > 0))


def _changes(form: KnownForm, taught: TaughtPaper) -> dict[FieldName, int]:
    """By field 1 where the form makes a paper worse, -1 where it makes it better."""
    before = {e.field: e for e in taught.found}
    after = {e.field: e for e in read_by_form(taught.paper, taught.found, taught.judged, form)}
    spoken = [field for field in form.fields if field in taught.said]
    return {f: _faults(taught, f, after.get(f)) - _faults(taught, f, before.get(f)) for f in spoken}


def _faults(taught: TaughtPaper, field: FieldName, read: Evidence | None) -> int:
    """2 for a value that is wrong, 1 for one that is missing."""
    if read is None:
        return int(taught.said[field] is not None)
    return 0 if taught.is_right(read) else 2


def _form_of(copies: Sequence[_Copy]) -> KnownForm:
    answers: defaultdict[FieldName, list[Spot]] = defaultdict(list)
    refused: defaultdict[FieldName, list[Spot]] = defaultdict(list)
    for copy in copies:
        for field, spot in copy.answers.items():
            answers[field].append(spot)
        for field, spots in copy.refused.items():
            refused[field] += spots
    kind = copies[0].taught.paper.kind
    fixed = _fixed_of([copy.taught for copy in copies])
    return KnownForm(kind, _common_print(copies), _filled(answers), _filled(refused), fixed)


def _filled(spots: Mapping[FieldName, list[Spot]]) -> dict[FieldName, tuple[Spot, ...]]:
    return {field: tuple(some) for field, some in spots.items() if some}


def _common_print(copies: Sequence[_Copy]) -> Print:
    """The words of the first copy that at least half of all have: what was filled in once falls away."""
    counts = Counter((n, w.word) for copy in copies for n, page in enumerate(copy.print) for w in page)
    return tuple(
        tuple(w for w in page if 2 * counts[n, w.word] >= len(copies))
        for n, page in enumerate(copies[0].print)
    )


def _fixed_of(group: Sequence[TaughtPaper]) -> dict[FieldName, str]:
    """Closed values on which all copies agree, and the machine was wrong on one."""
    fixed = {}
    for field in FIXED:
        said = {taught.said[field] for taught in group if field in taught.said}
        wrong = any(
            e.field is field and field in t.said and not t.is_right(e) for t in group for e in t.found
        )
        if wrong and len(said) == 1 and (value := said.pop()):
            fixed[field] = value
    return fixed


class _Lesson:
    """Where the values of one paper stand."""

    def __init__(self, taught: TaughtPaper) -> None:
        self._taught = taught
        self._mentions = [mention for mention, _ in taught.judged]
        self._told = {e.field: e for e in taught.found}
        self._around = printed_around(self._mentions, taught.paper.kind)

    def answer(self, field: FieldName) -> Spot | None:
        """The place of what a person said; None where it is nowhere read, or the field is none of mentions."""
        said, shape = self._taught.said[field], SHAPE_OF.get(field)
        if said is None or shape is None:
            return None
        like = [at for at, mention in enumerate(self._mentions) if mention.shape is shape]
        exact = [at for at in like if same_value(field.value, said, self._mentions[at].value)]
        saying = exact or [at for at in like if _is_nearly(shape, said, self._mentions[at].value)]
        own = [at for at in saying if field in self._told and covers(self._told[field], self._mentions[at])]
        at = own[0] if own else self._likeliest(field, saying)
        return None if at is None else self._spot(at)

    def _likeliest(self, field: FieldName, saying: Sequence[int]) -> int | None:
        """Of places that say it the likeliest, those last that rightly told another field."""
        others = [e for e in self._taught.found if e.field is not field and self._taught.is_right(e)]
        free = [at for at in saying if not any(covers(e, self._mentions[at]) for e in others)]
        chances = {at: self._taught.judged[at][1].get(field.value, 0.0) for at in free or saying}
        return max(chances, key=lambda at: chances[at], default=None)

    def refused(self, field: FieldName, answer: Spot | None) -> list[Spot]:
        """The place of a value that was none of this field; a misread value's place is the right one, but a day that
        stands whole elsewhere was not misread."""
        told, said, shape = self._told.get(field), self._taught.said[field], SHAPE_OF.get(field)
        if told is None or shape is None or self._taught.is_right(told):
            return []
        whole = shape is Shape.DATE and any(m.shape is shape and m.value == said for m in self._mentions)
        if said is not None and (answer is None or (not whole and _is_akin(shape, said, str(told.value)))):
            return []
        return [spot for spot in self._spots_of(told, shape) if spot != answer]

    def _spots_of(self, told: Evidence, shape: Shape) -> Iterator[Spot]:
        for at, mention in enumerate(self._mentions):
            if mention.shape is shape and mention.value == told.value and covers(told, mention):
                yield self._spot(at)

    def _spot(self, at: int) -> Spot:
        mention = self._mentions[at]
        return Spot(mention.sheet.page, *spot_of(mention), mention.shape, self._around[at])


def _is_nearly(shape: Shape, said: str, value: str) -> bool:
    one, other = ("".join(c for c in fold(text) if c.isalnum()) for text in (said, value))
    return len(one) > 3 and fuzz.ratio(one, other) >= (NEARLY_A_DAY if shape is Shape.DATE else NEARLY)


def _is_akin(shape: Shape, said: str, value: str) -> bool:
    """Whether a wrong value may be the right one misread or cut short."""
    if shape is Shape.DATE:
        return sum(a != b for a, b in zip(said, value, strict=False)) <= DIGITS_OFF
    shared = set(fold(said).split()) & set(fold(value).split())
    return bool(shared) or fuzz.ratio(fold(said), fold(value)) >= AKIN
