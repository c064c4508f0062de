"""A page is read in the encoding that its bytes are in, whatever its header says."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from spiders.page import Page
from tests.pages.invented import PARAGRAPH

TITLE = "الأمين العام يستقبل وفداً"


def page(encoding: str, meta: str = "") -> bytes:
    declared = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{declared}<title>x</title></head><h1>{TITLE}</h1><p>{PARAGRAPH}</p>".encode(encoding)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (page("utf-8"), "utf-8"),
        (page("utf-8"), ""),
        (page("utf-8"), "iso-8859-1"),
        (page("utf-8"), "windows-1256"),
        (page("utf-8", "utf-16"), ""),
        (page("utf-8", "cp720"), ""),
        (page("windows-1256"), "windows-1256"),
        (page("windows-1256", "windows-1256"), ""),
        (page("windows-1256", "windows-1256"), "utf-8"),
        (page("windows-1256"), "utf-8"),
        (page("iso-8859-6", "iso-8859-6"), ""),
        (page("utf-16"), "utf-16"),
        (page("utf-8").replace(b"<p>", b"\0<p>"), "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_of_its_bytes(body: bytes, header: str) -> None:
    content_type = "text/html" + (f"; charset={header}" if header else "")
    response = HtmlResponse("https://press.example/ar/1", body=body, headers={"Content-Type": content_type})
    found = Page(response).declared(("h1",))
    assert found is not None
    assert found.text == TITLE
