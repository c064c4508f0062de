"""A redesign: the same words under other classes, ids and another order of blocks."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOVE = "data-move"
"""Marks a block in the templates; its value says where a redesign puts it: ``top`` or ``first``."""

_MARK = re.compile(rf' {MOVE}="\w+"')
_NAMES = frozenset({"class", "id", "for", "aria-labelledby", "aria-describedby", "aria-controls"})
"""Attributes whose words are classes or ids."""


def unmarked(page: str) -> str:
    """Return the page as served before a redesign."""
    return _MARK.sub("", page)


def redesigned(page: str) -> str:
    """Return the page with every class and id renamed, blocks moved, ``data-`` attributes gone.

    Tags, text, addresses, names and microdata stay. The same page always gives the same result.
    """
    root = html.document_fromstring(page)
    for element in root.iter("style"):
        element.text = _STYLE
    _move(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            _rename(element)
    other: str = html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    return other


def _move(root: HtmlElement) -> None:
    """Put sidebars before what they stood behind, and title blocks at the top of the page."""
    body = root.find("body")
    for block in root.cssselect(f"[{MOVE}=first]"):
        parent = block.getparent()
        if parent is not None:
            parent.insert(0, block)
    if body is not None:
        for block in root.cssselect(f"[{MOVE}=top]"):
            body.insert(0, block)


def _rename(element: HtmlElement) -> None:
    for name in list(element.attrib):
        value = element.attrib[name]
        if name in _NAMES:
            element.attrib[name] = " ".join(_other(word) for word in value.split())
        elif name.startswith("data-"):
            del element.attrib[name]
        elif name == "href" and value.startswith("#") and len(value) > 1:
            element.attrib[name] = "#" + _other(value[1:])


def _other(word: str) -> str:
    """Return another name, always the same for a word; it starts with a letter."""
    return "x" + hashlib.sha256(word.encode()).hexdigest()[:7]


_STYLE = """
body { font-family: "DejaVu Sans", sans-serif; max-width: 60rem; margin: 1rem auto; line-height: 1.7; }
img { max-width: 100%; max-height: 15rem; } aside { border: 1px solid #ccc; padding: 0 1rem; }
"""
