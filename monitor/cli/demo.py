"""The command that shows what Rasd does: a small site on this machine, crawled over real HTTP."""

from __future__ import annotations

import shlex
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor import logs
from monitor import show as printing
from monitor.cli.crawl import print_outcomes, progress_lines
from monitor.cli.given import Given, misused, say, session
from monitor.cli.releases import COLUMNS, rows
from monitor.config import load
from monitor.scrapy_settings import CrawlOptions
from monitor.show import Format
from storage import releases
from storage.records import ReleaseFilter, RunStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.keys import Config

MARK = "# Written by `rasd demo`; it writes this folder anew each time."
"""First line of a demo's configuration: a folder without it is somebody else's, and is left alone."""

SHOWN = 8
"""Releases that the demo prints."""


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data; emptied first.")] = Path(".demo"),
    serve: Annotated[bool, typer.Option("--serve", help="Keep the site running until Ctrl-C.")] = False,
) -> None:
    """Crawl a small site on this machine, and show the result."""
    from monitor.crawl import crawl  # noqa: PLC0415 - imports Scrapy
    from monitor.demo.server import DemoServer  # noqa: PLC0415 - this command's alone
    from monitor.demo.site import DemoSite  # noqa: PLC0415

    given: Given = context.obj
    if given.config or given.database_url:
        misused("a demo has its own configuration and database: leave --config and --database-url out")
    try:
        _make_room(folder)
    except OSError as error:
        misused(f"{folder}: no demo can be kept here: {error.strerror}; name another folder with --folder")
    with DemoServer(DemoSite.default()) as server:
        config = _configured(folder, server.sources(), given.log_level)
        say(f"The demo site answers on {', '.join(sorted(set(server.sources().values())))}. Crawling it:")
        with progress_lines() as report:
            outcomes = crawl(config, [], CrawlOptions(), progress=report)
        print_outcomes(outcomes, Format.TABLE)
        _print_collected(config)
        _print_commands(folder, running=serve)
        if serve:
            sys.stdout.flush()
            say("The demo site is running; Ctrl-C ends it.")
            _wait()
    if any(outcome.status is not RunStatus.OK for outcome in outcomes):
        raise typer.Exit(1)


def _make_room(folder: Path) -> None:
    file = folder / "rasd.toml"
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not _is_ours(file))):
        misused(f"{folder}: holds something that no demo wrote; name another folder with --folder")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("rasd.sqlite*"):
        old.unlink()
    shutil.rmtree(folder / "warc", ignore_errors=True)


def _is_ours(file: Path) -> bool:
    return file.is_file() and file.read_bytes().startswith(MARK.encode())


def _configured(folder: Path, sites: Mapping[str, str], log_level: str | None) -> Config:
    """Write the demo's configuration and return it. It stands above variables: a demo never touches real data."""
    values: dict[str, Any] = {
        "database_url": f"sqlite:///{(folder / 'rasd.sqlite').resolve()}",
        "archive_dir": str((folder / "warc").resolve()),
        "delay_seconds": 0,
        "log_level": log_level,
        "source": {name: {"site": site} for name, site in sites.items()},
    }
    lines = [MARK, 'database_url = "sqlite:///rasd.sqlite"', 'archive_dir = "warc"', "delay_seconds = 0"]
    for name, site in sites.items():
        lines += ["", f"[source.{name}]", f'site = "{site}"']
    (folder / "rasd.toml").write_text("\n".join(lines) + "\n", "utf-8")
    config = load(folder / "rasd.toml", values)
    logs.to_stderr(config.log_level)
    return config


def _print_collected(config: Config) -> None:
    with session(config) as opened:
        kept = releases.count(opened)
        printing.line(f"\n{kept} releases are kept. The newest:\n")
        printing.table(COLUMNS, rows(releases.find(opened, ReleaseFilter(limit=SHOWN))))


def _print_commands(folder: Path, *, running: bool) -> None:
    rasd = f"{_command()} --config {shlex.quote(str(folder / 'rasd.toml'))}"
    printing.line("\nTry next:\n")
    tries = [
        ("list --language ar --limit 5", "the newest in Arabic"),
        ("search مكافحة الارهاب", "in whatever spelling they were published"),
        ("show 1 --why", "one release, and where each field was found"),
        ("runs", "how each visit went"),
        ("refused", "what was read and is no release, and why"),
        ("list --format json", "one object a line, for programs"),
    ]
    if running:
        tries.insert(0, ("crawl", "again: the listings are read, and no article twice"))
    for arguments, what in tries:
        printing.line(f"  {rasd} {arguments}    # {what}")
    if not running:
        again = f"{_command()} demo --serve" + (
            "" if folder == Path(".demo") else f" --folder {shlex.quote(str(folder))}"
        )
        printing.line(f"  {again}    # keeps the site running, to crawl it yourself")


def _command() -> str:
    """Return how this program was called, as it can be typed again."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{_near(Path(sys.executable))} -m monitor"
    found = shutil.which("rasd")
    return "rasd" if found and Path(found).samefile(called) else _near(called)


def _near(path: Path) -> str:
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _wait() -> None:
    """Wait for Ctrl-C or SIGTERM, whose handlers the crawl has put its own in place of."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    while not asked.wait(timeout=1):  # a wait without end is not woken by a signal on every system
        pass
