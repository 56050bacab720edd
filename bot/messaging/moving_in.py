"""Takes a code from somebody who arrives on a messaging channel: their conversation goes on there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels.messages import Reply
from bot.database.moving import MovingCodes, Refused, last_said, leave_for
from bot.moving.codes import code_in
from bot.moving.wording import MovingWording

Attach = Callable[[Connection, str, str], None]
"""Puts an identity into a conversation: (connection, identity, conversation)."""
ChannelOf = Callable[[Connection, str], str]
"""The channel on which an identity is reached: (connection, identity)."""


class MovingIn:
    """What a messaging channel asks about each text before it is stored as something said."""

    def __init__(
        self, codes: MovingCodes, wording: MovingWording, attach: Attach, channel_of: ChannelOf
    ) -> None:
        self._codes = codes
        self._wording = wording
        self._attach = attach
        self._channel_of = channel_of

    def __call__(self, connection: Connection, identity: str, text: str, at: datetime) -> Reply | None:
        """What is said to a code, good or not; None for any other text.

        After a good one the identity is in the conversation that came along, and the reply belongs there. Its old
        side hears goodbye while the conversation is still there.
        """
        code = code_in(text)
        if code is None:
            return None
        conversation = self._codes.redeem(connection, code, f"identity {identity}", at)
        if isinstance(conversation, Refused):
            return self._wording.refusal(conversation.why)
        greeting = self._wording.greeting(last_said(connection, conversation))
        channel = self._channel_of(connection, identity)
        leave_for(connection, conversation, channel, self._wording.farewell(channel), at)
        self._attach(connection, identity, conversation)
        return greeting
