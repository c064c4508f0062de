"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _releases()
    _releases_indexes()
    _addresses()
    _release_versions()
    _refusals()
    _unread_pages()
    _crawl_runs()
    _run_problems()
    _robots_files()


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("published_at", _time(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_precision", sa.String(16), nullable=True),
        sa.Column("published_zone", sa.Text(), nullable=True),
        sa.Column("published_words", sa.Text(), nullable=True),
        sa.Column("published_how", sa.Text(), nullable=True),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=True),
        sa.Column("translations", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("display_hash", sa.String(length=32), nullable=False),
        sa.Column("folded_hash", sa.String(length=32), nullable=False),
        sa.Column("text_key", sa.String(length=32), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("fold_version", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", _time(), nullable=False),
        sa.Column("last_fetched_at", _time(), nullable=False),
        sa.Column("changed_at", _time(), nullable=True),
        sa.Column("order_at", _time(), nullable=False),
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("url", name="uq_releases_url"),
    )


def _releases_indexes() -> None:
    op.create_index("ix_releases_order_at_id", "releases", ["order_at", "id"])
    op.create_index("ix_releases_publisher_text_key", "releases", ["publisher", "text_key"])
    op.create_index("ix_releases_source_order_at_id", "releases", ["source", "order_at", "id"])
    op.create_index("ix_releases_symbol", "releases", ["symbol"])


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seen_at", _time(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_addresses_release_id_releases"),
        sa.PrimaryKeyConstraint("url", name="pk_addresses"),
    )
    op.create_index("ix_addresses_release_id", "addresses", ["release_id"])


def _release_versions() -> None:
    op.create_table(
        "release_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", _time(), nullable=False),
        sa.Column("replaced_at", _time(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("published_at", _time(), nullable=True),
        sa.Column("published_words", sa.Text(), nullable=True),
        sa.Column("display_hash", sa.String(length=32), nullable=False),
        sa.Column("folded_hash", sa.String(length=32), nullable=False),
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_versions_release_id_releases"),
        sa.PrimaryKeyConstraint("id", name="pk_release_versions"),
    )
    op.create_index("ix_release_versions_release_id", "release_versions", ["release_id"])


def _refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", _time(), nullable=False),
        sa.Column("last_at", _time(), nullable=False),
        sa.Column("retry_at", _time(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_refusals"),
    )
    op.create_index("ix_refusals_source", "refusals", ["source"])


def _unread_pages() -> None:
    op.create_table(
        "unread_pages",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", _time(), nullable=False),
        sa.Column("last_at", _time(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_unread_pages"),
    )
    op.create_index("ix_unread_pages_source", "unread_pages", ["source"])


def _crawl_runs() -> None:
    op.create_table(
        "crawl_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("started_at", _time(), nullable=False),
        sa.Column("ended_at", _time(), nullable=True),
        sa.Column("beat_at", _time(), nullable=False),
        sa.Column("walked", sa.Boolean(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_crawl_runs"),
    )
    op.create_index("ix_crawl_runs_source_id", "crawl_runs", ["source", "id"])
    op.create_index("ix_crawl_runs_status", "crawl_runs", ["status"])


def _run_problems() -> None:
    op.create_table(
        "run_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_runs.id"], name="fk_run_problems_run_id_crawl_runs"),
        sa.PrimaryKeyConstraint("id", name="pk_run_problems"),
    )
    op.create_index("ix_run_problems_run_id", "run_problems", ["run_id"])


def _robots_files() -> None:
    op.create_table(
        "robots_files",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("fetched_at", _time(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_robots_files"),
    )
