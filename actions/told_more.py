"""Whether a message that was not understood adds to a screening whose outcome was told."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from rasa_sdk import Tracker

from actions.screening import Loaded, state_of
from bot.knowledge.clinic import Clinic
from bot.screening.more import with_more


class TellsMore:
    """Asks the clinic's screening; nothing is loaded for a visitor who was not screened."""

    def __init__(self, clinic: Clinic, load: Callable[[], Loaded]) -> None:
        self._clinic = clinic
        self._load = load

    async def __call__(self, tracker: Tracker) -> bool:
        state = state_of(tracker)
        text = str(tracker.latest_message.get("text") or "")
        if state is None or state.phase != "done" or not state.told or text.startswith("/"):
            return False
        loaded = await asyncio.to_thread(self._load)
        today = dt.datetime.now(self._clinic.timezone).date()
        return with_more(loaded.dialogue.reader, replace(state, day=today), text) is not None
