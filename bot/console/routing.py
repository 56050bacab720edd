"""Pages and what each needs. A page that does not say what it needs cannot be registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.console.navigation import NavItem
from bot.console.roles import Permission
from bot.console.visit import Guest, Visit

VisitHandler = Callable[[Visit], Awaitable[Response]]
GuestHandler = Callable[[Guest], Awaitable[Response]]


class UnguardedPageError(TypeError):
    """A page does not say which permission it needs."""


@dataclass(frozen=True)
class Guarded:
    """A handler that runs only for somebody signed in who has the permission."""

    handler: VisitHandler
    permission: Permission


@dataclass(frozen=True)
class Open:
    """A handler for people who are not signed in: signing in and invitations, nothing else."""

    handler: GuestHandler


@dataclass(frozen=True)
class Page:
    """`path` is below /console. A background page does not keep its session alive: what refreshes by itself."""

    method: str
    path: str
    guard: Guarded | Open
    background: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the console: its pages, and its link in the navigation, if it has one."""

    pages: Sequence[Page]
    nav: NavItem | None = None


def requires(permission: Permission) -> Callable[[VisitHandler], Guarded]:
    """Decorates a handler with the permission it needs."""
    return lambda handler: Guarded(handler, permission)


def open_to_all(handler: GuestHandler) -> Open:
    """Decorates a handler that nobody need be signed in for."""
    return Open(handler)


def get(path: str, guard: Guarded | Open, background: bool = False) -> Page:
    return Page("GET", path, _guard(path, guard), background)


def post(path: str, guard: Guarded | Open) -> Page:
    return Page("POST", path, _guard(path, guard))


def _guard(path: str, guard: object) -> Guarded | Open:
    """Raises UnguardedPageError: types are checked by mypy, and here in case nobody ran it."""
    if not isinstance(guard, Guarded | Open):
        raise UnguardedPageError(f"{path}: decorate the handler with @requires(Permission.…)")
    return guard
