"""What several kinds of rows are written and asked for with."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.dialects import postgresql, sqlite

from storage.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

T = TypeVar("T")

CHUNK = 500
"""Values looked for in one query; SQLite takes 32,766, and prepares a statement anew for each number of them."""


def chunks(keys: Iterable[T]) -> Iterator[list[T]]:
    """Yield addresses or numbers, each once, as many at a time as go into one query."""
    rest = iter(dict.fromkeys(keys))
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def insert(session: Session, table: str) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can say what to do on conflict."""
    into = Base.metadata.tables[table]
    return sqlite.insert(into) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(into)
