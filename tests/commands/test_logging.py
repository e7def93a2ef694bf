"""Logs are JSON lines with event names and ids; nothing that was read or typed gets into them."""

import json
import logging

import pytest
import structlog

from commands.base import set_up_logging

NAME = "Maria Invented"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def fail_over(holder: str) -> None:
    try:
        raise KeyError(holder)
    except KeyError as error:
        raise ValueError(f"no record of {holder}") from error


def test_an_error_shows_where_it_happened_and_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging()
    try:
        fail_over(NAME)
    except ValueError:
        structlog.get_logger().error("stage_failed", submission_id="s1", exc_info=True)
    [line] = lines(capsys)
    assert (line["event"], line["submission_id"], line["level"]) == ("stage_failed", "s1", "error")
    assert [each["kind"] for each in line["exception"]] == ["ValueError", "KeyError"]  # type: ignore[attr-defined]
    assert "fail_over" in str(line["exception"])
    assert NAME not in json.dumps(line)


def test_what_a_library_logs_is_a_json_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging()
    try:
        fail_over(NAME)
    except ValueError:
        logging.getLogger("some.library").exception("Failed to process message\nwith unhandled exception")
    [line] = lines(capsys)
    assert line["logger"] == "some.library"
    assert NAME not in json.dumps(line)


def test_what_only_happens_is_logged_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging()
    structlog.get_logger().info("stage_done")
    assert lines(capsys) == []
    set_up_logging(verbose=True)
    structlog.get_logger().info("stage_done")
    assert [line["event"] for line in lines(capsys)] == ["stage_done"]
