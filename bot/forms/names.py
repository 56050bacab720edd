"""The forms: their names in Rasa, the slots they keep, the buttons they own and the topics that open them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Form:
    """name: in Rasa. key: of its slots `key` and `key_step`, and of the intent that its own buttons send.

    topics: what opens it when it is asked for.
    """

    name: str
    key: str
    topics: tuple[str, ...]


SCREENING: Final = Form("screening_form", "screening", ("report_symptom", "check_eligibility"))
QUOTE: Final = Form("quote_form", "quote", ("request_quote",))
DATES: Final = Form("dates_form", "dates", ("plan_dates",))
BOOKING: Final = Form("booking_form", "booking", ("book_consultation",))

FORMS: Final = (SCREENING, QUOTE, DATES, BOOKING)
"""In the order in which they are opened when one message asks for several: health first."""

BY_NAME: Final = {form.name: form for form in FORMS}
BY_TOPIC: Final = {topic: form for form in FORMS for topic in (*form.topics, form.key)}
"""The form that a topic, or the intent of a form's own buttons, belongs to."""
OWN_INTENTS: Final = frozenset(form.key for form in FORMS)
"""Intents that only buttons send."""
