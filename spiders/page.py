"""A page, parsed once, and what it says of itself outside its text: meta elements and linked data."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lxml import etree

from spiders.items import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement
    from parsel import Selector
    from scrapy.http import TextResponse

    from spiders.source import Selectors

RELEASE_TYPES = frozenset({"NewsArticle", "ReportageNewsArticle", "Article", "PressRelease", "BlogPosting", "Report"})
"""schema.org types that describe the release itself."""

ATTRIBUTE = re.compile(r"::attr\(([\w:-]+)\)$")


class Page:
    """One parsed page.

    Attributes:
        url: Address that answered, after redirects.
        root: The page's root element.
    """

    def __init__(self, response: TextResponse) -> None:
        self._selector: Selector = response.selector
        self._response = response
        self.url = response.url
        self.root: HtmlElement = self._selector.root

    def declared(self, selectors: Selectors) -> Found | None:
        """Return the text of the first selector that finds any."""
        for css in selectors:
            for node in self._selector.css(css):
                words = _words(node)
                if words:
                    return Found(words, f"css {css}")
        return None

    def each(self, css: str) -> Iterator[tuple[HtmlElement | None, str]]:
        """Yield the elements that a selector finds, each with its words or with the attribute that ``::attr()`` names.

        Of a list of selectors with several ``::attr()`` the elements are not known.
        """
        attribute = ATTRIBUTE.search(css)
        for node in self._selector.css(css[: attribute.start()] if attribute else css):
            root: Any = node.root
            said = root.get(attribute[1]) if attribute and not isinstance(root, str) else _words(node)
            if words := " ".join((said or "").split()):
                yield (None if isinstance(root, str) else root), words

    def declared_all(self, selectors: Selectors) -> tuple[str, ...]:
        """Return the texts, each once, of the first selector that finds any."""
        for css in selectors:
            texts = dict.fromkeys(words for node in self._selector.css(css) if (words := _words(node)))
            if texts:
                return tuple(texts)
        return ()

    def declared_html(self, selectors: Selectors) -> tuple[Found, list[HtmlElement]] | None:
        """Return the HTML of *all* matches of the first selector that finds text, and the elements."""
        for css in selectors:
            nodes = [node.root for node in self._selector.css(css)]
            nodes = [node for node in nodes if not any(other in node.iterancestors() for other in nodes)]
            if any("".join(node.itertext()).strip() for node in nodes):
                html = "\n".join(html_of(node) for node in nodes)
                return Found(html, f"css {css}"), nodes
        return None

    def xpath(self, path: str) -> list[Any]:
        """Return what an XPath finds: elements, or strings."""
        found: Any = self.root.xpath(path)
        return list(found) if isinstance(found, list) else [found]

    def absolute(self, address: str) -> str:
        """Return an address of this page as an absolute one (the page's ``base`` is minded)."""
        return self._response.urljoin(address.strip())

    def meta(self, *names: str) -> Found | None:
        """Return the first of these meta elements that says anything."""
        for name in names:
            if content := self._meta.get(name.lower()):
                return Found(content, f"meta {name}")
        return None

    def meta_all(self, name: str) -> tuple[str, ...]:
        """Return all contents of a meta element that may repeat."""
        lower = "translate(@property|@name,'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')"
        return tuple(text.strip() for text in self.xpath(f"//meta[{lower}='{name}']/@content") if text.strip())

    @cached_property
    def _meta(self) -> dict[str, str]:
        said: dict[str, str] = {}
        for element in self.root.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = (element.get("content") or "").strip()
            if name and content:
                said.setdefault(name.lower(), content)
        return said

    def linked(self, *keys: str) -> Found | None:
        """Return the first of these properties that the page's linked data (JSON-LD) states of the release."""
        for key in keys:
            value = self._linked.get(key)
            while isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, dict):
                value = value.get("name") or value.get("url")
            if isinstance(value, str) and value.strip():
                return Found(value.strip(), f"json-ld {key}")
        return None

    @cached_property
    def _linked(self) -> dict[str, Any]:
        for script in self.xpath("//script[@type='application/ld+json']/text()"):
            for node in _nodes(_json(str(script))):
                types = node.get("@type")
                if RELEASE_TYPES.intersection(types if isinstance(types, list) else [types]):
                    return node
        return {}


def line_of(node: HtmlElement) -> str:
    """Return an element's text as one line."""
    return " ".join("".join(node.itertext()).split())


def html_of(node: HtmlElement) -> str:
    """Return an element as HTML, without what follows it."""
    return str(etree.tostring(node, encoding="unicode", method="html", with_tail=False))


def _json(text: str) -> Any:
    """Read linked data; comments around it and raw line breaks in its strings are forgiven, the rest is not."""
    text = re.sub(
        r"^\s*(?:/\*.*?\*/|//[^\n]*\n|<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$", "", text, flags=re.DOTALL
    )
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for each in data:
            yield from _nodes(each)
    elif isinstance(data, dict):
        yield data
        yield from _nodes(data.get("@graph"))
        yield from _nodes(data.get("mainEntity"))


def _words(node: Selector) -> str:
    root: Any = node.root
    return " ".join(root.split()) if isinstance(root, str) else line_of(root)
