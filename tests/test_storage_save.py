"""Nothing collected is lost, and nothing is kept twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from storage import refusals, releases
from storage.records import NewRefusal, NewRelease, Precision, Published, Saved
from tests.releases import MAY_22, NOW, release

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.models import Release

LATER = NOW + timedelta(hours=1)
LAST = NOW + timedelta(hours=2)
URL = release().url
LONG = "نص طويل له مفتاح"


def save(session: Session, *new: NewRelease, now: datetime = NOW) -> list[Saved]:
    outcomes = releases.save(session, new, now=now)
    session.commit()
    return outcomes


def kept(session: Session, url: str = URL) -> Release:
    found = releases.at(session, url)
    assert found
    return found


def read(release: Release, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(release, name) for name in names)


def test_nothing_to_save(session: Session) -> None:
    assert save(session) == []


def test_a_new_release_is_kept_whole(session: Session) -> None:
    new = release(also=("https://press.example/old/1",))
    assert save(session, new) == [Saved.NEW]
    stored = kept(session)
    same = set(NewRelease.__slots__) - {"published", "also", "fetched_at", "dates", "tags", "attachments"}
    assert {name: getattr(stored, name) for name in same} == {name: getattr(new, name) for name in same}
    assert (stored.dates, stored.tags, stored.attachments) == (list(new.dates), ["أمن"], list(new.attachments))
    assert (
        Published(
            at=stored.published_at or NOW,
            on=stored.published_on or date.min,
            precision=stored.published_precision or Precision.MONTH,
            zone=stored.published_zone or "",
            words=stored.published_words or "",
            how=stored.published_how or "",
        )
        == MAY_22
    )
    assert (stored.first_seen_at, stored.last_fetched_at, stored.changed_at) == (NOW, NOW, None)
    assert (stored.complete, stored.order_at, stored.versions) == (True, MAY_22.at, [])
    assert {address.url for address in stored.addresses} == {URL, "https://press.example/old/1"}


def test_the_same_text_again_is_unchanged(session: Session) -> None:
    save(session, release())
    again = release(fetched_at=LATER, archive_file="second.warc.gz", archive_offset=0)
    assert save(session, again, now=LATER) == [Saved.UNCHANGED]
    stored = kept(session)
    assert read(stored, "first_seen_at", "last_fetched_at", "changed_at") == (NOW, LATER, None)
    assert read(stored, "archive_file", "archive_offset") == ("first.warc.gz", 7)


def test_an_answer_from_the_past_does_not_turn_the_clock_back(session: Session) -> None:
    save(session, release())
    save(session, release(fetched_at=NOW - timedelta(days=1)), now=LATER)
    assert kept(session).last_fetched_at == NOW


def test_other_letters_are_a_change_and_the_old_text_is_kept(session: Session) -> None:
    save(session, release(lead="قديم"))
    new = release(text="نص آخر", published=None, published_words=None, fetched_at=LATER, archive_file="second.warc.gz")
    assert save(session, new, now=LATER) == [Saved.CHANGED]
    stored = kept(session)
    assert read(stored, "body", "lead", "folded", "changed_at") == ("نص آخر", "مقدمة", new.folded, LATER)
    assert read(stored, "first_seen_at", "last_fetched_at", "archive_file") == (NOW, LATER, "second.warc.gz")
    [old] = stored.versions
    assert (old.lead, old.body, old.seen_at, old.replaced_at) == ("قديم", "نص البيان رقم 1", NOW, LATER)
    assert (old.minor, old.archive_file, old.published_at) == (False, "first.warc.gz", MAY_22.at)


def test_the_same_letters_with_other_signs_are_a_minor_change(session: Session) -> None:
    save(session, release(text="بيان", letters="بيان"))
    assert save(session, release(text="بَيان", letters="بيان"), now=LATER) == [Saved.MINOR]
    assert save(session, release(text="بيانان"), now=LAST) == [Saved.CHANGED]
    stored = kept(session)
    assert [(old.body, old.minor, old.seen_at, old.replaced_at) for old in stored.versions] == [
        ("بيان", True, NOW, LATER),
        ("بَيان", False, LATER, LAST),
    ]


def test_letters_folded_by_another_fold_are_not_compared(session: Session) -> None:
    save(session, release(text="بيان", letters="بيان"))
    assert save(session, release(text="بَيان", letters="بيان", fold_version=2)) == [Saved.CHANGED]


def test_the_same_text_folded_anew_is_brought_up_to_date(session: Session) -> None:
    save(session, release(fold_version=2))
    newer, older = release(fold_version=3, letters="ج"), release(fold_version=1, letters="ا")
    assert save(session, newer, older) == [Saved.UNCHANGED, Saved.UNCHANGED]
    stored = kept(session)
    assert read(stored, "folded", "folded_hash", "fold_version") == (newer.folded, newer.folded_hash, 3)


def test_what_is_said_about_an_unchanged_text_is_brought_up_to_date(session: Session) -> None:
    save(session, release(published=None, published_words="غدا", author=None, found={"title": "h1"}))
    assert kept(session).order_at == NOW
    new = release(author="مركز", tags=("أمن", "سلام"), found={"author": "css .by"}, translations={"fr": "f"})
    assert save(session, new, now=LATER) == [Saved.UNCHANGED]
    stored = kept(session)
    assert read(stored, "author", "tags", "published_at", "order_at", "published_words") == (
        "مركز",
        ["أمن", "سلام"],
        MAY_22.at,
        MAY_22.at,
        MAY_22.words,
    )
    assert stored.found == {"title": "h1", "author": "css .by"}
    assert stored.translations == {"en": "https://press.example/en/1", "fr": "f"}
    assert (stored.changed_at, stored.versions) == (None, [])


@pytest.mark.parametrize("text", ["", "نص آخر"])
def test_what_is_not_said_any_more_stays(session: Session, text: str) -> None:
    save(session, release(section="أخبار", image="i.jpg", symbol="SC/1"))
    names: tuple[str, ...] = (
        "published_at",
        "published_on",
        "published_precision",
        "published_words",
        "published_how",
        "dates",
    )
    names += ("author", "section", "tags", "image", "symbol", "place", "attachments", "translations", "found")
    before = read(kept(session), *names, "order_at")
    bare: dict[str, Any] = {"author": None, "section": None, "tags": (), "image": None, "symbol": None, "place": None}
    bare |= {"attachments": (), "translations": {}, "found": {}, "published": None}
    save(session, release(text=text, **bare, published_words="؟", dates=({"words": "؟"},)), now=LATER)
    assert read(kept(session), *names, "order_at") == before


def test_a_text_without_archive_gets_one(session: Session) -> None:
    save(session, release(archive_file=None, archive_offset=None))
    save(session, release(archive_file="second.warc.gz", archive_offset=9), now=LATER)
    assert read(kept(session), "archive_file", "archive_offset") == ("second.warc.gz", 9)


def test_source_and_publisher_stay_when_another_source_lists_the_release(session: Session) -> None:
    save(session, release())
    save(session, release(source="other", publisher="Other", author="كاتب"), now=LATER)
    assert read(kept(session), "source", "publisher", "author") == ("press_ar", "Press", "كاتب")


def test_a_lead_never_replaces_a_body(session: Session) -> None:
    save(session, release())
    lead = release(text=None, title="عنوان الخلاصة", lead="خلاصة", author="آخر", fetched_at=LATER)
    assert save(session, lead, now=LATER) == [Saved.UNCHANGED]
    stored = kept(session)
    assert read(stored, "title", "lead", "body", "author") == ("بيان 1", "مقدمة", "نص البيان رقم 1", "مركز")
    assert read(stored, "complete", "last_fetched_at", "versions") == (True, LATER, [])


def test_a_lead_is_completed(session: Session) -> None:
    assert save(session, release(text=None)) == [Saved.NEW]
    assert kept(session).complete is False
    assert save(session, release(text=None)) == [Saved.UNCHANGED]
    assert save(session, release(), now=LATER) == [Saved.CHANGED]
    stored = kept(session)
    assert read(stored, "complete", "body") == (True, "نص البيان رقم 1")
    assert [old.body for old in stored.versions] == [None]


def test_a_lead_is_completed_by_the_page_to_which_its_address_leads(session: Session) -> None:
    save(session, release(1, text=None))
    page = release(2, also=(URL,), text_key=None)
    assert save(session, page, page, now=LATER) == [Saved.CHANGED, Saved.ALIAS]
    stored = kept(session)
    assert (releases.count(session), stored.body, stored.url) == (1, page.body, URL)
    assert kept(session, page.url) is stored


def test_a_lead_is_completed_at_another_of_its_addresses(session: Session) -> None:
    save(session, release(1, text=None, also=("https://press.example/a",)))
    assert save(session, release(1, url="https://press.example/a"), now=LATER) == [Saved.CHANGED]
    assert read(kept(session), "body", "complete") == ("نص البيان رقم 1", True)


def test_the_same_text_of_the_same_publisher_is_another_address(session: Session) -> None:
    save(session, release(1, text=LONG))
    alias = release(2, text=LONG, source="press_en", fetched_at=LATER)
    assert save(session, alias, now=LATER) == [Saved.ALIAS]
    assert save(session, alias, release(2, text=None), now=LAST) == [Saved.ALIAS, Saved.ALIAS]
    stored = kept(session, alias.url)
    assert (stored.url, stored.last_fetched_at, stored.versions) == (URL, NOW, [])
    assert [(a.url, a.source, a.seen_at) for a in stored.addresses] == [
        (URL, "press_ar", NOW),
        (alias.url, "press_en", LATER),
    ]


@pytest.mark.parametrize("other", [{"publisher": "Other"}, {"fold_version": 2}, {"text_key": None}])
def test_texts_are_the_same_only_within_a_publisher_and_a_fold(session: Session, other: dict[str, Any]) -> None:
    save(session, release(1, text=LONG))
    assert save(session, release(2, text=LONG, **other)) == [Saved.NEW]


def test_an_alias_whose_text_diverges_becomes_a_release(session: Session) -> None:
    save(session, release(1, text=LONG), release(2, text=LONG))
    own = release(2, text="صار له نص")
    assert save(session, own, own, now=LATER) == [Saved.NEW, Saved.UNCHANGED]
    assert kept(session, own.url).url == own.url
    assert [address.url for address in kept(session).addresses] == [URL]


def test_an_alias_read_by_a_newer_fold_is_told_by_its_displayed_text(session: Session) -> None:
    save(session, release(1, text=LONG), release(2, text=LONG))
    assert save(session, release(2, text=LONG, title="بيان 1", fold_version=2)) == [Saved.ALIAS]


def test_an_alias_may_come_to_have_the_text_of_a_third(session: Session) -> None:
    save(session, release(1, text=LONG), release(2, text=LONG), release(3, text="نص ثالث"))
    assert save(session, release(2, text="نص ثالث"), now=LATER) == [Saved.ALIAS]
    assert kept(session, release(2).url).url == release(3).url


def test_an_address_that_leads_elsewhere_is_repointed_but_never_a_releases_own(session: Session) -> None:
    moved = "https://press.example/moved"
    save(session, release(1, also=(moved,)))
    save(session, release(2, also=(moved, URL)))
    assert kept(session, moved).url == release(2).url
    assert kept(session, URL).url == URL


def test_a_batch_is_taken_in_order(session: Session) -> None:
    first, minor, changed = (
        release(1, text="بيان", letters="بيان"),
        release(1, text="بَيان", letters="بيان"),
        release(1, text=LONG),
    )
    batch = (first, first, minor, changed, release(2, text=LONG), release(3, text="بيان", letters="بيان"))
    assert save(session, *batch) == [
        Saved.NEW,
        Saved.UNCHANGED,
        Saved.MINOR,
        Saved.CHANGED,
        Saved.ALIAS,
        Saved.NEW,
    ]
    assert [old.body for old in kept(session).versions] == ["بيان", "بَيان"]
    assert kept(session).body == LONG
    assert releases.count(session) == 2


def test_more_than_one_query_full(session: Session) -> None:
    many = [release(number) for number in range(1200)]
    assert set(save(session, *many)) == {Saved.NEW}
    assert set(save(session, *many)) == {Saved.UNCHANGED}
    aliases = [release(number, url=f"https://press.example/b/{number}") for number in range(1200)]
    assert set(save(session, *aliases)) == {Saved.ALIAS}
    urls = [each.url for each in many + aliases]
    assert releases.known(session, urls, now=NOW, complete_within=timedelta(0)).keys() == set(urls)


def test_a_rolled_back_batch_leaves_nothing(session: Session) -> None:
    releases.save(session, [release()], now=NOW)
    session.rollback()
    assert releases.count(session) == 0
    assert releases.at(session, URL) is None


def test_saving_forgets_the_refusal_of_its_addresses(session: Session) -> None:
    old, other = "https://press.example/old", "https://press.example/other"
    for url in (URL, old, other):
        refused = NewRefusal(
            source="s", url=url, title=None, reason="language", detail="", retry_after=timedelta(days=1)
        )
        refusals.keep(session, [refused], now=NOW)
    save(session, release(also=(old,)))
    assert set(refusals.waiting(session, [URL, old, other], source="s", now=NOW)) == {other}
