"""Sends to people on Telegram, acknowledges their taps, and fetches what they sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx

from bot.channels import calling, fields
from bot.channels.outcomes import Checked, Failure, Fetched, Outcome, Refused, Retry, Sent
from bot.channels.rendering import Call
from bot.channels.telegram.problems import judge
from bot.channels.telegram.read import UPDATES
from bot.channels.telegram.render import kept_choice

BASE_URL: Final = "https://api.telegram.org"
MOST_UPLOADED: Final = 10 * 1024 * 1024  # bytes of a file of ours; Telegram takes 50 MB
MOST_FETCHED: Final = 20 * 1024 * 1024  # bytes; Telegram gives out no larger file to a bot
_AT_ONCE: Final = 20  # connections on which Telegram may deliver to us


class Telegram:
    """Our bot. `base_url` is Telegram's, but for tests. The token is part of every address that it calls."""

    def __init__(
        self, token: str, base_url: str = BASE_URL, timeouts: httpx.Timeout = calling.TIMEOUTS
    ) -> None:
        self._http = calling.client(base_url, timeouts)
        self._bot = f"/bot{token}"
        self._files = f"/file/bot{token}"

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, person: str, call: Call) -> Outcome:
        """One call of a rendered reply, to the chat with this id."""
        body = {"chat_id": person, **call["body"]}
        upload = call.get("upload")
        answer = await (
            self._upload(call["method"], body, upload) if upload else self._call(call["method"], body)
        )
        if not isinstance(answer, dict):
            return answer
        return Sent(fields.identifier(fields.part(answer, "result"), "message_id"))

    async def typing(self, person: str, message_id: str) -> bool:
        """Shows that an answer is on its way, for five seconds."""
        return isinstance(await self._call("sendChatAction", {"chat_id": person, "action": "typing"}), dict)

    async def acknowledge(self, callback: str) -> bool:
        """Ends the waiting sign on a tapped button. Telegram forgets taps after some minutes."""
        return isinstance(await self._call("answerCallbackQuery", {"callback_query_id": callback}), dict)

    async def show_choice(self, person: str, message_id: str, title: str) -> bool:
        """Replaces the buttons of our message by what was chosen. False when Telegram would not."""
        body = {"chat_id": person, "message_id": message_id, "reply_markup": kept_choice(title)}
        return isinstance(await self._call("editMessageReplyMarkup", body), dict)

    async def fetch(self, media_id: str, most: int) -> Fetched | Retry | Refused:
        """A person's file, of at most `most` bytes and never more than MOST_FETCHED."""
        most = min(most, MOST_FETCHED)
        answer = await self._call("getFile", {"file_id": media_id})
        if isinstance(answer, Refused) and answer.code == "bad file":
            return calling.too_large(most)
        if not isinstance(answer, dict):
            return answer if isinstance(answer, (Retry, Refused)) else Refused(answer.code, answer.words)
        file = fields.part(answer, "result")
        size, path = fields.whole(file, "file_size"), fields.identifier(file, "file_path")
        if size is not None and size > most:
            return calling.too_large(most)
        if path is None or ".." in path:
            return Refused(
                "no address", "Telegram named no address for the file. Ask the person to send it again."
            )
        return await calling.download(self._http, f"{self._files}/{quote(path)}", most)

    async def set_webhook(self, url: str, secret: str) -> Outcome:
        """Has Telegram deliver to `url` and show `secret` each time. What waits there is delivered first."""
        body = {
            "url": url,
            "secret_token": secret,
            "allowed_updates": list(UPDATES),
            "max_connections": _AT_ONCE,
            "drop_pending_updates": False,
        }
        answer = await self._call("setWebhook", body)
        return Sent() if isinstance(answer, dict) else answer

    async def webhook(self) -> Mapping[str, Any] | Failure:
        """Telegram's WebhookInfo: `url`, `pending_update_count`, `last_error_message` and more."""
        answer = await self._call("getWebhookInfo", {})
        return fields.part(answer, "result") if isinstance(answer, dict) else answer

    async def check(self) -> Checked:
        """Whether the token is a bot's."""
        answer = await self._call("getMe", {})
        if not isinstance(answer, dict):
            return Checked(False, answer.words)
        name = fields.name(fields.part(answer, "result"), "username")
        return Checked(True, f"The token is that of @{name}." if name else "The token is a bot's.")

    async def _call(self, method: str, body: Mapping[str, Any]) -> dict[str, Any] | Failure:
        return _judged(await calling.call(self._http, "POST", f"{self._bot}/{method}", json=body))

    async def _upload(
        self, method: str, body: Mapping[str, Any], upload: Mapping[str, str]
    ) -> dict[str, Any] | Failure:
        fetched = await calling.download(self._http, upload["url"], MOST_UPLOADED)
        if isinstance(fetched, Refused):
            return Refused("bad file", fetched.words)
        if isinstance(fetched, Retry):
            return fetched
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        files = {upload["field"]: (upload["name"], fetched.content, upload["type"])}
        answer = await calling.call(self._http, "POST", f"{self._bot}/{method}", data=form, files=files)
        return _judged(answer)


def _judged(answer: httpx.Response | Retry) -> dict[str, Any] | Failure:
    """The answer when it is ok; otherwise what it means."""
    if isinstance(answer, Retry):
        return answer
    said = calling.json_answer(answer)
    if answer.is_success and said.get("ok") is True:
        return dict(said)
    after = calling.believed(fields.number(fields.part(said, "parameters"), "retry_after"))
    status = answer.status_code if not answer.is_success else 502
    return judge(status, fields.text(said, "description") or "", after or calling.retry_after(answer))
