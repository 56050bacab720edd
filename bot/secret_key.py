"""The installation's secret, from which everything derives that is signed or shared between our processes."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path


def kept_secret(file: Path) -> str:
    """The secret in `file`, which the first process that asks makes, readable by its owner alone."""
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def derived(secret: str, purpose: str) -> str:
    """A secret for one purpose; knowing it tells nothing about the others."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, file)  # fails when another process was first: then its secret holds
    except FileExistsError:
        pass
    finally:
        draft.unlink()
