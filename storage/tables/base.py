"""The root of all tables."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Integer,
    LargeBinary,
    String,
)
from sqlalchemy.orm import DeclarativeBase

from storage.engine import UtcDateTime


class Base(DeclarativeBase):
    """The root of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        bytes: LargeBinary(),
        str: String(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


#: Counts rows; SQLite makes a row id of `INTEGER` only.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")
