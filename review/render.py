"""Templates to pages."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from domain.times import office_day, show_time
from review.clock_words import due_words, elapsed_words
from review.guard import Visitor
from review.policy import Action
from review.words import to_words


@cache
def _environment() -> Environment:
    folder = Path(str(files("review"))) / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["words"] = to_words
    environment.filters["with_cases"] = link_cases
    environment.filters["name"] = show_name
    environment.filters["time"] = show_time
    environment.filters["day"] = office_day
    environment.filters["due"] = due_words
    environment.filters["elapsed"] = elapsed_words
    environment.filters["sure"] = sure_words
    environment.globals["Action"] = Action
    return environment


def render(request: Request, template: str, values: dict[str, Any], status_code: int = 200) -> Response:
    """One page; `visitor` is None where nobody is signed in."""
    visitor = getattr(request.state, "visitor", None)
    page = _environment().get_template(template).render(visitor=visitor, path=request.url.path, **values)
    return HTMLResponse(page, status_code=status_code)


#: Characters that turn the direction in which letters stand: with one, "fdp.exe" is shown as "exe.pdf".
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def show_name(name: str) -> Markup:
    """What somebody else called a file, its marks of direction made visible; it turns no words beside it."""
    return Markup("<bdi>{}</bdi>").format(_TURNING.sub("[hidden mark]", name))


def sure_words(confidence: float) -> str:
    """How sure a kind is, in per cent; nobody is to read certainty."""
    return "over 99 % sure" if confidence >= 0.99 else f"{int(confidence * 100)} % sure"


_CASE = re.compile(r"\bC-\d{4}-\d{6,}\b")


def link_cases(text: str, visitor: Visitor) -> Markup:
    """The text with every case's reference as a link, for those who may open cases."""
    safe = escape(text)
    if not visitor.may(Action.VIEW_CASE):
        return safe
    return Markup(_CASE.sub(r'<a href="/cases/\g<0>">\g<0></a>', str(safe)))  # noqa: S704 -- escaped above
