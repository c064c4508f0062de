"""Commands about the database."""

from __future__ import annotations

import typer

from monitor import show as printing
from monitor.cli.given import loaded
from monitor.config import without_secrets
from storage.migrate import upgrade as migrated

app = typer.Typer(no_args_is_help=True, help="The database: bring it up to date.", rich_markup_mode=None)


@app.callback()
def database() -> None:
    """Look after the database."""


@app.command()
def upgrade(context: typer.Context) -> None:
    """Create the tables, or bring those of an older Rasd up to date."""
    config = loaded(context)
    before, after = migrated(config.database_url)
    where = without_secrets(config.database_url)
    if before == after:
        printing.line(f"{where}: up to date ({after})")
    else:
        printing.line(f"{where}: brought from {before or 'nothing'} to {after}")
