"""What the components of one crawl share: its database, and objects of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from storage.engine import sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from sqlalchemy.orm import Session, sessionmaker

T = TypeVar("T")


def sessions_of(crawler: Crawler) -> sessionmaker[Session] | None:
    """Return the sessions of the crawler's database, or ``None`` where nothing is to be written (``--dry-run``)."""
    settings = crawler.settings
    return None if settings.getbool("RASD_DRY_RUN") else sessions(settings["RASD_DATABASE_URL"])


def shared(crawler: Crawler, kind: type[T], make: Callable[[Crawler], T]) -> T:
    """Return the crawler's one object of a kind, made when it is first asked for; it goes when the crawler goes."""
    objects: dict[type, T] = crawler.__dict__.setdefault("rasd_shared", {})
    if kind not in objects:
        objects[kind] = make(crawler)
    return objects[kind]
