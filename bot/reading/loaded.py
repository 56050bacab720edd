"""The reader of a clinic's folder, loaded once in a process: it takes seconds and a hundred megabytes."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Final

from bot.reading.reader import Reader, load_reader

_LOADING: Final = threading.Lock()


def reader_in(folder: Path) -> Reader:
    """Whoever asks while it is being loaded waits. Raises ClinicDataError naming file, line and key."""
    with _LOADING:
        return _loaded(folder)


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> Reader:
    return load_reader(folder)
