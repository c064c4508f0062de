from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from storage import refusals, releases, runs, unread
from storage.models import CrawlRun
from storage.records import Counts, NewRefusal, Problem, RunEnd, RunStatus
from tests.releases import NOW, release

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HERE = "machine"


def start(session: Session, source: str = "a", *, pid: int = 1, host: str = HERE, **options: Any) -> int:
    return runs.start(session, source, options=options, now=NOW, host=host, pid=pid)


def end(session: Session, run_id: int, status: RunStatus = RunStatus.OK, *problems: Problem, **counts: int) -> None:
    walked = status in {RunStatus.OK, RunStatus.PARTIAL}
    ended = RunEnd(status=status, why="why", counts=Counts(**counts), walked=walked, problems=problems)
    runs.end(session, run_id, ended, now=NOW + timedelta(minutes=1))
    session.commit()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_run_from_start_to_end(session: Session) -> None:
    run_id = start(session, since="2024-01-01", pid=42)
    [run] = runs.latest(session)
    assert (run.id, run.source, run.status, run.why, run.ended_at) == (run_id, "a", RunStatus.RUNNING, "", None)
    assert (run.options, run.started_at, run.beat_at, run.host, run.pid) == (
        {"since": "2024-01-01"},
        NOW,
        NOW,
        HERE,
        42,
    )
    runs.beat(session, run_id, now=NOW + timedelta(seconds=30))
    assert runs.latest(session)[0].beat_at == NOW + timedelta(seconds=30)
    problem = Problem(kind="BotWall", url="https://a.example", detail="403")
    end(session, run_id, RunStatus.PARTIAL, problem, listed=3, errors=1, bytes=5_000_000_000)
    [run] = runs.latest(session)
    assert (run.status, run.why, run.ended_at) == (RunStatus.PARTIAL, "why", NOW + timedelta(minutes=1))
    assert (run.listed, run.errors, run.new, run.bytes) == (3, 1, 0, 5_000_000_000)
    assert [(each.kind, each.url, each.detail) for each in run.problems] == [("BotWall", "https://a.example", "403")]


def test_the_first_two_hundred_problems_are_kept_and_the_counts_tell_all(session: Session) -> None:
    problems = [Problem(kind="Error", url=str(number), detail="") for number in range(300)]
    end(session, start(session), RunStatus.FAILED, *problems, errors=300)
    [run] = runs.latest(session)
    assert ([each.url for each in run.problems], run.errors) == ([str(number) for number in range(200)], 300)


def test_a_run_nobody_started_cannot_end(session: Session) -> None:
    with pytest.raises(LookupError, match="no run has the number 7"):
        end(session, 7)


def test_newest_runs(session: Session) -> None:
    first, second, third = start(session, "a"), start(session, "b"), start(session, "a")
    assert [run.id for run in runs.latest(session)] == [third, second, first]
    assert [run.id for run in runs.latest(session, source="a")] == [third, first]
    assert [run.id for run in runs.latest(session, limit=1)] == [third]
    assert {source: run.id for source, run in runs.last_by_source(session).items()} == {"a": third, "b": second}


def test_a_killed_process_leaves_an_interrupted_run(session: Session) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    killed, own = start(session, pid=process.pid), start(session, "b", pid=os.getpid())
    elsewhere = start(session, "c", pid=process.pid, host="another")
    session.commit()
    now = NOW + timedelta(minutes=5)
    assert runs.interrupt_dead(session, now=now, host=HERE, alive=_alive) == []
    process.kill()
    process.communicate()
    [dead] = runs.interrupt_dead(session, now=now, host=HERE, alive=_alive)
    session.commit()
    assert (dead.id, dead.source, dead.why) == (killed, "a", f"its process died (pid {process.pid})")
    statuses = {run.id: (run.status, run.ended_at) for run in runs.latest(session)}
    assert statuses == {
        killed: (RunStatus.INTERRUPTED, NOW),
        own: (RunStatus.RUNNING, None),
        elsewhere: (RunStatus.RUNNING, None),
    }
    assert runs.interrupt_dead(session, now=now, host=HERE, alive=_alive) == []


def test_silence_is_death_on_any_machine_and_whoever_has_the_number_now(session: Session) -> None:
    here, elsewhere, beating = start(session), start(session, host="another"), start(session)
    end(session, start(session))
    now = NOW + timedelta(minutes=11)
    runs.beat(session, beating, now=now - timedelta(minutes=10))
    dead = runs.interrupt_dead(session, now=now, host=HERE, alive=lambda _: True)
    assert [(run.id, run.status, run.why) for run in dead] == [
        (here, RunStatus.INTERRUPTED, "no sign of life from its process (pid 1 on machine)"),
        (elsewhere, RunStatus.INTERRUPTED, "no sign of life from its process (pid 1 on another)"),
    ]


def test_a_run_taken_for_dead_may_still_end(session: Session) -> None:
    run_id = start(session)
    runs.interrupt_dead(session, now=NOW, host=HERE, alive=lambda _: False)
    end(session, run_id)
    assert session.get_one(CrawlRun, run_id).status is RunStatus.OK


