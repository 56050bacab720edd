"""The sections of the console, in the order of the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.roles import Permission


@dataclass(frozen=True)
class NavItem:
    """A link of the navigation, shown to whoever has its permission."""

    title: str
    path: str
    permission: Permission
