"""The text of a body fragment as a reader sees it, paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PreformattedString

from pipelines.arabic import display, fold_search

if TYPE_CHECKING:
    from spiders.source import Article

_NO_TEXT = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "iframe", "object", "video", "audio", "figcaption"),
        *("button", "input", "select", "textarea", "nav", "aside"),
    )
)
_UNSEEN = frozenset({"visually-hidden", "element-invisible", "sr-only", "screen-reader-text", "wp-caption-text"})
_UNDISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:^|[\s_-])(?:share|shares|sharing|sharethis|sharedaddy|addtoany|addthis|a2a[_-]kit|social|socials)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_SHARE_BAR = 150
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "form", "legend"),
        *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html"),
        *("li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
_CELLS = frozenset({"td", "th"})
_WHITE = re.compile("[ \t\r\n\f]{2,}|[\t\r\n\f]")  # one blank stays as it is: most are
_SPACES = re.compile(" {2,}")
_BLANK_LINE = re.compile(" *\n *(?:\n *)+")
_TAG = re.compile("<[a-zA-Z/!]")
_FURNITURE = re.compile(
    "(?:"
    "(?:اقرا|اقرءوا|طالع|شاهد)(?: ايضا| المزيد| كذلك)?|(?:ل?قراءه )?المزيد|للمزيد|مواضيع ذات صله|اخبار ذات صله"
    "|شارك|مشاركه|شارك الخبر|طباعه|ارسال|ارسل|نسخ الرابط|تحميل(?: pdf| الملف)?|انقر هنا|اضغط هنا|استمع|استماع"
    "|الرئيسيه|العوده|رجوع|السابق|التالي|فيسبوك|تويتر|واتساب|تلغرام|تليجرام|لينكد ان|البريد الالكتروني"
    "|read (?:more|also|full story)|see also|related(?: stories| news)?|share|share this|print|print this page|email"
    "|copy link|download(?: pdf| the file)?|click here(?: to download pdf file)?|listen|voice order"
    "|home|back|back to top|next|previous|facebook|twitter|x|whatsapp|telegram|linkedin"
    ")"
)


@dataclass(frozen=True, slots=True)
class Text:
    """What a body says.

    Attributes:
        paragraphs: Paragraphs, headings, list items, rows and quotes, in the page's order, as displayed.
        stamp: The last line, where the layout knows it for a date; it is no part of the paragraphs.
    """

    paragraphs: tuple[str, ...]
    stamp: str | None

    @property
    def body(self) -> str:
        """The paragraphs, parted by one empty line."""
        return "\n\n".join(self.paragraphs)


def text(fragment: str, layout: Article) -> Text:
    """Return the text of a body fragment without what is no part of it.

    A line break is a space, two are the end of a paragraph; inline tags neither part words nor join them.

    Args:
        fragment: HTML of the body alone, not of the page.
        layout: Names what is no text by its words, where the text ends, and the stamp.
    """
    soup = _soup(fragment)
    _drop(soup)
    paragraphs: list[str] = []
    for paragraph in _paragraphs(soup):
        if any(re.match(pattern, paragraph) for pattern in layout.ends):
            break
        if not any(re.fullmatch(pattern, paragraph) for pattern in layout.furniture):
            paragraphs.append(paragraph)
    stamp = None
    if layout.stamp and paragraphs and re.fullmatch(layout.stamp, paragraphs[-1]):
        stamp = paragraphs.pop()
    return Text(tuple(paragraphs), stamp)


def inline(fragment_or_text: str) -> str:
    """Return a title or a lead, plain or with tags in it, as one line of displayed text."""
    written = fragment_or_text
    if _TAG.search(written):
        soup = _soup(written)
        for tag in soup.find_all(["script", "style", "noscript", "template"]):
            tag.decompose()
        written = " ".join(_paragraphs(soup, furniture=False))
    return " ".join(display(written).split())


def _soup(fragment: str) -> BeautifulSoup:
    encodable = fragment.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    return BeautifulSoup(f"<div>{encodable}</div>", "lxml")


def _drop(soup: BeautifulSoup) -> None:
    """Take out what is no text, in one walk that does not enter what it took out.

    Asking every tag of ``find_all`` whether it is ``decomposed`` searches the tree below it (bs4 4.15): 200 µs a
    release, this walk 45.
    """
    stack = [child for child in reversed(soup.contents) if isinstance(child, Tag)]
    while stack:
        tag = stack.pop()
        if _is_no_text(tag, soup):
            tag.decompose()
        else:
            stack += [child for child in reversed(tag.contents) if isinstance(child, Tag)]


def _is_no_text(tag: Tag, soup: BeautifulSoup) -> bool:
    if tag.name in _NO_TEXT:
        return True
    if tag.name == "form":
        return tag.get_text(strip=True) != soup.get_text(strip=True)
    if not tag.attrs:
        return False
    if tag.has_attr("hidden") or _UNDISPLAYED.search(str(tag.get("style", ""))):
        return True
    names = [str(name) for name in (*tag.get_attribute_list("class"), tag.get("id")) if name]
    return any(name in _UNSEEN for name in names) or _is_share_bar(tag, names)


def _is_share_bar(tag: Tag, names: list[str]) -> bool:
    if not any(_SHARE.search(name) for name in names):
        return False
    return len(tag.get_text(strip=True)) <= _LONGEST_SHARE_BAR and tag.find("p") is None


@dataclass(slots=True)
class _Line:
    """The paragraph that is being read: its pieces, and the link each stands in."""

    pieces: list[tuple[str, int]]

    def add(self, written: str, link: int) -> None:
        self.pieces.append((written, link))

    def take(self, *, furniture: bool) -> list[str]:
        """Return the paragraphs read so far and start anew."""
        links = {link for written, link in self.pieces if written and not written.isspace()}
        whole = "".join([written for written, _ in self.pieces])
        self.pieces = []
        if not links:  # blanks between two tags: four times of five
            return []
        parts = _BLANK_LINE.split(whole) if "\n" in whole else [whole]
        found = [_SPACES.sub(" ", display(part.replace("\n", " "))) for part in parts]
        if furniture and len(links) == 1 and 0 not in links:
            found = [part for part in found if not _FURNITURE.fullmatch(fold_search(part))]
        return [part for part in found if part]


def _paragraphs(soup: BeautifulSoup, *, furniture: bool = True) -> list[str]:
    """Walk the tree without recursion: pages nest deeper than Python's stack."""
    found: list[str] = []
    line = _Line([])
    link = 0
    stack: list[tuple[Tag | NavigableString, bool]] = [(soup, False)]
    while stack:
        node, leaving = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString) or isinstance(node, CData):
                line.add(_WHITE.sub(" ", node), link)
            continue
        if node.name in _BLOCKS:
            found += line.take(furniture=furniture)
        elif node.name in _CELLS:
            line.add(" ", 0)
        elif node.name == "br":
            line.add("" if leaving else "\n", 0)
        elif node.name == "a":
            link = 0 if leaving else id(node)
        if not leaving:
            stack.append((node, True))
            stack += [(child, False) for child in reversed(node.contents) if isinstance(child, Tag | NavigableString)]
    return found + line.take(furniture=furniture)
