"""Moments on the clock of a time zone: a day with a time, and the hours in which nobody is written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo


@dataclass(frozen=True)
class Quiet:
    """From `start` up to, not including, `end`; over midnight where start is the later one. The same twice: never."""

    start: time
    end: time

    def covers(self, clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """In UTC. A time that the change to summer leaves out is the same stretch after the change."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(timezone.utc)


def allowed_from(at: datetime, zone: tzinfo, quiet: Quiet) -> datetime:
    """`at` itself, or the end of the quiet hours that it falls into; in UTC."""
    local = at.astimezone(zone)
    if not quiet.covers(local.time()):
        return at.astimezone(timezone.utc)
    over_midnight = quiet.start > quiet.end and local.time() >= quiet.start
    day = local.date() + timedelta(days=over_midnight)
    ends = moment(day, quiet.end, zone)
    # An hour that comes twice, when summer ends, can hold the end of the quiet hours twice.
    return ends if ends > at else moment(day, quiet.end.replace(fold=1), zone)
