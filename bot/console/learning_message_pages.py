"""/console/learning/messages/…: one message closely, what it was taken for, and what it meant."""

from __future__ import annotations

import asyncio
from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clinic_data import ClinicDataError
from bot.console import learning_material as material
from bot.console.audit import Subject
from bot.console.forms import FieldError, FieldErrors
from bot.console.learning_pages import LEARNING, Taught, choices, notice, store, store_proposals, with_texts
from bot.console.problems import ProblemError
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.corrections import PHRASE, Correction, Proposal, of_message
from bot.database.heard import Heard, names_of
from bot.learning.example_files import LONGEST
from bot.learning.lexicon_file import LONGEST as LONGEST_PHRASE
from bot.learning.lexicon_file import UnusablePhraseError, as_phrase, line_of, loaded, with_phrases
from bot.reading.lexicon import FILE as LEXICON
from bot.reading.redaction import redact
from bot.reading.text import words_of

MESSAGES: Final = f"{LEARNING}/messages"


@requires(Permission.CORRECT)
async def show(visit: Visit) -> Response:
    return await _page(visit, FieldErrors())


@requires(Permission.CORRECT)
async def topic(visit: Visit) -> Response:
    """It means a topic, in words that may have been changed so that they can be learnt."""
    form, errors = visit.form, FieldErrors()
    chosen = text = ""
    with errors.collect():
        chosen = form.choice("topic", choices(visit).titles)
    with errors.collect():
        text = form.text("text", LONGEST, label="What is learnt")
    if errors:
        if "topic" in errors:
            errors["topic"] = "Please choose what the message meant."
        return await _page(visit, errors)
    (one, _) = await _message(visit)
    try:
        await store(visit, Taught(chosen, ((one, await _redacted(visit, one, text)),)))
    except FieldError as error:
        return await _page(visit, FieldErrors({error.field: str(error)}))
    return visit.redirect(LEARNING, notice(visit, chosen, 1))


@requires(Permission.CORRECT)
async def nothing(visit: Visit) -> Response:
    found = await _message(visit)
    await store(visit, Taught(None, (found,)))
    return visit.redirect(LEARNING, notice(visit, None, 1))


@requires(Permission.CORRECT)
async def phrase(visit: Visit) -> Response:
    """Words of it are a new phrase of a condition, a medicine or a symptom."""
    form, errors = visit.form, FieldErrors()
    concept = said = ""
    with errors.collect():
        concept = form.choice("concept", material.concepts(visit.console.settings.clinic_dir))
    with errors.collect():
        said = form.text("phrase", LONGEST_PHRASE, label="The phrase")
    if "concept" in errors:
        errors["concept"] = "Please choose what the words stand for."
    (one, _) = await _message(visit)
    if not errors:
        with errors.collect():
            said = await asyncio.to_thread(_usable, visit, concept, said, one.text)
    if errors:
        return await _page(visit, errors)
    await store_proposals(visit, [Proposal(one.id, PHRASE, said, None, concept, None, True)])
    return visit.redirect(LEARNING, "The phrase waits for a second person: it is about safety.")


def _usable(visit: Visit, concept: str, said: str, text: str) -> str:
    """The phrase as a line of the lexicon, which can be read with it and finds it. Raises FieldError."""
    try:
        line = as_phrase(said)
        before = (visit.console.settings.clinic_dir / LEXICON).read_text(encoding="utf-8")
        there = line_of(before, line.partition("->")[0])
        if there is not None:
            raise FieldError("phrase", f"This stands already in {LEXICON}, line {there[0]}, as {there[1]}.")
        lexicon = loaded(with_phrases(before, [(concept, line)], visit.now.date()))
    except UnusablePhraseError as error:
        raise FieldError("phrase", str(error)) from None
    except ClinicDataError as error:
        raise FieldError("phrase", f"The lexicon could not be read with it: {error}") from None
    words = words_of(text)
    if not any(seen.entry.concept == concept for seen in lexicon.look_up(words)):
        raise FieldError(
            "phrase", "The phrase is not in this message. Write it as it is said there; [x] may be missing."
        )
    return redact(line)


async def _message(visit: Visit) -> tuple[Heard, str]:
    message_id = str(visit.request.path_params["message"])
    found = await visit.read(lambda connection: with_texts(connection, [message_id]))
    return found[0]


async def _redacted(visit: Visit, one: Heard, text: str) -> str:
    """What somebody of staff typed may hold a name of the message again."""
    names = await visit.read(lambda connection: names_of(connection, {one.conversation}))
    return redact(text, names.get(one.conversation, ()))


async def _page(visit: Visit, errors: FieldErrors) -> Response:
    message_id = str(visit.request.path_params["message"])

    def read(connection: Connection) -> tuple[Heard, str, list[Correction]]:
        ((one, text),) = with_texts(connection, [message_id])
        visit.audit(connection, "message.viewed", Subject("message", one.id))
        return one, text, of_message(connection, one.id)

    one, text, held = await visit.write(read)
    try:
        concepts = material.concepts(visit.console.settings.clinic_dir)
    except ClinicDataError as error:
        raise ProblemError(500, "The clinic's files cannot be read", str(error)) from None
    return visit.page(
        "learning_message.html",
        400 if errors else 200,
        one=one,
        text=text,
        held=held,
        choices=choices(visit),
        concepts=list(concepts.items()),
        titles=concepts,
        errors=errors,
        form=visit.form,
    )


PAGES = (
    get("/learning/messages/{message}", show),
    post("/learning/messages/{message}/topic", topic),
    post("/learning/messages/{message}/phrase", phrase),
    post("/learning/messages/{message}/nothing", nothing),
)
