"""What a date reads as: the day, the weekday and the time of day beside it, and what is to be said about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from storage.records import Precision, Published

if TYPE_CHECKING:
    from pipelines.dates.shapes import Clock, Form
    from pipelines.dates.tokens import Words

_BETWEEN_DATE_AND_TIME = re.compile(r"[,\-()|/.fiTWtecm\[\]]*")
_BETWEEN_DATE_AND_WEEKDAY = re.compile(r"[,\-()fiqT.\[\]]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A date, and what is to be said about it.

    Attributes:
        note: What the words beside it contradict, or what was left unread; empty when nothing was.
    """

    published: Published
    note: str = ""


class Unread(ValueError):  # noqa: N818 - reads as the event it reports
    """A date that cannot be read without guessing.

    Attributes:
        words: What is written.
        reason: Why it is refused.
    """

    def __init__(self, words: str, reason: str) -> None:
        super().__init__(words, reason)
        self.words = words
        self.reason = reason

    def __str__(self) -> str:
        shown = self.words if len(self.words) <= 120 else f"{self.words[:119]}…"
        return f"{shown!r}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date is read against."""

    zone: str
    now: datetime
    context_year: int | None = None
    strict: bool = False
    """A year is taken from nowhere but a weekday or the context."""

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Day:
    """A day that stands in the text, in one calendar or in both."""

    on: date
    forms: tuple[Form, ...]
    note: str = ""

    @property
    def start(self) -> int:
        """Where it starts in the row of words."""
        return self.forms[0].start

    @property
    def end(self) -> int:
        """Where the row of words goes on after it."""
        return self.forms[-1].end

    @property
    def how(self) -> str:
        """The calendars it is written in."""
        return "+".join(sorted({"hijri" if form.hijri else "gregorian" for form in self.forms}, reverse=True))


def weekday_beside(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """Return the weekday that stands beside a date, and where in the row."""
    kinds = words.kinds
    before = kinds.rfind("W", 0, start)
    if before >= 0 and _BETWEEN_DATE_AND_WEEKDAY.fullmatch(kinds, before + 1, start):
        return words.row[before].value, before
    after = kinds.find("W", end)
    if after >= 0 and _BETWEEN_DATE_AND_WEEKDAY.fullmatch(kinds, end, after):
        return words.row[after].value, after
    return None


def reading(words: Words, times: list[Clock], days: list[Day], frame: Frame, how: str = "") -> Reading:
    """Join the day with the weekday and the time of day beside it."""
    notes = [day.note for day in days if day.note][:1]
    day = max(days, key=lambda one: len(beside(words, times, one.start, one.end)) == 1)
    start, end = day.start, day.end
    if weekday := weekday_beside(words, start, end):
        start, end = min(start, weekday[1]), max(end, weekday[1] + 1)
        if weekday[0] != day.on.weekday():
            notes.append(f"the weekday printed beside it, {words.slice(weekday[1], weekday[1] + 1)}, is another day")
    time, trouble = _time_of_day(words, times, days)
    notes += [trouble] if trouble else []
    if time is None:
        published = dated(day.on, Precision.DAY, frame.zone, words.slice(start, end), how or day.how)
        return Reading(published=published, note="; ".join(notes))
    written = words.slice(min(start, time.start), max(end, time.end))
    how = how or _how(words, day, time)
    return Reading(published=_timed(day.on, time, frame.zone, written, how), note="; ".join(notes))


def _time_of_day(words: Words, times: list[Clock], days: list[Day]) -> tuple[Clock | None, str]:
    """Return the one time of day beside the dates, or why none is taken."""
    near = {
        (time.hour, time.minute, time.offset): time for day in days for time in beside(words, times, day.start, day.end)
    }
    if len(near) > 1:
        return None, "several times of day are printed beside it; none is taken"
    time = next(iter(near.values()), None)
    if time and time.flaw:
        written = words.slice(time.start, time.end)
        return None, f"the time printed beside it, {written}, is left out: {time.flaw}"
    return time, ""


def beside(words: Words, times: list[Clock], start: int, end: int) -> list[Clock]:
    """Return the times of day that stand beside a date, or within it."""
    kinds = words.kinds
    return [
        time
        for time in times
        if (time.start >= end and _BETWEEN_DATE_AND_TIME.fullmatch(kinds, end, time.start))
        or (time.end <= start and _BETWEEN_DATE_AND_TIME.fullmatch(kinds, time.end, start))
        or start <= time.start < end
    ]


def _how(words: Words, day: Day, time: Clock) -> str:
    if words.kinds[day.end : time.start] == "t":
        return "iso"
    stated = time.offset is not None and "z" not in words.kinds[time.start : time.end]
    return "rfc822" if stated and day.how == "gregorian" and day.forms[0].named else day.how


def dated(on: date, precision: Precision, zone: str, written: str, how: str) -> Published:
    """Return a date without a time of day: it starts at midnight in its zone."""
    at = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Published(at=at, on=on, precision=precision, zone=zone, words=written, how=how)


def _timed(on: date, time: Clock, zone: str, written: str, how: str) -> Published:
    tz = ZoneInfo(zone) if time.offset is None else timezone(timedelta(minutes=time.offset))
    at = datetime(on.year, on.month, on.day, time.hour, time.minute, time.second, tzinfo=tz)
    stated = zone if time.offset is None else time.zone
    return Published(at=at.astimezone(UTC), on=on, precision=Precision.MINUTE, zone=stated, words=written, how=how)
