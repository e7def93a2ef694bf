"""Every link within README and `docs/` leads somewhere: to a file that exists, and to a heading of it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def anchor_of(heading: str) -> str:
    """The name under which a heading is linked to: small letters, digits and hyphens alone."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors_of(document: Path) -> set[str]:
    """All headings of a document, as links name them."""
    return {anchor_of(heading) for heading in HEADING.findall(document.read_text(encoding="utf-8"))}


def broken_links(document: Path) -> list[str]:
    """The links of a document that lead nowhere."""
    links = LINK.findall(document.read_text(encoding="utf-8"))
    return [f"{path}#{anchor}" for path, anchor in links if not leads_somewhere(document, path, anchor)]


def leads_somewhere(document: Path, path: str, anchor: str) -> bool:
    """Whether there is such a file beside the document, with such a heading."""
    target = (document.parent / path).resolve() if path else document
    return target.exists() and (not anchor or anchor in anchors_of(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document) == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        pytest.param("[a](#a-heading-of-its-own)", [], id="own heading"),
        pytest.param("[a](other.md#it)", ["other.md#it"], id="no such file"),
        pytest.param("[a\nb](#gone)", ["#gone"], id="no such heading, over two lines"),
        pytest.param("[a](https://example.org/x#y)", [], id="elsewhere"),
    ],
)
def test_broken_links_are_found(tmp_path: Path, text: str, broken: list[str]) -> None:
    document = tmp_path / "one.md"
    document.write_text(f"# A heading, of its own\n\n{text}\n", encoding="utf-8")
    assert broken_links(document) == broken
