"""What a request's body holds: one file as it is, or a form with files and words about them."""

import io
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from email.message import EmailMessage

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from domain.kinds import Channel
from intake.channels.upload import HINTS, UploadedFile, UploadWords, clean_words
from upload.problems import Problem, Trouble

#: Files of one request; more are more than one submission.
MOST_FILES = 100
#: Words about the files: in a form as fields, beside a raw body as headers `X-Upload-...`.
WORDS = ("reference", "received", "channel")
#: What is kept of a request's headers until its body is whole.
KEPT_HEADERS = ("content-type", "content-disposition", *(f"x-upload-{word}" for word in WORDS))
_FED_BYTES = 1024 * 1024


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that say how to take the body."""
    return {name: headers[name] for name in KEPT_HEADERS if name in headers}


async def read_submission(
    headers: Mapping[str, str], body: bytes, now: datetime
) -> tuple[list[UploadedFile], UploadWords]:
    """The files and what is said of them. Raises `Problem`."""
    if headers.get("content-type", "").casefold().startswith("multipart/form-data"):
        form = await _read_form(headers, body)
        sent = form.multi_items()  # several files may go by one name
        files = [await _read_file(value) for _, value in sent if isinstance(value, UploadFile)]
        said = {name: value for name, value in sent if isinstance(value, str)}
        await form.close()
    else:
        files = [UploadedFile(_named(headers.get("content-disposition", "")), body)]
        said = {word: headers[f"x-upload-{word}"] for word in WORDS if f"x-upload-{word}" in headers}
    if not files or not all(file.content for file in files):
        raise _not_understood(
            "The request holds no file, or an empty one. Attach each file as a part of its own."
        )
    return files, read_words(said, now)


class _WholeForm(MultiPartParser):
    """Notices a form whose end is missing: its last part would silently be left out."""

    ended = False

    def on_end(self) -> None:
        self.ended = True

    def close(self) -> None:
        """Let go of every file, the unfinished one too."""
        for file in self._files_to_close_on_error:
            file.close()


async def _read_form(headers: Mapping[str, str], body: bytes) -> FormData:
    async def feed() -> AsyncGenerator[bytes, None]:
        stream = io.BytesIO(body)
        while piece := stream.read(_FED_BYTES):
            yield piece

    parser = _WholeForm(
        Headers(dict(headers)), feed(), max_files=MOST_FILES, max_fields=len(WORDS), max_part_size=10_000
    )
    parser.spool_max_size = len(body) + 1  # never in a plain file on disk
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise _not_understood(f"The form cannot be read: {error.message}") from error
    if not parser.ended:
        parser.close()
        raise _not_understood("The form's end is missing; it was cut off. Send it again.")
    return form


async def _read_file(part: UploadFile) -> UploadedFile:
    return UploadedFile(part.filename or None, await part.read())


def _named(disposition: str) -> str | None:
    """The file's name of a Content-Disposition header (RFC 6266)."""
    part = EmailMessage()
    if not disposition.isprintable():
        return None
    part["Content-Disposition"] = disposition
    return part.get_filename()


def read_words(said: Mapping[str, str], now: datetime) -> UploadWords:
    """Raises `Problem` where a word is unknown or makes no sense."""
    if unknown := sorted(set(said) - set(WORDS)):
        raise _not_understood(f"Unknown field; known are {', '.join(WORDS)}. Fields unknown: {len(unknown)}.")
    try:
        channel = Channel(said.get("channel") or Channel.UPLOAD)
    except ValueError as error:
        raise _not_understood("The channel is upload, scan or fax.") from error
    if channel not in HINTS:
        raise _not_understood("The channel is upload, scan or fax; mail comes by the mailbox.")
    return UploadWords(
        reference=clean_words(said.get("reference", "")),
        received=_read_time(said.get("received", ""), now),
        channel=channel,
    )


def _read_time(given: str, now: datetime) -> str:
    if not given:
        return ""
    try:
        time = datetime.fromisoformat(given)
    except ValueError as error:
        raise _not_understood("received is no ISO 8601 time such as 2026-03-02T09:30:00-05:00.") from error
    if time.tzinfo is None:
        raise _not_understood("received needs its offset from UTC, such as 2026-03-02T09:30:00-05:00.")
    if time > now:
        raise _not_understood("received lies in the future.")
    return time.isoformat()


def _not_understood(words: str) -> Problem:
    return Problem(422, Trouble.NOT_UNDERSTOOD, words)
