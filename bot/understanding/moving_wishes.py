"""The usual ways of asking to go on with the conversation on another channel; the whole of a text, or nothing."""

from __future__ import annotations

import re
from typing import Final, Literal

Place = Literal["whatsapp", "telegram", "website", "anywhere"]

_WHATSAPP: Final = r"(?:whats ?app|watsapp|what'?s app|wa)"
_TELEGRAM: Final = r"(?:telegram|tele gram)"
_WEBSITE: Final = (
    r"(?:(?:your |the |this )?(?:website|web ?site|web ?page|homepage|web|site)|(?:the |a |my )?browser)"
)
_DEVICE: Final = (
    r"(?:(?:(?:my|the) )?(?:phone|mobile|smartphone|computer|laptop|pc|tablet|ipad)"
    r"|another (?:device|channel|app|phone|computer|place)|(?:a different|an other) (?:device|channel|app)"
    r"|elsewhere|somewhere else|other (?:device|channel))"
)
_GO_ON: Final = (
    r"(?:continue|go on|carry on|keep (?:talking|chatting|going|on)|proceed|resume|switch|change|move|transfer|bring"
    r"|take)"
)
_TALK: Final = r"(?:chat|talk|write|message|text|speak|contact|reach|do|have|use|get|ask|send)"
_BETWEEN: Final = (
    r"(?: (?:over|this|it|that|the|our|my|chat|chatting|conversation|talk|talking|here|with|to|you|u|me|us|on|in|into"
    r"|via|by|through|using|from|a|all))*"
)
_POLITE: Final = re.compile(
    r"(?:hi|hello|hey|ok|okay|and|so|well|please|pls|plz|is it possible to|it possible to"
    r"|(?:can|could|may|might|shall|should) (?:i|we|you|u)(?: please)?"
    r"|i(?: would|'d)? (?:want|like|prefer|need)(?: to)?"
    r"|i'd rather|id (?:like|prefer) to|let'?s|let us|how (?:do|can|could) (?:i|we)|i'll|also|just|rather) "
)
_AFTER: Final = re.compile(
    r" (?:please|pls|instead|later|then|now|too|as well|thanks|thank you|for this|with you|number)$"
)


def _ways(place: str) -> tuple[str, ...]:
    return (
        rf"(?:we |i )?{_GO_ON}{_BETWEEN} {place}",
        rf"(?:we |i )?{_TALK}{_BETWEEN} {place}",
        rf"(?:are|r|is) (?:you|u|the clinic|this clinic)(?: guys)? (?:also )?(?:available |reachable |there )?"
        rf"(?:on|in|over|via) {place}",
        rf"(?:do|does|have) (?:you|u|the clinic)(?: guys)? (?:also )?(?:have|use|do|got|offer)(?: a)? {place}",
        rf"(?:what(?: is|'s) )?your {place}",
        rf"{place} (?:you|u)",
        rf"(?:on |via |over )?{place}",
    )


_PLACES: Final[tuple[tuple[Place, re.Pattern[str]], ...]] = (
    ("whatsapp", re.compile("|".join(f"(?:{way})" for way in _ways(_WHATSAPP)))),
    ("telegram", re.compile("|".join(f"(?:{way})" for way in _ways(_TELEGRAM)))),
    ("website", re.compile(rf"(?:we |i )?{_GO_ON}{_BETWEEN} {_WEBSITE}")),
    (
        "anywhere",
        re.compile(rf"(?:we |i )?{_GO_ON}{_BETWEEN} {_DEVICE}|(?:we |i )?{_TALK}{_BETWEEN} elsewhere"),
    ),
)


def moving_wish(text: str) -> Place | None:
    """Where the whole of `text` asks to go on; None for everything else."""
    spaced = re.sub(r"[^\w']+", " ", text.casefold().replace("’", "'")).strip()
    while (found := _POLITE.match(spaced)) is not None:
        spaced = spaced[found.end() :]
    while (found := _AFTER.search(spaced)) is not None:
        spaced = spaced[: found.start()]
    return next((place for place, pattern in _PLACES if pattern.fullmatch(spaced)), None)
