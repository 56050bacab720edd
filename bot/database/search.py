"""Finds messages by their words and by what is known of them, newest first, a page at a time.

Words are looked up in what migration 0008 makes: an index of PostgreSQL, an FTS5 table of SQLite. A row is a message
where the words, the topic or the confidence of one are asked for, and else the first message of a conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import (
    String,
    bindparam,
    column,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
)
from sqlalchemy.engine import Connection, Row

from bot.database.models import (
    ASSIGNED,
    UtcDateTime,
    assignment,
    conversation,
    finding,
    message,
    now,
    review,
    screening,
    staff,
)
from bot.database.search_words import Words

EXCERPT: Final = 220  # characters of a message that a row shows
_SLICES: Final = (7, 90)  # days that PostgreSQL looks through before everything
_MOMENT: Final = timedelta(days=7)
_BEGINNING: Final = datetime.min.replace(tzinfo=timezone.utc)
_READ: Final = 20_000  # characters of a message that are looked through for the words to mark
_BEGIN, _END = "\x02", "\x03"  # around a found word; inbound texts hold no control characters

_fts = table("message_search", column("rowid"), column("text"))
_searchable = table("searchable", column("place"), column("message_id"))
_owner = staff.alias("owner")


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Empty values do not limit. least and most: confidence, 0 to 1; until is not included.

    outcome: a disposition that the assistant or a person came to. owner: who answers or looks after it.
    """

    words: Words | None = None
    outcome: str = ""
    concept: str = ""
    topic: str = ""
    least: float | None = None
    most: float | None = None
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    owner: str = ""

    @property
    def of_messages(self) -> bool:
        """Whether rows are messages, not conversations."""
        known = (self.words, self.least, self.most)
        return bool(self.topic) or any(value is not None for value in known)


@dataclass(frozen=True)
class Place:
    """Where a page ended: the next one goes on with what is older."""

    at: datetime
    id: str


@dataclass(frozen=True)
class Hit:
    """One row. excerpt: pieces of text, each with whether it is what was looked for."""

    message: str
    conversation: str
    visitor: str
    sequence: int
    at: datetime
    direction: str
    channel: str
    topic: str | None
    confidence: float | None
    outcome: str | None
    owner: str | None
    excerpt: Sequence[tuple[str, bool]]


def found(connection: Connection, wanted: Wanted, limit: int, after: Place | None = None) -> list[Hit]:
    """At most `limit` rows, newest first, from the beginning or after a place."""
    if not wanted.of_messages:
        return _details(connection, _conversations(connection, wanted, limit, after), wanted)
    if wanted.words is None:
        ids = _by_columns(connection, wanted, limit, after)
    elif connection.dialect.name == "sqlite":
        ids = _by_fts(connection, wanted, limit, after)
    else:
        ids = _by_slices(connection, wanted, limit, after)
    return _details(connection, ids, wanted)


def found_loosely(
    connection: Connection, wanted: Wanted, limit: int, after: Place | None = None
) -> tuple[list[Hit], bool]:
    """As `found`; where no message holds all the words, those that hold one of them, and True."""
    hits = found(connection, wanted, limit, after)
    words = wanted.words
    if hits or after is not None or words is None or len(words.parts) < 2:
        return hits, False
    hits = found(connection, replace(wanted, words=replace(words, loose=True)), limit)
    return hits, bool(hits)


def rebuild_search(connection: Connection) -> None:
    """Numbers the messages of SQLite's index anew by time, after times were changed."""
    if connection.dialect.name != "sqlite":
        return
    for statement in (
        "DELETE FROM searchable",
        "DELETE FROM message_search",
        "INSERT INTO searchable (message_id) SELECT id FROM message ORDER BY created_at, id",
        "INSERT INTO message_search (rowid, text)"
        " SELECT place, text FROM searchable JOIN message ON message.id = searchable.message_id",
    ):
        connection.execute(text(statement))


