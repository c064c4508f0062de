"""Deciding which date a text states. Nothing is guessed: what could be two days is refused with its words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipelines.dates import ago, hijri, shapes
from pipelines.dates.days import FIRST_DAY, RANGE_BEFORE, check, days_written, labelled, masked, on_day
from pipelines.dates.readings import Day, Frame, Reading, Unread, dated, reading, weekday_beside
from storage.records import Precision

if TYPE_CHECKING:
    from pipelines.dates.shapes import Clock, Form
    from pipelines.dates.tokens import Words

HALF_A_YEAR = timedelta(days=183)
WORDS_OF_A_LINE = 6
"""Most other words beside a date without a year; with more the day is a part of what the text tells."""

WORDS_OF_A_LABEL = 2
"""Most other words beside one that has neither year nor weekday."""


def read_words(words: Words, frame: Frame, *, day_first: bool) -> Reading:
    """Return the date that a row of words states.

    Raises:
        Unread: As ``read``.
    """
    times = shapes.clocks(words)
    found = shapes.forms(words, times, day_first=day_first)
    full = days_written(words, times, found, frame)
    if not full:
        return _without_year(words, times, found, frame)
    full = labelled(words, full)
    if len({day.on for day in full}) > 1:
        raise Unread(words.text.strip(), f"two different dates: {full[0].on} and {full[-1].on}")
    return reading(words, times, full, frame)


def _without_year(words: Words, times: list[Clock], found: list[Form], frame: Frame) -> Reading:
    written = words.text.strip()
    for form in found:
        if form.flaw and not form.doubtful:
            raise Unread(words.slice(form.start, form.end), form.flaw)
    yearless = [form for form in found if form.year is None and form.day is not None and not form.doubtful]
    months = [form for form in found if form.day is None]
    if yearless:
        if months or len({(form.hijri, form.month, form.day) for form in yearless}) > 1:
            raise Unread(written, "several dates without a year")
        if words.kinds.count("x") > WORDS_OF_A_LINE and not yearless[0].kuna:
            raise Unread(words.slice(yearless[0].start, yearless[0].end), "a day without a year in running text")
        return _year_found(words, times, yearless[0], frame)
    if months:
        return _month(words, months, frame)
    return _relative(words, times, frame)


def _year_found(words: Words, times: list[Clock], form: Form, frame: Frame) -> Reading:
    """Give a day its year: of the context, of the weekday beside it, or of the last half year."""
    written = words.slice(form.start, form.end)
    kinds = masked(words, times, [form])
    if RANGE_BEFORE.search(kinds[: form.start]):
        raise Unread(written, "a range of days")
    weekday = weekday_beside(words, form.start, form.end)
    days = [on for on in _candidates(form, frame) if weekday is None or on.weekday() == weekday[0]]
    note = ""
    if frame.context_year is not None:
        days = [on for on in days if on.year == frame.context_year]
    elif weekday is not None:
        days = [on for on in days if on > frame.today - timedelta(days=2 * 366)]
    elif frame.strict or form.kuna or "K" in words.kinds or words.kinds.count("x") > WORDS_OF_A_LABEL:
        raise Unread(written, "no year")
    else:
        days = [on for on in days if on > frame.today - HALF_A_YEAR]
        note = "no year is printed; the last such day before now"
    if len(days) != 1:
        raise Unread(written, "no year, and not one alone fits")
    check(days[0], words, (form.start, form.end), frame)
    return reading(words, times, [Day(days[0], (form,), note)], frame)


def _candidates(form: Form, frame: Frame) -> list[date]:
    latest = frame.today + timedelta(days=1)
    if frame.context_year is not None and not FIRST_DAY.year <= frame.context_year <= latest.year:
        return []
    around = latest if frame.context_year is None else date(frame.context_year, 7, 1)
    years = hijri.years_around(around) if form.hijri else (around.year - 1, around.year)
    found = []
    for year in years:
        try:
            on = (hijri.day if form.hijri else date)(year, form.month, form.day or 0)
        except ValueError:
            continue
        if on <= latest:
            found.append(on)
    return found


def _month(words: Words, months: list[Form], frame: Frame) -> Reading:
    written = words.slice(months[0].start, months[0].end)
    if len({(form.hijri, form.year, form.month) for form in months}) > 1:
        raise Unread(words.text.strip(), "several months")
    on = on_day(words, months[0])
    check(on, words, (months[0].start, months[0].end), frame)
    how = "hijri" if months[0].hijri else "gregorian"
    return Reading(published=dated(on, Precision.MONTH, frame.zone, written, how))


def _relative(words: Words, times: list[Clock], frame: Frame) -> Reading:
    written = words.text.strip()
    here = frame.now.astimezone(ZoneInfo(frame.zone))
    span = ago.span(words.text)
    if span is not None:
        at = ago.moment(here, span)
        check(at.date(), words, (0, len(words.row)), frame)
        minute = span < timedelta(hours=1)
        precision = Precision.MINUTE if minute else Precision.DAY
        published = dated(at.date(), precision, frame.zone, written, "relative")
        return Reading(published=replace(published, at=at.astimezone(UTC)))
    told = ago.day(words.text)
    if told is None and len(times) == 1 and re.fullmatch(r"[iT,\-]*", words.kinds[: times[0].start]):
        told = 0, 0
    if told is None:
        raise Unread(written, "no date that is known here")
    days, end = told
    left = [kind for word, kind in zip(words.row, words.kinds, strict=True) if word.start >= end]
    rest = "".join(left)
    if times and not times[0].flaw:
        rest = re.sub(r"[iT,\-]*_+", "", masked(words, times, [])[len(words.kinds) - len(left) :])
    if rest.strip(",-.|W()"):
        raise Unread(written, "no date that is known here")
    day = Day(here.date() - timedelta(days=days), (shapes.Form(False, None, 0, None, 0, len(words.row)),))
    return reading(words, times, [day], frame, how="relative")
