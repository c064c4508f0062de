"""The demo site, asked over real HTTP."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPMessage, IncompleteRead, RemoteDisconnected
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree
from parsel import Selector

from monitor.demo.faults import HUGE_BYTES
from monitor.demo.releases import HOSTS, DemoRelease, load
from monitor.demo.server import DemoServer
from monitor.demo.shapes import SHAPES, Shape
from monitor.demo.site import DemoSite, Fault, Host

NEWS = "/ar/news"
STORY = "/ar/story/2026/10/1162871"
PUBLISHED, RESERVE = load()


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


def get(demo: DemoServer, host: Host, path: str, method: str = "GET", **headers: str) -> tuple[int, HTTPMessage, bytes]:
    """Ask once; redirects are not followed."""
    with closing(HTTPConnection(urlsplit(demo.address(host)).netloc, timeout=10)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def page(demo: DemoServer, host: Host, path: str) -> str:
    status, _, body = get(demo, host, path)
    assert status == 200, path
    return body.decode()


def listed(demo: DemoServer, shape: Shape) -> list[str]:
    """Follow the links of a listing to its next page, as a reader would, and return the releases met."""
    found: list[str] = []
    target: str | None = shape.listing
    while target:
        tree = Selector(page(demo, shape.host, target))
        paths = [urlsplit(href).path for href in tree.xpath("//a/@href").getall()]
        found += [path for path in dict.fromkeys(paths) if re.match(shape.articles, path) and path not in found]
        ahead = tree.css("a[rel=next]::attr(href), li.next a::attr(href), li.pager-next a::attr(href)").get()
        target = f"{shape.listing}?{urlsplit(ahead).query}" if ahead else None
    return found


def test_every_source_has_a_host_releases_and_a_reserve() -> None:
    counts = {source: sum(release.source == source for release in PUBLISHED) for source in HOSTS}
    assert list(counts) == [
        "imctc_ar",
        "imctc_en",
        "un_news_ar",
        "un_press_en",
        "un_sg_ar",
        "unoct_en",
        "unoct_ar",
        "un_ctc_ar",
    ]
    assert list(counts.values()) == [10, 5, 13, 5, 9, 4, 2, 3]
    assert {release.source for release in RESERVE} == set(HOSTS)
    assert max(release.changed or release.published for release in PUBLISHED + RESERVE) < datetime(
        2026, 11, 1, tzinfo=UTC
    )


@pytest.mark.parametrize("redesigned", [False, True])
def test_every_release_answers_with_its_words(demo: DemoServer, redesigned: bool) -> None:
    demo.site.redesign(redesigned)
    for release in PUBLISHED:
        tree = Selector(page(demo, release.host, release.path))
        assert ["".join(title.css("::text").getall()) for title in tree.css("h1")] == [release.title]
        text = "".join(tree.css("body ::text").getall())
        for paragraph in release.sentences:
            assert paragraph in text


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.listing)
def test_listing_links_all_its_releases(demo: DemoServer, shape: Shape) -> None:
    assert listed(demo, shape) == [release.path for release in PUBLISHED if shape.shows(release)]


def test_page_after_the_last_is_empty_not_missing(demo: DemoServer) -> None:
    assert "/ar/story/" not in page(demo, Host.UN_NEWS, NEWS + "?page=9")


def names(body: str) -> set[str]:
    """Classes and ids of a page."""
    return {word for value in Selector(body).xpath("//@class | //@id").getall() for word in value.split()}


def order(tree: Selector) -> list[str]:
    """The elements of a page in their order."""
    return [element.root.tag for element in tree.xpath("//body//*")]


def test_redesign_leaves_no_class_and_moves_blocks_but_keeps_words_and_links(demo: DemoServer) -> None:
    paths = [(release.host, release.path) for release in PUBLISHED] + [(shape.host, shape.listing) for shape in SHAPES]
    before = {path: page(demo, *path) for path in paths}
    demo.site.redesign()
    for path, old in before.items():
        new = page(demo, *path)
        assert not names(old) & names(new), path
        old_tree, new_tree = Selector(old), Selector(new)
        assert not new_tree.xpath("//@*[starts-with(name(), 'data-')]"), path
        for what in ("//a/@href[not(starts-with(., '#'))]", "//time/@datetime", "//p/text()"):
            assert sorted(old_tree.xpath(what).getall()) == sorted(new_tree.xpath(what).getall()), path
        assert order(old_tree) != order(new_tree), path
    demo.site.redesign(False)
    assert {path: page(demo, *path) for path in paths} == before


def test_publish_edit_remove_restore(demo: DemoServer) -> None:
    site = demo.site
    [first, *_] = site.reserve(Host.IMCTC)
    shape = next(shape for shape in SHAPES if shape.shows(first))
    assert get(demo, Host.IMCTC, first.path)[0] == 404
    site.publish(Host.IMCTC, first)
    assert listed(demo, shape)[0] == first.path
    assert first not in site.reserve(Host.IMCTC)
    edited = site.edit(Host.IMCTC, first.path, title="عنوان معدّل", paragraphs=("نص معدّل.",))
    assert edited == replace(first, title="عنوان معدّل", paragraphs=("نص معدّل.",))
    assert "نص معدّل." in page(demo, Host.IMCTC, first.path)
    site.remove(Host.IMCTC, first.path, status=410)
    assert get(demo, Host.IMCTC, first.path)[0] == 410
    assert first.path not in listed(demo, shape)
    site.restore(Host.IMCTC, first.path)
    assert "عنوان معدّل" in page(demo, Host.IMCTC, first.path)


def test_publish_refuses_what_could_not_be_found(demo: DemoServer) -> None:
    release = demo.site.reserve(Host.UN_NEWS)[0]
    with pytest.raises(ValueError, match="served by un_news"):
        demo.site.publish(Host.UN, release)
    with pytest.raises(ValueError, match="no listing"):
        demo.site.publish(Host.UN_NEWS, replace(release, path="/elsewhere"))
    with pytest.raises(ValueError, match="already published"):
        demo.site.publish(Host.UN_NEWS, PUBLISHED[[r.path for r in PUBLISHED].index(STORY)])
    with pytest.raises(ValueError, match="offset"):
        DemoRelease(source="un_sg_ar", path="/x", title="x", published=datetime(2026, 1, 1))  # noqa: DTZ001


def test_unchanged_page_is_304_until_edited(demo: DemoServer) -> None:
    _, headers, body = get(demo, Host.UN_NEWS, STORY)
    status, again, nothing = get(demo, Host.UN_NEWS, STORY, If_None_Match=headers["ETag"])
    assert (status, nothing, again["ETag"]) == (304, b"", headers["ETag"])
    assert get(demo, Host.UN_NEWS, STORY, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert get(demo, Host.UN_NEWS, STORY, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert get(demo, Host.UN_NEWS, STORY, If_Modified_Since="yesterday")[0] == 200
    demo.site.edit(Host.UN_NEWS, STORY, lead="مقدمة جديدة.")
    status, later, changed = get(demo, Host.UN_NEWS, STORY, If_None_Match=headers["ETag"])
    assert status == 200
    assert changed != body
    assert later["Last-Modified"] != headers["Last-Modified"]


def test_gzip_and_head(demo: DemoServer) -> None:
    _, plain, body = get(demo, Host.UN_NEWS, NEWS)
    _, headers, packed = get(demo, Host.UN_NEWS, NEWS, Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["ETag"] != plain["ETag"]
    assert gzip.decompress(packed) == body
    status, headers, nothing = get(demo, Host.UN_NEWS, NEWS, method="HEAD")
    assert (status, headers["Content-Length"], headers["Connection"], nothing) == (200, str(len(body)), None, b"")


def test_feeds_and_sitemap_name_canonical_addresses(demo: DemoServer) -> None:
    feed = etree.fromstring(get(demo, Host.UN_PRESS, "/en/rss.xml")[2])
    assert len(feed.findall(".//item")) == 5
    assert feed.findtext(".//item/pubDate") == "Tue, 20 Oct 2026 18:42:11 -0400"
    assert [e.text for e in feed.iter("guid")] == [e.text for e in feed.iter("link")][1:]
    news = etree.fromstring(get(demo, Host.UN_NEWS, "/feed/subscribe/ar/news/all/rss.xml")[2])
    assert news.findtext(".//item/pubDate") == "Thu, 22 Oct 2026 12:00:00 +0000"
    link = str(news.findtext(".//item/link"))
    status, headers, _ = get(demo, Host.UN_NEWS, urlsplit(link).path)
    assert (status, headers["Location"]) == (301, news.findtext(".//item/guid"))
    index = etree.fromstring(get(demo, Host.UN, "/counterterrorism/sitemap.xml")[2])
    child = get(demo, Host.UN, urlsplit(str(index.findtext(".//{*}loc"))).path)[2]
    assert len(etree.fromstring(gzip.decompress(child)).findall(".//{*}lastmod")) == 6


def test_robots_of_un_news_closes_feed_and_topics_but_not_the_listing(demo: DemoServer) -> None:
    text = page(demo, Host.UN_NEWS, "/robots.txt")
    assert "Disallow: */news/" in text
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.can_fetch("Feedfetcher-Google", "/feed/subscribe/ar/news/all/rss.xml")
    demo.site.robots(Host.UN_NEWS, "User-agent: *\nDisallow: /\n")
    assert page(demo, Host.UN_NEWS, "/robots.txt").endswith("Disallow: /\n")
    demo.site.robots(Host.UN_NEWS)
    assert page(demo, Host.UN_NEWS, "/robots.txt") == text


def test_pdf_twin_and_picture_are_served(demo: DemoServer) -> None:
    body = page(demo, Host.IMCTC, "/ar/MediaCenter/PressFile/Pages/PressFile04022026.aspx")
    [pdf] = {urlsplit(href).path for href in re.findall(r'href="([^"]+\.pdf)"', body)}
    assert get(demo, Host.IMCTC, pdf)[2].startswith(b"%PDF")
    assert get(demo, Host.IMCTC, "/PublishingImages/news.png")[1]["Content-Type"] == "image/png"


def test_log_names_host_method_path_status(demo: DemoServer) -> None:
    get(demo, Host.UN, "/nowhere?x=1")
    assert demo.site.requests == [(Host.UN, "GET", "/nowhere?x=1", 404)]
    demo.site.requests.clear()
    assert demo.site.requests == []


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.isdigit()])
def test_status_fault(demo: DemoServer, fault: Fault) -> None:
    demo.site.fail(Host.UN_NEWS, fault)
    status, headers, _ = get(demo, Host.UN_NEWS, NEWS)
    assert str(status) == fault
    assert ("Retry-After" in headers) == (fault is Fault.STATUS_429)
    assert get(demo, Host.UN_NEWS, "/robots.txt")[0] == 200
    assert get(demo, Host.UN, "/sg/ar")[0] == 200
    demo.site.heal(Host.UN_NEWS)
    assert get(demo, Host.UN_NEWS, NEWS)[0] == 200


def test_fault_on_a_path_strikes_so_often_and_then_heals(demo: DemoServer) -> None:
    demo.site.fail(Host.UN_NEWS, Fault.STATUS_500, path=r"page=1$", times=2)
    assert [get(demo, Host.UN_NEWS, NEWS + "?page=1")[0] for _ in range(3)] == [500, 500, 200]
    assert get(demo, Host.UN_NEWS, NEWS)[0] == 200


def test_robots_fault_leaves_the_pages_alone(demo: DemoServer) -> None:
    demo.site.fail(Host.UN_NEWS, Fault.ROBOTS_503)
    assert get(demo, Host.UN_NEWS, "/robots.txt")[0] == 503
    assert get(demo, Host.UN_NEWS, NEWS)[0] == 200


def test_faults_that_are_another_page(demo: DemoServer) -> None:
    bodies = {}
    for fault in (Fault.BOT_WALL, Fault.BLANK, Fault.EMPTY_BODY, Fault.GARBAGE):
        demo.site.fail(Host.UN_PRESS, fault)
        status, headers, bodies[fault] = get(demo, Host.UN_PRESS, "/en/rss.xml")
        assert status == 200
        assert "ETag" not in headers
    assert b"Just a moment" in bodies[Fault.BOT_WALL]
    assert not Selector(bodies[Fault.BLANK].decode()).css("body *")
    assert bodies[Fault.EMPTY_BODY] == b""
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(bodies[Fault.GARBAGE])


def test_faults_of_size(demo: DemoServer) -> None:
    demo.site.fail(Host.UN_NEWS, Fault.HUGE)
    _, headers, body = get(demo, Host.UN_NEWS, NEWS)
    assert int(headers["Content-Length"]) == len(body) > HUGE_BYTES
    demo.site.fail(Host.UN_NEWS, Fault.HUGE_UNDECLARED)
    _, headers, body = get(demo, Host.UN_NEWS, NEWS)
    assert "Content-Length" not in headers
    assert len(body) > HUGE_BYTES
    demo.site.fail(Host.UN_NEWS, Fault.BOMB)
    _, headers, body = get(demo, Host.UN_NEWS, NEWS)
    assert len(body) < 100_000
    assert len(gzip.decompress(body)) > HUGE_BYTES


def test_faults_on_the_wire(demo: DemoServer) -> None:
    demo.site.fail(Host.UN_NEWS, Fault.TRUNCATED)
    with pytest.raises(IncompleteRead):
        get(demo, Host.UN_NEWS, NEWS)
    demo.site.fail(Host.UN_NEWS, Fault.RESET)
    with pytest.raises((ConnectionResetError, RemoteDisconnected)):
        get(demo, Host.UN_NEWS, NEWS)
    demo.site.fail(Host.UN_NEWS, Fault.HANG, seconds=0.2)
    before = time.monotonic()
    assert get(demo, Host.UN_NEWS, NEWS)[0] == 200
    assert time.monotonic() - before >= 0.2


def test_faults_that_lead_elsewhere(demo: DemoServer) -> None:
    to = {}
    for fault in (Fault.REDIRECT_FRONT, Fault.REDIRECT_AWAY, Fault.REDIRECT_LOOP):
        demo.site.fail(Host.UN_NEWS, fault)
        status, headers, _ = get(demo, Host.UN_NEWS, NEWS)
        assert status == 302
        to[fault] = headers["Location"]
    here = demo.address(Host.UN_NEWS)
    assert to[Fault.REDIRECT_FRONT] == here + "/"
    assert to[Fault.REDIRECT_AWAY] == demo.address(Host.UN) + "/"
    assert to[Fault.REDIRECT_LOOP] == here + NEWS
    demo.site.heal()
    assert "/ar/news" in page(demo, Host.UN_NEWS, "/")


def test_closes_at_once_with_connections_open_and_hanging() -> None:
    threads = threading.active_count()
    demo = DemoServer()
    demo.start()
    port = urlsplit(demo.address(Host.UN)).port
    assert port
    demo.site.fail(Host.UN, Fault.HANG)
    with (
        socket.create_connection(("127.0.0.1", port)) as idle,
        socket.create_connection(("127.0.0.1", port)) as waiting,
    ):
        waiting.sendall(b"GET /sg/ar HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        before = time.monotonic()
        demo.close()
        assert time.monotonic() - before < 2
        assert idle.recv(1) == b""
    demo.close()
    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_port_that_is_taken_is_refused_and_nothing_left_open(demo: DemoServer) -> None:
    taken = urlsplit(demo.address(Host.UN)).port
    assert taken
    other = DemoServer(DemoSite(), ports={Host.UN: taken})
    with pytest.raises(OSError, match="in use"):
        other.start()
    other.close()
