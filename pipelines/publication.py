"""Which date is the publication's: every candidate is read, the source's order of trust decides."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipelines import dates
from spiders.source import In
from storage.records import Precision, Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spiders.items import Written
    from spiders.source import Source

AGREE = timedelta(days=1)
"""Two statements no further apart agree: a text is dated in one zone and published in another."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One statement of a date, read.

    Attributes:
        written: The statement.
        published: Its reading; ``None`` where it cannot be read.
        note: Why it cannot be read, or what is odd about it.
        taken: It is the date of publication.
    """

    written: Written
    published: Published | None
    note: str = ""
    taken: bool = False

    def as_json(self) -> dict[str, object]:
        """Return it as it is kept beside the release."""
        return {
            "place": self.written.place.value,
            "words": self.published.words if self.published else self.written.text,
            "where": self.written.where,
            "reading": partial_iso(self.published) if self.published else None,
            "taken": self.taken,
            "note": self.note,
        }


def read_all(source: Source, written: Iterable[Written], *, now: datetime) -> tuple[Candidate, ...]:
    """Read every statement; nothing is taken yet.

    Args:
        source: Whose release it is: its zone, its order of day and month.
        written: The statements found.
        now: Time of this run, aware.
    """
    return tuple(_read(each, source, now) for each in written)


def most_trusted(source: Source, candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the readable candidate that the source trusts most; places it does not name are not believed."""
    readable = [each for each in candidates if each.published and each.written.place in source.dates]
    return min(readable, key=lambda each: source.dates.index(each.written.place), default=None)


def judged(source: Source, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return the candidates, the most trusted one taken; those more than a day away from it say so."""
    taken = most_trusted(source, candidates)
    return tuple(_judged(each, taken) for each in candidates) if taken else candidates


def chosen(candidates: Sequence[Candidate]) -> Published | None:
    """Return the date of publication."""
    return next((each.published for each in candidates if each.taken), None)


def words(candidates: Sequence[Candidate], source: Source) -> str | None:
    """Return the words of the taken date, or of the most trusted one that could not be read."""
    ranked = sorted(
        (each for each in candidates if each.written.place in source.dates),
        key=lambda each: (not each.taken, source.dates.index(each.written.place)),
    )
    if not ranked:
        return None
    return ranked[0].published.words if ranked[0].published else ranked[0].written.text


def partial_iso(published: Published) -> str:
    """Return a date as exact as it is known: ``2024-05``, ``2024-05-22`` or ``2024-05-22T11:30:00+00:00``."""
    match published.precision:
        case Precision.MONTH:
            return f"{published.on:%Y-%m}"
        case Precision.DAY:
            return published.on.isoformat()
        case Precision.MINUTE:
            return published.at.isoformat()


def _read(written: Written, source: Source, now: datetime) -> Candidate:
    try:
        reading = _reading(written, source, now)
    except dates.Unread as error:
        return Candidate(written, None, error.reason)
    published = reading.published
    if written.day_only and published.precision is Precision.MINUTE:
        at = datetime.combine(published.on, time(), ZoneInfo(source.timezone)).astimezone(UTC)
        published = replace(published, at=at, precision=Precision.DAY, zone=source.timezone)
    return Candidate(written, published, reading.note)


def _reading(written: Written, source: Source, now: datetime) -> dates.Reading:
    zone = source.timezone
    if written.place not in {In.URL, In.RECORD}:
        return dates.read(written.text, zone=zone, now=now, day_first=source.day_first)
    for pattern in source.url_date:
        if match := re.search(pattern, written.text):
            groups = match.groupdict()
            if "ticks" in groups:
                return dates.ticks(groups["ticks"], zone=zone)
            return dates.parts(groups["y"], groups["m"], groups.get("d"), words=match.group(), zone=zone, now=now)
    raise dates.Unread(written.text, "the address matches no pattern of the source")


def _judged(each: Candidate, taken: Candidate) -> Candidate:
    if each is taken:
        return replace(each, taken=True)
    if not each.published or not taken.published:
        return each
    apart = _apart(each.published, taken.published)
    if apart <= AGREE:
        return each
    note = f"{apart.days} days from the date taken"
    return replace(each, note=f"{each.note}; {note}" if each.note else note)


def _apart(one: Published, other: Published) -> timedelta:
    if Precision.MONTH in {one.precision, other.precision} and (one.on.year, one.on.month) == (
        other.on.year,
        other.on.month,
    ):
        return timedelta(0)
    return abs(one.on - other.on)
