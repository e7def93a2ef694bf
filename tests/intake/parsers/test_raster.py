"""Picture files: every frame, square pixels, upright by the file's own word."""

import io
import struct
from dataclasses import replace

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw, ImageFont, TiffImagePlugin

from domain.limits import Limits
from domain.pages import PageImage
from domain.states import PartOutcome
from domain.submissions import Part
from intake.parsers.cell import ParserCell
from intake.parsers.unpack import unpack_original
from tests.intake.parsers.originals import draw_page, fax_tiff, picture


def unpack_file(raw: bytes, limits: Limits | None = None) -> Part:
    return unpack_original(raw, name=None, limits=limits or Limits()).parts[0]


def pixels(page: PageImage) -> Image.Image:
    return Image.open(io.BytesIO(page.image))


def mark_corner(image: Image.Image) -> str:
    """Where the dark block of `draw_page` or the red one of `picture` stands."""
    grey = np.asarray(image.convert("L"), dtype=np.int32)
    height, width = grey.shape
    corners = {
        "top left": grey[: height // 12, : width // 10],
        "top right": grey[: height // 12, -width // 10 :],
        "bottom left": grey[-height // 12 :, : width // 10],
        "bottom right": grey[-height // 12 :, -width // 10 :],
    }
    return min(corners, key=lambda name: float(corners[name].mean()))


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt", "tiff_lzw", "packbits", "raw"])
@pytest.mark.parametrize("lines", [98, 196])
def test_frames_in_are_pages_out_and_pixels_are_square(compression: str, lines: int) -> None:
    part = unpack_file(fax_tiff(3, lines=lines, compression=compression))
    assert [page.index for page in part.pages] == [0, 1, 2]
    for page in part.pages:
        assert (page.width, page.height) == (1728, 2244)
        assert pixels(page).size == (1728, 2244)
        assert page.fax_vertical_dpi == lines
        assert page.dpi == 204
        assert mark_corner(pixels(page)) == "top left"


def _tagged(image: Image.Image, compression: str = "group4", **tags: int) -> bytes:
    numbers = {"orientation": 274, "photometric": 262, "fill_order": 266, "group3_options": 292, "unit": 296}
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for name, value in tags.items():
        directory[numbers[name]] = value
    target = io.BytesIO()
    image.save(target, "TIFF", compression=compression, tiffinfo=directory, dpi=(200, 200))
    return target.getvalue()


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_the_orientation_tag_is_applied(orientation: int, turn: int) -> None:
    # What a scanner stores turned, with the tag that says how to turn it back.
    stored = draw_page().rotate(turn, expand=True).convert("1")
    page = unpack_file(_tagged(stored, orientation=orientation)).pages[0]
    assert (page.width, page.height) == (1700, 2200)
    assert mark_corner(pixels(page)) == "top left"


def test_a_turned_fax_keeps_its_square_pixels() -> None:
    stored = draw_page((1728, 1078)).rotate(90, expand=True).convert("1")
    target = io.BytesIO()
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    directory[274] = 6
    stored.save(target, "TIFF", compression="group4", tiffinfo=directory, dpi=(98, 204))
    page = unpack_file(target.getvalue()).pages[0]
    assert abs(page.height / page.width - 11 / 8.47) < 0.02


@pytest.mark.parametrize("options", [0, 1, 4, 5], ids=["MH", "MR", "MH aligned", "MR aligned"])
def test_both_group_3_codings_are_read(options: int) -> None:
    raw = _tagged(draw_page((1728, 2200)).convert("1"), "group3", group3_options=options)
    assert mark_corner(pixels(unpack_file(raw).pages[0])) == "top left"


def _plain_tiff(bits: bytes, width: int, height: int, *, photometric: int, fill_order: int) -> bytes:
    """A hand-made bilevel TIFF, as old fax cards write it."""
    entries = [
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 1), (262, 3, photometric),
        (266, 3, fill_order),
        (273, 4, 8), (277, 3, 1), (278, 4, height), (279, 4, len(bits)),
    ]  # fmt: skip
    out = b"II*\0" + struct.pack("<I", 8 + len(bits) + len(bits) % 2) + bits + b"\0" * (len(bits) % 2)
    out += struct.pack("<H", len(entries))
    for tag, kind, value in entries:
        out += struct.pack("<HHII", tag, kind, 1, value)
    return out + struct.pack("<I", 0)


@pytest.mark.parametrize("photometric", [0, 1], ids=["0 is white", "0 is black"])
@pytest.mark.parametrize("fill_order", [1, 2], ids=["most significant first", "least significant first"])
def test_polarity_and_bit_order(photometric: int, fill_order: int) -> None:
    bits = np.packbits(np.asarray(draw_page((1600, 2000)).convert("1")))
    if photometric == 0:
        bits = ~bits
    if fill_order == 2:
        bits = np.packbits(np.unpackbits(bits).reshape(-1, 8)[:, ::-1])
    raw = _plain_tiff(bits.tobytes(), 1600, 2000, photometric=photometric, fill_order=fill_order)
    image = pixels(unpack_file(raw).pages[0])
    assert mark_corner(image) == "top left"
    assert np.asarray(image.convert("L")).mean() > 200


@pytest.mark.parametrize(
    ("height", "lines"),
    [
        pytest.param(1100, 98.0, id="standard"),
        pytest.param(2200, 196.0, id="fine"),
        pytest.param(400, None, id="a slip"),
    ],
)
def test_a_fax_that_does_not_say_its_resolution(height: int, lines: float | None) -> None:
    bits = np.packbits(np.asarray(draw_page((1728, height)).convert("1"))).tobytes()
    page = unpack_file(_plain_tiff(bits, 1728, height, photometric=1, fill_order=1)).pages[0]
    assert page.fax_vertical_dpi == lines
    assert page.height == (round(height * 204 / lines) if lines else height)


@pytest.mark.parametrize(
    "claimed", [None, (72, 72), (96, 96), (98, 98), (150, 150), (300, 300), (204, 1)], ids=str
)
@pytest.mark.parametrize(("height", "lines"), [(1078, 98), (2156, 196)], ids=["standard", "fine"])
def test_a_fax_that_claims_what_no_fax_has_is_squared_all_the_same(
    claimed: tuple[int, int] | None, height: int, lines: int
) -> None:
    """Squashed fax (Pillow 5581): 1728 dots a line are 204 an inch, whatever the tags say."""
    target = io.BytesIO()
    more = {"dpi": claimed} if claimed else {}
    draw_page((1728, height)).convert("1").save(target, "TIFF", compression="group4", **more)
    [page] = unpack_file(target.getvalue()).pages
    assert page.fax_vertical_dpi == lines
    assert abs(page.height / page.width - 11 / 8.5) < 0.05


@pytest.mark.parametrize("dpi", [(200, 200), (204, 196), (204, 98), (200, 100), (408, 391)], ids=str)
def test_a_fax_that_tells_the_truth_is_believed(dpi: tuple[int, int]) -> None:
    target = io.BytesIO()
    size = (round(dpi[0] * 8.47), round(dpi[1] * 11))
    draw_page(size).convert("1").save(target, "TIFF", compression="group4", dpi=dpi)
    [page] = unpack_file(target.getvalue()).pages
    assert abs(page.height / page.width - 11 / 8.47) < 0.02


@pytest.mark.parametrize(
    ("squashed", "lines"), [(True, 98.0), (False, 196.0)], ids=["every second line sent", "a half sheet"]
)
def test_a_standard_fax_that_claims_square_dots_is_told_by_its_letters(
    squashed: bool, lines: float | None
) -> None:
    drawn = Image.new("L", (1728, 2156 if squashed else 1078), 255)
    font = ImageFont.load_default(size=34)
    for row in range(14):
        ImageDraw.Draw(drawn).text((80, 60 + 70 * row), "the quick brown fox signs a form", 0, font=font)
    target = io.BytesIO()
    drawn.resize((1728, 1078)).convert("1").save(target, "TIFF", compression="group4", dpi=(200, 200))
    [page] = unpack_file(target.getvalue()).pages
    assert page.fax_vertical_dpi == lines
    assert (page.height > page.width) is squashed


@pytest.mark.parametrize("dpi", [(1, 1), (72, 72), (9600, 9600), (300, 2)], ids=str)
def test_absurd_resolutions_are_unknown(dpi: tuple[int, int]) -> None:
    target = io.BytesIO()
    draw_page().save(target, "TIFF", dpi=dpi)
    page = unpack_file(target.getvalue()).pages[0]
    assert page.dpi is None
    assert (page.width, page.height) == (1700, 2200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_a_page_on_white_paper(mode: str) -> None:
    source = draw_page((850, 1100))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(source).astype(np.uint16) * 257)
    elif mode in ("LA", "RGBA"):
        # Ink that is opaque on paper that is not there at all.
        image = Image.new("RGBA", source.size, (0, 0, 0, 0))
        image.putalpha(source.point(lambda v: 255 - v))
        image = image.convert(mode)
    else:
        image = source.convert(mode)
    target = io.BytesIO()
    image.save(target, "TIFF")
    shown = pixels(unpack_file(target.getvalue()).pages[0])
    assert shown.mode in ("1", "L", "RGB")
    assert mark_corner(shown) == "top left"
    assert np.asarray(shown.convert("L")).mean() > 180


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_ordinary_pictures(kind: str) -> None:
    part = unpack_file(picture((900, 600), kind))
    assert [(p.width, p.height) for p in part.pages] == [(900, 600)]


def test_heic_under_any_name() -> None:
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.open(io.BytesIO(picture((640, 480))))).save(target)
    part = unpack_file(target.getvalue())
    assert part.media_type == "image/heic"
    assert (part.pages[0].width, part.pages[0].height) == (640, 480)


def test_the_exif_turn_is_applied_once() -> None:
    exif = Image.Exif()
    exif[274] = 6
    image = Image.open(io.BytesIO(picture())).rotate(90, expand=True)
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    page = unpack_file(target.getvalue()).pages[0]
    assert (page.width, page.height) == (900, 600)


def test_jpeg_in_tiff() -> None:
    target = io.BytesIO()
    draw_page().save(target, "TIFF", compression="jpeg", dpi=(200, 200))
    assert unpack_file(target.getvalue()).pages[0].dpi == 200


def test_a_reduced_copy_is_no_page() -> None:
    target = io.BytesIO()
    thumbnail = draw_page((170, 220))
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    draw_page().save(target, "TIFF", save_all=True, append_images=[thumbnail])
    assert len(unpack_file(target.getvalue()).pages) == 1


def test_a_cut_off_photo_shows_what_there_is_and_says_so() -> None:
    raw = picture((1600, 1200), quality=95)
    part = unpack_file(raw[: len(raw) * 2 // 3])
    assert len(part.pages) == 1
    assert part.outcome is PartOutcome.PAGES
    assert "cut off" in (part.problem or "")


def test_a_cut_off_fax_keeps_its_whole_pages() -> None:
    raw = fax_tiff(4, compression="group4")
    part = unpack_file(raw[: len(raw) // 2])
    assert part.problem is not None
    assert len(part.pages) < 4


def test_pixels_are_counted_before_decoding() -> None:
    part = unpack_file(picture((900, 600)), Limits(page_pixels=500_000))
    assert part.outcome is PartOutcome.REFUSED
    assert part.pages == ()


def test_pages_end_at_the_limit_and_say_so() -> None:
    part = unpack_file(fax_tiff(4), Limits(pages=2))
    assert len(part.pages) == 2
    assert part.outcome is PartOutcome.REFUSED
    assert "only the first 2" in (part.problem or "")


def test_the_second_photo_of_a_heic_is_lost() -> None:
    target = io.BytesIO()
    first = Image.open(io.BytesIO(picture((320, 240))))
    first.save(target, "HEIF", save_all=True, append_images=[first.rotate(180)])
    assert [page.index for page in unpack_file(target.getvalue()).pages] == [0, 1]


@pytest.mark.parametrize(("size", "pages"), [((1000, 800), 3), ((300, 200), 1)])
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_pages_of_an_animated_format_are_lost(kind: str, size: tuple[int, int], pages: int) -> None:
    """A scan of three pages as GIF is three pages; a blinking logo is one picture."""
    frames = [Image.new("RGB", size, (200 * (n == 0), 200 * (n == 1), 90)) for n in range(3)]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:])
    assert len(unpack_file(target.getvalue()).pages) == pages


def test_avif_is_read() -> None:
    part = unpack_file(picture((320, 240), "AVIF"))
    assert part.media_type == "image/avif"
    assert len(part.pages) == 1


@pytest.mark.parametrize("options", [0, 1, 2, 4, 5])
@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt"])
def test_a_ccitt_flavour_loses_pages(compression: str, options: int) -> None:
    """TIFF 6.0, T4Options: one and two dimensions, uncompressed mode, fill bits before the end of a line."""
    tags = {292: options} if compression == "group3" else {}
    part = unpack_file(fax_tiff(3, lines=196, compression=compression, tiffinfo=tags))
    assert [page.index for page in part.pages] == [0, 1, 2]
    assert part.problem is None


def test_pages_behind_a_broken_directory_go_unsaid() -> None:
    raw = bytearray(fax_tiff(3))
    image = Image.open(io.BytesIO(bytes(raw)))
    first = int.from_bytes(raw[4:8], "little")
    entries = int.from_bytes(raw[first : first + 2], "little")
    link = first + 2 + 12 * entries
    assert image.n_frames == 3  # type: ignore[attr-defined]
    raw[link : link + 4] = (len(raw) + 999).to_bytes(4, "little")
    part = unpack_file(bytes(raw))
    assert len(part.pages) == 1
    assert part.problem
    assert "pages may be missing" in part.problem


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["1", "RGB"])
def test_a_page_of_a_hundred_megapixels_uses_up_the_memory(mode: str, cell: ParserCell) -> None:
    """PB1395, P8198: within a child's 1.5 GiB, bilevel and colour."""
    from benchmarks.memory.papers import large_tiff

    found = cell.unpack(large_tiff(mode), sink=lambda _, page: replace(page, image=b""))
    assert [len(part.pages) for part in found.parts] == [1]
    assert found.problem is None
    assert 0 < cell.last_peak < Limits().child_bytes
