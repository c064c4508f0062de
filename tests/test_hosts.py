"""A crawl asks its source's own public hosts, and no others."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from spiders.base import ReleaseSpider
from spiders.errors import ForeignHost
from spiders.hosts import HostsMiddleware
from tests.pages.invented import source


def middleware(site: str, *, named: str = "", **settings: Any) -> HostsMiddleware:
    """Return the middleware of a crawl of a source on this site; ``named`` is the operator's ``site =``."""

    declared = source(site=site)

    class Press(ReleaseSpider):
        name = "press_ar"
        source = declared

    tables = {"press_ar": {"site": named}} if named else {}
    crawler = get_crawler(Press, {"RASD_SOURCES": tables, "RASD_REPLAY": None, "RASD_PROXY": "", **settings})
    crawler.spider = Press.from_crawler(crawler)
    return HostsMiddleware.from_crawler(crawler)


def ask(hosts: HostsMiddleware, url: str) -> Request:
    request = Request(url)
    asyncio.run(hosts.process_request(request))
    return request


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/ar/1",
        "https://press.example.evil.example/ar/1",
        "https://sub.press.example/ar/1",
        "https://press.example:8443/ar/1",
        "https://press.example@elsewhere.example/ar/1",
    ],
)
def test_another_host_is_not_asked(url: str) -> None:
    with pytest.raises(ForeignHost, match="its hosts are"):
        ask(middleware("https://press.example"), url)


def test_the_sources_own_host_is_asked_in_a_slot_of_its_own() -> None:
    request = ask(middleware("https://press.example"), "https://press.example/ar/1")
    assert request.meta["download_slot"] == "press.example"


@pytest.mark.parametrize(
    "site", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000", "http://10.0.0.1"]
)
def test_a_private_address_is_asked_only_if_the_operator_names_it(site: str) -> None:
    with pytest.raises(ForeignHost, match="private address"):
        ask(middleware(site), f"{site}/ar/1")
    ask(middleware("https://press.example", named=site), f"{site}/ar/1")


def test_naming_one_host_opens_no_other() -> None:
    hosts = middleware("https://press.example", named="http://127.0.0.1:8000")
    for url in ("https://press.example/ar/1", "http://127.0.0.1:9000/ar/1", "http://localhost:8000/ar/1"):
        with pytest.raises(ForeignHost):
            ask(hosts, url)


def test_an_answer_from_a_private_address_after_all_is_refused() -> None:
    hosts = middleware("https://press.example")
    request = Request("https://press.example/ar/1")
    with pytest.raises(ForeignHost, match="answered from"):
        hosts.process_response(request, Response(request.url, ip_address=ip_address("192.168.0.7")))
    public = Response(request.url, ip_address=ip_address("1.1.1.1"))
    assert hosts.process_response(request, public) is public


def test_requests_go_through_the_proxy_and_names_are_resolved_there() -> None:
    hosts = middleware("http://localhost:8000", RASD_PROXY="http://proxy.example:3128")
    assert ask(hosts, "http://localhost:8000/ar/1").meta["proxy"] == "http://proxy.example:3128"
