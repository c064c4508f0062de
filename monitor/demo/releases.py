"""The releases of the demo site: our own wording, fictitious events, read from ``data/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).parent / "data"


class Host(StrEnum):
    """A host of the demo; each is served on a port of its own, for they are different hosts."""

    IMCTC = "imctc"
    UN_NEWS = "un_news"
    UN_PRESS = "un_press"
    UN = "un"


HOSTS: Mapping[str, Host] = {
    "imctc_ar": Host.IMCTC,
    "imctc_en": Host.IMCTC,
    "un_news_ar": Host.UN_NEWS,
    "un_press_en": Host.UN_PRESS,
    "un_sg_ar": Host.UN,
    "unoct_en": Host.UN,
    "unoct_ar": Host.UN,
    "un_ctc_ar": Host.UN,
}
"""The host that serves each of Rasd's built-in sources."""

HEADING = "## "
"""A paragraph that starts so is a heading between paragraphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRelease:
    """One release as the demo site knows it.

    Attributes:
        source: Name of the built-in source that it is published for.
        path: Path on its host; also decides which of the host's listings shows it.
        title: Title, as in the ``h1``.
        published: Moment of publication, aware; the listing's order.
        changed: Moment of the last change, printed in IMCTC's stamp; ``None`` where it never changed.
        dateline: Line above the body: place and date.
        lead: One paragraph above the body.
        paragraphs: The body; a paragraph that starts with ``## `` is a heading. Empty: a video story, or a stub.
        section: Topic above the title.
        tags: Paths of the tag listings that show it.
        pdf: It has a PDF twin.
        comments: A comment form stands below it, as below older press files.
        teaser: English words above an Arabic body.
        translations: Language to path of the same release in other languages.
    """

    source: str
    path: str
    title: str
    published: datetime
    changed: datetime | None = None
    dateline: str = ""
    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    pdf: bool = False
    comments: bool = False
    teaser: str = ""
    translations: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        """Refuse what no page could be made of.

        Raises:
            ValueError: The source is unknown, the path is relative, or a date is naive.
        """
        if self.source not in HOSTS:
            raise ValueError(f"source: {self.source!r} is none of {', '.join(HOSTS)}")
        if not self.path.startswith("/"):
            raise ValueError(f"path: {self.path!r} must start with a slash")
        if any(moment is not None and moment.tzinfo is None for moment in (self.published, self.changed)):
            raise ValueError(f"{self.path}: dates need an offset from UTC")

    @property
    def host(self) -> Host:
        """The host that serves it."""
        return HOSTS[self.source]

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self.source.rpartition("_")[2]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The body without its headings."""
        return tuple(text for text in self.paragraphs if not text.startswith(HEADING))


def load(folder: Path = DATA) -> tuple[list[DemoRelease], list[DemoRelease]]:
    """Return the releases published at the start, and those kept in reserve, each newest first.

    A file is named after its source. ``closing`` ends the body of each of its releases; ``same`` names the release
    whose body this one repeats.
    """
    published: list[DemoRelease] = []
    reserve: list[DemoRelease] = []
    for file in sorted(folder.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        closing = _paragraphs(table.get("closing", ""))
        bodies = {entry["path"]: _paragraphs(entry.pop("body", "")) for entry in table["release"]}
        for entry in table["release"]:
            body = bodies[entry.pop("same", entry["path"])] + closing
            tags = tuple(entry.pop("tags", ()))
            kept = reserve if entry.pop("reserve", False) else published
            kept.append(DemoRelease(source=file.stem, paragraphs=body, tags=tags, **entry))
    return newest_first(published), newest_first(reserve)


def newest_first(releases: Sequence[DemoRelease]) -> list[DemoRelease]:
    """Return the releases as a listing orders them."""
    return sorted(releases, key=lambda release: (release.published, release.path), reverse=True)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split("\n")) for part in text.strip().split("\n\n") if part.strip())
