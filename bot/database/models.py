"""The tables. Ids are uuid4 in hex; every time is stored and read as an aware UTC datetime.

Plain tables, not mapped classes: the same statements cost half as much on the path of every message.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

INBOUND = "in"
OUTBOUND = "out"

RECEIVED = "received"
ANSWERED = "answered"
FAILED = "failed"
WITH_PERSON = "with_person"
"""States of an inbound message. A message that came while a person owned the conversation is
`with_person`: the bot must not answer it later either. Outbound messages are always `answered`."""

OPEN = "open"
"""State of a conversation that goes on; a visitor with none open starts a new one."""

URGENT = "urgent"
"""Urgency of a conversation in which an emergency was said: first in the queue of staff."""

NORMAL = "normal"
"""Urgency of a conversation in which nothing urgent was said."""


def new_id() -> str:
    return uuid4().hex


def now() -> datetime:
    return datetime.now(timezone.utc)


class UtcDateTime(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """An aware datetime, kept in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Raises ValueError for a time without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored; use an aware datetime")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class Amount(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """A sum of money as whole cents: SQLite would keep a decimal as a float, which is not exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        """Raises ValueError for a fraction of a cent."""
        if value is None:
            return None
        cents = value * 100
        if cents != cents.to_integral_value():
            raise ValueError("a sum with a fraction of a cent cannot be stored; round it first")
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(Decimal("0.01"))


# Fixed names, so that a migration can change a constraint on every database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column:
    return Column("id", String(32), primary_key=True, default=new_id)


def _json(name: str) -> Column:
    return Column(name, JSON(none_as_null=True), nullable=True)


