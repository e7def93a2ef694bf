"""What the log says of an error: its kind and its places, never what was read."""

import json

import pytest
import structlog

from commands.base import set_up_logging


def read_a_name() -> None:
    """Fails with a name in its words and among its values."""
    name = "Ana Reyes"
    raise ValueError(f"cannot parse {name!r}")


def test_traceback_holds_neither_values_nor_words(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logging()
    try:
        read_a_name()
    except ValueError:
        structlog.get_logger().error("stage_failed", exc_info=True)
    finally:
        structlog.reset_defaults()
    said = capfd.readouterr().err
    [raised] = json.loads(said)["exception"]
    assert raised["exc_type"] == "ValueError"
    assert [frame["name"] for frame in raised["frames"]][-1] == "read_a_name"
    assert "Ana" not in said
    assert "Reyes" not in said
