"""A sheet as an office receives it and as the first reader sees it, and where its points lie then."""

from datetime import datetime
from random import Random

import cv2
import numpy as np
from PIL import Image

from intake.readers.picture import Grey, Matrix
from intake.readers.preparation import brighten, soften_fax
from samples.degrade import FAX_DPI, Course, FaxHeader, fax_page, photograph_page, scan_page

#: How often a sheet is worn in each way; what is read worst is learned from most.
WAYS = {"clean": 8, "scan": 25, "fax_fine": 29, "fax_standard": 26, "photo": 12}
_SCANNED_AT = 200
#: A photograph from further away shows the page at this share of its size.
_FURTHER_AWAY = 0.8
_HEADER = FaxHeader(datetime(2026, 3, 4, 9, 5), "HOME", "555 0100")


def choose_way(rng: Random) -> str:
    """One of the ways in which papers are worn."""
    return rng.choices(list(WAYS), list(WAYS.values()))[0]


def wear_sheet(rng: Random, page: Grey, way: str) -> tuple[Grey, Matrix]:
    """The page as read, and the map of the clean page's points to it."""
    image, course = Image.fromarray(page).convert("RGB"), Course()
    if way == "clean":
        worn = page
    elif way == "scan":
        worn = _grey(scan_page(image, rng, _SCANNED_AT, course))
    elif way == "photo":
        worn = _photograph(rng, image, course)
    else:
        worn = _fax(rng, image, way, course)
    return brighten(np.ascontiguousarray(worn)), course.matrix


def _grey(image: Image.Image) -> Grey:
    return np.asarray(image.convert("L"), np.uint8)


def _photograph(rng: Random, image: Image.Image, course: Course) -> Grey:
    if rng.random() < 0.5:
        image = image.resize((round(image.width * _FURTHER_AWAY), round(image.height * _FURTHER_AWAY)))
        course.add(np.diag([_FURTHER_AWAY, _FURTHER_AWAY, 1]))
    photo = _grey(photograph_page(image, rng, course))
    _, packed = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(55, 88)])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _fax(rng: Random, image: Image.Image, way: str, course: Course) -> Grey:
    """As the reader sees a fax: a standard one squared and softened."""
    fax = _grey(fax_page(image, rng, way, _HEADER, 1, 1, course))
    across, down = FAX_DPI[way]
    if way == "fax_fine":
        return fax
    height = round(fax.shape[0] * across / down)
    course.add(np.diag([1, height / fax.shape[0], 1]))
    squared = cv2.resize(fax, (fax.shape[1], height), interpolation=cv2.INTER_CUBIC)
    return soften_fax(np.asarray(squared, np.uint8), down)
