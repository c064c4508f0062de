"""An invented source and small pages of it, for tests of one thing at a time."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from spiders.source import Article, In, Listing, Source

SITE = "https://press.example"


def source(**fields: Any) -> Source:
    """Return a source; what is not given is the least that a source needs."""
    declared: dict[str, Any] = {
        "name": "press_ar",
        "publisher": "Press Office",
        "site": SITE,
        "language": "ar",
        "timezone": "Asia/Riyadh",
        "listings": (Listing("/ar/news", links=r"^/ar/story/\d+"),),
        "dates": (In.URL, In.PRINTED, In.DATELINE, In.STAMP),
        "layouts": (Article(body=(".story",)),),
    }
    return Source(**declared | fields)


def answer(body: str | bytes, path: str = "/ar/story/7", *, kind: type[TextResponse] = HtmlResponse) -> TextResponse:
    """Return an answer of the invented site; ``path`` may be a whole address."""
    url = path if path.startswith("http") else SITE + path
    written = body.encode() if isinstance(body, str) else body
    return kind(url, body=written, encoding="utf-8", request=Request(url))


PARAGRAPH = "استقبل المدير العام في مكتبه اليوم وفداً من الباحثين، وبحث معهم سبل التعاون في مجال الوقاية من التطرف."
SECOND = "وفي ختام اللقاء اتفق الجانبان على عقد ندوة مشتركة في الخريف المقبل، وعلى تبادل الإصدارات والدراسات بينهما."


def page(body: str = f"<p>{PARAGRAPH}</p><p>{SECOND}</p>", *, head: str = "", title: str = "المدير العام") -> str:
    """Return a page whose body is declared (``.story``)."""
    return (
        f"<!DOCTYPE html><html lang=ar><head><title>{title} | المكتب</title>{head}</head>"
        f"<body><main><h1>{title}</h1><div class=story>{body}</div></main></body></html>"
    )
