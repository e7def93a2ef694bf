"""A private Redis with an append-only file, as the office runs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import ServerProcess, free_port, listens, need_program


def redis_process(folder: Path, port: int) -> ServerProcess:
    """A server below `folder`, not yet started."""
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": str(port),
        "bind": "127.0.0.1",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
    }
    command = [need_program("redis-server")]
    command += [part for name, value in options.items() for part in (f"--{name}", value)]
    return ServerProcess(command, folder / "redis.log", lambda: listens(port), cwd=folder)


def redis_url(port: int) -> str:
    """The address of a server on this port."""
    return f"redis://127.0.0.1:{port}/0"


@contextmanager
def running_redis(folder: Path, port: int = 0) -> Iterator[str]:
    """Start a server below `folder`, on the port given or a free one; yields its address."""
    port = port or free_port()
    server = redis_process(folder, port)
    server.start()
    try:
        yield redis_url(port)
    finally:
        server.stop()
