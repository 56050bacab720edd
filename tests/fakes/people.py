"""People on WhatsApp and Telegram: what they do is delivered to us as their provider would, signed; what reaches them
is read from the stand-in of the provider.
"""

from __future__ import annotations

import itertools
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.database.channel_tables import QUEUED, outbox
from bot.database.models import RECEIVED, message
from tests.fakes import meta, telegram_api, twilio_api
from tests.fakes.heard import Heard, from_meta, from_telegram, from_twilio
from tests.fakes.meta import FakeMeta
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio

PUBLIC_URL: Final = "https://clinic.example"
PATIENCE: Final = 30.0  # seconds
Json = dict[str, Any]

VARIABLES: Final = {
    "PUBLIC_URL": PUBLIC_URL,
    "WHATSAPP_TOKEN": meta.TOKEN,
    "WHATSAPP_PHONE_NUMBER_ID": meta.NUMBER,
    "WHATSAPP_APP_SECRET": meta.APP_SECRET,
    "WHATSAPP_VERIFY_TOKEN": meta.VERIFY_TOKEN,
    "TWILIO_ACCOUNT_SID": twilio_api.ACCOUNT,
    "TWILIO_AUTH_TOKEN": twilio_api.AUTH_TOKEN,
    "TWILIO_NUMBER": twilio_api.NUMBER,
    "TELEGRAM_TOKEN": telegram_api.TOKEN,
    "TELEGRAM_SECRET": "telegram-secret-of-tests",
}
"""Settings that turn every channel on, but for the addresses of the stand-ins."""

_numbers = itertools.count(1)


def unique() -> int:
    """A number that nothing else in this run has."""
    return next(_numbers)


class Somebody(ABC):
    """One person on one channel. `post` delivers: (path, body, headers) to the answer."""

    provider = ""

    def __init__(self, post: Callable[[str, bytes, Mapping[str, str]], Any]) -> None:
        self._post = post
        self.number = unique()
        self.deliveries: list[tuple[bytes, Mapping[str, str]]] = []

    @abstractmethod
    def types(self, text: str) -> Any:
        """Sends words. The answer to the delivery."""

    @abstractmethod
    def taps(self, title: str) -> Any:
        """Taps the newest button of this title, or types its number where there are only numbers."""

    @abstractmethod
    def sends(self, kind: str, caption: str | None = None, file: str = "file1") -> Any:
        """Sends something that is not words: "voice", "photo", "sticker" and so on."""

    @abstractmethod
    def heard(self) -> list[Heard]:
        """Everything that has reached them."""

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.heard()]

    def newest(self, title: str) -> str:
        return next(each.choices[title] for each in reversed(self.heard()) if title in each.choices)

    def again(self, place: int = -1) -> Any:
        """The same delivery once more."""
        body, headers = self.deliveries[place]
        return self._post(self.path, body, headers)

    @property
    @abstractmethod
    def address(self) -> str:
        """Where answers to them are sent."""

    @property
    def path(self) -> str:
        return f"/channels/{self.provider}"

    def deliver(self, body: bytes, headers: Mapping[str, str]) -> Any:
        self.deliveries.append((body, headers))
        return self._post(self.path, body, headers)


