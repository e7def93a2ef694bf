"""The command as a user types it: real components, one small folder from arrival to queue."""

import csv
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from commands.base import Exit
from drills.forks import be_module, run_forked

ROOT = Path(__file__).parent.parent
RECORD = {
    "certification_number": "E0901234",
    "level": "EMT",
    "first_name": "Orla",
    "middle_name": "",
    "last_name": "Fennimore",
    "suffix": "",
    "date_of_birth": "1991-04-17",
    "ssn_last4": "4821",
    "email": "orla.fennimore@example.org",
    "phone": "(617) 555-0142",
    "address_line1": "12 Invented Way",
    "city": "Lowell",
    "state": "MA",
    "zip": "01850",
    "status": "Active",
    "issued_on": "2025-04-01",
    "expires_on": "2027-03-31",
}
MAIL = """\
Received: from a.example.org by b.example.org; Tue, 1 Sep 2026 10:00:00 -0400
From: Orla Fennimore <orla.fennimore@example.org>
To: oems.recert@mass.gov
Subject: Verification of my certification
Message-ID: <a1@example.org>
Content-Type: text/plain; charset=utf-8

Hello,

please send a verification of my EMT certification to the Maine EMS office.

Name: Orla Fennimore
Massachusetts EMT number: E0901234
Date of birth: 04/17/1991

Send it to: Maine Emergency Medical Services, 45 Commerce Drive, Augusta, ME 04333

Thank you,
Orla Fennimore
"""


class Office:
    """One home folder and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run_forked(be_module, "cli", *words, "--home", str(self.home))

    def lines(self, *words: str) -> list[dict[str, object]]:
        done = self.run(*words)
        assert done.returncode in (0, 6), done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with open(folder / "records.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, RECORD)
        writer.writeheader()
        writer.writerow(RECORD)
        writer.writerow(RECORD | {"certification_number": "E0905678", "date_of_birth": "31/31/1990"})
    papers = folder / "papers"
    papers.mkdir()
    (papers / "request.eml").write_text(MAIL, encoding="utf-8")
    (papers / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing that holds together")
    (papers / "empty.tif").write_bytes(b"")
    return Office(folder)


def test_version_is_the_package_s() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        version = tomllib.load(file)["project"]["version"]
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--version"],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (f"oems-intake {version}\n", "")


def test_import_reports_bad_rows_by_line_and_keeps_good_ones(office: Office) -> None:
    done = office.run("records", "import", str(office.folder / "records.csv"), "--json")
    report = json.loads(done.stdout)
    assert report["added"] == 1
    assert [row["line"] for row in report["rejected"]] == [3]
    assert done.returncode == 6
    assert "31/31" not in done.stdout + done.stderr


def test_process_gives_a_line_for_every_file(office: Office) -> None:
    lines = office.lines("process", str(office.folder / "papers"))
    by_source = {line["source"]: line for line in lines}
    request = by_source["request.eml"]
    assert request["kind"] == "verification_request"
    assert request["attachment"] is None
    assert request["pages"] == [0]
    assert request["match"]["status"] == "matched"  # type: ignore[index]
    assert request["match"]["certification_number"] == "E0901234"  # type: ignore[index]
    assert str(request["case"]).startswith("C-2026-")
    fields = request["fields"]
    assert isinstance(fields, dict)
    for name, found in fields.items():
        assert {"value", "confidence", "page", "reader"} <= set(found), name
        assert ("box" in found) != ("span" in found), f"{name} has no one place"
    for failed in ("broken.pdf", "empty.tif"):
        assert by_source[failed]["kind"] is None
        assert by_source[failed]["needs_manual_triage"] is True
        assert by_source[failed]["problem"]


def test_process_again_takes_nothing_twice(office: Office) -> None:
    again = office.lines("process", str(office.folder / "papers"))
    assert len(again) == 3
    queue = office.lines("queue", "list", "--json")
    assert len(queue) == 1


def test_queue_show_masks_the_last_four(office: Office) -> None:
    case = office.lines("queue", "list", "--json")[0]["case"]
    done = office.run("queue", "show", str(case))
    assert done.returncode == 0
    assert "Orla Fennimore" in done.stdout
    assert "4821" not in done.stdout


def test_decide_wants_an_account_that_exists(office: Office) -> None:
    case = str(office.lines("queue", "list", "--json")[0]["case"])
    done = office.run(
        "decide", case, "use-public-letter", "--reason", "public_letter_suffices", "--by", "nobody"
    )
    assert done.returncode == 5
    assert "no active account" in done.stderr


def test_decide_and_undo(office: Office) -> None:
    added = office.run("users", "add", "rita", "--role", "reviewer")
    assert "/link/" in added.stdout
    case = str(office.lines("queue", "list", "--json")[0]["case"])
    done = office.run(
        "decide", case, "use-public-letter", "--reason", "public_letter_suffices", "--by", "rita"
    )
    assert done.returncode == 0, done.stderr
    assert office.lines("queue", "list", "--json") == []
    assert office.run("undo", case, "--by", "rita").returncode == 0
    assert len(office.lines("queue", "list", "--json")) == 1


def test_reconcile_and_audit_hold(office: Office) -> None:
    assert office.run("reconcile").returncode == 0
    verified = office.run("audit", "verify")
    assert verified.returncode == 0, verified.stderr
    assert "holds" in verified.stdout


@pytest.mark.parametrize("verb", ["read", "inspect"])
def test_file_that_cannot_be_read_is_a_line_and_an_exit_code(office: Office, verb: str) -> None:
    empty = office.folder / "empty.pdf"
    empty.touch()
    done = office.run(verb, str(empty))
    [line] = map(json.loads, done.stdout.splitlines())
    assert line["source"] == "empty.pdf"
    assert "empty" in line["problem"]
    assert done.returncode == Exit.PARTIAL
    assert "1 " in done.stderr


@pytest.mark.parametrize("verb", ["read", "inspect"])
def test_part_that_could_not_be_opened_is_an_exit_code_too(office: Office, verb: str) -> None:
    """A mail whose letter is there and whose attachment is broken is not done."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "orla.fennimore@example.org", "My papers"
    mail.set_content("My form is attached.")
    broken = b"%PDF-1.7\nnothing that holds together"
    mail.add_attachment(broken, maintype="application", subtype="pdf", filename="form.pdf")
    path = office.folder / "with-broken-part.eml"
    path.write_bytes(mail.as_bytes())
    done = office.run(verb, str(path))
    assert done.returncode == Exit.PARTIAL, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if verb == "inspect":
        assert [part["problem"] is None for part in lines[0]["parts"]] == [True, False]
    else:
        assert [(line["attachment"], "words" in line) for line in lines] == [
            (None, True),
            ("form.pdf", False),
        ]


