"""How far back a listing is walked. Decided here, without a database and without Scrapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class Seen:
    """What one page of a listing brought.

    Attributes:
        fresh: Releases on it that were not kept before this run.
        known: Releases on it that were.
        last_fresh: The last release on it was not kept: what is missing may go on behind it.
        newest: The latest day of publication stated on it or read from its releases; ``None`` where none is known.
    """

    fresh: int = 0
    known: int = 0
    last_fresh: bool = False
    newest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a crawl goes.

    Attributes:
        since: Releases published before this day are left out.
        max_pages: Pages of each listing, as asked for on the command line.
        pages_max: Pages of each listing on an ordinary visit.
        backfill: Walk back until nothing is new or ``since`` is passed.
        everything: Known releases end nothing: the walk before did not come to its end, or none has been as far as
            this backfill is to go. What is missing lies behind them.
    """

    since: date | None
    max_pages: int | None
    pages_max: int
    backfill: bool
    everything: bool


def passed(seen: Seen, limits: Limits) -> bool:
    """Whether all that is dated on a page was published before ``since``."""
    return bool(limits.since and seen.newest and seen.newest < limits.since)


def goes_on(seen: Seen, limits: Limits, number: int) -> tuple[bool, str]:
    """Return whether page ``number``, the one after what was seen, is wanted; and what a reader should know.

    An ordinary visit goes on while the last release of a page is new (a known one may be pinned to its top), a
    backfill while a page brings anything new. A page that brings nothing but what its listing has shown already is
    the end of it.
    """
    if not seen.fresh + seen.known or passed(seen, limits):
        return False, ""
    if limits.max_pages is not None and number > limits.max_pages:
        return False, f"{limits.max_pages} page{'s' if limits.max_pages > 1 else ''} of each listing, as asked"
    if not limits.everything and not (seen.fresh if limits.backfill else seen.last_fresh):
        return False, ""
    if not limits.backfill and limits.max_pages is None and number > limits.pages_max:
        more = f"more may be behind the first {limits.pages_max} pages of a listing: see --backfill"
        return False, more if seen.last_fresh else ""
    return True, ""
