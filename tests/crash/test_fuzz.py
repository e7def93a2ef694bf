"""Mutated mails, PDFs and TIFFs: no crash, no hang, never a missing answer."""

import secrets
from pathlib import Path
from random import Random

import pytest

from domain.states import PartOutcome
from domain.submissions import Headers, Part, Unpacked
from drills.fuzz import MUTATIONS, Mutation, find_fault, fuzz, mutated, whole_originals


def test_rubbish_is_always_answered(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**6)
    report = fuzz(whole_originals(tmp_path, seed), 400, seed, seconds=12, least=20)
    print(report.words())
    assert not report.failures, f"seed {seed}: {report.failures}"
    assert sum(report.answers.values()) >= 20


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.__name__)
def test_a_mutation_changes_the_file(mutation: Mutation) -> None:
    raw = bytes(range(256)) * 20
    assert any(bytes(mutation(bytearray(raw), Random(n))) != raw for n in range(3))


def test_a_number_names_its_file() -> None:
    originals = [b"one" * 100, b"other" * 100]
    assert mutated(originals, Random("7/3")) == mutated(originals, Random("7/3"))


def unpacked(outcome: PartOutcome, problem: str | None, part_problem: str | None) -> Unpacked:
    part = Part("0", None, "application/pdf", "body", 9, "0" * 64, outcome=outcome, problem=part_problem)
    return Unpacked("application/pdf", Headers(), (part,), outcome, problem)


@pytest.mark.parametrize(
    ("answer", "seconds", "fault"),
    [
        pytest.param(unpacked(PartOutcome.UNREADABLE, "broken", "broken"), 1, None, id="says why"),
        pytest.param(
            unpacked(PartOutcome.PAGES, None, None), 1, "no page, and no word why", id="empty success"
        ),
        pytest.param(unpacked(PartOutcome.UNREADABLE, "broken", None), 1, "part 0 failed", id="mute part"),
        pytest.param(unpacked(PartOutcome.UNREADABLE, "broken", "broken"), 99, "took 99 s", id="hang"),
    ],
)
def test_what_is_no_answer_is_found(answer: Unpacked, seconds: float, fault: str | None) -> None:
    found = find_fault(answer, seconds)
    assert found == fault or (fault is not None and found is not None and found.startswith(fault))
