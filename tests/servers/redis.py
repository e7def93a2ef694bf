"""A private Redis with an append-only file, as the office runs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_port, listens, need_program, start_server, stop_server, wait_until


@contextmanager
def running_redis(folder: Path, port: int = 0) -> Iterator[str]:
    """Start a server below `folder`, on the port given or a free one; yields its address."""
    program, port = need_program("redis-server"), port or free_port()
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
    command = [program, *(part for name, value in options.items() for part in (f"--{name}", value))]
    log = folder / "redis.log"
    server = start_server(command, log, cwd=folder)
    try:
        wait_until(lambda: listens(port), server, log)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop_server(server)
