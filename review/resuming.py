"""A session that ended under a form: nothing was saved, and nothing typed is lost.

The form comes back as hidden fields of the sign-in page, and is shown after it to be sent by a person. Only a
form that carries the token of the very session that ended is kept: what another site made somebody send is
not. Nor does it come back to another person who signs in where it was left.
"""

import json
from dataclasses import dataclass, field

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from domain.ids import UserName
from review.guard import COOKIE, desk_of
from review.tokens import form_token, same_token

#: Bytes of a form that is kept; none of ours that is typed comes near.
LARGEST_FORM = 100_000
URLENCODED = "application/x-www-form-urlencoded"
#: What our pages put into their forms besides what people fill in.
BY_THE_PAGE = frozenset(
    {"form_token", "version", "document", "paper", "page", "deed", "instead_of", "policy", "asked"}
)


@dataclass(frozen=True, slots=True)
class Left:
    """Where somebody was when the session ended, and what stood in their form."""

    path: str = ""
    """A path of ours; empty: the start."""
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    by: str = ""
    """Who filled the form in."""

    @classmethod
    def read(cls, path: str, packed: str, by: str = "") -> "Left":
        """As the sign-in page brings it back; what is no path of ours, or not whole, is the start."""
        if not is_own_path(path):
            return cls()
        try:
            fields = json.loads(packed) if packed else []
            return cls(path, tuple((str(name), str(value)) for name, value in fields), by)
        except (ValueError, TypeError):
            return cls(path)

    @property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """What people filled in, to be shown to them."""
        return tuple((name, value) for name, value in self.fields if value and name not in BY_THE_PAGE)

    def for_person(self, name: UserName) -> "Left":
        """What this person may go on with: a form is of nobody but who filled it in."""
        return self if not self.fields or self.by == name else Left()

    def pack(self) -> str:
        """For one hidden field."""
        return json.dumps(self.fields) if self.fields else ""


def is_own_path(path: str) -> bool:
    """Whether a browser that follows it stays here."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


async def keep_left(request: Request) -> Left:
    """What a request without a session leaves behind. A search's words do not go into an address."""
    if request.method in ("GET", "HEAD"):
        return Left(request.url.path)
    if not _is_small_form(request):
        return Left()
    by = await run_in_threadpool(_whose_session, request)
    return _left_of_form(request, await request.form(), by) if by else Left()


def _is_small_form(request: Request) -> bool:
    size = request.headers.get("content-length", "")
    typed = request.headers.get("content-type", "").partition(";")[0] == URLENCODED
    return typed and size.isdecimal() and int(size) <= LARGEST_FORM


def _whose_session(request: Request) -> UserName | None:
    with desk_of(request).storage.work() as work:
        return work.accounts.whose_session(request.cookies.get(COOKIE, ""))


def _left_of_form(request: Request, form: FormData, by: UserName) -> Left:
    ended = request.cookies.get(COOKIE, "")
    if not (ended and same_token(str(form.get("form_token", "")), form_token(ended))):
        return Left()
    fields = tuple((name, str(value)) for name, value in form.multi_items() if name != "form_token")
    return Left(request.url.path, fields, by) if fields else Left()
