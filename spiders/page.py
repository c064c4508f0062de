"""A page, parsed once, and what it says of itself outside its text: meta elements and linked data."""

from __future__ import annotations

import json
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast

from lxml import etree, html
from parsel import css2xpath

from spiders.encoding import as_utf8
from spiders.items import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement
    from scrapy.http import TextResponse

    from spiders.source import Selectors

RELEASE_TYPES = frozenset({"NewsArticle", "ReportageNewsArticle", "Article", "PressRelease", "BlogPosting", "Report"})
"""schema.org types that describe the release itself."""

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What pages hold and lxml refuses to write."""

HEADINGS = frozenset({"h2", "h3", "h4"})

PARSER = html.HTMLParser(encoding="utf-8", huge_tree=True)

ATTRIBUTE = re.compile(r"::attr\(([\w:-]+)\)$")


class Page:
    """One parsed page.

    Attributes:
        url: Address that answered, after redirects.
        root: The page's root element.
    """

    def __init__(self, response: TextResponse) -> None:
        self._response = response
        self.url = response.url
        self.root: HtmlElement = _parsed(response)

    def declared(self, selectors: Selectors) -> Found | None:
        """Return the text of the first selector that finds any."""
        for css in selectors:
            for found in self._select(css):
                if words := _words(found):
                    return Found(words, f"css {css}")
        return None

    def each(self, css: str) -> Iterator[tuple[HtmlElement | None, str]]:
        """Yield the elements that a selector finds, each with its words or with the attribute that ``::attr()`` names.

        Of a list of selectors with several ``::attr()`` the elements are not known.
        """
        attribute = ATTRIBUTE.search(css)
        for found in self._select(css[: attribute.start()] if attribute else css):
            said = found.get(attribute[1]) if attribute and not isinstance(found, str) else _words(found)
            if words := " ".join((said or "").split()):
                yield (None if isinstance(found, str) else found), words

    def declared_all(self, selectors: Selectors) -> tuple[str, ...]:
        """Return the texts, each once, of the first selector that finds any."""
        for css in selectors:
            if texts := dict.fromkeys(words for found in self._select(css) if (words := _words(found))):
                return tuple(texts)
        return ()

    def declared_html(self, selectors: Selectors) -> tuple[Found, list[HtmlElement]] | None:
        """Return the HTML of *all* matches of the first selector that finds text, and the elements.

        Headings that stand between the matches are part of them, whatever holds them all.
        """
        for css in selectors:
            nodes = [found for found in self._select(css) if not isinstance(found, str)]
            among = set(nodes)
            nodes = [node for node in nodes if among.isdisjoint(node.iterancestors())]
            if any("".join(node.itertext()).strip() for node in nodes):
                nodes = _with_headings(nodes)
                return Found("\n".join(html_of(node) for node in nodes), f"css {css}"), nodes
        return None

    def remove(self, selectors: Selectors) -> None:
        """Take elements out of the page; the text behind each stays."""
        for css in selectors:
            for found in self._select(css):
                if not isinstance(found, str):
                    take_out(found)

    def _select(self, css: str) -> list[HtmlElement | str]:
        """Return what a selector finds; one whose classes and ids no element has finds nothing."""
        xpath, names = _selector(css)
        if not any(each <= self._names for each in names):
            return []
        return cast("list[HtmlElement | str]", xpath(self.root))

    @cached_property
    def _names(self) -> frozenset[str]:
        """The classes and ids of the page: 80 µs once, where a selector that finds nothing costs up to 150."""
        return frozenset(" ".join((*self.xpath("//@class"), *self.xpath("//@id"))).split())

    def xpath(self, path: str) -> list[Any]:
        """Return what an XPath finds: elements, or strings."""
        return cast("list[Any]", _xpath(path)(self.root))

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


def _parsed(response: TextResponse) -> HtmlElement:
    """Parse the bytes as they are: decoding them first, as a selector does, costs as much again."""
    return html.document_fromstring(as_utf8(response).strip() or b"<html></html>", parser=PARSER)


@lru_cache(maxsize=1024)
def _selector(css: str) -> tuple[etree.XPath, tuple[frozenset[str], ...]]:
    """Return a selector compiled, and for each part of its list the classes and ids without which it finds nothing."""
    plain = re.sub(r"::\w+(?:\([^)]*\))?|\[[^\]]*\]|:\w+\([^)]*\)", "", css)
    names = tuple(frozenset(re.findall(r"[.#]([\w-]+)", part)) for part in plain.split(","))
    return _xpath(css2xpath(css)), names


@lru_cache(maxsize=1024)
def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, smart_strings=False)


def _with_headings(nodes: list[HtmlElement]) -> list[HtmlElement]:
    """Return the parts of a body with the headings between them, in the page's order."""
    if len(nodes) < 2:
        return nodes
    parts, last = set(nodes), nodes[-1]
    around_last = set(last.iterancestors())
    whole = next(around for around in nodes[0].iterancestors() if around in around_last)
    found, begun = [], False
    for element in whole.iter():
        begun = begun or element is nodes[0]
        if element in parts or (begun and element.tag in HEADINGS and parts.isdisjoint(element.iterancestors())):
            found.append(element)
        if element is last:
            break
    return found


def take_out(element: HtmlElement) -> None:
    """Take an element out of its tree; the text behind it stays, without characters that no tree may be given."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail and tail.strip():
        tail = NO_XML.sub("", tail)
        before = element.getprevious()
        if before is None:
            parent.text = NO_XML.sub("", parent.text or "") + tail
        else:
            before.tail = NO_XML.sub("", before.tail or "") + tail
    parent.remove(element)


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


def _words(found: HtmlElement | str) -> str:
    text = found if isinstance(found, str) else "".join(found.itertext())
    return " ".join(text.split())
