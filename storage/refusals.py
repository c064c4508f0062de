"""Addresses that were read and are no release: kept with the reason, and left alone for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import unread
from storage.models import Refusal
from storage.statements import chunks, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.records import NewRefusal


def keep(session: Session, refused: Sequence[NewRefusal], *, now: datetime) -> None:
    """Keep refusals; of an address refused before, count once more and keep the last reason.

    The caller owns the transaction. Saving a release forgets the refusal of its address.
    """
    rows = [
        {
            "url": each.url,
            "source": each.source,
            "title": each.title,
            "reason": each.reason,
            "detail": each.detail,
            "times": 1,
            "first_at": now,
            "last_at": now,
            "retry_at": now + each.retry_after,
        }
        for each in sorted(refused, key=lambda each: each.url)  # in one order for all: no two wait for each other
    ]
    if not rows:
        return
    added = insert(session, "refusals")
    last = {name: added.excluded[name] for name in ("source", "title", "reason", "detail", "last_at", "retry_at")}
    again = added.on_conflict_do_update(index_elements=["url"], set_={**last, "times": Refusal.times + 1})
    session.execute(again, rows)
    unread.forget(session, (each.url for each in refused))


def waiting(session: Session, urls: Collection[str], *, source: str, now: datetime) -> dict[str, str | None]:
    """Return, of these addresses, those that a source refused not long ago, with the title each had then.

    What another source refused is no word on this one: the same page may be in its language.
    """
    titles = dict[str, str | None]()
    for chunk in chunks(urls):
        query = select(Refusal.url, Refusal.title).where(Refusal.source == source, Refusal.retry_at > now)
        query = query.where(Refusal.url.in_(chunk))
        titles.update((url, title) for url, title in session.execute(query))
    return titles


def latest(session: Session, *, source: str | None = None, limit: int = 20) -> list[Refusal]:
    """Return what was refused last, of one source or of all, newest first."""
    query = select(Refusal).order_by(Refusal.last_at.desc(), Refusal.url).limit(limit)
    return list(session.scalars(query if source is None else query.where(Refusal.source == source)))
