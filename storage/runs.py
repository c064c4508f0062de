"""Visits to sources: what is running, how each ended, and which died."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from storage.connection import begin_write
from storage.models import CrawlRun, RunProblem
from storage.records import Counts, RunEnd, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

MOST_PROBLEMS = 200
"""Problems of a run that are kept; its counts tell how many there were."""

LIMITS = frozenset({"max_pages", "since", "replay"})
"""Options of a run that has not walked all that there is to walk."""

SILENT_AFTER = timedelta(minutes=10)
"""Without a sign of life for as long, a run is taken for dead, on whichever machine it runs."""


def start(session: Session, source: str, *, options: Mapping[str, object], now: datetime, host: str, pid: int) -> int:
    """Note that a visit begins, and return its number.

    The caller owns the transaction, here and below; commit at once, so that others see the run.

    Args:
        session: An open session.
        source: Name of the source.
        options: Limits that were asked for, as JSON can hold them.
        now: When it begins, aware.
        host: Name of the machine on which its process runs.
        pid: Number of that process.
    """
    run = CrawlRun(
        source=source,
        status=RunStatus.RUNNING,
        why="",
        options=dict(options),
        started_at=now,
        beat_at=now,
        walked=False,
        host=host,
        pid=pid,
        **asdict(Counts()),
    )
    session.add(run)
    session.flush()
    return run.id


def beat(session: Session, run_id: int, *, now: datetime) -> None:
    """Note that a run is alive."""
    session.execute(update(CrawlRun).where(CrawlRun.id == run_id).values(beat_at=now))


def end(session: Session, run_id: int, ended: RunEnd, *, now: datetime) -> None:
    """Note how a run ended; also of one that was taken for dead.

    Raises:
        LookupError: There is no such run.
    """
    run = session.get(CrawlRun, run_id, populate_existing=True)
    if run is None:
        raise LookupError(f"no run has the number {run_id}")
    run.status, run.why, run.walked, run.ended_at, run.beat_at = ended.status, ended.why, ended.walked, now, now
    for name, number in asdict(ended.counts).items():
        setattr(run, name, number)
    session.flush()
    if problems := ended.problems[:MOST_PROBLEMS]:
        session.execute(insert(RunProblem), [{"run_id": run_id} | asdict(problem) for problem in problems])


def interrupt_dead(
    session: Session,
    *,
    now: datetime,
    host: str,
    alive: Callable[[int], bool],
    silent_after: timedelta = SILENT_AFTER,
) -> list[CrawlRun]:
    """Mark the runs whose process died as INTERRUPTED, ended at their last sign of life, and return them.

    Args:
        session: An open session.
        now: Time of asking, aware.
        host: Name of this machine: of its processes alone we can tell whether they live.
        alive: Tells that of a process, by its number. A number may have been given anew, so silence counts too.
        silent_after: Without a sign of life for as long, a run of any machine is dead.
    """
    running = select(CrawlRun).where(CrawlRun.status == RunStatus.RUNNING).order_by(CrawlRun.id)
    dead: list[CrawlRun] = []
    begin_write(session)
    for run in session.scalars(running.with_for_update(skip_locked=True)):
        if run.host == host and not alive(run.pid):
            why = f"its process died (pid {run.pid})"
        elif now - run.beat_at > silent_after:
            why = f"no sign of life from its process (pid {run.pid} on {run.host})"
        else:
            continue
        run.status, run.why, run.ended_at = RunStatus.INTERRUPTED, why, run.beat_at
        dead.append(run)
    session.flush()
    return dead


def latest(session: Session, *, source: str | None = None, limit: int = 20) -> list[CrawlRun]:
    """Return the newest runs, of one source or of all, newest first."""
    query = select(CrawlRun).order_by(CrawlRun.id.desc()).limit(limit)
    return list(session.scalars(query if source is None else query.where(CrawlRun.source == source)))


def last_by_source(session: Session) -> dict[str, CrawlRun]:
    """Return the newest run of each source that was ever visited, by its name."""
    newest = select(func.max(CrawlRun.id)).group_by(CrawlRun.source)
    return {run.source: run for run in session.scalars(select(CrawlRun).where(CrawlRun.id.in_(newest)))}


def walk_unfinished(session: Session, source: str) -> bool:
    """Return whether the newest run of a source without limits did not walk its listings as far as it was to.

    A run that was limited, or replayed an archive, has not been where the run before it did not come to.
    """
    query = select(CrawlRun.options, CrawlRun.walked).where(
        CrawlRun.source == source, CrawlRun.status != RunStatus.RUNNING
    )
    with session.execute(query.order_by(CrawlRun.id.desc()), execution_options={"yield_per": 50}) as ended:
        return next((not walked for options, walked in ended if not LIMITS & options.keys()), False)


def backfilled(session: Session, source: str, *, since: date | None) -> bool:
    """Return whether a backfill of a source has walked all the way: to this day at least, or to the end.

    Only then does a page that brings nothing new tell that nothing new lies behind it.
    """
    query = select(CrawlRun.options).where(
        CrawlRun.source == source, CrawlRun.walked, CrawlRun.options["backfill"].as_boolean()
    )
    for options in session.scalars(query):
        reached = options.get("since")
        deep = reached is None or (since is not None and reached <= since.isoformat())
        if deep and not (LIMITS - {"since"}) & options.keys():
            return True
    return False
