"""Pages that need no reader: the texts of messages, which unpack laid out with every word in its place."""

from domain.pages import PageImage, PageReading, PageSource


def needs_no_reader(page: PageImage) -> bool:
    """Whether all there is to read of a page came with it."""
    return page.source is PageSource.BODY or not page.image


def pass_through(page: PageImage) -> PageReading:
    """The page as it came."""
    return PageReading(
        index=page.index,
        width=page.width,
        height=page.height,
        rotation=0,
        source=page.source,
        words=page.words,
        text=page.text,
        form_values=page.form_values,
        blank=not page.words and not page.text.strip() and page.source is PageSource.BODY,
    )