@pytest.mark.parametrize("target", [".", "away/lines.ndjson"])
def test_output_that_cannot_be_written_is_refused_before_the_work(office: Office, target: str) -> None:
    done = office.run("inspect", str(office.folder), "--output", str(office.folder / target))
    assert done.returncode == Exit.USAGE
    assert "--output" in done.stderr


@pytest.mark.parametrize("verb", ["read", "inspect", "process"])
def test_folder_without_files_says_so(office: Office, verb: str) -> None:
    (office.folder / "nothing").mkdir(exist_ok=True)
    done = office.run(verb, str(office.folder / "nothing"))
    assert done.returncode == 0
    assert "No files" in done.stderr


def test_inspect_prints_the_contract(office: Office) -> None:
    [line] = office.lines("inspect", str(office.folder / "papers" / "request.eml"))
    assert set(line) == {"source", "media_type", "headers", "parts", "pages", "outcome", "problem"}
    assert line["headers"]["subject"] == "Verification of my certification"  # type: ignore[index]


def test_read_prints_the_contract(office: Office) -> None:
    [line] = office.lines("read", str(office.folder / "papers" / "request.eml"))
    assert {
        "source",
        "attachment",
        "page",
        "width",
        "height",
        "rotation",
        "quality",
        "words",
        "barcodes",
    } <= set(line)
    assert any(word["text"] == "E0901234" for word in line["words"])  # type: ignore[attr-defined]


def test_backup_can_be_restored(office: Office) -> None:
    copy, elsewhere = office.folder / "copy", office.folder / "elsewhere"
    assert office.run("backup", str(copy)).returncode == 0
    key = office.home.with_name("home.master-key")
    restored = subprocess.run(
        [sys.executable, "-m", "cli", "restore", str(copy), "--home", str(elsewhere)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": "/usr/bin:/bin", "OEMS_INTAKE_MASTER_KEY_FILE": str(key)},
    )  # fmt: skip
    assert restored.returncode == 0, restored.stderr
    assert not list(copy.rglob("*master-key*")), "a backup never holds the master key"
