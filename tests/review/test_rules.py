"""The administrator at the policy: see it, take the file, try a change, put it in force, take it back."""

import re
from typing import Any

import pytest

from domain.kinds import Role
from domain.policy import SHIPPED
from processing.policies import policy_in_force
from processing.rules.check import RULES
from processing.rules.policy_file import policy_keys
from tests.review.office import Office, Visiting

LONGER = '[dates]\nexpires_soon_days = 90\n[examples]\notherwise = ["card-in-two-months"]\n'


#: What stands beside a key that is not as shipped.
CHANGED = '<span class="tag severity-warns">changed</span>'


@pytest.fixture
def admin(office: Office) -> Visiting:
    return office.visitor("ada", Role.ADMIN)


def send_file(visitor: Visiting, text: str) -> Any:
    found = re.search(r'name="form_token" value="([^"]+)"', visitor.get("/rules").text)
    assert found
    return visitor.client.post(
        "/rules/try", data={"form_token": found[1]}, files={"file": ("policy.toml", text.encode())}
    )


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def put(visitor: Visiting, text: str, reason: str = "advisory of June") -> Any:
    tried = send_file(visitor, text).text
    return visitor.post(
        "/rules/set", policy=field(tried, "policy"), instead_of=field(tried, "instead_of"), reason=reason
    )


def version(office: Office) -> int:
    with office.storage.work() as work:
        return policy_in_force(work).version


def test_the_shipped_policy_is_shown_with_every_rule_and_source(admin: Visiting) -> None:
    shown = admin.get("/rules").text
    assert "Version 0 of the policy is in force, as shipped" in shown
    for words in ("status.may_practise", "card.online-only", "FAQ Q16"):
        assert words in shown


#: What staff know, and can look up: the FAQ, laws and regulations, agencies' pages, standards, or the office.
KNOWN_SOURCES = (
    "FAQ Q",
    "105 CMR",
    "M.G.L. c.",
    "mass.gov, ",
    "SSA POMS",
    "the receiving agency's page",
    "ICAO Doc 9303",
    "AAMVA card design standard",
    "the office's own rule",
)


def test_every_source_is_one_that_staff_know() -> None:
    sources = [rule.source for rule in RULES] + [facts.source for _, _, facts in policy_keys(SHIPPED)]
    assert [source for source in sources if not source.startswith(KNOWN_SOURCES)] == []


@pytest.mark.parametrize(
    ("find", "there", "gone"),
    [
        pytest.param("roster", "card.not-provider", "form.release", id="a word of a rule"),
        pytest.param("FAQ q17", "form.destination", "card.not-provider", id="words in any case"),
        pytest.param(
            "runs out within", "dates.expires_soon_days", "status.may_practise", id="words of a key"
        ),
    ],
)
def test_rules_and_keys_are_found_by_words(admin: Visiting, find: str, there: str, gone: str) -> None:
    shown = admin.get("/rules", params={"find": find}).text
    assert f">{there}</code>" in shown
    assert f">{gone}</code>" not in shown
    assert '<details class="group" open>' in shown


def test_rules_lie_folded_by_the_kind_of_paper(admin: Visiting) -> None:
    shown = admin.get("/rules").text
    titles = re.findall(r'<details class="group"><summary>([^<]+?) <', shown)
    assert {"Every paper", "CPR card", "Verification request", "Name change evidence"} <= set(titles)
    assert len(re.findall(r'id="rule-', shown)) == len(RULES)
    assert "holds these words" not in shown


def test_a_reason_and_a_tick_stay_where_a_policy_is_not_put_in_force(office: Office, admin: Visiting) -> None:
    tried = send_file(admin, LONGER).text
    put(office.visitor("sue", Role.SUPERVISOR), LONGER.replace("90", "85"), "meanwhile")
    form = {"policy": field(tried, "policy"), "instead_of": "0", "reason": "late", "recheck": "true"}
    late = admin.post("/rules/set", **form).text
    assert 'name="reason" required value="late"' in late
    assert 'name="recheck" value="true" checked' in late


