"""Reaching a database by its URL: what is set on each connection, and what may go wrong."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The driver for each kind of database that Rasd keeps its tables in, by what its URL begins with."""

BUSY_SECONDS = 5
"""How long a write on SQLite waits for another process to end its own."""

CONNECT_SECONDS = 10
"""How long a PostgreSQL server may take to answer; psycopg itself waits until the system gives up (minutes)."""

WRITING = 0x52617364_77726974
"""Advisory lock of PostgreSQL that whoever writes releases holds to the end of his transaction ("Rasdwrit")."""

SECRETS = ("user", "password", "sslpassword", "passfile")
"""Parameters of a PostgreSQL URL that are not shown."""


def address(url: str) -> URL:
    """Return a database's URL with its driver, and with the whole path of an SQLite file (``~`` is the home folder).

    Raises:
        DatabaseError: It is no URL, or of a kind of database that Rasd does not know.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseError("the database's URL cannot be read; see docs/configuration.md for examples") from error
    kind = parsed.drivername.removesuffix("+pysqlite").removesuffix("+psycopg")
    if kind not in DRIVERS:
        raise DatabaseError(f"{shown(parsed)}: no such kind of database; sqlite:/// and postgresql:// are known")
    if path := _path(parsed):
        parsed = parsed.set(database=str(path))
    return parsed.set(drivername=DRIVERS[kind])


def shown(url: URL) -> str:
    """Return a URL without its secrets: user, password, and parameters that hold such."""
    whole = url.difference_update_query(SECRETS).render_as_string(hide_password=True)
    return re.sub(r"://[^/@]*@", "://***@", whole, count=1)  # what the user's name holds is escaped


def connect(url: URL) -> Engine:
    """Return a new engine whose database has answered.

    On SQLite a transaction of writes takes the write lock when it begins, so that two processes wait for each other
    and never fail in the middle; reads take no transaction, so that none holds back the other processes' writes.

    Raises:
        DatabaseError: The file, its folder or the server cannot be had, or the driver is not installed.
    """
    engine = _engine(url)
    probe = "SELECT count(*) FROM sqlite_master" if engine.dialect.name == "sqlite" else "SELECT 1"
    try:
        with explained(url), engine.connect() as connection:
            connection.exec_driver_sql(probe)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    try:
        if path := _path(url):
            path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url,
            connect_args=_sqlite_arguments() if sqlite else _postgresql_arguments(url),
            json_serializer=json.JSONEncoder(ensure_ascii=False).encode,
        )
    except OSError as error:
        raise DatabaseError(f"{shown(url)}: its folder cannot be made: {error}") from error
    except ImportError as error:
        raise DatabaseError(f"{shown(url)}: its driver is missing; install rasd[postgresql] ({error})") from error
    if sqlite:
        event.listen(engine, "connect", _set_pragmas)
    return engine


def _sqlite_arguments() -> dict[str, Any]:
    # sqlite3's own transaction control, stated since its default is to change: Python 3.12 added the attribute
    # `autocommit`, 3.16 is to turn it. It sends BEGIN IMMEDIATE before the first INSERT, UPDATE or DELETE.
    legacy = getattr(sqlite3, "LEGACY_TRANSACTION_CONTROL", None)
    control = {} if legacy is None else {"autocommit": legacy}
    return {"isolation_level": "IMMEDIATE", "timeout": BUSY_SECONDS, **control}


def _postgresql_arguments(url: URL) -> dict[str, Any]:
    return {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")


def keep_wal(engine: Engine) -> None:
    """Give an SQLite file its write-ahead log: one writer and any readers at a time. The file remembers it.

    Not on each connection: it writes into the file, which must be known to be ours.
    """
    until = time.monotonic() + BUSY_SECONDS
    with engine.connect() as connection:
        while True:
            try:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            except DBAPIError as error:
                # the busy timeout does not hold for this statement while another process creates the tables
                if "locked" not in str(error.orig) or time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return


def begin_write(session: Session) -> None:
    """Let nobody else write until the transaction ends: what is read from here on stays true.

    On SQLite the file's write lock, on PostgreSQL a lock that only those who call this wait for.
    """
    lock(session.connection(), WRITING)


def lock(connection: Connection, key: int) -> None:
    """Take SQLite's write lock, or PostgreSQL's advisory lock of that key, to the end of the transaction."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key:d})")
        return
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what the driver says about a database as a whole into ``DatabaseError``."""
    try:
        yield
    except DBAPIError as error:
        words = " ".join(str(error.orig).split())
        if url.password:
            words = words.replace(str(url.password), "***")
        for user in {url.username, url.query.get("user")} - {None, ""}:
            words = re.sub(rf"(?<!\w){re.escape(str(user))}(?!\w)", "***", words)
        raise DatabaseError(f"{shown(url)}: {words}") from error


def _path(url: URL) -> Path | None:
    """Return the file of an SQLite URL; ``None`` for a database in memory and where SQLite reads the name itself."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:") or "uri" in url.query:
        return None
    return Path(str(url.database)).expanduser().absolute()
