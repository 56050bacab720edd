"""Why a code moves nothing."""

from __future__ import annotations

from typing import Final, Literal, get_args

Refusal = Literal["unknown", "expired", "used", "throttled"]
"""There is none like it; its time is over; it was used; too many that were not good came before it."""
REFUSALS: Final[tuple[Refusal, ...]] = get_args(Refusal)
