"""Reading the dates that releases print: ``read``, ``dateline``, ``parts`` of an address, ``ticks`` of a record.

Nothing is guessed: a date that fits no known form, or two, is refused with its words (``Unread``). No time of day is
invented.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from pipelines.dates import tokens
from pipelines.dates.datelines import Dateline, dateline
from pipelines.dates.days import FIRST_DAY, check, on_day
from pipelines.dates.deciding import read_words
from pipelines.dates.readings import Frame, Reading, Unread, dated
from pipelines.dates.shapes import HIJRI_YEARS, Form
from storage.records import Precision, Published

__all__ = ["Dateline", "Reading", "Unread", "dateline", "parts", "read", "ticks"]

LONGEST_TEXT = 10_000
"""Characters in which a date is looked for; a text of more tells of many days."""

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?:Z|(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>[0-5]\d))",
    re.ASCII,
)
_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
_LAST_DAY = datetime(2100, 1, 1, tzinfo=UTC).date()


def read(text: str, *, zone: str, now: datetime, day_first: bool = True, context_year: int | None = None) -> Reading:
    """Return the date that a text states.

    Args:
        text: The date, or a line or paragraph that holds it.
        zone: IANA zone of times that state none, and of days.
        now: Time of this run, aware.
        day_first: Whether ``3/2/2021`` is the third of February.
        context_year: Gregorian year of a date that states none.

    Raises:
        Unread: It states none, or more than one, or what no calendar has, or a day outside 1990 to tomorrow.
    """
    if len(text) > LONGEST_TEXT:
        raise Unread(text[:LONGEST_TEXT], f"more than {LONGEST_TEXT} characters are no line with a date")
    frame = Frame(zone, now, context_year)
    if moment := _iso(text, frame):
        return moment
    return read_words(tokens.words(text), frame, day_first=day_first)


def parts(y: str | int, m: str | int, d: str | int | None, *, words: str, zone: str, now: datetime) -> Reading:
    """Return the date whose numbers an address holds: a day, or a month where ``d`` is ``None``.

    Args:
        y: Year of four digits, Gregorian or Hijri.
        m: Month, 1 to 12.
        d: Day of the month.
        words: What the address says.
        zone: IANA zone of the day.
        now: Time of this run, aware.

    Raises:
        Unread: They are no day, or one outside 1990 to tomorrow.
    """
    written = [str(number) for number in (y, m, d) if number is not None]
    if len(written[0]) != 4 or not all(number.isdecimal() and len(number) <= 4 for number in written):
        raise Unread(words, "no year of four digits, month and day")
    year, month, *day = (int(number) for number in written)
    hijri = year in HIJRI_YEARS
    form = Form(hijri, year, month, day[0] if day else None, 0, 0)
    try:
        row = tokens.words(words)
        on = on_day(row, form)
        check(on, row, (0, 0), Frame(zone, now))
    except Unread as unread:
        raise Unread(words, unread.reason) from unread
    precision = Precision.DAY if day else Precision.MONTH
    return Reading(published=dated(on, precision, zone, words, "hijri" if hijri else "gregorian"))


def _iso(text: str, frame: Frame) -> Reading | None:
    """Return what a whole ISO 8601 moment reads as; ``None`` leaves it, with all that is odd, to ``read_words``.

    It says the same in 10 µs instead of 50 to 60: elements and linked data state most dates so.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    if offset > timedelta(hours=14):
        return None
    zone = timezone(-offset if match["sign"] == "-" else offset)
    try:
        on = date.fromisoformat(match["day"])
        at = datetime(
            on.year, on.month, on.day, int(match["hour"]), int(match["minute"]), int(match["second"] or 0), tzinfo=zone
        )
    except ValueError:
        return None
    if not FIRST_DAY <= on <= frame.today + timedelta(days=1):
        return None
    written = f"{at:%z}"
    published = Published(
        at=at.astimezone(UTC),
        on=on,
        precision=Precision.MINUTE,
        zone=f"{written[:3]}:{written[3:]}",
        words=text,
        how="iso",
    )
    return Reading(published=published)


def ticks(number: str | int, *, zone: str) -> Reading:
    """Return the day of a .NET tick count: 100 ns since the year 1, taken as UTC.

    Args:
        number: Such as 636872238407460449, which is 2019-03-03 15:30.
        zone: IANA zone in which the day is told.

    Raises:
        Unread: It is no such number, or outside 1990 to 2099.
    """
    written = str(number)
    if not (written.isascii() and written.isdecimal() and len(written) == 18):
        raise Unread(written, "no .NET tick count")
    at = _YEAR_ONE + timedelta(microseconds=int(written) // 10)
    on = at.astimezone(ZoneInfo(zone)).date()
    if not FIRST_DAY <= on < _LAST_DAY:
        raise Unread(written, f"{on} is outside {FIRST_DAY} to {_LAST_DAY}")
    return Reading(published=dated(on, Precision.DAY, zone, written, "ticks"))
