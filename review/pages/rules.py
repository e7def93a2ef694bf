"""The office's policy: its versions and what they change; a file tried and put in force; one step back."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import PlainTextResponse, RedirectResponse

from domain.errors import NotAllowed, StaleDecision
from domain.policy import SHIPPED, Policy
from processing.policies import (
    SHIPPED_VERSION,
    policy_at,
    policy_in_force,
    policy_is_readable,
    recheck_open_cases,
    return_policy,
    set_policy,
)
from processing.ports import Work
from processing.rules.check import RULE_IDS, RULES
from processing.rules.policy_file import (
    LARGEST,
    PolicyRefused,
    changed_keys,
    policy_keys,
    read_policy,
    write_policy,
)
from processing.rules.trying import try_on_examples
from processing.stages.trial import try_on_decided
from review.guard import check_form, desk_of, guarded, visitor_of
from review.numbers import RowNumber
from review.policy import Action
from review.refusal import NOTHING, Refusal
from review.render import render
from review.rule_groups import group_keys, group_rules

router = APIRouter(prefix="/rules")

#: Versions on one page.
_SHOWN = 50
#: Decided cases that a file is tried on; `oems-intake rules test --cases` takes more.
_CASES = 100


@router.get("")
@guarded(Action.EDIT_POLICY)
def show_policy(request: Request, version: RowNumber | None = None, find: str = "") -> Response:
    """The policy in force or an older one, its versions, and a form for a file; `find` looks for words."""
    return _show(request, version=version, find=find.strip())


def _show(
    request: Request,
    problems: tuple[str, ...] = (),
    version: int | None = None,
    refusal: Refusal = NOTHING,
    find: str = "",
) -> Response:
    with desk_of(request).storage.work() as work:
        versions = work.policies.newest(_SHOWN)
        shown, policy = _policy_shown(work, version)
        values = {
            "versions": versions,
            "in_force": versions[0].version if versions else SHIPPED_VERSION,
            "shown": shown,
            "keys": group_keys(_described(policy), find),
            "find": find,
            "before": _changes_of(work, shown, policy),
            "rules": group_rules(RULES, find),
            "weights": policy.severity,
            "problems": problems,
            "refusal": refusal,
        }
    return render(request, "rules.html", values, status_code=422 if problems or refusal.form else 200)


def _policy_shown(work: Work, version: int | None) -> tuple[int, Policy]:
    if version is None and not policy_is_readable(work):
        version = SHIPPED_VERSION
    chosen = policy_in_force(work) if version is None else policy_at(work, version)
    return chosen.version, chosen.policy


def _described(policy: Policy) -> list[dict[str, Any]]:
    changed = {name for name, _, _ in changed_keys(SHIPPED, policy)}
    return [
        {"name": name, "value": value, "facts": facts, "changed": name in changed}
        for name, value, facts in policy_keys(policy)
    ]


def _changes_of(work: Work, version: int, policy: Policy) -> list[tuple[str, str, str]]:
    """What a version changed against the one before it."""
    if version == SHIPPED_VERSION:
        return []
    try:
        before = policy_at(work, version - 1).policy
    except NotAllowed:
        return []
    return _in_words(before, policy)


def _in_words(before: Policy, after: Policy) -> list[tuple[str, str, str]]:
    return [(name, _said(one), _said(other)) for name, one, other in changed_keys(before, after)]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        value = tuple(f"{key}: {each}" for key, each in value.items())
    return "; ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)


@router.get("/file")
@guarded(Action.EDIT_POLICY)
def download_policy(request: Request, version: RowNumber = SHIPPED_VERSION) -> Response:
    """A version as the file that can be changed and sent back."""
    with desk_of(request).storage.work() as work:
        kept = work.policies.get(version)
        text = kept.text if kept else write_policy(policy_at(work, version).policy)
    name = f'attachment; filename="policy-{version}.toml"'
    return PlainTextResponse(text, headers={"Content-Disposition": name})


@router.post("/try")
@guarded(Action.EDIT_POLICY)
def try_policy(
    request: Request, form_token: Annotated[str, Form()], file: UploadFile | None = None
) -> Response:
    """A file tried on the worked examples and on decided cases; nothing changes."""
    check_form(request, form_token)
    try:
        policy = _read(file.file.read(LARGEST + 1) if file else b"")
    except PolicyRefused as refused:
        return _show(request, refused.problems)
    return _show_tried(request, policy)


def _show_tried(request: Request, policy: Policy, refusal: Refusal = NOTHING) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        in_force, before = _policy_shown(work, None)
    trials = try_on_decided(desk.storage, before, policy, _CASES)
    with desk.storage.work() as work:
        newest = work.policies.newest()
        work.audit.append(visitor.name, "policy_tried", "policy", desk.now(), cases=len(trials))
    examples = try_on_examples(policy)
    values = {
        "in_force": newest[0].version if newest else in_force,
        "changes": _in_words(before, policy),
        "examples": examples,
        "cases": len(trials),
        "trials": [trial for trial in trials if trial.changes],
        "carried": base64.b64encode(write_policy(policy).encode()).decode(),
        "refusal": refusal,
    }
    return render(request, "rules_tried.html", values, status_code=422 if refusal.form else 200)


def _read(raw: bytes) -> Policy:
    if not raw.strip():
        raise PolicyRefused(["No file came, or an empty one. Choose the policy's file, then try it."])
    try:
        return read_policy(raw.decode(), RULE_IDS)
    except UnicodeDecodeError as error:
        raise PolicyRefused(["This is no text in UTF-8. Take the file that this page gives."]) from error


@router.post("/set")
@guarded(Action.EDIT_POLICY)
def put_in_force(
    request: Request,
    form_token: Annotated[str, Form()],
    policy: Annotated[str, Form(max_length=2 * LARGEST)],
    instead_of: Annotated[int, Form()],
    reason: Annotated[str, Form()] = "",
    recheck: Annotated[bool, Form()] = False,
) -> Response:
    """Put the policy that was tried in force, as a new version."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        chosen = _read(base64.b64decode(policy, validate=True))
        if failures := try_on_examples(chosen).failures:
            return _show(request, failures)
    except PolicyRefused as refused:
        return _show(request, refused.problems)
    except binascii.Error:
        return _show(request, ("The file came damaged. Try it once more.",))
    try:
        with desk.storage.work() as work:
            set_policy(work, chosen, visitor.name, reason, desk.now(), instead_of=instead_of)
            if recheck:
                recheck_open_cases(work, desk.now())
    except (NotAllowed, StaleDecision) as error:
        return _show_tried(request, chosen, _refuse(error, "set", reason, recheck=recheck))
    return RedirectResponse("/rules", status_code=303)


@router.post("/return")
@guarded(Action.EDIT_POLICY)
def take_back(
    request: Request,
    form_token: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
    recheck: Annotated[bool, Form()] = False,
) -> Response:
    """Bring the policy before the one in force back."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            return_policy(work, visitor.name, reason, desk.now())
            if recheck:
                recheck_open_cases(work, desk.now())
    except (NotAllowed, StaleDecision) as error:
        return _show(request, refusal=_refuse(error, "return", reason, recheck=recheck))
    return RedirectResponse("/rules", status_code=303)


def _refuse(error: Exception, form: str, reason: str, *, recheck: bool) -> Refusal:
    return Refusal.of(error, form, reason=reason, recheck="true" if recheck else "")
