"""Where a release stands on its page, and what stands there beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import addresses
from spiders.densest import is_outside
from spiders.page import line_of
from spiders.source import Feed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from spiders.page import Page
    from spiders.source import Source

TITLE_CHARS = 35
"""A link with more letters names another release rather than a topic; asked only where no pattern tells releases."""


class Surroundings:
    """The part of a page that is the release, told from its neighbours by what leads elsewhere.

    Attributes:
        heading: The release's h1, where the page has one.
        main: The smallest element that holds both the heading and the body.
    """

    def __init__(self, page: Page, source: Source, heading: HtmlElement | None, body: list[HtmlElement]) -> None:
        self._page = page
        self._source = source
        self._described = any(at.links for at in source.listings if not isinstance(at, Feed))
        self.heading = heading
        around_heading = [heading, *heading.iterancestors()] if heading is not None else []
        around_body = [body[0], *body[0].iterancestors()] if body else []
        self._around = {*around_heading, *around_body, *page.root.iter("html", "body")}
        if body:
            shared = set(around_heading or around_body)
            self.main = next((element for element in around_body if element in shared), page.root)
        else:
            self.main = next((element for element in around_heading if self._says_more(element)), page.root)

    def is_neighbour(self, element: HtmlElement | None) -> bool:
        """Whether an element stands in a box of its own that leads elsewhere: a date there is another release's."""
        for box in element.iterancestors() if element is not None else ():
            if box in self._around:
                return False
            own = box.tag in {"header", "footer"} and self.main.tag != "body"  # of the release: its byline
            if (not own and (box.tag in {"li", "a"} or is_outside(box))) or self._links_elsewhere(box):
                return True
        return False

    def _says_more(self, element: HtmlElement) -> bool:
        return self.heading is not None and len(line_of(element)) > len(line_of(self.heading))

    def _links_elsewhere(self, box: HtmlElement) -> bool:
        return any(self._leads_elsewhere(link) for link in box.iter("a"))

    def _leads_elsewhere(self, link: HtmlElement) -> bool:
        if not self._described:
            return len(line_of(link)) >= TITLE_CHARS
        url = addresses.canonical(self._page.absolute(link.get("href") or ""), self._source)
        return addresses.is_release(url, self._source) and url != addresses.canonical(self._page.url, self._source)
