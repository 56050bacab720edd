"""The closed vocabulary of what a finding can carry besides its concept.

Each name stands for a column of the rule tables 1.1 to 1.5 and 2.1 of clinical.md: whatever a rule
branches on can be said here. An attribute is there only if the text says it; its absence means "not said", never "no".
`ALLOWED[name]` is the set of values, or the form of an open value. The lexicon and the reader are checked
against it when they are loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

YES_NO: Final = frozenset({"yes", "no"})
_YES: Final = frozenset({"yes"})
_DURATION: Final = re.compile(r"[-+]?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T\d+H)?")
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_WORDS: Final = re.compile(r"[a-z0-9][a-z0-9 '/_.%-]*")

SITES: Final = frozenset(
    {"scalp", "nape", "hairline", "forehead", "temple", "face", "eyes", "ear", "chest", "elsewhere"}
)
"""Where on the body. `scalp` is the head where hair grows, also "treatment area", "bald patch", "crown";
`face` is also cheeks, eyebrows, lips; `elsewhere` any other place (arms, elbows, back, shoulder, leg)."""

STATES: Final = frozenset(
    {
        "active",  # there now, inflamed, red, sore, new spots, still on the skin
        "flaring",  # a flare or bad spell now
        "clear",  # nothing to see now, quiet, in remission of a skin or immune disease
        "controlled",  # treated and stable, in range, managed
        "uncontrolled",  # high most days, not under control, not taking the medicine
        "stable",  # has not changed
        "progressing",  # growing, spreading, new patches, fast loss, getting worse
        "healed",  # a wound, infection or scar that has closed
        "unhealed",  # does not heal, keeps opening
        "remission",  # cancer, sarcoidosis
        "recovering",  # in recovery, getting better but not over
        "unchanged",  # a mole that has always been the same
        "changed",  # a mole that grew, darkened, bleeds, itches
        "new",  # appeared or diagnosed recently
    }
)

ALLOWED: Final[Mapping[str, frozenset[str] | re.Pattern[str]]] = {
    # -- how it was said
    # about people in general ("can people with eczema get it?"); not a statement about anybody
    "general": _YES,
    # said inside a question about oneself ("can I have it with psoriasis?"); counts as present
    "asked": _YES,
    # the right one of a correction ("sorry, I meant Roaccutane"): replaces what was said before
    "correction": _YES,
    # the slip of a correction ("not Rogaine"): comes negated, drop it wherever it was noted
    "corrected": _YES,
    # the time said cannot be right: no such day, or an ending in the future; ask again
    "date_problem": frozenset({"no_such_day", "in_the_future"}),
    "diagnosed": YES_NO,  # a professional named it / the writer says that nobody has looked at it yet
    "cleared_by": frozenset({"doctor", "dermatologist", "specialist"}),  # who already agreed to SMP
    # -- where, how many, how bad, how it looks
    "site": SITES,  # the site said nearest; if several are said the one nearest the scalp
    # is or was the scalp affected: yes now; no, not now; never; past, was affected and is clear now
    "scalp": frozenset({"yes", "no", "never", "past"}),
    "site_only": _YES,  # only there ("just on my elbows")
    "count": frozenset({"one", "several"}),
    "severity": frozenset({"mild", "severe"}),
    "state": STATES,
    # since when the state holds ("clear since March", "stable for two years"): latest first day that the words allow
    "state_since": re.compile(r"\d{4}-\d\d-\d\d"),
    "shape": frozenset({"raised", "flat"}),  # scars
    "growing": YES_NO,  # scars, moles, keloids: still getting bigger
    "pale": _YES,  # scars
    "recurrent": _YES,  # keeps coming back
    "leaves_scars": YES_NO,  # folliculitis that leaves bald patches or lumps
    "childhood": _YES,  # only as a child
    "cover": _YES,  # wants this mole, birthmark or scar covered
    # -- what it comes from or is called
    "kind": _WORDS,  # sub-kind, lower case with underscores; the kinds are listed in KINDS
    "cause": frozenset(
        {
            "trivial",
            "surgery",
            "transplant",
            "injury",
            "burn",
            "piercing",
            "tattoo",
            "acne",
            "cancer",
            "childbirth",
            "illness",
            "stress",
            "medicine",
            "unknown",
        }
    ),  # of a scar, a keloid, shedding, an anaemia
    "for": _WORDS,  # concept id or words: what a medicine is taken for
    # of seizures or faints
    "trigger": frozenset({"pain", "stress", "light", "sleep", "alcohol", "none"}),
    # -- medicines
    "drug": _WORDS,  # generic name in lower case ("apixaban" for Eliquis)
    "route": frozenset({"topical", "oral", "injection"}),
    "form": frozenset(
        {"foam", "liquid", "cream", "shampoo", "tablet", "injection"}
    ),  # as said; `route` follows from it
    "prescribed": frozenset({"yes", "no", "one_off"}),  # by a doctor / shop-bought / a single dose
    "frequency": frozenset({"daily", "weekly", "occasional", "regular", "one_off"}),
    "dose": _WORDS,  # "75mg"
    "duration": _DURATION,  # how long it has been used or has lasted, unsigned
    "long_term": _YES,  # long-term low dose ("doxycycline for my rosacea, months now")
    # cancer, autoimmune disease, hair pulling, alopecia: under treatment or care now
    "on_treatment": YES_NO,
    "on_immune_medicine": YES_NO,  # autoimmune disease, lupus, psoriasis
    # -- figures
    "age": _NUMBER,  # years, only under_18
    "turns_18": re.compile(
        r"\d{4}-\d\d-\d\d"
    ),  # under_18: first day of being 18, latest that the words allow
    "hba1c": re.compile(r"\d+(\.\d+)?( %| mmol/mol)"),  # "7.5 %", "58 mmol/mol"
    "glucose": _NUMBER,  # mmol/L
    "blood_pressure": re.compile(r"\d{2,3}/\d{2,3}"),  # mmHg
    "cd4": _NUMBER,  # cells per microlitre
    "weeks_pregnant": _NUMBER,
    "number": _NUMBER,  # smp_session: 1 for the first one, 2 for the second ...
    "until": re.compile(
        r"\d{4}-\d\d-\d\d"
    ),  # last day of something that goes on ("finish antibiotics on Friday")
    "due": re.compile(r"\d{4}-\d\d-\d\d"),  # pregnancy: latest day of the due date said
    "fever_value": _NUMBER,  # degrees Celsius
    "day": _NUMBER,  # days since the session that the symptom is said to be at
    "last_seizure": re.compile(
        r"-P.*|P0D|\d{4}(-\d\d){0,2}|age \d+|never|[a-z].*"
    ),  # same forms as Finding.when
    # alopecia areata: last steroid injection into the scalp, same forms as Finding.when
    "last_injection": re.compile(r"-P.*|P0D|\d{4}(-\d\d){0,2}|[a-z].*"),
    # -- general health
    "heals": frozenset({"well", "slow"}),  # diabetes: how cuts heal
    "ulcer": YES_NO,  # diabetes
    "counts": frozenset({"normal", "low"}),  # blood counts: bleeding disorder, anaemia, chemotherapy
    "plan": YES_NO,  # bleeding disorder: has a treatment plan from the centre
    "specialist": YES_NO,  # is looked after by a specialist
    "symptoms": YES_NO,  # anaemia: dizzy or breathless; hiv, hepatitis, vaccination: unwell
    "cause_known": YES_NO,  # anaemia, shedding, hair loss
    "detectable": YES_NO,  # hiv viral load
    "cured": YES_NO,  # hepatitis
    "tested": frozenset({"negative", "positive"}),
    "jaundice": YES_NO,
    "cirrhosis": YES_NO,
    "in_skin": YES_NO,  # sarcoidosis
    "in_eyes": YES_NO,  # sarcoidosis
    "tattoo_lumps": YES_NO,  # sarcoidosis
    "ivf": _YES,
    "could_be_pregnant": YES_NO,
    "planning_to_breastfeed": YES_NO,
    "fever": YES_NO,  # acute illness, infection, vaccination
    "spreading": YES_NO,  # infection, redness, hair loss
    "hot": YES_NO,
    "regrowth": YES_NO,  # alopecia, telogen effluvium
    "painful": YES_NO,
    "itchy": YES_NO,
    "bleeding": YES_NO,  # mole, liver or kidney disease
    "awaiting_result": _YES,  # skin cancer: biopsy or result outstanding
    "on_checkups": YES_NO,  # cancer
    "fast": YES_NO,  # hair loss: fast progression
    "still": YES_NO,  # hair pulling, breastfeeding, sunburn: still going on
    # -- allergy
    "allergen": frozenset(
        {
            "nickel",
            "cobalt",
            "chromium",
            "iron_oxide",
            "ink",
            "jewellery",
            "ppd",
            "henna",
            "anaesthetic",
            "latex",
            "antiseptic",
            "food",
            "sting",
            "medicine",
            "plaster",
            "unknown",
        }
    ),
    "reaction": frozenset(
        {
            "rash",
            "swelling",
            "breathing",
            "collapse",
            "blisters",
            "anaphylaxis",
            "granuloma",
            "itch",
            "unknown",
        }
    ),
    "epipen": YES_NO,
    "colour": frozenset({"black", "red", "other"}),  # pigment that reacted
    "lasting": YES_NO,  # a tattoo reaction: lasting or brief
    # -- expectations
    "extent": frozenset({"thinning", "bald"}),  # hair on top
    "hairline_intact": YES_NO,
    "willing_to_crop": YES_NO,
    "wish": frozenset(
        {"regrow", "long_hair", "real_hair", "permanent", "perfect"}
    ),  # unrealistic expectations
    # -- exposures
    "before_session": _DURATION,  # alcohol, painkillers: how long before the session
    "substance": frozenset({"alcohol", "cannabis", "cocaine", "other"}),
    # -- after a session
    "worsening": YES_NO,  # worse each day / getting better
    "speed": frozenset({"hours", "days"}),  # how fast redness spreads
    "heavy": YES_NO,  # bleeding
    "stops": YES_NO,  # bleeding: stops with pressure
    "wet": _YES,  # scabs
    "yellow": _YES,  # scabs
    "picked": _YES,  # scabs
    "intense": _YES,  # itch, pain
    "streaks": _YES,  # red lines
    "side": frozenset({"one", "both"}),  # eyes
    "sudden": _YES,  # loss of sight, swelling
    "after_numbing": _YES,  # began with the numbing cream
    "minutes": _NUMBER,  # bleeding: minutes of firm pressure
}

KINDS: Final[Mapping[str, frozenset[str]]] = {
    "alopecia_areata": frozenset({"patchy", "totalis", "universalis"}),
    "anaemia": frozenset({"iron", "sickle_cell", "b12"}),
    "autoimmune_disease": frozenset(
        {
            "rheumatoid",
            "crohns",
            "colitis",
            "ms",
            "behcets",
            "coeliac",
            "scleroderma",
            "sjogrens",
            "ankylosing",
            "other",
        }
    ),
    "bleeding_disorder": frozenset(
        {"haemophilia", "von_willebrand", "low_platelets", "itp", "easy_bleeding", "other"}
    ),
    "cicatricial_alopecia": frozenset({"lpp", "ffa", "ccca", "discoid_lupus", "other"}),
    "diabetes": frozenset({"type_1", "type_2", "gestational", "pre"}),
    "endocarditis_risk": frozenset(
        {"mechanical_valve", "artificial_valve", "past_endocarditis", "congenital"}
    ),
    "hair_transplant_past": frozenset({"fue", "fut", "plugs"}),
    "hair_transplant_planned": frozenset({"fue", "fut", "plugs"}),
    "heart_disease": frozenset(
        {
            "heart_attack",
            "stent",
            "bypass",
            "angina",
            "atrial_fibrillation",
            "heart_failure",
            "arrhythmia",
            "valve",
            "other",
        }
    ),
    "hepatitis": frozenset({"a", "b", "c"}),
    "herpes_shingles": frozenset({"cold_sore", "herpes", "shingles"}),
    "immunosuppression": frozenset(
        {"organ_transplant", "neutropenia", "biologic", "medicine", "weak_immunity"}
    ),
    "laser_recent": frozenset({"tattoo_removal", "hair_removal", "resurfacing", "low_level"}),
    "liver_kidney_disease": frozenset({"dialysis", "kidney", "liver", "cirrhosis"}),
    "lupus": frozenset({"sle", "discoid"}),
    "mole_birthmark": frozenset({"mole", "birthmark", "freckle"}),
    "open_wound": frozenset({"cut", "sore", "stitches", "burn"}),
    "pacemaker_icd": frozenset({"pacemaker", "icd"}),
    "scalp_scar": frozenset({"strip", "fue", "surgery", "burn", "injury"}),
    "scarring_folliculitis": frozenset({"akn", "dissecting_cellulitis", "decalvans", "other"}),
    "skin_cancer": frozenset({"melanoma", "bcc", "scc", "actinic_keratosis", "other"}),
    "skin_infection": frozenset({"boil", "impetigo", "ringworm", "mrsa", "cellulitis", "lice", "other"}),
    "thyroid_disease": frozenset({"underactive", "overactive", "other"}),
    "acute_illness": frozenset({"cold", "flu", "covid", "fever", "stomach", "other"}),
    "recent_vaccination": frozenset({"flu", "covid", "other"}),
    "prior_smp": frozenset({"blue", "blurred", "faded", "bad"}),
    "anaphylaxis_history": frozenset({"food", "sting", "medicine", "unknown"}),
}
"""Values of `kind`, by concept. A concept that is not here has no `kind`."""


def problem(concept: str, name: str, value: str) -> str | None:
    """What is wrong with an attribute, in words for whoever edits the lexicon; None if it is allowed."""
    allowed = ALLOWED.get(name)
    if allowed is None:
        return f"unknown attribute '{name}'; allowed are {', '.join(sorted(ALLOWED))}."
    if name == "kind":
        kinds = KINDS.get(concept, frozenset())
        if value not in kinds:
            return f"'{value}' is no kind of {concept}; allowed are {', '.join(sorted(kinds)) or 'none'}."
        return None
    if isinstance(allowed, frozenset):
        return (
            None
            if value in allowed
            else f"'{value}' is not allowed; allowed are {', '.join(sorted(allowed))}."
        )
    return (
        None
        if allowed.fullmatch(value)
        else f"'{value}' does not have the form of '{name}' ({allowed.pattern})."
    )
