"""What a text says about a concept besides its time: place, state, severity, figures, from the bound details."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.reading.analysis import Analysis, Dated, Detail, Hit

_OPPOSITE: Final = {
    ("state", "flaring"): "clear",
    ("state", "active"): "clear",
    ("state", "clear"): "active",
    ("state", "controlled"): "uncontrolled",
    ("state", "uncontrolled"): "controlled",
    ("state", "healed"): "unhealed",
    ("state", "unhealed"): "healed",
    ("state", "stable"): "progressing",
    ("state", "progressing"): "stable",
    ("state", "changed"): "unchanged",
    ("state", "unchanged"): "changed",
    ("state", "remission"): "active",
    ("shape", "raised"): "flat",
    ("shape", "flat"): "raised",
    ("severity", "severe"): "mild",
    ("prescribed", "yes"): "no",
    ("tested", "positive"): "negative",
    ("heals", "well"): "slow",
    ("heals", "slow"): "well",
    ("counts", "normal"): "low",
}
"""What a denied detail says: "not healed" is unhealed. A denied detail that is not here is dropped."""

_STATE_NAMES: Final = frozenset({"state", "regrowth", "still"})
_SITE_ORDER: Final = (
    "scalp",
    "nape",
    "hairline",
    "forehead",
    "temple",
    "face",
    "eyes",
    "ear",
    "chest",
    "elsewhere",
)
_SITE_BEFORE: Final = frozenset(
    """on in over around at to of behind across near along inside under into onto my his her their the both from upper
    lower left right and or , only just small big lower all""".split()
)
_NOT_A_SITE: Final = frozenset(
    {"done", "shaved", "shave", "tattooed", "micropigmentation", "tattoo", "treatment", "smp"}
)
_SCALP: Final = frozenset({"scalp", "nape", "hairline"})
_NEAR: Final = 5
"""Words between a state and the time since which it holds."""


def attributes_of(analysis: Analysis, hit: Hit) -> dict[str, str]:
    """The attributes that the lexicon gave the hit, and those of its details."""
    gathered: dict[str, str] = {}
    sites: list[str] = []
    hit_denied = analysis.mood(hit)
    for detail in sorted(hit.details, key=lambda detail: (detail.first, detail.first - detail.last)):
        if _covered(detail, hit):
            continue
        value = _said(analysis, detail, hit_denied.denied_at)
        if value is None:
            _denied_site(analysis, detail, gathered)
            continue
        if value == "changed" and hit.concept not in _MOLES:
            continue
        if detail.name == "site":
            if not _is_site(analysis, detail, hit):
                continue
            if analysis.words[detail.last : detail.last + 1] == ("only",):
                gathered["site_only"] = "yes"
            sites.append(value)
            continue
        if detail.name in _STATE_NAMES:
            _note_since(analysis, hit, detail, gathered)
        gathered[detail.name] = _mole_or_not(hit.concept, value) if detail.name == "state" else value
    if gathered.get("scalp") in {"never", "no"}:
        sites = [site for site in sites if site not in _SCALP]
    if sites and hit.concept == "keloid_history" and "count" not in gathered:
        plural = analysis.words[hit.last - 1].endswith("s")
        if plural or len(set(sites)) > 1:
            gathered["count"] = "several"
    if sites:
        gathered["site"] = min(sites, key=_SITE_ORDER.index)
    return {**gathered, **hit.attributes}


def _mole_or_not(concept: str, state: str) -> str:
    """Moles change or stay unchanged, everything else progresses or is stable."""
    moles = {"stable": "unchanged", "progressing": "changed"}
    return (moles if concept in _MOLES else {"unchanged": "stable"}).get(state, state)


_MOLES: Final = frozenset({"mole_birthmark", "suspicious_mole"})


def _covered(detail: Detail, hit: Hit) -> bool:
    """A longer detail of the same name at the same place says it better ("not controlled" over "controlled")."""
    return any(
        other.name == detail.name
        and other.first <= detail.first
        and detail.last <= other.last
        and other.last - other.first > detail.last - detail.first
        for other in hit.details
    )


def _said(analysis: Analysis, detail: Detail, denied_at: int) -> str | None:
    """The value, or its opposite if it alone is denied, or None if nothing is left of it."""
    mood = analysis.moods[detail.first]
    denied = mood.denied and mood.denied_at != denied_at and mood.denied_at < detail.first
    if not denied and _directly_denied(analysis, detail):
        denied = analysis.moods[detail.first].denied_at != denied_at or not mood.denied
    if not denied:
        return detail.value
    if detail.value in {"yes", "no"}:
        return "no" if detail.value == "yes" and _can_be_no(detail.name) else None
    return _OPPOSITE.get((detail.name, detail.value))


def _directly_denied(analysis: Analysis, detail: Detail) -> bool:
    before = analysis.words[max(detail.first - 2, 0) : detail.first]
    return bool(before) and (
        before[-1] in {"not", "never", "no"} or (before[0] == "not" and before[-1] in _ADVERBS)
    )


_ADVERBS: Final = frozenset(
    {"fully", "really", "very", "yet", "that", "properly", "completely", "quite", "so", "all"}
)


def _can_be_no(name: str) -> bool:
    return name in {
        "growing", "itchy", "painful", "bleeding", "spreading", "hot", "fever", "regrowth", "detectable", "cured",
        "symptoms", "jaundice", "cirrhosis", "in_skin", "in_eyes", "ulcer", "on_treatment", "worsening", "heavy",
        "stops", "still", "diagnosed", "on_immune_medicine", "leaves_scars", "fast", "tattoo_lumps", "epipen",
    }  # fmt: skip


def _denied_site(analysis: Analysis, detail: Detail, gathered: dict[str, str]) -> None:
    if detail.name == "site" and detail.value in _SCALP and "scalp" not in gathered:
        never = "never" in analysis.words[max(detail.first - 6, 0) : detail.first]
        gathered["scalp"] = "never" if never else "no"


def _is_site(analysis: Analysis, detail: Detail, hit: Hit) -> bool:
    """ "on my head" and "scalp psoriasis" are sites; "get my head done" is not."""
    words = analysis.words
    following = words[detail.last] if detail.last < len(words) else ""
    if following in _NOT_A_SITE or "for" in words[max(detail.first - 2, 0) : detail.first]:
        return False
    if detail.first < hit.last and detail.last > hit.first:
        return True
    if detail.last == hit.first or detail.first == hit.last:
        return True
    before = words[max(detail.first - 3, 0) : detail.first]
    return (
        bool(set(before) & _SITE_BEFORE)
        or following in {"is", "'s", "only"}
        or detail.first == _segment_first(analysis, detail)
    )


def _segment_first(analysis: Analysis, detail: Detail) -> int:
    return analysis.segments[detail.segment].first


def _note_since(analysis: Analysis, hit: Hit, detail: Detail, gathered: dict[str, str]) -> None:
    """ "clear since March", "no flare in two years": the first day of the state, the latest that it can be."""
    near = [dated for dated in hit.dates if _near(dated, detail)]
    if not near:
        return
    mention = near[0].mention.in_past()
    beside = mention.kind != "length" or any(_gap(dated, detail) <= 1 for dated in near[:1])
    if (
        beside
        and mention.kind in {"for", "since", "ago", "length", "vague", "on", "age"}
        and mention.when_to is not None
    ):
        since: date = mention.when_to
        gathered["state_since"] = min(since, analysis.today).isoformat()


def _near(dated: Dated, detail: Detail) -> bool:
    return _gap(dated, detail) <= _NEAR and abs(dated.segment - detail.segment) <= 1


def _gap(dated: Dated, detail: Detail) -> int:
    return dated.first - detail.last if dated.first >= detail.last else detail.first - dated.last
