"""What the queue is limited to, as it stands in the address of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from bot.console.forms import Form
from bot.console.problems import unusable
from bot.console.queue_view import CHANNELS
from bot.database.queue import NOBODY, Filter, Place
from bot.handover import KINDS, rank

ME: Final = "me"
_LONGEST_ID: Final = 32


@dataclass(frozen=True)
class Chosen:
    """The fields of the address. owner: ME, NOBODY, the id of a member of staff, or empty."""

    kinds: tuple[str, ...] = ()
    channel: str = ""
    owner: str = ""
    overdue: bool = False
    later: bool = False

    def filter(self, staff_id: str) -> Filter:
        return Filter(
            tuple(rank(kind) for kind in self.kinds),
            self.channel,
            staff_id if self.owner == ME else self.owner,
            self.overdue,
            self.later,
        )

    def query(self) -> str:
        """As in an address, always in the same order; empty when nothing is limited."""
        fields = [("kind", kind) for kind in self.kinds]
        fields += [("channel", self.channel), ("owner", self.owner)]
        fields += [("overdue", "yes" * self.overdue), ("later", "yes" * self.later)]
        return urlencode([(name, value) for name, value in fields if value])

    @property
    def limited(self) -> bool:
        return self != Chosen()


def chosen(form: Form) -> Chosen:
    """Reads the fields. What is not known is left out: an old address shows more, never an error."""
    asked = set(form.all("kind"))
    owner = form.raw("owner")
    return Chosen(
        kinds=tuple(kind for kind in KINDS if kind in asked),
        channel=form.raw("channel") if form.raw("channel") in CHANNELS else "",
        owner=owner if owner in (ME, NOBODY) or _is_id(owner) else "",
        overdue=form.flag("overdue"),
        later=form.flag("later"),
    )


def chosen_in(query: str) -> Chosen:
    return chosen(Form(parse_qsl(query, keep_blank_values=True)))


def place(text: str) -> Place | None:
    """Where the page before ended. Raises ProblemError."""
    if not text:
        return None
    try:
        rank_text, stamp, id_ = text.split(" ")
        found = Place(int(rank_text), datetime.fromisoformat(stamp), id_)
        if found.due_at.tzinfo is None or not 0 <= found.rank < len(KINDS):
            raise ValueError
    except ValueError:
        raise unusable(
            "The address of this page is not complete. Begin again at the top of the queue."
        ) from None
    return found


def place_text(found: Place) -> str:
    return f"{found.rank} {found.due_at.isoformat()} {found.id}"


def _is_id(text: str) -> bool:
    return len(text) == _LONGEST_ID and text.isascii() and text.isalnum()
