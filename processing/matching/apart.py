"""Why the record ranked first and not the runner-up, in words for staff."""

from domain.records import Candidate, FieldComparison, Match

#: How much a verdict speaks for a record; what is missing stands between.
_STANDING = {"differ": 0, "missing": 1, "near": 2, "agree": 3}


def tell_apart(match: Match) -> str:
    """Where the first record fits better than the second, and where worse; empty where there is no second."""
    if len(match.candidates) < 2:
        return ""
    first, second = match.candidates[:2]
    number = second.certification_number
    against, for_it = _better(first, second, of=second), _better(second, first, of=second)
    if not against:
        said = f"{number} fits as well"
        return f"{said}: {'; '.join(for_it)}." if for_it else f"{said}: no field tells the two apart."
    spoken = f" For it: {'; '.join(for_it)}." if for_it else ""
    return f"Not {number}: {'; '.join(against)}.{spoken}"


def _better(one: Candidate, other: Candidate, *, of: Candidate) -> list[str]:
    """What is said of one of the two, in the fields in which `one` fits better than `other`."""
    mine, theirs = ({c.field: c for c in each.comparisons} for each in (one, other))
    words = {c.field: c.words for c in of.comparisons}
    fields = [name for name in mine if _standing(mine.get(name)) > _standing(theirs.get(name))]
    return [words.get(name, f"the {name.replace('_', ' ')} says nothing") for name in fields]


def _standing(found: FieldComparison | None) -> int:
    return _STANDING[found.verdict if found else "missing"]
