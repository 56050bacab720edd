"""Hands out a code with which the conversation goes on elsewhere, and says what to do with one that was typed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Connection

from actions.beside import Beside
from actions.speaking import intent, say
from bot.channel_settings import Channels
from bot.channels.messages import Attachment, Reply
from bot.database.models import now
from bot.database.moving import MovingCodes, channel_of
from bot.database.session import Database, DatabaseDownError
from bot.database.transcript import WEBSITE
from bot.knowledge import Knowledge
from bot.moving.codes import LASTS, code_in, shown
from bot.moving.wording import MovingWording
from bot.understanding.moving_wishes import Place, moving_wish

GO_ELSEWHERE: Final = "go_elsewhere"
OWN_PLACE: Final = {
    "website": "website",
    "whatsapp": "whatsapp",
    "twilio": "whatsapp",
    "telegram": "telegram",
}
"""The place that each channel is, as people call it."""

log = structlog.get_logger("elsewhere")


@dataclass(frozen=True)
class Places:
    """Where a conversation can go on. public_url: our website's, None where it is not known."""

    channels: Channels
    public_url: str | None

    def reached(self, place: str) -> bool:
        return {
            "website": self.public_url is not None,
            "whatsapp": self.channels.whatsapp is not None or self.channels.twilio is not None,
            "telegram": self.channels.telegram is not None,
        }[place]

    def link(self, place: str, code: str) -> str | None:
        """What opens the place with the code in it; None where we do not know its address."""
        if place == "website":
            return f"{self.public_url}/?continue={code}" if self.public_url else None
        if place == "telegram":
            name = self.channels.telegram.name if self.channels.telegram else ""
            return f"https://t.me/{quote(name.removeprefix('@'))}?start={code}" if name else None
        number = self._number()
        return f"https://wa.me/{number.removeprefix('+')}?text={code}" if number else None

    def _number(self) -> str:
        if self.channels.whatsapp is not None and self.channels.whatsapp.number:
            return self.channels.whatsapp.number
        return self.channels.twilio.number if self.channels.twilio is not None else ""


class GoElsewhere(Action):
    """One wish to go on elsewhere."""

    def __init__(
        self,
        knowledge: Knowledge,
        wording: MovingWording,
        places: Places,
        codes: MovingCodes,
        database: Database,
    ) -> None:
        self._knowledge = knowledge
        self._wording = wording
        self._places = places
        self._codes = codes
        self._database = database

    def name(self) -> str:
        return "action_go_elsewhere"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        await self.beside(dispatcher, tracker)
        return [SlotSet("clarifications", 0)]

    async def beside(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Beside:
        if intent(tracker.latest_message) != GO_ELSEWHERE:
            return "no"
        text = str(tracker.latest_message.get("text") or "")
        conversation = str(tracker.sender_id)
        typed = code_in(text)
        try:
            if typed is not None:
                reply = self._typed(typed)
            else:
                wish = moving_wish(text) or "anywhere"
                reply = await self._database.write(lambda c: self._offered(c, conversation, wish))
        except DatabaseDownError:
            log.warning("elsewhere.no_code", conversation=conversation)
            reply = Reply(self._wording.said.say("not_now"))
        say(dispatcher, tracker, reply, knowledge_version=self._knowledge.version)
        return "answered"

    def _typed(self, code: str) -> Reply:
        """A code opens its conversation on a page that asks once more, and takes the place of this one there."""
        link = self._places.link("website", code)
        if link is not None:
            return Reply(self._wording.said.say("code_typed", link=link))
        # A page of ours knows its own address.
        open_here = Attachment("file", self._wording.said.say("code_page"), f"/?continue={code}")
        return Reply(self._wording.said.say("code_typed_plain"), attachments=(open_here,))

    def _offered(self, connection: Connection, conversation: str, wish: Place) -> Reply:
        words = self._wording.said.say
        channel = channel_of(connection, conversation) or WEBSITE
        here = OWN_PLACE.get(channel, channel)
        if wish == here:
            return Reply(words("here_already", place=self._wording.places[here]))
        wished = ("whatsapp", "telegram", "website") if wish == "anywhere" else (wish,)
        # The website is left out nowhere: it can go on on another device.
        places = [
            place for place in wished if self._places.reached(place) and (place != here or place == WEBSITE)
        ]
        if not places:
            told = [words("not_there", place=self._wording.places[wish])] if wish != "anywhere" else []
            return Reply(" ".join([*told, words("only_here")]))
        code = self._codes.offer(connection, conversation, now())
        minutes = str(int(LASTS.total_seconds()) // 60)
        lines = [words("offer", code=shown(code), minutes=minutes)]
        return Reply("\n\n".join([*lines, *(self._line(place, code) for place in places)]))

    def _line(self, place: str, code: str) -> str:
        link = self._places.link(place, code)
        if link is None:
            return self._wording.said.say(f"{place}_plain")
        return self._wording.said.say(place, link=link)
