"""Which listing shows which releases, and in which templates: the addresses of ``Host``, in one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.demo.releases import HOSTS, DemoRelease, Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A listing and the articles that it announces.

    Attributes:
        source: Source whose releases it shows.
        listing: Path of the listing.
        articles: Regular expression for the paths of its releases.
        rows: Releases a page.
        look: Start of the names of its two templates: ``{look}_listing.html``, ``{look}_article.html``.
        label: What the listing calls itself.
        tagged: Only releases with the listing's path among their tags.
    """

    source: str
    listing: str
    articles: str
    rows: int
    look: str
    label: str
    tagged: bool = False

    @property
    def host(self) -> Host:
        """The host that serves it."""
        return HOSTS[self.source]

    def shows(self, release: DemoRelease) -> bool:
        """Tell whether a release belongs on this listing."""
        return (
            release.source == self.source
            and re.match(self.articles, release.path) is not None
            and (not self.tagged or self.listing in release.tags)
        )


_STORY = r"/ar/story/\d{4}/\d{2}/\d+$"

SHAPES: tuple[Shape, ...] = (
    Shape(
        source="imctc_ar",
        listing="/Arabic/Newsroom",
        articles=r"/Arabic/NewsroomDetail/Index/\d+$",
        rows=20,
        look="imctc_former",
        label="غرفة الأخبار",
    ),
    Shape(
        source="imctc_ar",
        listing="/ar/MediaCenter/News/Pages/default.aspx",
        articles=r"/ar/MediaCenter/News/Pages/(?!default\.aspx$)",
        rows=20,
        look="imctc",
        label="الأخبار",
    ),
    Shape(
        source="imctc_ar",
        listing="/ar/MediaCenter/PressFile/Pages/default.aspx",
        articles=r"/ar/MediaCenter/PressFile/Pages/(?!default\.aspx$)|/Arabic/NewsroomDetail/Index/\d+$",
        rows=20,
        look="imctc",
        label="الملف الصحفي",
    ),
    Shape(
        source="imctc_en",
        listing="/English/Newsroom",
        articles=r"/English/NewsroomDetail/Index/\d+$",
        rows=20,
        look="imctc_former",
        label="Newsroom",
    ),
    Shape(
        source="imctc_en",
        listing="/en/MediaCenter/News/Pages/default.aspx",
        articles=r"/en/MediaCenter/News/Pages/(?!default\.aspx$)",
        rows=20,
        look="imctc",
        label="News",
    ),
    Shape(
        source="imctc_en",
        listing="/en/MediaCenter/PressFile/Pages/default.aspx",
        articles=r"/en/MediaCenter/PressFile/Pages/(?!default\.aspx$)|/English/NewsroomDetail/Index/\d+$",
        rows=20,
        look="imctc",
        label="Press File",
    ),
    Shape(source="un_news_ar", listing="/ar/news", articles=_STORY, rows=6, look="un_news", label="الأخبار"),
    Shape(
        source="un_news_ar",
        listing="/ar/tags/mkfh-lrhb",
        articles=_STORY,
        rows=6,
        look="un_news",
        label="مكافحة الإرهاب",
        tagged=True,
    ),
    Shape(
        source="un_press_en",
        listing="/en/content/security-council/meetings-coverage",
        articles=r"/en/\d{4}/sc\d+\.doc\.htm$",
        rows=10,
        look="un_press",
        label="Security Council: Meetings Coverage",
    ),
    Shape(
        source="un_press_en",
        listing="/en/press-release",
        articles=r"/en/(\d{4}/(?!sc\d)|blog/)",
        rows=10,
        look="un_press",
        label="Press Releases",
    ),
    Shape(
        source="un_sg_ar",
        listing="/sg/ar/content/sg/statements",
        articles=r"/sg/ar/content/sg/statement/",
        rows=5,
        look="un_sg",
        label="البيانات",
    ),
    Shape(
        source="unoct_en",
        listing="/counterterrorism/en/news",
        articles=r"/counterterrorism/en/events/",
        rows=3,
        look="un_drupal7",
        label="News and events",
    ),
    Shape(
        source="unoct_ar",
        listing="/counterterrorism/ar/news",
        articles=r"/counterterrorism/ar/events/",
        rows=3,
        look="un_drupal7",
        label="الأخبار والفعاليات",
    ),
    Shape(
        source="un_ctc_ar",
        listing="/securitycouncil/ctc/ar/news",
        articles=r"/securitycouncil/ctc/ar/content/",
        rows=5,
        look="un_drupal7",
        label="الأخبار",
    ),
)

FRONTS: Mapping[Host, tuple[str, ...]] = {
    Host.IMCTC: ("/", "/ar", "/en", "/ar/pages/default.aspx", "/en/pages/default.aspx"),
    Host.UN_NEWS: ("/", "/ar"),
    Host.UN_PRESS: ("/", "/en"),
    Host.UN: ("/", "/sg/ar", "/counterterrorism/en", "/counterterrorism/ar", "/securitycouncil/ctc/ar"),
}
"""Paths of the front pages."""

FEEDS: Mapping[Host, Mapping[str, str]] = {
    Host.UN_NEWS: {"/feed/subscribe/ar/news/all/rss.xml": "un_news_feed.xml"},
    Host.UN_PRESS: {"/en/rss.xml": "un_press_feed.xml"},
    Host.UN: {"/counterterrorism/sitemap.xml": "sitemap_index.xml"},
}
"""Feeds and sitemap indexes, by path; the value is the template."""

SITEMAP_CHILD = "/counterterrorism/sitemap-1.xml.gz"

ROBOTS: Mapping[Host, str] = {
    Host.IMCTC: "User-agent: *\nDisallow: /_layouts/\nDisallow: /_vti_bin/\nDisallow: /_catalogs/\n",
    Host.UN_NEWS: (
        "User-agent: *\nDisallow: /core/\nDisallow: /admin/\nDisallow: /user/\nDisallow: */search\n"
        "Disallow: */news/\n\nUser-agent: Feedfetcher-Google\nAllow: /feed/subscribe/\n"
    ),
    Host.UN_PRESS: (
        "User-agent: *\nDisallow: /core/\nDisallow: /profiles/\nDisallow: /admin/\nDisallow: /comment/reply/\n"
        "Disallow: /node/add/\nDisallow: /user/login\nDisallow: */search\n"
    ),
    Host.UN: "User-agent: *\nDisallow: /*/user/\nDisallow: /*/search\nDisallow: /*/admin/\n",
}
"""robots.txt of each host. UN News closes its feeds and topics with ``*/news/``, and its listing not."""
