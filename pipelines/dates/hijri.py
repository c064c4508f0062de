"""Hijri dates by the Umm al-Qura calendar, the civil one of Saudi Arabia."""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Gregorian, Hijri


def day(year: int, month: int, number: int) -> date:
    """Return the Gregorian day of a Hijri one.

    Raises:
        ValueError: There is no such day, or the year is outside 1343-1500.
    """
    try:
        on = Hijri(year, month, number).to_gregorian()
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return date(on.year, on.month, on.day)


def near(year: int, month: int, number: int) -> date:
    """Return what ``day`` does, and for the 30th of a month of 29 days the day after it.

    Printed dates may follow the sighting of the moon: between them and Umm al-Qura lies a day at most.

    Raises:
        ValueError: As ``day``.
    """
    if number == 30:
        return day(year, month, 29) + timedelta(days=1)
    return day(year, month, number)


def years_around(on: date) -> tuple[int, int, int]:
    """Return the Hijri year of a Gregorian day, the one before and the one after."""
    year = Gregorian(on.year, on.month, on.day).to_hijri().year
    return year - 1, year, year + 1
