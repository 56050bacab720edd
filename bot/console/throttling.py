"""How soon after failed attempts the next one is allowed, by name and by address; survives restarts."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.engine import Connection

from bot.database.staff_sessions import (
    Attempts,
    add_attempt,
    attempts_of,
    forget_attempts,
    forget_attempts_before,
    take_turns,
)
from bot.secret_key import derived

WINDOW: Final = timedelta(hours=1)
"""Attempts older than this do not count."""

FREE: Final = {"name_key": 5, "address_key": 20}
"""Attempts without any waiting. A whole clinic may sit behind one address."""

_FIRST_WAIT: Final = 10.0  # seconds; doubled with each further attempt
_LONGEST_WAIT: Final = 15 * 60.0  # seconds


@dataclass(frozen=True)
class Attempt:
    """One attempt, counted from the moment it is made. `wait`: seconds until it may be repeated, or 0."""

    id: str
    name_key: str
    wait: int


def begin(connection: Connection, secret_key: str, name: str, address: str, at: datetime) -> Attempt:
    """Counts an attempt before anything is checked, so that many at once count too."""
    keys = {"name_key": _key(secret_key, name), "address_key": _key(secret_key, address)}
    take_turns(connection)
    forget_attempts_before(connection, at - WINDOW)
    wait = max(_wait(attempts_of(connection, column, key), FREE[column], at) for column, key in keys.items())
    # One that must wait is not checked, so it says nothing about guessing and does not count.
    added = "" if wait else add_attempt(connection, keys["name_key"], keys["address_key"], at)
    return Attempt(added, keys["name_key"], wait)


def succeeded(connection: Connection, attempt: Attempt) -> None:
    """What stood against the name is forgotten; what stands against the address stays."""
    forget_attempts(connection, attempt.name_key, attempt.id)


def _wait(before: Attempts, free: int, at: datetime) -> int:
    if before.last is None or before.count < free:
        return 0
    length = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (before.count - free))
    return max(0, math.ceil((before.last + timedelta(seconds=length) - at).total_seconds()))


def _key(secret_key: str, value: str) -> str:
    """People type passwords into the wrong field, so names are kept as keyed hashes."""
    return hmac.new(
        derived(secret_key, "console.throttle").encode(), value.encode(), hashlib.sha256
    ).hexdigest()
