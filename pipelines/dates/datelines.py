"""Datelines: place and date that head a release, "الرياض 14 شوال 1439 هـ الموافق 28 يونيو 2018 م واس"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.dates import shapes, tokens
from pipelines.dates.days import groups
from pipelines.dates.deciding import read_words
from pipelines.dates.readings import Frame, Reading, Unread, beside, weekday_beside

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.dates.shapes import Clock, Form
    from pipelines.dates.tokens import Words

LONGEST = 200
"""Characters in which a dateline must end."""

_BEFORE = re.compile(r"[xZkK,\-():/\[.]*")
_AGENCY = re.compile(r"[)\],./\-]{0,3}[(/\[]?[kK][)/\]]*[\-:/]*")
_DASH = re.compile(r"[)\]]?(?:\-+|:)")
_END = re.compile(r"[)\]]?(?P<stop>\.?)$")
_WITHOUT_DATE = re.compile(r"[xZ,\-]{1,6}[(/][kK][)/][\-:]+")
_SEPARATORS = re.compile("[\\s\\-‐-―−:،,|/ـ\u200e\u200f]+")
_STARTS_OF_SENTENCES = frozenset(
    tokens.reads_as(word)
    for word in (
        *(
            "أعلن",
            "أعلنت",
            "بدأ",
            "بدأت",
            "انطلق",
            "انطلقت",
            "قال",
            "قالت",
            "أكد",
            "أكدت",
            "عقد",
            "عقدت",
            "شهد",
            "شهدت",
        ),
        *("افتتح", "افتتحت", "التقى", "التقت", "استقبل", "بحث", "بحثت", "وصل", "توفي", "توفيت", "ولد", "ولدت", "تم"),
        *("نظم", "نظمت", "تنظم", "ينظم", "يعقد", "تعقد", "صدرت", "أصدر", "أصدرت", "منذ", "قبل", "بعد", "خلال", "كان"),
        *(
            "كانت",
            "حتى",
            "بين",
            "هذا",
            "هذه",
            "العدد",
            "آخر",
            "المصدر",
            "اليوم",
            "أمس",
            "مساء",
            "صباح",
            "انتهى",
            "انتهت",
        ),
        *("the", "on", "since", "by", "from", "in", "this", "last", "until", "source", "date", "today", "yesterday"),
    )
)
"""Words that start a sentence or a label, never the name of a place."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline that heads a paragraph or is one.

    Attributes:
        place: As printed; ``None`` where none is.
        reading: ``None`` where its date cannot be read, or it has none.
        words: The dateline as printed.
        rest: The paragraph without it; empty when it is a line of its own.
    """

    place: str | None
    reading: Reading | None
    words: str
    rest: str


def dateline(
    paragraph: str, *, zone: str, now: datetime, day_first: bool = True, context_year: int | None = None
) -> Dateline | None:
    """Return the dateline that heads a paragraph, or ``None`` where it has none.

    Running text that names a day is none: the date must follow at most a place, and be followed by an agency, a dash,
    a colon or nothing.

    Args:
        paragraph: The first paragraph of a release, or the line before it.
        zone: IANA zone of days.
        now: Time of this run, aware.
        day_first: Whether ``3/2/2021`` is the third of February.
        context_year: Gregorian year of a date that states none; without it such a date is not read.
    """
    words = tokens.words(paragraph[:LONGEST])
    times = shapes.clocks(words)
    forms = shapes.forms(words, times, day_first=day_first)
    dated = next((group for group in groups(words, forms) if group[0].day is not None), None)
    if dated is None:
        return _without_date(paragraph, words)
    start, end = _extent(words, times, dated)
    close = _close(words, paragraph, start, end, dated)
    if close is None:
        return None
    head = words.slice(0, close)
    frame = Frame(zone, now, context_year, strict=True)
    try:
        reading = read_words(tokens.words(head), frame, day_first=day_first)
    except Unread:
        reading = None
    return _come_apart(paragraph, words, close, _place(words, start), reading)


def _extent(words: Words, times: list[Clock], dated: tuple[Form, ...]) -> tuple[int, int]:
    """Return where the date starts and ends, weekday and time of day included."""
    start, end = dated[0].start, dated[-1].end
    if weekday := weekday_beside(words, start, end):
        start, end = min(start, weekday[1]), max(end, weekday[1] + 1)
    for time in beside(words, times, start, end):
        start, end = min(start, time.start), max(end, time.end)
    return start, end


def _close(words: Words, paragraph: str, start: int, end: int, dated: tuple[Form, ...]) -> int | None:
    """Return where in the row the dateline is over, or ``None`` when the words are running text."""
    kinds = words.kinds
    head = kinds[:start]
    agency = _AGENCY.match(kinds, end)
    if agency and head.endswith("i"):
        head = head[:-1]
    named = [index for index, kind in enumerate(head) if kind in "xZ"]
    if not _BEFORE.fullmatch(head) or not _may_be_place(words, named):
        return None
    yearless = all(form.year is None for form in dated)
    if agency:
        return agency.end() if len(named) <= 6 else None
    parted = not named or any(sign in head[named[-1] + 1 :] for sign in ",-(:/")
    if len(named) > (5 if parted else 3) or not (parted or _spelled_as_place(words, named)):
        return None
    if yearless and (not named or not parted):
        return None
    return _stop(words, paragraph, end, parted=parted)


def _stop(words: Words, paragraph: str, end: int, *, parted: bool) -> int | None:
    """Return where in the row a dateline without an agency is over: at a dash, a colon, the end of its line."""
    if dash := _DASH.match(words.kinds, end):
        return dash.end()
    over = _END.match(words.kinds, end)
    if over and len(paragraph) <= LONGEST and (parted or not over["stop"]):
        return over.end()
    line_break = (
        end < len(words.row)
        and "\n" in words.text[words.after(words.row[end - 1].end) : words.at(words.row[end].start)]
    )
    return end if line_break else None


def _may_be_place(words: Words, named: list[int]) -> bool:
    if not named:
        return True
    if words.row[named[0]].text in _STARTS_OF_SENTENCES:
        return False
    written = [words.slice(index, index + 1) for index in named]
    return all(not word.isascii() or word[0].isupper() or word in {"de", "of", "and", "al"} for word in written)


def _spelled_as_place(words: Words, named: list[int]) -> bool:
    """A name before a date without a sign between: in Latin letters only capitals are sure."""
    return all(word.isupper() or not word.isascii() for word in (words.slice(index, index + 1) for index in named))


def _place(words: Words, start: int) -> str | None:
    kinds = words.kinds[:start]
    named = [index for index, kind in enumerate(kinds) if kind in "xZ"]
    if not named:
        return None
    first, end = named[0], named[-1] + 1
    if kinds[first:end].count("(") > kinds[first:end].count(")") and kinds[end : end + 1] == ")":
        end += 1
    return words.slice(first, end)


def _without_date(paragraph: str, words: Words) -> Dateline | None:
    """A place and an agency, "نيويورك (كونا) --"."""
    match = _WITHOUT_DATE.match(words.kinds)
    if match is None:
        return None
    named = [index for index, kind in enumerate(match[0]) if kind in "xZ"]
    if len(named) > 4 or not _may_be_place(words, named):
        return None
    return _come_apart(paragraph, words, match.end(), _place(words, named[-1] + 1), None)


def _come_apart(paragraph: str, words: Words, close: int, place: str | None, reading: Reading | None) -> Dateline:
    cut = words.after(words.row[close - 1].end)
    rest = paragraph[cut:]
    if separators := _SEPARATORS.match(rest):
        rest = rest[separators.end() :]
    printed = paragraph[:cut].strip()
    return Dateline(place, reading, printed.rstrip("-‐‑‒–—―−: "), rest.strip())
