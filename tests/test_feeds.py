"""Reading feeds and sitemaps."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from scrapy.http import Response, XmlResponse

from spiders import listings
from spiders.errors import FeedUnreadable
from spiders.listings import Announced
from spiders.source import Feed, In, Sitemap, Source
from tests.pages import spider
from tests.pages.invented import SITE, answer, source


def urls(announced: Announced) -> list[str]:
    return [each.url.removeprefix(SITE) for each in announced.releases]


# Feeds

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>
<entry><title type="html"> &lt;b&gt;المدير&lt;/b&gt; العام </title>
<link rel="alternate" href="/ar/story/7?utm_source=atom"/>
<summary>خبر &amp;amp; قصير</summary>
<updated>2026-05-01T10:00:00+03:00</updated><published>2026-04-30T09:00:00+03:00</published>
<author><name>المكتب</name></author><category term="الإرهاب"/></entry>
<entry><title>أقدم</title><link href="https://other.example/ar/story/1"/></entry>
<entry><title>بلا رابط</title></entry>
<entry><title>تكرار</title><link href="/ar/story/7#again"/></entry>
</feed>"""


def feed(
    body: str | bytes, at: Feed | None = None, *, of: Source | None = None, url: str = "/ar/feed.xml"
) -> Announced:
    return listings.read(answer(body, url, kind=XmlResponse), at or Feed("/ar/feed.xml"), 1, of or source())


def test_atom() -> None:
    [one] = feed(ATOM).releases
    assert one.url == f"{SITE}/ar/story/7"
    assert one.title
    assert one.lead
    assert one.author
    assert (one.title.text, one.lead.text, one.author.text) == ("المدير العام", "خبر & قصير", "المكتب")
    assert one.tags == ("الإرهاب",)
    assert [(date.place, date.text, date.day_only) for date in one.dates] == [
        (In.FEED, "2026-04-30T09:00:00+03:00", False)
    ]


def test_a_feed_may_state_days_as_times() -> None:
    [one] = feed(ATOM, Feed("/ar/feed.xml", date_only=True)).releases
    assert [date.day_only for date in one.dates] == [True]


@pytest.mark.parametrize(
    "body",
    ["", "garbage", "<html><body><h1>Welcome</h1></body></html>", "\0\x01\x02", "{}"],
)
def test_what_is_no_feed_is_an_error(body: str) -> None:
    with pytest.raises(FeedUnreadable, match="press_ar: feed unreadable"):
        feed(body)


def test_a_feed_with_a_slip_in_it_is_read_as_far_as_it_goes() -> None:
    broken = ATOM.replace("<title>x</title>", "<title>x & y</title>").replace("</feed>", "")
    assert urls(feed(broken)) == ["/ar/story/7"]


def test_an_empty_feed_lists_nothing() -> None:
    empty = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>'
    assert feed(empty).releases == ()


def test_the_real_feed_of_un_press(real: Path) -> None:
    reader = spider("un_press_en")
    [at] = reader.source.listings
    assert isinstance(at, Feed)
    found = feed((real / "un_press.xml").read_bytes(), at, of=reader.source, url="https://press.un.org/en/rss.xml")
    assert [each.url for each in found.releases] == [
        "https://press.un.org/en/2026/sc16444.doc.htm",
        "https://press.un.org/en/blog/sc16444",
        "https://press.un.org/en/2026/sgsm23255.doc.htm",
        "https://press.un.org/en/2026/db260828.doc.htm",
    ]
    first = found.releases[0]
    assert first.title
    assert first.title.text.startswith("Kenscoff Massacre Exposes")
    assert first.lead
    assert first.lead.text.startswith("The massacre of at least 47 people in Kenscoff")
    assert [date.text for date in first.dates] == ["Fri, 28 Aug 2026 18:35:09 -0400"]
    assert all(each.title and each.lead and each.author and each.dates for each in found.releases)


def test_the_real_feed_of_un_news_gives_canonical_addresses(real: Path) -> None:
    news = spider("un_news_ar").source
    body = (real / "un_news_europe_2022-04.xml").read_bytes()
    url = "https://news.un.org/feed/subscribe/en/news/region/europe/feed/rss.xml"
    found = feed(body, Feed("/feed/subscribe/en/news/region/europe/feed/rss.xml"), of=news, url=url)
    assert [each.url for each in found.releases] == [
        "https://news.un.org/en/story/2022/04/1115242",
        "https://news.un.org/en/story/2022/03/1115252",
        "https://news.un.org/en/story/2022/03/1115092",
    ]
    last = found.releases[2]
    assert last.title
    assert last.title.text.startswith("Ukraine war:")
    assert last.image
    assert last.image.text.endswith("30-03-2021_UNICEF_Ukraine.jpg/image770x420cropped.jpg")


def test_the_real_urdu_feed_is_read_whatever_its_language(real: Path) -> None:
    bbc = source(site="https://www.bbc.com", same_hosts=("feeds.bbci.co.uk", "www.bbc.com"))
    found = feed((real / "bbc_urdu.xml").read_bytes(), of=bbc, url="https://feeds.bbci.co.uk/urdu/rss.xml")
    assert found.releases
    assert found.releases[0].url == "https://www.bbc.com/urdu/pakistan-42575603"


# Sitemaps

URLSET = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{SITE}/ar/story/7?utm_source=x</loc><lastmod>2026-05-01</lastmod></url>
<url><loc> {SITE}/ar/story/8 </loc></url>
<url><loc>{SITE}/ar/story/7</loc></url>
<url><loc>{SITE}/ar/about</loc></url>
<url><loc>https://other.example/ar/story/9</loc></url>
</urlset>"""
INDEX = f"""<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{SITE}/sitemap-1.xml.gz</loc><lastmod>2026-05-01</lastmod></sitemap>
<sitemap><loc>https://other.example/sitemap.xml</loc></sitemap>
<sitemap><loc>http://press.example/sitemap-2.xml</loc></sitemap>
</sitemapindex>"""
MAP = Sitemap("/sitemap.xml", links=r"^/ar/story/\d+$")


def sitemap(body: str | bytes) -> Announced:
    written = body.encode() if isinstance(body, str) else body
    return listings.read(Response(f"{SITE}/sitemap.xml", body=written), MAP, 1, source())


@pytest.mark.parametrize("body", [URLSET.encode(), gzip.compress(URLSET.encode())], ids=["plain", "gz"])
def test_sitemap(body: bytes) -> None:
    assert {(each.url.removeprefix(SITE), each.modified) for each in sitemap(body).releases} == {
        ("/ar/story/7", "2026-05-01"),
        ("/ar/story/8", None),
    }


def test_sitemap_index() -> None:
    assert sitemap(INDEX) == Announced((), sitemaps=(f"{SITE}/sitemap-1.xml.gz", f"{SITE}/sitemap-2.xml"))


@pytest.mark.parametrize("body", ["", "garbage", "<html><body>Welcome</body></html>", "<rss></rss>", "\0"])
def test_what_is_no_sitemap_is_an_error(body: str) -> None:
    with pytest.raises(FeedUnreadable, match="no sitemap"):
        sitemap(body)


def test_a_damaged_gzip_is_an_error() -> None:
    with pytest.raises(FeedUnreadable, match="no sitemap"):
        sitemap(b"\x1f\x8b\x08\0garbage")
