"""What belongs to a visitor: every row that goes when the visitor goes, found by following the foreign keys.

No table can be forgotten here: whoever adds one with a key that cascades has told where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection, Row

import bot.database.reminder_table  # noqa: F401  # its table is part of the metadata
from bot.database.models import metadata, visitor

_AT_ONCE: Final = 500  # ids of one statement


def rows_of(connection: Connection, visitor_id: str) -> dict[str, list[Row]]:
    """By table, the visitor's own row first; empty when there is no such visitor."""
    found: dict[str, dict[Any, Row]] = {}
    first = connection.execute(select(visitor).where(visitor.c.id == visitor_id)).all()
    fresh: dict[str, list[Row]] = {"visitor": list(first)} if first else {}
    while fresh:
        reached: dict[str, list[Row]] = {}
        for name, rows in fresh.items():
            known = found.setdefault(name, {})
            known.update({_key(metadata.tables[name], row): row for row in rows})
        for name, rows in fresh.items():
            for child, row in _children(connection, metadata.tables[name], rows):
                kept = reached.setdefault(child.name, [])
                if _key(child, row) not in found.get(child.name, {}):
                    kept.append(row)
        fresh = {name: rows for name, rows in reached.items() if rows}
    return {name: list(rows.values()) for name, rows in found.items()}


def belonging_tables() -> frozenset[str]:
    """The tables whose rows go with a visitor."""
    found = {"visitor"}
    while True:
        more = {
            table.name
            for table in metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in found and key.ondelete == "CASCADE"
        }
        if more <= found:
            return frozenset(found)
        found |= more


def _children(connection: Connection, parent: Table, rows: Sequence[Row]) -> Iterator[tuple[Table, Row]]:
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is not parent or key.ondelete != "CASCADE":
                continue
            ids = list({getattr(row, key.column.name) for row in rows})
            for start in range(0, len(ids), _AT_ONCE):
                some = select(table).where(key.parent.in_(ids[start : start + _AT_ONCE]))
                for row in connection.execute(some):
                    yield table, row


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in table.primary_key)
