"""Sessions of a database, by its URL."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, sessionmaker

from storage import migrate
from storage.connection import address, connect, explained, keep_wal
from storage.errors import DatabaseError, DatabaseOutdated, DatabaseTooNew

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

__all__ = ["DatabaseError", "DatabaseOutdated", "DatabaseTooNew", "dispose_all", "sessions"]

_SESSIONS: dict[URL, sessionmaker[Session]] = {}
_LOCK = Lock()


def sessions(url: str) -> sessionmaker[Session]:
    """Return the sessions of a database, whose tables are made if it is empty.

    One engine a database and process. What a session returned can be read after its end, and a later query
    reads it anew.

    Args:
        url: ``sqlite:///`` and a path, or ``postgresql://…``.

    Raises:
        DatabaseError: The database cannot be had, or is somebody else's.
        DatabaseOutdated: It was made by an older Rasd.
        DatabaseTooNew: It was made by a newer Rasd.
    """
    whole = address(url)
    with _LOCK:
        if whole not in _SESSIONS:
            _SESSIONS[whole] = _opened(whole)
        return _SESSIONS[whole]


def dispose_all() -> None:
    """Close every connection of this process and forget the engines."""
    with _LOCK:
        for made in _SESSIONS.values():
            made.kw["bind"].dispose()
        _SESSIONS.clear()


def _opened(url: URL) -> sessionmaker[Session]:
    engine = connect(url)
    try:
        with explained(url):
            migrate.ensure(engine)
            if engine.dialect.name == "sqlite":
                keep_wal(engine)
    except BaseException:
        engine.dispose()
        raise
    return sessionmaker(engine, expire_on_commit=False, execution_options={"populate_existing": True})