def test_a_walk_that_did_not_come_to_its_end(session: Session) -> None:
    assert not runs.walk_unfinished(session, "a")
    end(session, start(session), RunStatus.STOPPED)
    assert runs.walk_unfinished(session, "a")
    assert not runs.walk_unfinished(session, "b")
    for limited in ({"max_pages": 1}, {"since": "2026-01-01"}, {"replay": "a.warc.gz"}):
        end(session, start(session, **limited), RunStatus.OK)
        assert runs.walk_unfinished(session, "a")
    start(session)
    assert runs.walk_unfinished(session, "a")
    end(session, start(session), RunStatus.PARTIAL)
    assert not runs.walk_unfinished(session, "a")


def test_the_walk_of_a_process_that_died_is_unfinished(session: Session) -> None:
    start(session)
    runs.interrupt_dead(session, now=NOW, host=HERE, alive=lambda _: False)
    assert runs.walk_unfinished(session, "a")


def test_how_far_a_source_has_been_backfilled(session: Session) -> None:
    day, before, after = date(2026, 1, 1), date(2025, 1, 1), date(2026, 6, 1)
    end(session, start(session))
    end(session, start(session, backfill=True, max_pages=3))
    end(session, start(session, backfill=True), RunStatus.STOPPED)
    assert not runs.backfilled(session, "a", since=None)
    end(session, start(session, backfill=True, since="2026-01-01"))
    assert [runs.backfilled(session, "a", since=since) for since in (None, before, day, after)] == [
        False,
        False,
        True,
        True,
    ]
    end(session, start(session, backfill=True))
    assert runs.backfilled(session, "a", since=None)
    assert runs.backfilled(session, "a", since=before)
    assert not runs.backfilled(session, "b", since=None)


def unread_page(url: str, kind: str = "HttpStatus") -> Problem:
    return Problem(kind=kind, url=url, detail="the server answered: 503")


def test_what_could_not_be_read_is_owed_until_it_is_kept_or_refused(session: Session) -> None:
    unread.keep(session, "a", [unread_page("u1"), unread_page("u2"), unread_page("u3"), unread_page("u1")], now=NOW)
    unread.keep(session, "b", [unread_page("u4")], now=NOW)
    week = timedelta(days=7)
    assert unread.owed(session, "a", now=NOW, within=week) == ["u1", "u2", "u3"]
    refusals.keep(session, [refused("u2")], now=NOW)
    releases.save(session, [release(1, url="u3")], now=NOW)
    assert unread.owed(session, "a", now=NOW, within=week) == ["u1"]
    assert unread.owed(session, "a", now=NOW + timedelta(days=8), within=week) == []


def test_a_release_without_a_body_is_owed(session: Session) -> None:
    releases.save(session, [release(1, text=None, source="a"), release(2, source="a")], now=NOW)
    assert unread.owed(session, "a", now=NOW, within=timedelta(days=7)) == [release(1).url]


def test_a_page_not_found_again_and_again_is_gone(session: Session) -> None:
    for _ in range(2):
        unread.keep(session, "a", [unread_page("u1", "NotFound"), unread_page("u2")], now=NOW)
    assert unread.gone(session, "a", times=3) == []
    unread.keep(session, "a", [unread_page("u1", "NotFound"), unread_page("u2")], now=NOW)
    assert [page.url for page in unread.gone(session, "a", times=3)] == ["u1"]


def refused(url: str, *, title: str | None = "عنوان", days: int = 1, **fields: str) -> NewRefusal:
    made = {"source": "a", "reason": "language", "detail": "in English"} | fields
    return NewRefusal(url=url, title=title, retry_after=timedelta(days=days), **made)


def test_a_refused_address_is_left_alone_for_a_while(session: Session) -> None:
    refusals.keep(session, [refused("u1"), refused("u2", title=None, days=3)], now=NOW)
    assert refusals.waiting(session, ["u1", "u2", "u3"], source="a", now=NOW) == {"u1": "عنوان", "u2": None}
    assert refusals.waiting(session, {"u1", "u2"}, source="a", now=NOW + timedelta(days=1)) == {"u2": None}
    assert refusals.waiting(session, [], source="a", now=NOW) == {}


def test_a_refusal_again_counts_and_keeps_the_last_reason(session: Session) -> None:
    later = NOW + timedelta(days=2)
    refusals.keep(session, [], now=NOW)
    refusals.keep(session, [refused("u1")], now=NOW)
    refusals.keep(session, [refused("u2", source="b"), refused("u1", reason="untranslated", detail="stub")], now=later)
    latest = refusals.latest(session)
    assert [each.url for each in latest] == ["u1", "u2"]
    first = latest[0]
    assert (first.times, first.reason, first.detail) == (2, "untranslated", "stub")
    assert (first.first_at, first.last_at, first.retry_at) == (NOW, later, later + timedelta(days=1))
    assert [each.url for each in refusals.latest(session, source="b", limit=1)] == ["u2"]


def test_the_same_refusal_twice_in_a_batch_counts_twice(session: Session) -> None:
    refusals.keep(session, [refused("u1"), refused("u1")], now=NOW)
    assert refusals.latest(session)[0].times == 2
