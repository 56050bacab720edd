"""Repairs to Rasa 3.6.21, each with its reason. Applied once, before the server starts."""

from __future__ import annotations

import functools
import sys
from types import SimpleNamespace
from typing import Any

import jsonschema
import rasa.engine.runner.dask
import rasa.shared.utils.common
import rasa.utils.log_utils
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore

from bot.engine import plain_runner
from bot.logging_setup import without_message

LOGGED = frozenset({"event", "level", "timestamp"})
"""Fields of a log line that cannot hold what a visitor said."""


def apply() -> None:
    """Applies all repairs."""
    _check_action_schema_once()
    _remember_event_classes()
    _never_pretend_to_have_stored()
    _keep_words_out_of_logs()
    _name_no_finding_in_warnings()
    _run_the_graph_plainly()


def _check_action_schema_once() -> None:
    """Rasa checks the schema itself anew at every action reply: 21 of a turn's 29 ms (research: serving, 2.5)."""
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _remember_event_classes() -> None:
    """Rasa rebuilds the list of event classes for every event that it loads (research: serving, 2.3)."""
    rasa.shared.utils.common.all_subclasses = functools.lru_cache(maxsize=None)(
        rasa.shared.utils.common.all_subclasses
    )


def _never_pretend_to_have_stored() -> None:
    """Rasa answers from an empty memory while the database is away (upstream issue 3243).

    A visitor would get an answer that has forgotten all that was said. We let the turn fail instead: the web
    app has the message, says so, and tries again.
    """

    def unavailable(self: FailSafeTrackerStore, error: Exception) -> None:
        raise error

    FailSafeTrackerStore.on_tracker_store_retrieve_error = unavailable
    FailSafeTrackerStore.on_tracker_store_error = unavailable


def _keep_words_out_of_logs() -> None:
    """Rasa logs the whole text of a message that failed (research: serving, 2.6); people tell us of their health."""

    def kept(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
        error = sys.exc_info()[1]
        told = without_message(error) if error else {}
        # Rasa would render the error with the values of its local variables.
        return {**{key: value for key, value in entry.items() if key in LOGGED}, **told, "exc_info": False}

    rasa.utils.log_utils._anonymizer = kept


def _name_no_finding_in_warnings() -> None:
    """Rasa warns of every entity outside the domain by its name; ours are illnesses, and are outside on purpose."""
    MessageProcessor._check_for_unseen_features = lambda self, parse_data: None


def _run_the_graph_plainly() -> None:
    """Dask plans, queues and hands out every node of a message anew: about a tenth of Rasa's time for it."""
    rasa.engine.runner.dask.dask = SimpleNamespace(get=plain_runner.get)
