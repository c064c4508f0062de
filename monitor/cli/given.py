"""What every command is given: the configuration, a session, and the options that several share."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from urllib.parse import urlsplit

import typer

from monitor import logs, query
from monitor.config import load
from monitor.keys import BY_HAND, SOURCES, suggestion, without_secrets
from monitor.show import Format
from storage.engine import sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from monitor.keys import Config


@dataclass(frozen=True, slots=True)
class Given:
    """Options before the command; ``None`` where not given."""

    config: Path | None
    database_url: str | None = None
    log_level: str | None = None


def day(written: str) -> date:
    """Read a day from the command line.

    Raises:
        typer.BadParameter: It is none.
    """
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise typer.BadParameter(f"{without_secrets(written)!r} is not a day such as 2024-05-22") from error


def web_address(written: str) -> str:
    """Read the address of a page, without what surrounds it.

    Raises:
        typer.BadParameter: It is none, or holds a user name or a password; these are not repeated.
    """
    told = repr(without_secrets(written))
    try:
        parts = urlsplit(written.strip())
        host = parts.hostname or ""
        host.encode("ascii" if ":" in host else "idna")
    except ValueError as error:
        raise typer.BadParameter(f"{told}: its host cannot be read") from error
    if parts.scheme not in {"http", "https"}:
        raise typer.BadParameter(f"{told} is not an http(s) address")
    if "@" in parts.netloc:
        raise typer.BadParameter(
            "an address with a user name or a password is not taken, since addresses are kept and printed"
        )
    if not host or re.search(r"[\s\\<>\"]", parts.netloc):
        raise typer.BadParameter(f"{told} is not an http(s) address: it names no host")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise typer.BadParameter(f"{told}: its port is not a number from 1 to 65535")
    return written.strip()


def _day_option(help_: str) -> Any:
    return typer.Option(parser=day, metavar="DATE", help=help_)


MOST_ROWS = 1_000_000

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
LimitOption = Annotated[int, typer.Option(min=1, max=MOST_ROWS, metavar="N", help="Most rows to print.")]
SourceOption = Annotated[str | None, typer.Option(help="Of this source alone.", metavar="NAME")]
SinceOption = Annotated[date | None, _day_option("Published on this day or later.")]
UntilOption = Annotated[date | None, _day_option("Published on this day or earlier.")]


def loaded(context: typer.Context, **flags: Any) -> Config:
    """Return the configuration that holds for this command, and log as it says.

    ``flags`` are further keys given on the command line.

    Raises:
        ConfigError: It cannot be used.
    """
    given: Given = context.obj
    config = load(given.config, {"database_url": given.database_url, "log_level": given.log_level, **flags})
    logs.to_stderr(config.log_level)
    return config


@contextmanager
def session(config: Config) -> Iterator[Session]:
    """Open a session; what is written in it is kept when it ends well."""
    with sessions(config.database_url).begin() as opened:
        yield opened


def check_source(opened: Session, name: str | None) -> None:
    """End with exit 2 where no source, built in or in the database, has this name."""
    if name is None or name in {*SOURCES, BY_HAND}:
        return
    known = sorted({*SOURCES, BY_HAND, *query.sources(opened)})
    if name not in known:
        told = without_secrets(name)
        misused(f"no source is called {told!r}{suggestion(name, known)} (sources: {', '.join(known)})")


def say(words: str) -> None:
    """Tell the person at the terminal something that is no result."""
    sys.stderr.write(f"{words}\n")


def misused(words: str) -> NoReturn:
    """End with exit 2, saying what to do otherwise."""
    say(words)
    raise typer.Exit(2)
