"""The dates and times of day that stand in a row of words, as written: nothing is decided here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.dates.tokens import Words

_MONTH = r"(?:G(?:[/(|\-]{0,2}G\)?){0,2}|H)"
_TO_MONTH = r"[f/\-.,(]{0,3}"
_TO_YEAR = r"[f,/\-.()]{0,3}"
_ERA = r"\)?(?:\(?[ecm]\)?)?"
_FORM = re.compile(
    rf"(?P<numbers>n(?P<sign>[/.\-])n(?P=sign)y{_ERA}|y(?P<other>[/.\-])n(?P=other)n(?:[ec](?![a-zA-Z]))?)"
    rf"|(?P<named>[nO]{_TO_MONTH}{_MONTH}{_TO_YEAR}y{_ERA}|{_MONTH}nf?,?y{_ERA})"
    rf"|(?P<backwards>y[\-/,]?{_MONTH}[\-/,]?n(?!:)(?!{_TO_MONTH}[GHy]))"
    rf"|(?P<short>n(?P<third>[/.\-])n(?P=third)n)"
    r"|(?P<kuna>n[\-/]n(?=\(?K))"
    rf"|(?P<yearless>[nO]{_TO_MONTH}{_MONTH}|{_MONTH}n(?!{_TO_MONTH}[GH]))"
    rf"|(?P<month>{_MONTH}{_TO_YEAR}y{_ERA})"
)
_CLOCK = re.compile(r"n:n(?::n(?:[.,][ny#])?)?[smAP]?|Tn[smAP]|n[AP]")
_TWO_DIGITS = re.compile(r"[f,/\-.]{0,2}[n#](?![:AP])(?![f/\-.,]{0,3}[GH/.\-])")
HIJRI_YEARS = range(1343, 1501)
"""The years that ``hijridate`` knows: 1924 to 2077."""


@dataclass(frozen=True, slots=True)
class Form:
    """A date as written.

    Attributes:
        hijri: Whether it counts in Hijri years.
        year: ``None`` where none is written.
        day: ``None`` where month and year alone are written.
        start: Where it starts in the row of words.
        flaw: Why it cannot be read; empty when it can.
        doubtful: It may be no date at all: a flaw counts only where nothing better stands.
        kuna: Day and month of a KUNA dateline.
    """

    hijri: bool
    year: int | None
    month: int
    day: int | None
    start: int
    end: int
    flaw: str = ""
    doubtful: bool = False
    named: bool = True
    kuna: bool = False

    @property
    def full(self) -> bool:
        """Whether it names one day of one year."""
        return self.year is not None and self.day is not None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written.

    Attributes:
        offset: Minutes east of Greenwich; ``None`` where no zone is written.
        zone: The zone as Rasd writes it, such as ``+03:00``.
        start: Where it starts in the row of words.
        flaw: Why it cannot be read; empty when it can.
    """

    hour: int
    minute: int
    second: int
    offset: int | None
    start: int
    end: int
    flaw: str = ""

    @property
    def zone(self) -> str:
        """The offset written, such as ``+03:00``."""
        hours, minutes = divmod(abs(self.offset or 0), 60)
        return f"{'-' if (self.offset or 0) < 0 else '+'}{hours:02}:{minutes:02}"


def clocks(words: Words) -> list[Clock]:
    """Return the times of day, in order."""
    found = [_clock(words, match.start(), match.end()) for match in _CLOCK.finditer(words.kinds)]
    for index, (first, second) in enumerate(pairwise(found)):
        if second.start - first.end == 1 and words.kinds[first.end] in "-r":
            found[index] = replace(first, flaw="a range of times")
            found[index + 1] = replace(second, flaw="a range of times")
    return found


def forms(words: Words, times: list[Clock], *, day_first: bool) -> list[Form]:
    """Return the dates, in order."""
    kinds = without(words.kinds, times)
    found = []
    for match in _FORM.finditer(kinds):
        start, end = match.span()
        if match["numbers"] or match["short"]:
            if not _glued(words, start, end):
                found.append(_of_numbers(words, start, end, day_first=day_first))
        elif match["kuna"]:
            found.append(_of_kuna(words, start, end))
        else:
            form = _of_names(words, start, end)
            if match["yearless"] and _TWO_DIGITS.match(kinds, end):
                form = _flawed(form, "a year of two digits, or a number where the year should stand", end + 1)
            if match["yearless"] and match[0][0] in "GH" and not words.row[start].text.isascii():
                form = _flawed(form, "a month and a number that may be its day or its year", end)
            if match["month"] and start and kinds[:start].rstrip("f")[-1:] in {"n", "#", "O"}:
                form = _flawed(form, "a day before the month that cannot be read", end)
            found.append(form)
    return found


def without(kinds: str, times: list[Clock]) -> str:
    """Return the kinds with the times of day as ``_``."""
    row = list(kinds)
    for time in times:
        row[time.start : time.end] = "_" * (time.end - time.start)
    return "".join(row)


