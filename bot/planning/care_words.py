"""Which question about care the words of a message ask, where the understanding named only "dates for me"."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_WORDS: Final = (
    ("minoxidil", r"minoxidil|rogaine|regaine"),
    ("aftercare_shaving", r"shav\w*|razor|clippers?|buzz(?: ?cut)?"),
    ("aftercare_water_heat", r"swim\w*|pool|sauna|steam\w*|hot tub|jacuzzi|spa|sea|bath"),
    ("aftercare_washing", r"wash\w*|shampoo\w*|shower\w*|rinse|wet|water"),
    (
        "aftercare_exercise",
        r"gym|workouts?|working out|work out(?! (?:my|the|our|your|when|what|which|dates?|a))|exercis\w*|sweat\w*"
        r"|sports?|train(?:ing)?|run(?:ning)?|footie|football",
    ),
    ("aftercare_sun", r"sun|sunbath\w*|tan(?:ning)?|sunbeds?|sun ?cream|hat|cap"),
    ("results_timeline", r"results?|full look"),
    ("recovery", r"back to normal|life as before|normal life|as normal|all clear"),
)  # fmt: skip
_PATTERNS: Final = tuple((topic, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for topic, words in _WORDS)


OF_EVENT: Final = MappingProxyType(
    {
        "pool": "aftercare_water_heat",
        "sauna": "aftercare_water_heat",
        "beach": "aftercare_sun",
        "sunbathing": "aftercare_sun",
        "gym": "aftercare_exercise",
        "shave": "aftercare_shaving",
        "military_haircut": "aftercare_shaving",
        "haircut": "aftercare_shaving",
    }
)
"""The topic that is answered by holding an event of that kind against the sessions."""


def care_asked(text: str) -> tuple[str, ...]:
    """Ids of the topics that the words of a text name, in the order of the list above."""
    return tuple(topic for topic, pattern in _PATTERNS if pattern.search(text))
