"""Who is told what unpack finds, as it finds it; and the one who puts the whole together.

Unpack reports parts and pages one by one, so that what was done before a limit is never lost: the
same reports make up the answer in this process and, sent over a pipe, the answer of the parser cell.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from PIL import Image

from domain.pages import FormValue, PageImage, PageSource, Word
from domain.states import PartOutcome
from domain.submissions import FaxFacts, Forwarded, Headers, Part, Unpacked
from intake.parsers.pixels import encode_pixels
from intake.parsers.sniff import OUTLOOK

#: Originals whose attachments are told one after the other, with nothing around them that says how many.
MESSAGES = ("message/rfc822", OUTLOOK)
NOT_REACHED = "Attachments behind it were not reached: look at the original for what else came."


@dataclass(frozen=True, slots=True)
class PageDraft:
    """One page before its pixels are encoded."""

    index: int
    image: Image.Image | None
    """None for a page of text."""
    width: int
    height: int
    dpi: float | None
    source: PageSource
    words: tuple[Word, ...] = ()
    text: str = ""
    form_values: tuple[FormValue, ...] = ()
    fax_vertical_dpi: float | None = None
    hidden_text: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of an original before its parts are opened."""

    media_type: str
    headers: Headers = field(default_factory=Headers)
    automatic: str | None = None
    fax: FaxFacts | None = None


class Witness(Protocol):
    """Hears of everything unpack finds, in order."""

    def opened(self, opening: Opening) -> None: ...

    def began(self, part: Part) -> None: ...

    def paged(self, path: str, draft: PageDraft) -> None: ...

    def ended(
        self, path: str, outcome: PartOutcome, problem: str | None, *, decoration: bool, text: str | None
    ) -> None: ...

    def forwarded(self, message: Forwarded) -> None: ...

    def warned(self, words: str) -> None: ...

    def linked(self) -> None: ...

    def closed(self, outcome: PartOutcome, problem: str | None, signed: str | None) -> None: ...


PageSink = Callable[[str, PageImage], PageImage]
"""Takes a part's path and a page as soon as it is whole, keeps its picture elsewhere, gives it without."""


@dataclass(slots=True)
class Collector:
    """The witness that puts parts and pages together to an `Unpacked`.

    With a `sink` it holds neither pictures nor files: a thousand pages cost the room of one.
    """

    sink: PageSink | None = None
    opening: Opening = field(default_factory=lambda: Opening("application/octet-stream"))
    outcome: PartOutcome = PartOutcome.UNREADABLE
    problem: str | None = None
    signed: str | None = None
    whole: bool = False
    """Whether everything was told to its end."""
    cut_short: bool = False
    links: bool = False
    told_pages: int = 0
    _parts: dict[str, Part] = field(default_factory=dict)
    _pages: dict[str, list[PageImage]] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _chain: list[Forwarded] = field(default_factory=list)
    _warnings: list[str] = field(default_factory=list)

    def opened(self, opening: Opening) -> None:
        self.opening = opening

    def began(self, part: Part) -> None:
        self._parts[part.path] = part if self.sink is None else replace(part, content=b"")
        self._open.add(part.path)

    def paged(self, path: str, draft: PageDraft) -> None:
        page = finish_page(draft)
        self.told_pages += 1
        self._pages.setdefault(path, []).append(self.sink(path, page) if self.sink else page)

    def ended(
        self, path: str, outcome: PartOutcome, problem: str | None, *, decoration: bool, text: str | None
    ) -> None:
        part = self._parts[path]
        self._parts[path] = replace(part, outcome=outcome, problem=problem, decoration=decoration, text=text)
        self._open.discard(path)

    def forwarded(self, message: Forwarded) -> None:
        self._chain.append(message)

    def warned(self, words: str) -> None:
        self._warnings.append(words)

    def linked(self) -> None:
        self.links = True

    def closed(self, outcome: PartOutcome, problem: str | None, signed: str | None) -> None:
        self.outcome, self.problem, self.signed, self.whole = outcome, problem, signed, True

    def break_off(self, outcome: PartOutcome, problem: str) -> None:
        """Say of everything still open that it ended early, and why."""
        for path in sorted(self._open):
            done = len(self._pages.get(path, ()))
            here = f" Only the first {done} page{'s' if done != 1 else ''} of it are here." if done else ""
            part = self._parts[path]
            self._parts[path] = replace(part, outcome=outcome, problem=problem + here)
        self._open.clear()
        self.outcome, self.problem = outcome, problem
        if self.opening.media_type in MESSAGES:
            self.cut_short, self.problem = True, f"{problem} {NOT_REACHED}"

    def unpacked(self) -> Unpacked:
        """Everything told so far, as one value."""
        return Unpacked(
            media_type=self.opening.media_type,
            headers=self.opening.headers,
            parts=self._assemble(),
            outcome=self.outcome,
            problem=self.problem,
            automatic=self.opening.automatic,
            fax=self.opening.fax,
            signed=self.signed,
            forwarded=tuple(self._chain),
            warnings=tuple(dict.fromkeys(self._warnings)),
            cut_short=self.cut_short,
            links=self.links,
        )

    def _assemble(self) -> tuple[Part, ...]:
        children: dict[str, list[str]] = {}
        for path in self._parts:
            children.setdefault(path.rpartition(".")[0], []).append(path)

        def build(path: str) -> Part:
            return replace(
                self._parts[path],
                pages=tuple(self._pages.get(path, ())),
                parts=tuple(build(child) for child in children.get(path, ())),
            )

        return tuple(build(path) for path in children.get("", ()))


def finish_page(draft: PageDraft) -> PageImage:
    """Encode a page's pixels."""
    return PageImage(
        index=draft.index,
        image=encode_pixels(draft.image) if draft.image is not None else b"",
        width=draft.width,
        height=draft.height,
        dpi=draft.dpi,
        source=draft.source,
        words=draft.words,
        text=draft.text,
        form_values=draft.form_values,
        fax_vertical_dpi=draft.fax_vertical_dpi,
        hidden_text=draft.hidden_text,
    )
