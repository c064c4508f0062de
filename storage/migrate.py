"""Bringing a database's tables to what this Rasd knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from storage.connection import address, connect, explained, lock, shown
from storage.errors import DatabaseError, DatabaseOutdated, DatabaseTooNew
from storage.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

REVISIONS = ("0001",)
"""Every revision of the tables, oldest first; a test compares them with the migrations."""

VERSION_TABLE = "rasd_version"
"""Where a database says which revision its tables have. Not Alembic's own name: a PostgreSQL database may be shared
with another application that uses Alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"

MIGRATING = 0x52617364_6D696772
"""Advisory lock of PostgreSQL under which tables are made ("Rasdmigr")."""


def ensure(engine: Engine) -> None:
    """Make the tables in an empty database; refuse one of another revision. A current one costs two small queries.

    Raises:
        DatabaseError: The database holds somebody else's tables: any at all in an SQLite file, of our names elsewhere.
        DatabaseOutdated: It was made by an older Rasd.
        DatabaseTooNew: It was made by a newer Rasd.
    """
    with engine.connect() as connection:
        found = _revision(connection)
        if found is None:
            _refuse_strangers(connection)
    if found is None:
        with engine.begin() as connection:
            lock(connection, MIGRATING)
            found = _revision(connection)
            if found is None:
                _refuse_strangers(connection)
                _migrate(connection)
                return
    if found != REVISIONS[-1]:
        _refuse_newer(engine, found)
        raise DatabaseOutdated(f"{shown(engine.url)}: made by an older Rasd ({found}); run `rasd db upgrade`")


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring a database up to date, all or nothing.

    Returns:
        The revision that was found, ``None`` for an empty database, and the one it has now.

    Raises:
        DatabaseError: As ``ensure``, but that an outdated database is brought up to date.
    """
    whole = address(url)
    engine = connect(whole)
    try:
        with explained(whole), engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                # SQLite alters a table by making it anew, and dropping the old one would take with it what refers to it
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            lock(connection, MIGRATING)
            found = _revision(connection)
            if found is None:
                _refuse_strangers(connection)
            else:
                _refuse_newer(engine, found)
            if found != REVISIONS[-1]:
                _migrate(connection)
                _check_references(connection)
            connection.commit()
    finally:
        engine.dispose()
    return found, REVISIONS[-1]


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all()  # noqa: S608 - a constant
    if len(found) != 1:
        raise DatabaseError(
            f"{shown(connection.engine.url)}: its table {VERSION_TABLE} holds {len(found)} rows instead of one: "
            "nobody knows what its tables are; restore a copy, or begin a new database"
        )
    return str(found[0])


def _refuse_strangers(connection: Connection) -> None:
    """Refuse to write among somebody else's tables."""
    tables = set(inspect(connection).get_table_names())
    if connection.dialect.name != "sqlite":
        tables &= Base.metadata.tables.keys()
    if tables:
        names = ", ".join(sorted(tables)[:5])
        raise DatabaseError(f"{shown(connection.engine.url)}: holds tables of another application ({names})")


def _refuse_newer(engine: Engine, found: str) -> None:
    if found not in REVISIONS:
        raise DatabaseTooNew(
            f"{shown(engine.url)}: made by a newer Rasd ({found}); this one knows {REVISIONS[-1]}: upgrade Rasd"
        )


def _migrate(connection: Connection) -> None:
    # Here, since Alembic takes longer to import than most commands take to run, and most never migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (
        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    ):
        raise DatabaseError(f"{shown(connection.engine.url)}: {len(broken)} rows refer to none; nothing was changed")
