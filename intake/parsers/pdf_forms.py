"""AcroForm values, typed-on notes and pinned files of a PDF page."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from domain.geometry import Box
from domain.pages import FormValue, Word
from intake.parsers.headers import clean_name
from intake.parsers.pdf_text import to_pixels

#: Widgets read from one page; a form has some hundred.
MOST_WIDGETS = 2_000
#: Longest value kept.
LONGEST_VALUE = 4_000
#: Levels of field inheritance (PDF 32000-1, 12.7.3.1).
DEEPEST_FIELD = 12
#: Field flag of a password field, whose value is nobody's to read (table 228, bit 14).
_PASSWORD_FLAG = 1 << 13
_HIDDEN_FLAGS = (1 << 1) | (1 << 5)  # hidden, no view (12.5.3)


def read_form_page(
    pdf: "pikepdf.Pdf | None", page: Any, index: int, size: tuple[int, int]
) -> tuple[list[FormValue], list[Word]]:
    """Filled fields of a page, and their words as they stand on the page image of `size`."""
    if pdf is None or index >= len(pdf.pages):
        return [], []
    values: list[FormValue] = []
    words: list[Word] = []
    try:
        annotations = list(pdf.pages[index].obj.get("/Annots", []))[:MOST_WIDGETS]
    except Exception:
        return [], []
    for annotation in annotations:
        try:
            found = _read_annotation(annotation, page, size)
        except Exception:  # noqa: S112
            # One broken field is no reason to lose the others; the page image still shows it.
            continue
        if found is not None:
            value, drawn = found
            words.extend(_words_in(drawn, value.box, size))
            if value.name:
                values.append(value)
    return values, words


def pinned_files(pdf: "pikepdf.Pdf | None") -> Iterator[tuple[str | None, bytes]]:
    """Files that hang on a page as an annotation (PDF 32000-1, 12.5.6.15); damaged ones are left out."""
    for page in pdf.pages if pdf is not None else ():
        for annotation in list(page.obj.get("/Annots", []))[:MOST_WIDGETS]:
            try:
                if str(annotation.get("/Subtype", "")) != "/FileAttachment":
                    continue
                told = annotation["/FS"]
                name = str(told.get("/UF", told.get("/F", "")))
                content = bytes(told["/EF"]["/F"].read_bytes())
            except (pikepdf.PdfError, KeyError, ValueError, TypeError, AttributeError):
                continue
            yield clean_name(name), content


def _read_annotation(annotation: Any, page: Any, size: tuple[int, int]) -> tuple[FormValue, str] | None:
    kind = str(annotation.get("/Subtype", ""))
    if kind not in ("/Widget", "/FreeText") or int(annotation.get("/F", 0)) & _HIDDEN_FLAGS:
        return None
    corners = [float(v) for v in annotation.Rect]
    bounds = (min(corners[0::2]), min(corners[1::2]), max(corners[0::2]), max(corners[1::2]))
    box = to_pixels(page, bounds, size)
    if box is None:
        return None
    if kind == "/FreeText":
        text = str(annotation.get("/Contents", "")).replace("\r", "\n").strip()[:LONGEST_VALUE]
        return (FormValue("", "", text, box), text) if text else None
    return _read_widget(annotation, box)


def _read_widget(widget: Any, box: Box) -> tuple[FormValue, str] | None:
    flags = int(_inherited(widget, "/Ff") or 0)
    field_type = str(_inherited(widget, "/FT") or "")
    if flags & _PASSWORD_FLAG and field_type == "/Tx":
        return None
    name = _full_name(widget)
    label = str(_inherited(widget, "/TU") or name)
    value, drawn = _value_of(widget, field_type)
    if not value:
        return None
    return FormValue(name=name or label, label=label, value=value, box=box), drawn


def _value_of(widget: Any, field_type: str) -> tuple[str, str]:
    """The value as data, and as it stands on the page."""
    held = _inherited(widget, "/V")
    if field_type == "/Btn":
        state = str(widget.get("/AS", "") or "").lstrip("/")
        if not state or state == "Off":
            return ("Off", "") if state == "Off" else ("", "")
        return state, "X"
    if field_type == "/Sig":
        return ("signed", "") if held is not None else ("", "")
    if held is None:
        return "", ""
    if isinstance(held, pikepdf.Array):
        text = ", ".join(str(v) for v in held)
    elif isinstance(held, pikepdf.Stream):
        text = held.read_bytes()[:LONGEST_VALUE].decode("utf-8", "replace")
    else:
        text = str(held)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()[:LONGEST_VALUE]
    return text, text


def _inherited(field: Any, key: str) -> Any:
    for _ in range(DEEPEST_FIELD):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def _full_name(field: Any) -> str:
    names: list[str] = []
    for _ in range(DEEPEST_FIELD):
        if "/T" in field:
            names.insert(0, str(field["/T"]))
        if "/Parent" not in field:
            break
        field = field["/Parent"]
    return ".".join(names)


def _words_in(text: str, box: Box, size: tuple[int, int]) -> list[Word]:
    """Share a field's box among its words, by length; lines of a field stand below one another."""
    lines = [line for line in text.split("\n") if line.strip()]
    words: list[Word] = []
    if not lines:
        return words
    high = box.height / len(lines)
    # A field is usually wider than its value: letters are about half as wide as a line is high.
    letter = min(box.width / max(len(line) for line in lines), 0.55 * min(high, size[1] / 50))
    for row, line in enumerate(lines):
        top = round(box.y0 + row * high)
        for found in re.finditer(r"\S+", line):
            x0, x1 = box.x0 + found.start() * letter, box.x0 + found.end() * letter
            placed = Box(
                int(x0), top, max(int(x0) + 1, min(round(x1), box.x1)), max(top + 1, round(top + high))
            )
            words.append(Word(text=found.group(), box=placed, confidence=1.0, reader="acroform"))
    return words
