"""A strict stand-in for Twilio's Messages API for WhatsApp: refuses what Twilio refuses, with Twilio's codes."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.fakes.provider import FakeProvider, Handler, json_answer, units

ACCOUNT = "AC" + "0" * 32
AUTH_TOKEN = "twilio-auth-token"
NUMBER = "+14155238886"

_LOGIN = "Basic " + base64.b64encode(f"{ACCOUNT}:{AUTH_TOKEN}".encode()).decode()
_ALLOWED = {"To", "From", "Body", "MediaUrl", "StatusCallback", "ContentSid", "ContentVariables"}
_ADDRESS = re.compile(r"whatsapp:(\+[0-9]{6,15}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")


def signature(url: str, form: Mapping[str, str], token: str = AUTH_TOKEN) -> str:
    """The X-Twilio-Signature of a delivery to this address."""
    return str(RequestValidator(token).compute_signature(url, dict(form)))


def encoded(form: Mapping[str, str]) -> bytes:
    """The body of a delivery."""
    return urlencode(form).encode()


class FakeTwilio(FakeProvider):
    """`closed` are the people whose window is closed; Twilio takes the message and tells of it in a status.

    `statuses` are the forms that Twilio would post to the StatusCallback, each with the address.
    """

    def reset(self) -> None:
        super().reset()
        self.closed: set[str] = set()
        self.statuses: list[tuple[str, dict[str, str]]] = []
        self.templates: set[str] = set()
        self._numbers = itertools.count(1)

    def routes(self) -> Sequence[tuple[str, Handler]]:
        return [
            ("/2010-04-01/Accounts/{account}/Messages.json", self._messages),
            ("/2010-04-01/Accounts/{account}/Messages/{message}/Media/{media}", self._media),
            ("/stored/{media}", self._bytes),
            ("/2010-04-01/Accounts/{account}.json", self._account),
        ]

    def media_url(self, media: str) -> str:
        """The address that Twilio tells of a file in `media`."""
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'1' * 32}/Media/{media}"

    async def _messages(self, request: Request) -> Response:
        if refused := _not_ours(request):
            return refused
        form = {name: str(value) for name, value in (await request.form()).items()}
        to = form.get("To", "")
        error = self.wrong_with(form)
        if error is not None:
            self.record("Messages", form, to, taken=False)
            return _error(400, *error)
        sid = f"SM{next(self._numbers):032x}"
        closed = to in self.closed and "ContentSid" not in form
        self.record("Messages", form, to, taken=not closed)
        if closed:
            self._tell(form, {"MessageSid": sid, "MessageStatus": "failed", "ErrorCode": "63016", "To": to})
        return json_answer({"sid": sid, "status": "queued", "to": to, "error_code": None}, 201)

    def wrong_with(self, form: Mapping[str, str]) -> tuple[int, str] | None:
        """Code and words of what Twilio would not take; None when it takes the form."""
        said = {"Body", "MediaUrl", "ContentSid"} & form.keys()
        if form.keys() - _ALLOWED:
            return 20001, "Unknown parameters"
        if form.get("From") != f"whatsapp:{NUMBER}":
            return 63007, "Twilio could not find a Channel with the specified From address"
        if not _ADDRESS.fullmatch(form.get("To", "")):
            return 21211, "Invalid 'To' Phone Number"
        if not said or form.get("Body", "x") == "":
            return 21619, "A text message body or media urls must be specified."
        if units(form.get("Body", "")) > 1600:
            return 21617, "The concatenated message body exceeds the 1600 character limit"
        if "MediaUrl" in form and not re.fullmatch(r"https?://\S+", form["MediaUrl"]):
            return 21620, "Invalid media URL(s)"
        if "StatusCallback" in form and not re.fullmatch(r"https?://\S+", form["StatusCallback"]):
            return 21609, "Invalid 'StatusCallback' URL"
        if "ContentSid" in form and form["ContentSid"] not in self.templates:
            return 21655, "The ContentSid is Invalid"
        return None

    def _tell(self, form: Mapping[str, str], status: dict[str, str]) -> None:
        if "StatusCallback" in form:
            self.statuses.append((form["StatusCallback"], {"AccountSid": ACCOUNT, **status}))

    async def _account(self, request: Request) -> Response:
        return _not_ours(request) or json_answer({"sid": ACCOUNT, "status": "active"})

    async def _media(self, request: Request) -> Response:
        """Twilio's own address leads to where the file is stored, on another host."""
        if refused := _not_ours(request):
            return refused
        media = request.path_params["media"]
        if media not in self.media:
            return _error(404, 20404, "The requested resource was not found")
        return RedirectResponse(f"http://localhost:{self.port}/stored/{media}", 307)

    async def _bytes(self, request: Request) -> Response:
        if "authorization" in request.headers:
            return Response("Only one auth mechanism allowed", 400)
        return Response(self.media[request.path_params["media"]], media_type="image/jpeg")


def _not_ours(request: Request) -> Response | None:
    if request.path_params["account"] == ACCOUNT and request.headers.get("authorization") == _LOGIN:
        return None
    return _error(401, 20003, "Authenticate")


def _error(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json_answer({"code": code, "message": message, "more_info": more, "status": status}, status)


def too_many() -> Response:
    """The answer to a call beyond the account's limit."""
    return _error(429, 20429, "Too Many Requests")