class OnWhatsApp(Somebody):
    provider = "whatsapp"

    def __init__(self, post: Callable[[str, bytes, Mapping[str, str]], Any], fake: FakeMeta) -> None:
        super().__init__(post)
        self._fake = fake
        self.phone = f"4477009{self.number:05d}"
        self.user = f"GB.{self.number:016d}"
        self._last = ""

    @property
    def address(self) -> str:
        return self.phone

    def types(self, text: str) -> Any:
        return self._message({"type": "text", "text": {"body": text}})

    def taps(self, title: str) -> Any:
        chosen = {"id": self.newest(title), "title": title[:20]}
        return self._message(
            {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": chosen}}
        )

    def sends(self, kind: str, caption: str | None = None, file: str = "file1") -> Any:
        name = {"photo": "image", "voice": "audio"}.get(kind, kind)
        if kind == "location":
            return self._message({"type": name, name: {"latitude": 51.5, "longitude": -0.1}})
        if kind == "contacts":
            who = {"name": {"formatted_name": "Sam"}, "phones": [{"phone": "+44 7700 900999"}]}
            return self._message({"type": name, name: [who]})
        if kind == "reaction":
            return self._message({"type": name, name: {"message_id": self._last, "emoji": "👍"}})
        if kind == "deleted":
            return self._message({"type": "revoke", "revoke": {"original_message_id": self._last}})
        if kind == "unknown":
            return self._message({"type": "poll_of_next_year"})
        content = {"id": file, "mime_type": "image/jpeg", **({"caption": caption} if caption else {})}
        return self._message({"type": name, name: content})

    def edits(self, text: str) -> Any:
        new = {"type": "text", "text": {"body": text}}
        return self._message({"type": "edit", "edit": {"original_message_id": self._last, "message": new}})

    def heard(self) -> list[Heard]:
        return [from_meta(each.body) for each in self._fake.taken if each.to in (self.phone, self.user)]

    def envelope(self, *messages: Json) -> bytes:
        """A delivery of these messages of theirs."""
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "442079460000", "phone_number_id": meta.NUMBER},
            "contacts": [{"profile": {"name": "Priya"}, "wa_id": self.phone, "user_id": self.user}],
            "messages": list(messages),
        }
        entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    def message(self, content: Json, at: float | None = None) -> Json:
        """One message as it stands in a delivery. at: seconds since 1970, now when it is None."""
        self._last = f"wamid.in{unique():08d}"
        return {
            "from": self.phone,
            "from_user_id": self.user,
            "id": self._last,
            "timestamp": str(int(time.time() if at is None else at)),
            **content,
        }

    def signed(self, body: bytes) -> Any:
        return self.deliver(body, {"x-hub-signature-256": meta.signature(body)})

    def _message(self, content: Json) -> Any:
        return self.signed(self.envelope(self.message(content)))


class OnTwilio(Somebody):
    provider = "twilio"

    def __init__(self, post: Callable[[str, bytes, Mapping[str, str]], Any], fake: FakeTwilio) -> None:
        super().__init__(post)
        self._fake = fake
        self.phone = f"+4477008{self.number:05d}"

    @property
    def address(self) -> str:
        return f"whatsapp:{self.phone}"

    def types(self, text: str) -> Any:
        return self._message({"Body": text, "MessageType": "text"})

    def taps(self, title: str) -> Any:
        return self.types(self.newest(title))

    def sends(self, kind: str, caption: str | None = None, file: str = "file1") -> Any:
        if kind == "location":
            return self._message({"Body": "", "Latitude": "51.5", "Longitude": "-0.1"})
        if kind == "reaction":
            return self._message({"Body": "👍", "MessageType": "reaction"})
        if kind == "unknown":
            return self._message({"Body": "", "MessageType": "unsupported"})
        mimes = {
            "photo": "image/jpeg",
            "voice": "audio/ogg",
            "sticker": "image/webp",
            "video": "video/mp4",
            "document": "application/pdf",
            "contacts": "text/vcard",
        }
        media = {"MediaUrl0": self._fake.media_url(file), "MediaContentType0": mimes[kind]}
        return self._message({"Body": caption or "", "NumMedia": "1", **media})

    def heard(self) -> list[Heard]:
        to = f"whatsapp:{self.phone}"
        return [from_twilio(each.body) for each in self._fake.taken if each.to == to]

    def _message(self, content: Mapping[str, str]) -> Any:
        sid = f"SM{unique():032x}"
        return self.signed(
            {
                "MessageSid": sid,
                "SmsSid": sid,
                "SmsStatus": "received",
                "AccountSid": twilio_api.ACCOUNT,
                "From": f"whatsapp:{self.phone}",
                "To": f"whatsapp:{twilio_api.NUMBER}",
                "ProfileName": "Priya",
                "NumMedia": "0",
                **content,
            }
        )

    def signed(self, form: Mapping[str, str]) -> Any:
        shown = twilio_api.signature(f"{PUBLIC_URL}{self.path}", form)
        headers = {"x-twilio-signature": shown, "content-type": "application/x-www-form-urlencoded"}
        return self.deliver(twilio_api.encoded(form), headers)


