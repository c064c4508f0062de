"""A crawl asks its source's own public hosts, and no others."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from spiders.base import ours_alone, source_of
from spiders.errors import ForeignHost

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class HostsMiddleware:
    """Refuses requests to hosts that are not the source's, and to names that lead into a private network.

    Redirects pass here too. A loopback or private address is asked only where the operator's ``site =`` names that
    host. Every host has a download slot of its own, port included. Requests go through the source's proxy, if it
    has one; names are then resolved there.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._named = frozenset(
            {urlsplit(overrides["site"]).netloc.lower()}
            if (overrides := crawler.settings.getdict("RASD_SOURCES").get(crawler.spidercls.name, {})).get("site")
            else ()
        )
        self._replay = bool(crawler.settings["RASD_REPLAY"])
        self._proxy: str = crawler.settings["RASD_PROXY"] or ""
        self._public: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware as Scrapy asks."""
        ours_alone(crawler)
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request through if its host is one of the source's.

        Raises:
            ForeignHost: It is not, or its name leads to a loopback or private address.
        """
        source = source_of(self._crawler)
        parts, hosts = urlsplit(request.url), source.netlocs
        netloc = parts.netloc.rpartition("@")[2].lower()
        if netloc.removesuffix(":80").removesuffix(":443") not in hosts and netloc not in hosts:
            raise ForeignHost(source.name, request.url, f"its hosts are {', '.join(sorted(hosts))}")
        request.meta["download_slot"] = netloc  # a redirect may bring the slot of another host with it
        if self._proxy:
            request.meta.setdefault("proxy", self._proxy)
        if netloc in self._named or self._replay or request.meta.get("proxy"):
            return
        if private := await self._private(parts.hostname or ""):
            raise ForeignHost(source.name, request.url, f"{parts.hostname} leads to the private address {private}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer that came from a private address after all (a name that changed in between)."""
        if response.ip_address is None or request.meta.get("proxy"):
            return response
        netloc = urlsplit(request.url).netloc.lower()
        if netloc not in self._named and not response.ip_address.is_global:
            raise ForeignHost(self._crawler.spidercls.name, request.url, f"answered from {response.ip_address}")
        return response

    async def _private(self, host: str) -> str:
        """Return an address of the host that is not public, or nothing. A name that leads nowhere is left to fail."""
        if host not in self._public:
            try:
                found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
            except OSError:
                return ""
            addresses = [str(address[0]).partition("%")[0] for *_, address in found]
            self._public[host] = next((a for a in addresses if not ipaddress.ip_address(a).is_global), "")
        return self._public[host]
