"""The kinds of topic: what is answered, what is done, what is only polite. Ids are also Rasa's intents."""

from __future__ import annotations

SOCIAL = frozenset({"greet", "goodbye", "thanks", "affirm", "deny", "bot_challenge", "stop"})
TASKS = frozenset(
    {
        "request_quote",
        "check_eligibility",
        "report_symptom",
        "plan_dates",
        "book_consultation",
        "talk_to_human",
        "privacy",
    }
)
OUT_OF_SCOPE = "out_of_scope"
COURTESIES = frozenset({"greet", "goodbye", "thanks", "affirm", "deny"})
"""Said beside a question ("hi, thanks, does it hurt?") these ask for nothing of their own."""
