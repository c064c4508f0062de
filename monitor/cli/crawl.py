"""The command that visits the sources."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from monitor import as_json
from monitor import show as printing
from monitor.cli.given import FormatOption, SinceOption, loaded, misused, say
from monitor.cli.visits import COUNT_COLUMNS, counted, with_why
from monitor.keys import without_secrets
from monitor.scrapy_settings import CrawlOptions
from monitor.show import Column, Format
from storage.records import RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.progress import TaskID

    from monitor.crawl import Outcome
    from monitor.keys import Config
    from storage.records import Counts, NewRelease

    Report = Callable[[str, Counts, bool], None]

SHOWN = ("listed", "known", "new", "changed", "refused", "errors")
"""Counts of a progress line."""


def crawl(  # noqa: PLR0913, PLR0917 - options of a command
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Argument(help="Sources to visit; all, if none is named.", metavar="SOURCE")
    ] = None,
    since: SinceOption = None,
    max_pages: Annotated[int | None, typer.Option(min=1, metavar="N", help="Most pages of each listing.")] = None,
    backfill: Annotated[
        bool,
        typer.Option("--backfill", help="Go back through the listings until nothing is new, or --since is passed."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; print the releases that were read.")
    ] = False,
    replay: Annotated[
        Path | None,
        typer.Option(
            help="Take every answer from this WARC file instead of the network.",
            metavar="FILE",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Visit sources once, and keep what they published."""
    from monitor.crawl import UnknownSource, sources  # noqa: PLC0415 - imports Scrapy
    from monitor.crawl import crawl as visit  # noqa: PLC0415
    from pipelines.replay import ReplayError  # noqa: PLC0415

    config = loaded(context)
    options = CrawlOptions(since=since, max_pages=max_pages, backfill=backfill, dry_run=dry_run, replay=replay)
    try:
        if replay is None:
            described = sources(config)
            warn_without_contact(config, [described[name].site for name in source or described if name in described])
        with progress_lines() as report:
            outcomes = visit(config, source or [], options, progress=report)
    except (UnknownSource, ReplayError) as error:
        misused(without_secrets(str(error)))
    if dry_run:
        print_read([release for outcome in outcomes for release in outcome.releases], output)
    print_outcomes(outcomes, output)
    if any(outcome.status is not RunStatus.OK for outcome in outcomes):
        raise typer.Exit(1)


def print_outcomes(outcomes: Sequence[Outcome], output: Format) -> None:
    """Print how each visit went; why, where one was not all right, is never cut short."""
    if output is Format.JSON:
        printing.json_lines(as_json.outcome(each) for each in outcomes)
        return
    with_why(
        (Column("source", whole=True), Column("status", whole=True), *COUNT_COLUMNS),
        [(each.source, each.status.value, *counted(each.counts, each.seconds)) for each in outcomes],
        [(each.source, each.why) for each in outcomes],
    )


def print_read(releases: Sequence[NewRelease], output: Format) -> None:
    """Print releases that were read and not kept."""
    read = [as_json.release_read(each) for each in releases]
    if output is Format.JSON:
        printing.json_lines(read)
        return
    columns = (Column("date", whole=True), Column("source", whole=True), Column("title"), Column("address"))
    printing.table(columns, [(each["published"], each["source"], each["title"], each["url"]) for each in read])
    printing.line()


def warn_without_contact(config: Config, sites: Sequence[str]) -> None:
    """Say once that public sites cannot tell who asks, when no contact is set."""
    if not config.contact and any(not _is_loopback(urlsplit(site).hostname or "") for site in sites):
        say(
            "no contact is set: sites cannot tell whom to ask about this crawler. "
            'Set one in rasd.toml: contact = "you@example.org"'
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def progress_lines() -> Iterator[Report | None]:
    """Show a line for each source on stderr while it is crawled; none where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, TaskID] = {}

        def report(source: str, counts: Counts, finished: bool) -> None:
            told = " ".join(f"{name} {getattr(counts, name)}" for name in SHOWN)
            if source not in tasks:
                tasks[source] = shown.add_task(source, total=1, counts=told)
            shown.update(tasks[source], counts=told, completed=int(finished))

        yield report
