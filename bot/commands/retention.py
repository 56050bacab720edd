"""`stipple retention`: removes what is older than data/clinic/retention.yml keeps it; JSON, one line per class."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.commands.database import transaction
from bot.console.audit import record
from bot.database.models import now
from bot.database.retention import Due, apply, due
from bot.retention_rules import load_retention


def add_to(commands: Any) -> None:
    """Registers `retention`. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("retention", help="removes data that is older than the clinic keeps it")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    """Raises ClinicDataError, UnusableInputError."""
    at = now()
    with transaction() as (settings, connection):
        rules = load_retention(settings.clinic_dir)
        found = due(connection, rules, at)
        if not given.dry_run:
            counts = apply(connection, rules, at)
            record(connection, None, "retention.applied", detail=dict(counts))
    for each in found:
        print(json.dumps(_told(each, given.dry_run)))
    return 0


def _told(each: Due, dry_run: bool) -> dict[str, Any]:
    return {
        "class": each.name,
        "days": each.days if each.days is not None else "keep",
        "would_be_removed" if dry_run else "removed": each.count,
        "oldest": each.oldest.isoformat() if each.oldest else None,
    }
