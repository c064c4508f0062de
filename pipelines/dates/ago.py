"""Dates told by how long ago they were: "منذ 3 ساعات", "أمس", "2 hours ago"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pipelines.dates.tokens import reads_as

_DAYS = {
    reads_as(word): days
    for days, words in (
        (0, ("اليوم", "هذا اليوم", "today")),
        (1, ("أمس", "الأمس", "يوم أمس", "البارحة", "yesterday")),
        (2, ("أول أمس", "أمس الأول", "أول من أمس")),
    )
    for word in words
}
_UNITS = {
    reads_as(word): unit
    for unit, words in (
        (timedelta(seconds=1), ("ثانية", "ثوان", "ثواني", "second", "seconds", "sec")),
        (timedelta(minutes=1), ("دقيقة", "دقائق", "minute", "minutes", "min", "mins")),
        (timedelta(hours=1), ("ساعة", "ساعات", "hour", "hours", "hr", "hrs")),
        (timedelta(days=1), ("يوم", "يوما", "أيام", "day", "days")),
    )
    for word in words
}
_PAIRS = {
    reads_as(word): unit
    for word, unit in (
        ("دقيقتين", timedelta(minutes=1)),
        ("ساعتين", timedelta(hours=1)),
        ("يومين", timedelta(days=1)),
    )
}
_NUMBERS = {
    reads_as(word): number
    for number, words in enumerate(
        (
            *(("واحد", "واحدة", "a", "an", "one"), ("two",), ("ثلاث", "ثلاثة", "three"), ("أربع", "أربعة", "four")),
            *(("خمس", "خمسة", "five"), ("ست", "ستة", "six"), ("سبع", "سبعة", "seven"), ("ثماني", "ثمانية", "eight")),
            *(("تسع", "تسعة", "nine"), ("عشر", "عشرة", "ten")),
        ),
        1,
    )
    for word in words
}
_LABEL = r"(?:(?:تم |تاريخ )?(?:ال)?نشره?(?:ت)?(?: في| منذ)?|published|posted)\s*:?\s*"
_AGO = re.compile(rf"(?:{_LABEL})?(?:(?:منذ|قبل)\s+(?P<arabic>.+)|(?P<english>.+?)\s+ago)")
_DAY = re.compile(rf"(?:{_LABEL})?(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})")


def span(text: str) -> timedelta | None:
    """Return how long ago the text says, if that is all it says; weeks, months and years are too vague."""
    line = " ".join(reads_as(text).split()).strip(" .,-|")
    if line.startswith("منذ نشر"):
        return None
    told = _AGO.fullmatch(line)
    if told is None:
        return None
    words = (told["arabic"] or told["english"]).split()
    if len(words) == 1:
        return (_PAIRS.get(words[0]) and 2 * _PAIRS[words[0]]) or (None if told["english"] else _UNITS.get(words[0]))
    if len(words) != 2 or words[1] not in _UNITS:
        return None
    number = int(words[0]) if words[0].isdecimal() and len(words[0]) < 4 else _NUMBERS.get(words[0])
    return None if number is None else number * _UNITS[words[1]]


def day(text: str) -> tuple[int, int] | None:
    """Return how many days ago a text that starts with such a day was, and how long that start is, as it reads."""
    line = reads_as(text)
    start = len(line) - len(line.lstrip())
    told = _DAY.match(line, start)
    if told is None or line[told.end() : told.end() + 1].isalpha():
        return None
    return _DAYS[told["day"]], told.end()


def moment(now: datetime, ago: timedelta) -> datetime:
    """Return the moment so long before ``now``, without its seconds."""
    return (now - ago).replace(second=0, microsecond=0)
