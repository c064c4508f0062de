"""Pages of releases that could not be read, and are owed another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, union

from storage.models import Release, UnreadPage
from storage.statements import chunks, insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy.orm import Session

    from storage.records import Problem


def keep(session: Session, source: str, problems: Sequence[Problem], *, now: datetime) -> None:
    """Note pages that could not be read; of one noted before, count once more and keep the last error.

    The caller owns the transaction. Saving or refusing a page forgets it here.
    """
    rows = [
        {
            "url": each.url,
            "source": source,
            "kind": each.kind,
            "detail": each.detail,
            "times": 1,
            "first_at": now,
            "last_at": now,
        }
        for each in sorted({each.url: each for each in problems}.values(), key=lambda each: each.url)
    ]
    if not rows:
        return
    added = insert(session, "unread_pages")
    last = {name: added.excluded[name] for name in ("kind", "detail", "last_at")}
    again = added.on_conflict_do_update(index_elements=["url"], set_={**last, "times": UnreadPage.times + 1})
    session.execute(again, rows)


def forget(session: Session, urls: Iterable[str]) -> None:
    """Forget pages that were read or refused."""
    for chunk in chunks(urls):
        statement = delete(UnreadPage).where(UnreadPage.url.in_(chunk))
        session.execute(statement, execution_options={"synchronize_session": False})


def owed(session: Session, source: str, *, now: datetime, within: timedelta) -> list[str]:
    """Return the addresses to ask again: pages that could not be read, and releases that have no body yet.

    Args:
        session: An open session.
        source: Name of the source.
        now: Time of this run, aware.
        within: For how long after it was first seen a page is asked for.
    """
    since = now - within
    pages = select(UnreadPage.url).where(UnreadPage.source == source, UnreadPage.first_at > since)
    leads = select(Release.url).where(
        Release.source == source, Release.complete.is_(False), Release.first_seen_at > since
    )
    return sorted(session.scalars(union(pages, leads)))


def gone(session: Session, source: str, *, times: int) -> list[UnreadPage]:
    """Return the pages that were not found so many times: they are no failures any more but gone."""
    missing = select(UnreadPage).where(
        UnreadPage.source == source, UnreadPage.kind == "NotFound", UnreadPage.times >= times
    )
    return list(session.scalars(missing))
