"""What every command is given: the configuration, a session, and the options that several share."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from monitor import logs
from monitor.config import load
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
        raise typer.BadParameter(f"{written!r} is not a day such as 2024-05-22") from error


def _day_option(help_: str) -> Any:
    return typer.Option(parser=day, metavar="DATE", help=help_)


FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
LimitOption = Annotated[int, typer.Option(min=1, metavar="N", help="Most rows to print.")]
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


def say(words: str) -> None:
    """Tell the person at the terminal something that is no result."""
    sys.stderr.write(f"{words}\n")


def misused(words: str) -> NoReturn:
    """End with exit 2, saying what to do otherwise."""
    say(words)
    raise typer.Exit(2)
