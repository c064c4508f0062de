"""What tests of several rooms stand on: databases to throw away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from storage.engine import dispose_all, sessions
from storage.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

POSTGRESQL = os.environ.get("RASD_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real pages, beside the checkout. Skips without it, unless RASD_REQUIRE_ALL=1."""
    folder = Path(__file__).parents[2] / "shared" / "real"
    if not folder.is_dir():
        reason = f"no real pages at {folder}: they are third parties' and no part of this repository"
        if os.environ.get("RASD_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Engine]:
    """A PostgreSQL server on which databases may be made. Skips without one, unless RASD_REQUIRE_ALL=1."""
    url = make_url(POSTGRESQL)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg", database=url.database or "postgres"),
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": 3},
        poolclass=NullPool,
    )
    try:
        engine.connect().close()
    except OperationalError as error:
        reason = f"no PostgreSQL server at {url!r}; set RASD_TEST_POSTGRESQL ({error.orig})"
        if os.environ.get("RASD_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_database(postgresql: Engine) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"rasd_test_{uuid4().hex}"
    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgresql.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    dispose_all()
    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[str]:
    """The URL of an SQLite file that is not there yet, nor is its folder."""
    yield f"sqlite:///{tmp_path / 'new' / 'rasd.db'}"
    dispose_all()


@pytest.fixture(params=["sqlite_database", "postgresql_database"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, of each kind that Rasd knows."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(scope="session")
def kept_database(postgresql: Engine) -> Iterator[str]:
    """The URL of one PostgreSQL database for all tests that need no more than empty tables; making one is slow."""
    name = f"rasd_test_{uuid4().hex}"
    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgresql.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite_database", "kept_database"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session of an empty database with our tables, of each kind that Rasd knows."""
    url: str = request.getfixturevalue(request.param)
    with sessions(url)() as opened:
        yield opened
    if request.param == "kept_database":
        tables = ", ".join(Base.metadata.tables)
        with sessions(url).begin() as emptied:
            emptied.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    dispose_all()
