"""A page after a redesign: the same words and tags under other classes and ids, blocks in another order."""

from __future__ import annotations

import hashlib

from lxml import html

NAMES = frozenset({"class", "id", "for", "name", "aria-labelledby", "aria-controls", "headers"})
"""Attributes whose words are names that a designer chose."""

SIDEBARS = ("aside", ".sidebar", "[role=complementary]", ".region-sidebar-second", ".panel-col-last", ".qrcode")
"""What stands beside the main block on the recorded pages."""


def renamed(page: bytes) -> bytes:
    """Return a page with every class and id under another name, always the same one, and no ``data-`` attributes."""
    return _served(_renamed(_parsed(page)))


def sidebar_first(page: bytes) -> bytes:
    """Return the page renamed, and its sidebars before the main block."""
    root = _parsed(page)
    for bar in [bar for css in SIDEBARS for bar in root.cssselect(css)]:
        beside = bar.getparent()
        assert beside is not None
        beside.remove(bar)
        beside.insert(0, bar)
    return _served(_renamed(root))


def _parsed(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))


def _served(root: html.HtmlElement) -> bytes:
    served: bytes = html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return served


def _renamed(root: html.HtmlElement) -> html.HtmlElement:
    for element in root.iter():
        for name in list(element.attrib) if isinstance(element.tag, str) else ():
            if name in NAMES and not (name == "name" and element.tag == "meta"):
                element.attrib[name] = " ".join(_other(word) for word in element.attrib[name].split())
            elif name.startswith("data-"):
                del element.attrib[name]
    return root


def _other(word: str) -> str:
    return "n" + hashlib.sha256(word.encode()).hexdigest()[:8]