def test_a_file_is_taken_changed_tried_and_put_in_force(office: Office, admin: Visiting) -> None:
    taken = admin.get("/rules/file?version=0")
    assert taken.headers["content-disposition"] == 'attachment; filename="policy-0.toml"'
    changed = taken.text.replace("expires_soon_days = 30", "expires_soon_days = 90").replace(
        "otherwise = []", 'otherwise = ["card-in-two-months"]'
    )
    tried = send_file(admin, changed).text
    assert "<code>dates.expires_soon_days</code>: 30 → 90" in tried
    assert "1 are answered otherwise" in tried
    assert version(office) == 0
    assert put(admin, changed).status_code == 303
    assert version(office) == 1
    shown = admin.get("/rules").text
    assert "advisory of June" in shown
    assert f"<code>dates.expires_soon_days</code> {CHANGED}" in shown
    assert ("policy_set", "policy") in office.actions("ada")
    assert ("policy_tried", "policy") in office.actions("ada")


def test_what_fails_is_named_and_cannot_be_put_in_force(office: Office, admin: Visiting) -> None:
    tried = send_file(admin, "[dates]\nexpires_soon_days = 90\n").text
    assert "add &#39;card-in-two-months&#39;" in tried
    assert "Put it in force" not in tried
    assert version(office) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[dates]\nsoon = 1\n", "has no key", id="unknown key"),
        pytest.param("", "No file came", id="empty"),
        pytest.param("[", "not valid TOML", id="no TOML"),
    ],
)
def test_nonsense_is_refused_with_what_to_do(admin: Visiting, text: str, words: str) -> None:
    answer = send_file(admin, text)
    assert answer.status_code == 422
    assert words in answer.text


def test_who_tried_on_an_older_policy_is_told(office: Office, admin: Visiting) -> None:
    tried = send_file(admin, LONGER).text
    put(office.visitor("sue", Role.SUPERVISOR), LONGER.replace("90", "85"), "meanwhile")
    late = admin.post("/rules/set", policy=field(tried, "policy"), instead_of="0", reason="late")
    assert late.status_code == 422
    assert "Version 1 was put in force meanwhile" in late.text
    assert version(office) == 1


def test_a_policy_sent_around_the_trial_is_tried_all_the_same(office: Office, admin: Visiting) -> None:
    forged = "W2RhdGVzXQpleHBpcmVzX3Nvb25fZGF5cyA9IDkwCg=="  # [dates] expires_soon_days = 90
    answer = admin.post("/rules/set", policy=forged, instead_of="0", reason="why")
    assert answer.status_code == 422
    assert "card-in-two-months" in answer.text
    assert admin.post("/rules/set", policy="%%", instead_of="0", reason="why").status_code == 422
    assert version(office) == 0


def test_one_step_back(office: Office, admin: Visiting) -> None:
    assert "Take one step back" not in admin.get("/rules").text
    put(admin, LONGER)
    assert "Take one step back" in admin.get("/rules").text
    assert admin.post("/rules/return", reason="too many letters", recheck="true").status_code == 303
    shown = admin.get("/rules").text
    assert "back to version 0" in shown
    assert CHANGED not in shown
    assert "What it changed against version 1" in shown
    assert "nothing was before" in admin.post("/rules/return", reason="further").text


def test_the_directory_says_how_an_office_takes_answers_and_what_it_was(admin: Visiting) -> None:
    entry = {"key": "us-nh-ems", "name": "New Hampshire", "email": "ems@example.org", "address": "1 Main St"}
    assert admin.post("/directory", **entry).status_code == 303
    assert admin.post("/directory", **entry, accepts="post").status_code == 303
    shown = admin.get("/directory?key=us-nh-ems").text
    assert "2 versions, the newest first" in shown
    assert 'value="post" checked' in shown
    assert 'value="email" checked' not in shown
    refused = admin.post("/directory", **entry, accepts="fax")
    assert refused.status_code == 422
    assert "takes answers by fax" in refused.text
