"""Matches to records, findings by code, and papers that came before."""

from collections import Counter, defaultdict
from typing import Any, Final

from domain.likeness import same_number
from processing.evaluation.counting import Tally, share
from processing.evaluation.pairing import Pair, Pairing

#: The findings that a truth labels; others are not judged.
LABELLED: Final = frozenset(
    {
        "expired", "online_only", "wrong_level", "unrecognized_provider", "name_mismatch", "number_mismatch",
        "dob_mismatch", "missing_signature", "no_record",
    }
)  # fmt: skip
OTHER: Final = "other"


def judge_match(pair: Pair) -> str:
    """`right`, `wrong`, `ambiguous`, `none`, or `missed` where the paper was not found."""
    if pair.said is None:
        return "missed"
    if pair.said.status != "matched":
        return "ambiguous" if pair.said.status == "ambiguous" else "none"
    number = pair.said.number or ""
    return "right" if any(same_number(owner, number) for owner in pair.true.owners) else "wrong"


def match_right(pair: Pair) -> bool:
    """Whether a certain match was found, and no other one named the wrong person."""
    outcome = judge_match(pair)
    certain = pair.true.expectation == "certain" and pair.true.kind != OTHER
    return outcome == "right" if certain else outcome != "wrong"


def measure_matches(pairing: Pairing) -> dict[str, Any]:
    """Wrong persons first; then how many of the certain ones were found."""
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairing.pairs:
        if pair.true.kind != OTHER:
            outcomes[pair.true.expectation or "certain"][judge_match(pair)] += 1
    whole = sum(outcomes.values(), Counter[str]())
    certain = outcomes.get("certain", Counter())
    return {
        "wrong": whole["wrong"],
        "wrong_of_other_papers": sum(
            judge_match(pair) == "wrong" for pair in pairing.pairs if pair.true.kind == OTHER
        ),
        "precision": share(whole["right"], whole["right"] + whole["wrong"]),
        "certain_found": share(certain["right"], certain.total()),
        "by_expectation": {name: dict(sorted(n.items())) for name, n in sorted(outcomes.items())},
    }


def judge_findings(pair: Pair) -> dict[str, str]:
    """By code: `right`, `wrong` (said and not so) or `missing`; what may be said either way is left out."""
    lines = [pair.said, *pair.parts] if pair.said and pair.kind_right else pair.parts
    said = frozenset[str]().union(*(line.findings for line in lines)) & LABELLED
    judged = {code: "right" if code in said else "missing" for code in pair.true.findings & LABELLED}
    return judged | dict.fromkeys(said - pair.true.findings - pair.true.findings_allowed, "wrong")


def measure_findings(pairing: Pairing) -> dict[str, Any]:
    """Precision and recall, as a whole and by code."""
    by_code: defaultdict[str, Tally] = defaultdict(Tally)
    for pair in pairing.pairs:
        if pair.true.kind != OTHER:
            for code, outcome in judge_findings(pair).items():
                by_code[code].add(Tally(**{outcome: 1}))
    whole = Tally()
    for tally in by_code.values():
        whole.add(tally)
    return {
        "whole": whole.as_dict(),
        "by_code": {code: tally.as_dict() for code, tally in sorted(by_code.items())},
    }


def measure_repeats(pairing: Pairing) -> dict[str, Any]:
    """Submissions that repeat an earlier one, told by any of their papers."""
    whole = Tally()
    for submission, pairs in pairing.submissions:
        said = any(pair.said is not None and pair.said.repeats for pair in pairs)
        repeats = submission.repeats is not None
        if pairs:
            whole.add(Tally(int(said and repeats), int(said and not repeats), int(repeats and not said)))
    return whole.as_dict()
