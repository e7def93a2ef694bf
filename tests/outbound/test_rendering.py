"""Cards, letters and notices as people and screen readers get them."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from domain.cases import Snapshot
from domain.ids import CertificationNumber
from domain.kinds import Kind, Outcome
from outbound.rendering import (
    compose_mail,
    render_card,
    render_notice,
    render_print_order,
    render_verification,
)
from outbound.wording import REASON_WORDS, Letter, acknowledgement_letter, missing_sentences, notice_letter
from processing.cases.propose import REASON_CODES

#: Nine in the evening in Boston is the next day in UTC.
EVENING = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CASE = "C-2026-000012"
NAME = "María-José Nguyễn O’Connell-Żółkiewska Jr."
OFFICE = "Maine Emergency Medical Services\n45 Commerce Drive, Suite 1\nAugusta, ME 04333"
SNAPSHOT = Snapshot(
    CertificationNumber("P0901234"),
    NAME,
    "Paramedic",
    "Current",
    date(2025, 4, 1),
    date(2027, 3, 31),
    EVENING,
)
NOTICE = notice_letter(
    CASE,
    Kind.CPR_CARD,
    Outcome.REQUEST_INFORMATION,
    missing_sentences(("one_side_missing", "illegible"), ()),
)
PAPERS = {
    "card": lambda: render_card(SNAPSHOT),
    "letter": lambda: render_verification(SNAPSHOT, CASE, OFFICE, False, TODAY),
    "letter with seal": lambda: render_verification(SNAPSHOT, CASE, OFFICE, True, TODAY),
    "notice": lambda: render_notice(NOTICE, CASE, NAME, TODAY),
    "print order": lambda: render_print_order(SNAPSHOT, CASE, OFFICE, TODAY),
}


@pytest.fixture(params=list(PAPERS), scope="module")
def paper(request: pytest.FixtureRequest) -> bytes:
    return PAPERS[request.param]()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return re.sub(r"\s+", " ", " ".join(pages))


class TestEveryPaper:
    def test_is_sound(self, paper: bytes, tmp_path: Path) -> None:
        program = shutil.which("qpdf")
        assert program, "qpdf is not installed; 'make test' installs it"
        (tmp_path / "paper.pdf").write_bytes(paper)
        done = subprocess.run(
            [program, "--check", str(tmp_path / "paper.pdf")],
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def test_is_tagged_with_language_and_title(self, paper: bytes) -> None:
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith("en")
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            kinds = list(tags_of(pdf.Root.StructTreeRoot))
            assert "/H1" in kinds
            assert kinds.index("/H1") == min(kinds.index(k) for k in kinds if re.fullmatch(r"/H\d", k))
            with pdf.open_metadata() as metadata:
                assert metadata["dc:title"]
                assert metadata["pdfuaid:part"] == "1"
                assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")

    def test_every_figure_has_words(self, paper: bytes) -> None:
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            figures = [e for e in elements_of(pdf.Root.StructTreeRoot) if e.get("/S") == "/Figure"]
            assert all(str(figure.get("/Alt", "")) for figure in figures)

    def test_all_fonts_are_embedded(self, paper: bytes) -> None:
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            fonts = [
                o
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
            ]
            assert fonts
            for font in fonts:
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())

    def test_is_one_sheet_of_letter_paper(self, paper: bytes) -> None:
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            assert [[float(n) for n in page.mediabox] for page in pdf.pages] == [[0, 0, 612, 792]]


def elements_of(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure tree, from the root down."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements_of(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements_of(node.K)


def tags_of(root: pikepdf.Object) -> Iterator[str]:
    return (str(element.S) for element in elements_of(root))


class TestWords:
    def test_card_states_the_public_facts_of_the_offices_own_day(self) -> None:
        words = text_of(PAPERS["card"]())
        for expected in (
            NAME,
            "P0901234",
            "Paramedic",
            "Current",
            "March 31, 2027",
            "Facts as of March 2, 2026",
        ):
            assert expected in words

    def test_letter_names_office_facts_and_reference(self) -> None:
        words = text_of(PAPERS["letter"]())
        for expected in ("Augusta, ME 04333", NAME, "P0901234", "March 2, 2026", f"Reference {CASE}"):
            assert expected in words
        assert "Signature" not in words

    def test_letter_has_room_for_seal_and_signature_where_they_are_wanted(self) -> None:
        words = text_of(PAPERS["letter with seal"]())
        assert "Place for the seal" in words
        assert "Signature:" in words

    def test_notice_names_what_is_missing_one_by_one(self) -> None:
        words = text_of(PAPERS["notice"]())
        for expected in (NAME, "Please send both sides.", "by fax, use fine mode.", CASE):
            assert expected in words
        assert words.count("•") == 2

    def test_letter_without_dates_on_record_leaves_their_lines_out(self) -> None:
        bare = Snapshot(CertificationNumber("E0900001"), "Bo Chen", "EMT", "Current", None, None, EVENING)
        words = text_of(render_verification(bare, CASE, OFFICE, False, TODAY))
        assert "Issued" not in words
        assert "Expiration" not in words

    @pytest.mark.parametrize("name", ["#strong[x]", '$x^2$ *bold* _it_ \\ #eval("1")', "<label> @ref `raw`"])
    def test_names_are_text_never_markup(self, name: str) -> None:
        odd = Snapshot(CertificationNumber("E0900001"), name, "EMT", "Current", None, None, EVENING)
        assert name in text_of(render_card(odd))

    @pytest.mark.parametrize("outcome", [Outcome.REQUEST_INFORMATION, Outcome.REJECT])
    def test_every_reason_has_words_for_the_applicant(self, outcome: Outcome) -> None:
        assert [code for code in REASON_CODES[outcome] if code not in REASON_WORDS] == []

    @pytest.mark.parametrize("kind", list(Kind))
    @pytest.mark.parametrize("outcome", list(Outcome))
    def test_every_outcome_of_every_kind_has_a_notice(self, kind: Kind, outcome: Outcome) -> None:
        letter = notice_letter(CASE, kind, outcome, ())
        assert letter.subject == f"Your papers - {CASE}"
        assert all(paragraph.strip() for paragraph in letter.paragraphs)

    def test_acknowledgement_gives_reference_and_day(self) -> None:
        letter = acknowledgement_letter((CASE,), (Kind.CPR_CARD,), date(2026, 3, 16))
        assert CASE in letter.subject
        assert any("March 16, 2026" in paragraph for paragraph in letter.paragraphs)


def right_edge(pdf: bytes, letter: str) -> float:
    """Where the rightmost of these letters ends, in points from the left."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        found = [n for n in range(page.count_chars()) if page.get_text_range(n, 1) == letter]
        return max(page.get_charbox(n)[2] for n in found)
    finally:
        document.close()


