"""Log lines are for machines and people, and hold nobody's words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logging_setup import set_up_logging, without_message


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    structlog.reset_defaults()
    root.setLevel(level)
    root.handlers[:] = handlers


def test_an_event_is_one_line_of_keys_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    structlog.get_logger("x").info("turn.ended", seconds=0.5)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("timestamp='20")
    assert line.endswith("level='info' event='turn.ended' seconds=0.5")


@pytest.mark.parametrize(("level", "lines"), [("DEBUG", 3), ("INFO", 2), ("WARNING", 1), ("ERROR", 0)])
def test_the_level_decides_what_is_written(
    level: str, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(level)
    log = structlog.get_logger("y")
    log.debug("a")
    log.info("b")
    log.warning("c")
    assert len(capsys.readouterr().out.splitlines()) == lines


def test_an_error_is_told_by_kind_and_place_and_not_by_its_message() -> None:
    try:
        int("what the visitor said")
    except ValueError as error:
        told = without_message(error)
    assert told["error"] == "ValueError"
    assert told["places"][0].startswith(__file__)
    assert "visitor said" not in str(told)
