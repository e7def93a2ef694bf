"""A clerk's morning: print sheets, scan a batch, read what became of it; once with a separator left out."""

import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import typer
from PIL import Image, ImageFilter

import commands.base
from commands.base import Exit
from commands.receiving import Receiver
from commands.scanning import (
    close,
    edit,
    expect,
    list_batches,
    reopen,
    restore,
    separators,
    show,
    withdraw,
)
from commands.users import add_user
from domain.batches import SplitEdit
from domain.ids import SubmissionId
from domain.kinds import Channel, Role
from domain.sheets import SheetKind, decode_sheet
from domain.states import CaseStatus
from intake.channels.files import FolderChannel
from intake.readers.barcodes import find_barcodes
from intake.readers.picture import decode_grey
from samples.drawing import render_pages
from settings import Settings
from storage.importing import import_records
from storage.reconcile import reconcile_store
from tests.batches import DPI, paper, scan, write_people
from wiring import Parts, open_parts, utc_now
from workers import WorkerGroup


def codes_in(pdf: Path) -> list[Any]:
    """The sheets of a PDF by their codes, a page each; both codes of a page say the same."""
    sheets = []
    for page in render_pages(pdf.read_bytes(), 150):
        out = io.BytesIO()
        page.save(out, "PNG")
        said = {decode_sheet(code.text) for code in find_barcodes(decode_grey(out.getvalue()))}
        assert len(said) == 1
        sheets.append(said.pop())
    return sheets


class TestSeparators:
    def test_a_batch_is_printed_with_what_is_expected(self, tmp_path: Path) -> None:
        pdf = tmp_path / "monday.pdf"
        separators(
            count=3, batch="Monday mail", envelopes=3, pages=7, envelope_pages="4,1,2",
            channel=Channel.SCAN, cover=True, output=pdf,
        )  # fmt: skip
        cover, *sheets = codes_in(pdf)
        assert (cover.kind, cover.name, cover.envelopes, cover.pages) == (
            SheetKind.COVER,
            "Monday mail",
            3,
            7,
        )
        assert [(s.number, s.of, s.pages) for s in sheets] == [(1, 3, 4), (2, 3, 1), (3, 3, 2)]
        assert {s.batch for s in sheets} == {cover.batch} != {""}

    def test_sheets_to_be_used_again_name_no_batch(self, tmp_path: Path) -> None:
        pdf = tmp_path / "pile.pdf"
        separators(count=8, output=pdf, cover=False)
        sheets = codes_in(pdf)
        assert [s.number for s in sheets] == list(range(1, 9))
        assert {s.batch for s in sheets} == {""}

    def test_the_printer_is_told_to_print_one_side_at_full_size(self, tmp_path: Path) -> None:
        separators(count=1, output=tmp_path / "one.pdf")
        with pikepdf.open(tmp_path / "one.pdf") as pdf:
            assert pdf.Root.ViewerPreferences.Duplex == "/Simplex"
            assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
            assert len(pdf.pages) == 2

    def test_words_for_people_stand_on_every_sheet(self, tmp_path: Path) -> None:
        separators(count=2, batch="Monday mail", output=tmp_path / "two.pdf")
        document = pypdfium2.PdfDocument(str(tmp_path / "two.pdf"))
        texts = [page.get_textpage().get_text_bounded() for page in document]
        document.close()
        assert "BATCH COVER" in texts[0]
        assert "Monday mail" in texts[0]
        for number, text in enumerate(texts[1:], start=1):
            assert "SEPARATOR" in text
            assert f"{number} of 2" in text
            assert "Put one before each envelope" in text

    @pytest.mark.parametrize("expected", [None, 12])
    @pytest.mark.parametrize("batch", ["", "Monday mail, second delivery, left pile", "M" * 60])
    def test_each_sheet_is_one_page(self, tmp_path: Path, batch: str, expected: int | None) -> None:
        pdf = tmp_path / "a.pdf"
        separators(count=2, batch=batch, envelopes=expected, pages=expected, envelope_pages="2,1", output=pdf)
        assert len(codes_in(pdf)) == 3

    def test_nothing_is_overwritten(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"mine")
        with pytest.raises(typer.Exit) as ended:
            separators(output=tmp_path / "a.pdf")
        assert ended.value.exit_code == Exit.USAGE
        assert (tmp_path / "a.pdf").read_bytes() == b"mine"

    @pytest.mark.parametrize("place", ["away/a.pdf", "file/a.pdf"])
    def test_a_place_that_is_not_there_is_named_without_a_traceback(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
    ) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(typer.Exit) as ended:
            separators(count=1, output=tmp_path / place)
        assert ended.value.exit_code == Exit.USAGE
        assert f"{tmp_path / place}: No" in capsys.readouterr().err.replace("\n", "")

    def test_a_name_that_would_make_the_code_small_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(typer.Exit) as ended:
            separators(batch="Monday mail " * 6, output=tmp_path / "a.pdf")
        assert ended.value.exit_code == Exit.USAGE

    @pytest.mark.parametrize("expected", [{"envelopes": 2}, {"pages": 0}, {"envelopes": 2, "pages": 3}])
    def test_a_count_without_the_cover_that_bears_it_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], expected: dict[str, int]
    ) -> None:
        """Nobody must believe that the batch is counted where no sheet says how many."""
        with pytest.raises(typer.Exit) as ended:
            separators(count=1, cover=False, output=tmp_path / "a.pdf", **expected)
        assert ended.value.exit_code == Exit.USAGE
        assert "stand on the cover sheet" in capsys.readouterr().err
        assert not (tmp_path / "a.pdf").exists()
        separators(count=1, cover=False, output=tmp_path / "a.pdf")

    def test_more_counts_than_sheets_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(typer.Exit) as ended:
            separators(count=1, envelope_pages="1,2", output=tmp_path / "a.pdf")
        assert ended.value.exit_code == Exit.USAGE


