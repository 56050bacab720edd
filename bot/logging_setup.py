"""Logs: one line per event, key=value, to standard output. No line holds what a visitor said."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog


def set_up_logging(level: str) -> None:
    """Sends our events and the libraries' warnings to standard output, from `level` upwards."""
    logging.basicConfig(
        stream=sys.stdout, level=max(logging.WARNING, logging.getLevelName(level)), format="%(message)s"
    )
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )


def without_message(error: BaseException) -> dict[str, Any]:
    """Kind and places of an error. Its message is left out, because it may quote a visitor."""
    places = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "places": [f"{place.filename}:{place.lineno}" for place in places[-8:]],
    }
