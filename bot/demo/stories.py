"""What the visitors of the demo say. Each story is the lines of one person; buttons are tapped in between."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

NAMES: Final = (
    "Tom Baker",
    "Priya Nair",
    "Owen Hughes",
    "Sofia Rossi",
    "Daniel Okafor",
    "Mehmet Kaya",
    "Grace Murphy",
    "Liam Byrne",
    "Yusuf Demir",
    "Hannah Cole",
    "Marek Nowak",
    "Aisha Khan",
    "Callum Reid",
    "Elena Popov",
    "Nathan Price",
    "Chloe Martin",
)
QUESTIONS: Final = (
    "does it hurt?",
    "how long does it last",
    "how many sessions will i need?",
    "will it look real up close",
    "what does it cost",
    "how much is it in turkey?",
    "can it be removed if i hate it",
    "what about my grey hair",
    "can you cover a transplant scar?",
    "when can I go swimming afterwards",
    "can i keep using minoxidil",
    "is it the same as a tattoo?",
    "do i have to shave my head every day",
    "when can i train again, I'm at the gym 5x a week",
    "is it safe? what pigments do you use",
    "does insurance pay for any of this",
    "how is it different from microblading",
    "will it turn blue or green over the years",
    "do you numb the skin first",
    "what happens at the consultation?",
    "how long till i see the final result",
    "can I wash my hair the next day",
    "can the ink spread",
    "I'd still like a transplant later. would this get in the way?",
)
HEALTH: Final = (
    "can I have it with psoriasis?",
    "I have diabetes, am I suitable for SMP?",
    "I finished accutane one month ago, am I suitable?",
    "I have epilepsy, can I have SMP?",
    "am i a good candidate?",
    "I take warfarin, is that a problem?",
    "I'm 16, can I book in",
    "i get keloid scars on my chest. still possible?",
    "I'm pregnant, 20 weeks. can i have my hairline done?",
    "my dad's on blood thinners, can he have it?",
    "alopecia areata here, it comes and goes. would it work?",
    "I had a hair transplant 4 months ago, can I have smp over it",
    "I have eczema on my scalp at the moment",
    "am I suitable? no illnesses, no medication",
    "I had chemo last year, finished in march. am i ok for this?",
    "I'm allergic to lidocaine, can you still treat me?",
)
AFTER: Final = (
    "I had my first session on friday and it's a bit red, is that normal?",
    "2 days after my session, little scabs. normal?",
    "my head is hot, swollen and there is yellow pus, session was 4 days ago",
    "had session yesterday, feels like sunburn",
    "day 10 and the dots look lighter, is it fading already?",
    "I had smp last week and now I have a fever of 38.9",
)
URGENT: Final = (
    "my throat is swelling up and I can't breathe properly",
    "numbing cream on and now my lips are swelling and i feel like passing out",
    "I can't go on like this, I want to end my life",
)
PRICES: Final = (
    "can I get a quote",
    "how much for a norwood 5, 3 sessions",
    "how much for my hairline, 3 sessions",
    "price for norwood 3 in euros please",
    "how much for a norwood 5 in istanbul, 3 sessions, in euros",
    "give me a rough figure for a scar about 12cm",
    "what would crown only cost me, in pounds",
)
DATES: Final = (
    "my session was on the 14th, what can i do when?",
    "I fly on holiday next month, when should I plan my sessions?",
    "I have a wedding in six weeks, is there enough time?",
)
BOOKINGS: Final = (
    "I'd like to book a consultation",
    "can someone call me to arrange a consultation?",
    "book me in for a consultation please, saturday morning is best",
)
PERSONS: Final = (
    "can i speak to a human please",
    "I want to complain, get me a real person",
    "someone call me please",
    "I'd rather talk to somebody at the clinic",
)
ODD: Final = (
    "who won the football last night",
    "asdfgh",
    "do you sell shoes?",
    "can you write my essay",
    "hmm what about the thing from before",
    "<b>hello</b> <script>alert(1)</script>",
    "?",
    "does the blorf go with the grint?",
    "what's the weather in leeds",
    "it",
)
GREETINGS: Final = ("hi", "hello there", "good evening", "hey")
THANKS: Final = ("thanks", "great, thank you", "ok cheers", "that helps, thanks")


@dataclass(frozen=True)
class Story:
    """lines: in order. patience: chance that a question of a dialogue is answered and not walked away from.

    person: their name and number, for dialogues that ask for them.
    """

    kind: str
    lines: Sequence[str]
    patience: float
    name: str
    phone: str


_KINDS: Final = {
    "questions": 34,
    "health": 22,
    "price": 16,
    "booking": 11,
    "after": 5,
    "dates": 4,
    "person": 4,
    "odd": 3,
    "urgent": 1,
}


def stories(count: int, seed: int) -> Iterator[Story]:
    """So many stories, the same ones for the same seed; among fifty of them at least one of every kind."""
    chance = random.Random(seed)
    kinds = list(_KINDS)
    for number in range(count):
        drawn = chance.choices(kinds, list(_KINDS.values()))[0]
        kind = kinds[number % 50] if number % 50 < len(kinds) else drawn
        name = chance.choice(NAMES)
        # From the range that is kept for fiction.
        phone = f"07700 900{chance.randrange(1000):03}"
        yield Story(kind, tuple(_lines(kind, chance)), chance.uniform(0.85, 1.0), name, phone)


def _lines(kind: str, chance: random.Random) -> Iterator[str]:
    if chance.random() < 0.3 and kind != "urgent":
        yield chance.choice(GREETINGS)
    if kind == "questions":
        yield from chance.sample(QUESTIONS, chance.randint(1, 4))
        if chance.random() < 0.2:
            yield chance.choice(ODD)
    elif kind == "health":
        yield from _some(chance, QUESTIONS, 0.4)
        yield chance.choice(HEALTH)
        yield from _some(chance, PRICES, 0.3)
    elif kind == "price":
        yield from _some(chance, QUESTIONS, 0.5)
        yield chance.choice(PRICES)
        if chance.random() < 0.3:
            yield "what if I had 4 sessions"
    elif kind == "booking":
        yield from _some(chance, QUESTIONS, 0.6)
        yield chance.choice(BOOKINGS)
    elif kind == "after":
        yield chance.choice(AFTER)
    elif kind == "dates":
        yield chance.choice(DATES)
    elif kind == "person":
        yield from _some(chance, QUESTIONS, 0.6)
        yield chance.choice(PERSONS)
    elif kind == "odd":
        yield from chance.sample(ODD, 3)
    else:
        yield chance.choice(URGENT)
    if chance.random() < 0.25 and kind != "urgent":
        yield chance.choice(THANKS)


def _some(chance: random.Random, among: Sequence[str], likely: float) -> Iterator[str]:
    if chance.random() < likely:
        yield chance.choice(among)
