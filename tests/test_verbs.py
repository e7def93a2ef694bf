"""Every verb is there, and loads no more than it needs."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import VERBS, app

ROOT = Path(__file__).parent.parent
#: Libraries that take long to load, and that only parsers, readers, imports and the web server need.
HEAVY = ("extract_msg", "fastapi", "openpyxl", "openvino", "pyhanko")


def test_help_tells_every_verb() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    told = [line.split()[1] for line in shown.splitlines() if line.startswith("│ ") and line[2] != " "]
    assert told[-len(VERBS) :] == list(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_found_by_its_name(verb: str) -> None:
    done = CliRunner().invoke(app, [verb, "--help"])
    assert done.exit_code == 0, done.output
    assert f" {verb} " in done.output.splitlines()[1]


def test_a_misspelt_verb_is_told_what_it_may_have_been() -> None:
    done = CliRunner().invoke(app, ["quarantin"])
    assert done.exit_code == 2
    assert "Did you mean 'quarantine'?" in " ".join(done.output.replace("│", " ").split())


@pytest.mark.parametrize("verb", ["queue", "ledger", "quarantine", "work", "receive"])
def test_what_only_others_need_is_not_loaded(verb: str) -> None:
    """In a process of its own: this one has loaded everything."""
    code = f"import sys, cli; cli.load_verb({verb!r}); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {*HEAVY} & {*loaded.stdout.split()}
