"""Releases to keep, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import md5
from typing import Any

from storage.records import NewRelease, Precision, Published

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)

MAY_22 = Published(
    at=datetime(2024, 5, 21, 21, 0, tzinfo=UTC),
    on=date(2024, 5, 22),
    precision=Precision.DAY,
    zone="Asia/Riyadh",
    words="22 مايو 2024",
    how="gregorian",
)


def release(number: int = 1, *, text: str | None = "", letters: str = "", **fields: Any) -> NewRelease:
    """Return a release as a page would give it.

    Args:
        number: Tells releases apart.
        text: The body as displayed; made from ``number`` where it is empty, ``None`` for a lead alone.
        letters: The body as folded, where it is not ``text``.
        fields: Other fields, instead of those made here.
    """
    body = f"نص البيان رقم {number}" if text == "" else text
    title, lead = fields.get("title", f"بيان {number}"), fields.get("lead", "مقدمة")
    folded = f" {title} {lead} {letters or body or ''} "
    made = {
        "source": "press_ar",
        "publisher": "Press",
        "url": f"https://press.example/ar/{number}",
        "title": title,
        "lead": lead,
        "body": body,
        "language": "ar",
        "published": MAY_22,
        "published_words": MAY_22.words,
        "dates": ({"place": "dateline", "words": MAY_22.words, "taken": True},),
        "place": "الرياض",
        "author": "مركز",
        "section": None,
        "tags": ("أمن",),
        "image": None,
        "attachments": ({"url": "https://press.example/1.pdf", "name": "pdf"},),
        "symbol": None,
        "translations": {"en": "https://press.example/en/1"},
        "found": {"title": "css h1"},
        "display_hash": _hash(title, lead, body),
        "folded_hash": _hash(folded),
        "text_key": _hash(letters or body) if body else None,
        "folded": folded,
        "fold_version": 1,
        "fetched_at": NOW,
        "archive_file": "first.warc.gz",
        "archive_offset": 7,
    }
    return NewRelease(**made | fields)


def _hash(*texts: str | None) -> str:
    return md5("|".join(text or "" for text in texts).encode(), usedforsecurity=False).hexdigest()
