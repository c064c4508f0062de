"""The encoding of a page: what its bytes are, whatever its header says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from w3lib.encoding import html_body_declared_encoding

if TYPE_CHECKING:
    from scrapy.http import TextResponse

ODD = 0.01
"""A page in which more characters than this cannot be read is not in the encoding that was tried."""

REPLACEMENT = "\ufffd"


def as_utf8(response: TextResponse) -> bytes:
    """Return a page's bytes as UTF-8, without NUL.

    Servers send windows-1256 under a header that says UTF-8, and UTF-8 under one that says ISO 8859-1. Bytes that are
    valid UTF-8 are UTF-8: other encodings of Arabic never are. Else the declared encoding is taken, and where it
    leaves characters that cannot be read, the one that the page's own meta element declares, then windows-1256, the
    one in which older Arabic pages are written.
    """
    body = response.body
    if b"\0" not in body:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return body
    return _decoded(response).replace("\0", "").encode("utf-8", "replace")


def _decoded(response: TextResponse) -> str:
    tried = response.text
    if _oddness(tried) <= ODD:
        return tried
    for encoding in (html_body_declared_encoding(response.body), "windows-1256"):
        if encoding:
            other = response.body.decode(encoding, "replace")
            if _oddness(other) < _oddness(tried):
                tried = other
    return tried


def _oddness(text: str) -> float:
    return text.count(REPLACEMENT) / len(text) if text else 0.0
