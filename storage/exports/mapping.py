"""The mapping file: how an export names, writes and words what our records hold.

TOML; `docs/contracts.md` has an example. Without one, an export has our own names, words and ISO dates.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.errors import UnusableFile

#: Every column of ours; the last three an export may lack.
Column = Literal[
    "certification_number", "level", "first_name", "middle_name", "last_name", "suffix", "date_of_birth",
    "ssn_last4", "email", "phone", "address_line1", "city", "state", "zip", "status", "issued_on",
    "expires_on", "former_names", "ssn_is_pseudo", "person_id",
]  # fmt: skip

OPTIONAL_COLUMNS: Final[tuple[str, ...]] = get_args(Column)[-3:]
#: Columns that every export has, under our name or another, or that a constant stands for.
COLUMNS: Final[tuple[str, ...]] = get_args(Column)[:-3]
DATE_COLUMNS: Final = ("date_of_birth", "issued_on", "expires_on")

Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FileForm(_Part):
    """`[file]`: how the file itself is written."""

    encoding: Text = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str = ""
    """Of a workbook; empty: its first."""
    former_names_between: Text = ";"


class Dates(_Part):
    """`[dates]`: forms beside ISO, as Python's `strptime` names them, tried in order."""

    forms: list[Text] = []


class Removals(_Part):
    """`[removals]`: the column that says what became of a row, and the words that mean it is gone."""

    column: Text
    words: list[Text] = Field(min_length=1)


class ExportMapping(_Part):
    """How one export is read."""

    file: FileForm = FileForm()
    columns: dict[Column, Text] = {}
    """Ours to the export's."""
    constants: dict[Column, str] = {}
    """Ours to what stands for a column that the export lacks; may be empty."""
    values: dict[Column, dict[str, str]] = {}
    """Ours to the export's words, in any case, and ours for them; other words stay as they are."""
    dates: Dates = Dates()
    removals: Removals | None = None

    @model_validator(mode="after")
    def _names_each_once(self) -> "ExportMapping":
        for column in self.columns:
            if column in self.constants:
                raise ValueError(f"'{column}' stands under [columns] and under [constants]; leave one out")
        return self


#: An export in our own form.
OWN_FORM: Final = ExportMapping()


def read_mapping(path: Path) -> ExportMapping:
    """Read a mapping file. Raises `UnusableFile` that names the place and says what may stand there."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableFile(f"The mapping file {path} is no TOML in UTF-8: {error}.") from error
    try:
        return ExportMapping.model_validate(said)
    except ValidationError as error:
        problems = "; ".join(_say(part["loc"], part["type"], part["msg"]) for part in error.errors())
        raise UnusableFile(f"The mapping file {path} cannot be used: {problems}.") from error


def _say(place: tuple[int | str, ...], sort: str, message: str) -> str:
    where = ".".join(str(part) for part in place if part != "[key]")
    if sort == "extra_forbidden":
        tables = ", ".join(ExportMapping.model_fields)
        return f"'{where}' is not known; the tables are {tables}"
    if sort == "literal_error":
        return f"'{where}' is no column of ours; ours are {', '.join((*COLUMNS, *OPTIONAL_COLUMNS))}"
    return f"{where}: {message}" if where else message
