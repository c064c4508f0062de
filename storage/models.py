"""The tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Enum, ForeignKey, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from storage.records import Precision, RunStatus


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, whatever the database keeps (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(enum: type[Any]) -> list[str]:
    return [member.value for member in enum]


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's way to declare it
        datetime: UtcDateTime(),
        date: Date(),
        str: Text(),
        Precision: Enum(Precision, native_enum=False, length=16, values_callable=_values),
        RunStatus: Enum(RunStatus, native_enum=False, length=16, values_callable=_values),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class Release(Base):
    """A release as it reads now. Older texts are in ``release_versions``; all its addresses in ``addresses``."""

    __tablename__ = "releases"
    __table_args__ = (
        Index("ix_releases_order_at_id", "order_at", "id"),
        Index("ix_releases_source_order_at_id", "source", "order_at", "id"),
        Index("ix_releases_publisher_text_key", "publisher", "text_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    publisher: Mapped[str]
    title: Mapped[str]
    lead: Mapped[str | None]
    body: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8))
    published_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    published_precision: Mapped[Precision | None]
    published_zone: Mapped[str | None]
    published_words: Mapped[str | None]
    published_how: Mapped[str | None]
    dates: Mapped[list[Any]]
    place: Mapped[str | None]
    author: Mapped[str | None]
    section: Mapped[str | None]
    tags: Mapped[list[Any]]
    image: Mapped[str | None]
    attachments: Mapped[list[Any]]
    symbol: Mapped[str | None] = mapped_column(index=True)
    translations: Mapped[dict[str, Any]]
    found: Mapped[dict[str, Any]]
    complete: Mapped[bool]
    display_hash: Mapped[str] = mapped_column(String(32))
    folded_hash: Mapped[str] = mapped_column(String(32))
    text_key: Mapped[str | None] = mapped_column(String(32))
    folded: Mapped[str]
    fold_version: Mapped[int]
    first_seen_at: Mapped[datetime]
    last_fetched_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    """When the text, as it reads now, was first seen; ``None`` while the first one stands."""
    order_at: Mapped[datetime]
    """Its place in the order of time: ``published_at``, or ``first_seen_at`` while no date could be read."""
    archive_file: Mapped[str | None]
    """Holds the answer in which the text, as it reads now, was first seen."""
    archive_offset: Mapped[int | None] = mapped_column(BigInteger)

    versions: Mapped[list[ReleaseVersion]] = relationship(order_by="ReleaseVersion.id", viewonly=True)
    addresses: Mapped[list[Address]] = relationship(order_by="Address.seen_at", viewonly=True)


class ReleaseVersion(Base):
    """A text that a release had, kept whole when another replaced it."""

    __tablename__ = "release_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    seen_at: Mapped[datetime]
    """When this text was first fetched."""
    replaced_at: Mapped[datetime]
    minor: Mapped[bool]
    """The text that replaced it differs in vowel signs, punctuation or spacing alone."""
    title: Mapped[str]
    lead: Mapped[str | None]
    body: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_words: Mapped[str | None]
    display_hash: Mapped[str] = mapped_column(String(32))
    folded_hash: Mapped[str] = mapped_column(String(32))
    archive_file: Mapped[str | None]
    archive_offset: Mapped[int | None] = mapped_column(BigInteger)


class Address(Base):
    """An address under which a release was found; its canonical one is a row here too."""

    __tablename__ = "addresses"

    url: Mapped[str] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    source: Mapped[str]
    seen_at: Mapped[datetime]


class Refusal(Base):
    """An address that was read and is no release, and until when it is left alone."""

    __tablename__ = "refusals"

    url: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    title: Mapped[str | None]
    reason: Mapped[str]
    detail: Mapped[str]
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    retry_at: Mapped[datetime]


class UnreadPage(Base):
    """A page of a release that could not be read: it is asked again, wherever its listing has moved meanwhile."""

    __tablename__ = "unread_pages"

    url: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """Name of the last error's class, such as ``NotFound``."""
    detail: Mapped[str]
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class CrawlRun(Base):
    """One visit to one source: what was seen, and how it ended."""

    __tablename__ = "crawl_runs"
    __table_args__ = (Index("ix_crawl_runs_source_id", "source", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    status: Mapped[RunStatus] = mapped_column(index=True)
    why: Mapped[str]
    options: Mapped[dict[str, Any]]
    """Limits that were asked for, such as ``{"backfill": true, "since": "2024-01-01"}``."""
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    beat_at: Mapped[datetime]
    """Last sign of life of its process."""
    walked: Mapped[bool]
    """Every listing was walked as far as was to be walked; what the next run may rely on."""
    host: Mapped[str]
    pid: Mapped[int]
    listed: Mapped[int]
    known: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    duplicate: Mapped[int]
    refused: Mapped[int]
    skipped: Mapped[int]
    errors: Mapped[int]
    requests: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)

    problems: Mapped[list[RunProblem]] = relationship(order_by="RunProblem.id", viewonly=True)


class RunProblem(Base):
    """An error of a run."""

    __tablename__ = "run_problems"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"), index=True)
    kind: Mapped[str]
    url: Mapped[str]
    detail: Mapped[str]


class RobotsFile(Base):
    """A host's robots.txt, as last answered."""

    __tablename__ = "robots_files"

    address: Mapped[str] = mapped_column(primary_key=True)
    """Of the robots.txt itself, host and port included."""
    fetched_at: Mapped[datetime]
    status: Mapped[int]
    body: Mapped[str]
