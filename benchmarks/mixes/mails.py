"""Mails: a request in the text, decoration beside the paper, pictures in any format."""

import io

from PIL import Image

from benchmarks.mixes.desk import DPI, Desk, Mixed, has_pages, is_card_layout, is_form, place_at
from domain.kinds import Kind
from samples.bodies import write_body, write_note, write_subject
from samples.degrade import degrade_pages, photograph_page, save_photo
from samples.drawing import pack_images
from samples.mails import File, draw_logo


def send_asked_in_text(desk: Desk) -> Mixed:
    """A request that is the message itself, with an identity card of the person."""
    asked = desk.fill(Kind.VERIFICATION_REQUEST, lambda layout: layout.body, "all")
    card = desk.fill(Kind.NAME_CHANGE_EVIDENCE, is_card_layout)
    photo = degrade_pages(card.draw(), "photo", desk.rng)[0]
    file = File("licence.jpeg", "image/jpeg", save_photo(photo, desk.rng))
    content = desk.mail([file], write_body(asked), write_subject(asked.layout, desk.rng))
    papers = [(asked, "clean", place_at(None, [0])), (card, "photo", place_at(file.name, [0]))]
    return Mixed("email", content, papers, body_role="document")


def send_decorated(desk: Desk) -> Mixed:
    """A paper as PDF beside the logo in the text and a picture of the sender's signature."""
    piece = desk.fill(desk.rng.choice((Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE)), is_form)
    pages = degrade_pages(piece.draw(), "scan", desk.rng)
    file = File("scan.pdf", "application/pdf", pack_images(pages, DPI, 75))
    logo, banner = draw_logo(desk.rng), draw_logo(desk.rng)
    beside = File("banner.png", "image/png", banner.content)
    text = write_note(piece.layout.kind, desk.person, desk.rng)
    content = desk.mail([file, beside], text, logo=logo)
    return Mixed(
        "email",
        content,
        [(piece, "scan", place_at(file.name, range(len(pages))))],
        noise=(logo.name, beside.name),
    )


def send_any_format(desk: Desk) -> Mixed:
    """Two papers, photographed and stored as phones do: HEIC, WebP, a huge JPEG, a turned one."""
    form, card = desk.fill(Kind.VERIFICATION_REQUEST, is_form), desk.fill(Kind.CPR_CARD, is_card_layout)
    papers, files = [], []
    sorts = desk.rng.sample(("heic", "webp", "huge", "turned"), 2)
    for number, (piece, sort) in enumerate(zip((form, card), sorts, strict=True)):
        photo = photograph_page(desk.sheets(piece)[0], desk.rng)
        file = _store(photo, sort, f"photo{number}", desk)
        papers.append((piece, "photo", place_at(file.name, [0])))
        files.append(file)
    return Mixed("email", desk.mail(files, write_note(Kind.CPR_CARD, desk.person, desk.rng)), papers)


def send_out_of_order(desk: Desk) -> Mixed:
    """The sheets of one paper, a picture each, the last one attached first."""
    paper = desk.fill(
        desk.rng.choice((Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE)), has_pages, "all"
    )
    sides = degrade_pages(paper.draw(), "scan", desk.rng)
    files = [
        File(f"page{number}.jpeg", "image/jpeg", save_photo(side.convert("RGB"), desk.rng))
        for number, side in enumerate(sides, start=1)
    ][::-1]
    place = place_at(files[0].name, [0], [file.name for file in files[1:]])
    return Mixed("email", desk.mail(files, "All sheets.\n"), [(paper, "scan", place)])


def _store(photo: Image.Image, sort: str, stem: str, desk: Desk) -> File:
    if sort == "heic":
        return File(f"{stem}.heic", "image/heic", save_photo(photo, desk.rng, "heic"))
    if sort == "webp":
        out = io.BytesIO()
        photo.save(out, "WEBP", quality=80)
        return File(f"{stem}.webp", "image/webp", out.getvalue())
    if sort == "huge":
        photo = photo.resize((photo.width * 2, photo.height * 2), Image.Resampling.BICUBIC)
    return File(f"{stem}.jpeg", "image/jpeg", save_photo(photo, desk.rng))
