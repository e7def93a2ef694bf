"""Exports in other forms: mapping files and workbooks."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from domain.errors import UnusableFile
from domain.ids import CertificationNumber
from domain.records import CertificationRecord
from storage.database import SqlStorage
from storage.exports.mapping import COLUMNS, ExportMapping, read_mapping
from storage.importing import import_records
from tests.storage.situations import NOW

pytestmark = pytest.mark.usefixtures("few_birth_days")

PATTERN = r"[EAP]\d{6,8}"
MAPPING = """
[file]
encoding = "cp1252"
delimiter = ";"
former_names_between = "|"

[columns]
certification_number = "License No."
level = "Type"
last_name = "Last"
first_name = "First"
date_of_birth = "Born"
former_names = "AKA"
person_id = "Entity"

[constants]
middle_name = ""
suffix = ""
ssn_last4 = ""
email = ""
phone = ""
address_line1 = ""
city = ""
state = "MA"
zip = ""
issued_on = ""
expires_on = ""

[values.level]
"emt-basic" = "EMT"

[values.status]
ACT = "Active"

[dates]
forms = ["%m/%d/%Y", "%d-%b-%y"]
"""
EXPORT = """License No.;Type;Last;First;Born;AKA;Entity;Status
E0901234;EMT-Basic;Nuñez;Ana;06/05/1987;Ana Cole|Ana Okafor;7;act
A0901235;AEMT;Nuñez;Ana;5-JUN-87;;7;Lapsed
E0901236;EMT;Smith;John;1987/06/05;;8;ACT
"""


@pytest.fixture
def sqlite_storage(make_storage: Callable[..., SqlStorage], tmp_path: Path) -> SqlStorage:
    return make_storage(tmp_path)


def written(folder: Path, words: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(words, encoding="utf-8")
    return path


def get(storage: SqlStorage, number: str) -> CertificationRecord:
    with storage.work() as work:
        found = work.records.get(CertificationNumber(number))
    assert found is not None
    return found


class TestMapping:
    def test_names_words_dates_and_the_files_own_form(
        self, sqlite_storage: SqlStorage, tmp_path: Path
    ) -> None:
        file = tmp_path / "export.csv"
        file.write_text(EXPORT, encoding="cp1252")
        mapping = read_mapping(written(tmp_path, MAPPING))
        report = import_records(sqlite_storage, file, number_pattern=PATTERN, now=NOW, mapping=mapping)
        assert (report.added, [r.line for r in report.rejected]) == (2, [4])
        assert "date_of_birth is not a date of the form YYYY-MM-DD or of those" in report.rejected[0].problem
        ana, again = get(sqlite_storage, "E0901234"), get(sqlite_storage, "A0901235")
        assert (ana.level, ana.last_name, ana.state, ana.status) == ("EMT", "Nuñez", "MA", "Active")
        assert ana.date_of_birth == again.date_of_birth == date(1987, 6, 5)
        assert ana.former_names == ("Ana Cole", "Ana Okafor")
        assert (again.status, again.person) == ("Lapsed", ana.person)

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param("[columns", "is no TOML", id="no TOML"),
            pytest.param("[colums]\n", "'colums' is not known; the tables are file, columns", id="table"),
            pytest.param(
                "[columns]\nlicence = 'L'", "'columns.licence' is no column of ours; ours are", id="column"
            ),
            pytest.param(
                "[columns]\nlevel = 5", "columns.level: Input should be a valid string", id="a number"
            ),
            pytest.param(
                "[file]\ndelimiter = ';;'", "file.delimiter: String should have at most 1", id="delimiter"
            ),
            pytest.param("[removals]\ncolumn = 'X'\nwords = []", "removals.words", id="no words"),
            pytest.param(
                "[columns]\nzip = 'Z'\n[constants]\nzip = ''",
                "'zip' stands under [columns] and under",
                id="both",
            ),
        ],
    )
    def test_says_what_is_wrong_with_it(self, tmp_path: Path, words: str, said: str) -> None:
        with pytest.raises(UnusableFile) as raised:
            read_mapping(written(tmp_path, words))
        assert said in str(raised.value)
        assert "mapping.toml" in str(raised.value)

    @pytest.mark.parametrize(
        ("mapping", "said"),
        [
            pytest.param({"columns": {"level": "Kind"}}, "The header lacks 'Kind' (level). Name", id="named"),
            pytest.param(
                {"columns": {"person_id": "Who"}}, "lacks 'Who' (person_id)", id="optional but named"
            ),
            pytest.param(
                {"removals": {"column": "Gone", "words": ["D"]}}, "lacks 'Gone' ([removals])", id="removals"
            ),
            pytest.param({"columns": {"city": "state"}}, "", id="one column for two"),
        ],
    )
    def test_header_is_held_to_it(
        self, sqlite_storage: SqlStorage, mapping: dict[str, Any], said: str
    ) -> None:
        lines = [",".join(COLUMNS) + "\n"]
        form = ExportMapping.model_validate(mapping)
        refused = pytest.raises(UnusableFile, match=re.escape(said)) if said else nullcontext()
        with refused:
            import_records(sqlite_storage, lines, number_pattern=PATTERN, now=NOW, mapping=form)

    def test_a_column_that_stands_twice_is_refused(self, sqlite_storage: SqlStorage) -> None:
        lines = [",".join((*COLUMNS, "Email")) + "\n"]
        with pytest.raises(UnusableFile, match="names 'email' twice"):
            import_records(sqlite_storage, lines, number_pattern=PATTERN, now=NOW)

    def test_unknown_encoding_is_named(self, sqlite_storage: SqlStorage, tmp_path: Path) -> None:
        (tmp_path / "export.csv").write_text("a")
        form = ExportMapping.model_validate({"file": {"encoding": "latin-99"}})
        with pytest.raises(UnusableFile, match="'latin-99' is not known; try utf-8 or cp1252"):
            import_records(
                sqlite_storage, tmp_path / "export.csv", number_pattern=PATTERN, now=NOW, mapping=form
            )

    def test_another_encoding_than_the_named_one_is_said(
        self, sqlite_storage: SqlStorage, tmp_path: Path
    ) -> None:
        (tmp_path / "export.csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
        form = ExportMapping.model_validate({"file": {"encoding": "utf-16"}})
        with pytest.raises(UnusableFile, match="not written in the encoding"):
            import_records(
                sqlite_storage, tmp_path / "export.csv", number_pattern=PATTERN, now=NOW, mapping=form
            )


class TestWorkbook:
    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        workbook = openpyxl.Workbook()
        workbook.active.title = "Read me"
        sheet = workbook.create_sheet("Licenses")
        sheet.append([*COLUMNS, None])
        values: dict[str, Any] = dict.fromkeys(COLUMNS) | {
            "certification_number": "E0901234", "level": "EMT", "last_name": "Reyes", "status": "Active",
            "date_of_birth": datetime(1987, 6, 5), "expires_on": "2027-03-31", "ssn_last4": 12, "zip": 1608.0,
            "phone": 6175550101,
        }  # fmt: skip
        sheet.append(list(values.values()))
        sheet.append([])
        sheet.append(list((values | {"certification_number": "E0901235", "last_name": None}).values()))
        workbook.save(tmp_path / "export.xlsx")
        return tmp_path / "export.xlsx"

    def test_dates_and_digits_are_what_they_were(self, sqlite_storage: SqlStorage, book: Path) -> None:
        form = ExportMapping.model_validate({"file": {"sheet": "Licenses"}})
        report = import_records(sqlite_storage, book, number_pattern=PATTERN, now=NOW, mapping=form)
        assert (report.added, [(r.line, r.problem) for r in report.rejected]) == (
            1,
            [(4, "last_name is empty")],
        )
        found = get(sqlite_storage, "E0901234")
        assert (found.date_of_birth, found.expires_on) == (date(1987, 6, 5), date(2027, 3, 31))
        assert (found.ssn_last4, found.zip, found.phone) == ("0012", "01608", "6175550101")

    def test_sheet_that_is_not_there_is_named_with_those_that_are(
        self, sqlite_storage: SqlStorage, book: Path
    ) -> None:
        form = ExportMapping.model_validate({"file": {"sheet": "Licences"}})
        with pytest.raises(UnusableFile, match="no sheet 'Licences'; it has Read me, Licenses"):
            import_records(sqlite_storage, book, number_pattern=PATTERN, now=NOW, mapping=form)

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no more", b"certification_number,level\n"])
    def test_what_is_no_workbook_is_refused(
        self, sqlite_storage: SqlStorage, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / "export.xlsx").write_bytes(content)
        with pytest.raises(UnusableFile, match="is no workbook"):
            import_records(sqlite_storage, tmp_path / "export.xlsx", number_pattern=PATTERN, now=NOW)
