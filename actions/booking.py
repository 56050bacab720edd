"""The form of the request for a consultation: stores what consent allows, and links to the visitor's own copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from rasa_sdk import Tracker
from sqlalchemy.engine import Connection

from actions.form import DialogueForm, Parts
from bot.booking.dialogue import NOW, VERSION, Dialogue
from bot.booking.health import health_named, health_told
from bot.booking.listening import Ears
from bot.booking.opening import reply_by
from bot.booking.remarks import withdraws
from bot.booking.request import request_of_state
from bot.booking.speaking import Store
from bot.booking.state import State, from_json, to_json
from bot.booking.wording import Wording, load_wording
from bot.consultation.links import PackLinks
from bot.database.leads import give_contact_consent, store_request, withdraw_requests
from bot.database.screenings import NoConsentError
from bot.forms.names import BOOKING
from bot.forms.turn import Attached, Said, Turn
from bot.forms.turn import Dialogue as FormDialogue
from bot.knowledge import Clinic
from bot.reading.reader import Reader

COPY_TITLE = "Your consultation request"


class BookingForm(DialogueForm):
    """One turn of the request. reader: gives the reader of health words; loading it takes seconds."""

    form = BOOKING
    version = VERSION

    def __init__(self, parts: Parts, reader: Callable[[], Reader], links: PackLinks) -> None:
        self._clinic = parts.knowledge.clinic
        self._asked_in = load_wording(parts.folder, parts.knowledge)
        clinic, wording = self._clinic, self._asked_in

        @lru_cache(maxsize=1)
        def load() -> Dialogue:
            return _dialogue(reader(), clinic, wording)

        super().__init__(parts, load)
        self._links = links

    async def _looked_up(self, tracker: Tracker) -> Mapping[str, Any]:
        return {NOW: dt.datetime.now(self._clinic.timezone)}

    async def _stored(self, turn: Turn, said: Said) -> Turn:
        state, wish = from_json(turn.state), cast(Store, turn.store)
        try:
            written = await self._database.write(
                lambda connection: self._write(connection, wish, state, said)
            )
        except NoConsentError:  # withdrawn elsewhere meanwhile
            asked_anew = replace(state, consent="unasked", consent_id=None, phase="open", sent_on=None)
            return self._load().again(to_json(asked_anew), said, missed=False)
        turn = replace(turn, state=to_json(written))
        if wish != "lead" or written.lead is None:
            return turn
        copy = Attached("file", COPY_TITLE, self._links.pack(written.lead))
        text = "\n\n".join([turn.text, self._asked_in.say("your_copy")])
        return replace(turn, text=text, attachments=(*turn.attachments, copy))

    def _is_answer(self, dialogue: FormDialogue, state: dict[str, Any], said: Said) -> bool:
        return isinstance(dialogue, Dialogue) and dialogue.answers(state, said)

    def _means_itself(self, said: Said) -> bool:
        return withdraws(said.text)

    def _write(self, connection: Connection, wish: Store, state: State, said: Said) -> State:
        if wish == "withdraw":
            withdraw_requests(connection, said.conversation)
            return replace(state, consent_id=None, lead=None)
        consent_id = state.consent_id or give_contact_consent(
            connection, said.conversation, self._asked_in.consent_version
        )
        state = replace(state, consent_id=consent_id)
        if wish == "consent":
            return state
        by = reply_by(said.known[NOW], self._clinic, self._asked_in.reply_days)
        request = request_of_state(state, self._asked_in, by)
        return replace(state, lead=store_request(connection, said.conversation, consent_id, request))

    def _not_stored(self, turn: Turn) -> Turn:
        """Consent is noted with the request at the latest. A request that could not be passed on is not sent."""
        if turn.store == "consent":
            return turn
        if turn.store == "withdraw":
            return super()._not_stored(replace(turn, text=""))
        unsent = replace(from_json(turn.state), phase="summary", sent_on=None)
        told = super()._not_stored(replace(turn, text=self._asked_in.say("not_sent")))
        return replace(told, state=to_json(unsent), goes_on=True, lingers=False)


def _dialogue(reader: Reader, clinic: Clinic, wording: Wording) -> Dialogue:
    ears = Ears(clinic.country, wording.parts, health_named(reader))
    return Dialogue(ears, clinic, wording, health_told(reader))
