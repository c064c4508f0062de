"""Recorded pages, one folder a source: ``listing.*`` and ``article*.html``, each with what a person read in it.

All are reconstructions; none is a copy of a page.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse, XmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from pipelines import publication
from pipelines.clean import clean
from spiders.base import ReleaseSpider
from spiders.items import RawRelease
from storage.records import NewRelease

FOLDER = Path(__file__).parent
LOADER = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders.sources"]}))
SOURCES: tuple[str, ...] = tuple(sorted(LOADER.list()))


def pages(kind: str) -> list[Path]:
    """Return the recorded pages of a kind: ``article`` or ``listing``."""
    return sorted(path for path in FOLDER.glob(f"*/{kind}*") if path.suffix in {".html", ".xml"})


def name(page: Path) -> str:
    """Return how a page is called in a test's name: ``imctc_ar/article-former``."""
    return f"{page.parent.name}/{page.stem}"


def spider(source: str) -> ReleaseSpider:
    """Return the spider of a source."""
    made = LOADER.load(source)()
    assert isinstance(made, ReleaseSpider)
    return made


def expected(page: Path) -> dict[str, Any]:
    """Return what stands beside a page."""
    said: dict[str, Any] = json.loads(page.with_suffix(".json").read_text("utf-8"))
    return said


def response(url: str, body: bytes | str, *, xml: bool = False) -> TextResponse:
    """Return an answer as Scrapy hands it to a spider."""
    kind = XmlResponse if xml else HtmlResponse
    return kind(url, body=body.encode() if isinstance(body, str) else body, encoding="utf-8", request=Request(url))


def recorded(page: Path) -> tuple[ReleaseSpider, TextResponse, dict[str, Any]]:
    """Return a page's spider, its answer and what is expected of it."""
    said = expected(page)
    return spider(page.parent.name), response(said["url"], page.read_bytes(), xml=page.suffix == ".xml"), said


def cleaned(raw: RawRelease, said: dict[str, Any]) -> NewRelease:
    """Clean a release as on the day its page was saved."""
    return clean(raw, now=datetime.fromisoformat(said["saved_at"]))


def as_recorded(release: NewRelease) -> dict[str, Any]:
    """Return a release in the words of the files beside the pages."""
    return {
        "title": release.title,
        "lead": release.lead,
        "published": publication.partial_iso(release.published) if release.published else None,
        "published_precision": release.published.precision.value if release.published else None,
        "published_words": release.published_words,
        "place": release.place,
        "author": release.author,
        "section": release.section,
        "tags": list(release.tags),
        "image": release.image,
        "attachments": [dict(each) for each in release.attachments],
        "symbol": release.symbol,
        "translations": dict(release.translations),
        "language": release.language,
        "body": release.body,
    }
