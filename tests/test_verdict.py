"""A run is "ok" only on proof."""

from __future__ import annotations

import pytest

from pipelines.verdict import Evidence, verdict
from storage.records import Counts, Problem, RunStatus

WALL = Problem(kind="BotWall", url="https://s.example/ar/news", detail="bot wall: status 403")
GONE = [Problem(kind="NotFound", url=f"https://s.example/{n}", detail="page not found: 404") for n in range(7)]


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (Evidence(counts=Counts()), RunStatus.FAILED),
        (Evidence(counts=Counts(errors=1), problems=[WALL], listings_failed=1), RunStatus.FAILED),
        (Evidence(counts=Counts(), listings_read=1), RunStatus.FAILED),
        (Evidence(counts=Counts(), unchanged=1), RunStatus.OK),
        (Evidence(counts=Counts(listed=9, known=9), listings_read=1), RunStatus.OK),
        (Evidence(counts=Counts(listed=9, new=9, refused=2), listings_read=1), RunStatus.OK),
        (
            Evidence(counts=Counts(listed=9, errors=1), problems=[WALL], listings_read=1, listings_failed=1),
            RunStatus.PARTIAL,
        ),
        (Evidence(counts=Counts(listed=9, errors=5), problems=GONE, listings_read=1), RunStatus.PARTIAL),
        (Evidence(counts=Counts(listed=9, new=3), listings_read=1, stopped="shutdown"), RunStatus.STOPPED),
    ],
)
def test_status_follows_the_evidence(seen: Evidence, status: RunStatus) -> None:
    assert verdict(seen)[0] is status


def test_a_visit_that_refused_all_it_read_is_partial_unless_that_is_usual() -> None:
    persian = Evidence(counts=Counts(listed=3, refused=3), listings_read=1, refused={"language": 3})
    assert verdict(persian) == (RunStatus.PARTIAL, "nothing could be kept: refused 3 for language")
    stubs = Evidence(counts=Counts(listed=3, refused=3), listings_read=1, refused={"untranslated": 3})
    assert verdict(stubs)[0] is RunStatus.OK
    one = Evidence(counts=Counts(listed=3, known=2, refused=1), listings_read=1, refused={"language": 1})
    assert verdict(one)[0] is RunStatus.OK


def test_a_dead_site_says_that_no_listing_was_read() -> None:
    assert verdict(Evidence(counts=Counts()))[1] == "no listing was read; did the site answer?"


def test_problems_of_one_kind_are_named_together_and_none_is_left_out() -> None:
    why = verdict(Evidence(counts=Counts(listed=9, errors=9), problems=GONE, listings_read=1))[1]
    assert why == (
        "page not found: 404 (https://s.example/0, https://s.example/1, https://s.example/2, https://s.example/3, "
        "https://s.example/4 and 2 more); 2 more errors"
    )


def test_an_ok_run_still_says_what_its_reader_should_know() -> None:
    counts = Counts(listed=5, new=3, skipped=2)
    seen = Evidence(counts=counts, listings_read=1, incomplete=1, notes=("2 pages, as asked",))
    assert verdict(seen) == (
        RunStatus.OK,
        "2 pages, as asked; 2 left out: published before the day asked for; 1 without a body",
    )
