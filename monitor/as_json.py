"""What Rasd says to programs: one JSON object for each thing, as docs/output.md describes it field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.records import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from monitor.crawl import Outcome
    from spiders.source import Source
    from storage.models import CrawlRun, Refusal, Release, ReleaseVersion, RunProblem
    from storage.records import Counts, NewRelease, Problem

Json = dict[str, Any]


def release(kept: Release) -> Json:
    """Return a kept release with its text, and the number of its older versions."""
    return {
        "id": kept.id,
        "url": kept.url,
        "addresses": [address.url for address in kept.addresses],
        **_text(kept),
        "published": published(kept.published_at, kept.published_on, kept.published_precision, kept.published_zone),
        "published_at": moment(kept.published_at),
        "published_precision": kept.published_precision and kept.published_precision.value,
        "published_zone": kept.published_zone,
        "published_words": kept.published_words,
        "published_how": kept.published_how,
        **_about(kept),
        "first_seen_at": moment(kept.first_seen_at),
        "last_fetched_at": moment(kept.last_fetched_at),
        "changed_at": moment(kept.changed_at),
        "archive": archive(kept.archive_file, kept.archive_offset),
        "versions": len(kept.versions),
    }


def release_whole(kept: Release, *, why: bool) -> Json:
    """Return a kept release with its older versions whole and, if asked, where each field was found."""
    whole = release(kept) | {"versions": [version(old) for old in kept.versions]}
    return whole | {"found": kept.found, "dates": kept.dates} if why else whole


def version(old: ReleaseVersion) -> Json:
    """Return a text that a release had."""
    return {
        "seen_at": moment(old.seen_at),
        "replaced_at": moment(old.replaced_at),
        "minor": old.minor,
        "title": old.title,
        "lead": old.lead,
        "body": old.body,
        "published_at": moment(old.published_at),
        "published_words": old.published_words,
        "archive": archive(old.archive_file, old.archive_offset),
    }


def release_read(new: NewRelease) -> Json:
    """Return a release that was read and not kept (a dry run)."""
    stated = new.published
    return {
        "type": "release",
        "url": new.url,
        "addresses": [new.url, *new.also],
        **_text(new),
        "published": published(stated.at, stated.on, stated.precision, stated.zone) if stated else None,
        "published_at": moment(stated.at) if stated else None,
        "published_precision": stated.precision.value if stated else None,
        "published_zone": stated.zone if stated else None,
        "published_words": new.published_words,
        "published_how": stated.how if stated else None,
        **_about(new),
        "last_fetched_at": moment(new.fetched_at),
        "archive": archive(new.archive_file, new.archive_offset),
        "found": dict(new.found),
        "dates": [dict(each) for each in new.dates],
    }


def _text(of: Release | NewRelease) -> Json:
    return {
        "source": of.source,
        "publisher": of.publisher,
        "title": of.title,
        "lead": of.lead,
        "body": of.body,
        "language": of.language,
    }


def _about(of: Release | NewRelease) -> Json:
    return {
        "place": of.place,
        "author": of.author,
        "section": of.section,
        "tags": list(of.tags),
        "image": of.image,
        "attachments": [dict(each) for each in of.attachments],
        "symbol": of.symbol,
        "translations": dict(of.translations),
        "complete": of.complete,
    }


def run(kept: CrawlRun) -> Json:
    """Return a visit to a source, with its errors."""
    return {
        "id": kept.id,
        "source": kept.source,
        "status": kept.status.value,
        "why": kept.why,
        "options": kept.options,
        "started_at": moment(kept.started_at),
        "ended_at": moment(kept.ended_at),
        "seconds": seconds(kept.started_at, kept.ended_at),
        "host": kept.host,
        "pid": kept.pid,
        **counts(kept),
        "problems": [problem(each) for each in kept.problems],
    }


def outcome(seen: Outcome) -> Json:
    """Return how a crawl of a source, just made, went."""
    return {
        "type": "outcome",
        "source": seen.source,
        "status": seen.status.value,
        "why": seen.why,
        "seconds": round(seen.seconds, 1),
        **counts(seen.counts),
        "problems": [problem(each) for each in seen.problems],
    }


def source(described: Source, *, listings: list[str], robots: str, last_run: CrawlRun | None) -> Json:
    """Return a source as this configuration has it.

    Args:
        described: The source, the operator's overrides applied.
        listings: Addresses of its feeds, listings and sitemaps.
        robots: ``obey`` or ``ignore``.
        last_run: Its latest run, of whatever status.
    """
    return {
        "name": described.name,
        "publisher": described.publisher,
        "language": described.language,
        "timezone": described.timezone,
        "site": described.site,
        "listings": listings,
        "robots": robots,
        "last_run": run(last_run) if last_run else None,
    }


COUNTS = (
    "listed",
    "known",
    "new",
    "changed",
    "unchanged",
    "duplicate",
    "refused",
    "skipped",
    "errors",
    "requests",
    "bytes",
)
"""What a run counts, in the order of a table; see ``storage.records.Counts``."""


def counts(counted: Counts | CrawlRun) -> Json:
    """Return the counts of a run."""
    return {name: getattr(counted, name) for name in COUNTS}


def problem(met: Problem | RunProblem) -> Json:
    """Return an error of a run."""
    return {"kind": met.kind, "url": met.url, "detail": met.detail}


def refusal(kept: Refusal) -> Json:
    """Return an address that was read and is no release."""
    return {
        "url": kept.url,
        "source": kept.source,
        "title": kept.title,
        "reason": kept.reason,
        "detail": kept.detail,
        "times": kept.times,
        "first_at": moment(kept.first_at),
        "last_at": moment(kept.last_at),
        "retry_at": moment(kept.retry_at),
    }


def archive(file: str | None, offset: int | None) -> Mapping[str, Any] | None:
    """Return where the answer behind a release is kept."""
    return {"file": file, "offset": offset} if file else None


def moment(at: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def seconds(start: datetime, end: datetime | None) -> float | None:
    """Return how long something took; ``None`` while it lasts."""
    return round((end - start).total_seconds(), 1) if end else None


def published(at: datetime | None, on: date | None, precision: Precision | None, zone: str | None) -> str | None:
    """Return a date as exact as it is known: ``2024-05``, ``2024-05-22``, ``2024-05-22T14:30+03:00``."""
    if at is None or on is None:
        return None
    if precision is Precision.MONTH:
        return f"{on:%Y-%m}"
    if precision is Precision.DAY:
        return on.isoformat()
    return at.astimezone(_zone(zone or "UTC")).isoformat(timespec="minutes")


def _zone(written: str) -> tzinfo:
    """Return an IANA zone, or an offset such as ``+03:00``; UTC where it is neither."""
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError):
        pass
    try:
        return datetime.strptime(written, "%z").tzinfo or UTC
    except ValueError:
        return UTC
