"""Who may do what. This table is the only place that says so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class Role(str, Enum):
    VIEWER = "viewer"
    REVIEWER = "reviewer"
    CLINICIAN = "clinician"
    ADMIN = "admin"


class Permission(Enum):
    """What a page needs. The value completes the sentence "You need … for this."."""

    READ = "the right to read conversations"
    OWN_ACCOUNT = "an account"
    DECIDE = "the right to decide what is no question of safety"
    DECIDE_SAFETY = "the right to decide about safety"
    CORRECT = "the right to correct what was understood"
    TALK = "the right to answer visitors"
    EXPORT = "the right to take conversations out as a file"
    PUBLISH = "the right to publish changes"
    PRIVACY = "the right to show, export and erase personal data"
    ACCOUNTS = "the right to manage accounts"


_READS: Final = {Permission.OWN_ACCOUNT, Permission.READ}
_REVIEWS: Final = {*_READS, Permission.DECIDE, Permission.CORRECT, Permission.TALK, Permission.EXPORT}

GRANTED: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.VIEWER: frozenset(_READS),
        Role.REVIEWER: frozenset(_REVIEWS),
        Role.CLINICIAN: frozenset({*_REVIEWS, Permission.DECIDE_SAFETY}),
        # An admin runs the clinic's console and judges nobody's health.
        Role.ADMIN: frozenset({*_REVIEWS, Permission.PUBLISH, Permission.PRIVACY, Permission.ACCOUNTS}),
    }
)


def may(role: Role, permission: Permission) -> bool:
    return permission in GRANTED[role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    return tuple(role for role in Role if may(role, permission))
