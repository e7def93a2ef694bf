"""The directory's offices: what an entry must say, and which one a request names, where exactly one fits."""

import re
import unicodedata
from collections.abc import Sequence

from domain.documents import Document
from domain.kinds import FieldName, Kind, Way
from domain.values import is_fax_number
from outbound.policy import address_in
from processing.ports import Destination

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
#: Digits of a fax number without its country code.
FAX_DIGITS = 10


def suggest_destination(destinations: Sequence[Destination], documents: Sequence[Document]) -> str:
    """The key of the one listed office that the papers name; empty where none or several do.

    An office is named by its name, its email address or its fax number, as the directory has them. What
    the letter then goes to is the directory's own address, never one that is printed on the papers.
    """
    requests = [d for d in documents if d.guess.kind is Kind.VERIFICATION_REQUEST]
    named = {d.key for d in destinations if any(_names(request, d) for request in requests)}
    return next(iter(named)) if len(named) == 1 else ""


def find_fault(entry: Destination) -> tuple[str, str]:
    """The field that cannot stay so, and what is wanted of it; both empty where the entry will do."""
    if not KEY.fullmatch(entry.key):
        return "key", "A key has small letters, digits and hyphens, such as us-az-ems."
    if not entry.name:
        return "name", "An office needs a name: letters print it."
    if entry.email and address_in(entry.email) != entry.email.casefold():
        return "email", "This is no email address: one bare address is wanted, such as verify@example.org."
    if entry.fax and not is_fax_number(entry.fax):
        return "fax", "This is no fax number: its area code and digits are wanted, such as 602-555-0100."
    return "", ""


def known_ways(email: str, fax: str, address: str) -> tuple[Way, ...]:
    """The ways that an entry says how to use."""
    places = ((Way.EMAIL, email), (Way.FAX, fax), (Way.POST, address))
    return tuple(way for way, place in places if place.strip())


def listed_office(destinations: Sequence[Destination], document: Document) -> Destination | None:
    """The one listed office that a request names."""
    key = suggest_destination(destinations, [document])
    return next((d for d in destinations if d.key == key), None) if key else None


def _names(document: Document, destination: Destination) -> bool:
    pairs = (
        (_fold(document, FieldName.REQUESTING_AGENCY), fold_words(destination.name)),
        (_text(document, FieldName.RETURN_EMAIL).casefold(), destination.email.casefold()),
        (_digits(_text(document, FieldName.RETURN_FAX)), _digits(destination.fax)),
    )
    return any(printed and printed == listed for printed, listed in pairs)


def fold_words(text: str) -> str:
    """Lower case without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("&", " and ")).split())


def _fold(document: Document, name: FieldName) -> str:
    return fold_words(_text(document, name))


def _text(document: Document, name: FieldName) -> str:
    value = document.value(name)
    return value.strip() if isinstance(value, str) else ""


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)[-FAX_DIGITS:]
    return digits if len(digits) == FAX_DIGITS else ""
