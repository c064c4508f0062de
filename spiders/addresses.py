"""Addresses: one page, one address."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from spiders.source import Feed

if TYPE_CHECKING:
    from spiders.source import Source

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|_ga", re.IGNORECASE)
"""Query keys that say where a visitor came from, never which page is meant."""


def canonical(url: str, source: Source) -> str:
    """Return the one address of a page, so that a release has one identity.

    The source settles scheme and host (``same_hosts``) and which path prefixes lead to the same page (``strip``);
    tracking keys and the fragment go; percent-encoding is made uniform (upper case, UTF-8). Addresses on other
    hosts keep their host.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    scheme, netloc, path = parts.scheme.lower(), _netloc(parts.scheme, parts.netloc), parts.path or "/"
    if netloc in source.netlocs:
        scheme, netloc = urlsplit(source.site).scheme, source.netloc
        for prefix in source.strip:
            path = path.replace(prefix, "", 1) if path.startswith(prefix + "/") else path
    kept = [part for part in parts.query.split("&") if part and not TRACKING.fullmatch(part.partition("=")[0])]
    path = re.sub(r"%[0-9a-f]{2}", lambda match: match.group().upper(), path, flags=re.IGNORECASE)
    return urlunsplit((scheme, netloc, path, "&".join(kept), ""))


def of_source(url: str, source: Source) -> bool:
    """Whether the address is on one of the source's own hosts."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and _netloc(parts.scheme, parts.netloc) in source.netlocs


def path_of(url: str) -> str:
    """Return path and query, percent-encoding undone: what link patterns are searched in."""
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))


def is_release(url: str, source: Source) -> bool:
    """Whether the address is one that a listing of the source would take for a release."""
    path = path_of(url)
    return of_source(url, source) and any(
        re.search(at.links, path) for at in source.listings if not isinstance(at, Feed)
    )


def is_front(url: str) -> bool:
    """Whether the address is a front page: where sites send the visitors of removed pages."""
    return re.fullmatch(r"/?(?:\w{2}/?)?(?:(?:index|default)\.\w+)?", path_of(url), re.IGNORECASE) is not None


def is_named(url: str) -> bool:
    """Whether the address is http(s) on a host with a public-looking name: no bare IP, no ``localhost``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme in {"http", "https"} and "." in host
    return False


def _netloc(scheme: str, netloc: str) -> str:
    netloc = netloc.rpartition("@")[2].lower()
    default = {"http": ":80", "https": ":443"}.get(scheme.lower(), "")
    return netloc.removesuffix(default) if default else netloc