@dataclass
class Desk:
    """A clerk's desk: a scan folder, workers with real readers, and the commands."""

    home: Path
    folder: Path
    parts: Parts
    say: Callable[..., str]

    def receive(self) -> None:
        watched = FolderChannel(self.folder, Channel.SCAN, settle_seconds=0.1)
        receiver = Receiver(self.parts.services and Settings(home=self.home), self.parts.storage)
        for _ in range(2):
            watched.poll(receiver.take, time.time())
            time.sleep(0.2)
        self.settle()

    def settle(self) -> None:
        until = time.monotonic() + 240
        while True:
            with self.parts.storage.work() as work:
                if not work.jobs.unsettled([s.id for s in work.submissions.all()]):
                    return
            assert time.monotonic() < until, "the workers are not done in time"
            time.sleep(0.1)

    def batches(self) -> dict[str, dict[str, Any]]:
        lines = self.say(list_batches, as_json=True).splitlines()
        return {line["name"]: line for line in map(json.loads, lines)}

    def report(self, batch: str) -> dict[str, Any]:
        described: dict[str, Any] = json.loads(self.say(show, batch, as_json=True))
        return described


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    monkeypatch.setattr(commands.base.out, "width", 200)
    settings = Settings(home=tmp_path / "home", readers=1, lease_seconds=600)
    parts = open_parts(settings)
    now = utc_now()
    people = write_people(tmp_path / "people.csv")
    import_records(parts.storage, people, number_pattern=settings.number_pattern, now=now)
    for name, role in (("cleo", Role.CLERK), ("ada", Role.AUDITOR)):
        add_user(name, role, home=settings.home)
    (tmp_path / "scans").mkdir()

    def say(verb: Callable[..., Any], *args: Any, **options: Any) -> str:
        capsys.readouterr()
        verb(*args, home=settings.home, **options)
        return capsys.readouterr().out

    group = WorkerGroup(parts.services, 3)
    group.start()
    try:
        yield Desk(settings.home, tmp_path / "scans", parts, say)
    finally:
        group.stop()
        parts.close()


