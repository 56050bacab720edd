"""The last steps of reading: what follows from two readings together, and one finding where a text says one thing twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.reading.attributes import problem
from bot.reading.findings import Finding

_DAILY: Final = frozenset({"daily", "weekly", "regular"})
_ON_THE_HEAD: Final = frozenset({"scalp", "nape", "hairline", "forehead", "temple"})
_ELSEWHERE: Final = frozenset({"elsewhere", "chest", "ear", "face"})
_HEALED_STATES: Final = frozenset({"healed", "clear"})
_CHANGES: Final = frozenset({"changed", "progressing", "new"})


def refined(findings: Sequence[Finding], *, after: bool) -> list[Finding]:
    """Findings put right by what else is known of them. after: there was a session."""
    kept = _fever_of_illness([changed for finding in findings if (changed := _refined(finding)) is not None])
    kept = _together(kept)
    return _after_session(kept) if after else kept


def merged(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """One finding for each thing that is said, with all its attributes, in the order of the text."""
    result: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        place = next((number for number, other in enumerate(result) if _same(other, finding)), None)
        if place is None:
            result.append(finding)
        else:
            result[place] = _joined(result[place], finding)
    return tuple(result)


def _together(findings: list[Finding]) -> list[Finding]:
    """What one finding says about another of the same person."""
    present = {finding.concept for finding in findings if finding.counts}
    covered = any(f.concept == "scalp_scar" and f.attributes.get("cover") == "yes" for f in findings)
    pressures = [f for f in findings if f.concept == "hypertension" and not f.negated]
    awaiting = any(f.concept == "skin_cancer" and "awaiting_result" in f.attributes for f in findings)
    wounds = [
        f for f in findings if f.concept in _LEAVES_A_SCAR and f.when and f.temporality == "past" and f.counts
    ]
    raised = [f for f in findings if f.concept == "hypertrophic_scar" and not f.negated]
    result = []
    for finding in findings:
        said = finding.attributes
        if finding.concept == "nsaid" and said.get("drug") == "aspirin" and finding.temporality == "current":
            if (
                {"heart_disease", "antiplatelet"} & present
                and "one_off" not in said.values()
                and finding.counts
            ):
                finding = _with(finding, "antiplatelet")
        elif (pressures == [finding] and _fine_pressure(finding)) or (
            finding.concept == "hair_dye_recent" and "ppd_hair_dye_allergy" in present and not finding.when
        ):
            continue
        elif (
            finding.concept == "skin_cancer"
            and awaiting
            and finding.temporality == "past"
            and not finding.ended
        ):
            finding = replace(finding, temporality="current")
        elif finding.concept == "skin_cancer" and covered:
            finding = _with(finding, cover="yes")
        elif finding.concept == "scalp_scar" and wounds and not finding.when and finding.counts:
            wound = wounds[-1]
            finding = replace(finding, when=wound.when, when_from=wound.when_from, when_to=wound.when_to)
            if wound.concept == "skin_cancer":
                finding = _with(finding, cause="cancer")
        elif finding.concept == "scalp_scar" and "skin_cancer" in present and "cause" not in said:
            finding = _with(finding, cause="cancer")
        elif finding.concept == "scalp_scar" and any(
            f.start <= finding.end and finding.start <= f.end + 1 for f in raised
        ):
            continue
        result.append(finding)
    return result


def _fine_pressure(finding: Finding) -> bool:
    """ "BP fine": no high blood pressure at all, unless a treatment is said to keep it so."""
    said = finding.attributes
    bare = finding.text.lower() in {"bp", "blood pressure", "my bp", "my blood pressure"}
    return (
        bare
        and said.get("state") == "controlled"
        and not {"drug", "on_treatment", "blood_pressure"} & set(said)
    )


_LEAVES_A_SCAR: Final = frozenset({"open_wound", "hair_transplant_past", "skin_cancer"})
"""A scar is as old as what left it, if no other age is said."""


def _fever_of_illness(findings: list[Finding]) -> list[Finding]:
    """ "tummy bug, no fever": the fever is a fact of the illness, not an illness denied."""
    ill = [finding for finding in findings if finding.concept == "acute_illness" and not finding.negated]
    denied = [
        f
        for f in findings
        if f.concept == "acute_illness" and f.negated and f.attributes.get("kind") == "fever"
    ]
    if not ill or not denied:
        return findings
    return [
        _with(finding, fever="no") if finding in ill else finding
        for finding in findings
        if finding not in denied
    ]


def _refined(finding: Finding) -> Finding | None:
    for rule in _RULES:
        changed = rule(finding)
        if changed is None:
            return None
        finding = changed
    return finding


def _with(finding: Finding, concept: str | None = None, **said: str) -> Finding:
    """The finding with more attributes, or as another concept, which keeps no kind that it does not know."""
    name = concept or finding.concept
    kept = {
        key: value
        for key, value in finding.attributes.items()
        if key != "kind" or not problem(name, key, value)
    }
    return replace(finding, concept=name, attributes=MappingProxyType({**kept, **said}))


def _transplant_to_come(finding: Finding) -> Finding | None:
    if finding.concept == "hair_transplant_past" and finding.temporality == "planned":
        return _with(finding, "hair_transplant_planned")
    return finding


def _changed_mole(finding: Finding) -> Finding | None:
    if finding.concept != "mole_birthmark" or finding.negated:
        return finding
    said = finding.attributes
    changed = said.get("state") in _CHANGES or "yes" in (
        said.get("growing"),
        said.get("bleeding"),
        said.get("itchy"),
    )
    return _with(finding, "suspicious_mole", state="changed") if changed else finding


def _raised_scar(finding: Finding) -> Finding | None:
    """A raised scar of the head is more than a scar; a flat one elsewhere is nothing to us."""
    flat = finding.attributes.get("shape") == "flat" and finding.temporality != "past"
    if finding.concept == "hypertrophic_scar" and flat:
        return _with(finding, "scalp_scar")
    if finding.concept != "scalp_scar":
        return finding
    if finding.attributes.get("shape") == "raised" or finding.attributes.get("growing") == "yes":
        return _with(finding, "hypertrophic_scar", site="scalp")
    head = any(
        word in finding.text.lower() for word in ("scalp", "head", "crown", "strip", "fut", "fue", "donor")
    )
    return None if finding.attributes.get("site") in _ELSEWHERE and not head else finding


def _daily_aspirin(finding: Finding) -> Finding | None:
    said = finding.attributes
    if finding.concept == "nsaid" and said.get("drug") == "aspirin":
        dose = said.get("dose", "").startswith(("75", "81", "100"))
        if said.get("prescribed") == "yes" or said.get("frequency") in _DAILY or dose:
            return _with(finding, "antiplatelet")
    return finding


def _route(finding: Finding) -> Finding | None:
    """A foam is rubbed in and a tablet swallowed, even if nobody says so."""
    form = finding.attributes.get("form")
    if form and "route" not in finding.attributes:
        route = {"tablet": "oral", "injection": "injection"}.get(form, "topical")
        return _with(finding, route=route)
    return finding


def _scalp(finding: Finding) -> Finding | None:
    """Psoriasis "on my scalp" affects the scalp; "only on my elbows" does not."""
    said = finding.attributes
    if (
        "scalp" in said
        or finding.concept not in {"psoriasis", "eczema", "vitiligo", "lupus"}
        or finding.negated
    ):
        return finding
    if said.get("site") in {"scalp", "nape", "hairline"}:
        return _with(finding, scalp="past" if finding.temporality == "past" or _quiet(said) else "yes")
    if said.get("site_only") == "yes" and said.get("site"):
        return _with(finding, scalp="no")
    return finding


def _quiet(said: Mapping[str, str]) -> bool:
    return said.get("state") in {"clear", "healed", "remission"}


def _over_if_healed(finding: Finding) -> Finding | None:
    """An infection or a sunburn that has healed is over, whatever tense it is told in."""
    if (
        finding.concept in _HEALING
        and finding.attributes.get("state") in _HEALED_STATES
        and not finding.negated
    ):
        return replace(finding, temporality="past", ended=True)
    return finding


def _there_still(finding: Finding) -> Finding | None:
    """ "burnt on Sunday, still peeling": the day was past, the burn is not."""
    said = finding.attributes
    signs = (said.get("still"), said.get("spreading"), said.get("hot"))
    active = said.get("state") in {"active", "flaring", "unhealed"} or "yes" in signs
    if finding.concept in _EPISODES and finding.temporality == "past" and active and not finding.ended:
        return replace(finding, temporality="current")
    return finding


_HEALING: Final = frozenset(
    "skin_infection herpes_shingles open_wound sunburn acute_illness warts_molluscum".split()
)
_EPISODES: Final = frozenset(
    """skin_infection herpes_shingles open_wound sunburn acute_illness folliculitis active_acne_scalp warts_molluscum
    telogen_effluvium""".split()
)


def _spreading_redness(finding: Finding) -> Finding | None:
    said = finding.attributes
    if finding.concept == "ps_normal_redness" and said.get("spreading") == "yes":
        return _with(finding, "ps_spreading_redness")
    return finding


def _without_site_words(finding: Finding) -> Finding | None:
    """`site_only` says nothing without a site."""
    if finding.attributes.get("site_only") and not finding.attributes.get("site"):
        rest = {name: value for name, value in finding.attributes.items() if name != "site_only"}
        return replace(finding, attributes=MappingProxyType(rest))
    return finding


_RULES: Final[tuple[Callable[[Finding], Finding | None], ...]] = (
    _transplant_to_come,
    _changed_mole,
    _raised_scar,
    _daily_aspirin,
    _route,
    _without_site_words,
    _scalp,
    _over_if_healed,
    _there_still,
    _spreading_redness,
)


def _after_session(findings: list[Finding]) -> list[Finding]:
    kept = [
        _growing_scar(f)
        for f in findings
        if not (f.concept == "acute_illness" and f.temporality == "current")
    ]
    kept = [
        f
        for f in kept
        if not (f.concept == "ps_worsening_pain" and f.negated and f.text.lower() in _ANY_PAIN)
    ]
    return _without_weaker(_pus_of_scabs(kept))


_ANY_PAIN: Final = frozenset({"pain", "pains", "painful", "hurts", "hurting", "aches"})
"""Denied, these say that nothing hurts, not that a pain does not grow."""


def _growing_scar(finding: Finding) -> Finding:
    growing = finding.attributes.get("growing") == "yes"
    if (
        finding.concept == "hypertrophic_scar"
        and growing
        and finding.counts
        and finding.temporality == "current"
    ):
        return _with(finding, "ps_keloid_forming")
    return finding


def _pus_of_scabs(findings: list[Finding]) -> list[Finding]:
    """Scabs that are wet or yellow are no mere scabs; a crust with pus in it is no other finding."""
    result = []
    pus = any(finding.concept == "ps_pus" and not finding.negated for finding in findings)
    for finding in findings:
        said = finding.attributes
        if finding.concept == "ps_normal_scabs" and not finding.negated:
            if pus and finding.text.lower().startswith("crust"):
                continue
            if not pus and {"wet", "yellow"} & set(said):
                result.append(_with(finding, "ps_pus"))
        bare = finding.concept == "ps_normal_fading" and finding.text.lower() in {"fading", "fades", "faded"}
        if bare and any(other.concept == "ps_normal_redness" for other in findings):
            continue
        result.append(finding)
    return result


_WEAKER: Final = {
    "ps_normal_redness": {"ps_spreading_redness", "ps_allergic_rash", "ps_eye"},
    "ps_mild_swelling": {"ps_severe_swelling", "ps_anaphylaxis"},
    "ps_normal_tightness": {"ps_worsening_pain", "ps_la_toxicity"},
    "ps_late_bumps": {"ps_pus", "ps_allergic_rash"},
    "ps_normal_itch": {"ps_allergic_rash"},
}


def _without_weaker(findings: list[Finding]) -> list[Finding]:
    """Swelling that is severe is not also mild; each symptom is said once, at its worst."""
    present = {finding.concept for finding in findings if not finding.negated}
    return [
        finding
        for finding in findings
        if finding.negated or not (_WEAKER.get(finding.concept, set()) & present)
    ]


_DONE_ON_A_DAY: Final = frozenset(
    """recent_vaccination botox filler laser_recent prp microneedling hair_transplant_past hair_dye_recent
    alcohol_recent prior_smp""".split()
)


def _named_again(one: Finding, other: Finding) -> bool:
    """ "lip filler last week (Juvederm)": the second naming adds a name and no new event."""
    same = (one.concept, one.negated, one.experiencer) == (other.concept, other.negated, other.experiencer)
    bare = other.temporality == "current" and other.when is None
    return (
        same
        and one.concept in _DONE_ON_A_DAY
        and one.temporality != "current"
        and bare
        and other.start - one.end <= 60
    )


def _same(one: Finding, other: Finding) -> bool:
    if _named_again(one, other):
        return True
    if (one.concept, one.negated, one.experiencer) != (other.concept, other.negated, other.experiencer):
        return False
    if one.temporality != other.temporality or one.ended != other.ended:
        return False
    if one.when and other.when and one.when != other.when and one.concept != "epilepsy":
        return False
    names = ("kind", "allergen") if one.concept in _ONE_ILLNESS else ("drug", "kind", "allergen")
    return one.concept in _ONE_KIND or all(
        None in (one.attributes.get(name), other.attributes.get(name))
        or one.attributes.get(name) == other.attributes.get(name)
        for name in names
    )


_ONE_ILLNESS: Final = frozenset({"diabetes", "hypertension", "epilepsy", "lupus", "thyroid_disease"})
"""One illness however many medicines are named for it."""
_ONE_KIND: Final = frozenset(
    {"acute_illness", "open_wound", "scalp_scar", "emergency_symptom", "androgenetic_alopecia"}
)


def _joined(one: Finding, other: Finding) -> Finding:
    timed = one if one.when and not (other.when and "last_seizure" in other.attributes) else other
    attributes = {**one.attributes, **other.attributes}
    if "general" in attributes and not ("general" in one.attributes and "general" in other.attributes):
        del attributes["general"]
    return replace(
        one,
        uncertain=one.uncertain and other.uncertain,
        when=timed.when,
        when_from=timed.when_from,
        when_to=timed.when_to,
        started=one.started or other.started,
        attributes=MappingProxyType(attributes),
    )
