"""The commands put together, and what holds for all of them."""

from __future__ import annotations

import os
import re
import sys
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import DBAPIError
from typer.core import TyperGroup

from monitor.cli import add, crawl, database, demo, releases, visits
from monitor.cli.given import Given
from monitor.keys import ConfigError, without_secrets
from storage.engine import DatabaseError

MISUSED: Any = typer.BadParameter.__base__
"""Click's error of whoever types a command; Typer brings a Click of its own and exports its children alone."""


class Commands(TyperGroup):
    """The group of all commands: what the user or the operator must put right ends in words and exit 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (ConfigError, DatabaseError) as error:
            sys.stderr.write(f"{error}\n")
            raise typer.Exit(2) from error
        except DBAPIError as error:
            sys.stderr.write(_database_failed(error))
            raise typer.Exit(1) from error
        except MISUSED as error:
            vars(error)["message"] = without_secrets(str(error.message))  # it repeats what was typed
            raise
        except BrokenPipeError:
            _let_go_of_stdout()
            raise typer.Exit(0) from None  # who read it has enough: `rasd list | head`


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(crawl.crawl)
app.command("list")(releases.list_releases)
app.command()(releases.show)
app.command()(releases.search)
app.command()(visits.sources)
app.command()(visits.runs)
app.command()(visits.refused)
app.command()(add.add)
app.command()(demo.demo)
app.add_typer(database.app, name="db")


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"rasd {version('rasd')}\n")
        raise typer.Exit


@app.callback()
def rasd(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Configuration file.", metavar="FILE")] = None,
    database_url: Annotated[
        str | None, typer.Option(help="Database, instead of the configured one.", metavar="URL")
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="DEBUG, INFO, WARNING or ERROR.", metavar="LEVEL")] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Rasd (رصد) watches press releases, mostly in Arabic: crawls, keeps and finds them.

    Exit codes: 0 found or done; 1 nothing found, or a crawl that was not all right; 2 misused.
    """
    context.obj = Given(config, database_url=database_url, log_level=log_level)


def run() -> None:
    """Run the command line: UTF-8 out, whatever the locale says, and no traceback when a pipe is closed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="rasd")
    finally:
        try:
            sys.stdout.flush()
        except DBAPIError as error:
            sys.stderr.write(_database_failed(error))
            raise typer.Exit(1) from error
        except BrokenPipeError:
            _let_go_of_stdout()


def _database_failed(error: DBAPIError) -> str:
    words = " ".join(str(error.orig).split())
    return re.sub(r'user "[^"]*"', 'user "***"', f"the database failed: {words}\n")


def _let_go_of_stdout() -> None:
    """Send what is still to be written nowhere, so that Python does not complain of the closed pipe as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
