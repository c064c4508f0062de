"""The densest block: the body of a page whose markup nobody described."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from spiders.page import line_of, take_out

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PARAGRAPH_CHARS = 60
"""A shorter block is no evidence of running text: labels, menu entries, dates and bylines are shorter."""

SHARE = 0.8
"""The body is the deepest element that still holds this much of the page's running text."""

LINKED = 0.5
"""A block whose text is linked by more than this is navigation."""

LINK_CHARS = 15
"""A link with fewer letters says "more" or names a topic rather than a title."""

MAIN = 0.5
"""Where the text forks, a child that holds this much and looks unlike the others is the body, the others its
neighbours (a sidebar of teasers); children that look alike are parts of one body (UN News sets several)."""

# fmt: off
BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr",
    "ul",
})
OUTSIDE = frozenset({
    "aside", "button", "footer", "head", "header", "iframe", "label", "nav", "noscript", "script", "select", "style",
    "svg", "template", "textarea",
})
# fmt: on
"""No form is outside: SharePoint and ASP.NET put the whole page into one."""

OUTSIDE_ROLES = frozenset({"banner", "complementary", "contentinfo", "dialog", "navigation", "search"})

TEASER_CHARS = 400
"""A box that begins with a title linked elsewhere and has no more text is a teaser of another release."""

CAPTION_CHARS = 300
"""A box of a picture and one line that is no longer is a picture with its caption."""


def densest(root: HtmlElement) -> HtmlElement | None:
    """Return the element that holds the page's running text, or ``None`` where there is none.

    The weight of an element is the length of the paragraphs in it that are long enough and little linked. From the
    root we go down as long as one child holds nearly all of it, so the answer does not depend on any class or name.
    """
    weights: dict[HtmlElement, int] = {}
    _weigh(root, weights)
    if not weights.get(root):
        return None
    node = root
    while True:
        children = [child for child in node if child in weights]
        heaviest = max(children, key=weights.__getitem__, default=None)
        if heaviest is None or _is_paragraph(heaviest):
            return node if node is not root or heaviest is None else heaviest
        alone = not any(_looks(child) == _looks(heaviest) for child in children if child is not heaviest)
        if weights[heaviest] < (MAIN if alone else SHARE) * weights[node]:
            return node
        node = heaviest


def _is_paragraph(node: HtmlElement) -> bool:
    return node.tag in {"p", "pre", "li", "h1", "h2", "h3", "h4", "td"} and not any(e.tag in BLOCKS for e in node)


def is_outside(node: HtmlElement) -> bool:
    """Whether an element is by its tag or its role no part of a text."""
    return node.tag in OUTSIDE or node.get("role") in OUTSIDE_ROLES


def _looks(node: HtmlElement) -> tuple[object, ...]:
    return node.tag, node.get("class"), re.sub(r"\d+", "", node.get("id") or "")


def text_only(
    node: HtmlElement, heading: HtmlElement | None, *, not_these: frozenset[str] = frozenset()
) -> HtmlElement:
    """Return a copy of a block without what stands before its heading, and without what is no text of it.

    Args:
        node: What ``densest`` found; it stays as it is.
        heading: The heading of the release, in the block or not.
        not_these: Short lines that are known to be no text: the title, printed dates.
    """
    block = copy.deepcopy(node)
    block.tail = None
    twins = dict(zip(node.iter(), block.iter(), strict=True))
    if heading is not None and heading is not node and heading in twins:
        _cut_to(twins[heading], block)
    for element in list(block.iter()):
        if element is not block and _is_furniture(element, not_these):
            take_out(element)
    return block


def _cut_to(heading: HtmlElement, block: HtmlElement) -> None:
    for element in (heading, *heading.iterancestors()):
        if element is block:
            break
        for before in list(element.itersiblings(preceding=True)):
            take_out(before)
    take_out(heading)


def _is_furniture(element: HtmlElement, not_these: frozenset[str]) -> bool:
    if not isinstance(element.tag, str) or is_outside(element):
        return True
    if element.tag in BLOCKS | {"time", "span"} and line_of(element) in not_these and not _is_among_text(element):
        return True
    if _is_teaser(element) or _is_picture(element) or _is_embed(element):
        return True
    return element.tag in BLOCKS - {"p"} and len(element.findall(".//a")) > 1 and _linked(element) > LINKED


def _is_among_text(element: HtmlElement) -> bool:
    """Whether a short line is set as the paragraphs beside it are: a dateline, which is text."""
    block = next((box for box in (element, *element.iterancestors()) if box.tag in BLOCKS), element)
    beside = [*block.itersiblings(), *block.itersiblings(preceding=True)]
    return any(each.tag == block.tag and len(line_of(each)) >= PARAGRAPH_CHARS for each in beside)


def _is_teaser(element: HtmlElement) -> bool:
    """Whether a box begins with a line that is all link, and says little more: a neighbour with its first words."""
    if element.tag not in {"article", "div", "section", "td", "tr"}:
        return False
    link = next((link for link in element.iter("a") if len(line_of(link)) >= LINK_CHARS), None)
    if link is None or len(whole := line_of(element)) >= TEASER_CHARS:
        return False
    title = line_of(link)
    line = next((box for box in link.iterancestors() if box.tag in BLOCKS), element)
    before = whole.partition(title)[0]
    return line is not element and line_of(line) == title and len(before) < PARAGRAPH_CHARS


def _is_picture(element: HtmlElement) -> bool:
    """Whether a box holds pictures in boxes of their own and one short line: its caption."""
    if element.tag not in {"div", "figure", "section"} or element.find(".//img") is None:
        return False
    blocks = [child for child in element.iter() if child.tag in BLOCKS and child is not element]
    said = [child for child in blocks if line_of(child) and not any(grand.tag in BLOCKS for grand in child)]
    alone = all(child.tag == "div" and child.find(".//img") is None for child in said)
    return len(said) <= 2 and alone and len(line_of(element)) < CAPTION_CHARS and len(blocks) > len(said)


def _is_embed(element: HtmlElement) -> bool:
    """Whether a quotation is another site's: a script beside it shows it."""
    return element.tag == "blockquote" and any(beside.tag == "script" for beside in element.itersiblings())


def _weigh(node: HtmlElement, weights: dict[HtmlElement, int]) -> int:
    if not isinstance(node.tag, str) or is_outside(node) or node.tag == "a":
        return 0
    weight = sum(_weigh(child, weights) for child in node if child.tag in BLOCKS or len(child))
    if not weight and node.tag in BLOCKS:
        length = len(line_of(node))
        weight = length if length >= PARAGRAPH_CHARS and _linked(node) <= LINKED else 0
    elif node.tag in BLOCKS:
        loose = " ".join([node.text or "", *(child.tail or "" for child in node)])
        length = len(" ".join(loose.split()))
        weight += length if length >= PARAGRAPH_CHARS else 0
    if weight and not (weight < TEASER_CHARS and _is_teaser(node)):
        weights[node] = weight
        return weight
    return 0


def _linked(node: HtmlElement) -> float:
    whole = len("".join("".join(node.itertext()).split()))
    links = sum(len("".join("".join(link.itertext()).split())) for link in node.iter("a"))
    return links / whole if whole else 0.0
