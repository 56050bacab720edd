"""What the assistant says when a person hands a conversation back to it: who it is, and where things stood."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.messages import Reply
from bot.forms.wording import Wording

MOST_TOPICS = 3
MOST_BUTTONS = 4


def recap(
    wording: Wording, name: str, topics: Sequence[str], outcome: str | None, last: Reply | None
) -> Reply:
    """A greeting with a short recap.

    name: of the person who hands back. topics: what was asked about before, as titles, the latest last.
    outcome: headline of the last screening. last: what the assistant had said last; if it ended with a question,
    that question is asked again.
    """
    lines = [wording.say("handed_back", person=name)]
    latest = list(dict.fromkeys(reversed(topics)))[:MOST_TOPICS][::-1]
    if latest:
        lines.append(wording.say("recap_topics", topics=", ".join(latest)))
    if outcome is not None:
        lines.append(wording.say("recap_outcome", outcome=outcome))
    question = open_question(last)
    if question and last is not None:
        said = f"{' '.join(lines)}\n\n{wording.say('recap_question')} {question}"
        return Reply(said, last.buttons, sources=last.sources)
    return Reply(f"{' '.join(lines)}\n\n{wording.say('ask')}", last.buttons[:MOST_BUTTONS] if last else ())


def open_question(last: Reply | None) -> str:
    """The last paragraph of what was said, if it asks something."""
    paragraphs = [part.strip() for part in last.text.split("\n") if part.strip()] if last else []
    return paragraphs[-1] if paragraphs and paragraphs[-1].endswith("?") else ""


def joined(wording: Wording, name: str) -> Reply:
    """What the visitor is told when a person takes the conversation over."""
    return Reply(wording.say("taken_over", person=name))


def given_name(name: str) -> str:
    """What visitors are told of a member of staff: the first part of the name."""
    return name.split()[0] if name.split() else name
