"""Labels as a person writes them: what is wrong with one is said, not counted against the machine."""

from typing import Any

import pytest

from processing.evaluation.papers import read_truth
from tests.processing.evaluation.labelled import CARD, TRUTH, Line, document, submission


def without(line: Line, *names: str) -> Line:
    return {name: value for name, value in line.items() if name not in names}


def test_labels_need_no_more_than_the_contract_asks() -> None:
    asked = ("kind", "attachment", "pages", "fields")
    whole = document("cpr_card", "x.jpg", [0], fields=CARD)
    bare = {name: whole[name] for name in asked}
    line = without(submission("S", "a.eml", "email", bare), "id", "duplicate_of", "noise_attachments",
                   "ignorable_pages", "body_role")  # fmt: skip
    [labelled] = read_truth([line])
    assert [paper.kind for paper in labelled.papers] == ["cpr_card"]


def card(**fields: Any) -> Line:
    return submission("S", "a.eml", "email", document("cpr_card", "x.jpg", [0], fields=fields))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param(without(TRUTH[0], "documents"), "Label 2 lacks 'documents'", id="no documents"),
        pytest.param(
            without(TRUTH[0], "received_at"), "Label 2 lacks 'received_at'", id="no time of receipt"
        ),
        pytest.param(TRUTH[0] | {"received_at": "2026-09-01T09:00"}, "has no zone", id="time without a zone"),
        pytest.param(TRUTH[0] | {"received_at": "yesterday"}, "yesterday", id="no time"),
        pytest.param(TRUTH[0] | {"documents": ["x"]}, "wrong form", id="no object"),
        pytest.param(card(holder="Ana Reyes"), "'holder' is no field of cpr_card", id="misspelt field"),
        pytest.param(
            card(issued_on="3/4/2026"), "'3/4/2026' is no date such as", id="date as people write it"
        ),
        pytest.param(submission("S", "a", "fax", document("card", "x", [0])), "card", id="misspelt kind"),
    ],
)
def test_a_label_that_is_wrong_is_named(line: Line, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_truth([TRUTH[1], line])
