"""What a batch of releases does to those that are kept: decided here, written by ``releases``.

Nothing collected is lost, and nothing is kept twice:

- An address nobody knows brings a release, or is another address of the same text of the same publisher.
- A release that reads differently keeps its old text as a version. What the page does not state any more (a date,
  an author, tags) stays as it was read before; so do source and publisher.
- What has no body never replaces a body.
- An address that turned out to be another one of a release, and now has a text of its own, becomes its own release.
- A lead whose article is later had under another address, to which its own leads, is completed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storage.records import Saved

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.records import NewRelease

Row = dict[str, Any]

TextKey = tuple[str, str, int]
"""Publisher, ``text_key`` and ``fold_version``: by these two texts are the same."""

VERSION = ("title", "lead", "body", "published_at", "published_words", "display_hash", "folded_hash")
ARCHIVE = ("archive_file", "archive_offset")


@dataclass(slots=True, eq=False)
class Kept:
    """A release as the batch leaves it.

    Attributes:
        row: Its columns; ``id`` is missing until it is inserted, ``folded`` where the text did not change.
        written: The text changed (or is new), so that every column is written.
        described: What is said about the text changed.
        versions: Texts that were replaced, in order.
    """

    row: Row
    written: bool = False
    described: bool = False
    versions: list[Row] = field(default_factory=list)


class Batch:
    """A batch of releases, taken in order.

    Attributes:
        inserted: Releases that are not in the database yet.
        fetched: Kept releases that were read again.
        addresses: Addresses to be written: to which release each leads, and the source that saw it.
    """

    def __init__(self, at: Mapping[str, Kept], by_text: Mapping[TextKey, Kept], *, now: datetime) -> None:
        self._at = dict(at)
        self._by_text = dict(by_text)
        self._now = now
        self.inserted: list[Kept] = []
        self.fetched: dict[Kept, None] = {}
        self.addresses: dict[str, tuple[Kept, str]] = {}

    def add(self, new: NewRelease) -> Saved:
        """Take the next release, and say what it does."""
        kept = self._at.get(new.url) or self._waiting(new)
        if kept is None:
            outcome, kept = self._first_seen(new)
        elif kept.row["url"] == new.url or (new.complete and not kept.row["complete"]):
            outcome = self._read_again(kept, new)
        elif not new.complete or _same_text(kept.row, new):
            outcome = Saved.ALIAS
        else:
            outcome, kept = self._first_seen(new)
        self._attach(kept, new)
        return outcome

    def _waiting(self, new: NewRelease) -> Kept | None:
        """Return the lead whose address led to this release."""
        led = (self._at.get(url) for url in new.also)
        return next((each for each in led if each and new.complete and _lacks_body(each.row, new)), None)

    def _first_seen(self, new: NewRelease) -> tuple[Saved, Kept]:
        key = text_key(new)
        same = self._by_text.get(key) if key else None
        if same and _same_text(same.row, new):
            return Saved.ALIAS, same
        seen = {"first_seen_at": self._now, "last_fetched_at": new.fetched_at, "changed_at": None}
        row = {"url": new.url, "source": new.source, "publisher": new.publisher} | _text(new) | _about(new) | seen
        kept = Kept(row | _archived(new) | {"order_at": row["published_at"] or self._now}, written=True)
        self.inserted.append(kept)
        if key:
            self._by_text[key] = kept
        return Saved.NEW, kept

    def _read_again(self, kept: Kept, new: NewRelease) -> Saved:
        row = kept.row
        self.fetched[kept] = None
        row["last_fetched_at"] = max(row["last_fetched_at"], new.fetched_at)
        if row["complete"] and not new.complete:
            return Saved.UNCHANGED
        outcome = _compared(row, new)
        if outcome is not Saved.UNCHANGED:
            seen = {"seen_at": row["changed_at"] or row["first_seen_at"], "replaced_at": self._now}
            replaced = {name: row[name] for name in VERSION + ARCHIVE}
            kept.versions.append(replaced | seen | {"minor": outcome is Saved.MINOR})
            row |= _text(new) | _archived(new) | {"changed_at": self._now}
            kept.written = True
        elif new.fold_version > row["fold_version"]:
            row |= _text(new)
            kept.written = True
        self._describe(kept, new)
        if key := text_key(new):
            self._by_text.setdefault(key, kept)
        return outcome

    def _describe(self, kept: Kept, new: NewRelease) -> None:
        row = kept.row
        stated = {name: value for name, value in _about(new).items() if value not in (None, [], {})}
        if new.published is None and row["published_at"] is not None:
            stated = {name: value for name, value in stated.items() if name not in ("dates", "published_words")}
        for name in ("found", "translations"):
            stated[name] = row[name] | stated.get(name, {})
        if row["archive_file"] is None:
            stated |= _archived(new)
        stated["order_at"] = stated.get("published_at") or row["order_at"]
        if any(row[name] != value for name, value in stated.items()):
            row |= stated
            kept.described = True

    def _attach(self, kept: Kept, new: NewRelease) -> None:
        """Lead the release's addresses to it, but those that are another release's own."""
        for url in (new.url, *new.also):
            leads_to = self._at.get(url)
            if leads_to is kept or (leads_to and leads_to.row["url"] == url):
                continue
            self._at[url] = kept
            self.addresses[url] = (kept, new.source)


def text_key(new: NewRelease) -> TextKey | None:
    """Return by what the same text is found, ``None`` where it is too short to tell."""
    return (new.publisher, new.text_key, new.fold_version) if new.text_key else None


def _same_text(row: Row, new: NewRelease) -> bool:
    if row["fold_version"] != new.fold_version:
        return bool(row["display_hash"] == new.display_hash)
    return row["folded_hash"] == new.folded_hash or (new.text_key is not None and row["text_key"] == new.text_key)


def _lacks_body(row: Row, new: NewRelease) -> bool:
    return not row["complete"] and row["publisher"] == new.publisher


def _compared(row: Row, new: NewRelease) -> Saved:
    if row["display_hash"] == new.display_hash:
        return Saved.UNCHANGED
    same_letters = row["folded_hash"] == new.folded_hash and row["fold_version"] == new.fold_version
    return Saved.MINOR if same_letters else Saved.CHANGED


def _text(new: NewRelease) -> Row:
    return {
        "title": new.title,
        "lead": new.lead,
        "body": new.body,
        "complete": new.complete,
        "display_hash": new.display_hash,
        "folded_hash": new.folded_hash,
        "text_key": new.text_key,
        "folded": new.folded,
        "fold_version": new.fold_version,
    }


def _about(new: NewRelease) -> Row:
    published = new.published
    return {
        "language": new.language,
        "published_at": published and published.at,
        "published_on": published and published.on,
        "published_precision": published and published.precision,
        "published_zone": published and published.zone,
        "published_words": new.published_words,
        "published_how": published and published.how,
        "dates": [dict(each) for each in new.dates],
        "place": new.place,
        "author": new.author,
        "section": new.section,
        "tags": list(new.tags),
        "image": new.image,
        "attachments": [dict(each) for each in new.attachments],
        "symbol": new.symbol,
        "translations": dict(new.translations),
        "found": dict(new.found),
    }


def _archived(new: NewRelease) -> Row:
    return {"archive_file": new.archive_file, "archive_offset": new.archive_offset}
