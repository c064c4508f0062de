from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError, StatementError

from storage import releases, robots
from storage.connection import address, begin_write, shown
from storage.engine import DatabaseError, dispose_all, sessions
from storage.models import RobotsFile
from tests.releases import NOW, release

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

PROCESSES = 4

SAVE = f"""
import sys
import threading
from datetime import UTC, datetime
from storage import releases
from storage.engine import dispose_all, sessions
from tests.releases import NOW, release
url, part = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
opened = sessions(url)
for number in range(20):
    own = release(1000 * (part + 1) + number)
    batch = [release(number), own, release(100 + number)]
    with opened.begin() as session:
        outcomes = releases.save(session, batch if part % {PROCESSES} % 2 else batch[::-1], now=NOW)
    print(*outcomes)
dispose_all()
"""
"""Saves, in 20 batches, 40 releases that all processes save and 20 of its own; every other process in reverse."""


def test_one_engine_for_a_database(database: str) -> None:
    assert sessions(database) is sessions(database)
    first = sessions(database)
    dispose_all()
    assert sessions(database) is not first


def test_sqlite_is_set_for_several_processes(tmp_path: Path) -> None:
    with sessions(f"sqlite:///{tmp_path}/deep/in/rasd.db")() as session:
        read = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    dispose_all()
    assert read == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


def test_the_write_ahead_log_waits_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "rasd.db"
    sessions(f"sqlite:///{path}")
    dispose_all()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode=DELETE")
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.3, other.execute, ["COMMIT"])
    done.start()
    with sessions(f"sqlite:///{path}")() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    dispose_all()
    done.join()
    other.close()


def test_writes_on_sqlite_lock_from_the_beginning_and_reads_do_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rasd.db'}"
    opened, sent = sessions(url), list[str]()
    with opened() as session, sqlite3.connect(tmp_path / "rasd.db", timeout=0) as other:
        driver: Any = session.connection().connection.driver_connection
        driver.set_trace_callback(sent.append)
        releases.count(session)
        assert not driver.in_transaction
        begin_write(session)
        releases.count(session)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        session.commit()
        robots.keep(session, "https://a.example/robots.txt", status=200, body="", now=NOW)
        session.rollback()
        driver.set_trace_callback(None)
    other.close()
    dispose_all()
    assert [each for each in sent if each.startswith(("BEGIN", "COMMIT", "ROLLBACK"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
        "BEGIN IMMEDIATE",
        "ROLLBACK",
    ]


@pytest.mark.slow
def test_processes_make_the_tables_and_save_at_once(database: str) -> None:
    command = [sys.executable, "-W", "error", "-c", SAVE, database]
    started = [
        subprocess.Popen([*command, str(part)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for part in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    outcomes = " ".join(process.communicate(timeout=120)[0] for process in started).split()
    assert [process.returncode for process in started] == [0] * PROCESSES
    with sessions(database)() as session:
        assert releases.count(session) == 40 + 20 * PROCESSES
    assert outcomes.count("new") == 40 + 20 * PROCESSES
    assert outcomes.count("unchanged") == 40 * (PROCESSES - 1)


def test_a_session_reads_anew_what_another_wrote(database: str) -> None:
    opened = sessions(database)
    with opened() as reading, opened() as writing:
        releases.save(writing, [release(author=None)], now=NOW)
        writing.commit()
        kept = releases.get(reading, 1)
        reading.commit()
        releases.save(writing, [release(author="كاتب")], now=NOW)
        writing.commit()
        assert kept
        assert kept.author is None
        assert releases.at(reading, kept.url) is kept
        assert kept.author == "كاتب"


@pytest.mark.parametrize("kind", ["text", "folder", "unmakeable"])
def test_an_sqlite_file_that_cannot_be_one_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rasd.db"
    if kind == "text":
        path.write_text("no database, but long enough to be taken for one " * 20, encoding="utf-8")
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_text("a file", encoding="utf-8")
        path /= "below/rasd.db"
    expected = {"text": "file is not a database", "folder": "unable to open", "unmakeable": "folder cannot be made"}
    with pytest.raises(DatabaseError, match=expected[kind]) as raised:
        sessions(f"sqlite:///{path}")
    assert str(path) in str(raised.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseError, match=r"127\.0\.0\.1.*refused") as raised:
        sessions("postgresql://rasd:se%2Fcret@127.0.0.1:1/rasd?sslpassword=hidden")
    assert "cret" not in str(raised.value)
    assert "hidden" not in str(raised.value)


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseError, match=r"install rasd\[postgresql\]"):
        sessions("postgresql://127.0.0.1/rasd")


@pytest.mark.parametrize("url", ["mysql://127.0.0.1/rasd", "postgresql+asyncpg://127.0.0.1/rasd"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(DatabaseError, match="no such kind"):
        sessions(url)


def test_what_is_no_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(DatabaseError, match="cannot be read") as raised:
        sessions("rasd:se cret")
    assert "cret" not in str(raised.value)


def test_urls_name_their_driver_and_the_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/someone")
    assert shown(address("postgres://a:b@h/d")) == "postgresql+psycopg://***@h/d"
    assert shown(address("sqlite:///rasd.db")) == f"sqlite:///{tmp_path}/rasd.db"
    assert shown(address("sqlite:///~/rasd.db")) == "sqlite:////home/someone/rasd.db"
    assert shown(address("sqlite://")) == "sqlite://"


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        robots.keep(session, "https://a.example/robots.txt", status=200, body="", now=datetime(2026, 1, 15))  # noqa: DTZ001


def test_times_come_back_in_utc(session: Session) -> None:
    riyadh = datetime(2026, 1, 15, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=3)))
    robots.keep(session, "https://a.example/robots.txt", status=200, body="", now=riyadh)
    session.commit()
    file = session.get_one(RobotsFile, "https://a.example/robots.txt")
    assert (file.fetched_at, file.fetched_at.tzinfo) == (riyadh, UTC)


def test_robots_keeps_the_last_answer(session: Session) -> None:
    address_ = "https://a.example/robots.txt"
    assert robots.get(session, address_) is None
    robots.keep(session, address_, status=200, body="Disallow: /", now=NOW)
    robots.keep(session, address_, status=404, body="", now=NOW + timedelta(days=1))
    kept = robots.get(session, address_)
    assert kept
    assert (kept.status, kept.body, kept.fetched_at) == (404, "", NOW + timedelta(days=1))


def test_a_batch_takes_few_statements_however_long(session: Session) -> None:
    sent = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    counts = {}
    for number in (5, 200):
        batch = [release(1000 * number + each) for each in range(number)]
        for time in ("new", "again"):
            releases.save(session, batch, now=NOW)
            session.commit()
            counts[time, number] = len(sent)
            sent.clear()
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert counts == {("new", 5): 8, ("again", 5): 5, ("new", 200): 8, ("again", 200): 5}


def test_a_lock_that_is_held_too_long_is_an_error_not_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.connection.BUSY_SECONDS", 0.1)
    opened = sessions(f"sqlite:///{tmp_path / 'rasd.db'}")
    with opened() as first, opened() as second:
        begin_write(first)
        with pytest.raises(OperationalError, match="locked"):
            releases.save(second, [release()], now=NOW)
    dispose_all()
