"""How a run went, by evidence. Scrapy calls a crawl of a dead site "finished"; here success needs proof."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.records import RunStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.records import Counts, Problem

ORDINARY = frozenset({"untranslated", "not-found"})
"""Reasons to refuse that a healthy source gives every day."""

START_ERROR = "start_error"
"""Scrapy's reason when the requests to begin with could not be made."""

NAMED = 5
"""Addresses named for each kind of problem; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen of one source in one run.

    Attributes:
        listings_read: Listings (first pages) that were read to their end and announced what they should.
        listings_failed: Listings that were not.
        unchanged: Listings that proved that nothing had changed since a good visit (304, or the same hash).
        stopped: Why Scrapy ended early: ``shutdown``, ``memusage_exceeded`` …; empty when it had finished.
        refused: How many were refused for which reason.
        incomplete: Releases read without a body.
        notes: What else the reader of a run should know, such as limits that were asked for.
    """

    counts: Counts
    problems: Sequence[Problem] = ()
    listings_read: int = 0
    listings_failed: int = 0
    unchanged: int = 0
    stopped: str = ""
    refused: Mapping[str, int] = field(default_factory=dict)
    incomplete: int = 0
    notes: tuple[str, ...] = ()


def verdict(seen: Evidence) -> tuple[RunStatus, str]:
    """Return how a run went and, in words, why.

    In this order: stopped by a signal; an error on every listing, or nothing listed and no proof that nothing
    changed, is FAILED; any other error is PARTIAL; what is left is OK.
    """
    said = [*_problems(seen.problems, seen.counts.errors), *seen.notes]
    if seen.counts.skipped:
        said.append(f"{seen.counts.skipped} left out: published before the day asked for")
    if seen.incomplete:
        said.append(f"{seen.incomplete} without a body")
    if seen.stopped == START_ERROR:
        return RunStatus.FAILED, "; ".join(["Rasd itself failed before it asked the site", *said])
    if seen.stopped:
        return RunStatus.STOPPED, "; ".join([f"stopped before the end ({seen.stopped})", *said])
    if not seen.listings_read and not seen.unchanged:
        nothing = [] if seen.listings_failed else ["no listing was read; did the site answer?"]
        return RunStatus.FAILED, "; ".join([*nothing, *said])
    if not seen.counts.listed and not seen.unchanged:
        return RunStatus.FAILED, "; ".join(["nothing listed, and no proof that nothing changed", *said])
    if odd := _nothing_but_refusals(seen):
        return RunStatus.PARTIAL, "; ".join([odd, *said])
    return (RunStatus.PARTIAL if seen.counts.errors else RunStatus.OK), "; ".join(said)


def _nothing_but_refusals(seen: Evidence) -> str:
    """Say so when all that was read was refused: one stub is none, a whole visit of pages in Persian is a fault."""
    counts = seen.counts
    odd = {reason: number for reason, number in seen.refused.items() if reason not in ORDINARY}
    if not odd or counts.new + counts.changed + counts.unchanged + counts.duplicate + counts.known:
        return ""
    reasons = ", ".join(f"{number} for {reason}" for reason, number in odd.items())
    return f"nothing could be kept: refused {reasons}"


def _problems(problems: Sequence[Problem], errors: int) -> list[str]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for problem in problems:
        groups[problem.detail].append(problem.url)
    said = []
    for detail, urls in groups.items():
        named = ", ".join(urls[:NAMED]) + (f" and {len(urls) - NAMED} more" if len(urls) > NAMED else "")
        said.append(f"{detail} ({named})")
    if errors > len(problems):
        said.append(f"{errors - len(problems)} more errors")
    return said
