"""The web process with the clinic's own wording: `python -m bot.app`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.aftercare.rule_reading import load_rules
from bot.channels.messages import Button, Reply
from bot.clinic_data import ClinicDataError
from bot.console.app import console_routes
from bot.consultation.links import PackLinks
from bot.consultation.page import pack_pages
from bot.download_links import DownloadLinks
from bot.downloads import Downloads
from bot.handover import Promises
from bot.handover_wording import wording_in
from bot.knowledge import Clinic, Knowledge, load_knowledge
from bot.logging_setup import set_up_logging
from bot.owing import Owing
from bot.reading.red_flags import load_gate
from bot.reminders.rules import load_rules as load_reminder_rules
from bot.reminders.telling import Teller
from bot.reminding import Reminding
from bot.server import PortTakenError, serve
from bot.settings import Settings, SettingsError, read_settings
from bot.web import Pages, assemble


def create_app(settings: Settings, *, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The web application with the clinic's own wording. Raises ClinicDataError."""
    knowledge = knowledge_in(settings.clinic_dir)
    gate = load_gate(settings.clinic_dir)
    clinic = knowledge.clinic
    pages = [_downloads(settings, clinic), _packs(settings, knowledge), _console(settings, clinic)]
    say = _wording(knowledge)
    owing = _owing(settings, clinic, say)
    reminding = reminding_in(settings.clinic_dir, knowledge, owing.promises)
    return assemble(settings, say, _shown(clinic), gate, extra_routes, pages, owing, reminding)


@lru_cache(maxsize=1)
def knowledge_in(folder: Path) -> Knowledge:
    """The clinic's files, read once: the actions in this process stand on the same."""
    return load_knowledge(folder)


def _downloads(settings: Settings, clinic: Clinic) -> Pages:
    links, rules = DownloadLinks(settings.secret_key), load_rules(settings.clinic_dir)
    return lambda database: Downloads(database, links, rules, clinic).routes()


def _packs(settings: Settings, knowledge: Knowledge) -> Pages:
    folder = settings.clinic_dir
    return pack_pages(PackLinks(settings.secret_key), knowledge, load_rules(folder), folder)


def _console(settings: Settings, clinic: Clinic) -> Pages:
    return lambda database: console_routes(settings, clinic, database)


def _owing(settings: Settings, clinic: Clinic, say: Callable[[str], Reply]) -> Owing:
    promises = Promises(clinic, settings.promise_urgent_minutes, settings.promise_working_days)
    unsure = frozenset(say(phrase).text for phrase in ("clarify", "clarify_offer_person", "out_of_scope"))
    return Owing(promises, wording_in(settings.clinic_dir), unsure)


def reminding_in(folder: Path, knowledge: Knowledge, promises: Promises) -> Reminding:
    """Reminders by the clinic's files. Raises ClinicDataError."""
    care = load_rules(folder)
    return Reminding(Teller(load_reminder_rules(folder, care, knowledge), care, knowledge), promises)


def _wording(knowledge: Knowledge) -> Callable[[str], Reply]:
    def say(phrase_id: str) -> Reply:
        phrase = knowledge.phrase(phrase_id)
        buttons = tuple(Button(step.title, f"/{step.topic}") for step in phrase.next)
        return Reply(phrase.text, buttons, sources=phrase.facts)

    return say


def _shown(clinic: Clinic) -> Mapping[str, str]:
    return {"name": clinic.name, "phone": clinic.phone, "emergency_number": clinic.emergency_number()}


def main() -> int:
    """Serves until SIGTERM or SIGINT; 2 when the settings, the clinic's files or the port cannot be used."""
    # The actions need rasa_sdk, which nothing else here does.
    from actions.endpoint import action_routes, all_actions

    try:
        settings = read_settings(os.environ)
        set_up_logging(settings.log_level)
        actions = all_actions(knowledge_in(settings.clinic_dir))
        app = create_app(settings, extra_routes=action_routes(settings.actions_secret, actions))
        serve(app, settings.host, settings.port, on_stop=app.state.service.stop)
    except (SettingsError, ClinicDataError, PortTakenError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
