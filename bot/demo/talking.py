"""Holds one conversation with a running product over its HTTP API, as the widget does."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any, Final

import httpx

from bot.demo.stories import Story
from bot.forms.names import OWN_INTENTS

MOST_TAPS: Final = 16  # in answer to one line
_PATIENCE: Final = 60.0  # seconds
_FORM: Final = re.compile(r"/(\w+)\{")
_AGREED: Final = "consent#yes"
_NAME: Final = '"name#'
_CONTACT: Final = '"contact#'
_SENT: Final = '"send"'

Said = Sequence[Mapping[str, Any]]


class NotAnsweredError(Exception):
    """The product does not answer as it should; the text says how."""


class Talker:
    """One visitor. `conversation` is known once they have begun."""

    def __init__(self, url: str, story: Story, seed: int) -> None:
        self._story = story
        self._chance = random.Random(seed)
        self._client = httpx.Client(base_url=url, timeout=_PATIENCE)
        session = self._post("/api/session", {})
        self._client.headers["authorization"] = f"Bearer {session['token']}"
        self.conversation = str(session["conversation"])

    def talk(self) -> None:
        """Says every line, and answers what is asked in between until the person's patience ends.

        Raises NotAnsweredError.
        """
        with closing(self._client):
            for line in self._story.lines:
                offered = _offered(self._say({"text": line}))
                for _ in range(MOST_TAPS):
                    if not offered:
                        break
                    if self._chance.random() > self._story.patience:
                        return
                    offered = _offered(self._say(self._answer(offered)))

    def _answer(self, offered: Sequence[str]) -> Mapping[str, str]:
        """What a person says where they are asked who they are, and a tap on a button everywhere else."""
        if any(_NAME in payload for payload in offered) and self._chance.random() < 0.8:
            return {"text": f"my name is {self._story.name}"}
        if any(_CONTACT in payload for payload in offered) and self._chance.random() < 0.8:
            return {"text": self._story.phone}
        return {"payload": self._chosen(offered)}

    def _chosen(self, offered: Sequence[str]) -> str:
        """Mostly yes to a consent, else one of the first answers more often than the last, which is "not sure"."""
        agreed = [payload for payload in offered if _AGREED in payload or _SENT in payload]
        if agreed and self._chance.random() < 0.93:
            return agreed[0]
        return self._chance.choices(offered, [4] * (len(offered) - 1) + [1])[0]

    def _say(self, body: Mapping[str, str]) -> Said:
        answer = self._post("/api/messages?wait=true", body)
        replies: Said = answer.get("replies", ())
        return replies

    def _post(self, path: str, body: Mapping[str, str]) -> dict[str, Any]:
        try:
            answer = self._client.post(path, json=body)
            if answer.status_code == 429:
                raise NotAnsweredError(
                    "the product limits us; set RATE_PER_VISITOR and RATE_PER_ADDRESS to 0."
                )
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotAnsweredError(f"the product did not answer {path} ({type(error).__name__}).") from None
        return found


def _offered(replies: Said) -> list[str]:
    """The buttons that answer a question of a dialogue; other buttons are invitations, which nobody has to take."""
    payloads = [str(button["payload"]) for reply in replies[-1:] for button in reply.get("buttons", ())]
    found = []
    for payload in payloads:
        form = _FORM.match(payload)
        if form and form[1] in OWN_INTENTS and ("#" in payload or _SENT in payload):
            found.append(payload)
    return found
