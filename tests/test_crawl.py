"""The main job end to end: real processes, real HTTP, a real database."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from monitor.demo.faults import Fault
from monitor.demo.releases import Host
from storage import releases, runs
from storage.models import Refusal, Release, ReleaseVersion
from storage.records import ReleaseFilter, RunStatus
from tests.command import Rasd
from tests.demo import Watch, watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

SOURCES = {"imctc_ar", "imctc_en", "un_ctc_ar", "un_news_ar", "un_press_en", "un_sg_ar", "unoct_ar", "unoct_en"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Watch]:
    """A user before the first crawl."""
    with watch(tmp_path) as watching:
        yield watching


@pytest.fixture
def crawled(desk: Watch) -> Watch:
    """A user after the first crawl of everything."""
    first = desk.crawl()
    assert {name: each["status"] for name, each in first.sources.items()} == dict.fromkeys(SOURCES, "ok"), first
    return desk


def _titles(desk: Watch) -> dict[str, set[str]]:
    with desk.database() as session:
        found: dict[str, set[str]] = {}
        for release in session.scalars(select(Release)):
            found.setdefault(release.source, set()).add(release.title)
        return found


def test_everything_that_is_published_is_kept(crawled: Watch) -> None:
    published: dict[str, set[str]] = {}
    for release in crawled.site.releases():
        if "unavailable" not in release.title:
            published.setdefault(release.source, set()).add(" ".join(release.title.split()))
    kept = _titles(crawled)
    assert {name: titles - kept.get(name, set()) for name, titles in published.items()} == {
        source: set() for source in SOURCES
    }


def test_a_second_crawl_asks_for_the_listings_and_what_was_incomplete(crawled: Watch) -> None:
    with crawled.database() as session:
        incomplete = {r.url.partition("/ar/")[2] for r in session.scalars(select(Release).where(~Release.complete))}
    assert incomplete
    second = crawled.crawl()
    assert second.code == 0
    articles = [path for paths in second.asked.values() for path in paths if "/story/" in path or "/Pages/news" in path]
    assert {path.partition("/ar/")[2] for path in articles} == incomplete
    assert all(each["new"] == 0 and each["errors"] == 0 for each in second.sources.values())
    assert not [path for path in second.asked[Host.UN] if "/content/sg/statement/" in path]


def test_robots_txt_is_asked_once_a_day(crawled: Watch) -> None:
    crawled.crawl()
    assert [request for request in crawled.site.requests if request.path == "/robots.txt"] == []


def test_what_robots_txt_closes_is_not_asked(desk: Watch) -> None:
    desk.site.robots(Host.UN_PRESS, "User-agent: *\nDisallow: /en/rss.xml\n")
    crawled = desk.crawl("un_press_en")
    assert crawled.code == 1
    assert crawled.sources["un_press_en"]["status"] == "failed"
    assert "closed by robots.txt" in crawled.sources["un_press_en"]["why"]
    assert crawled.asked == {}


def test_robots_txt_is_left_aside_only_where_the_operator_says_so(desk: Watch) -> None:
    desk.site.robots(Host.UN_PRESS, "User-agent: *\nDisallow: /\n")
    desk.configure(un_press_en={"robots": "ignore"})
    assert desk.crawl("un_press_en").sources["un_press_en"]["status"] == "ok"


def test_a_robots_txt_that_cannot_be_had_closes_everything(desk: Watch) -> None:
    desk.site.fail(Host.UN_PRESS, Fault.ROBOTS_503)
    crawled = desk.crawl("un_press_en")
    assert crawled.sources["un_press_en"]["status"] == "failed"
    assert "could not be had (status 503)" in crawled.sources["un_press_en"]["why"]


def test_a_crawl_delay_is_minded_from_a_kept_robots_txt_too(desk: Watch) -> None:
    desk.site.robots(Host.UN, "User-agent: *\nCrawl-delay: 0.6\n")
    first = desk.crawl("un_ctc_ar").sources["un_ctc_ar"]
    second = desk.crawl("un_sg_ar", "--max-pages", "1").sources["un_sg_ar"]
    assert [request for request in desk.site.requests if request.path == "/robots.txt"] == []
    for outcome in (first, second):  # each wait is between a half and one and a half of what was asked for
        assert outcome["seconds"] > 0.3 * (outcome["requests"] - 2)


def test_stubs_are_refused_kept_with_their_reason_and_left_alone(crawled: Watch) -> None:
    with crawled.database() as session:
        refused = {row.title: row.reason for row in session.scalars(select(Refusal))}
    assert len(refused) == 3
    assert set(refused.values()) == {"untranslated"}
    assert all("Arabic translation unavailable" in (title or "") for title in refused)
    again = crawled.crawl("un_sg_ar")
    assert again.sources["un_sg_ar"]["refused"] == 0


def test_the_redesigned_site_still_gives_title_date_and_body(desk: Watch) -> None:
    desk.crawl()
    with desk.database() as session:
        before = {r.url: (r.title, r.published_on, r.body, r.complete) for r in session.scalars(select(Release))}
    (desk.rasd.folder / "rasd.sqlite").unlink()
    for side in ("-wal", "-shm"):
        (desk.rasd.folder / f"rasd.sqlite{side}").unlink(missing_ok=True)
    desk.site.redesign()
    again = desk.crawl()
    assert {name: each["status"] for name, each in again.sources.items()} == dict.fromkeys(SOURCES, "ok"), again
    with desk.database() as session:
        after = {r.url: (r.title, r.published_on, r.body, r.complete) for r in session.scalars(select(Release))}
    assert after == before


def test_an_edit_is_a_version_and_the_first_text_is_kept(crawled: Watch) -> None:
    story = next(each for each in crawled.site.releases(source="un_news_ar") if not each.paragraphs)
    crawled.site.edit(
        Host.UN_NEWS, story.path, paragraphs=["نشر الموقع اليوم نص الخبر كاملاً بعد أن كان مقتصراً على المقطع المصور."]
    )
    outcome = crawled.crawl("un_news_ar").sources["un_news_ar"]
    assert outcome["changed"] == 1
    with crawled.database() as session:
        [version] = session.scalars(select(ReleaseVersion))
        release = releases.get(session, version.release_id)
        assert version.body is None
        assert release is not None
        assert release.complete


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.STATUS_403, "bot wall: status 403"),
        (Fault.BOT_WALL, "bot wall"),
        (Fault.STATUS_429, "bot wall: status 429"),
        (Fault.STATUS_500, "the server answered: 500"),
        (Fault.STATUS_404, "page not found: 404"),
        (Fault.BLANK, "page layout changed"),
        (Fault.EMPTY_BODY, "page layout changed"),
        (Fault.GARBAGE, "page layout changed"),
        (Fault.RESET, "unreachable"),
        (Fault.TRUNCATED, "unreachable"),
        (Fault.HUGE, "page too large"),
        (Fault.HUGE_UNDECLARED, "page too large"),
        (Fault.BOMB, "page too large"),
        (Fault.REDIRECT_AWAY, "not a host of this source"),
        (Fault.REDIRECT_FRONT, "redirected to the front page"),
        (Fault.REDIRECT_LOOP, "redirected without end"),
    ],
)
def test_a_listing_that_fails_is_a_failed_run_with_its_reason(desk: Watch, fault: Fault, reason: str) -> None:
    desk.site.fail(Host.UN_NEWS, fault, path="^/ar/(news|tags)")
    crawled = desk.crawl("un_news_ar", RASD_TIMEOUT_SECONDS="5")
    assert crawled.code == 1
    assert crawled.sources["un_news_ar"]["status"] == "failed"
    assert reason in crawled.sources["un_news_ar"]["why"]


def test_a_feed_of_garbage_is_a_failed_run(desk: Watch) -> None:
    desk.site.fail(Host.UN_PRESS, Fault.GARBAGE)
    assert "feed unreadable" in desk.crawl("un_press_en").sources["un_press_en"]["why"]


def test_a_site_that_hangs_is_unreachable(desk: Watch) -> None:
    desk.site.fail(Host.UN_PRESS, Fault.HANG, seconds=5)
    outcome = desk.crawl("un_press_en", RASD_TIMEOUT_SECONDS="0.5").sources["un_press_en"]
    assert outcome["status"] == "failed"
    assert "no answer in time" in outcome["why"]


def test_one_article_that_fails_makes_the_run_partial_and_keeps_the_rest(desk: Watch) -> None:
    broken = desk.site.releases(source="imctc_ar")[0]
    desk.site.fail(Host.IMCTC, Fault.STATUS_500, path=broken.path)
    outcome = desk.crawl("imctc_ar").sources["imctc_ar"]
    assert outcome["status"] == "partial"
    assert broken.path in outcome["why"]
    assert outcome["new"] + outcome["duplicate"] == outcome["listed"] - 1
    desk.site.heal()
    assert desk.crawl("imctc_ar").sources["imctc_ar"]["new"] == 1


def test_a_feed_item_whose_page_fails_is_kept_as_its_lead_and_completed_later(desk: Watch) -> None:
    release = desk.site.releases(source="un_press_en")[0]
    desk.site.fail(Host.UN_PRESS, Fault.STATUS_503, path=release.path)
    outcome = desk.crawl("un_press_en").sources["un_press_en"]
    assert outcome["status"] == "partial"
    assert outcome["new"] == outcome["listed"]
    with desk.database() as session:
        assert [r.title for r in releases.find(session, ReleaseFilter(incomplete=True))] == [release.title]
    desk.site.heal()
    desk.crawl("un_press_en")
    with desk.database() as session:
        assert releases.find(session, ReleaseFilter(incomplete=True)) == []


def test_backfill_walks_until_nothing_is_new_and_since_until_the_date_is_passed(desk: Watch) -> None:
    everything = desk.crawl("un_news_ar", "--backfill")
    pages = [path for path in everything.asked[Host.UN_NEWS] if path.startswith("/ar/news")]
    assert len(pages) >= 2
    again = desk.crawl("un_news_ar", "--backfill")
    assert [path for path in again.asked[Host.UN_NEWS] if "page=" in path] == []
    assert again.sources["un_news_ar"]["status"] == "ok"


def test_max_pages_is_a_limit_that_was_asked_for(desk: Watch) -> None:
    outcome = desk.crawl("un_news_ar", "--backfill", "--max-pages", "1").sources["un_news_ar"]
    assert outcome["status"] == "ok"
    assert "1 page of each listing, as asked" in outcome["why"]


def test_since_leaves_out_what_is_older(desk: Watch) -> None:
    newest = desk.site.releases(source="imctc_ar")
    since = newest[2].published.date()
    outcome = desk.crawl("imctc_ar", "--since", since.isoformat()).sources["imctc_ar"]
    assert outcome["status"] == "ok"
    with desk.database() as session:
        kept = list(session.scalars(select(Release)))
    assert kept
    assert all(release.published_on is None or release.published_on >= since for release in kept)
    assert outcome["skipped"] > 0


def test_a_dry_run_writes_nothing_and_prints_what_it_read(desk: Watch) -> None:
    done = desk.rasd.process("crawl", "un_ctc_ar", "--dry-run", "--format", "json")
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    read = [line for line in lines if "body" in line]
    assert {line["title"] for line in read} == {each.title for each in desk.site.releases(source="un_ctc_ar")}
    assert not (desk.rasd.folder / "rasd.sqlite").exists()
    assert not (desk.rasd.folder / "warc").exists()


def test_a_wrong_source_is_refused_with_the_names_there_are(desk: Watch) -> None:
    crawled = desk.crawl("imctc")
    assert crawled.code == 2
    assert "imctc_ar" in crawled.errors


def test_the_archive_holds_every_answer_and_replays_to_the_same_releases(crawled: Watch) -> None:
    [file] = (crawled.rasd.folder / "warc").glob("*.warc.gz")
    with crawled.database() as session:
        first = {(r.title, r.body) for r in session.scalars(select(Release))}
        places = {(r.archive_file, r.archive_offset) for r in session.scalars(select(Release))}
    assert all(name == file.name and offset is not None for name, offset in places)
    other = crawled.rasd.folder / "again.sqlite"
    replayed = crawled.crawl("--replay", str(file), RASD_DATABASE_URL=f"sqlite:///{other}")
    assert replayed.asked == {}
    assert {each["status"] for each in replayed.sources.values()} == {"ok"}, replayed
    with sqlite3.connect(other) as connection:
        again = set(connection.execute("select title, body from releases"))
    connection.close()
    assert again == first


def test_without_the_archive_no_file_is_written(desk: Watch) -> None:
    desk.configure("archive = false")
    assert desk.crawl("unoct_ar").code == 0
    assert not (desk.rasd.folder / "warc").exists()


def test_an_archive_at_its_ceiling_is_reported_and_the_releases_are_kept(desk: Watch) -> None:
    outcome = desk.crawl("imctc_ar", RASD_ARCHIVE_MAX_GB="0.00002").sources["imctc_ar"]
    assert outcome["status"] == "partial"
    assert "no longer archived" in outcome["why"]
    assert outcome["new"] + outcome["duplicate"] == outcome["listed"]


def test_loopback_is_asked_only_where_the_operator_names_it(desk: Watch) -> None:
    host = desk.server.address(Host.UN_NEWS)
    desk.configure()
    desk.site.fail(Host.IMCTC, Fault.REDIRECT_AWAY, path="default.aspx")
    outcome = desk.crawl("imctc_ar").sources["imctc_ar"]
    assert "not a host of this source" in outcome["why"]
    assert Host.UN_NEWS not in {request.host for request in desk.site.requests}
    assert host


def _started(desk: Watch, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "monitor", "crawl", *arguments]
    return subprocess.Popen(command, env=desk.rasd.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _wait_for(seconds: float, condition: object) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def test_a_killed_crawl_loses_nothing_and_keeps_nothing_twice(desk: Watch) -> None:
    desk.configure(un_news_ar={"delay_seconds": 0.2})
    process = _started(desk, "un_news_ar")
    _wait_for(30, lambda: len([r for r in desk.site.requests if "/story/" in r.path]) >= 4)
    time.sleep(0.7)  # a batch waits for half a second at most
    process.kill()
    process.communicate(timeout=10)
    with desk.database() as session:
        before = {release.url for release in session.scalars(select(Release))}
        [run] = runs.latest(session, source="un_news_ar")
        assert run.status is RunStatus.RUNNING
    assert before
    desk.configure()
    crawled = desk.crawl("un_news_ar")
    assert crawled.sources["un_news_ar"]["status"] == "ok"
    with desk.database() as session:
        urls = list(session.scalars(select(Release.url)))
        assert len(urls) == len(set(urls))
        assert {" ".join(r.title.split()) for r in desk.site.releases(source="un_news_ar")} == set(
            session.scalars(select(Release.title))
        )
        statuses = [run.status for run in runs.latest(session, source="un_news_ar")]
    assert statuses == [RunStatus.OK, RunStatus.INTERRUPTED]


def test_a_signal_stops_the_crawl_cleanly_and_says_so(desk: Watch) -> None:
    desk.configure(un_news_ar={"delay_seconds": 0.3})
    process = _started(desk, "un_news_ar", "imctc_ar", "imctc_en", "--format", "json")
    _wait_for(30, lambda: len([r for r in desk.site.requests if "/story/" in r.path]) >= 2)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    outcomes = {line["source"]: line for line in map(json.loads, out.decode().splitlines())}
    assert outcomes["un_news_ar"]["status"] == "stopped"
    assert outcomes["un_news_ar"]["new"] >= 1
    with desk.database() as session:
        [run] = runs.latest(session, source="un_news_ar")
    assert run.status is RunStatus.STOPPED


def test_the_scrapy_commands_work_in_the_checkout(desk: Watch) -> None:
    root = desk.rasd.folder

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "scrapy", *arguments]
        return subprocess.run(command, env=desk.rasd.env(), capture_output=True, timeout=60, check=False)

    assert set(scrapy("list").stdout.decode().split()) == SOURCES
    assert scrapy("crawl", "imctc_ar").returncode == 0
    with desk.database() as session:
        assert runs.latest(session, source="imctc_ar")[0].status is RunStatus.OK
    address = desk.server.address(Host.IMCTC) + "/ar/MediaCenter/News/Pages/default.aspx"
    plain = scrapy("shell", address, "-c", "response.status")
    assert int(plain.stdout.split()[-1]) == 200, plain.stderr.decode()
    shell = scrapy("shell", address, "--spider", "imctc_ar", "-c", "len(list(spider.parse(response)))")
    assert int(shell.stdout.split()[-1]) > 3, shell.stderr.decode()
    assert root.exists()


def test_real_press_feed_replayed_is_partial_and_keeps_four_leads(real: Path, tmp_path: Path) -> None:
    rasd = Rasd(tmp_path)
    done = rasd.process("crawl", "un_press_en", "--replay", str(real / "real.warc.gz"), "--format", "json")
    [outcome] = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (done.returncode, outcome["status"], outcome["new"], outcome["errors"]) == (1, "partial", 4, 4)
    assert "not in the replayed archive" in outcome["why"]
    assert "sc16444.doc.htm" in outcome["why"]
    listed = [json.loads(line) for line in rasd.process("list", "--format", "json").stdout.decode().splitlines()]
    assert {each["symbol"] for each in listed} == {"SC/16444", "SG/SM/23255", None}
    assert all(each["lead"] for each in listed)
