"""What reading made of a page, as the command line's `read` prints it (one JSON object a line)."""

from typing import Any

from domain.pages import PageImage, PageReading


def describe_page(
    source: str, attachment: str | None, page_image: PageImage, reading: PageReading
) -> dict[str, Any]:
    """The object of the contract: boxes in pixels of the upright page at the file's own resolution."""
    return {
        "source": source,
        "attachment": attachment,
        "page": page_image.index,
        "width": reading.width,
        "height": reading.height,
        "rotation": reading.rotation,
        "quality": {
            "legible": reading.quality.legible,
            "grade": reading.quality.grade.value,
            "reasons": list(reading.quality.reasons),
        },
        "words": [
            {
                "text": word.text,
                "box": word.box.as_list(),
                "confidence": round(word.confidence, 4),
                "reader": word.reader,
            }
            for word in reading.words
        ],
        "barcodes": [
            {"format": code.format, "text": code.text, "box": code.box.as_list()} for code in reading.barcodes
        ],
    }
