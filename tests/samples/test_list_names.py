"""How common a word is as a name, from the files of the Census."""

import gzip
from importlib.resources import files
from pathlib import Path

import pytest

from samples.list_names import grade, list_names

CENSUS = {
    "dist.all.last": "SMITH 1.006 1.006 1\nGRACE 0.010 50.0 900\nRARELY 0.000 90.0 88000\n",
    "dist.female.first": "GRACE 0.119 40.0 90\n\nROBIN 0.080 45.0 100\n",
    "dist.male.first": "ROBIN 0.021 70.0 300\n",
}


@pytest.mark.parametrize(
    ("share", "digit"),
    [
        pytest.param(None, 0, id="not listed"),
        pytest.param(0.0, 1, id="listed with a share rounded to nothing"),
        pytest.param(0.001, 1, id="the rarest"),
        pytest.param(0.01, 2, id="ten times as common"),
        pytest.param(3.3, 5, id="the most common"),
    ],
)
def test_each_step_is_ten_times_as_common(share: float | None, digit: int) -> None:
    assert grade(share) == digit


def test_a_word_is_told_as_given_name_and_as_surname(tmp_path: Path) -> None:
    for name, text in CENSUS.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    assert list_names(tmp_path) == "grace 32\nrarely 01\nrobin 30\nsmith 04\n"


def test_the_shipped_list_has_the_form_that_is_made() -> None:
    packed = files("intake.extractors").joinpath("model", "names.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    assert lines == sorted(lines)
    assert {digit for line in lines for digit in line.split()[1]} <= set("012345")
