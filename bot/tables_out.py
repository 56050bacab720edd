"""Writes tables as CSV and JSON for other people's programs. Pure.

A spreadsheet runs a cell that begins like a formula, so that what a stranger typed could do something on the computer
of whoever opens the file: such a cell begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Cell = str | int | float | bool | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV by RFC 4180; every text that a spreadsheet would run is defused."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow([defused(column) for column in columns])
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
    return kept.getvalue()


def defused(cell: Cell) -> Cell:
    """The cell as a spreadsheet may see it; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    # A spreadsheet trims what stands before a formula.
    return f"'{cell}" if cell.lstrip(" \u00a0\"'").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def json_text(value: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
