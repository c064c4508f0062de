"""What goes into the database and comes out: typed, clean, ready to keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Precision(StrEnum):
    """How exactly a date is known. No time of day is invented."""

    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


class Saved(StrEnum):
    """What saving a release did."""

    NEW = "new"
    CHANGED = "changed"
    """The folded text differs from the copy kept; the old text is kept as a version."""
    MINOR = "minor"
    """Vowel signs, punctuation or spacing alone differ; the old text is kept as a version."""
    UNCHANGED = "unchanged"
    ALIAS = "alias"
    """The same text of the same publisher is kept already; this address became another one of that record."""


class RunStatus(StrEnum):
    """How a visit to a source went."""

    RUNNING = "running"
    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    STOPPED = "stopped"
    """Ended by a signal; what was read is kept."""
    INTERRUPTED = "interrupted"
    """Its process died; what was committed is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When a release was published, as exactly as it says.

    Attributes:
        at: Aware UTC. Of a day or a month, its first moment in ``zone``, of "two days ago" that long before it was
            read: a place in an order, not a time printed.
        on: The day as the publisher counts it; of a month, its first.
        zone: IANA zone or offset that was stated or assumed.
        words: The exact words read.
        how: ``gregorian``, ``hijri``, ``hijri+gregorian``, ``relative``, ``iso``, ``rfc822``, ``ticks``.
    """

    at: datetime
    on: date
    precision: Precision
    zone: str
    words: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelease:
    """A release, clean and ready to keep.

    Attributes:
        url: Canonical address: its identity.
        also: Other addresses that led to the same page; each becomes an address of the release.
        body: Displayed text, paragraphs parted by one empty line; ``None`` where there is no more than a lead.
        published: ``None`` where no date could be read.
        published_words: The words that were, or could not be, read as the date; ``None`` where there were none.
        dates: Every date candidate, as JSON objects: ``place``, ``words``, ``where``, ``reading``, ``taken``, ``note``.
        found: Where each field was found, by field.
        display_hash: Fingerprint of title, lead and body as displayed, 32 hex digits.
        folded_hash: The same of the folded text: differs only where letters or digits do.
        text_key: Exact key of the folded title and body within a publisher; ``None`` below 30 words.
        folded: Title, lead and body folded for search, a space at either end.
        fold_version: Version of the fold that made ``folded``, ``folded_hash`` and ``text_key``.
        archive_file: WARC file that holds the answer; ``None`` when it is not archived.
        archive_offset: Where its record starts, bytes.
    """

    source: str
    publisher: str
    url: str
    title: str
    lead: str | None
    body: str | None
    language: str
    published: Published | None
    published_words: str | None
    dates: tuple[Mapping[str, object], ...]
    place: str | None
    author: str | None
    section: str | None
    tags: tuple[str, ...]
    image: str | None
    attachments: tuple[Mapping[str, str], ...]
    symbol: str | None
    translations: Mapping[str, str]
    found: Mapping[str, str]
    display_hash: str
    folded_hash: str
    text_key: str | None
    folded: str
    fold_version: int
    fetched_at: datetime
    archive_file: str | None = None
    archive_offset: int | None = None
    also: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there is a body: what has none is asked for again."""
        return self.body is not None


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept at an address.

    Attributes:
        settled: It need not be asked again: the release is complete, or has been waited for too long.
        fetched_at: When it was last read, aware UTC.
    """

    settled: bool
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRefusal:
    """A page that is no release, and why.

    Attributes:
        reason: One word of the kind, such as ``untranslated``, ``language``, ``too-large``, ``robots``.
        detail: The reason in words.
        retry_after: For how long the address is not asked again.
    """

    source: str
    url: str
    title: str | None
    reason: str
    detail: str
    retry_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error of a run.

    Attributes:
        kind: Name of the error's class, such as ``LayoutChanged``.
        detail: What happened, in words.
    """

    kind: str
    url: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a run saw and did, releases unless said otherwise.

    Attributes:
        listed: Addresses of releases that the listings held, each once.
        known: Of these, kept already (or refused not long ago) and not asked again.
        changed: Kept already, read again, with other text; minor changes included.
        duplicate: New addresses of a text that is kept already.
        skipped: Left out because a limit was asked for (``--since``).
        requests: Requests answered, robots.txt and listings included.
        bytes: Bytes of the answers' bodies as sent.
    """

    listed: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    refused: int = 0
    skipped: int = 0
    errors: int = 0
    requests: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnd:
    """How a run ended.

    Attributes:
        walked: Every listing was walked as far as was to be walked.
        why: In words, why it is not ``ok``; empty when it is. Notes such as "2 pages asked for" may stand here too.
        problems: Its errors, in order; ``counts.errors`` says how many there were, also of those left out here.
    """

    status: RunStatus
    why: str
    counts: Counts
    walked: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFilter:
    """A question. Empty fields ask nothing.

    Attributes:
        words: Folded words, all of which must stand in the text, each whole but for the proclitics it may carry.
        since: Published on this day or later, as the publisher counts days.
        until: Published on this day or earlier.
        limit: Most releases to return; the newest are.
    """

    source: str | None = None
    publisher: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None
    incomplete: bool | None = None
    words: tuple[str, ...] = field(default=())
    limit: int = 20
