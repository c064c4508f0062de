"""What a host answers to an address: listings, articles, feeds, sitemaps, robots.txt and the odd file."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from itertools import islice
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.demo import files, printed, redesign
from monitor.demo.releases import DemoRelease, Host
from monitor.demo.shapes import FEEDS, FRONTS, SHAPES, SITEMAP_CHILD, Shape

FEED_ROWS = 10
HTML = "text/html; charset=utf-8"

_templates = Environment(
    loader=PackageLoader("monitor.demo"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(
    un_day=printed.un_day,
    english_day=printed.english_day,
    day_first=printed.day_first,
    stamp=printed.stamp,
    feed_day=printed.feed_day,
    pdf_path=files.pdf_path,
    rfc822=format_datetime,
    columns=printed.columns,
    viewstate=printed.viewstate,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A host at one moment.

    Attributes:
        releases: What is published, newest first.
        gone: Status of the paths that were removed.
        modified: When a path last changed.
        touched: When anything on the host last changed.
        redesigned: It shows its other layout.
        robots: Text of robots.txt.
    """

    host: Host
    releases: tuple[DemoRelease, ...]
    gone: Mapping[str, int]
    modified: Mapping[str, datetime]
    touched: datetime
    redesigned: bool
    robots: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes over the wire, before compression and faults."""

    status: int = HTTPStatus.OK
    body: bytes = b""
    media_type: str = HTML
    modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(view: View, target: str, base: str) -> Answer:
    """Return the host's answer to a GET.

    Args:
        view: The host as it stands.
        target: Path and query.
        base: ``http://host:port`` as the client sees it, for absolute links.
    """
    path, _, query = target.partition("?")
    if path == "/robots.txt":
        return Answer(body=view.robots.encode(), media_type="text/plain; charset=utf-8", modified=view.touched)
    if path in view.gone:
        return _missing(view, view.gone[path], base)
    for shape in SHAPES:
        if shape.listing == path and shape.host is view.host:
            return _listing(view, shape, query, base)
    for release in view.releases:
        if release.path == path:
            return _article(view, release, base)
    return _odd(view, path, base) or _missing(view, HTTPStatus.NOT_FOUND, base)


def _listing(view: View, shape: Shape, query: str, base: str) -> Answer:
    shown = [release for release in view.releases if shape.shows(release)]
    page = _page_number(query, shape.rows)
    first = page * shape.rows
    body = _html(
        view,
        f"{shape.look}_listing.html",
        base,
        path=shape.listing,
        release=None,
        shape=shape,
        rows=shown[first : first + shape.rows],
        page=page,
        last=max(0, (len(shown) - 1) // shape.rows),
        language=shape.source.rpartition("_")[2],
    )
    return Answer(body=body, modified=view.touched)


def _page_number(query: str, rows: int) -> int:
    """Return the page asked for, from 0; Drupal counts pages, SharePoint the first row from 1."""
    words = parse_qs(query)
    for name, size in (("page", 1), ("PageFirstRow", rows)):
        number = words.get(name, [""])[0]
        if number.isascii() and number.isdigit():
            return int(number) // size
    return 0


def _article(view: View, release: DemoRelease, base: str) -> Answer:
    shape = next(shape for shape in SHAPES if shape.shows(release))
    others = (other for other in view.releases if other is not release and shape.shows(other))
    body = _html(
        view,
        f"{shape.look}_article.html",
        base,
        path=release.path,
        release=release,
        shape=shape,
        related=list(islice(others, 4)),
        language=release.language,
    )
    return Answer(body=body, modified=view.modified[release.path])


def _odd(view: View, path: str, base: str) -> Answer | None:
    """Answer what is neither a listing nor an article."""
    if path.startswith("/feed/view/"):
        return Answer(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": base + path.removeprefix("/feed/view")})
    if path in FRONTS[view.host]:
        shapes = [shape for shape in SHAPES if shape.host is view.host]
        body = _html(view, "front.html", base, shapes=shapes, newest=view.releases[:3])
        return Answer(body=body, modified=view.touched)
    if template := FEEDS.get(view.host, {}).get(path):
        return Answer(
            body=_xml(view, template, base), media_type="application/xml; charset=utf-8", modified=view.touched
        )
    if view.host is Host.UN and path == SITEMAP_CHILD:
        packed = gzip.compress(_xml(view, "sitemap.xml", base), mtime=0)
        return Answer(body=packed, media_type="application/gzip", modified=view.touched)
    return _file(view, path)


def _file(view: View, path: str) -> Answer | None:
    if path.endswith(".png"):
        return Answer(body=files.PICTURE, media_type="image/png", modified=view.touched)
    if any(release.pdf and files.pdf_path(release.path) == path for release in view.releases):
        return Answer(body=files.pdf(path), media_type="application/pdf", modified=view.touched)
    return None


def _missing(view: View, status: int, base: str) -> Answer:
    return Answer(status=status, body=_html(view, "missing.html", base, status=HTTPStatus(status)))


def _html(view: View, template: str, base: str, **context: object) -> bytes:
    page = _templates.get_template(template).render(base=base, host=view.host, **context)
    return (redesign.redesigned(page) if view.redesigned else redesign.unmarked(page)).encode()


def _xml(view: View, template: str, base: str) -> bytes:
    rows = view.releases if template == "sitemap.xml" else view.releases[:FEED_ROWS]
    child = base + SITEMAP_CHILD
    return _templates.get_template(template).render(base=base, rows=rows, child=child, touched=view.touched).encode()
