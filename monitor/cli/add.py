"""The command that keeps one release by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from monitor import as_json
from monitor import show as printing
from monitor.cli.given import FormatOption, loaded, misused, say, session
from monitor.cli.releases import COLUMNS, rows
from monitor.show import Column, Format
from storage import releases
from storage.records import RunStatus

if TYPE_CHECKING:
    from monitor.add import Described
    from monitor.keys import Config
    from storage.records import Saved


def _address(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise typer.BadParameter(f"{written!r} is not an http(s) address")
    return written


def add(  # noqa: PLR0913, PLR0917 - options of a command
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A text file, a saved page, or an address.", metavar="FILE|URL")],
    publisher: Annotated[str, typer.Option(help="Who published it.", metavar="NAME")],
    language: Annotated[str, typer.Option(help="Its language, such as ar.", metavar="CODE")] = "ar",
    source: Annotated[
        str | None, typer.Option(help="Source to keep it under, instead of by_hand.", metavar="NAME")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Address of what the file holds.", parser=_address, metavar="URL")
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
    if urlsplit(what).scheme in {"http", "https"}:
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
    from monitor.cli.crawl import print_outcomes, warn_without_contact  # noqa: PLC0415
    from monitor.crawl import fetch_one  # noqa: PLC0415 - imports Scrapy

    warn_without_contact(config, [url])
    outcome = fetch_one(config, url, publisher=publisher, language=language)
    print_outcomes([outcome], output)
    if outcome.status is not RunStatus.OK:
        raise typer.Exit(1)
