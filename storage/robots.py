"""The robots.txt of each host, as last answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import RobotsFile
from storage.statements import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def get(session: Session, address: str) -> RobotsFile | None:
    """Return the last answer, however old, by the address of the robots.txt itself."""
    return session.get(RobotsFile, address, populate_existing=True)


def keep(session: Session, address: str, *, status: int, body: str, now: datetime) -> None:
    """Keep an answer in place of the one before. The caller owns the transaction."""
    added = insert(session, "robots_files").values(address=address, fetched_at=now, status=status, body=body)
    answer = {name: added.excluded[name] for name in ("fetched_at", "status", "body")}
    session.execute(added.on_conflict_do_update(index_elements=["address"], set_=answer))
