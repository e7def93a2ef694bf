"""PostgreSQL's own programs, which copy a whole database out and bring one back."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import IO, Final

from sqlalchemy.engine import URL

from domain.errors import DeploymentError

#: Debian keeps them off the PATH.
PROGRAMS: Final = Path("/usr/lib/postgresql")
#: Seconds after which one counts as stuck.
PATIENCE: Final = 6 * 3600
#: Bytes that go from one to the other at a time.
CHUNK: Final = 1024 * 1024
_PLAIN: Final = ("--no-owner", "--no-privileges")


def dump_database(url: URL, copy: Path) -> None:
    """Write the database to the file `copy`. Raises `DeploymentError`."""
    options = ["--format=custom", *_PLAIN, f"--file={copy}", *_address(url)]
    try:
        subprocess.run(
            [_program("pg_dump"), *options],
            check=True, capture_output=True, env=_environment(url), timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise DeploymentError(f"pg_dump failed: {_complaint(error.stderr)}") from error
    except subprocess.TimeoutExpired as error:
        raise DeploymentError(f"pg_dump did not end within {PATIENCE // 3600} hours") from error


def bring_back(copy: Path, url: URL, last: str) -> None:
    """Bring a copy into an empty database by one transaction, which the statements `last` end.

    All of it goes through this process: where it is killed, no COMMIT follows and the database stays empty.
    Raises `DeploymentError`.
    """
    read = [_program("pg_restore"), *_PLAIN, "--file=-", str(copy)]
    write = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *_address(url)]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said) as reader,
        subprocess.Popen(
            write, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=_environment(url)
        ) as writer,
    ):
        watch = Timer(PATIENCE, _end, (reader, writer))
        watch.start()
        try:
            _feed(reader, writer, last)
            failed = "psql" if writer.wait() else "pg_restore" if reader.wait() else ""
        finally:
            watch.cancel()
        if failed:
            said.seek(0)
            raise DeploymentError(f"{failed} failed: {_complaint(said.read())}")


def _feed(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], last: str) -> None:
    source, target = _pipe(reader.stdout), _pipe(writer.stdin)
    # Where psql gave up, its exit code and words say why.
    with suppress(BrokenPipeError):
        target.write(b"BEGIN;\n")
        shutil.copyfileobj(source, target, CHUNK)
        if reader.wait() == 0:
            target.write(f"RESET search_path;\n{last}\nCOMMIT;\n".encode())
        target.flush()
    source.close()
    with suppress(BrokenPipeError):
        target.close()


def _end(*programs: subprocess.Popen[bytes]) -> None:
    for program in programs:
        program.kill()


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise DeploymentError("a program of PostgreSQL was started without a pipe")
    return end


def _complaint(said: bytes) -> str:
    """The first line that tells of an error: later ones may quote rows."""
    lines = said.decode(errors="replace").strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), *lines[:1] or [""])


def _address(url: URL) -> list[str]:
    """Without the password, which goes by the environment."""
    return [f"--dbname={url.set(drivername='postgresql', password=None).render_as_string()}"]


def _environment(url: URL) -> dict[str, str]:
    return dict(os.environ) | ({"PGPASSWORD": str(url.password)} if url.password else {})


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is not None:
        return found
    versions = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise DeploymentError(f"{name} is missing: install Debian's package postgresql-client.")
    return str(versions[-1])