def _flawed(form: Form, flaw: str, end: int) -> Form:
    return replace(form, end=end, flaw=form.flaw or flaw)


def _of_names(words: Words, start: int, end: int) -> Form:
    kinds = words.kinds[start:end]
    at = re.search("[GH]", kinds)
    hijri = "H" in kinds
    named = [word.value for word, kind in zip(words.row[start:end], kinds, strict=True) if kind in "GH"]
    day = re.search("[nO]", kinds)
    year = kinds.find("y")
    flaw = "" if at and len(set(named)) == 1 else "names of two months"
    written = words.row[start + year].value if year >= 0 else None
    if written is not None and hijri != (written in HIJRI_YEARS):
        flaw = f"month and year of two calendars: {written}"
    return Form(hijri, written, named[0], words.row[start + day.start()].value if day else None, start, end, flaw)


def _of_numbers(words: Words, start: int, end: int, *, day_first: bool) -> Form:
    kinds = words.kinds[start:end]
    first, second, third = (words.row[start + index].value for index in (0, 2, 4))
    if kinds[0] == "y":
        year, month, day = first, second, third
    else:
        year = third
        day, month = (first, second) if day_first else (second, first)
    era = kinds[5:].strip("()")
    hijri = year in HIJRI_YEARS
    flaw = ""
    if "y" not in kinds:
        flaw = "a year of two digits"
    elif (era == "e" and not hijri) or (era in {"c", "m"} and hijri):
        flaw = "an era that the year is not of"
    return Form(hijri, year, month, day, start, end, flaw, doubtful="y" not in kinds, named=False)


def _of_kuna(words: Words, start: int, end: int) -> Form:
    """KUNA writes day - month, whatever the page around it does."""
    return Form(False, None, words.row[start + 2].value, words.row[start].value, start, end, named=False, kuna=True)


def _glued(words: Words, start: int, end: int) -> bool:
    """Whether numbers are a part of something longer: an address, a symbol of a document, a version."""
    before = start > 1 and words.kinds[start - 1] in "/.-:_=" and words.joined(start - 1, start)
    if before and words.joined(start - 2, start - 1):
        return True
    after = words.kinds[end : end + 2]
    return (
        len(after) == 2
        and after[0] in "/-."
        and after[1] in "ny#x"
        and words.joined(end - 1, end)
        and words.joined(end, end + 1)
    )


def _clock(words: Words, start: int, end: int) -> Clock:
    kinds = words.kinds[start:end]
    numbers = [word.value for word, kind in zip(words.row[start:end], kinds, strict=True) if kind == "n"]
    hour, minute, second = (*numbers[:3], 0, 0)[:3]
    half = kinds[-1]
    flaw = "" if hour < 24 and minute < 60 and second < 60 else "no time of day"
    if half in "sA":
        flaw = flaw or ("" if hour <= 12 else "before noon, after twelve")
        hour = hour % 12
    elif half in "mP":
        flaw = flaw or ("" if hour else "after noon, at zero")
        hour = hour % 12 + 12
    offset, end, trouble = _offset(words, start, end)
    return Clock(hour, minute, second, offset, start, end, flaw or trouble)


def _offset(words: Words, start: int, end: int) -> tuple[int | None, int, str]:
    """Return the zone that follows a time: minutes, where it ends, and what is wrong with it."""
    kinds = words.kinds
    at = end
    named = re.compile(r"\(?z?\(?Z").match(kinds, at)
    base: int | None = None
    if named:
        at = named.end()
        base = words.row[at - 1].value
    elif kinds[at : at + 2].lstrip("(")[:1] == "z":
        return None, at, "a time zone not known"
    sign = kinds[at : at + 1]
    written = re.compile(r"[+\-](?:n:n|y|n)").match(kinds, at)
    if not written or not words.joined(at, at + 1):
        return base, (at + (kinds[at : at + 1] == ")") if named else end), ""
    if not named and not _is_offset(words, start, end, written[0]):
        return None, end, ""
    numbers = [words.row[index].value for index in range(at + 1, written.end()) if kinds[index] != ":"]
    minutes = numbers[0] * 60 + numbers[1] if len(numbers) > 1 else numbers[0] * 60
    if written[0].endswith("y"):
        minutes = numbers[0] // 100 * 60 + numbers[0] % 100
    trouble = "" if minutes <= 14 * 60 else "no offset from Greenwich"
    return (-minutes if sign == "-" else minutes), written.end(), trouble


def _is_offset(words: Words, start: int, end: int, written: str) -> bool:
    """Tell an offset from the second half of "10:00-12:00", or the year of "14:30 -2024"."""
    if written[1:] == "n":
        return False
    if written[1:] == "y":
        return words.row[end + 1].value <= 1400
    after_t = words.kinds[max(0, start - 1) : start] == "t"
    return written[0] == "+" or after_t or words.kinds[start:end].count(":") > 1
