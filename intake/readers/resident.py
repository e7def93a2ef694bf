"""A resident reader: a child process that loads both readers once and reads page after page.

    python -m intake.readers.resident DESCRIPTOR MEMORY_BYTES PARENT [TESSDATA]

It inherits one socket and nothing else of its parent: no secrets in the environment, no open files.
"""

import contextlib
import gc
import os
import resource
import socket
import sys
import threading
import time
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OMP_THREAD_LIMIT="1")

from domain.errors import DeploymentError, DocumentError
from intake.readers.frames import FrameError, receive_frame, send_frame
from intake.readers.reading import PageReader
from intake.readers.wire import pack_reading, unpack_page

#: First byte of an answer.
READ = b"R"
DOCUMENT = b"D"
DEPLOYMENT = b"P"
FAILURE = b"F"

#: Seconds between looks whether the parent still lives.
WATCH_SECONDS = 0.5


def main() -> None:
    """Serve until the parent closes the socket or dies."""
    descriptor, memory, parent = (int(argument) for argument in sys.argv[1:4])
    tessdata = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    _limit(memory)
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    with socket.socket(fileno=descriptor) as channel, contextlib.suppress(FrameError):
        _serve(channel, tessdata)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold page images


def _die_with(parent: int) -> None:
    """End when the parent is gone, also in the middle of a page.

    The kernel's parent-death signal is sent when the *thread* that started the child ends, and pools start
    children from short-lived threads; so the child looks by itself.
    """
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)


def _serve(channel: socket.socket, tessdata: Path | None) -> None:
    try:
        reader = PageReader.load(tessdata)
    except DeploymentError as error:
        receive_frame(channel)
        send_frame(channel, DEPLOYMENT + str(error).encode())
        return
    gc.collect()
    gc.freeze()  # what was imported stays anyhow: looking through it for rubbish costs a page 1 to 2 ms
    while True:
        packed = receive_frame(channel)
        try:
            answer = READ + pack_reading(reader.read(unpack_page(packed)))
        except DocumentError as error:
            answer = DOCUMENT + str(error).encode()
        except DeploymentError as error:
            answer = DEPLOYMENT + str(error).encode()
        except Exception as error:  # the parent must hear of it, whatever it is
            # Only the class: a library's message may quote the page.
            send_frame(channel, FAILURE + type(error).__name__.encode())
            return
        send_frame(channel, answer)


if __name__ == "__main__":
    main()
