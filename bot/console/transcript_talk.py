"""Deeds on a conversation: write to the visitor, take over, hand back, note, settle."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row
from starlette.responses import Response

from bot.channels.messages import Button, Reply
from bot.console import transcript_page
from bot.console.audit import Subject
from bot.console.decision_rules import BY_ANSWER, SAFETY_KINDS
from bot.console.forms import FieldErrors
from bot.console.problems import ProblemError, not_found, overtaken
from bot.console.queue_view import TITLES
from bot.console.roles import Permission
from bot.console.routing import post, requires
from bot.console.transcript_words import words_in
from bot.console.visit import Visit
from bot.database.assignments import hand_back, holder, take_over
from bot.database.models import INBOUND, OUTBOUND, TAKEN_OVER, conversation, message, screening, staff
from bot.database.promises import ANSWERED, DONE, settle
from bot.database.reviews import add_note
from bot.database.transcript import UnknownConversationError, speak
from bot.handover import KINDS
from bot.handover_wording import wording_in
from bot.recap import given_name, joined, recap
from bot.triage.wording import HEADLINES

LONGEST_NOTE: Final = 20_000  # characters
LONGEST_MESSAGE: Final = 4_000  # characters; every channel can carry so much, in parts if need be

_CONVERSATION = select(conversation).where(conversation.c.id == bindparam("conversation"))
_COLLEAGUE = (
    select(staff.c.name, message.c.created_at)
    .select_from(message.join(staff, staff.c.id == message.c.author))
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.sequence > bindparam("seen"))
    .where(message.c.author != bindparam("me"))
    .limit(1)
)
_ASKED = (
    select(message.c.intent)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == INBOUND)
    .where(message.c.intent.is_not(None))
    .order_by(message.c.sequence.desc())
    .limit(20)
)
_LAST_SAID = (
    select(message.c.text, message.c.buttons, message.c.sources)
    .where(message.c.conversation_id == bindparam("conversation"))
    .where(message.c.direction == OUTBOUND)
    .where(message.c.author.is_(None))
    .where(message.c.reply_to.is_not(None))
    .order_by(message.c.sequence.desc())
    .limit(1)
)
_OUTCOME = (
    select(screening.c.disposition)
    .where(screening.c.conversation_id == bindparam("conversation"))
    .where(screening.c.complete.is_(True))
    .order_by(screening.c.created_at.desc())
    .limit(1)
)


@requires(Permission.TALK)
async def write(visit: Visit) -> Response:
    """Sends a message to the visitor on their channel, in the name of whoever is signed in."""
    conversation_id, errors, text = _id(visit), FieldErrors(), ""
    with errors.collect():
        text = visit.form.text("message", LONGEST_MESSAGE, label="The message")
    if errors:
        return await transcript_page.page(visit, conversation_id, 400, errors)
    seen, once = visit.form.raw("seen"), visit.form.raw("once")[:32] or None

    def work(connection: Connection) -> str | None:
        row = _conversation(connection, conversation_id)
        owner = holder(connection, conversation_id, TAKEN_OVER)
        if row.owner is not None and row.owner != visit.staff.id:
            return f"{owner.name if owner else 'Somebody else'} answers this visitor now. Take the chat over to write."
        other = connection.execute(
            _COLLEAGUE,
            {
                "conversation": conversation_id,
                "seen": int(seen) if seen.isdigit() and len(seen) < 10 else row.last_sequence,
                "me": visit.staff.id,
            },
        ).first()
        if other is not None:
            return f"{other.name} wrote to the visitor meanwhile: read it below, then send yours if it is still needed."
        speak(connection, conversation_id, Reply(text).to_json(), visit.now, visit.staff.id, once)
        settle(connection, conversation_id, BY_ANSWER, visit.staff.id, ANSWERED, visit.now)
        visit.audit(connection, "message.sent", Subject("conversation", conversation_id), length=len(text))
        return None

    problem = await visit.write(work)
    if problem is not None:
        return await transcript_page.page(visit, conversation_id, 409, FieldErrors(message=problem))
    return visit.redirect(transcript_page.path(conversation_id), "Sent.")


@requires(Permission.TALK)
async def own(visit: Visit) -> Response:
    """Takes the conversation over: the assistant is silent, and the visitor is told who answers."""
    conversation_id = _id(visit)
    wording = wording_in(visit.console.settings.clinic_dir)

    def work(connection: Connection) -> None:
        row = _conversation(connection, conversation_id)
        if (row.owner or "") != visit.form.raw("owner"):
            raise _changed_hands(connection, conversation_id)
        if row.owner == visit.staff.id:
            return
        take_over(connection, conversation_id, visit.staff.id, visit.now)
        told = joined(wording, given_name(visit.staff.name))
        speak(connection, conversation_id, told.to_json(), visit.now)
        visit.audit(connection, "conversation.taken_over", Subject("conversation", conversation_id))

    await visit.write(work)
    return visit.redirect(transcript_page.path(conversation_id), "You answer now; the assistant is silent.")


@requires(Permission.TALK)
async def give_back(visit: Visit) -> Response:
    """Hands the conversation back: the assistant greets with a short recap and answers again."""
    conversation_id = _id(visit)
    folder = visit.console.settings.clinic_dir
    wording, words = wording_in(folder), words_in(folder)

    def work(connection: Connection) -> None:
        row = _conversation(connection, conversation_id)
        owner = holder(connection, conversation_id, TAKEN_OVER)
        if row.owner is None or row.owner != visit.form.raw("owner"):
            raise _changed_hands(connection, conversation_id)
        hand_back(connection, conversation_id, visit.now)
        name = given_name(owner.name if owner else visit.staff.name)
        topics = [
            words.topic(topic)
            for topic in reversed(_scalars(connection, _ASKED, conversation_id))
            if topic in words.knowledge.topics
        ]
        outcome = connection.execute(_OUTCOME, {"conversation": conversation_id}).scalar()
        last = connection.execute(_LAST_SAID, {"conversation": conversation_id}).first()
        said = recap(wording, name, topics, HEADLINES.get(outcome or ""), _reply(last))
        speak(connection, conversation_id, said.to_json(), visit.now)
        visit.audit(connection, "conversation.handed_back", Subject("conversation", conversation_id))

    await visit.write(work)
    return visit.redirect(transcript_page.path(conversation_id), "The assistant answers again.")


@requires(Permission.DECIDE)
async def keep_note(visit: Visit) -> Response:
    conversation_id, errors, text = _id(visit), FieldErrors(), ""
    with errors.collect():
        text = visit.form.text("note", LONGEST_NOTE, label="The note")
    if errors:
        return await transcript_page.page(visit, conversation_id, 400, errors)

    def work(connection: Connection) -> None:
        try:
            add_note(connection, conversation_id, visit.staff.id, text, visit.now)
        except UnknownConversationError:
            raise not_found("conversation") from None
        visit.audit(connection, "note.added", Subject("conversation", conversation_id), length=len(text))

    await visit.write(work)
    return visit.redirect(transcript_page.path(conversation_id), "The note is kept.")


@requires(Permission.DECIDE)
async def settled(visit: Visit) -> Response:
    """Takes something out of the queue without a message or a decision: it needed nothing, or was done elsewhere."""
    conversation_id = _id(visit)

    def work(connection: Connection) -> str:
        _conversation(connection, conversation_id)
        kind = visit.form.choice("kind", KINDS)
        if kind in SAFETY_KINDS and not visit.may(Permission.DECIDE_SAFETY):
            raise ProblemError(
                403,
                "Not for your role",
                f"You need {Permission.DECIDE_SAFETY.value} to settle this without answering: the role clinician.",
            )
        if not settle(connection, conversation_id, [kind], visit.staff.id, DONE, visit.now):
            raise overtaken("This was settled already.")
        visit.audit(connection, "promise.settled", Subject("conversation", conversation_id), kind=kind)
        return TITLES[kind]

    title = await visit.write(work)
    return visit.redirect(transcript_page.path(conversation_id), f"Settled: {title}.")


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["conversation"])


def _conversation(connection: Connection, conversation_id: str) -> Row:
    row = connection.execute(_CONVERSATION.with_for_update(), {"conversation": conversation_id}).first()
    if row is None:
        raise not_found("conversation")
    return row


def _changed_hands(connection: Connection, conversation_id: str) -> ProblemError:
    now = holder(connection, conversation_id, TAKEN_OVER)
    who = f"{now.name} answers the visitor now." if now else "The assistant answers the visitor now."
    return overtaken(f"{who} Go back to the conversation and see whether there is still something to do.")


def _scalars(connection: Connection, statement: Any, conversation_id: str) -> list[str]:
    return [
        str(found) for found in connection.execute(statement, {"conversation": conversation_id}).scalars()
    ]


def _reply(row: Row | None) -> Reply | None:
    if row is None:
        return None
    buttons = tuple(Button(item["title"], item["payload"]) for item in row.buttons or ())
    return Reply(row.text, buttons, sources=tuple(row.sources or ()))


PAGES = (
    post("/conversations/{conversation}/message", write),
    post("/conversations/{conversation}/take-over", own),
    post("/conversations/{conversation}/hand-back", give_back),
    post("/conversations/{conversation}/note", keep_note),
    post("/conversations/{conversation}/settle", settled),
)
