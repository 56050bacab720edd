"""Whether something is, was or will be, and when.

What "had" means depends on what was had: psoriasis that somebody had is past, a keloid that somebody had is still a
tendency, botox that somebody had is an event. The lexicon's `type` says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.reading.analysis import Analysis, Hit
from bot.reading.cues import Cue
from bot.reading.dates import DateMention
from bot.reading.findings import Temporality
from bot.reading.tense import (
    ONCE,
    QUIET,
    first_of,
    has_begun,
    is_no_longer,
    is_removed,
    is_unfinished,
    is_unfinished_course,
    over_cue,
    tense_of,
)


@dataclass(frozen=True)
class Timing:
    """When something is: see the fields of the same names in `Finding`.

    was_denied: "haven't had one for years" denies the present and tells of the past; the denial is used up.
    """

    temporality: Temporality
    ended: bool = False
    when: str | None = None
    when_from: date | None = None
    when_to: date | None = None
    started: date | None = None
    until: date | None = None
    problem: str | None = None
    was_denied: bool = False


SEIZURE_WORDS: Final = frozenset({"fit", "fits", "seizure", "seizures", "siezure", "siezures", "convulsion"})
_DONE_ONCE: Final = frozenset({"hair_transplant_past"})
_LASTING_STATE: Final = frozenset({"for", "since", "length"})


def timing_of(analysis: Analysis, hit: Hit) -> Timing:
    """Reads the tense of everything around `hit` and the times that were bound to it."""
    kind = _type(analysis, hit)
    mood = analysis.mood(hit)
    over = over_cue(analysis, hit)
    if mood.denied and is_no_longer(analysis, hit):
        return _ended(analysis, hit, was_denied=True)
    if mood.denied:
        return _denied(analysis, hit)
    tense = tense_of(analysis, hit)
    if tense is Cue.RETURN:
        return _current(analysis, hit)
    quiet = over is not None and analysis.words[over.first] in QUIET and kind == "condition"
    if quiet and hit.concept != "hepatitis" and not first_of(hit.dates, {"ago", "on"}):
        over = None
    if over is not None and kind != "lasting" and not is_unfinished(analysis, over):
        return _ended(analysis, hit)
    if hit.concept == "mole_birthmark" and is_removed(analysis, hit):
        return _ended(analysis, hit)
    if kind == "lasting" or hit.attributes.get("kind") == "organ_transplant" or hit.concept == "under_18":
        return _current(analysis, hit)
    reason = _reason_for(analysis, hit)
    if reason is not None:
        return timing_of(analysis, reason)
    if _ahead(analysis, hit, tense):
        return _planned(hit)
    return _by_type(analysis, hit, kind, tense)


def _reason_for(analysis: Analysis, hit: Hit) -> Hit | None:
    """The medicine that was taken for an illness: "prednisone for sinusitis in 2020"; both were then."""
    if (
        analysis.types.get(hit.concept) != "episode"
        or "for" not in analysis.words[max(hit.first - 2, 0) : hit.first]
    ):
        return None
    earlier = [other for other in analysis.hits_in(hit.segment) if other.last <= hit.first]
    medicines = [other for other in earlier if analysis.types.get(other.concept) == "medicine"]
    return medicines[-1] if medicines else None


def _type(analysis: Analysis, hit: Hit) -> str:
    return analysis.types.get(hit.concept, "condition")


def _by_type(analysis: Analysis, hit: Hit, kind: str, tense: Cue | None) -> Timing:
    times = _times(hit, kind)
    if hit.concept == "epilepsy" and SEIZURE_WORDS & set(analysis.words[hit.first : hit.last]):
        past = times.past is not None and times.past.kind == "age"
    elif kind == "after":
        past = False
    elif (hit.concept, "recovering") == ("pregnancy", hit.attributes.get("state")) or hit.attributes.get(
        "still"
    ) == "no":
        return _ended(analysis, hit)
    elif tense is Cue.WISH and kind in {"event", "medicine"}:
        return _planned(hit)
    elif kind == "event":
        past = tense in _HAPPENED or times.past is not None or hit.concept in _DONE_ONCE
    elif kind == "medicine":
        past = _medicine_past(analysis, hit, tense, times)
    elif kind == "episode" and times.lasting is None:
        past = _episode_past(analysis, hit, tense, times)
    else:
        past = _condition_past(analysis, hit, tense, times)
    return _past(hit) if past else _current(analysis, hit)


_HAPPENED: Final = frozenset({Cue.WAS, Cue.HAS_BEEN, Cue.OVER})


@dataclass(frozen=True)
class _Times:
    """past: the first time gone by that was said; lasting: the first length of time, of something not yet quiet."""

    past: DateMention | None
    lasting: DateMention | None


def _times(hit: Hit, kind: str) -> _Times:
    # "today" is past for what was done and present for what one has.
    earlier = [dated for dated in hit.dates if kind == "event" or dated.mention.when != "P0D"]
    past = first_of(earlier, {"ago", "vague", "age", "on"})
    lasting = [
        d.mention for d in hit.dates if d.mention.kind in _LASTING_STATE and not _quiet_since(d.mention)
    ]
    return _Times(past.mention if past else None, lasting[0] if lasting else None)


def _medicine_past(analysis: Analysis, hit: Hit, tense: Cue | None, times: _Times) -> bool:
    if hit.concept == "nsaid" and any(dated.mention.when == "P0D" for dated in hit.dates):
        return False
    if hit.concept == "nsaid" and times.past is not None:
        return not _within_days(times.past, analysis.today, _FRESH_DAYS)
    if tense is Cue.WAS:
        return times.lasting is None or times.lasting.kind == "length"
    then = tense is None and times.past is not None and times.past.kind in {"ago", "age"}
    return then and not has_begun(analysis, hit)


def _episode_past(analysis: Analysis, hit: Hit, tense: Cue | None, times: _Times) -> bool:
    if has_begun(analysis, hit):
        return False
    if times.past is not None and hit.concept == "sunburn":
        return not _within_days(times.past, analysis.today, _SUNBURN_LASTS)
    if times.past is not None and tense is None and _within_days(times.past, analysis.today, _FRESH_DAYS):
        return False
    return tense in {Cue.WAS, Cue.HAS_BEEN} or (times.past is not None and tense is not Cue.NOW)


def _condition_past(analysis: Analysis, hit: Hit, tense: Cue | None, times: _Times) -> bool:
    if tense is Cue.WAS and times.lasting is None and not has_begun(analysis, hit):
        return True
    if times.past is None:
        return False
    if hit.concept in ONCE and tense is None and times.past.kind == "ago":
        return True
    return times.past.kind == "age" and tense is not Cue.NOW and not has_begun(analysis, hit)


# -- the kinds of timing


def _current(analysis: Analysis, hit: Hit) -> Timing:
    since = first_of(hit.dates, {"since", "for", "length"})
    dated = first_of(hit.dates, {"ago", "on"})
    if since is not None and not (since.mention.when_from is None and dated is not None):
        mention = since.mention
        return _timed("current", mention, started=mention.when_from or mention.when_to)
    if dated is not None or (hit.dates and has_begun(analysis, hit)):
        mention = (dated or hit.dates[0]).mention
        started = mention.when_from if has_begun(analysis, hit) else None
        return _timed("current", mention, started=started)
    until = first_of(hit.dates, {"until", "ahead"})
    if until is not None:
        return Timing("current", until=until.mention.in_future().when_to)
    return _timed("current", hit.dates[0].mention) if hit.dates else Timing("current")


def _past(hit: Hit) -> Timing:
    if not hit.dates:
        return Timing("past")
    points = [dated for dated in hit.dates if dated.mention.kind not in {"length", "for", "within"}]
    return _timed("past", (points or hit.dates)[0].mention.in_past())


def _planned(hit: Hit) -> Timing:
    ahead = next((dated.mention.in_future() for dated in hit.dates), None)
    return _timed("planned", ahead) if ahead else Timing("planned")


def _ended(analysis: Analysis, hit: Hit, was_denied: bool = False) -> Timing:
    if not hit.dates:
        return Timing("past", ended=True, was_denied=was_denied)
    over = over_cue(analysis, hit)
    after = [dated for dated in hit.dates if over is None or dated.last > over.first]
    mention = (after or hit.dates)[0].mention.in_past()
    problem = "in_the_future" if mention.when_from and mention.when_from > analysis.today else None
    return _timed("past", mention, ended=True, problem=problem, was_denied=was_denied)


def _denied(analysis: Analysis, hit: Hit) -> Timing:
    """ "haven't had botox" is plainly denied; "haven't had botox since March" was had in March."""
    back = first_of(hit.dates, {"since", "for", "ahead"})
    if back is None or (back.mention.kind == "ahead" and back.mention.behind is None):
        return Timing("current")
    mention = back.mention.in_past()
    if hit.concept == "epilepsy" or analysis.types.get(hit.concept) == "lasting":
        return _timed("current", mention, was_denied=True)
    return _timed("past", mention, ended=True, was_denied=True)


def _timed(
    temporality: Temporality,
    mention: DateMention,
    *,
    ended: bool = False,
    started: date | None = None,
    problem: str | None = None,
    was_denied: bool = False,
) -> Timing:
    if mention.kind == "impossible":
        return Timing(temporality, ended=ended, problem="no_such_day", was_denied=was_denied)
    return Timing(
        temporality,
        ended=ended,
        when=mention.when,
        when_from=mention.when_from,
        when_to=mention.when_to,
        started=started,
        problem=problem,
        was_denied=was_denied,
    )


_SUNBURN_LASTS: Final = 14  # days in which a burn that nobody calls healed is still taken to be there


_FRESH_DAYS: Final = 2  # days in which "razor bumps after shaving yesterday" are taken to be there still


def _quiet_since(mention: DateMention) -> bool:
    """ "5 years in remission" is how long it has been over, not how long it has lasted."""
    return any(word in mention.text.lower() for word in ("remission", "clear", "free", "clean", "sober"))


def _within_days(mention: DateMention, today: date, days: int) -> bool:
    return mention.when_from is not None and (today - mention.when_from).days <= days


def _ahead(analysis: Analysis, hit: Hit, tense: Cue | None) -> bool:
    if analysis.types.get(hit.concept) == "after":
        return False
    if tense is Cue.PLAN:
        return not any(dated.mention.kind in {"since", "for"} for dated in hit.dates)
    ahead = first_of(hit.dates, {"ahead"})
    kind = analysis.types.get(hit.concept)
    if kind == "medicine" and tense is Cue.NOW:
        return False
    if ahead is not None and kind in {"event", "medicine"}:
        return not is_unfinished_course(analysis, hit)
    return False
