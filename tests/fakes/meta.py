"""A strict stand-in for Meta's WhatsApp Cloud API: refuses what Meta refuses, with Meta's codes."""

from __future__ import annotations

import hmac
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.meta_rules import InvalidError, check_message
from tests.fakes.provider import FakeProvider, Handler, Json, json_answer

TOKEN = "EAAtest"
NUMBER = "106540352242922"
APP_SECRET = "meta-app-secret"
VERIFY_TOKEN = "meta-verify-token"

_SCOPED = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")


def signature(body: bytes, secret: str = APP_SECRET) -> str:
    """The X-Hub-Signature-256 of a delivery."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


class FakeMeta(FakeProvider):
    """`closed` are the people whose window is closed, told of at once, or in a status when `told_later`.

    `dropped` are calls that Meta would answer with success and never deliver. `statuses` are deliveries
    that Meta would post to us; `payload` wraps them. `webhooks` are addresses by what they are set for.
    """

    def reset(self) -> None:
        super().reset()
        self.closed: set[str] = set()
        self.told_later = False
        self.templates: set[str] = set()
        self.dropped: list[Json] = []
        self.statuses: list[Json] = []
        self.media_types: dict[str, str] = {}
        self.webhooks: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> Sequence[tuple[str, Handler]]:
        return [
            ("/{version}/{number}/messages", self._messages),
            ("/stored/{media}", self._bytes),
            ("/{version}/{node}", self._node),
        ]

    def payload(self, *statuses: Json) -> bytes:
        """A signed-ready delivery of these statuses."""
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": NUMBER},
            "statuses": list(statuses),
        }
        change = {"value": value, "field": "messages"}
        entry = {"id": "102290129340398", "changes": [change]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    async def _messages(self, request: Request) -> Response:
        if refused := _not_ours(request):
            return refused
        if request.path_params["number"] != NUMBER:
            return _error(400, 100, "Unsupported post request. Object does not exist")
        try:
            body = json.loads(await request.body())
            check_message(body)
        except InvalidError as invalid:
            self.record("messages", {}, taken=False)
            return _error(400, invalid.code, str(invalid))
        if body.get("status") == "read":
            self.record("typing" if "typing_indicator" in body else "read", body)
            return json_answer({"success": True})
        return self._take(body)

    def _take(self, body: Json) -> Response:
        to = body.get("to") or body["recipient"]
        template = body["type"] == "template"
        if template and body["template"]["name"] not in self.templates:
            self.record("messages", body, to, taken=False)
            return _error(404, 132001, "Template name does not exist in the translation")
        message_id = f"wamid.fake{next(self._numbers):06d}"
        if to in self.closed and not template:
            self.record("messages", body, to, taken=False)
            if not self.told_later:
                return _error(400, 131047, "Re-engagement message")
            self.statuses.append(_failed(message_id, to, body))
        elif "to" in body and _SCOPED.fullmatch(to):
            self.dropped.append(body)
        else:
            self.record("messages", body, to)
        return json_answer(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to}],
                "messages": [{"id": message_id}],
            }
        )

    async def _node(self, request: Request) -> Response:
        if refused := _not_ours(request):
            return refused
        node = request.path_params["node"]
        if node == NUMBER:
            return self._number(request.query_params.get("fields", "verified_name"))
        if node not in self.media:
            return _error(400, 100, "Unsupported get request. Object does not exist")
        return json_answer(
            {
                "messaging_product": "whatsapp",
                "url": f"{self.url}/stored/{node}",
                "mime_type": self.media_types.get(node, "image/jpeg"),
                "sha256": sha256(self.media[node]).hexdigest(),
                "file_size": len(self.media[node]),
                "id": node,
            }
        )

    def _number(self, asked: str) -> Response:
        """Only the fields that were asked for, as Meta answers."""
        known = {"verified_name": "Stipple Test Clinic", "webhook_configuration": self.webhooks}
        names = asked.split(",")
        if not set(names) <= set(known):
            return _error(400, 100, "Tried accessing nonexisting field")
        # What is empty is left out.
        return json_answer({"id": NUMBER} | {name: known[name] for name in names if known[name]})

    async def _bytes(self, request: Request) -> Response:
        if refused := _not_ours(request):
            return refused
        content = self.media.get(request.path_params["media"])
        return (
            Response(content, media_type="image/jpeg") if content is not None else Response(status_code=404)
        )


def _not_ours(request: Request) -> Response | None:
    if request.headers.get("authorization") == f"Bearer {TOKEN}":
        return None
    return _error(401, 190, "Error validating access token")


def _error(status: int, code: int, message: str) -> Response:
    error = {
        "message": f"(#{code}) {message}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": message},
        "fbtrace_id": "Afake",
    }
    return json_answer({"error": error}, status)


def too_many(code: int = 130429) -> Response:
    """The answer to a call beyond a limit."""
    return _error(400 if code == 131056 else 429, code, "Rate limit hit")


def _failed(message_id: str, to: str, body: Mapping[str, Any]) -> Json:
    return {
        "id": message_id,
        "status": "failed",
        "timestamp": "1794000000",
        "recipient_id": to,
        "biz_opaque_callback_data": body.get("biz_opaque_callback_data"),
        "errors": [
            {
                "code": 131047,
                "title": "Re-engagement message",
                "message": "Re-engagement message",
                "error_data": {"details": "More than 24 hours have passed since the recipient last replied"},
            }
        ],
    }
