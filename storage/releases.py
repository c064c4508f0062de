"""Keeping releases, and finding them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, func, or_, select, update

from storage import unread
from storage.connection import begin_write
from storage.merge import Batch, Kept, Row
from storage.models import Address, Base, Refusal, Release
from storage.records import Known, NewRelease, ReleaseFilter, Saved
from storage.statements import chunks, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy.orm import Session

    from storage.merge import TextKey

TABLES = Base.metadata.tables
RELEASES: Table = TABLES["releases"]
ADDRESSES: Table = TABLES["addresses"]
MERGED = tuple(column for column in RELEASES.c if column.name != "folded")
"""What deciding needs of a kept release; ``folded`` is as long as the text, and replaced or left alone."""
MERGED_NAMES = tuple(column.name for column in MERGED)

FIXED = {"id", "url", "source", "publisher", "first_seen_at"}
TEXT = {"title", "lead", "body", "complete", "display_hash", "folded_hash", "text_key", "folded", "fold_version"}
STREAMED = 200
"""Texts in memory at a time while words are looked for."""


def save(session: Session, new: Sequence[NewRelease], *, now: datetime) -> list[Saved]:
    """Keep releases, in order; ``merge`` says what becomes of each.

    The caller owns the transaction, and is the only one who writes releases until its end. A batch takes as many
    statements whether it holds one release or hundreds. A refusal of an address that is kept now is forgotten.

    Args:
        session: An open session.
        new: Releases as they read now.
        now: Time of this batch, aware.

    Returns:
        What became of each, in the same order.
    """
    if not new:
        return []
    begin_write(session)
    at, by_text = _kept(session, new)
    batch = Batch(at, by_text, now=now)
    outcomes = [batch.add(each) for each in new]
    _write(session, batch, now=now)
    for urls in chunks(url for each in new for url in (each.url, *each.also)):
        session.execute(delete(Refusal).where(Refusal.url.in_(urls)), execution_options={"synchronize_session": False})
    unread.forget(session, (url for each in new if each.complete for url in (each.url, *each.also)))
    return outcomes


def known(session: Session, urls: Collection[str], *, now: datetime, complete_within: timedelta) -> dict[str, Known]:
    """Return what is kept at these addresses; those at which nothing is are missing.

    A release is settled, and need not be asked again, when it is complete, or when it has been waited for too long: a
    story that never got a body is not asked for for ever, nor is it forgotten.

    Args:
        session: An open session.
        urls: Addresses, canonical ones or others.
        now: Time of this run, aware.
        complete_within: For how long after it was first seen a release without a body is asked for.
    """
    settled = or_(Release.complete, Release.first_seen_at < now - complete_within)
    found = dict[str, Known]()
    for chunk in chunks(urls):
        query = select(Address.url, settled, Release.last_fetched_at).join(Release, Release.id == Address.release_id)
        found.update(
            (url, Known(bool(done), at)) for url, done, at in session.execute(query.where(Address.url.in_(chunk)))
        )
    return found


def find(session: Session, question: ReleaseFilter, *, proclitics: Sequence[str] = ()) -> list[Release]:
    """Return the releases that answer a question, newest first.

    A release without a readable date stands where it was first seen, so that it shows among the newest and is not
    overlooked; it answers no question for days of publication.

    Args:
        session: An open session.
        question: Its words are folded as the kept texts are.
        proclitics: What may be written before a word as one with it, folded, such as ``و`` or ``بال``.
    """
    query = _asked(question).order_by(Release.order_at.desc(), Release.id.desc())
    if not question.words:
        return list(session.scalars(query.limit(question.limit)))
    ids: list[int] = []
    texts = query.with_only_columns(Release.id, Release.folded, maintain_column_froms=True)
    with session.execute(texts, execution_options={"yield_per": STREAMED}) as rows:
        for release_id, folded in rows:
            if len(ids) >= question.limit:
                break
            if all(_stands(word, folded, proclitics) for word in question.words):
                ids.append(release_id)
    found = {release.id: release for chunk in chunks(ids) for release in _by_id(session, chunk)}
    return [found[release_id] for release_id in ids]


def _by_id(session: Session, ids: list[int]) -> Iterable[Release]:
    return session.scalars(select(Release).where(Release.id.in_(ids)))


def get(session: Session, release_id: int) -> Release | None:
    """Return a release by its number."""
    return session.get(Release, release_id, populate_existing=True)


def at(session: Session, url: str) -> Release | None:
    """Return the release to which an address leads, its canonical one or another."""
    return session.scalar(select(Release).join(Address, Address.release_id == Release.id).where(Address.url == url))


def count(session: Session) -> int:
    """Return how many releases are kept."""
    return session.scalar(select(func.count()).select_from(Release)) or 0


def _kept(session: Session, new: Sequence[NewRelease]) -> tuple[dict[str, Kept], dict[TextKey, Kept]]:
    """Return what is kept at the batch's addresses, and what has the text of those that are at none."""
    by_id: dict[int, Kept] = {}
    at: dict[str, Kept] = {}
    by_text: dict[TextKey, Kept] = {}
    for urls in chunks(url for each in new for url in (each.url, *each.also)):
        leads = select(ADDRESSES.c.url.label("address"), *MERGED).join_from(ADDRESSES, RELEASES)
        for address, *values in session.execute(leads.where(ADDRESSES.c.url.in_(urls))):
            at[address] = _shared(by_id, values)
    unknown = [each for each in new if each.url not in at or at[each.url].row["url"] != each.url]
    of_these = RELEASES.c.publisher.in_({each.publisher for each in unknown})
    for keys in chunks(each.text_key for each in unknown if each.text_key):
        same = select(*MERGED).where(of_these, RELEASES.c.text_key.in_(keys)).order_by(RELEASES.c.id)
        for kept in [_shared(by_id, row) for row in session.execute(same)]:
            by_text.setdefault((kept.row["publisher"], kept.row["text_key"], kept.row["fold_version"]), kept)
    return at, by_text


