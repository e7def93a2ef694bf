"""The generated submissions: same seed, same bytes; truth that fits the files."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageSequence

from domain.kinds import Kind
from samples.catalogue import HELD_OUT_LAYOUTS, list_layouts
from samples.degrade import (
    FaxHeader,
    degrade_pages,
    fax_document,
    photograph_page,
    save_fax,
    save_photo,
    skew_page,
)
from samples.generate import START, generate_sample, write_demo
from samples.pages import write_pages
from samples.people import COLUMNS, Person, invent_people
from samples.pieces import Stock
from samples.submissions import Mailroom
from samples.truth import judge_document, last_day
from tests.examples import EVERY_STEP

PEOPLE = invent_people(60, Random(4))
#: Drawn for the tests of their truth.
SUBMISSIONS = 16 if EVERY_STEP else 7
HEADER = FaxHeader(datetime(2026, 9, 3, 10, 15), "STATION 2", "(508) 555-0142")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate_sample(folder, SUBMISSIONS, 7, share="all", records=150, quiet=True)
    return folder


def read_truth(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        generate_sample(tmp_path / name, 2, 3, records=60, quiet=True)
    generate_sample(tmp_path / "c", 1, 4, records=60, quiet=True)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert not {*digest(tmp_path / "a").values()} & {*digest(tmp_path / "c").values()}


def test_training_samples_hold_no_held_out_layout(tmp_path: Path) -> None:
    for share, wanted in (("train", False), ("test", True)):
        generate_sample(tmp_path / share, 1, 2, share=share, records=60, quiet=True)
        used = {doc["layout"] for line in read_truth(tmp_path / share) for doc in line["documents"]}
        assert used
        room, rng = Mailroom(Stock(tuple(PEOPLE), share)), Random(2)  # many more that need not be drawn
        packed = [room.pack_parcel(rng, START, body=number % 4 == 0) for number in range(200)]
        used |= {piece.layout.name for parcel in packed for piece in parcel.pieces}
        assert all((name in HELD_OUT_LAYOUTS) == wanted for name in used)


def test_demo_writes_what_is_asked(tmp_path: Path) -> None:
    write_demo(tmp_path, 2, 1)
    assert len(read_truth(tmp_path)) == 2
    assert (tmp_path / "records.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)


def parts_of(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in message.walk():
        if part.get_filename():
            content = part.get_content()
            yield str(part.get_filename()), content if isinstance(content, bytes) else b""


def count_pages(name: str, content: bytes) -> int:
    if name.lower().endswith(".pdf"):
        return len(pypdfium2.PdfDocument(content))
    return sum(1 for _ in ImageSequence.Iterator(Image.open(io.BytesIO(content))))


def test_every_page_is_a_document_s_or_ignorable(sample: Path) -> None:
    lines = read_truth(sample)
    assert len(lines) == SUBMISSIONS
    assert {line["channel"] for line in lines} == {"email", "fax", "scan"}
    by_file: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        by_file.setdefault(line["file"], []).append(line)
    for file, group in by_file.items():
        content = (sample / "submissions" / file).read_bytes()
        if file.endswith(".eml"):
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            files = {
                name: body for name, body in parts_of(message) if name not in group[0]["noise_attachments"]
            }
        else:
            files = {"": content}
        told: dict[str, list[int]] = {}
        for line in group:
            for doc in line["documents"]:
                for place in (doc, *doc["continues_in"]):
                    told.setdefault(place["attachment"] or "", []).extend(place["pages"])
            for page in line["ignorable_pages"]:
                told.setdefault(page["attachment"] or "", []).append(page["page"])
        if group[0]["body_role"] == "document":
            assert told == {"": [0]}
            continue
        name_of = file if not file.endswith(".eml") else ""
        pages = {name: list(range(count_pages(name or name_of, body))) for name, body in files.items()}
        assert {name: sorted(page) for name, page in told.items()} == pages, file


def test_received_header_says_the_truth_s_time(sample: Path) -> None:
    for line in read_truth(sample):
        if not line["file"].endswith(".eml"):
            mtime = (sample / "submissions" / line["file"]).stat().st_mtime
            assert mtime == datetime.fromisoformat(line["received_at"]).timestamp()
            continue
        message = message_from_bytes((sample / "submissions" / line["file"]).read_bytes(), policy=default)
        top = str(message.get_all("Received")[0])  # type: ignore[index]
        assert parsedate_to_datetime(top.rpartition(";")[2].strip()) == datetime.fromisoformat(
            line["received_at"]
        )


def test_repetitions_point_to_earlier_submissions() -> None:
    mailroom = Mailroom(Stock(tuple(PEOPLE), "train"))
    drawn = mailroom.make_submissions(14 if EVERY_STEP else 7, Random(1), START, repeated=0.6)
    made = [file for batch in drawn for file in batch]
    files = {line["id"]: file for file in made for line in file.lines}
    lines = {line["id"]: line for file in made for line in file.lines}
    repeated = [line for line in lines.values() if line["duplicate_of"]]
    assert {line["duplicate_how"] for line in repeated} >= {"same_paper", "other_channel"}
    for line in repeated:
        first = lines[line["duplicate_of"]]
        assert first["received_at"] < line["received_at"]
        assert [doc["fields"] for doc in first["documents"]] == [doc["fields"] for doc in line["documents"]]
        assert (first["channel"] != line["channel"]) == (line["duplicate_how"] == "other_channel")
        assert files[first["id"]].content != files[line["id"]].content


# -- degradation ---------------------------------------------------------------


@pytest.mark.parametrize(("quality", "vertical"), [("fax_fine", 196), ("fax_standard", 98)])
@pytest.mark.parametrize(("compression", "tag"), [("group3", 3), ("group4", 4)])
def test_fax_is_a_tiff_f(quality: str, vertical: int, compression: str, tag: int) -> None:
    page = Image.new("RGB", (1700, 2200), "white")
    pages = fax_document([page, page], Random(1), quality, HEADER)
    with Image.open(io.BytesIO(save_fax(pages, quality, compression))) as tiff:
        assert tiff.n_frames == 2  # type: ignore[attr-defined]
        for frame in range(2):
            tiff.seek(frame)
            assert (tiff.mode, tiff.width) == ("1", 1728)
            assert tiff.tag_v2[259] == tag  # type: ignore[attr-defined]
            assert tuple(round(float(v)) for v in tiff.info["dpi"]) == (204, vertical)
            assert tiff.height == pytest.approx(11 * vertical, rel=0.02)


def test_fax_strip_is_printed_on_every_page() -> None:
    blank = Image.new("RGB", (1700, 2200), "white")
    for page in fax_document([blank, blank], Random(5), "fax_fine", HEADER):
        strip = page.crop((0, 0, 1728, 40)).convert("L")
        assert strip.histogram()[0] > 500


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_exif_turn_brings_the_photo_back(orientation: int) -> None:
    page = Image.new("RGB", (300, 400), "white")
    page.paste("black", (0, 0, 300, 60))
    for seed in range(60):
        with Image.open(io.BytesIO(save_photo(page, Random(seed)))) as photo:
            if photo.getexif().get(0x0112, 1) != orientation:
                continue
            from PIL import ImageOps

            upright = ImageOps.exif_transpose(photo).convert("L")
        assert upright.size == (300, 400)
        assert upright.getpixel((150, 20)) < 60  # type: ignore[operator]
        return
    pytest.fail("no photo was stored in this orientation")


def test_photo_and_skew_keep_the_page_readable_in_size() -> None:
    page = Image.new("RGB", (600, 800), "white")
    assert skew_page(page, 1.5).size == (600, 800)
    photo = photograph_page(page, Random(2))
    assert 600 < photo.width < 800
    assert photo.convert("L").getextrema()[0] < 120  # type: ignore[operator]


def test_degradation_depends_on_the_seed_only(tmp_path: Path) -> None:
    from samples.sheets import draw_separator

    pdf = draw_separator(Random(1))
    for quality in ("scan", "photo", "fax_fine", "fax_standard"):
        first, second = (degrade_pages(pdf, quality, Random(9))[0].tobytes() for _ in range(2))
        assert first == second, quality


def test_pages_for_training_have_their_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = list_layouts(Kind.VERIFICATION_REQUEST, "test")[:4]  # the others are drawn in the same way
    monkeypatch.setattr("samples.pages.list_layouts", lambda kind, share: few)
    written = write_pages(tmp_path, 1, 1, "test", Kind.VERIFICATION_REQUEST)
    lines = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == written > 3
    for line in lines:
        assert (tmp_path / line["file"]).exists()
        assert line["held_out"]
        assert len(line["text"]) > 100


# -- people and truth ------------------------------------------------------------


def test_people_have_distinct_numbers_and_kin() -> None:
    people = invent_people(3000, Random(1))
    assert len({p.number for p in people}) == 3000
    same_name: dict[str, list[Person]] = {}
    for person in people:
        same_name.setdefault(person.name.short, []).append(person)
    assert any(len(group) > 1 for group in same_name.values()), "namesakes"
    assert any(p.name.suffix == "Jr." for p in people)
    assert all("555-01" in p.phone and ".example" in p.email for p in people)
    assert {p.status for p in people} >= {"Current", "Expired", "Probation", "Suspension"}
    assert people == invent_people(3000, Random(1))


def _truth(person: Person, **changes: Any) -> dict[str, Any]:
    return {
        "applicant_name": person.name.full,
        "certification_number": person.number,
        "level": person.level,
        "date_of_birth": person.date_of_birth.isoformat(),
        "signature_present": True,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "expectation", "findings"),
    [
        ({}, "certain", ()),
        ({"certification_number": None}, "certain", ()),
        ({"certification_number": None, "date_of_birth": None}, "review", ()),
        ({"certification_number": "E0000001"}, "review", ("number_mismatch",)),
        ({"date_of_birth": "1901-02-03"}, "review", ("dob_mismatch",)),
        ({"applicant_name": "Quite Another"}, "review", ("name_mismatch",)),
        ({"signature_present": False}, "certain", ("missing_signature",)),
    ],
)
def test_verdict_of_a_request(changes: dict[str, Any], expectation: str, findings: tuple[str, ...]) -> None:
    person = PEOPLE[0]
    verdict = judge_document(
        Kind.VERIFICATION_REQUEST, _truth(person, **changes), person, PEOPLE, date(2026, 10, 1)
    )
    assert (verdict.expectation, verdict.findings) == (expectation, findings)


@pytest.mark.parametrize(
    ("truth", "findings"),
    [
        ({"provider": "AHA", "course": "BLS", "expires_on": "2026-10"}, ()),
        ({"provider": "AHA", "course": "BLS", "expires_on": "2026-09"}, ("expired",)),
        (
            {"provider": "other", "course": "BLS", "format_online_only": True},
            ("online_only", "unrecognized_provider"),
        ),
        ({"provider": "HSI", "course": "FirstAid"}, ("wrong_level",)),
    ],
)
def test_verdict_of_a_card(truth: dict[str, Any], findings: tuple[str, ...]) -> None:
    verdict = judge_document(Kind.CPR_CARD, truth, None, PEOPLE, date(2026, 10, 1))
    assert (verdict.expectation, verdict.findings) == ("none", findings)


def test_a_month_lasts_to_its_last_day() -> None:
    assert last_day("2028-02") == date(2028, 2, 29)
