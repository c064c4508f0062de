from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from storage import releases
from storage.records import Precision, Published, ReleaseFilter
from tests.releases import NOW, release

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def published(day: int) -> Published:
    at = datetime(2026, 1, day, tzinfo=UTC)
    return Published(at=at, on=at.date(), precision=Precision.DAY, zone="UTC", words=str(day), how="iso")


@pytest.fixture
def five(session: Session) -> Session:
    """Releases of January 3, 1, 2, one without a date seen on January 2 at noon, and a lead of December."""
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    batch = [
        release(1, published=published(3), folded=" وزير الدفاع يزور الرياض "),
        release(2, published=published(1), folded=" بالرياض اجتماع 100% ناجح "),
        release(3, published=published(2), source="other", language="en", folded=" a_b c\\d "),
        release(4, published=None, published_words=None, publisher="Other", folded=" رياضة "),
    ]
    lead = release(5, text=None, published=published(1), folded=" الرياض ")
    releases.save(session, [*batch, lead], now=noon)
    return session


def found(session: Session, *proclitics: str, **question: Any) -> list[int]:
    asked = ReleaseFilter(**question)
    return [int(each.url.rpartition("/")[2]) for each in releases.find(session, asked, proclitics=proclitics)]


def test_newest_first_and_the_undated_where_they_were_seen(five: Session) -> None:
    assert found(five) == [1, 4, 3, 5, 2]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ({"limit": 2}, [1, 4]),
        ({"source": "other"}, [3]),
        ({"publisher": "Other"}, [4]),
        ({"language": "en"}, [3]),
        ({"incomplete": True}, [5]),
        ({"incomplete": False}, [1, 4, 3, 2]),
        ({"since": date(2026, 1, 2)}, [1, 3]),
        ({"until": date(2026, 1, 2)}, [3, 5, 2]),
        ({"since": date(2026, 1, 2), "until": date(2026, 1, 2)}, [3]),
        ({"words": ("الرياض",)}, [1, 5]),
        ({"words": ("الرياض",), "limit": 1}, [1]),
        ({"words": ("الرياض",), "limit": 0}, []),
        ({"words": ("الرياض", "وزير")}, [1]),
        ({"words": ("رياض",)}, []),
        ({"words": ("100%",)}, [2]),
        ({"words": ("1%",)}, []),
        ({"words": ("a_b", "c\\d")}, [3]),
        ({"words": ("aXb",)}, []),
    ],
)
def test_questions(five: Session, question: dict[str, Any], answer: list[int]) -> None:
    assert found(five, **question) == answer


def test_words_may_carry_proclitics(five: Session) -> None:
    assert found(five, "ال", "بال", words=("رياض",)) == [1, 5, 2]


def test_words_are_looked_for_in_constant_memory(session: Session) -> None:
    text = "كلمة " * 2000
    releases.save(session, [release(number, text=None, folded=f" {text}ات ") for number in range(1500)], now=NOW)
    session.commit()
    assert found(session, words=("كلم",)) == []  # compiles the statements
    tracemalloc.start()
    assert found(session, words=("كلم",)) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000  # the texts take 30 MB


def test_known_is_what_is_complete_or_was_waited_for_long_enough(session: Session) -> None:
    old, new = NOW - timedelta(days=8), NOW - timedelta(days=6)
    releases.save(session, [release(1, text=None), release(2)], now=old)
    releases.save(session, [release(3, text=None), release(4, also=("https://press.example/also",))], now=new)
    urls = [*(release(number).url for number in range(1, 6)), "https://press.example/also"]
    known = releases.known(session, urls, now=NOW, complete_within=timedelta(days=7))
    assert {url for url, each in known.items() if each.settled} == {urls[0], urls[1], urls[3], urls[5]}
    assert known.keys() == set(urls) - {release(5).url}
    assert releases.known(session, [], now=NOW, complete_within=timedelta(days=7)) == {}


def test_get_and_at(session: Session) -> None:
    assert releases.get(session, 1) is None
    assert releases.at(session, "https://press.example/ar/1") is None
    releases.save(session, [release(1, also=("https://press.example/also",))], now=NOW)
    kept = releases.at(session, "https://press.example/also")
    assert kept
    assert releases.get(session, kept.id) is kept
