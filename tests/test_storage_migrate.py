from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from storage import migrate, releases
from storage.connection import address, explained, shown
from storage.engine import DatabaseError, DatabaseOutdated, DatabaseTooNew, dispose_all, sessions
from storage.models import Base
from tests.releases import NOW, release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("releases") as releases:
        releases.add_column(sa.Column("note", sa.Text(), nullable=True))
        releases.alter_column("language", existing_type=sa.String(8), type_=sa.String(16), existing_nullable=False)
"""


@contextmanager
def next_rasd(folder: Path) -> Iterator[None]:
    """Be the next Rasd, whose releases have one column more."""
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next.py").write_text(NEXT.format(before=migrate.REVISIONS[-1]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, "next"))
        patch.setattr(migrate, "MIGRATIONS", folder)
        yield
    dispose_all()


def test_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == migrate.REVISIONS


def test_migrated_tables_are_the_models(database: str) -> None:
    with sessions(database)() as session:
        options = {"version_table": migrate.VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_a_current_database_is_opened_without_alembic(database: str) -> None:
    sessions(database)
    dispose_all()
    opening = (
        "import sys; from storage.engine import dispose_all, sessions;"
        f"sessions({database!r}); dispose_all(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", opening], check=False).returncode == 0


def test_a_database_that_does_not_say_its_revision_is_refused(database: str) -> None:
    with sessions(database).begin() as session:
        session.execute(text(f"DELETE FROM {migrate.VERSION_TABLE}"))
    dispose_all()
    for opening in (sessions, migrate.upgrade):
        with pytest.raises(DatabaseError, match=f"its table {migrate.VERSION_TABLE} holds 0 rows instead of one"):
            opening(database)


@pytest.mark.parametrize("url", ["postgresql://me:hunter2@127.0.0.1:1/db", "postgresql://127.0.0.1:1/db?user=me"])
def test_an_error_names_no_user(url: str) -> None:
    assert "me" not in shown(address(url)).replace("***@", "")
    error = DBAPIError("", {}, Exception('connection failed: FATAL: no role "me" (meant for members)'))
    with pytest.raises(DatabaseError) as caught, explained(address(url)):
        raise error
    assert 'no role "***" (meant for members)' in str(caught.value)


def test_an_older_database_is_refused_upgraded_and_then_too_new(database: str, tmp_path: Path) -> None:
    today = migrate.REVISIONS[-1]
    with sessions(database).begin() as session:
        releases.save(session, [release(1)], now=NOW)
        releases.save(session, [release(1, text="نص أطول")], now=NOW)
    dispose_all()
    with next_rasd(tmp_path / "next"):
        with pytest.raises(DatabaseOutdated, match=f"{today}.*run `rasd db upgrade`"):
            sessions(database)
        assert migrate.upgrade(database) == (today, "next")
        with sessions(database)() as session:
            assert session.execute(text("SELECT note FROM releases")).all() == [(None,)]
            assert session.execute(text("SELECT count(*) FROM release_versions")).scalar() == 1
    for opening in (sessions, migrate.upgrade):
        with pytest.raises(DatabaseTooNew, match=r"newer Rasd \(next\).*upgrade Rasd"):
            opening(database)


@pytest.mark.parametrize(
    ("line", "error"),
    [("raise KeyError('half way')", KeyError), ("op.execute('DELETE FROM releases')", DatabaseError)],
)
def test_an_upgrade_that_fails_changes_nothing(
    database: str, tmp_path: Path, line: str, error: type[Exception]
) -> None:
    today = migrate.REVISIONS[-1]
    with sessions(database).begin() as session:
        releases.save(session, [release()], now=NOW)
    dispose_all()
    with next_rasd(tmp_path / "next"):
        with (tmp_path / "next" / "versions" / "next.py").open("a", encoding="utf-8") as file:
            file.write(f"    {line}\n")
        with pytest.raises(error):
            migrate.upgrade(database)
    assert migrate.upgrade(database) == (today, today)
    with sessions(database)() as session:
        assert releases.count(session) == 1
    test_migrated_tables_are_the_models(database)


def test_upgrade_makes_the_tables_of_an_empty_database(database: str) -> None:
    today = migrate.REVISIONS[-1]
    assert migrate.upgrade(database) == (None, today)
    assert migrate.upgrade(database) == (today, today)
    with sessions(database)() as session:
        assert releases.count(session) == 0


def test_somebody_elses_sqlite_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE bookmarks (url TEXT)")
    theirs.close()
    before = path.read_bytes()
    for opening in (sessions, migrate.upgrade):
        with pytest.raises(DatabaseError, match=r"theirs\.db: holds tables of another application \(bookmarks\)"):
            opening(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_shared_postgresql_database_gets_our_tables_unless_their_names_are_taken(postgresql_database: str) -> None:
    whole = create_engine(address(postgresql_database))
    with whole.begin() as theirs:
        theirs.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        theirs.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    with sessions(postgresql_database)() as session:
        assert releases.count(session) == 0
    dispose_all()
    with whole.begin() as theirs:
        theirs.execute(text(f"DROP TABLE {migrate.VERSION_TABLE}"))
    whole.dispose()
    with pytest.raises(DatabaseError, match=r"tables of another application \(.*releases"):
        sessions(postgresql_database)
