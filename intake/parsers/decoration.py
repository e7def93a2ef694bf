"""Signature logos, icons and tracking pixels: kept, but no papers.

Size, shape and repetition decide, never the name alone: a photo of a card pasted into a mail is as much a
paper as one attached to it. The smallest card that can be read is about 300 by 190 pixels. In what goes to
all subscribers whatever the text shows is the sender's own, a sample card too.
"""

import re

#: Below this in both directions nothing can be read off a picture, however it is attached.
ICON_SIDE = 64
#: Pixels of the largest ordinary signature logo; a card photographed for reading has more.
LOGO_AREA = 50_000
#: Larger banners count where they are this much wider than high; cards are 1.6, pages 1.3.
BANNER_SHAPE, BANNER_HEIGHT = 2.4, 260
#: A picture that comes back in one message is furniture, up to this size.
REPEATED_AREA = 250_000
#: A named logo (`logo.png`, `facebook.png`) may be larger than a nameless one.
NAMED_AREA = 160_000

_MAIL_PROGRAM_NAME = re.compile(
    r"^(image|img|outlook-?)?0*\d{1,4}\.(png|gif|jpe?g|bmp)$|^outlook-\w+\.(png|jpe?g|gif)$", re.I
)
_FURNITURE_NAME = re.compile(
    r"(logo|banner|icon|facebook|twitter|linkedin|instagram|youtube|spacer|pixel|emoji|smiley)",
    re.I,
)


def is_decoration(
    size: tuple[int, int],
    *,
    name: str | None,
    inline: bool,
    shown_in_text: bool,
    repeated: bool,
    to_many: bool = False,
) -> bool:
    """Whether a message's picture of `size` (width, height in pixels) is a logo, an icon or a tracking pixel.

    `inline`: its disposition or content id says so. `shown_in_text`: the HTML shows it by `cid:`.
    `repeated`: the same bytes come more than once in the message. `to_many`: it went to all who subscribed.
    """
    width, height = size
    if min(width, height) <= 4 or max(width, height) <= ICON_SIDE:
        return True
    if to_many and shown_in_text:
        return True
    furniture = bool(name and _FURNITURE_NAME.search(name))
    placed = inline or shown_in_text or bool(name and _MAIL_PROGRAM_NAME.match(name))
    if not placed and not furniture:
        return False
    area = width * height
    if area <= LOGO_AREA:
        return True
    if width >= BANNER_SHAPE * height and height <= BANNER_HEIGHT:
        return True
    if furniture and area <= NAMED_AREA:
        return True
    return repeated and area <= REPEATED_AREA
