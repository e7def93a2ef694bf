"""Why a page is hard to read, in words that its sender can act on, by the way it came."""

from collections.abc import Sequence

from domain.kinds import Channel
from domain.pages import BLURRED, GLARE, LEGIBLE, STREAKS, Quality

_TABLE = "Lay it flat on a table in daylight, hold the phone straight above it,"

#: What reading says of a picture; what the sender of a photo or scan does about it.
_ADVICE = {
    BLURRED: f"It is blurred. {_TABLE} wait until the picture is sharp, and send a new one.",
    GLARE: "Light glares on it and hides print. Take it without flash, away from lamps and windows, and "
    "send a new one.",
    STREAKS: "Dark lines run through it. Clean the scanner's glass, and scan it again.",
    "too dark": "It is too dark. Take the picture by daylight or under a lamp, and send a new one.",
    "a shadow lies on it": "A shadow lies on it. Take it with the light before you, and send it anew.",
    "too faint": "It is too faint. Scan or copy it darker, and send it again.",
    "too small: the picture has too few pixels": "The picture is too small. Send the original picture, not a "
    "preview of it, or scan the paper at 200 dpi or more.",
    "cut at the left": "It is cut off at its left side. Send it again with all four edges in the picture.",
    "cut at the right": "It is cut off at its right side. Send it again with all four edges in the picture.",
    "cut at the top": "It is cut off at its top. Send it again with all four edges in the picture.",
    "cut at the bottom": "It is cut off at its bottom. Send it again with all four edges in the picture.",
    "no text could be read": "Nothing could be read on it. Send a sharp picture of the printed side.",
    "hard to read": "It is hard to read. Send a sharp, straight scan of the paper itself, not of a copy.",
}

#: A fax has no table and no lamp.
_FAX_ADVICE = {
    "faxed at standard resolution": "It was faxed coarsely. Set the machine to fine mode and fax it again.",
    STREAKS: "Dark lines run through it. Clean the fax machine's glass, or send a scan.",
    "too faint": "It is too faint. Copy it darker, and fax it again in fine mode.",
    "cut at the left": "It is cut off at its left side. Set the paper guides, and fax it again.",
    "cut at the right": "It is cut off at its right side. Set the paper guides, and fax it again.",
}
_OF_FAX = "It came over the line badly. Fax it again in fine mode, or send a scan."
_OF_PAGE = "Send it again as a clear scan or photo, or fax it in fine mode."


#: What hides print wherever it is, so that nobody can tell by what was read how much is lost.
_SPOILT = frozenset((BLURRED, GLARE, STREAKS))


def is_spoilt(page: Quality) -> bool:
    """Whether the picture hides print, though perhaps most of it was read."""
    return page.legible < LEGIBLE and bool(_SPOILT & set(page.reasons))


def say_faults(pages: Sequence[Quality], channel: Channel, limit: float) -> tuple[str, str] | None:
    """Words for staff and for the sender about each page that is spoilt or below the limit; None for none."""
    bad = [
        (number, page)
        for number, page in enumerate(pages, start=1)
        if page.legible < limit or is_spoilt(page)
    ]
    if not bad:
        return None
    staff = "; ".join(f"page {n}: {', '.join(page.reasons) or 'hard to read'}" for n, page in bad)
    named = [(f"Page {n}" if len(pages) > 1 else "A page", page) for n, page in bad]
    sender = " ".join(
        f"{name} {'could not be' if page.legible < limit else 'can hardly be'} read. {_advise(page, channel)}"
        for name, page in named
    )
    return f"Hard to read: {staff}.", sender


def _advise(page: Quality, channel: Channel) -> str:
    """What to do about the first cause that has advice."""
    advice, otherwise = (_FAX_ADVICE, _OF_FAX) if channel is Channel.FAX else (_ADVICE, _OF_PAGE)
    return next((advice[reason] for reason in page.reasons if reason in advice), otherwise)
