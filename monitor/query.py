"""What a person types, as a question that the database can answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import select

from pipelines.arabic import fold_search
from spiders import addresses
from spiders.source import Listing, Source
from storage import releases
from storage.models import CrawlRun, Refusal, Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from storage.records import ReleaseFilter

MOST_WORDS, MOST_LETTERS = 50, 200
"""Words of a search, and letters of each: no text holds longer ones, and each word costs a pass over every text."""


def words(typed: list[str]) -> tuple[str, ...]:
    """Return the words to look for, folded as the kept texts are.

    Args:
        typed: Arguments of the command line; one may hold several words. Bytes that the locale could not read
            (``LANG=C``) are read as UTF-8.

    Raises:
        ValueError: There are none, too many, or one is too long.
    """
    text = " ".join(typed).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    folded = tuple(dict.fromkeys(fold_search(text).split()))
    if not folded:
        raise ValueError("nothing to look for: these are no words")
    if len(folded) > MOST_WORDS:
        raise ValueError(f"too much to look for: {len(folded)} words; at most {MOST_WORDS} are taken")
    if longest := max(map(len, folded)) if max(map(len, folded)) > MOST_LETTERS else 0:
        raise ValueError(f"nothing to look for: a word of {longest} letters; at most {MOST_LETTERS} are taken")
    return folded


def find(opened: Session, asked: ReleaseFilter, *, proclitics: tuple[str, ...]) -> list[Release]:
    """Return the releases that answer a question, newest first; case matters in no publisher and no language."""
    publishers = _spellings(opened, Release.publisher, asked.publisher)
    languages = _spellings(opened, Release.language, asked.language)
    found: list[Release] = []
    for publisher, language in product(publishers, languages):
        one = replace(asked, publisher=publisher, language=language)
        found += releases.find(opened, one, proclitics=proclitics)
    return sorted(found, key=lambda each: (each.order_at, each.id), reverse=True)[: asked.limit]


def at(opened: Session, written: str) -> Release | None:
    """Return the release at an address as people have it: with a fragment, ``utm_`` keys, or the other scheme."""
    return next((kept for url in _addresses(written.strip()) if (kept := releases.at(opened, url))), None)


def sources(opened: Session) -> set[str]:
    """Return the names of all sources that the database knows."""
    return {name for table in (Release, CrawlRun, Refusal) for name in opened.scalars(select(table.source).distinct())}


def _spellings(opened: Session, column: InstrumentedAttribute[str], written: str | None) -> list[str | None]:
    """Return the values of a column that are what was written but for case; what was written where none is."""
    if written is None:
        return [None]
    wanted = written.strip().casefold()
    stored = opened.scalars(select(column).distinct())
    return [value for value in stored if value.casefold() == wanted] or [written]


def _addresses(written: str) -> Iterator[str]:
    yield written
    try:
        netloc = urlsplit(written).netloc.rpartition("@")[2]
        for scheme in ("https", "http") if netloc else ():
            site = Source(
                name="asked",
                publisher="asked",
                site=f"{scheme}://{netloc.lower()}",
                language="ar",
                timezone="UTC",
                listings=(Listing("/", links=""),),
                dates=(),
            )
            yield addresses.canonical(written, site)
    except ValueError:  # it is no address, and nothing is kept at it
        return
