"""How far a crawl walks, what it asks again, and what it must not take for a release."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.office import Answer, Office, article, listing, listing_page, office, path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as serving:
        yield serving


def test_a_backfill_after_an_ordinary_crawl_goes_to_the_end_once(press: Office) -> None:
    press.publish([9, 8, 7], [6, 5, 4], [3, 2, 1])
    first = press.crawl(RASD_PAGES_MAX="1")
    assert (first["new"], first["status"]) == (3, "ok")
    assert "--backfill" in first["why"]
    assert press.crawl("--backfill")["new"] == 6
    assert press.kept() == list(range(1, 10))
    press.crawl("--backfill")
    assert press.asked == [listing(0)]


def test_a_limited_run_does_not_make_an_unfinished_walk_finished(press: Office) -> None:
    press.publish([9, 8, 7], [6, 5, 4], [3, 2, 1])
    press.pages[listing(1)] = Answer("", 503)
    assert press.crawl()["status"] == "partial"
    press.publish([9, 8, 7], [6, 5, 4], [3, 2, 1])
    assert press.crawl("--max-pages", "1")["status"] == "ok"
    press.crawl()
    assert press.kept() == list(range(1, 10))


def test_a_known_release_pinned_to_the_top_does_not_hide_what_follows(press: Office) -> None:
    press.publish([1])
    press.crawl()
    press.publish([1, 7, 6, 5], [4, 3, 2])
    press.crawl()
    assert press.kept() == list(range(1, 8))


def test_a_page_that_could_not_be_read_is_asked_again_wherever_its_listing_has_moved(press: Office) -> None:
    press.publish([9, 8, 7], [6, 5, 4])
    press.pages[path(5)] = Answer("", 503)
    first = press.crawl()
    assert (first["status"], first["errors"]) == ("partial", 1)
    press.pages[path(5)] = Answer(article(5))
    press.publish([11, 10, 9])
    assert press.crawl()["status"] == "ok"
    assert press.kept() == [4, 5, 6, 7, 8, 9, 10, 11]
    press.crawl()
    assert press.articles() == []


def test_a_page_that_is_gone_stays_no_error_for_ever(press: Office) -> None:
    press.publish([2, 1])
    del press.pages[path(1)]
    assert [press.crawl()["status"] for _ in range(4)] == ["partial", "partial", "partial", "ok"]
    assert press.articles() == []


def test_since_ends_the_walk_though_the_listing_has_no_dates(press: Office) -> None:
    press.publish(*([3 * page + 3, 3 * page + 2, 3 * page + 1] for page in range(8)))
    for number in range(4, 25):
        press.pages[path(number)] = Answer(article(number, day="2020-01-01"))
    outcome = press.crawl("--backfill", "--since", "2026-01-01")
    assert press.kept() == [1, 2, 3]
    assert outcome["skipped"] == 3
    assert listing(2) not in press.asked


def test_a_redirect_to_itself_is_an_error_and_not_a_release_less(press: Office) -> None:
    press.publish([3, 2, 1])
    press.pages[path(2)] = Answer("", 302, {"Location": path(2)})
    outcome = press.crawl()
    assert (outcome["status"], outcome["new"], outcome["errors"]) == ("partial", 2, 1)
    assert "redirected without end" in outcome["why"]


def test_a_redirect_to_a_page_that_is_no_release_is_not_kept_as_one(press: Office) -> None:
    press.publish([2, 1])
    press.pages[path(1)] = Answer("", 302, {"Location": "/consent"})
    press.pages["/consent"] = Answer(article(1, title="تسجيل الدخول إلى الموقع"))
    outcome = press.crawl()
    assert press.kept() == [2]
    assert "/consent, which is no release" in outcome["why"]


def test_two_addresses_that_lead_to_one_page_are_one_release_and_both_known(press: Office) -> None:
    press.publish([2, 1])
    press.pages[path(1)] = Answer("", 301, {"Location": path(2)})
    outcome = press.crawl()
    assert outcome["listed"] == outcome["new"] + outcome["unchanged"] + outcome["duplicate"]
    assert press.crawl()["known"] == 2
    assert press.articles() == []


def test_a_canonical_link_that_all_pages_share_does_not_fold_them_into_one(press: Office) -> None:
    press.publish([3, 2, 1])
    for number in (1, 2, 3):
        head = f'<link rel="canonical" href="{path(1)}">'
        press.pages[path(number)] = Answer(article(number, head=head))
    assert press.crawl()["new"] == 3
    assert press.kept() == [1, 2, 3]


def test_a_page_with_nothing_but_furniture_is_a_changed_layout(press: Office) -> None:
    press.publish([2, 1])
    press.pages[path(1)] = Answer(article(1, body="<a href='/x'>مشاركة</a>"))
    outcome = press.crawl()
    assert outcome["status"] == "partial"
    assert "page layout changed" in outcome["why"]
    assert press.kept() == [2]


def test_a_visit_that_reads_another_language_is_not_ok(press: Office) -> None:
    press.publish([2, 1])
    for number in (1, 2):
        body = f"The committee announced today that a new meeting will be held in order to discuss the matter. {number}"
        press.pages[path(number)] = Answer(article(number, title=f"The committee meets {number}", body=body))
    outcome = press.crawl()
    assert (outcome["status"], outcome["refused"], outcome["exit"]) == ("partial", 2, 1)
    press.pages[listing(0)] = Answer(listing_page([2, 1]).replace("خبر", "خبـر …"))
    press.crawl()
    assert press.articles() == [2, 1]
    press.crawl()
    assert press.articles() == []


def test_a_page_over_the_limit_is_refused_and_left_alone(press: Office) -> None:
    press.publish([2, 1])
    press.pages[path(1)] = Answer(article(1) + "x" * 11_000_000)
    outcome = press.crawl()
    assert (outcome["status"], outcome["refused"], outcome["errors"]) == ("ok", 1, 0)
    press.crawl()
    assert press.articles() == []


def test_what_no_database_can_hold_costs_a_character_and_not_the_release(press: Office) -> None:
    press.publish([1])
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", "author": "كاتب \\ud800 ما"}</script>'
    press.pages[path(1)] = Answer(article(1, head=linked))
    assert press.crawl()["status"] == "ok"
    assert press.kept() == [1]


def test_a_long_arabic_address_is_a_release_too(press: Office) -> None:
    long = "/content/" + "%D8%A7" * 300 + "/s1"
    long = long.replace("/s1", "-s1")
    press.publish([])
    press.pages[listing(0)] = Answer(listing_page([1]).replace(path(1), f"/securitycouncil/ctc/ar{long}"))
    press.pages[f"/securitycouncil/ctc/ar{long}"] = Answer(article(1))
    assert press.crawl()["new"] == 1


def test_a_run_that_cannot_be_recorded_at_its_start_is_recorded_at_its_end(press: Office) -> None:
    press.publish([2, 1])
    press.crawl()
    lock = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE');"
        "print('locked', flush=True); time.sleep(9)"
    )
    command = [sys.executable, "-c", lock, str(press.rasd.folder / "rasd.sqlite")]
    press.publish([3, 2, 1])
    with subprocess.Popen(command, stdout=subprocess.PIPE) as locking:
        assert locking.stdout
        locking.stdout.readline()
        outcome = press.crawl()
    assert outcome["new"] == 1
    assert outcome["status"] == "partial"
    assert "could not be begun in the database" in outcome["why"]
    with sqlite3.connect(press.rasd.folder / "rasd.sqlite") as connection:
        statuses = [status for (status,) in connection.execute("select status from crawl_runs order by id")]
    connection.close()
    assert statuses == ["ok", "partial"]
