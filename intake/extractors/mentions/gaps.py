"""Gaps: fields that no label, sentence or symbol told are looked for among the page's mentions.

The labels go first, because what they tell can be checked word by word; a model of surroundings speaks only
where they are silent, and what it tells weighs less before it is calibrated.
"""

from collections.abc import Iterator, Sequence

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from domain.likeness import fold
from domain.values import TERM
from intake.extractors.cpr.dates import lasts_too_long
from intake.extractors.mentions.mentions import Mention, Shape, find_mentions
from intake.extractors.mentions.offers import Offer, may_answer
from intake.extractors.mentions.roles import NO_ROLE, judge_roles
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import is_full_name, join_name
from intake.extractors.people.told_places import places_on
from intake.extractors.requests.contacts import is_applicants
from intake.extractors.sheets.answers import YOUNGEST_BIRTH
from intake.extractors.sheets.confidence import weigh_reading
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Paper

#: The least chance of a role at which its mention is taken. On 88 layouts that the model never saw, of what no label
#: told and the model took from here on four in five were right. What is misread is missed by labels and found in its
#: place all the same: names, mostly by hand, are taken only where the model is surer, and days of issue, of which
#: papers tell many.
LEAST_CHANCE = 0.3
LEAST_OF = {
    FieldName.APPLICANT_NAME: 0.7, FieldName.HOLDER_NAME: 0.7, FieldName.FORMER_NAME: 0.7,
    FieldName.NEW_NAME: 0.7, FieldName.FORMER_NAMES: 0.9, FieldName.ISSUED_ON: 0.6,
}  # fmt: skip
#: The name of whom a request or a card is about, which hardly any lacks: where all of it was read well, the likeliest
#: of its paper is taken from this chance on. On layouts that the model never saw three in four such were right.
LEAST_WELL_READ, WELL_READ = 0.15, 0.9
NAMED_BY_ALL = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME})
#: What the model alone tells weighs no more than this, before other signs speak for it.
MOST_SURE = 0.85


Judged = tuple[Mention, dict[str, float]]
"""A mention with the chance of each role."""


def judge_paper(paper: Paper) -> list[Judged]:
    """Every mention of a paper that may answer, with the chance of each role."""
    mentions = [m for laid in paper.pages for m in find_mentions(laid.sheet)]
    labels = {laid.sheet.page: laid.labels for laid in paper.pages}
    return list(zip(mentions, judge_roles(mentions, paper.kind, labels), strict=True))


def fill_gaps(
    paper: Paper, found: Sequence[Evidence], asked: Sequence[FieldName], judged: Sequence[Judged] = ()
) -> list[Evidence]:
    """Evidence for the asked fields that `found` lacks; words that told another field are not used again."""
    lacking = {field.value for field in asked} - {e.field.value for e in found}
    if not lacking:
        return []
    judged = judged or judge_paper(paper)
    offers = sorted(list_offers(judged), key=lambda o: -o.chance)
    taken = {(e.page, e.box, e.span) for e in found}
    places = places_on(paper) if paper.kind is Kind.NAME_CHANGE_EVIDENCE else frozenset[str]()
    values = {str(e.value) for e in found if e.field not in _MAY_REPEAT}
    filled: list[Evidence] = []
    for offer in offers:
        if offer.field not in lacking or offer.mention.value in values or not may_answer(paper, offer):
            continue
        if offer.mention.shape is Shape.NAME and fold(offer.mention.value) in places:
            continue
        evidence = evidence_of(
            paper, FieldName(offer.field), offer.mention.value, offer.mention.tokens, offer
        )
        if (evidence.page, evidence.box, evidence.span) in taken:
            continue
        filled.append(evidence)
        taken.add((evidence.page, evidence.box, evidence.span))
        values.add(offer.mention.value)
        lacking.discard(offer.field)
    filled += _join_parts(paper, judged, lacking)
    return [e for e in filled if _fits(e, [*found, *filled], paper)]


#: Names of one person, which have a given name and a surname.
_WHOLE_NAMES = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME,
                          FieldName.NEW_NAME, FieldName.INSTRUCTOR_NAME})  # fmt: skip


def is_lone_name(told: Evidence) -> bool:
    """Whether a value is a part of a name, where the whole is asked and may stand in parts."""
    return told.field in _WHOLE_NAMES and not is_full_name(str(told.value))


