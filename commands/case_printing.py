"""One case as people read it on the command line: `queue show`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commands.base import out
from domain.states import CaseStatus
from domain.times import show_time
from review.words import to_words

#: Lines of the head whose hyphens are their own.
_AS_THEY_STAND = ("case", "due_on", "certification_number")


def print_case(described: Mapping[str, Any]) -> None:
    """What `case_facts.describe_case` says."""
    _print_head(described)
    for ordinal, document in enumerate(described["documents"], start=1):
        _print_document(ordinal, document)
    out.print()
    _print_proposal(described)
    _print_what_was_decided(described)
    _print_other_cases(described)


def _print_head(described: Mapping[str, Any]) -> None:
    for label in ("case", "kind", "status", "route", "priority", "due_on", "certification_number"):
        value = described[label]
        words = value if label in _AS_THEY_STAND else to_words(value)
        out.print(f"{to_words(label):22} {words if value else '-'}", markup=False)
    owed = ", stands still" if described["stands_still"] else ""
    days = f"{described['elapsed_days']} elapsed, {described['paused_days']} paused{owed}"
    out.print(f"{'working days':22} {days}", markup=False)


def _print_document(ordinal: int, document: Mapping[str, Any]) -> None:
    pages = "1 page" if document["pages"] == 1 else f"{document['pages']} pages"
    out.print(f"\nDocument {ordinal}: {to_words(document['kind'])} ({pages})", markup=False)
    for name, found in document["fields"].items():
        sure = "" if found["confidence"] >= 0.9 else "   (not sure)"
        value = {True: "yes", False: "no"}.get(found["value"], found["value"])
        out.print(f"  {to_words(name):20} {value}{sure}", markup=False)
    match = document["match"]
    reasons = "; ".join(map(to_words, match.get("reasons", [])))
    out.print(f"  match: {match['status']} {match.get('certification_number', '')} {reasons}", markup=False)
    for finding in document["findings"]:
        out.print(f"  {finding['severity']}: {to_words(finding['code'])} - {finding['words']}", markup=False)
    if document["repeats"]:
        out.print(f"  repeats a paper of {document['repeats']}", markup=False)
    if (checked := document["checked_by"]) and checked["policy"] is not None:
        out.print(f"  checked by policy {checked['policy']}", markup=False)


def _print_proposal(described: Mapping[str, Any]) -> None:
    if described["status"] not in (CaseStatus.OPEN, CaseStatus.REOPENED):
        return
    proposal = described["proposal"]
    proposed = f"{proposal['outcome']} ({', '.join(proposal['reasons'])})" if proposal["outcome"] else "none"
    out.print(f"proposed: {proposed}", markup=False)
    for label in ("for", "against", "notice"):
        for words in proposal[label]:
            out.print(f"  {label}: {words}", markup=False)


def _print_what_was_decided(described: Mapping[str, Any]) -> None:
    for decision in described["decisions"]:
        taken_back = "   (taken back)" if decision["undone"] else ""
        reasons = ", ".join(decision["reasons"])
        words = f"{decision['by']}: {decision['outcome']} ({reasons}){taken_back}"
        out.print(f"{show_time(datetime.fromisoformat(decision['at']))} {words}", markup=False)
    for dispatch in described["dispatches"]:
        problem = f"   {dispatch['problem']}" if dispatch["problem"] else ""
        kind, state = to_words(dispatch["kind"]), to_words(dispatch["state"])
        out.print(f"goes out: {kind} by {dispatch['by']}: {state}{problem}", markup=False)


def _print_other_cases(described: Mapping[str, Any]) -> None:
    for earlier in described["decided_before"]:
        day = show_time(datetime.fromisoformat(earlier["at"]))
        kind, outcome = to_words(earlier["kind"]), to_words(earlier["outcome"])
        out.print(f"decided before on this record: {earlier['case']} {kind}: {outcome}, {day}", markup=False)
    if described["papers_now_in"]:
        where = ", ".join(described["papers_now_in"])
        out.print(f"its papers were gone through anew and are in {where} now", markup=False)
    if described["papers_before_in"]:
        where = ", ".join(described["papers_before_in"])
        out.print(f"its papers were in {where} before they were gone through anew", markup=False)
    if described["record_news"]:
        out.print(described["record_news"], markup=False)
    if described["reopened_why"]:
        out.print(f"opened again: {described['reopened_why']}", markup=False)
