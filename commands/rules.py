"""`rules`: the table of rules, and the policy that the office makes of it: shown, tried, set, taken back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from commands.acting import os_account
from commands.base import (
    AsJson,
    Exit,
    Home,
    err,
    explained,
    fail,
    fit_to_write,
    opened_storage,
    out,
    print_json,
)
from commands.rule_words import KIND_WORDS, describe_rule, describe_version, report_trial, show_value
from domain.ids import UserName
from domain.policy import SHIPPED, Policy, PolicyVersion
from domain.times import show_time
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
from processing.rules.check import RULE_IDS, RULES, RULES_VERSION
from processing.rules.policy_file import PolicyRefused, changed_keys, policy_keys, read_policy, write_policy
from processing.rules.trying import try_on_examples
from processing.stages.trial import CaseTrial, try_on_decided
from storage.database import SqlStorage
from wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="The office's rules, and the policy that sets them.")

Reason = Annotated[str, typer.Option("--reason", help="Why; kept with the version.")]
Recheck = Annotated[bool, typer.Option("--recheck", help="Check the papers of all open cases anew.")]
#: More than this no database counts.
LARGEST = 2**31 - 1
Version = Annotated[
    int | None, typer.Option("--version", min=0, max=LARGEST, help="0 is the shipped policy.")
]
PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]


@app.command("list")
@explained
def list_rules(as_json: AsJson = False, home: Home = None) -> None:
    """Show every rule: id, finding, kinds, source, words for staff and for the applicant."""
    if as_json:
        for rule in RULES:
            print_json(describe_rule(rule))
        return
    with opened_storage(home) as (_, storage), storage.work() as work:
        weights = policy_in_force(work).policy.severity
    table = Table("Rule", "Finding", "Kinds", "Source", "Words for staff", title=f"Rules {RULES_VERSION}")
    for rule in RULES:
        weight = f" ({weights[rule.id]} by the policy)" if rule.id in weights else ""
        kinds = (
            "all"
            if len(rule.kinds) > len(KIND_WORDS)
            else ", ".join(KIND_WORDS.get(k, k) for k in rule.kinds)
        )
        table.add_row(rule.id, rule.code.value + weight, kinds, rule.source, rule.staff_words)
    out.print(table)


@app.command("versions")
@explained
def list_versions(as_json: AsJson = False, home: Home = None) -> None:
    """Show who put which policy in force, when and why; the first line is in force."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        versions = work.policies.newest(_MOST_VERSIONS)
    if as_json:
        for version in versions:
            print_json(describe_version(version))
        return
    table = Table("Version", "When", "Who", "Why")
    for version in versions:
        back = f"   (back to version {version.returns_to})" if version.returns_to is not None else ""
        table.add_row(str(version.version), show_time(version.at), version.by, escape(version.reason + back))
    table.add_row(str(SHIPPED_VERSION), "", "", "as shipped")
    out.print(table)


_MOST_VERSIONS = 1000


@app.command()
@explained
def show(version: Version = None, as_json: AsJson = False, home: Home = None) -> None:
    """Show a policy, the one in force where no version is named; what is not as shipped is marked."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        shown = policy_in_force(work) if version is None else policy_at(work, version)
        kept = work.policies.get(shown.version)
    changed = {name for name, _, _ in changed_keys(SHIPPED, shown.policy)}
    if as_json:
        values = {name: value for name, value, _ in policy_keys(shown.policy)}
        print_json({"version": shown.version, "values": values, "severity": dict(shown.policy.severity),
                    "otherwise": list(shown.policy.otherwise), "changed": sorted(changed)})  # fmt: skip
        return
    said = f": {kept.by}, {show_time(kept.at)}: {kept.reason}" if kept else ": as shipped"
    out.print(f"Policy {shown.version}{said}", markup=False)
    table = Table("Key", "Value", "As shipped", "What for", "Source")
    for name, value, facts in policy_keys(shown.policy):
        table.add_row(
            name, escape(show_value(value)), "no" if name in changed else "yes", facts.words, facts.source
        )
    for rule, weight in shown.policy.severity.items():
        table.add_row(f"severity.{rule}", weight.value, "no", "Weighs otherwise than the rule itself.", "")
    out.print(table)


@app.command()
@explained
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", callback=fit_to_write)],
    version: Version = None,
    home: Home = None,
) -> None:
    """Write a policy as TOML that says of each key what it is for, and where that comes from."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        kept = work.policies.get(version) if version else None
        # One that this program cannot use is written as it was kept.
        text = kept.text if kept else write_policy(_policy_at(work, version))
    file.write_text(text, encoding="utf-8")
    out.print(f"Written: {file}. Change it, then: oems-intake rules test {file}", markup=False)


