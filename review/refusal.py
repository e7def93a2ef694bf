"""A form that could not be taken: it is shown again as it was sent, with the reason at the field."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which form of a page it was, what stood in it, and what is wrong; without a form: none was refused."""

    form: str = ""
    """Its name on its page, where the page has several."""
    words: str = ""
    field: str = ""
    """The field at fault; empty: no single one."""
    typed: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}), repr=False)

    @classmethod
    def of(cls, error: Exception, form: str, **typed: str) -> "Refusal":
        """Of an error that may name the field at fault."""
        named = error.field if isinstance(error, NotAllowed) else ""
        return cls(form, str(error), named if named in typed else "", typed)

    def text(self, form: str, name: str, otherwise: str = "") -> str:
        """What stands in a field: what was typed, where this form was refused."""
        return self.typed.get(name, "") if self.form == form else otherwise

    def at(self, form: str, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return self.words if (self.form, self.field) == (form, name) else ""


#: No form was refused.
NOTHING = Refusal()
