"""Sends to people on WhatsApp through Twilio, and fetches what they sent."""

from __future__ import annotations

import re
from typing import Final

import httpx

from bot.channels import calling, fields
from bot.channels.outcomes import Checked, Failure, Fetched, Outcome, Refused, Retry, Sent
from bot.channels.rendering import Call
from bot.channels.twilio.problems import judge
from bot.channels.twilio.read import PREFIX

BASE_URL: Final = "https://api.twilio.com"
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.twilio\.com", re.ASCII)


class Twilio:
    """Our account at Twilio. `number` is our WhatsApp number, "+44…"; `base_url` is Twilio's, but for tests."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        number: str,
        base_url: str = BASE_URL,
        timeouts: httpx.Timeout = calling.TIMEOUTS,
    ) -> None:
        self._http = calling.client(base_url, timeouts)
        self._login = (account_sid, auth_token)
        self._account = f"/2010-04-01/Accounts/{account_sid}"
        self._from = PREFIX + number.removeprefix(PREFIX)

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, person: str, call: Call) -> Outcome:
        """One call of a rendered reply, to the person with this address, "whatsapp:+44…"."""
        form = {"To": PREFIX + person.removeprefix(PREFIX), "From": self._from, **call["body"]}
        answer = await calling.call(
            self._http, "POST", f"{self._account}/{call['method']}.json", data=form, auth=self._login
        )
        if isinstance(answer, Retry):
            return answer
        if not answer.is_success:
            return _failure(answer)
        return Sent(fields.identifier(calling.json_answer(answer), "sid"))

    async def typing(self, person: str, message_id: str) -> bool:
        """Nothing: Twilio's sign is a public beta, and not meant for what concerns anybody's health."""
        return False

    async def fetch(self, media_id: str, most: int) -> Fetched | Retry | Refused:
        """A person's file, of at most `most` bytes, by the address that Twilio told."""
        if not self._may_see_login(media_id):
            return Refused("no address", "The address of the file is none of Twilio's.")
        # Twilio sends us on to where it stores files; httpx leaves our login behind when the host changes.
        return await calling.download(self._http, media_id, most, auth=self._login, follow_redirects=True)

    async def check(self) -> Checked:
        """Whether the account id and the token belong together."""
        answer = await calling.call(self._http, "GET", f"{self._account}.json", auth=self._login)
        if isinstance(answer, Retry):
            return Checked(False, answer.words)
        if not answer.is_success:
            return Checked(False, _failure(answer).words)
        return Checked(True, "The account id and the token belong together.")

    def _may_see_login(self, url: str) -> bool:
        try:
            asked, ours = httpx.URL(url), self._http.base_url
        except httpx.InvalidURL:
            return False
        if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
            return True
        return asked.scheme == "https" and _HOST.fullmatch(asked.host) is not None


def _failure(answer: httpx.Response) -> Failure:
    code = fields.whole(calling.json_answer(answer), "code")
    return judge(code, calling.retry_after(answer), answer.status_code)
