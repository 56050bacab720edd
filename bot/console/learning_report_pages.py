"""/console/learning/report: what the last training changed, with the redacted words of what is read differently now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.learning_material import ROOT
from bot.console.learning_pages import choices
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.visit import Visit
from bot.database.corrections import counts
from bot.database.heard import redacted_texts

REPORT: Final = ROOT / "var" / "learning" / "training.json"
MOST: Final = 200


@requires(Permission.CORRECT)
async def show(visit: Visit) -> Response:
    report = _report()
    messages = report["messages"] if report is not None else None
    different = list(messages["different"])[:MOST] if messages is not None else []

    def read(connection: Connection) -> tuple[Mapping[str, str], dict[str, int]]:
        texts = redacted_texts(connection, [str(item["id"]) for item in different])
        visit.audit(connection, "learning.report_viewed", messages=len(texts))
        return texts, counts(connection)

    texts, numbers = await visit.write(read)
    return visit.page(
        "learning_report.html",
        report=report,
        # Without those that were erased since.
        different=[(item, texts[item["id"]]) for item in different if item["id"] in texts],
        choices=choices(visit),
        counts=numbers,
    )


def _report() -> dict[str, Any] | None:
    """None before the first comparison. Where nothing was recorded or stored yet, those parts are None."""
    try:
        report: dict[str, Any] = json.loads(REPORT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return {"messages": None, "recorded": None, **report}


PAGES = (get("/learning/report", show),)
