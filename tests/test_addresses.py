"""One page, one address."""

from __future__ import annotations

import pytest

from spiders import addresses
from spiders.base import overridden
from spiders.source import Feed, Listing
from tests.pages import spider
from tests.pages.invented import SITE, source

DECLARED = source(same_hosts=("www.press.example",), strip=("/feed/view",))
STORY = f"{SITE}/ar/story/7"
ENCODED = "%D9%82%D8%B5%D8%A9"


@pytest.mark.parametrize(
    "written",
    [
        STORY,
        " https://press.example/ar/story/7\n",
        "http://press.example/ar/story/7",
        "HTTPS://Press.Example/ar/story/7",
        "https://www.press.example/ar/story/7",
        "http://www.press.example:80/ar/story/7",
        "https://press.example:443/ar/story/7",
        "https://reader@press.example/ar/story/7",
        "https://press.example/feed/view/ar/story/7",
        "https://press.example/ar/story/7#comments",
        "https://press.example/ar/story/7?utm_source=feed&utm_medium=rss&UTM_Campaign=x",
        "https://press.example/ar/story/7?fbclid=abc&gclid=1&mc_cid=2&_ga=3",
    ],
)
def test_spellings_of_an_address_are_one(written: str) -> None:
    assert addresses.canonical(written, DECLARED) == STORY


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"{SITE}/ar/story/7?id=9&utm_source=x", f"{SITE}/ar/story/7?id=9"),
        (f"{SITE}/ar/list?Paged=TRUE&p_ID=", f"{SITE}/ar/list?Paged=TRUE&p_ID="),
        (f"{SITE}/feed/viewer/7", f"{SITE}/feed/viewer/7"),
        (f"{SITE}:8443/ar/story/7", f"{SITE}:8443/ar/story/7"),
        ("http://other.example/feed/view/7?utm_source=x", "http://other.example/feed/view/7"),
        ("http://www.other.example/7", "http://www.other.example/7"),
        (SITE, f"{SITE}/"),
    ],
)
def test_what_tells_pages_apart_is_kept(written: str, kept: str) -> None:
    assert addresses.canonical(written, DECLARED) == kept


@pytest.mark.parametrize("slug", ["قصة", ENCODED, ENCODED.lower()])
def test_an_arabic_slug_is_one_encoded_or_not(slug: str) -> None:
    assert addresses.canonical(f"{SITE}/ar/{slug}/7?نوع=خبر", DECLARED) == addresses.canonical(
        f"{SITE}/ar/{ENCODED}/7?%D9%86%D9%88%D8%B9=%D8%AE%D8%A8%D8%B1", DECLARED
    )
    assert addresses.path_of(addresses.canonical(f"{SITE}/ar/{slug}/7", DECLARED)) == "/ar/قصة/7"


def test_canonical_is_a_fixed_point() -> None:
    once = addresses.canonical("http://www.press.example/ar/قصة%2f7?q=a+b&x=%d9%82", DECLARED)
    assert addresses.canonical(once, DECLARED) == once


def test_an_override_keeps_to_its_own_host() -> None:
    demo = overridden(spider("imctc_ar").source, site="http://127.0.0.1:8000/")
    assert demo.netlocs == {"127.0.0.1:8000"}
    assert addresses.canonical("http://127.0.0.1:8000/ar/x", demo) == "http://127.0.0.1:8000/ar/x"
    assert addresses.canonical("https://imctc.org/ar/x", demo) == "https://imctc.org/ar/x"
    assert not addresses.of_source("https://imctc.org/ar/x", demo)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        (f"{SITE}/x", True),
        ("http://www.press.example:80/x", True),
        ("https://press.example.evil.example/x", False),
        ("https://evil.example/press.example", False),
        ("https://press.example@evil.example/x", False),
        ("ftp://press.example/x", False),
        ("javascript:void(0)", False),
        ("mailto:a@press.example", False),
    ],
)
def test_of_source(url: str, own: bool) -> None:
    assert addresses.of_source(url, DECLARED) is own


def test_a_release_has_the_address_of_one() -> None:
    declared = source(listings=(Feed("/feed.xml"), Listing("/ar", links=r"^/ar/قصة/\d+$")))
    assert addresses.is_release(f"{SITE}/ar/{ENCODED}/7", declared)
    assert not addresses.is_release(f"{SITE}/ar/{ENCODED}/", declared)
    assert not addresses.is_release(f"https://other.example/ar/{ENCODED}/7", declared)
    assert not addresses.is_release(f"{SITE}/ar/قصة/7", source(listings=(Feed("/feed.xml"),)))


@pytest.mark.parametrize("path", ["", "/", "/ar", "/ar/", "/en/default.aspx", "/index.html", "/ar/Default.ASPX"])
def test_front_pages(path: str) -> None:
    assert addresses.is_front(SITE + path)


@pytest.mark.parametrize("path", ["/news", "/ar/news", "/ar/story/7", "/?p=7", "/ar/MediaCenter/default.aspx"])
def test_other_pages_are_no_front_pages(path: str) -> None:
    assert not addresses.is_front(SITE + path)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (f"{SITE}/x", True),
        ("http://192.0.2.7/x", False),
        ("http://[2001:db8::1]/x", False),
        ("http://localhost/x", False),
        ("ftp://press.example/x", False),
    ],
)
def test_named_hosts(url: str, named: bool) -> None:
    assert addresses.is_named(url) is named
