"""The command that keeps one release by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor import as_json
from monitor import show as printing
from monitor.cli.given import FormatOption, loaded, misused, say, session, web_address
from monitor.cli.releases import COLUMNS, rows
from monitor.keys import BY_HAND
from monitor.show import Column, Format
from storage import refusals, releases
from storage.records import Counts, RunStatus, Saved

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from monitor.add import Described
    from monitor.crawl import Outcome
    from monitor.keys import Config

ADDRESS = re.compile(r"\s*(?:https?:|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
"""What begins so is an address and no file."""

LATEST = 1000
"""Refusals among which that of the page just read is looked for."""


def _what(written: str) -> str:
    if not written.strip():
        raise typer.BadParameter("name a text file, a saved page, or an address")
    return web_address(written) if ADDRESS.match(written) else written


def _publisher(written: str) -> str:
    if not written.strip():
        raise typer.BadParameter("a publisher has a name")
    return written.strip()


def _source(written: str) -> str:
    if not re.fullmatch(r"\w{1,64}", written):
        raise typer.BadParameter(f"{written!r} is no name: up to 64 letters, digits and underscores")
    return written


def add(  # noqa: PLR0913, PLR0917 - options of a command
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="A text file, a saved page, or an address.", parser=_what, metavar="FILE|URL")
    ],
    publisher: Annotated[str, typer.Option(help="Who published it.", parser=_publisher, metavar="NAME")],
    language: Annotated[str, typer.Option(help="Its language, such as ar.", metavar="CODE")] = "ar",
    source: Annotated[
        str | None, typer.Option(help="Source to keep it under, instead of by_hand.", parser=_source, metavar="NAME")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Address of what the file holds.", parser=web_address, metavar="URL")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone of dates that state none, instead of UTC.", metavar="ZONE")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the file, where it does not say.", metavar="NAME")] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Keep one release by hand.

    It is cleaned, checked for duplicates and kept as a crawled one is. A text file holds the title in its first line,
    then a dateline if there is one, then paragraphs parted by empty lines.
    """
    config = loaded(context)
    if ADDRESS.match(what):
        if source or url or timezone or encoding:
            misused(
                "--source, --url, --timezone and --encoding say what a file does not; an address needs none of them"
            )
        _fetch(config, what, publisher=publisher, language=language, output=output)
        return
    from monitor.add import Described  # noqa: PLC0415 - imports Scrapy

    described = Described(
        source=source, publisher=publisher, language=language, timezone=timezone or "UTC", url=url, encoding=encoding
    )
    saved, kept_at = _keep(config, Path(what), described)
    _print_kept(config, kept_at, saved, output)


def _keep(config: Config, path: Path, described: Described) -> tuple[Saved, str]:
    from monitor.add import Unreadable, read  # noqa: PLC0415 - imports Scrapy
    from pipelines.clean import Refused, clean  # noqa: PLC0415

    now = datetime.now(UTC)
    try:
        new = clean(read(path, described), now=now)
    except Unreadable as error:
        misused(str(error))
    except Refused as error:
        hint = "; name the language with --language" if error.reason == "language" else ""
        say(f"{path}: refused: {error}{hint}")
        raise typer.Exit(1) from error
    except ValueError as error:  # what a source cannot be: the language or the zone given
        misused(str(error))
    with session(config) as opened:
        [saved] = releases.save(opened, [new], now=now)
    return saved, new.url


def _print_kept(config: Config, url: str, saved: Saved, output: Format) -> None:
    with session(config) as opened:
        kept = releases.at(opened, url)
        if kept is None:
            raise LookupError(url)
        if output is Format.JSON:
            printing.json_lines([{"type": "added", "saved": saved.value, **as_json.release(kept)}])
        else:
            printing.table((Column("saved"), *COLUMNS), [(saved.value, *rows([kept])[0])])


def _fetch(config: Config, url: str, *, publisher: str, language: str, output: Format) -> None:
    from monitor.cli.crawl import warn_without_contact  # noqa: PLC0415
    from monitor.crawl import fetch_one, sources  # noqa: PLC0415 - imports Scrapy
    from spiders.addresses import canonical  # noqa: PLC0415
    from spiders.by_hand import one_page  # noqa: PLC0415

    began = datetime.now(UTC)
    try:
        page = one_page(url, publisher=publisher, language=language, sources=sources(config).values())
    except ValueError as error:  # what a source cannot be: the language given
        misused(str(error))
    warn_without_contact(config, [url])
    outcome = fetch_one(config, url, publisher=publisher, language=language)
    at = canonical(url, page.source)
    saved = _saved(outcome.counts)
    if saved is None or outcome.status is not RunStatus.OK:
        with session(config) as opened:
            say(f"{url}: {_why_not(opened, {url, at}, outcome, began)}")
        raise typer.Exit(1)
    _print_kept(config, at, saved, output)


def _saved(counts: Counts) -> Saved | None:
    """Return what keeping the one page did; ``None`` where nothing was kept."""
    became = {
        Saved.NEW: counts.new,
        Saved.CHANGED: counts.changed,
        Saved.UNCHANGED: counts.unchanged,
        Saved.ALIAS: counts.duplicate,
    }
    return next((saved for saved, number in became.items() if number), None)


def _why_not(opened: Session, urls: set[str], outcome: Outcome, began: datetime) -> str:
    for refused in refusals.latest(opened, source=BY_HAND, limit=LATEST):
        if refused.url in urls and refused.last_at >= began:
            hint = "; name the language with --language" if refused.reason == "language" else ""
            return f"refused: {refused.reason}: {refused.detail.removeprefix(f'{refused.reason}: ')}{hint}"
    return outcome.why or "could not be read"
