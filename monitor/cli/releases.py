"""Commands that ask what is kept: list, show, search. They read the database alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor import as_json, query
from monitor import show as printing
from monitor.cli.given import (
    FormatOption,
    LimitOption,
    SinceOption,
    SourceOption,
    UntilOption,
    check_source,
    loaded,
    misused,
    say,
    session,
)
from monitor.keys import without_secrets
from monitor.show import Column, Format
from pipelines.arabic import PROCLITICS
from storage import releases
from storage.records import ReleaseFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Release

COLUMNS = (
    Column("id", number=True),
    Column("date", whole=True),
    Column("source", whole=True),
    Column("note"),
    Column("title"),
)


LAST_NUMBER = 2**31 - 1
"""The greatest number that a release can have (PostgreSQL's integer)."""


def list_releases(  # noqa: PLR0913, PLR0917 - options of a command
    context: typer.Context,
    source: SourceOption = None,
    publisher: Annotated[str | None, typer.Option(help="Of this publisher alone.", metavar="NAME")] = None,
    language: Annotated[str | None, typer.Option(help="In this language, such as ar.", metavar="CODE")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    incomplete: Annotated[bool, typer.Option("--incomplete", help="Those without a body alone.")] = False,
    limit: LimitOption = 20,
    output: FormatOption = Format.TABLE,
) -> None:
    """List the newest releases."""
    asked = ReleaseFilter(
        source=source,
        publisher=publisher,
        language=language,
        since=since,
        until=until,
        incomplete=True if incomplete else None,
        limit=limit,
    )
    _print_found(context, asked, output)


def search(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(help="All of these must stand in the text, in any spelling.", metavar="WORD")
    ],
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 20,
    output: FormatOption = Format.TABLE,
) -> None:
    """List the newest releases that hold all words.

    Vowel signs, hamza, kinds of digits and the like do not matter.
    """
    try:
        folded = query.words(words)
    except ValueError as error:
        misused(str(error))
    _print_found(context, ReleaseFilter(source=source, since=since, until=until, words=folded, limit=limit), output)


def show(
    context: typer.Context,
    release: Annotated[str, typer.Argument(help="Its number, or one of its addresses.", metavar="ID")],
    why: Annotated[
        bool, typer.Option("--why", help="Also where each field was found, and how dates were read.")
    ] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show one release: its fields, then its text."""
    with session(loaded(context)) as opened:
        kept = _of(opened, release)
        if kept is None:
            say(f"no release has the number or the address {without_secrets(release)}")
            raise typer.Exit(1)
        if output is Format.JSON:
            printing.json_lines([as_json.release_whole(kept, why=why)])
            return
        _print_whole(kept)
        if why:
            _print_why(kept)


def rows(found: Sequence[Release]) -> list[tuple[object, ...]]:
    """Return releases as rows of ``COLUMNS``."""
    return [(each.id, _date(each), each.source, _note(each), each.title) for each in found]


def _print_found(context: typer.Context, asked: ReleaseFilter, output: Format) -> None:
    with session(loaded(context)) as opened:
        check_source(opened, asked.source)
        found = query.find(opened, asked, proclitics=PROCLITICS)
        if output is Format.JSON:
            printing.json_lines(as_json.release(each) for each in found)
        elif found:
            printing.table(COLUMNS, rows(found))
    if not found:
        say("no release found")
        raise typer.Exit(1)


def _of(opened: Session, written: str) -> Release | None:
    if written.isascii() and written.isdigit():
        return releases.get(opened, int(written)) if int(written) <= LAST_NUMBER else None
    return query.at(opened, written)


def _date(kept: Release) -> str | None:
    return as_json.published(kept.published_at, kept.published_on, kept.published_precision, kept.published_zone)


def _note(kept: Release) -> str:
    notes = [] if kept.complete else ["no body"]
    if kept.changed_at:
        notes.append("edited")
    return ", ".join(notes)


def _print_whole(kept: Release) -> None:
    printing.paragraphs(kept.title, heading=True)
    others = [address.url for address in kept.addresses if address.url != kept.url]
    printing.fields(
        [
            ("id", kept.id),
            ("address", kept.url),
            *(("also at", url) for url in others),
            ("source", kept.source),
            ("publisher", kept.publisher),
            ("language", kept.language),
            ("date", _date_told(kept)),
            ("place", kept.place),
            ("author", kept.author),
            ("section", kept.section),
            ("tags", ", ".join(kept.tags)),
            ("symbol", kept.symbol),
            ("image", kept.image),
            *(("file", f"{each['url']} ({each['name']})") for each in kept.attachments),
            *((f"also in {language}", url) for language, url in kept.translations.items()),
            ("first seen", as_json.moment(kept.first_seen_at)),
            ("last fetched", as_json.moment(kept.last_fetched_at)),
            ("edited", as_json.moment(kept.changed_at)),
            ("older texts", len(kept.versions) or None),
            ("archived", f"{kept.archive_file} at {kept.archive_offset}" if kept.archive_file else None),
        ]
    )
    printing.line()
    if kept.lead:
        printing.paragraphs(kept.lead)
    printing.paragraphs(kept.body or "(no body yet: it is asked for again)")


def _date_told(kept: Release) -> str:
    if kept.published_at is None:
        return f"unread: {kept.published_words}" if kept.published_words else "none stated"
    return f"{_date(kept)} (read from “{kept.published_words}”, {kept.published_how}, {kept.published_zone})"


def _print_why(kept: Release) -> None:
    printing.table((Column("field", whole=True), Column("found")), list(kept.found.items()))
    printing.line()
    stated: list[dict[str, Any]] = kept.dates
    columns = ("date from", "words", "read as", "taken", "note", "found")
    printing.table(
        [Column(name) for name in columns],
        [
            (each["place"], each["words"], each["reading"], "yes" if each["taken"] else "", each["note"], each["where"])
            for each in stated
        ],
    )