class OnTelegram(Somebody):
    provider = "telegram"

    def __init__(self, post: Callable[[str, bytes, Mapping[str, str]], Any], fake: FakeTelegram) -> None:
        super().__init__(post)
        self._fake = fake
        self.chat = 5_550_000 + self.number
        self._last = 0
        fake.chats.add(str(self.chat))

    @property
    def address(self) -> str:
        return str(self.chat)

    def types(self, text: str) -> Any:
        return self._message({"text": text})

    def taps(self, title: str) -> Any:
        return self.taps_on(self.newest(title))

    def taps_on(self, data: str) -> Any:
        """Taps a button that carries `data`, whoever it was shown to."""
        shown = [each for each in self._fake.keyboards.items() if data in json.dumps(each[1])]
        tap = f"tap{unique()}"
        self._fake.taps.add(tap)
        message_id = int(shown[-1][0]) if shown else 1
        query = {
            "id": tap,
            "from": self._who(),
            "message": {"message_id": message_id, "chat": self._chat(), "date": int(time.time())},
            "chat_instance": "-1",
            "data": data,
        }
        return self.update({"callback_query": query})

    def sends(self, kind: str, caption: str | None = None, file: str = "file1") -> Any:
        words = {"caption": caption} if caption else {}
        if kind == "photo":
            size = {"file_id": file, "width": 800, "height": 600, "file_size": 1000}
            return self._message({"photo": [size], **words})
        if kind == "location":
            return self._message({"location": {"latitude": 51.5, "longitude": -0.1}})
        if kind == "contacts":
            return self._message({"contact": {"phone_number": "+447700900999", "first_name": "Sam"}})
        if kind == "unknown":
            return self._message({"dice": {"emoji": "🎲", "value": 3}})
        if kind == "reaction":
            reaction = {
                "chat": self._chat(),
                "message_id": self._last,
                "user": self._who(),
                "date": int(time.time()),
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": "👍"}],
            }
            return self.update({"message_reaction": reaction})
        return self._message({kind: {"file_id": file, "file_size": 1000}, **words})

    def edits(self, text: str) -> Any:
        edited = {**self._about(self._last), "edit_date": int(time.time()), "text": text}
        return self.update({"edited_message": edited})

    def heard(self) -> list[Heard]:
        methods = ("sendMessage", "sendPhoto", "sendDocument")
        mine = [each for each in self._fake.taken if each.to == str(self.chat) and each.method in methods]
        return [from_telegram(each.body) for each in mine]

    def update(self, part: Json) -> Any:
        body = json.dumps({"update_id": unique(), **part}).encode()
        secret = VARIABLES["TELEGRAM_SECRET"]
        return self.deliver(body, {"x-telegram-bot-api-secret-token": secret})

    def _message(self, content: Json) -> Any:
        self._last = unique()
        return self.update({"message": {**self._about(self._last), **content}})

    def _about(self, message_id: int) -> Json:
        return {
            "message_id": message_id,
            "from": self._who(),
            "chat": self._chat(),
            "date": int(time.time()),
        }

    def _who(self) -> Json:
        return {"id": self.chat, "is_bot": False, "first_name": "Priya"}

    def _chat(self) -> Json:
        return {"id": self.chat, "first_name": "Priya", "type": "private"}


def settled(engine: Engine, patience: float = PATIENCE) -> None:
    """Waits until every message has been answered and everything due has been sent."""
    deadline = time.monotonic() + patience
    waiting = select(func.count()).select_from(message).where(message.c.state == RECEIVED)
    queued = select(func.count()).select_from(outbox).where(outbox.c.state == QUEUED)
    while True:
        with engine.connect() as connection:
            left = (connection.execute(waiting).scalar_one(), connection.execute(queued).scalar_one())
        if left == (0, 0):
            return
        assert time.monotonic() < deadline, f"{left[0]} messages unanswered, {left[1]} calls not sent"
        time.sleep(0.05)
