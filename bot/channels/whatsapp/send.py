"""Sends to people on WhatsApp through Meta, and fetches what they sent."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import httpx

from bot.channels import calling, fields
from bot.channels.outcomes import Checked, Failure, Fetched, Outcome, Refused, Retry, Sent
from bot.channels.rendering import Call
from bot.channels.whatsapp.problems import judge
from bot.channels.whatsapp.read import is_scoped

BASE_URL: Final = "https://graph.facebook.com"
VERSION: Final = "v25.0"


class WhatsApp:
    """Our number at Meta. `base_url` is Meta's, but for tests."""

    def __init__(
        self,
        token: str,
        phone_number_id: str,
        base_url: str = BASE_URL,
        version: str = VERSION,
        timeouts: httpx.Timeout = calling.TIMEOUTS,
    ) -> None:
        self._http = calling.client(base_url, timeouts, headers={"authorization": f"Bearer {token}"})
        self._number = f"/{version}/{phone_number_id}"
        self._root = f"/{version}"

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, person: str, call: Call) -> Outcome:
        """One call of a rendered reply, to the person with this id."""
        # A scoped id as "to" is taken for a phone number: Meta says yes and delivers to nobody.
        address = {"recipient": person} if is_scoped(person) else {"to": person}
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **address,
            **call["body"],
        }
        answer = await calling.call(self._http, "POST", f"{self._number}/{call['method']}", json=body)
        if isinstance(answer, Retry):
            return answer
        if not answer.is_success:
            return _failure(answer)
        message = next(fields.objects(calling.json_answer(answer), "messages"), {})
        return Sent(fields.identifier(message, "id"))

    async def typing(self, person: str, message_id: str) -> bool:
        """Marks the person's message as read and shows that an answer is on its way, for 25 seconds at most."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        answer = await calling.call(self._http, "POST", f"{self._number}/messages", json=body)
        return isinstance(answer, httpx.Response) and answer.is_success

    async def fetch(self, media_id: str, most: int) -> Fetched | Retry | Refused:
        """A person's file, of at most `most` bytes. Meta keeps it for seven days."""
        answer = await calling.call(self._http, "GET", f"{self._root}/{quote(media_id, safe='')}")
        if isinstance(answer, Retry):
            return answer
        if not answer.is_success:
            return calling.fetch_failure(answer)
        said = calling.json_answer(answer)
        size, url = fields.whole(said, "file_size"), fields.link(said, "url")
        if size is not None and size > most:
            return calling.too_large(most)
        if url is None or not self._may_see_token(url):
            return Refused(
                "no address", "Meta named no address for the file. Ask the person to send it again."
            )
        fetched = await calling.download(self._http, url, most)
        if isinstance(fetched, Fetched):
            return Fetched(fetched.content, fields.name(said, "mime_type") or fetched.mime)
        return fetched

    async def check(self) -> Checked:
        """Whether the token opens our number."""
        answer = await calling.call(self._http, "GET", self._number, params={"fields": "verified_name"})
        if isinstance(answer, Retry):
            return Checked(False, answer.words)
        if not answer.is_success:
            return Checked(False, _failure(answer).words)
        return Checked(True, "The access token opens the number.")

    async def webhook(self) -> str | Failure | None:
        """The address to which Meta delivers what is written to our number; None when there is none.

        One set for the number goes before one set for the account, and that before the app's.
        """
        answer = await calling.call(
            self._http, "GET", self._number, params={"fields": "webhook_configuration"}
        )
        if isinstance(answer, Retry):
            return answer
        if not answer.is_success:
            return _failure(answer)
        told = fields.part(calling.json_answer(answer), "webhook_configuration")
        kinds = ("phone_number", "whatsapp_business_account", "application")
        return next((link for kind in kinds if (link := fields.link(told, kind))), None)

    def _may_see_token(self, url: str) -> bool:
        """Files are on other hosts of Meta's; our token travels only encrypted, or to where everything goes."""
        return url.startswith("https://") or url.startswith(str(self._http.base_url))


def _failure(answer: httpx.Response) -> Failure:
    error = fields.part(calling.json_answer(answer), "error")
    return judge(fields.whole(error, "code"), calling.retry_after(answer), answer.status_code)