def _fits(told: Evidence, others: Sequence[Evidence], paper: Paper) -> bool:
    """Whether a value goes with the rest of its paper: what tells no new name tells no former one, nothing runs out
    before it was given, or lasts longer than a card does, and an answer that has another way to go goes to no mailbox of
    the applicant's name."""
    values = {e.field: str(e.value) for e in others}
    if told.field is FieldName.FORMER_NAME:
        return FieldName.NEW_NAME in values
    if told.field is FieldName.RETURN_EMAIL and is_applicants(
        str(told.value),
        values.get(FieldName.APPLICANT_NAME, ""),
        paper.text,
        values.get(FieldName.REQUESTING_AGENCY, ""),
    ):
        return FieldName.RETURN_ADDRESS not in values and FieldName.RETURN_FAX not in values
    issued, expires = values.get(FieldName.ISSUED_ON), values.get(FieldName.EXPIRES_ON)
    if told.field in TERM and issued and expires:
        too_long = paper.kind is Kind.CPR_CARD and lasts_too_long(issued, expires)
        return issued[: len(expires)] <= expires and not too_long
    return True


#: A value of these may well stand for another field too.
_MAY_REPEAT = frozenset({FieldName.LEVEL, FieldName.PROVIDER, FieldName.COURSE, FieldName.EVIDENCE_TYPE})


def list_offers(judged: Sequence[Judged]) -> Iterator[Offer]:
    """Every mention that may well be what a field asks."""
    for mention, roles in judged:
        for role, chance in roles.items():
            if role == NO_ROLE or " " in role:
                continue
            if chance >= _least_chance(FieldName(role), mention):
                yield Offer(role, chance, mention)


def _least_chance(field: FieldName, mention: Mention) -> float:
    if field in NAMED_BY_ALL and weigh_reading(mention.tokens) >= WELL_READ:
        return LEAST_WELL_READ
    return LEAST_OF.get(field, LEAST_CHANCE)


def evidence_of(
    paper: Paper, field: FieldName, value: str, tokens: Sequence[Token], offer: Offer
) -> Evidence:
    """What the model of surroundings alone tells, as evidence."""
    if field is FieldName.DATE_OF_BIRTH and int(value[:4]) >= YOUNGEST_BIRTH:  # a century off
        value = f"{int(value[:4]) - 100}{value[4:]}"
    return paper.evidence(
        field, value, offer.mention.sheet.page, tokens, min(MOST_SURE, offer.chance * MOST_SURE)
    )


def _join_parts(paper: Paper, judged: Sequence[Judged], lacking: set[str]) -> Iterator[Evidence]:
    """A name that stands in two boxes: the likeliest surname and the likeliest given name."""
    parts = [(mention, roles) for mention, roles in judged if mention.shape is Shape.NAME_PART]
    for field in sorted(lacking):
        best: dict[str, tuple[float, Mention]] = {}
        for mention, roles in parts:
            for part in ("given", "surname"):
                chance = roles.get(f"{field} {part}", 0.0)
                if chance >= LEAST_CHANCE and chance > best.get(part, (0.0, mention))[0]:
                    best[part] = (chance, mention)
        if len(best) < 2:
            continue
        given, surname = best["given"][1], best["surname"][1]
        if any(one is other for one in given.tokens for other in surname.tokens):
            continue
        chance = min(best["given"][0], best["surname"][0])
        if is_whole_name(surname.value):
            yield evidence_of(
                paper, FieldName(field), surname.value, surname.tokens, Offer(field, chance, surname)
            )
            continue
        first, _, middle = given.value.partition(" ")
        name = join_name(first, middle, surname.value)
        if name and is_full_name(name) and given.sheet is surname.sheet:
            offer = Offer(field, chance, given)
            yield evidence_of(paper, FieldName(field), name, (*given.tokens, *surname.tokens), offer)


def is_whole_name(name: str) -> bool:
    """Whether what was taken for a surname begins with a word that is rather a given name: it is a name with its own."""
    if not is_full_name(name) or name[0].islower():
        return False
    first, last = look_up(name.split()[0]), look_up(name.split()[-1])
    return first.given > first.surname and last.surname > 0
