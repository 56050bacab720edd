"""What became of a call to a provider, as values: the caller decides whether and when to try again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sent:
    """The provider took the message. `message_id` is its own; None where the call makes no message."""

    message_id: str | None = None


@dataclass(frozen=True)
class Retry:
    """It may work later. `after` is in seconds, None when the provider named no time.

    `perhaps_done`: the call was made and its answer was lost, so a second attempt may say it twice.
    """

    code: str
    words: str
    after: float | None = None
    perhaps_done: bool = False


@dataclass(frozen=True)
class Refused:
    """It will not work. `code` is the provider's, `words` tell staff what happened and what to do.

    `gone`: the person cannot be reached here any more (blocked us, left, no such account).
    """

    code: str
    words: str
    gone: bool = False


@dataclass(frozen=True)
class WindowClosed:
    """The person wrote too long ago; only an approved template, or their next message, opens it again."""

    code: str
    words: str


Failure = Retry | Refused | WindowClosed
Outcome = Sent | Failure


@dataclass(frozen=True)
class Fetched:
    """A file of a person's. `mime` is what the provider says it is, which nobody has checked."""

    content: bytes
    mime: str | None


@dataclass(frozen=True)
class Checked:
    """Whether a channel's settings work, in words for who set them."""

    good: bool
    words: str
