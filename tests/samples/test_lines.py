"""Lines are drawn as their truth says, and cut where it stands."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest

from domain.geometry import Box
from intake.readers.neural import NeuralReader
from samples.drawing import FONTS_FOLDER
from samples.lines.cut import draw_lines, find_truth, place_runs
from samples.lines.faces import Face, Faces, find_faces, fit_text
from samples.lines.families import load_families
from samples.lines.fetch import describe_packages
from samples.lines.sheet import HEIGHT, WIDTH, Run, draw_sheet
from samples.lines.wear import WAYS, wear_sheet
from samples.lines.words import load_words, write_text
from samples.lines.writing import write_run

TRUETYPE = FONTS_FOLDER / "truetype"
SANS = Face(TRUETYPE / "liberation2/LiberationSans-Regular.ttf", by_hand=False)
BREIP = Face(TRUETYPE / "breip/Breip.ttf", by_hand=True)
FACES = Faces((BREIP,), (SANS,))


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    return NeuralReader.load()


def test_nothing_is_held_back_or_in_capitals_that_is_not_listed() -> None:
    families = load_families()
    listed = {*families.hands, *families.prints}
    assert len(listed) == len(families.hands) + len(families.prints)
    assert families.held < listed
    assert families.capitals < listed
    for names in (families.hands, families.prints):
        assert families.held & set(names)


def test_npm_is_asked_for_every_family_in_one_version() -> None:
    wanted = describe_packages(load_families())["dependencies"]
    assert isinstance(wanted, dict)
    assert wanted["@fontsource/caveat"] == "5.3.0"
    assert wanted["@fontsource/single-day"] == "5.3.1"


def test_held_faces_are_drawn_alone_or_not_at_all(tmp_path: Path) -> None:
    for sort, names in {"hand": ("caveat", "kalam"), "print": ("lato", "roboto")}.items():
        (tmp_path / sort).mkdir()
        for name in names:
            shutil.copy(SANS.path, tmp_path / sort / f"{name}-400.ttf")
    assert [f.family for f in find_faces(tmp_path, held=False).hands] == ["caveat"]
    assert {f.family for f in find_faces(tmp_path, held=False).prints} >= {"lato", "LiberationSans"}
    held = find_faces(tmp_path, held=True)
    assert [f.family for f in (*held.hands, *held.prints)] == ["kalam", "roboto"]


def test_a_folder_without_faces_says_how_to_fetch_them(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"samples\.lines\.fetch"):
        find_faces(tmp_path, held=False)


@pytest.mark.parametrize(
    ("face", "text", "fitted"),
    [
        pytest.param(SANS, "Núñez, “Marí–a”", "Núñez, “Marí–a”", id="all there"),
        pytest.param(
            SANS, "Ana\N{HANGUL SYLLABLE GA} Ruiz", "Ana Ruiz", id="without what is of another script"
        ),
        pytest.param(SANS, " two   words ", "two words", id="one blank between words"),
        pytest.param(BREIP, "Phương", "Phuong", id="without accents that are missing"),
        pytest.param(BREIP, "", "", id="nothing"),
    ],
)
def test_a_text_is_fitted_to_what_a_face_can_write(face: Face, text: str, fitted: str) -> None:
    assert fit_text(face, text) == fitted


def test_faces_without_small_letters_write_capitals(tmp_path: Path) -> None:
    shutil.copy(SANS.path, tmp_path / "bebas-neue-400.ttf")
    assert fit_text(Face(tmp_path / "bebas-neue-400.ttf", by_hand=False), "Ana Ruiz") == "ANA RUIZ"


def test_a_hand_writes_no_zones_of_passports() -> None:
    rng = Random(2)
    by_hand, in_print = ([write_text(rng, by_hand) for _ in range(2000)] for by_hand in (True, False))
    assert not any("<<" in text for text in by_hand)
    assert any("<<" in text for text in in_print)
    assert all(text and text == text.strip() for text in by_hand)


def test_running_text_has_words_enough() -> None:
    assert len(load_words()) > 3000


@pytest.mark.parametrize("face", [SANS, BREIP], ids=["print", "hand"])
def test_ink_reaches_every_edge_of_a_run(face: Face) -> None:
    for seed in range(12):
        ink = write_run(Random(seed), face, "Maria J. Souza", 40)
        assert ink is not None
        for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
            assert edge.max() > 60


def test_what_has_no_ink_is_no_run() -> None:
    assert write_run(Random(1), SANS, " ", 40) is None


def test_runs_lie_on_the_sheet_and_their_ink_in_their_boxes() -> None:
    sheet = draw_sheet(Random(7), FACES)
    assert len(sheet.runs) > 60
    for run in sheet.runs:
        box = run.box
        assert 0 <= box.x0 < box.x1 <= WIDTH
        assert 0 <= box.y0 < box.y1 <= HEIGHT
        assert run.text
        assert sheet.page[box.y0 : box.y1, box.x0 : box.x1].min() < 120


def test_one_seed_gives_one_sheet() -> None:
    one, same, other = (draw_sheet(Random(seed), FACES) for seed in (3, 3, 4))
    assert one.runs == same.runs
    assert np.array_equal(one.page, same.page)
    assert one.runs != other.runs


@pytest.mark.parametrize("way", WAYS)
def test_points_of_a_page_are_found_where_it_was_worn(way: str) -> None:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    places = [(300, 400), (1350, 420), (820, 1100), (310, 1800), (1340, 1790)]
    for x, y in places:
        cv2.circle(page, (x, y), 22, 0, -1)
    for seed in range(3):
        worn, course = wear_sheet(Random(seed), page, way)
        for x, y in cv2.perspectiveTransform(np.array([places], np.float64), course)[0]:
            around = worn[round(y) - 8 : round(y) + 9, round(x) - 8 : round(x) + 9]
            assert around.shape == (17, 17)
            assert around.mean() < 110


def _place(*runs: tuple[str, Box]) -> list[Run]:
    return [Run(text, box) for text, box in runs]


NAME = ("Name:", Box(100, 100, 200, 130))
ANSWER = ("Ana Ruiz", Box(220, 98, 400, 140))


@pytest.mark.parametrize(
    ("line", "runs", "truth"),
    [
        pytest.param((95, 95, 405, 142), [NAME, ANSWER], "Name: Ana Ruiz", id="both whole"),
        pytest.param((95, 95, 405, 142), [ANSWER, NAME], "Name: Ana Ruiz", id="from left to right"),
        pytest.param((95, 95, 205, 135), [NAME, ANSWER], "Name:", id="the caption alone"),
        pytest.param((95, 95, 300, 142), [NAME, ANSWER], None, id="cut through the answer"),
        pytest.param((95, 95, 405, 112), [NAME, ANSWER], None, id="the upper half"),
        pytest.param((95, 20, 405, 300), [NAME, ANSWER], None, id="much taller than its runs"),
        pytest.param((500, 95, 700, 142), [NAME, ANSWER], None, id="beside them"),
        pytest.param(
            (95, 95, 405, 142), [NAME, ("Bo", Box(150, 100, 260, 130))], None, id="written over each other"
        ),
    ],
)
def test_a_line_says_the_runs_that_are_whole_in_it(
    line: tuple[int, int, int, int], runs: Iterable[tuple[str, Box]], truth: str | None
) -> None:
    x0, y0, x1, y1 = line
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)
    assert find_truth(corners, place_runs(_place(*runs), np.eye(3))) == truth


def test_nothing_is_said_where_nothing_stands() -> None:
    corners = np.array([(0, 0), (9, 0), (9, 9), (0, 9)], np.float32)
    assert find_truth(corners, place_runs([], np.eye(3))) is None


def test_runs_are_placed_as_the_page_was_turned() -> None:
    turned = np.array([[0, -1, 500], [1, 0, 0], [0, 0, 1]], np.float64)
    placed = place_runs(_place(NAME), turned)
    assert placed.boxes.tolist() == [[370, 100, 400, 200]]


def test_lines_in_print_are_read_as_their_truth_says(reader: NeuralReader) -> None:
    """Seed 6 begins with a scan: what the reader makes of its lines is what stands there."""
    lines = list(draw_lines(6, 0, Faces((SANS,), (SANS,)), reader))
    assert len(lines) > 30
    read = [reader.recognise(line.picture, _whole(line.picture)).text for line in lines]
    assert sum(one.strip() == line.text for one, line in zip(read, lines, strict=True)) > 0.8 * len(lines)


def _whole(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


def test_the_same_seed_cuts_the_same_lines(reader: NeuralReader) -> None:
    one, same = (list(draw_lines(11, 1, FACES, reader)) for _ in range(2))
    assert [(line.text, line.way) for line in one] == [(line.text, line.way) for line in same]
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(one, same, strict=True))
