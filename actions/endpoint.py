"""The action endpoint inside the web process. Only Rasa, which knows the secret, may call it."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.answer import AnswerQuestions, ReturnCourtesy, TellSource
from actions.booking import BookingForm
from actions.clarify import Clarify, OutOfScope
from actions.dates import DatesForm, care_rules
from actions.elsewhere import GO_ELSEWHERE, GoElsewhere, Places
from actions.form import Parts
from actions.own_care import OwnDays
from actions.privacy import PRIVACY, Privacy
from actions.quote import QuoteForm
from actions.screening import ScreeningForm, load_ahead, loader
from actions.told_more import TellsMore
from actions.usual import Usual
from bot.consultation.links import PackLinks
from bot.database.moving import MovingCodes
from bot.database.session import Database, open_engine
from bot.download_links import DownloadLinks
from bot.forms.wording import load_wording
from bot.knowledge import Knowledge
from bot.logging_setup import without_message
from bot.moving.wording import wording_in as moving_wording_in
from bot.privacy.wording import load_wording as load_privacy_wording
from bot.settings import Settings, read_settings

SECRET_HEADER = "X-Stipple-Secret"
FORM_ACTION = "validate_"
FOLLOW_UP = "followup"
LISTEN = "action_listen"

log = structlog.get_logger()


def all_actions(knowledge: Knowledge, settings: Settings | None = None) -> Sequence[Action]:
    """Every action that domain.yml names. Without `settings` those of the environment count."""
    chosen = settings or read_settings(os.environ)
    database = Database(open_engine(chosen.database_url))
    screening = loader(chosen.clinic_dir, knowledge.clinic)
    load_ahead(screening)
    answer, source, courtesy = (
        AnswerQuestions(knowledge, OwnDays(care_rules(chosen.clinic_dir), database, knowledge.clinic)),
        TellSource(knowledge, screening),
        ReturnCourtesy(knowledge),
    )
    tells_more = TellsMore(knowledge.clinic, screening)
    clarify, out_of_scope = Clarify(knowledge, tells_more), OutOfScope(knowledge, tells_more)
    wording = load_wording(chosen.clinic_dir)
    privacy = Privacy(knowledge, load_privacy_wording(chosen.clinic_dir, knowledge.clinic), database, answer)
    elsewhere = GoElsewhere(
        knowledge,
        moving_wording_in(chosen.clinic_dir),
        Places(chosen.channels, chosen.public_url),
        MovingCodes(chosen.secret_key),
        database,
    )
    about_the_chat = (privacy, elsewhere)
    # What every dialogue is made of; a further one is added to the tuple below in the same way.
    parts = Parts(
        knowledge,
        wording,
        Usual(answer, courtesy, clarify, out_of_scope, source, {PRIVACY: privacy, GO_ELSEWHERE: elsewhere}),
        chosen.clinic_dir,
        database,
        about_the_chat,
    )
    return (
        answer,
        source,
        courtesy,
        clarify,
        out_of_scope,
        *about_the_chat,
        ScreeningForm(knowledge, wording, screening, database, about_the_chat),
        QuoteForm(parts),
        DatesForm(parts, DownloadLinks(chosen.secret_key)),
        BookingForm(parts, lambda: screening().dialogue.reader, PackLinks(chosen.secret_key)),
    )


def action_routes(secret: str, actions: Sequence[Action]) -> list[Route]:
    """The route /webhook, open to whoever sends `secret`."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)

    async def run_action(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), secret):
            return JSONResponse(
                {"error": "forbidden", "message": "Only the assistant's own engine may call this address."},
                403,
            )
        call = await request.json()
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, 400)
        except Exception as error:
            log.error("action.failed", action=call.get("next_action"), **without_message(error))
            return JSONResponse({"error": "action_failed", "message": "The action broke off."}, 500)
        return JSONResponse(_and_listen(call, result))

    return [Route("/webhook", run_action, methods=["POST"])]


def _and_listen(call: Mapping[str, Any], result: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The result with the wish to listen again, which spares Rasa a prediction that can have no other outcome.

    A form's own action says itself how its dialogue goes on.
    """
    if result is None or str(call.get("next_action")).startswith(FORM_ACTION):
        return result
    if any(event.get("event") == FOLLOW_UP for event in result["events"]):
        return result
    return {**result, "events": [*result["events"], FollowupAction(LISTEN)]}
