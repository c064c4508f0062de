"""The few files beside the pages: one picture, and the PDF twins of press files."""

from __future__ import annotations

import base64
import posixpath

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGO4AQAA2gDZEE0EmAAAAABJRU5ErkJggg=="
)
"""A PNG of one grey pixel: every picture of the site."""


def pdf_path(path: str) -> str:
    """Return the path of a release's PDF twin."""
    folder, page = posixpath.split(path)
    return f"{posixpath.dirname(folder)}/Documents/{page.removesuffix('.aspx')}.pdf"


def pdf(path: str) -> bytes:
    """Return a PDF of one blank page, titled after its file."""
    name = posixpath.basename(path).removesuffix(".pdf")
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        f"<</Title({name})>>",
    )
    out = "%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{text}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
