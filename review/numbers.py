"""Numbers that come by an address or a form."""

from typing import Annotated

from pydantic import Field

#: What a database's integer column holds; by a larger number it fails instead of finding nothing.
_LARGEST = 2**31 - 1

#: The number of a row; anything else is answered as an incomplete form is.
RowNumber = Annotated[int, Field(ge=0, le=_LARGEST)]