def _policy_at(work: Work, version: int | None) -> Policy:
    return (policy_in_force(work) if version is None else policy_at(work, version)).policy


@app.command("test")
@explained
def try_rules(
    file: PolicyFile,
    cases: Annotated[
        int, typer.Option(min=0, max=LARGEST, help="How many decided cases to try it on.")
    ] = 200,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Try a policy on worked examples and decided cases, changing nothing; exit code 4 on a failure."""
    policy = _read(file)
    examples = try_on_examples(policy)
    with opened_storage(home) as (_, storage):
        with storage.work() as work:
            before = policy_in_force(work) if policy_is_readable(work) else policy_at(work, SHIPPED_VERSION)
        tried = _try_with_progress(storage, before.policy, policy, cases)
        with storage.work() as work:
            work.audit.append(f"os:{os_account()}", "policy_tried", "policy", utc_now(), cases=len(tried))
    report_trial(before.policy, policy, examples, tried, as_json=as_json)
    if examples.failures:
        words = f"The policy cannot be put in force. Lines that say FAILURE: {len(examples.failures)}."
        raise fail(words, Exit.DIFFERENCES)


def _try_with_progress(storage: SqlStorage, before: Policy, after: Policy, cases: int) -> list[CaseTrial]:
    if not cases:
        return []
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("Decided cases", total=None)
        return try_on_decided(storage, before, after, cases, lambda: progress.advance(task))


def _read(file: Path) -> Policy:
    try:
        return read_policy(file.read_text(encoding="utf-8"), RULE_IDS)
    except UnicodeDecodeError as error:
        raise fail(f"{file} is no UTF-8 text. `oems-intake rules export` writes one.", Exit.USAGE) from error
    except PolicyRefused as error:
        raise fail(f"{file} is no policy:\n{error}", Exit.USAGE) from error


@app.command("set")
@explained
def set_rules(file: PolicyFile, reason: Reason, recheck: Recheck = False, home: Home = None) -> None:
    """Put a policy in force as a new version; workers use it from their next check on."""
    policy = _read(file)
    failures = try_on_examples(policy).failures
    if failures:
        words = (
            f"{len(failures)} worked examples speak against it. `oems-intake rules test {file}` shows them."
        )
        raise fail(words, Exit.REFUSED)
    with opened_storage(home) as (_, storage), storage.work() as work:
        newest = work.policies.newest()
        current = newest[0].version if newest else SHIPPED_VERSION
        version = set_policy(work, policy, _who(), reason, utc_now(), instead_of=current)
        anew = recheck_open_cases(work, utc_now()) if recheck else None
    _say_in_force(version, anew)


@app.command("return")
@explained
def return_rules(reason: Reason, recheck: Recheck = False, home: Home = None) -> None:
    """Bring the policy before the one in force back, as a new version; once more goes one further back."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        version = return_policy(work, _who(), reason, utc_now())
        anew = recheck_open_cases(work, utc_now()) if recheck else None
    _say_in_force(version, anew)


def _who() -> UserName:
    return UserName(f"os:{os_account()}")


def _say_in_force(version: PolicyVersion, anew: int | None) -> None:
    back = f", which is version {version.returns_to} again" if version.returns_to is not None else ""
    out.print(f"Policy {version.version} is in force{back}. `oems-intake rules return` takes one step back.")
    if anew is None:
        out.print("Open cases keep their findings; --recheck checks them anew.")
    else:
        out.print(f"Submissions with open cases that are checked anew: {anew}.")
