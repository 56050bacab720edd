"""The topics that must have an answer or a text of their own; their ids are also the assistant's intents.

A clinic may add answers to topics beyond these; it may not leave one of these out.
"""

from __future__ import annotations

FAQ_TOPICS = (
    "what_is_smp",
    "uses",
    "scar_cover",
    "how_it_helps",
    "hair_growth_effect",
    "procedure_steps",
    "consultation",
    "preparation",
    "sessions_count",
    "session_duration",
    "session_spacing",
    "looks_real",
    "gray_hair",
    "pigment_color",
    "safety",
    "pain",
    "anesthetic",
    "permanence",
    "fading",
    "touch_up",
    "removal",
    "results_timeline",
    "cost",
    "cost_turkey",
    "insurance",
    "candidates",
    "practitioner",
    "benefits",
    "risks",
    "allergy_risk",
    "infection_risk",
    "ink_migration",
    "shaving_upkeep",
    "aftercare",
    "aftercare_washing",
    "aftercare_exercise",
    "aftercare_water_heat",
    "aftercare_sun",
    "aftercare_shaving",
    "recovery",
    "combine_treatments",
    "minoxidil",
    "vs_microblading",
    "vs_tattoo",
    "vs_transplant",
)
"""Questions with a general answer."""

TASK_TOPICS = (
    "request_quote",
    "check_eligibility",
    "report_symptom",
    "plan_dates",
    "book_consultation",
    "talk_to_human",
    "privacy",
)
"""Things to be done for one visitor."""

PHRASES = (
    "welcome",
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "bot_challenge",
    "clinic_details",
    "stop",
    "out_of_scope",
    "clarify",
    "clarify_offer_person",
    "source_intro",
    "source_none",
    "waking",
    "not_read",
    "long_message",
    "unanswered_part",
    "rate_limited",
    "urgent_emergency",
    "urgent_allergy",
    "urgent_numbing",
    "urgent_self_harm",
)
"""Texts of courtesy and of the service itself; no topic is answered by them."""