def _shared(by_id: dict[int, Kept], values: Sequence[Any]) -> Kept:
    row: Row = dict(zip(MERGED_NAMES, values, strict=True))
    return by_id.setdefault(row["id"], Kept(row))


def _write(session: Session, batch: Batch, *, now: datetime) -> None:
    if batch.inserted:
        session.execute(RELEASES.insert(), [kept.row for kept in batch.inserted])
        _number(session, batch.inserted)
    versions = [version | {"release_id": kept.row["id"]} for kept in batch.fetched for version in kept.versions]
    if versions:
        session.execute(TABLES["release_versions"].insert(), versions)
    inserted = set(batch.inserted)
    changed = [kept for kept in batch.fetched if kept not in inserted]
    columns = set(RELEASES.c.keys()) - FIXED
    _update(session, [kept for kept in changed if kept.written], columns)
    _update(session, [kept for kept in changed if kept.described and not kept.written], columns - TEXT)
    _update(session, [kept for kept in changed if not kept.described and not kept.written], {"last_fetched_at"})
    if batch.addresses:
        leads = insert(session, "addresses")
        repointed = leads.on_conflict_do_update(index_elements=["url"], set_={"release_id": leads.excluded.release_id})
        rows = [
            {"url": url, "release_id": kept.row["id"], "source": source, "seen_at": now}
            for url, (kept, source) in batch.addresses.items()
        ]
        session.execute(repointed, rows)


def _number(session: Session, inserted: Sequence[Kept]) -> None:
    """Give releases the numbers under which they were inserted."""
    by_url = {kept.row["url"]: kept for kept in inserted}
    for urls in chunks(by_url):
        for url, release_id in session.execute(select(RELEASES.c.url, RELEASES.c.id).where(RELEASES.c.url.in_(urls))):
            by_url[url].row["id"] = release_id


def _update(session: Session, changed: Sequence[Kept], columns: set[str]) -> None:
    if not changed:
        return
    values = {name: bindparam(f"new_{name}", type_=RELEASES.c[name].type) for name in sorted(columns)}
    statement = update(RELEASES).where(RELEASES.c.id == bindparam("kept_id")).values(values)
    rows = [{"kept_id": kept.row["id"]} | {f"new_{name}": kept.row[name] for name in columns} for kept in changed]
    session.execute(statement, rows)


def _asked(question: ReleaseFilter) -> Select[Release]:
    asked: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (Release.source, question.source),
            (Release.publisher, question.publisher),
            (Release.language, question.language),
        )
        if value is not None
    ]
    if question.since:
        asked.append(Release.published_on >= question.since)
    if question.until:
        asked.append(Release.published_on <= question.until)
    if question.incomplete is not None:
        asked.append(Release.complete.is_(not question.incomplete))
    asked += [Release.folded.contains(word, autoescape=True) for word in question.words]
    return select(Release).where(*asked)


def _stands(word: str, folded: str, proclitics: Sequence[str]) -> bool:
    return any(f" {proclitic}{word} " in folded for proclitic in ("", *proclitics))
