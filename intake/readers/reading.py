"""READ: a page as unpack leaves it → its words, barcodes, marks and quality, upright."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from domain.pages import TOO_FAINT, Barcode, Mark, PageImage, PageReading, PageSource, Quality, Word
from domain.sheets import decode_sheet
from intake.readers import layer
from intake.readers.alignment import Seen, align_words, order_in_rows
from intake.readers.barcodes import find_barcodes
from intake.readers.blankness import is_blank
from intake.readers.bodies import needs_no_reader, pass_through
from intake.readers.comb_words import replace_combs
from intake.readers.combs import find_combs, may_hold_combs
from intake.readers.detection import TextRegion
from intake.readers.faintness import shows_pale_print
from intake.readers.handwriting import mark_handwriting
from intake.readers.layer import LayerStanding
from intake.readers.marks import find_marks
from intake.readers.memory import keep_freed_memory
from intake.readers.moving import enlarge_reading, move_boxes, way_to
from intake.readers.neural import DETECTION_SIDE, NeuralReader
from intake.readers.orientation import Upright, set_upright
from intake.readers.picture import Grey, Quad, bound_quad, decode_grey, map_boxes, turn, turn_encoded
from intake.readers.preparation import (
    TARGET_DPI,
    Prepared,
    brighten,
    choose_scale,
    flatten_light,
    is_evenly_lit,
    measure_skew,
    paste_lines,
    soften_fax,
    spread_of_angles,
    straighten,
    text_height,
)
from intake.readers.quality import judge_quality
from intake.readers.resemblance import look_of
from intake.readers.sideways import find_sideways, lay_upright
from intake.readers.sketch import Sketch, sketch_page
from intake.readers.tesseract import ONE_BLOCK, ONE_LINE, Tesseract
from intake.readers.third import ThirdReader, look_again
from intake.readers.transcript import ReadLine

#: Text lines lower than this in the detector's small picture are missed: look again, larger.
SMALLEST_DETECTED = 13.0

#: The larger look brings lines to about this height, up to this longest side.
ENLARGED_LINE = 20.0
ENLARGED_SIDE = 1920

#: Long lines that differ by more degrees than this lie in perspective or on curled paper.
PERSPECTIVE_ANGLES = 1.2


#: Pictures with more pixels than this are read smaller: a letter page at 600 dpi has 34 million.
MOST_PIXELS = 36_000_000


class SecondReader(StrEnum):
    """When Tesseract reads a page as well."""

    AUTO = "auto"  # wherever it can change anything: not on blank pages, sheets of our own, true text layers
    ALWAYS = "always"
    NEVER = "never"  # for measuring, and for an office that must save time


@dataclass(slots=True)
class PageReader:
    """The readers, each loaded when it is first asked; use from one thread at a time."""

    neural: NeuralReader
    tesseract: Tesseract
    third: ThirdReader
    second_reader: SecondReader = SecondReader.AUTO

    @classmethod
    def load(cls, tessdata: Path | None = None, threads: int = 1) -> "PageReader":
        """Find the models (loading all takes under a second, 0.5 GiB).

        Raises: DeploymentError where a model or language file is missing.
        """
        cv2.setNumThreads(threads)
        keep_freed_memory()
        return cls(NeuralReader.load(threads), Tesseract(tessdata), ThirdReader.load(threads))

    def load_all(self) -> None:
        """Load what else is loaded when it is first asked.

        Raises: DeploymentError where a model is built otherwise than expected.
        """
        self.neural.compile_all()
        _ = self.third.recogniser.model
        self.tesseract.start()

    def read(self, page: PageImage) -> PageReading:
        """Read one page.

        Bodies pass through; text layers that are true to the picture keep their words.

        Raises: CorruptDocument where the picture cannot be decoded.
        """
        started = time.process_time()
        if needs_no_reader(page):
            reading = pass_through(page)
        else:
            grey = decode_grey(page.image)
            reading = self._read_drawn(page, grey)
            shown = decode_grey(reading.image) if reading.image else grey
            reading = replace(reading, look=look_of(shown))
        return replace(reading, seconds=round(time.process_time() - started, 4))

    def _read_drawn(self, page: PageImage, grey: Grey) -> PageReading:
        """Use a text layer where it is true to the picture, and read the picture where it is not."""
        standing = LayerStanding.UNUSABLE
        if page.source is PageSource.TEXT_LAYER:
            standing = layer.judge_layer(self.neural, grey, page.words, partial(self._reread, grey))
        if standing is LayerStanding.TRUE:
            reading = self._read_layer(page, grey)
        else:
            reading = self._read_shrunk(page, grey)
        false = standing is LayerStanding.FALSE or layer.hides_words(page.hidden_text, reading.words)
        return replace(reading, false_layer=false)

    def _reread(self, grey: Grey, quad: Quad) -> str:
        """One stretch by the second reader."""
        return " ".join(word.text for word in self._read_collage(grey, [TextRegion(quad, 1.0)]))

    def _read_layer(self, page: PageImage, grey: Grey) -> PageReading:
        """Keep the layer's words; read only what the picture shows besides them."""
        height, width = grey.shape
        words = list(page.words)
        if layer.shows_more(grey, page.words):
            found = layer.cut_uncovered(self.neural.detect(grey), page.words)
            words += self._read_regions(grey, found)
        ordered = order_in_rows(words)
        dpi = page.dpi or TARGET_DPI
        prepared = straighten(grey, TARGET_DPI / dpi, 0.0)
        barcodes = find_barcodes(grey)
        return replace(
            pass_through(page),
            width=width,
            height=height,
            words=ordered,
            barcodes=barcodes,
            marks=_map_marks(_sketch(prepared, barcodes), ordered, prepared, width, height),
            blank=is_blank(grey, ordered),
        )

    def _read_regions(self, grey: Grey, regions: Sequence[TextRegion]) -> list[Word]:
        """Read single lines by both readers."""
        lines = [self.neural.recognise(grey, region.corners) for region in regions]
        height, width = grey.shape
        second = self._read_collage(grey, regions) if regions else []
        return align_words(_words_of(lines, width, height), second)

    def _read_shrunk(self, page: PageImage, grey: Grey) -> PageReading:
        """Read a huge picture at a size that letters need; boxes are the full picture's."""
        height, width = grey.shape
        factor = (MOST_PIXELS / (width * height)) ** 0.5
        if factor >= 1.0:
            return self._read_image(page, grey)
        small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        dpi = page.dpi * factor if page.dpi else None
        reading = self._read_image(replace(page, dpi=dpi), np.asarray(small, np.uint8))
        if reading.image and decode_grey(reading.image).shape == (reading.height, reading.width):
            return reading  # a card was turned: the picture was made anew at this size
        turned = reading.rotation in (90, 270)
        return enlarge_reading(reading, 1 / factor, *((height, width) if turned else (width, height)))

    def _read_image(self, page: PageImage, grey: Grey) -> PageReading:
        """Read a picture by both readers; a card that lies on its side is laid upright before."""
        upright = self._find_text(brighten(soften_fax(grey, page.fax_vertical_dpi)))
        found = find_sideways(self.neural, upright.grey, upright.regions)
        if found is None:
            return self._read_lines(page, grey, upright)
        laid = lay_upright(page.image, grey.shape[1], upright.rotation, found)
        moved = decode_grey(laid)
        seen = self._find_text(brighten(soften_fax(moved, page.fax_vertical_dpi)))
        reading = self._read_lines(replace(page, image=laid), moved, seen)
        rotation = (upright.rotation + reading.rotation) % 360
        return replace(reading, rotation=rotation, image=reading.image or laid)

    def _read_lines(self, page: PageImage, grey: Grey, upright: Upright) -> PageReading:
        raw = turn(grey, upright.rotation)
        barcodes = find_barcodes(raw)
        height, width = upright.grey.shape
        lines = [
            upright.lines.get(number) or self.neural.recognise(upright.grey, region.corners)
            for number, region in enumerate(upright.regions)
        ]
        first = _words_of(lines, width, height)
        angle = measure_skew(upright.regions)
        photo = _is_photo(upright)
        scale = choose_scale(page.dpi if not photo else None, upright.regions)
        prepared = straighten(upright.grey, scale, angle)
        if photo:
            prepared = replace(prepared, grey=flatten_light(prepared.grey))
        sketch = _sketch(prepared, barcodes)
        second: list[Seen] = []
        if self._wants_second(upright.grey, first, barcodes):
            second = self._read_collage(upright.grey, upright.regions) if photo else self._read_page(
                prepared, width, height
            )  # fmt: skip
        slope = float(np.tan(np.radians(angle)))
        aligned = mark_handwriting(align_words(first, second))
        if second:
            aligned = look_again(self.third, upright.grey, upright.regions, aligned)
        if may_hold_combs(sketch):
            aligned = self._read_combs(prepared, aligned, width, height)
        words = order_in_rows(aligned, slope, upright.regions)
        marks = partial(_map_marks, sketch, words, prepared, width, height)
        return self._compose(page, upright, words, marks, raw, barcodes)

    def _compose(
        self,
        page: PageImage,
        upright: Upright,
        words: tuple[Word, ...],
        marks: Callable[[], tuple[Mark, ...]],
        raw: Grey,
        barcodes: tuple[Barcode, ...],
    ) -> PageReading:
        """`raw` is the upright page as it came, neither softened nor brightened; a blank one has no marks."""
        height, width = raw.shape
        if not barcodes and is_blank(raw, words):
            return self._judge_blank(page, raw)
        return PageReading(
            index=page.index,
            width=width,
            height=height,
            rotation=upright.rotation,
            source=PageSource.IMAGE,
            words=words,
            barcodes=barcodes,
            quality=judge_quality(raw, words, text_height(upright.regions), page.fax_vertical_dpi),
            form_values=page.form_values,
            marks=marks(),
            image=turn_encoded(page.image, upright.rotation) if upright.rotation else b"",
        )

    def _judge_blank(self, page: PageImage, raw: Grey) -> PageReading:
        """A page on which nothing was found: blank, or of print too faint to be read."""
        empty = replace(pass_through(page), source=PageSource.IMAGE, words=())
        if shows_pale_print(self.neural, raw):
            return replace(empty, quality=Quality(0.0, (TOO_FAINT,)))
        return replace(empty, blank=True)

    def _find_text(self, grey: Grey) -> Upright:
        """Detect the lines, set the page upright, and look closer where the text is small."""
        upright = set_upright(self.neural, grey, self.neural.detect(grey))
        scale = min(1.0, DETECTION_SIDE / max(grey.shape))
        tall = text_height(upright.regions) * scale
        if not upright.regions or scale == 1.0 or tall >= SMALLEST_DETECTED:
            return upright
        return replace(upright, regions=self._look_closer(upright, tall), lines={})

    def _look_closer(self, upright: Upright, tall: float) -> tuple[TextRegion, ...]:
        """Detect again inside the area that holds text, enlarged."""
        height, width = upright.grey.shape
        corners = np.concatenate([region.corners for region in upright.regions])
        area = bound_quad(corners, width, height)
        margin = round(0.05 * max(area.width, area.height))
        x0, y0 = max(0, area.x0 - margin), max(0, area.y0 - margin)
        part = np.ascontiguousarray(upright.grey[y0 : area.y1 + margin, x0 : area.x1 + margin])
        scale = min(1.0, DETECTION_SIDE / max(height, width)) * ENLARGED_LINE / max(tall, 1.0)
        side = int(np.clip(scale * max(part.shape), 320, ENLARGED_SIDE))
        shift = np.array([x0, y0], np.float32)
        return tuple(replace(r, corners=r.corners + shift) for r in self.neural.detect(part, side))

    def _wants_second(self, grey: Grey, first: Sequence[Seen], barcodes: Sequence[Barcode]) -> bool:
        if self.second_reader is SecondReader.AUTO:
            if any(decode_sheet(code.text) for code in barcodes):
                return False  # a sheet of our own, which its code tells whole
            return bool(first) or not is_blank(grey, ())
        return self.second_reader is SecondReader.ALWAYS

    def _read_page(self, prepared: Prepared, width: int, height: int) -> list[Seen]:
        read = self.tesseract.read(prepared.grey)
        boxes = map_boxes([word.box for word in read], prepared.to_page, width, height)
        return [Seen(word.text, box, word.confidence) for word, box in zip(read, boxes, strict=True)]

    def _read_combs(self, prepared: Prepared, words: Sequence[Word], width: int, height: int) -> list[Word]:
        """Read what stands in rows of boxes without the boxes."""
        combs = find_combs(prepared.grey, TARGET_DPI)
        if not combs:
            return list(words)
        moved = move_boxes(words, *way_to(prepared))
        ours = {id(new): old for new, old in zip(moved, words, strict=True)}
        found = replace_combs(prepared.grey, combs, moved, self._read_set_line)
        new = move_boxes([word for word in found if id(word) not in ours], prepared.to_page, width, height)
        return [ours[id(word)] for word in found if id(word) in ours] + new

    def _read_set_line(self, grey: Grey) -> tuple[tuple[str, float], tuple[str, float]]:
        height, width = grey.shape
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        line = self.neural.recognise(grey, corners)
        seconds = self.tesseract.read(grey, ONE_LINE) if self.second_reader is not SecondReader.NEVER else []
        sure = min((word.confidence for word in seconds), default=0.0)
        return (line.text, line.confidence), (" ".join(word.text for word in seconds), sure)

    def _read_collage(self, grey: Grey, regions: Sequence[TextRegion]) -> list[Seen]:
        collage = paste_lines(grey, regions)
        height, width = grey.shape
        found = []
        for word in self.tesseract.read(collage.grey, ONE_BLOCK):
            corners = collage.locate(word.box)
            if corners is not None:
                found.append(Seen(word.text, bound_quad(corners, width, height), word.confidence))
        return found


def _words_of(lines: Sequence[ReadLine], width: int, height: int) -> list[Seen]:
    return [
        Seen(word.text, bound_quad(word.corners, width, height), word.confidence, word.doubts)
        for line in lines
        for word in line.words
    ]


def _is_photo(upright: Upright) -> bool:
    """Whether the light is uneven or the lines lie in perspective, as a camera leaves them."""
    return not is_evenly_lit(upright.grey) or spread_of_angles(upright.regions) > PERSPECTIVE_ANGLES


def _sketch(prepared: Prepared, barcodes: Sequence[Barcode]) -> Sketch:
    """The strokes of the straightened picture; the barcodes are the upright page's."""
    symbols = map_boxes([code.box for code in barcodes], *way_to(prepared))
    return sketch_page(prepared.grey, TARGET_DPI, symbols)


def _map_marks(
    sketch: Sketch, words: Sequence[Word], prepared: Prepared, width: int, height: int
) -> tuple[Mark, ...]:
    """Find marks on the straightened picture and carry them to the upright page."""
    marks = find_marks(sketch, move_boxes(words, *way_to(prepared)))
    return tuple(move_boxes(marks, prepared.to_page, width, height))
