"""Pages and readings survive their plain form, and nonsense is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import CorruptDocument
from domain.geometry import Box
from domain.pages import (
    Barcode,
    FormValue,
    Mark,
    MarkKind,
    PageImage,
    PageReading,
    PageSource,
    Quality,
    Word,
)
from intake.readers.wire import (
    decode_reading,
    encode_reading,
    pack_page,
    pack_reading,
    unpack_page,
    unpack_reading,
)

numbers = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(), max_size=12)  # halves of surrogate pairs included
boxes = st.builds(Box, *[st.integers(-5, 10_000)] * 4)
spans = st.none() | st.tuples(st.integers(0, 999), st.integers(0, 999))
plain_words = st.builds(
    Word, texts, boxes, numbers, texts, spans, st.none() | texts, numbers, st.integers(0, 500), st.booleans()
)
steps = st.lists(st.tuples(texts, numbers), max_size=3).map(tuple)
doubts = st.lists(steps, min_size=1, max_size=3).map(tuple)
words = (
    plain_words
    | st.builds(replace, plain_words, third=texts, third_confidence=numbers)
    | st.builds(replace, plain_words, third=st.none() | texts, doubts=doubts)
)
values = st.builds(FormValue, texts, texts, texts, boxes)


def tuples_of(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3).map(tuple)


readings = st.builds(
    PageReading,
    index=st.integers(0, 2000),
    width=st.integers(1, 30_000),
    height=st.integers(1, 30_000),
    rotation=st.sampled_from([0, 90, 180, 270]),
    source=st.sampled_from(PageSource),
    words=tuples_of(words),
    barcodes=tuples_of(st.builds(Barcode, texts, texts, boxes)),
    quality=st.builds(Quality, numbers, tuples_of(texts)),
    blank=st.booleans(),
    text=texts,
    form_values=tuples_of(values),
    marks=tuples_of(st.builds(Mark, st.sampled_from(MarkKind), boxes, numbers)),
    image=st.binary(max_size=40),
    seconds=numbers,
    false_layer=st.booleans(),
    look=st.none() | st.integers(0, 2**64 - 1),
)
pages = st.builds(
    PageImage,
    index=st.integers(0, 2000),
    image=st.binary(max_size=40),
    width=st.integers(1, 30_000),
    height=st.integers(1, 30_000),
    dpi=st.none() | numbers,
    source=st.sampled_from(PageSource),
    words=tuples_of(words),
    text=texts,
    form_values=tuples_of(values),
    fax_vertical_dpi=st.none() | numbers,
    hidden_text=texts,
)


@given(readings)
def test_readings_round_trip(reading: PageReading) -> None:
    assert unpack_reading(pack_reading(reading)) == reading
    encoded = encode_reading(reading)
    assert decode_reading(encoded, reading.image) == reading
    assert encode_reading(decode_reading(encoded)) == encoded
    json.loads(encoded.decode("utf-8"))


@given(pages)
def test_pages_round_trip(page: PageImage) -> None:
    assert unpack_page(pack_page(page)) == page


@given(st.binary(max_size=60))
def test_nonsense_is_refused(nonsense: bytes) -> None:
    for take in (decode_reading, unpack_reading, unpack_page):
        with pytest.raises(CorruptDocument):
            take(nonsense)


def test_stored_form_stays_the_same() -> None:
    """What the first release wrote must be read for as long as records are kept."""
    stored = (
        b'{"version":1,"index":0,"width":20,"height":10,"rotation":90,"source":"image",'
        b'"words":[["Jos\xc3\xa9",[1,2,9,8],0.5,"ppocr",null,"Jose",0.25,3,true]],"barcodes":[],'
        b'"quality":[0.5,["blurred"]],"blank":false,"text":"","form_values":[],'
        b'"marks":[["ink",[0,0,5,5],0.125]],"seconds":1.5}'
    )
    word = Word("José", Box(1, 2, 9, 8), 0.5, "ppocr", None, "Jose", 0.25, 3, True)
    reading = PageReading(
        0, 20, 10, 90, PageSource.IMAGE, (word,), quality=Quality(0.5, ("blurred",)),
        marks=(Mark(MarkKind.INK, Box(0, 0, 5, 5), 0.125),), seconds=1.5,
    )  # fmt: skip
    assert decode_reading(stored) == reading
    assert encode_reading(reading) == stored