@pytest.mark.parametrize("length", [12, 37, 60, 200])
class TestNameOfOneLongRun:
    """A letter that no other word of the paper has tells where the name ends."""

    def test_ends_before_the_code_of_the_card(self, length: int) -> None:
        snapshot = replace(SNAPSHOT, full_name="Ŵ" * length)
        code = 612 - 72 - 14 - 1.15 * 72
        assert right_edge(render_card(snapshot), "Ŵ") < code

    @pytest.mark.parametrize("paper", ["letter", "print order"])
    def test_ends_before_the_margin_of_the_letter(self, length: int, paper: str) -> None:
        snapshot = replace(SNAPSHOT, full_name="Ŵ" * length)
        render = {
            "letter": lambda: render_verification(snapshot, CASE, OFFICE, False, TODAY),
            "print order": lambda: render_print_order(snapshot, CASE, OFFICE, TODAY),
        }[paper]
        assert right_edge(render(), "Ŵ") < 612 - 72


class TestMail:
    def test_says_that_it_is_automatic_and_answers_its_thread(self) -> None:
        mail = compose_mail(
            Letter("Your papers", ("One.",)), sender="oems@example.org", recipient="ana@example.org",
            message_id="<1.dispatch@example.org>", at=EVENING, answers="<asked@example.org>",
        )  # fmt: skip
        assert mail["Auto-Submitted"] == "auto-replied"
        assert mail["In-Reply-To"] == mail["References"] == "<asked@example.org>"
        assert mail["Message-ID"] == "<1.dispatch@example.org>"

    def test_lists_stand_together_between_paragraphs(self) -> None:
        mail = compose_mail(
            NOTICE,
            sender="oems@example.org",
            recipient="ana@example.org",
            message_id="<1@example.org>",
            at=EVENING,
        )
        opening, listed, closing, office = mail.get_content().strip().split("\n\n")
        assert [line[:7] for line in listed.splitlines()] == ["- Only ", "- A pag"]
        assert opening.endswith("This is what we need:")
        assert "reference" in closing
        assert len(office.splitlines()) == 3

    def test_bears_its_paper_under_a_name_without_a_person(self) -> None:
        mail = compose_mail(
            Letter("Your card", ("Attached.",)), sender="oems@example.org", recipient="ana@example.org",
            message_id="<1.dispatch@example.org>", at=EVENING, attachment=("C-1-card.pdf", b"%PDF"),
        )  # fmt: skip
        [attached] = mail.iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == ("C-1-card.pdf", b"%PDF")