visitor = Table(
    "visitor",
    metadata,
    _id(),
    Column("timezone", String(60), nullable=True),  # as they named it; empty: the clinic's
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""Somebody who writes to the clinic, on whatever channel."""


conversation = Table(
    "conversation",
    metadata,
    _id(),
    Column("visitor_id", ForeignKey("visitor.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("state", String(20), nullable=False, default=OPEN),
    Column("urgency", String(20), nullable=False, default=NORMAL),
    Column("owner", String(32), nullable=True),  # the member of staff who answers instead of the bot
    Column("needs_person", Boolean, nullable=False, default=False),
    Column("needs_person_reason", String(200), nullable=True),
    Column("last_sequence", Integer, nullable=False, default=0),
    # The turn lease: which process is answering this conversation, and until when it may.
    Column("turn_holder", String(64), nullable=True),
    Column("turn_until", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    Column("updated_at", UtcDateTime, nullable=False, default=now),
)
"""One visitor's messages on one channel, in the order of `message.sequence`."""


message = Table(
    "message",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("direction", String(3), nullable=False),
    Column("provider_id", String(100), nullable=True),  # the sender's own id; only of inbound messages
    Column("reply_to", ForeignKey("message.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("author", String(32), nullable=True),  # the member of staff who wrote it; empty: the assistant
    Column("text", Text, nullable=False),
    Column("payload", Text, nullable=True),  # a tapped button, or the one that typed words chose
    _json("buttons"),  # [{"title", "payload"}]
    _json("attachments"),  # [{"kind", "title", "url"}]
    _json("sources"),  # ["fact or rule id"]
    _json("understood"),  # {"topics", "alternatives", "out_of_scope"} of an inbound message
    Column("intent", String(100), nullable=True),  # best topic
    Column("confidence", Float, nullable=True),  # 0 to 1, of the best topic
    Column("model_version", String(100), nullable=True),
    Column("knowledge_version", String(100), nullable=True),
    Column("state", String(20), nullable=False),
    Column("failure", String(200), nullable=True),  # why it failed, in our words
    Column("attempts", Integer, nullable=False, default=0),  # how often asking Rasa broke off
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("conversation_id", "sequence"),
    # Outbound messages have no provider id, and NULLs do not collide.
    UniqueConstraint("conversation_id", "direction", "provider_id"),
    Index(
        "ix_message_waiting",
        "conversation_id",
        "sequence",
        sqlite_where=text("state = 'received'"),
        postgresql_where=text("state = 'received'"),
    ),
)
"""One thing said. `sequence` counts within the conversation and is the event id of the stream."""

tracker = Table(
    "tracker",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("events", Text, nullable=False),  # JSON, as bot/engine/tracker_store.py writes it
    Column("updated_at", UtcDateTime, nullable=False, default=now),
)
"""Where a dialogue stands: Rasa's slots, open form and last turns. Goes with its conversation."""


WAITING = text("message.state = 'received'")
"""Inbound messages without an answer. Written out, because only then is ix_message_waiting used."""


def _flag(name: str) -> Column:
    return Column(name, Boolean, nullable=False, default=False)


consent = Table(
    "consent",
    metadata,
    _id(),
    Column("visitor_id", ForeignKey("visitor.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("wording_version", String(40), nullable=False),
    Column("given_at", UtcDateTime, nullable=False, default=now),
    Column("withdrawn_at", UtcDateTime, nullable=True),
)
"""What a visitor agreed to, per purpose, and in which wording it was asked. A refusal leaves no row."""


rule_set = Table(
    "rule_set",
    metadata,
    Column("version", String(60), primary_key=True),
    Column("files", JSON, nullable=False),  # {"file name": "its text"}
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""The screening rules that stored outcomes came from, so that each can be worked out again later."""


screening = Table(
    "screening",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("consent_id", ForeignKey("consent.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("supersedes", ForeignKey("screening.id", ondelete="SET NULL"), nullable=True, index=True),
    _flag("complete"),  # False while questions are open: stopped, or handed to a person
    Column("lane", String(10), nullable=False),
    Column("subject", String(10), nullable=False),
    Column("disposition", String(40), nullable=False),
    Column("screened_on", Date, nullable=False),
    Column("session_date", Date, nullable=True),
    Column("earliest_date", Date, nullable=True),
    _json("reasons"),  # [{"concept", "rule", "disposition", "text", "source", "words", ...}]
    _json("precautions"),
    _json("assumed"),  # rules used although the deciding detail is unknown
    _json("answers"),  # [{"question", "answer"}], in the order of the dialogue
    Column("rule_version", ForeignKey("rule_set.version"), nullable=False),
    Column("lexicon_version", String(60), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""An outcome as it was told. A changed answer makes a new row that supersedes the old one."""


finding = Table(
    "finding",
    metadata,
    _id(),
    Column("screening_id", ForeignKey("screening.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("concept", String(60), nullable=False),
    _flag("negated"),
    _flag("uncertain"),
    Column("temporality", String(10), nullable=False),
    Column("when_said", String(100), nullable=True),  # "-P4M", "2024-03", "age 16", or the words
    Column("when_from", Date, nullable=True),
    Column("when_to", Date, nullable=True),
    Column("started", Date, nullable=True),
    _flag("ended"),
    Column("experiencer", String(10), nullable=False),
    Column("words", Text, nullable=False),
    _json("attributes"),
    UniqueConstraint("screening_id", "place"),
)
"""One thing said about somebody's health, as it was read. Goes with its screening."""


price_book = Table(
    "price_book",
    metadata,
    Column("version", String(60), primary_key=True),
    Column("text", Text, nullable=False),  # prices.yml as it was read
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""The prices that stored quotes came from, so that each can be worked out again later."""


def _of_conversation() -> Column:
    return Column(
        "conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, index=True
    )


quote = Table(
    "quote",
    metadata,
    _id(),
    _of_conversation(),
    _json("inputs"),  # what was asked for, as bot/pricing/serial.py writes it
    _json("lines"),  # [{"label", "low", "high", "basis", ...}]; amounts as text, to the cent
    _json("result"),  # the whole quote, lines included
    Column("currency", String(3), nullable=False),
    Column("low", Amount, nullable=False),
    Column("high", Amount, nullable=False),
    Column("book_version", ForeignKey("price_book.version"), nullable=False),
    Column("valid_until", Date, nullable=False),
    _flag("provisional"),  # told while the screening was open, or spoke against a session now
    Column("provisional_reason", String(60), nullable=True),  # bot/quoting/standing.py: REASONS
    Column("supersedes", ForeignKey("quote.id", ondelete="SET NULL"), nullable=True, index=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""An estimate as it was told. A changed case makes a new row that supersedes the old one."""


session_date = Table(
    "session_date",
    metadata,
    _id(),
    _of_conversation(),
    Column("number", Integer, nullable=True),  # which session of the course, from 1, if it was said
    Column("day", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column(
        "calendar_sequence", Integer, nullable=False, default=0
    ),  # of the calendar file; grows with a move
    _flag("superseded"),
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""A session that a visitor had, has booked, or asked about. A moved one is superseded by a new row."""

SESSION_BOOKED = "booked"
SESSION_PAST = "past"
SESSION_ASKED = "asked"
"""States of a session_date."""


lead = Table(
    "lead",
    metadata,
    _id(),
    _of_conversation(),
    Column("consent_id", ForeignKey("consent.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(200), nullable=True),
    Column("contact_kind", String(10), nullable=False),
    Column("contact", String(320), nullable=True),  # E.164 or an address; empty for this chat
    _json("preferred"),  # preferred days and times, as they were read
    Column("wishes", Text, nullable=True),
    _json("expectation"),  # [{"id", "answer"}]
    _json("pack"),  # what the consultation pack shows
    Column("state", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""A wish for a consultation, with how to reach the person. Nothing is booked by it."""

LEAD_NEW = "new"
LEAD_WITHDRAWN = "withdrawn"
"""States of a lead."""

BY_PHONE = "phone"
BY_EMAIL = "email"
BY_CHAT = "chat"
"""Kinds of contact of a lead."""


staff = Table(
    "staff",
    metadata,
    _id(),
    Column("name", String(200), nullable=False),
    Column("sign_in", String(80), nullable=False),  # lower case; what is typed to sign in
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=True),
    Column("totp_sealed", String(300), nullable=True),  # sealed with a key that is not in the database
    Column("totp_step", Integer, nullable=True),  # time step of the last code taken: none is taken twice
    Column("confirmed_at", UtcDateTime, nullable=True),  # when password and codes were set up
    Column("oidc_subject", String(300), nullable=True),  # "issuer subject" at the clinic's own sign-in
    Column("invitation_hash", String(64), nullable=True),
    Column("invitation_until", UtcDateTime, nullable=True),
    Column("invited_at", UtcDateTime, nullable=True),
    Column("disabled_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("sign_in"),
    UniqueConstraint("invitation_hash"),
    UniqueConstraint("oidc_subject"),
)
"""Somebody who works at the clinic. Rows are disabled, never deleted: the audit log names them."""


staff_session = Table(
    "staff_session",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the cookie; the cookie itself is kept nowhere
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("address", String(64), nullable=False),
    Column("browser", String(120), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    Column("last_seen_at", UtcDateTime, nullable=False, default=now),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
)
"""A browser in which a member of staff is, or was, signed in."""


sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, default=now, index=True),
    Column(
        "name_key", String(64), nullable=False
    ),  # keyed hashes: people type passwords into the wrong field
    Column("address_key", String(64), nullable=False),
    Index("ix_sign_in_attempt_name_key", "name_key", "at"),
    Index("ix_sign_in_attempt_address_key", "address_key", "at"),
)
"""A sign-in that failed or is being checked. One that succeeds takes its own row away again."""


audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, default=now, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=True, index=True),  # empty: the command line
    Column("action", String(60), nullable=False),
    Column("subject_kind", String(40), nullable=True),
    Column("subject_id", String(64), nullable=True),
    _json("detail"),  # never what a visitor said
    Index("ix_audit_subject_kind", "subject_kind", "subject_id"),
)
"""Who did or saw what, when. A trigger refuses every change and removal of a row, without exception."""


def _staff(name: str, index: bool = False, nullable: bool = False) -> Column:
    return Column(name, ForeignKey("staff.id"), nullable=nullable, index=index)


promise = Table(
    "promise",
    metadata,
    _id(),
    _of_conversation(),
    Column("kind", String(20), nullable=False),  # bot/handover.py: KINDS
    Column("rank", Integer, nullable=False),  # place of the kind, 0 the worst
    Column("channel", String(20), nullable=False),  # of the conversation, to filter without joining
    Column("why", String(200), nullable=False),  # in our words, never the visitor's
    Column("made_at", UtcDateTime, nullable=False, default=now),
    Column("open_from", UtcDateTime, nullable=False),  # later than made_at: put off until then
    Column("due_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    _staff("ended_by", nullable=True),
    Column("ended_how", String(20), nullable=True),  # bot/database/promises.py
    Index(
        "ix_promise_queue",
        "rank",
        "due_at",
        "id",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "uq_promise_open",
        "conversation_id",
        "kind",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
"""What a person at the clinic owes a conversation, and by when. The open ones are the queue of staff."""


review = Table(
    "review",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),  # counts within the conversation: what a form was made from
    Column("screening_id", ForeignKey("screening.id", ondelete="CASCADE"), nullable=True, index=True),
    Column("supersedes", ForeignKey("review.id", ondelete="CASCADE"), nullable=True, index=True),
    _staff("staff_id", index=True),
    Column("role", String(20), nullable=False),  # the one that the person had then
    Column("bot_disposition", String(40), nullable=True),
    Column("disposition", String(40), nullable=True),  # what holds; empty if only put off
    _flag("agrees"),
    Column("reason", Text, nullable=True),
    Column("again_on", Date, nullable=True),  # put off until this day
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("conversation_id", "number"),
)
"""What a named person decided. A later decision is a new row; none is ever changed."""


note = Table(
    "note",
    metadata,
    _id(),
    _of_conversation(),
    _staff("staff_id", index=True),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, default=now),
)
"""What staff wrote for each other about a conversation; visitors never see it."""


assignment = Table(
    "assignment",
    metadata,
    _id(),
    _of_conversation(),
    _staff("staff_id"),
    Column("kind", String(20), nullable=False),
    _staff("by_id"),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    Column("ended_at", UtcDateTime, nullable=True),
    Index(
        "uq_assignment_open",
        "conversation_id",
        "kind",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_assignment_staff_id", "staff_id", "kind", "ended_at"),
)
"""Who looks after a conversation, or answers it instead of the assistant, from when until when."""

ASSIGNED = "assigned"
TAKEN_OVER = "taken_over"
"""Kinds of an assignment. An open one that is taken over is also the conversation's `owner`."""


saved_filter = Table(
    "saved_filter",
    metadata,
    _id(),
    _staff("staff_id"),
    Column("name", String(80), nullable=False),
    Column("query", String(500), nullable=False),  # as in the address of the queue
    Column("created_at", UtcDateTime, nullable=False, default=now),
    UniqueConstraint("staff_id", "name"),
)
"""A view of the queue that somebody named for themselves."""


NOT_SURE = text(
    "message.direction = 'in' AND message.payload IS NULL AND message.understood IS NOT NULL"
    " AND (message.confidence IS NULL OR message.confidence < 0.9)"
)
"""Typed messages that may have been misunderstood. Written out, because only then is ix_message_not_sure used."""

Index(
    "ix_message_not_sure",
    message.c.created_at,
    message.c.id,
    sqlite_where=text(NOT_SURE.text.replace("message.", "")),
    postgresql_where=text(NOT_SURE.text.replace("message.", "")),
)


correction = Table(
    "correction",
    metadata,
    _id(),
    Column("message_id", ForeignKey("message.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # bot/database/corrections.py: KINDS
    Column("text", Text, nullable=False),  # redacted; an example as it is learnt, or a phrase of the lexicon
    Column("topic", String(100), nullable=True),  # of an example
    Column("concept", String(60), nullable=True),  # of a phrase
    Column("understood_as", String(100), nullable=True),  # the topic that it was taken for
    _flag("safety"),
    Column("state", String(12), nullable=False),
    _staff("proposed_by"),
    Column("proposed_role", String(20), nullable=False),
    _staff("decided_by", nullable=True),
    Column("decided_role", String(20), nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("published_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    Index("ix_correction_state", "state", "created_at"),
)
"""What somebody says a message meant. Accepted ones become examples or phrases of the clinic's files."""


rule_change = Table(
    "rule_change",
    metadata,
    _id(),
    Column("file", String(40), nullable=False),
    Column("text", Text, nullable=False),  # the whole file as proposed
    Column("base", Text, nullable=False),  # the file in force when it was proposed; empty if there was none
    Column("result", JSON, nullable=False),  # counts of what it would change; no personal data
    Column("why", Text, nullable=False),
    _flag("needs_second"),
    Column("state", String(12), nullable=False),
    _staff("first_by"),
    Column("first_role", String(20), nullable=False),
    _staff("second_by", nullable=True),
    Column("second_role", String(20), nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False, default=now),
    Index("ix_rule_change_state", "state", "created_at"),
)
"""A changed file of rules, prices or answers, what it would have changed, and the people who stand behind it."""


# What search filters by. The full text is indexed by each database in its own way: migration 0008.
Index("ix_message_created_at", message.c.created_at, message.c.id)
Index("ix_conversation_created_at", conversation.c.created_at, conversation.c.id)
Index("ix_screening_disposition", screening.c.disposition, screening.c.conversation_id)
Index("ix_finding_concept", finding.c.concept, finding.c.screening_id)
Index("ix_review_disposition", review.c.disposition, review.c.conversation_id)
Index(
    "ix_message_intent",
    message.c.intent,
    message.c.created_at,
    message.c.id,
    sqlite_where=text("intent IS NOT NULL"),
    postgresql_where=text("intent IS NOT NULL"),
)
Index(
    "ix_conversation_owner",
    conversation.c.owner,
    conversation.c.created_at,
    conversation.c.id,
    sqlite_where=text("owner IS NOT NULL"),
    postgresql_where=text("owner IS NOT NULL"),
)


erasure = Table(
    "erasure",
    metadata,
    _id(),  # the number of the receipt
    Column("visitor_id", String(32), nullable=False, index=True),  # no row of `visitor` any more
    Column("at", UtcDateTime, nullable=False, default=now, index=True),
    Column("asked_by", String(20), nullable=False),  # bot/database/erasure.py
    _staff("staff_id", nullable=True),
    Column("counts", JSON, nullable=False),  # {"table": rows}; nothing of what they held
)
"""That a person was erased. The id says nobody who they were, but lets a restored backup be erased again."""


retention_run = Table(
    "retention_run",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, default=now, index=True),
    _staff("staff_id", nullable=True),  # empty: the command line
    Column("version", String(60), nullable=False),  # of retention.yml
    Column("counts", JSON, nullable=False),  # {"class of data": removed}
)
"""That data was removed because its time was over, and how much of it."""
