"""HTML → text, with nothing loaded from anywhere."""

import re

import html2text

#: HTML beyond this is no letter; parsing it would only cost time.
LONGEST_HTML = 4_000_000

_UNSEEN = re.compile(r"<(script|style|head|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def text_of_html(source: str) -> str:
    """What a reader of the HTML sees, as lines of text; pictures and links give only their words."""
    bare = _UNSEEN.sub(" ", _COMMENT.sub("", source[:LONGEST_HTML]))
    maker = html2text.HTML2Text(bodywidth=0)
    maker.ignore_images = True
    maker.ignore_links = True
    maker.ignore_emphasis = True
    maker.ignore_tables = True
    maker.unicode_snob = True
    maker.escape_snob = False
    try:
        text = maker.handle(bare)
    except Exception:
        # Markup that breaks the converter still has its words between the tags.
        text = re.sub(r"<[^>]*>", " ", bare)
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!>])", r"\1", text.replace("\u00a0", " ").replace("\0", ""))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
