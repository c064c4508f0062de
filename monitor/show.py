"""Printing, on stdout: tables on a terminal, tab-separated lines in a pipe, JSON lines for programs."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import ConsoleOptions, RenderResult

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What a cell must not hold: line breaks, tabs, and what would steer a terminal."""

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate, and its end: what stands between them does not turn the line around it."""


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: Its heading; a soft hyphen says where it may be broken on a narrow terminal.
        number: Its cells are numbers, and stand right.
        whole: Its cells are never broken over lines.
    """

    heading: str
    number: bool = False
    whole: bool = False

    @property
    def name(self) -> str:
        """The heading in one piece."""
        return self.heading.replace("\u00ad", "")


class _Cell:
    """A cell whose text is isolated line by line, so that Arabic leaves the columns where they are."""

    def __init__(self, text: str) -> None:
        self._text = Text(text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, options.max_width):
            line.rstrip()
            yield Text(f"{FSI}{line.plain}{PDI}")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._text)


def on_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


def console() -> Console:
    """Return a console on what stdout is now."""
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def line(text: str = "") -> None:
    """Print a line, as long as it is."""
    sys.stdout.write(f"{text}\n")


def json_lines(objects: Iterable[Mapping[str, Any]]) -> None:
    """Print one object a line."""
    for each in objects:
        line(json.dumps(each, ensure_ascii=False))


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Print a table: with rules on a terminal; in a pipe a header and one row a line, parted by tabs, uncut."""
    cells = [[_lines_of(cell) for cell in row] for row in rows]
    if on_terminal():
        out = console()
        fitting = _fitting(columns, cells, out)
        out.width = max(
            out.width, Measurement.get(out, out.options, fitting).minimum
        )  # broken by the terminal, not cut
        out.print(fitting)
        return
    line("\t".join(column.name for column in columns))
    for row in cells:
        line("\t".join(" ".join(cell) for cell in row))


def fields(named: Iterable[tuple[str, object]]) -> None:
    """Print names and values; those without a value are left out."""
    given = [(name, _plain(value)) for name, value in named if value not in {None, ""}]
    if not on_terminal():
        for name, value in given:
            line(f"{name}: {value}")
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in given:
        grid.add_row(name, _cell(value))
    console().print(grid)


def paragraphs(text: str, *, heading: bool = False) -> None:
    """Print a text with its paragraphs; on a terminal its lines are broken between words."""
    for each in re.split(r"\n{2,}", text):
        if on_terminal():
            console().print(Text(_block(each), style="bold" if heading else ""))
        else:
            line(_block(each))
        line()


def _fitting(columns: Sequence[Column], rows: Sequence[Sequence[list[str]]], out: Console) -> Table:
    """Return the table as it fits the terminal: whole, else tight, else also without columns of nothing and zeros."""
    told = [index for index in range(len(columns)) if any(row[index] not in ([], ["0"]) for row in rows)]
    for kept, tight in ((range(len(columns)), False), (range(len(columns)), True), (told, True)):
        ruled = _ruled(
            [columns[index] for index in kept], [[row[index] for index in kept] for row in rows], tight=tight
        )
        if Measurement.get(out, out.options.update(width=sys.maxsize), ruled).minimum <= out.width:
            break
    return ruled


def _ruled(columns: Sequence[Column], rows: Sequence[Sequence[list[str]]], *, tight: bool) -> Table:
    ruled = Table(
        box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", padding=(0, 0 if tight else 1, 0, 0)
    )
    for column in columns:
        heading = column.heading.replace("\u00ad", "-\n") if tight else column.name
        ruled.add_column(
            Text(heading),
            justify="right" if column.number else "left",
            no_wrap=column.number or column.whole,
            overflow="fold",
        )
    for row in rows:
        ruled.add_row(*(_cell("\n".join(cell)) for cell in row))
    return ruled


def _cell(text: str) -> _Cell | Text:
    return _Cell(text) if RIGHT_TO_LEFT.search(text) else Text(text)


def _lines_of(value: object) -> list[str]:
    """Return the lines of a cell; a tuple or a list is one of several lines."""
    several = value if isinstance(value, tuple | list) else [value]
    return [plain for each in several if (plain := _plain(each))]


def _plain(value: object) -> str:
    return "" if value is None else CONTROLS.sub(" ", str(value)).strip()


def _block(text: str) -> str:
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    for each in text.split("\n"):
        yield CONTROLS.sub(" ", each)
