"""Predictions held against a truth: what counts as right, and the figures that come of it."""

import json
from typing import Any

import pytest

from processing.evaluation.report import without_papers
from tests.processing.evaluation.labelled import (
    CARD,
    DECREE,
    SAID,
    TRUTH,
    Line,
    document,
    judge,
    said,
    submission,
)

REPORT = judge(TRUTH, SAID)


def at(report: Any, path: str) -> Any:
    for name in path.split("/"):
        report = report[name]
    return report


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("kinds/macro_f1", 0.6845238095238095, id="a wrong, a failed and a spurious paper count"),
        pytest.param("silence/silent_errors", 1, id="a wrong kind that asked for triage is not silent"),
        pytest.param("silence/rate", 0.125, id="silent errors of all papers"),
        pytest.param("silence/wrong_kinds", 3, id="a failure is a wrong kind"),
        pytest.param("silence/abstained", 0.375, id="triage of all papers"),
        pytest.param("splits/right", 0.625, id="a cover does not count, a page too many does"),
        pytest.param("splits/right_where_shared", 0.5, id="papers that share a file"),
        pytest.param("splits/spurious", 1, id="covers and covering words may be papers, others not"),
        pytest.param("splits/decoration_taken_for_papers", 1, id="a logo"),
        pytest.param("fields/whole/all/right", 14, id="values right"),
        pytest.param("fields/whole/all/wrong", 6, id="values wrong"),
        pytest.param("fields/whole/all/missing", 27, id="a wrong kind misses every value"),
        pytest.param("fields/whole/hand/right", 6, id="the rest of a paper in another file gives values"),
        pytest.param("fields/whole/hand/f1", 0.8571428571428571, id="by handwriting"),
        pytest.param("matches/wrong", 1, id="another prefix letter is another person"),
        pytest.param("matches/wrong_of_other_papers", 1, id="other papers apart"),
        pytest.param("matches/precision", 0.5, id="of what was matched"),
        pytest.param("matches/certain_found", 0.5, id="of the certain ones"),
        pytest.param("findings/whole/f1", 0.8, id="an allowed finding and one without a label do not count"),
        pytest.param("repeats/f1", 2 / 3, id="papers that came before"),
    ],
)
def test_a_set_of_every_sort_of_slip_gives_the_figures_counted_elsewhere(path: str, expected: float) -> None:
    """The figures were counted by other hands, by a scorer of other code, on the same lines."""
    assert at(REPORT, path) == pytest.approx(expected, abs=1e-12)


def test_sure_values_are_counted_with_those_that_are_wrong() -> None:
    sureness = at(REPORT, "calibration/by_group/all")
    assert (sureness["values"], sureness["given"], sureness["sure"], sureness["sure_but_wrong"]) == (
        41,
        20,
        14,
        5,
    )
    assert at(REPORT, "calibration/by_field") == {
        "cpr_card.expires_on": 1,
        "name_change_evidence.former_name": 1,
        "verification_request.level": 1,
        "verification_request.return_fax": 1,
        "verification_request.signature_present": 1,
    }


def test_each_bucket_tells_what_was_said_and_what_came_true() -> None:
    buckets = at(REPORT, "calibration/reliability")
    assert sum(bucket["claims"] for bucket in buckets) == 20
    [sure] = [bucket for bucket in buckets if bucket["from"] == 0.9]
    # E0901234's birth date, the holder and the provider are right; a fax number that is nowhere is not.
    assert (sure["claims"], sure["right"]) == (4, 0.75)
    assert sure["said"] == pytest.approx((0.9 + 0.92 + 0.9 + 0.93) / 4)


def test_the_measures_alone_name_nobody() -> None:
    told = json.dumps(without_papers(REPORT))
    for paper in REPORT["papers"]:
        for field in paper["fields"].values():
            for value in (field["want"], field["got"]):
                assert not isinstance(value, str) or len(value) < 7 or value not in told


def test_papers_keep_place_and_words_of_what_was_said() -> None:
    form = REPORT["papers"][0]
    assert form["name"] == "email/a.eml|form.pdf|0"
    assert form["fields"]["level"] == {
        "right": False, "want": "EMT", "got": "AEMT", "confidence": 0.95, "page": 0,
        "box": (1, 2, 3, 4), "attachment": "form.pdf",
    }  # fmt: skip
    assert form["findings"] == {"wrong_level": "right"}


