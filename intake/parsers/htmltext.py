"""HTML → text, with nothing loaded from anywhere."""

import re
from html.parser import HTMLParser

import html2text

#: HTML beyond this is no letter; parsing it would only cost time.
LONGEST_HTML = 4_000_000

_UNSEEN = re.compile(r"<(script|style|head|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
#: Style that keeps words from the reader's eyes.
_HIDING = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9]))",
    re.IGNORECASE,
)
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
#: How an address on the web begins, the scheme left out or not.
_WEB = re.compile(r"\s*(?:https?:|//|www\.)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class _Reader(html2text.HTML2Text):
    """Leaves out what a person never sees, however it is hidden: a value there is nobody's to believe."""

    _hidden: str = ""
    _inside: int = 0

    def handle_tag(self, tag: str, attrs: dict[str, str | None], start: bool) -> None:
        if self._hidden:
            self._inside += (1 if start else -1) if tag == self._hidden else 0
            if self._inside == 0:
                self._hidden, self.quiet = "", self.quiet - 1
        elif start and tag not in _VOID and _is_hidden(attrs or {}):
            self._hidden, self._inside, self.quiet = tag, 1, self.quiet + 1
        super().handle_tag(tag, attrs, start)

    @property
    def is_hiding(self) -> bool:
        """Whether something hidden was opened and not closed."""
        return bool(self._hidden)


class _LinkFinder(HTMLParser):
    """Looks for a place to click that leads to the web."""

    found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "area"):
            self.found = self.found or any(name == "href" and _WEB.match(to or "") for name, to in attrs)


def _convert(maker: html2text.HTML2Text, source: str) -> str:
    maker.ignore_images = True
    maker.ignore_links = True
    maker.ignore_emphasis = True
    maker.ignore_tables = True
    maker.unicode_snob = True
    maker.escape_snob = False
    return maker.handle(source)


def _is_hidden(attrs: dict[str, str | None]) -> bool:
    return "hidden" in attrs or bool(_HIDING.search(attrs.get("style") or ""))


def text_of_html(source: str) -> str:
    """What a reader of the HTML sees, as lines of text; pictures and links give only their words."""
    bare = _UNSEEN.sub(" ", _COMMENT.sub("", source[:LONGEST_HTML]))
    bare = _CELL.sub(" &nbsp;\\g<0>", bare)
    try:
        maker = _Reader(bodywidth=0)
        text = _convert(maker, bare)
        if maker.is_hiding:
            # What hides was never closed: rather show too much than lose the letter.
            text = _convert(html2text.HTML2Text(bodywidth=0), bare)
    except Exception:
        # Markup that breaks the converter still has its words between the tags.
        text = re.sub(r"<[^<>]*>", " ", bare)
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!>])", r"\1", text.replace("\u00a0", " ").replace("\0", ""))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def links_to_web(source: str) -> bool:
    """Whether something in the HTML can be clicked that leads to the web, whatever its words are."""
    finder = _LinkFinder()
    try:
        finder.feed(source[:LONGEST_HTML])
    except Exception:
        # Markup that breaks the parser may have shown a link before.
        return finder.found
    return finder.found
