"""Length-prefixed frames over a socket, with a deadline."""

import socket
import time

#: Bytes of the length before each frame.
_LENGTH = 4

#: A frame beyond this is no page: 200 megapixels in colour, uncompressed, and some words.
LARGEST = 1 << 30


class FrameError(Exception):
    """The other side is gone, or sends nonsense."""


def send_frame(channel: socket.socket, frame: bytes, deadline: float | None = None) -> None:
    """Send one frame before `deadline` (monotonic seconds).

    Raises: FrameError where the other side is gone; TimeoutError past the deadline.
    """
    try:
        channel.settimeout(_left(deadline))
        channel.sendall(len(frame).to_bytes(_LENGTH, "big"))
        channel.sendall(frame)
    except TimeoutError:
        raise
    except OSError as error:
        raise FrameError("the other side is gone") from error


def receive_frame(channel: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one frame before `deadline` (monotonic seconds).

    Raises: FrameError where the other side is gone or the frame is absurd; TimeoutError past the deadline.
    """
    length = int.from_bytes(_receive(channel, _LENGTH, deadline), "big")
    if length > LARGEST:
        raise FrameError("a frame is too large")
    return _receive(channel, length, deadline)


def _receive(channel: socket.socket, length: int, deadline: float | None) -> bytes:
    received = bytearray()
    while len(received) < length:
        try:
            channel.settimeout(_left(deadline))
            piece = channel.recv(min(1 << 20, length - len(received)))
        except TimeoutError:
            raise
        except OSError as error:
            raise FrameError("the other side is gone") from error
        if not piece:
            raise FrameError("the other side is gone")
        received += piece
    return bytes(received)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
