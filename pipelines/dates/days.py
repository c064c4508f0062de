"""The full dates of a text: which days they are, each in one calendar or in both."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipelines.dates import hijri
from pipelines.dates.readings import Day, Frame, Unread

if TYPE_CHECKING:
    from pipelines.dates.shapes import Clock, Form
    from pipelines.dates.tokens import Words

FIRST_DAY = date(1990, 1, 1)
"""No site published before; what reads as earlier is another kind of number, or a day the text tells of."""

_BETWEEN_CALENDARS = re.compile(r"[,\-()/|.fiqWec\[\]:=]*")
RANGE_BEFORE = re.compile(r"[nOD]\)?[\-r]{1,3}[fiW]*$")
_RANGE_AFTER = re.compile(r"\)?[r\-]{1,2}[fiW]*D")


def days_written(words: Words, times: list[Clock], found: list[Form], frame: Frame) -> list[Day]:
    """Return the full dates, those of two calendars side by side as one.

    Raises:
        Unread: One of them is flawed, or no day, or out of range.
    """
    kinds = masked(words, times, found)
    days: list[Day] = []
    doubts: list[Unread] = []
    for group in groups(words, found):
        if not any(form.full or (form.flaw and form.year) for form in group):
            continue
        try:
            day = _day(words, group)
        except Unread as unread:
            if not group[0].doubtful:
                raise
            doubts.append(unread)
            continue
        if RANGE_BEFORE.search(kinds[: day.start]) or _RANGE_AFTER.match(kinds, day.end):
            raise Unread(words.slice(day.start, day.end), "a range of days")
        check(day.on, words, (day.start, day.end), frame)
        days.append(day)
    if doubts and not days:
        raise doubts[0]
    return days


def groups(words: Words, found: list[Form]) -> list[tuple[Form, ...]]:
    """Put a Hijri and a Gregorian date that stand side by side together."""
    groups: list[tuple[Form, ...]] = []
    for form in found:
        if groups and len(groups[-1]) == 1 and not form.kuna:
            before = groups[-1][0]
            between = words.kinds[before.end : form.start]
            beside = before.hijri != form.hijri and _BETWEEN_CALENDARS.fullmatch(between)
            if beside and before.day is not None and form.day is not None:
                groups[-1] = (before, form)
                continue
        groups.append((form,))
    return groups


def _day(words: Words, group: tuple[Form, ...]) -> Day:
    if len(group) == 1:
        return Day(on_day(words, group[0]), group)
    gregorian = next(form for form in group if not form.hijri)
    printed = next(form for form in group if form.hijri)
    beside = words.slice(printed.start, printed.end)
    note = f"the Hijri date printed beside it, {beside}, "
    try:
        other = hijri.near(printed.year or 0, printed.month, printed.day or 0) if printed.year else None
    except ValueError:
        other, note = None, note + "is no day"
        if not gregorian.full:
            return Day(on_day(words, printed), group)
        return Day(on_day(words, gregorian), group, note)
    if gregorian.full or gregorian.flaw:
        on = on_day(words, gregorian)
        apart = other is not None and abs(on - other) > timedelta(days=1)
        return Day(on, group, note + "is another day" if apart else "")
    if other is None:
        raise Unread(words.slice(group[0].start, group[-1].end), "no year")
    for on in (other, other - timedelta(days=1), other + timedelta(days=1)):
        if (on.month, on.day) == (gregorian.month, gregorian.day):
            return Day(on, group)
    raise Unread(words.slice(group[0].start, group[-1].end), "the two calendars name different days")


def on_day(words: Words, form: Form) -> date:
    """Return the day a date is; of a month, its first.

    Raises:
        Unread: It is flawed, without a year, or no day.
    """
    if form.flaw:
        raise Unread(words.slice(form.start, form.end), form.flaw)
    if form.year is None:
        raise Unread(words.slice(form.start, form.end), "no year")
    try:
        number = 1 if form.day is None else form.day
        if form.hijri:
            return hijri.day(form.year, form.month, number)
        return date(form.year, form.month, number)
    except ValueError as error:
        raise Unread(words.slice(form.start, form.end), f"no such day: {error}") from error


def check(on: date, words: Words, span: tuple[int, int], frame: Frame) -> None:
    """Refuse a day on which nothing can have been published.

    Raises:
        Unread: It is before 1990 or after tomorrow.
    """
    if not FIRST_DAY <= on <= frame.today + timedelta(days=1):
        raise Unread(words.slice(*span), f"{on} is outside {FIRST_DAY} to tomorrow, {frame.today + timedelta(days=1)}")


def masked(words: Words, times: list[Clock], found: list[Form]) -> str:
    """Return the kinds with times as ``_``, full dates as ``F`` and dates without a year as ``D``."""
    kinds = list(words.kinds)
    spans = [(time.start, time.end, "_") for time in times]
    spans += [(form.start, form.end, "F" if form.full else "D") for form in found]
    for start, end, sign in spans:
        kinds[start:end] = sign * (end - start)
    return "".join(kinds)


def labelled(words: Words, days: list[Day]) -> list[Day]:
    """Of several dates, keep those that are not called the last change, or that are called the publication."""
    if len({day.on for day in days}) == 1:
        return days
    labels = []
    for number, day in enumerate(days):
        since = days[number - 1].end if number else 0
        before = words.kinds[max(since, day.start - 6) : day.start]
        labels.append(max("LU", key=before.rfind) if "L" in before or "U" in before else "")
    published = [day for day, label in zip(days, labels, strict=True) if label == "L"]
    return published or [day for day, label in zip(days, labels, strict=True) if label != "U"] or days