def test_two_papers_on_one_page_have_two_names() -> None:
    truth = [submission("S", "a.eml", "email", *[document("cpr_card", "x.jpg", [0], fields=CARD)] * 2)]
    report = judge(truth, [said("a.eml", "x.jpg", [0], "cpr_card")] * 2)
    assert [paper["name"] for paper in report["papers"]] == ["a.eml|x.jpg|0", "a.eml|x.jpg|0|2"]
    assert report["splits"]["right"] == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("Scan 1.PDF", "scan_1.pdf", id="case and blanks"),
        pytest.param("Jose\u0301.pdf", "Jos\u00e9.pdf", id="one letter in two forms"),
        pytest.param("inner.pdf", "archive.zip/inner.pdf", id="folders"),
    ],
)
def test_names_of_attachments_may_be_written_otherwise(name: str, written: str) -> None:
    truth = [submission("S", "a.eml", "email", document("other", name, [0]))]
    assert judge(truth, [said("a.eml", written, [0], "other")])["kinds"]["right"] == 1


def test_a_page_goes_to_the_paper_it_shares_most_with_and_kinds_settle_ties() -> None:
    truth = [
        submission(
            "S",
            "a.eml",
            "fax",
            document("cpr_card", "x.tif", [0, 1], fields=CARD),
            document("name_change_evidence", "x.tif", [2], fields=DECREE),
        )
    ]
    lines = [said("a.eml", "x.tif", [1, 2], "other"), said("a.eml", "x.tif", [0, 1], "cpr_card")]
    report = judge(truth, lines)
    assert [paper["said"] for paper in report["papers"]] == ["cpr_card", "other"]


def test_nothing_said_of_a_file_loses_its_papers_and_an_unlabelled_file_is_spurious() -> None:
    truth: list[Line] = [submission("S", "a.eml", "email", document("cpr_card", "x.pdf", [0], fields=CARD))]
    report = judge(truth, [said("b.eml", "x.pdf", [0], "cpr_card")])
    assert (report["silence"]["lost"], report["splits"]["spurious"]) == (1, 1)
    assert report["fields"]["whole"]["all"]["missing"] == 7
    assert [(paper["file"], paper["said"], paper["pages"]) for paper in report["not_there"]] == [
        ("b.eml", "cpr_card", [0])
    ]
    assert "not_there" not in without_papers(report)


def test_layouts_are_measured_where_papers_are_labelled_with_one() -> None:
    cards = [document("cpr_card", name, [0], fields=CARD, layout="badge") for name in ("x.jpg", "y.jpg")]
    truth = [submission("S", "a.eml", "email", *cards, document("other", "z.pdf", [0]))]
    report = judge(truth, [said("a.eml", "x.jpg", [0], "cpr_card", fields={"course": ("BLS", 0.99)})])
    assert report["layouts"].keys() == {"badge"}
    measured = report["layouts"]["badge"]
    assert (measured["papers"], measured["kinds_right"], measured["right"], measured["missing"]) == (
        2,
        1,
        1,
        13,
    )


def test_nothing_labelled_gives_no_figures_and_no_error() -> None:
    report = judge([], [])
    assert report["figures"]["kinds, macro-F1"] is None
    assert report["figures"]["fields, F1"] is None


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other way round"])
def test_cards_of_one_page_are_told_apart_by_what_they_say(turned: bool) -> None:
    cards = [{"holder_name": name, "course": "BLS"} for name in ("Dana Whitfield", "Omar Haddad")]
    truth = [
        submission(
            "S1", "sheet.pdf", "scan", *(document("cpr_card", None, [0], fields=card) for card in cards)
        )
    ]
    lines = [
        said("sheet.pdf", None, [0], "cpr_card", fields={name: (value, 0.99) for name, value in card.items()})
        for card in (cards[::-1] if turned else cards)
    ]
    report = judge(truth, lines)
    assert at(report, "fields/whole/all/right") == 4
    assert at(report, "fields/whole/all/wrong") == 0
    assert at(report, "splits/right") == 1.0
    assert len({paper["name"] for paper in at(report, "papers")}) == 2
