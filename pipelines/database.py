"""Where a crawler's pipelines keep things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.engine import sessions

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlalchemy.orm import Session, sessionmaker


def sessions_of(crawler: Crawler) -> sessionmaker[Session] | None:
    """Return the sessions of the crawler's database, or ``None`` where nothing is to be written (``--dry-run``)."""
    settings = crawler.settings
    return None if settings.getbool("RASD_DRY_RUN") else sessions(settings["RASD_DATABASE_URL"])
