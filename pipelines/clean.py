"""From a raw page to a release that can be kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem

from pipelines import dates, html, publication
from pipelines.arabic import FOLD_VERSION, fold_search
from pipelines.language import language
from pipelines.publication import Candidate
from pipelines.refused import Refusals
from pipelines.run_log import report
from pipelines.similarity import fingerprints
from pipelines.storable import storable
from spiders.base import ours_alone
from spiders.errors import LayoutChanged
from spiders.items import Written
from spiders.source import In
from storage.records import NewRelease

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.items import Found, RawRelease

ADDRESS_BYTES = 2000
"""A longer address does not fit into PostgreSQL's unique index (2,704 bytes of a page of 8 KB)."""

DATELINE_PARAGRAPHS = 2
"""A dateline heads the first paragraph, or is a line of its own before it; never further down."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a page says, read: displayed text, dates judged."""

    title: str
    lead: str | None
    body: str | None
    language: str
    place: str | None
    dates: tuple[Candidate, ...]


class Refused(Exception):  # noqa: N818 - reads as the event it reports
    """A page that was read and is no release of its source.

    Attributes:
        reason: One word of the kind: ``untranslated``, ``language``.
        detail: The reason in words.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class CleanPipeline:
    """Turns each ``RawRelease`` into a ``NewRelease``, or drops it and says why."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._refusals = Refusals.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the pipeline as Scrapy asks."""
        ours_alone(crawler)
        return cls(crawler)

    def process_item(self, item: RawRelease) -> NewRelease:
        """Clean one release.

        Raises:
            DropItem: It is no release (an untranslated stub, the wrong language).
        """
        try:
            return clean(item, now=datetime.now(UTC))
        except Refused as error:
            title = item.announced or (item.title.text if item.title else None)
            self._refusals.add((item.url, *item.also), title, error.reason, error.detail)
            raise DropItem(f"{item.url}: {error}", log_level="INFO") from error
        except LayoutChanged as error:
            report(self._crawler, error.source, kind="LayoutChanged", url=error.url, detail=error.reason)
            raise DropItem(str(error), log_level="INFO") from error


def clean(raw: RawRelease, *, now: datetime) -> NewRelease:
    """Return a release clean and ready to keep.

    Args:
        raw: The release as on the page.
        now: Time of this run, aware.

    Raises:
        Refused: It is no release of its source: an untranslated stub, or in another language than the source's.
        LayoutChanged: No title, or neither a body nor a lead, is left of it.
    """
    if len(raw.url.encode("utf-8", "replace")) > ADDRESS_BYTES:
        raise Refused("address", f"the address is longer than {ADDRESS_BYTES} bytes")
    source = raw.source
    title = html.inline(raw.title.text) if raw.title else ""
    lead = (html.inline(raw.lead.text) if raw.lead else "") or None
    if stub := is_stub(raw, title, lead):
        raise Refused("untranslated", stub)
    text = html.text(raw.body.text, raw.layout) if raw.body else html.Text((), None)
    paragraphs = text.paragraphs[1:] if text.paragraphs[:1] == (title,) else text.paragraphs
    stated = publication.read_all(source, raw.dates, now=now)
    paragraphs, place, dateline = _dateline(paragraphs, raw, now, publication.most_trusted(source, stated))
    body = "\n\n".join(paragraphs) or None
    if not title or not (body or lead):
        missing = "neither a body nor a lead" if title else "no title"
        raise LayoutChanged(source.name, raw.url, f"{missing} is left when all that is no text is taken away")
    spoken = _language(body or lead or title, raw, complete=body is not None)
    if text.stamp:
        stated += publication.read_all(source, [Written(In.STAMP, text.stamp, "last line")], now=now)
    candidates = publication.judged(source, stated + dateline)
    read = _Read(title, lead, body, spoken, place, candidates)
    return storable(_release(raw, read, now))


def _release(raw: RawRelease, read: _Read, now: datetime) -> NewRelease:
    shown = (read.title, read.lead or "", read.body or "")
    folded = (fold_search(shown[0]), fold_search(shown[1]), fold_search(shown[2]))
    prints = fingerprints(shown, folded)
    return NewRelease(
        source=raw.source.name,
        publisher=raw.source.publisher,
        url=raw.url,
        also=raw.also,
        title=read.title,
        lead=read.lead,
        body=read.body,
        language=read.language,
        published=publication.chosen(read.dates),
        published_words=publication.words(read.dates, raw.source),
        dates=tuple(each.as_json() for each in read.dates),
        place=read.place,
        author=_line(raw.author),
        section=_line(raw.section),
        tags=tuple(dict.fromkeys(line for tag in raw.tags if (line := html.inline(tag)))),
        image=raw.image.text if raw.image else None,
        attachments=tuple({"url": each.url, "name": each.name} for each in raw.attachments),
        symbol=raw.symbol.text if raw.symbol else None,
        translations=dict(raw.translations),
        found=_found(raw, place=read.place),
        display_hash=prints.display,
        folded_hash=prints.folded,
        text_key=prints.text_key,
        folded=f" {' '.join(filter(None, folded))} ",
        fold_version=FOLD_VERSION,
        fetched_at=raw.fetched_at or now,
        archive_file=raw.archived.file if raw.archived else None,
        archive_offset=raw.archived.offset if raw.archived else None,
    )


def is_stub(raw: RawRelease, title: str, lead: str | None) -> str:
    """Return the words that say a release is none (an untranslated stub), or nothing."""
    for pattern in raw.source.stubs:
        for words in (title, lead or ""):
            if re.search(pattern, words):
                return words
    return ""


def _dateline(
    paragraphs: tuple[str, ...], raw: RawRelease, now: datetime, stated: Candidate | None
) -> tuple[tuple[str, ...], str | None, tuple[Candidate, ...]]:
    """Take place and date from the head of the text; a line that holds nothing else leaves the body.

    A dateline without a year is of the year that the page or its announcement states elsewhere.
    """
    source, year = raw.source, stated.published.on.year if stated and stated.published else None
    for index, paragraph in enumerate(paragraphs[:DATELINE_PARAGRAPHS]):
        found = dates.dateline(paragraph, zone=source.timezone, now=now, day_first=source.day_first, context_year=year)
        if found is None:
            continue
        candidates: tuple[Candidate, ...] = ()
        if found.reading:
            written = Written(In.DATELINE, found.words, f"paragraph {index + 1}")
            candidates = (Candidate(written, found.reading.published, found.reading.note),)
        if not found.rest:
            paragraphs = paragraphs[:index] + paragraphs[index + 1 :]
        return paragraphs, found.place, candidates
    return paragraphs, None, ()


def _language(text: str, raw: RawRelease, *, complete: bool) -> str:
    read = language(text)
    if read and read != raw.source.language and complete:
        raise Refused("language", f"the source publishes in {raw.source.language}, the text reads as {read}")
    return read or raw.source.language


def _line(found: Found | None) -> str | None:
    return (html.inline(found.text) or None) if found else None


def _found(raw: RawRelease, *, place: str | None) -> dict[str, str]:
    fields = ("title", "lead", "body", "author", "section", "image", "symbol")
    found = {name: value.where for name in fields if (value := getattr(raw, name))}
    return found | ({"place": "dateline"} if place else {})