def forget_erased(connection: Connection) -> None:
    """Takes erased words out of SQLite's index for good; PostgreSQL does it by itself."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO message_search (message_search) VALUES ('optimize')"))


def _by_columns(connection: Connection, wanted: Wanted, limit: int, after: Place | None) -> list[str]:
    statement = (
        select(message.c.id)
        .where(*_of_message(wanted), *_of_conversation(wanted, message.c.conversation_id))
        .order_by(message.c.created_at.desc(), message.c.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(_before(message, after))
    return list(connection.execute(statement).scalars())


def _by_slices(connection: Connection, wanted: Wanted, limit: int, after: Place | None) -> list[str]:
    """Looks through the newest weeks first, then through ever longer times before them.

    The words of each slice are found by their index, whatever the planner believes of how many messages hold them
    together: a wrong guess would have it read all messages one by one.
    """
    assert wanted.words is not None
    matches = _document().op("@@")(_tsquery(wanted.words))
    upper = min((at for at in (wanted.until, after.at if after else None) if at is not None), default=now())
    # Messages of one moment may stand on both sides of a place.
    newest = upper + timedelta(microseconds=1) if after is not None or wanted.until is None else upper
    ids: list[str] = []
    for days in (*_SLICES, None):
        oldest = (
            wanted.since if days is None else max(newest - timedelta(days=days), wanted.since or _BEGINNING)
        )
        hits = (
            select(message.c.id, message.c.created_at)
            .where(matches, message.c.created_at < newest)
            .where(*_of_message(wanted), *_of_conversation(wanted, message.c.conversation_id, first=False))
        )
        if oldest is not None:
            hits = hits.where(message.c.created_at >= oldest)
        if after is not None:
            hits = hits.where(_before(message, after))
        found_here = hits.cte("hits").prefix_with("MATERIALIZED")
        ordered = (
            select(found_here.c.id)
            .order_by(found_here.c.created_at.desc(), found_here.c.id.desc())
            .limit(limit - len(ids))
        )
        ids += connection.execute(ordered).scalars()
        if len(ids) == limit or oldest is None or oldest == wanted.since:
            break
        newest = oldest
    return ids


def _by_fts(connection: Connection, wanted: Wanted, limit: int, after: Place | None) -> list[str]:
    """The rows of FTS5 come newest first by themselves, so that reading stops with the page."""
    assert wanted.words is not None
    statement = (
        select(_searchable.c.message_id)
        .select_from(
            _fts.join(_searchable, _searchable.c.place == _fts.c.rowid).join(
                message, message.c.id == _searchable.c.message_id
            )
        )
        .where(text("message_search MATCH :words").bindparams(words=wanted.words.for_sqlite()))
        .where(*_of_message(wanted), *_of_conversation(wanted, message.c.conversation_id, first=False))
        .order_by(_fts.c.rowid.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(_fts.c.rowid < _number(connection, after))
    # Numbers grow with time, more or less: a time in the past need not be walked to from now.
    first, last = (
        _number_at(connection, wanted.since, -_MOMENT),
        _number_at(connection, wanted.until, _MOMENT),
    )
    if first is not None:
        statement = statement.where(_fts.c.rowid >= first)
    if last is not None:
        statement = statement.where(_fts.c.rowid <= last)
    return list(connection.execute(statement).scalars())


def _number_at(connection: Connection, at: datetime | None, off: timedelta) -> int | None:
    """The number of the first message from then on; None where there is none, or no time was given."""
    if at is None:
        return None
    statement = (
        select(_searchable.c.place)
        .join(message, message.c.id == _searchable.c.message_id)
        .where(message.c.created_at >= at + off)
        .order_by(message.c.created_at, _searchable.c.place)
        .limit(1)
    )
    number: int | None = connection.execute(statement).scalar()
    return number


def _number(connection: Connection, after: Place) -> int:
    """The number of a message in FTS5, or of the newest one that is not younger if it was erased meanwhile."""
    same = select(_searchable.c.place).where(_searchable.c.message_id == after.id)
    number: int | None = connection.execute(same).scalar()
    if number is not None:
        return number
    older = (
        select(_searchable.c.place)
        .join(message, message.c.id == _searchable.c.message_id)
        .where(message.c.created_at <= after.at)
        .order_by(message.c.created_at.desc())
        .limit(1)
    )
    return int(connection.execute(older).scalar() or 0) + 1


def _conversations(connection: Connection, wanted: Wanted, limit: int, after: Place | None) -> list[str]:
    first = (
        select(message.c.id)
        .where(message.c.conversation_id == conversation.c.id)
        .order_by(message.c.direction, message.c.sequence)  # what the visitor said first, if anything
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(first)
        .select_from(conversation)
        .where(*_of_conversation(wanted, conversation.c.id), *_within(conversation, wanted))
        .order_by(conversation.c.created_at.desc(), conversation.c.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(_before(conversation, after))
    return [row for row in connection.execute(statement).scalars() if row is not None]


def _of_message(wanted: Wanted) -> list[Any]:
    conditions = _within(message, wanted)
    if wanted.topic:
        conditions.append(message.c.intent == wanted.topic)
    if wanted.least is not None:
        conditions.append(message.c.confidence >= wanted.least)
    if wanted.most is not None:
        conditions.append(message.c.confidence <= wanted.most)
    return conditions


def _within(of: Any, wanted: Wanted) -> list[Any]:
    conditions = []
    if wanted.since is not None:
        conditions.append(of.c.created_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(of.c.created_at < wanted.until)
    return conditions


def _of_conversation(wanted: Wanted, conversation_id: Any, first: bool = True) -> list[Any]:
    """first: whether the database may begin with these conversations; not where words are looked up before all else."""
    conditions = []
    if wanted.channel or wanted.owner:
        theirs = conversation.alias("theirs")
        same = exists().where(theirs.c.id == conversation_id)
        if wanted.channel:
            same = same.where(theirs.c.channel == wanted.channel)
        if wanted.owner:
            same = same.where(or_(theirs.c.owner == wanted.owner, _looked_after(theirs, wanted.owner)))
        conditions.append(same)
    if wanted.outcome:
        told, judged = (
            select(of.c.conversation_id).where(of.c.disposition == wanted.outcome)
            for of in (screening, review)
        )
        conditions.append(or_(_among(conversation_id, told, first), _among(conversation_id, judged, first)))
    if wanted.concept:
        having = (
            select(screening.c.conversation_id)
            .join(finding, finding.c.screening_id == screening.c.id)
            .where(finding.c.concept == wanted.concept)
            .where(~finding.c.negated)
        )
        conditions.append(_among(conversation_id, having, first))
    return conditions


def _among(conversation_id: Any, ids: Any, first: bool) -> Any:
    """Both mean the same; SQLite begins with the ids where they are a set, and looks at each row where they are not."""
    if first:
        return conversation_id.in_(ids)
    return ids.where(ids.selected_columns[0] == conversation_id).exists()


def _looked_after(of: Any, staff_id: str) -> Any:
    return (
        exists()
        .where(assignment.c.conversation_id == of.c.id)
        .where(assignment.c.kind == ASSIGNED)
        .where(assignment.c.ended_at.is_(None))
        .where(assignment.c.staff_id == staff_id)
    )


def _before(of: Any, place: Place) -> Any:
    return tuple_(of.c.created_at, of.c.id) < tuple_(
        literal(place.at, UtcDateTime), literal(place.id, String)
    )


def _document() -> Any:
    """Written as in migration 0008: only then is the index used."""
    return literal_column("to_tsvector('english', left(message.text, 100000))")


def _tsquery(words: Words) -> Any:
    return func.to_tsquery(text("'english'"), words.for_postgresql())


def _details(connection: Connection, ids: Sequence[str], wanted: Wanted) -> list[Hit]:
    if not ids:
        return []
    outcome = (
        select(screening.c.disposition)
        .where(screening.c.conversation_id == message.c.conversation_id)
        .order_by(screening.c.created_at.desc(), screening.c.id)
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            message.c.id,
            message.c.conversation_id,
            message.c.sequence,
            message.c.created_at,
            message.c.direction,
            message.c.intent,
            message.c.confidence,
            message.c.text,
            conversation.c.visitor_id,
            conversation.c.channel,
            outcome.label("outcome"),
            _owner.c.name.label("owner"),
        )
        .select_from(
            message.join(conversation, conversation.c.id == message.c.conversation_id).outerjoin(
                _owner, _owner.c.id == conversation.c.owner
            )
        )
        .where(message.c.id.in_(bindparam("ids", expanding=True)))
    )
    rows = {row.id: row for row in connection.execute(statement, {"ids": list(ids)})}
    marked = _marked(connection, ids, wanted.words) if wanted.words is not None else {}
    return [_hit(rows[each], marked.get(each)) for each in ids if each in rows]


def _marked(connection: Connection, ids: Sequence[str], words: Words) -> dict[str, str]:
    """The texts with what was found between two control characters, as the database itself found it."""
    if connection.dialect.name == "sqlite":
        statement = text(
            "SELECT searchable.message_id, highlight(message_search, 0, :begin, :end) FROM message_search"
            " JOIN searchable ON searchable.place = message_search.rowid"
            " WHERE message_search MATCH :words AND message_search.rowid IN"
            " (SELECT place FROM searchable WHERE message_id IN :ids)"
        )
        values = {"words": words.for_sqlite(), "begin": _BEGIN, "end": _END}
    else:
        statement = text(
            f"SELECT id, ts_headline('english', left(text, {_READ}), to_tsquery('english', :words), :options)"
            " FROM message WHERE id IN :ids"
        )
        options = f'StartSel="{_BEGIN}", StopSel="{_END}", HighlightAll=true'
        values = {"words": words.for_postgresql(), "options": options}
    rows = connection.execute(
        statement.bindparams(bindparam("ids", expanding=True)), {**values, "ids": list(ids)}
    )
    return {row[0]: row[1] for row in rows}


def _hit(row: Row, marked: str | None) -> Hit:
    return Hit(
        message=row.id,
        conversation=row.conversation_id,
        visitor=row.visitor_id,
        sequence=row.sequence,
        at=row.created_at,
        direction=row.direction,
        channel=row.channel,
        topic=row.intent,
        confidence=row.confidence,
        outcome=row.outcome,
        owner=row.owner,
        excerpt=excerpt(marked if marked is not None else row.text),
    )


def excerpt(marked: str) -> list[tuple[str, bool]]:
    """The pieces of a text around its first found word, each with whether it was found."""
    begin = max(0, marked.find(_BEGIN) - EXCERPT // 3)
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    left, inside = EXCERPT, False
    for piece in re.split(f"([{_BEGIN}{_END}])", marked[begin:]):
        if piece in (_BEGIN, _END):
            inside = piece == _BEGIN
        elif piece and left > 0:
            pieces.append((piece[:left], inside))
            left -= len(piece)
    if left < 0:
        pieces.append(("…", False))
    return pieces
