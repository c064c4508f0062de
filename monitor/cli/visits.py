"""Commands about the sources and the visits to them: sources, runs, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from monitor import as_json
from monitor import show as printing
from monitor.cli.given import FormatOption, LimitOption, SourceOption, check_source, loaded, say, session
from monitor.show import Column, Format
from storage import refusals as kept_refusals
from storage import runs as kept_runs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.models import CrawlRun, Refusal

COUNT_COLUMNS = (
    Column("listed", number=True),
    Column("known", number=True),
    Column("new", number=True),
    Column("chan\u00adged", number=True),
    Column("un\u00adchanged", number=True),
    Column("dupli\u00adcate", number=True),
    Column("re\u00adfused", number=True),
    Column("errors", number=True),
    Column("sec\u00adonds", number=True),
)
"""Columns of what a run counted; ``counted`` fills them."""


def sources(context: typer.Context, output: FormatOption = Format.TABLE) -> None:
    """List the sources, and when each was last visited."""
    from monitor.crawl import sources as configured  # noqa: PLC0415 - imports Scrapy

    config = loaded(context)
    described = configured(config)
    with session(config) as opened:
        last = kept_runs.last_by_source(opened)
        rows = []
        for name, source in sorted(described.items()):
            own = config.source.get(name)
            robots = (own and own.robots) or "obey"
            listings = [source.address(at.path) for at in source.listings]
            if output is Format.JSON:
                whole = as_json.source(source, listings=listings, robots=robots, last_run=last.get(name))
                printing.json_lines([{**whole, "name": name}])
            run = last.get(name)
            told = f"{_minute(run.started_at)} {run.status}" if run else "never"
            rows.append((name, source.publisher, source.language, listings, robots, told))
    if output is Format.TABLE:
        columns = (
            Column("source", whole=True),
            Column("publisher"),
            Column("language"),
            Column("listings"),
            Column("robots"),
            Column("last run (UTC)"),
        )
        printing.table(columns, rows)


def runs(
    context: typer.Context, source: SourceOption = None, limit: LimitOption = 20, output: FormatOption = Format.TABLE
) -> None:
    """List the latest visits, and why not all went well."""
    with session(loaded(context)) as opened:
        check_source(opened, source)
        found = kept_runs.latest(opened, source=source, limit=limit)
        if output is Format.JSON:
            printing.json_lines(as_json.run(each) for each in found)
        elif found:
            first = (Column("id", number=True), Column("source", whole=True), Column("started (UTC)", whole=True))
            rows = [(each.id, each.source, _minute(each.started_at), *_went(each)) for each in found]
            with_why(
                (*first, Column("status", whole=True), *COUNT_COLUMNS),
                rows,
                [(f"run {each.id}, {each.source}", each.why) for each in found],
            )
    if not found:
        say("no visit yet: `rasd crawl` makes one")
        raise typer.Exit(1)


def refused(
    context: typer.Context, source: SourceOption = None, limit: LimitOption = 20, output: FormatOption = Format.TABLE
) -> None:
    """List what was read and is no release, and why."""
    with session(loaded(context)) as opened:
        check_source(opened, source)
        found = kept_refusals.latest(opened, source=source, limit=limit)
        if output is Format.JSON:
            printing.json_lines(as_json.refusal(each) for each in found)
        elif found:
            _print_refused(found)
    if not found:
        say("nothing was refused")
        raise typer.Exit(1)


def _print_refused(found: Sequence[Refusal]) -> None:
    names = ("source", "address", "title", "reason", "detail", "times", "last (UTC)", "asked again (UTC)")
    rows = [
        (
            each.source,
            each.url,
            each.title,
            each.reason,
            each.detail,
            each.times,
            _minute(each.last_at),
            _minute(each.retry_at),
        )
        for each in found
    ]
    if not printing.on_terminal():
        printing.table([Column(name) for name in names], rows)
        return
    for row in rows:  # addresses and reasons are too long for columns
        printing.fields(zip(names, row, strict=True))
        printing.line()


def counted(counts: object, seconds: float | None) -> tuple[object, ...]:
    """Return the cells of ``COUNT_COLUMNS``.

    Args:
        counts: A record or a row that counts.
        seconds: How long it took; ``None`` while it runs.
    """
    names = [column.name for column in COUNT_COLUMNS[:-1]]
    return (*(getattr(counts, name) for name in names), "" if seconds is None else f"{seconds:.1f}")


def with_why(columns: tuple[Column, ...], rows: list[tuple[object, ...]], reasons: list[tuple[str, str]]) -> None:
    """Print a table of visits and the reasons, whole: below it on a terminal, as its last column in a pipe.

    ``reasons`` holds for each row who it is and why.
    """
    if not printing.on_terminal():
        whys = [why for _, why in reasons]
        printing.table((*columns, Column("why")), [(*row, why) for row, why in zip(rows, whys, strict=True)])
        return
    printing.table(columns, rows)
    told = [f"{who}: {why}" for who, why in reasons if why]
    for each in ["", *told] if told else []:
        printing.line(each)


def _went(run: CrawlRun) -> tuple[object, ...]:
    return (run.status.value, *counted(run, as_json.seconds(run.started_at, run.ended_at)))


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