def blurred(page: Image.Image) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(5))


@pytest.mark.slow
def test_a_batch_from_the_printed_sheets_to_the_report(desk: Desk, tmp_path: Path) -> None:
    """Two batches: one whole, one with its second separator left out and a blurred page."""
    stacks = {}
    for name in ("whole", "short"):
        pdf = tmp_path / f"{name}.sheets.pdf"
        separators(count=3, batch=name, envelopes=3, pages=3, output=pdf)
        stacks[name] = render_pages(pdf.read_bytes(), DPI)
    papers = [
        paper("good_standing_letter", 2)[0],
        paper("council_completion", 1)[0],
        paper("numbered_state", 4)[0],
    ]
    cover, one, two, three = stacks["whole"]
    whole = [cover, one, papers[0], two.rotate(180), papers[1], three, papers[2]]
    cover, one, _, three = stacks["short"]
    short = [cover, one, papers[0], papers[1], three, blurred(papers[2])]
    (desk.folder / "whole.pdf").write_bytes(scan(whole, 3))
    (desk.folder / "short.pdf").write_bytes(scan(short, 4))
    desk.receive()

    batches = desk.batches()
    assert batches["whole"]["state"] == "complete"
    assert batches["whole"]["pages"] == {"expected": 3, "found": 3}
    assert batches["short"]["state"] == "differs"
    assert batches["short"]["envelopes"] == {"expected": 3, "found": 2}
    assert any("sheet 2 was not found" in words for words in batches["short"]["differences"])

    report = desk.report(batches["whole"]["batch"])
    assert report["rescan"] == []
    (file,) = report["files"]
    assert [envelope["sheet"] for envelope in file["envelopes"]] == [None, 1, 2, 3]
    assert [len(envelope["content"]) for envelope in file["envelopes"]] == [1, 2, 2, 2]
    assert len(file["cases"]) == 3

    report = desk.report(batches["short"]["batch"])
    assert [(entry["page"], entry["reason"][:7]) for entry in report["rescan"]][:1] == [(6, "Blurred")]
    said = desk.say(show, batches["short"]["batch"])
    assert "DIFFERS" in said
    assert "envelopes 2 of 3" in said
    assert "page 6" in said

    # The clerk mends the split, says that all is right, takes the blurred scan back, and brings it back.
    batch, (file,) = batches["short"]["batch"], report["files"]
    second = file["envelopes"][1]["content"][-1]["id"]
    desk.say(edit, second, SplitEdit.STARTS_ENVELOPE, by="cleo")
    desk.settle()
    assert desk.report(batch)["envelopes"]["found"] == 3
    assert "closed" in desk.say(close, batch, why="Sheet 2 lies on the desk.", by="cleo")
    assert desk.report(batch)["state"] == "closed"
    assert "differs" in desk.say(reopen, batch, by="cleo")
    assert "complete" not in desk.say(expect, batch, envelopes=2, pages=3, by="cleo")
    desk.say(withdraw, file["file"], why="A page is blurred.", by="cleo")
    desk.settle()
    assert desk.report(batch)["files"][0]["withdrawn"]
    with desk.parts.storage.work() as work:
        states = {case.status for case in work.cases.of_submission(SubmissionId(file["file"]))}
    assert states == {CaseStatus.WITHDRAWN}
    desk.say(restore, file["file"], by="cleo")
    desk.settle()
    assert desk.report(batch)["envelopes"]["found"] == 3, "what a person said of the split still stands"
    assert reconcile_store(desk.parts.storage) == []

    # Whoever may only look changes nothing; what is not there is said.
    for verb, words in ((withdraw, {"why": "no"}), (restore, {})):
        with pytest.raises(typer.Exit) as ended:
            desk.say(verb, file["file"], by="ada", **words)
        assert ended.value.exit_code == Exit.REFUSED
    with pytest.raises(typer.Exit) as ended:
        desk.say(show, "no-such-batch")
    assert ended.value.exit_code == Exit.FAILED
