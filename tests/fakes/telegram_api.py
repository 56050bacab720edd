"""A strict stand-in for Telegram's Bot API: refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.provider import FakeProvider, Handler, Json, json_answer, units

TOKEN = "123456:TEST-token"
SECRET = "telegram-secret"

_MOST_BUTTONS = 100


class BadRequestError(Exception):
    """Refused, in Telegram's words."""


class FakeTelegram(FakeProvider):
    """`chats` are the ids that wrote to the bot, `blocked` those that blocked it since.

    `taps` are the ids of taps that may be acknowledged; `keyboards` the buttons of each message.
    """

    def reset(self) -> None:
        super().reset()
        self.chats: set[str] = set()
        self.blocked: set[str] = set()
        self.taps: set[str] = set()
        self.keyboards: dict[str, Json] = {}
        self.webhook: Json = {"url": "", "pending_update_count": 0}
        self._numbers = itertools.count(1)

    def routes(self) -> Sequence[tuple[str, Handler]]:
        return [("/bot{token}/{method}", self._call), ("/file/bot{token}/{path:path}", self._bytes)]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        body, files = await _parameters(request)
        to = None if "chat_id" not in body else str(body["chat_id"])
        if not hasattr(self, f"_on_{method}"):
            return _error(404, "Not Found")
        try:
            result = self.take(method, body, files)
        except BadRequestError as bad:
            self.record(method, body, to, taken=False, files=files)
            status = 403 if str(bad).startswith("Forbidden") else 400
            return _error(status, str(bad) if status == 403 else f"Bad Request: {bad}")
        self.record(method, body, to, files=files)
        return json_answer({"ok": True, "result": result})

    def take(self, method: str, body: Json, files: Mapping[str, bytes]) -> Any:
        """The result of the call. Raises BadRequestError for what Telegram would not take."""
        return getattr(self, f"_on_{method}")(body, files)

    async def _bytes(self, request: Request) -> Response:
        content = self.media.get(request.path_params["path"].rpartition("/")[2])
        if request.path_params["token"] != TOKEN or content is None:
            return _error(404, "Not Found")
        return Response(content, media_type="application/octet-stream")

    def _on_sendMessage(self, body: Json, _files: Mapping[str, bytes]) -> Json:  # noqa: N802
        text = body.get("text")
        _need(isinstance(text, str) and text.strip(), "message text is empty")
        _need(units(str(text)) <= 4096, "message is too long")
        _need("parse_mode" not in body, "can't parse entities")
        return self._message(body)

    def _on_sendPhoto(self, body: Json, files: Mapping[str, bytes]) -> Json:  # noqa: N802
        _caption(body)
        if "photo" not in files:
            link = re.fullmatch(r"https?://\S+\.(png|jpe?g)(\?\S*)?", body.get("photo", "").lower())
            _need(link, "wrong type of the web page content")
        return self._message(body)

    def _on_sendDocument(self, body: Json, files: Mapping[str, bytes]) -> Json:  # noqa: N802
        _caption(body)
        if "document" not in files:
            link = re.fullmatch(r"https?://\S+\.(pdf|zip|gif)(\?\S*)?", body.get("document", ""))
            _need(link, "failed to get HTTP URL content")
        return self._message(body)

    def _on_sendChatAction(self, body: Json, _files: Mapping[str, bytes]) -> bool:  # noqa: N802
        self._reach(body)
        _need(body.get("action") == "typing", "wrong parameter action in request")
        return True

    def _on_answerCallbackQuery(self, body: Json, _files: Mapping[str, bytes]) -> bool:  # noqa: N802
        tap = body.get("callback_query_id")
        known = tap in self.taps
        _need(known, "query is too old and response timeout expired or query ID is invalid")
        self.taps.discard(str(tap))
        return True

    def _on_editMessageReplyMarkup(self, body: Json, _files: Mapping[str, bytes]) -> Json:  # noqa: N802
        self._reach(body)
        message_id = str(body.get("message_id"))
        _need(message_id in self.keyboards, "message to edit not found")
        _keyboard(body)
        _need(self.keyboards[message_id] != body.get("reply_markup"), "message is not modified")
        self.keyboards[message_id] = body["reply_markup"]
        return {"message_id": int(message_id)}

    def _on_getFile(self, body: Json, _files: Mapping[str, bytes]) -> Json:  # noqa: N802
        file_id = str(body.get("file_id"))
        _need(file_id in self.media, "wrong file_id or the file is temporarily unavailable")
        size = len(self.media[file_id])
        _need(size <= 20 * 1024 * 1024, "file is too big")
        return {"file_id": file_id, "file_size": size, "file_path": f"photos/{file_id}"}

    def _on_setWebhook(self, body: Json, _files: Mapping[str, bytes]) -> bool:  # noqa: N802
        secure = str(body.get("url", "")).startswith("https://")
        _need(secure, "bad webhook: An HTTPS URL must be provided for webhook")
        port = urlsplit(body["url"]).port or 443
        _need(
            port in (443, 80, 88, 8443),
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        )
        allowed = re.fullmatch(r"[A-Za-z0-9_-]{1,256}", body.get("secret_token", "x"))
        _need(allowed, "secret token contains unallowed characters")
        self.webhook = {
            "url": body["url"],
            "pending_update_count": 0,
            "allowed_updates": body["allowed_updates"],
        }
        return True

    def _on_getWebhookInfo(self, _body: Json, _files: Mapping[str, bytes]) -> Json:  # noqa: N802
        return self.webhook

    def _on_getMe(self, _body: Json, _files: Mapping[str, bytes]) -> Json:  # noqa: N802
        return {"id": 123456, "is_bot": True, "first_name": "Test", "username": "stipple_test_bot"}

    def _reach(self, body: Json) -> None:
        chat = str(body.get("chat_id"))
        _need(chat not in self.blocked, "Forbidden: bot was blocked by the user")
        _need(chat in self.chats, "chat not found")

    def _message(self, body: Json) -> Json:
        self._reach(body)
        _keyboard(body)
        number = next(self._numbers)
        if "reply_markup" in body:
            self.keyboards[str(number)] = body["reply_markup"]
        return {"message_id": number, "date": 1794000000, "chat": {"id": body["chat_id"], "type": "private"}}


def _need(condition: object, words: str) -> None:
    if not condition:
        raise BadRequestError(words)


def _caption(body: Json) -> None:
    _need(units(body.get("caption", "")) <= 1024, "message caption is too long")


def _keyboard(body: Json) -> None:
    rows: list[list[dict[str, Any]]] = body.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    _need(len(buttons) <= _MOST_BUTTONS, "reply markup is too long")
    for button in buttons:
        _need(button.keys() == {"text", "callback_data"}, "BUTTON_TYPE_INVALID")
        _need(button["text"].strip(), "text buttons are unallowed in the inline keyboard")
        _need(1 <= len(button["callback_data"].encode()) <= 64, "BUTTON_DATA_INVALID")


async def _parameters(request: Request) -> tuple[Json, dict[str, bytes]]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return json.loads(await request.body()), {}
    body: Json = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.form()).items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
            body[f"{name}.name"] = value.filename
            body[f"{name}.type"] = value.content_type
        else:
            body[name] = json.loads(value) if value.startswith("{") else value
    return body, files


def _error(status: int, description: str, **parameters: Any) -> Response:
    more = {"parameters": parameters} if parameters else {}
    return json_answer({"ok": False, "error_code": status, "description": description, **more}, status)


def too_many(retry_after: int) -> Response:
    """The answer to a call beyond a limit."""
    return _error(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
