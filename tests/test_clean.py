"""From a raw page to a release that can be kept: what is refused, which date is taken, what leaves the body."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipelines import publication
from pipelines.clean import Refused, clean, is_stub
from spiders import article
from spiders.items import Archived, Found, Listed, RawRelease, Written
from spiders.source import Article, In, Source
from storage.records import NewRelease, Precision
from tests.pages import spider
from tests.pages.invented import PARAGRAPH, SECOND, SITE, answer, page, source

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
PERSIAN = "این خبر را روز گذشته یکی از مسئولان این سازمان در گفت‌وگو با خبرنگاران اعلام کرد و گفت که این کار ادامه دارد."
ENGLISH = "The Director received a delegation of scholars today and discussed with them how to prevent extremism."


def raw(body: str | None = f"<p>{PARAGRAPH}</p>", of: Source | None = None, **fields: Any) -> RawRelease:
    return RawRelease(
        source=of or source(),
        url=f"{SITE}/ar/story/7",
        **{"title": Found("المدير العام", "h1"), "body": Found(body, "css .story") if body else None, **fields},
    )


def cleaned(body: str | None = f"<p>{PARAGRAPH}</p>", of: Source | None = None, **fields: Any) -> NewRelease:
    return clean(raw(body, of, **fields), now=NOW)


def said(place: In, text: str, *, day_only: bool = False) -> Written:
    return Written(place, text, "here", day_only)


# What is refused


@pytest.mark.parametrize(
    "fields",
    [
        {"title": Found("Arabic translation unavailable for Statement on the election", "h1")},
        {"title": Found("  Arabic\u00a0translation is not available for this", "h1")},
        {"lead": Found("الترجمة العربية غير متاحة", "css .lead")},
    ],
)
def test_a_stub_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(of=spider("un_sg_ar").source, **fields)
    assert refused.value.reason == "untranslated"
    assert refused.value.detail in " ".join(next(iter(fields.values())).text.split())


def test_a_release_about_translations_is_no_stub() -> None:
    of = spider("un_sg_ar").source
    title = "الأمين العام: الترجمة إلى العربية متاحة للجميع"
    assert is_stub(raw(of=of), title, None) == ""
    assert cleaned(of=of, title=Found(title, "h1")).title == title


@pytest.mark.parametrize(("body", "language"), [(PERSIAN, "fa"), (ENGLISH, "en")])
def test_another_language_than_the_sources_is_refused(body: str, language: str) -> None:
    with pytest.raises(Refused, match=f"language: the source publishes in ar, the text reads as {language}"):
        cleaned(f"<p>{body}</p>")


def test_language_is_judged_on_the_body() -> None:
    assert cleaned(title=Found("Meeting of the Board", "h1"), lead=Found(ENGLISH, "meta")).language == "ar"
    assert cleaned(f"<p>{ENGLISH}</p>", source(language="en"), title=Found("المدير", "h1")).language == "en"


def test_a_text_too_short_to_judge_is_in_the_sources_language() -> None:
    assert cleaned("<p>Photo: UN</p>").language == "ar"


def test_a_lead_without_a_body_is_kept_and_is_incomplete() -> None:
    kept = cleaned(None, lead=Found(f" {SECOND} ", "feed description"))
    assert (kept.lead, kept.body, kept.complete) == (SECOND, None, False)


def test_a_lead_in_another_language_is_no_reason_to_refuse_before_the_body_was_read() -> None:
    kept = cleaned(None, lead=Found(ENGLISH, "meta description"))
    assert (kept.language, kept.complete) == ("en", False)


# The text


def test_the_title_repeated_at_the_head_leaves_the_body() -> None:
    assert (
        cleaned(f"<p>المدير&nbsp;العام</p><p>{PARAGRAPH}</p><p>المدير العام</p>").body == f"{PARAGRAPH}\n\nالمدير العام"
    )


def test_fields_are_lines_without_tags() -> None:
    kept = cleaned(
        title=Found(" المدير\u200b  <b>العام</b>\n", "h1"),
        author=Found(" ", "css .author"),
        section=Found("شؤون&nbsp;عامة", "css .section"),
        tags=(" إرهاب ", "إرهاب", "", "تمويل"),
    )
    assert (kept.title, kept.author, kept.section, kept.tags) == (
        "المدير العام",
        None,
        "شؤون عامة",
        ("إرهاب", "تمويل"),
    )


def test_a_release_says_where_everything_was_found() -> None:
    kept = cleaned(
        f"<p>الرياض 22/5/2024</p><p>{PARAGRAPH}</p>",
        lead=Found("مقدمة", "feed description"),
        symbol=Found("SC/1", "address"),
        archived=Archived("rasd-1.warc.gz", 77),
        fetched_at=datetime(2026, 8, 31, tzinfo=UTC),
        also=(f"{SITE}/ar/story/8",),
    )
    assert kept.found == {
        "title": "h1",
        "lead": "feed description",
        "body": "css .story",
        "symbol": "address",
        "place": "dateline",
    }
    assert (kept.archive_file, kept.archive_offset, kept.also) == ("rasd-1.warc.gz", 77, (f"{SITE}/ar/story/8",))
    assert kept.fetched_at == datetime(2026, 8, 31, tzinfo=UTC)
    assert cleaned().fetched_at == NOW


def test_fingerprints_tell_letters_from_their_dress() -> None:
    plain, dressed = cleaned(f"<p>{PARAGRAPH}</p>"), cleaned(f"<p>{PARAGRAPH.replace('استقبل', 'اِستقبل')}</p>")
    other = cleaned(f"<p>{PARAGRAPH.replace('استقبل', 'ودّع')}</p>")
    assert (plain.display_hash != dressed.display_hash, plain.folded_hash == dressed.folded_hash) == (True, True)
    assert len({plain.folded_hash, other.folded_hash}) == 2
    assert f" {plain.folded.strip()} " == plain.folded


# Datelines


def test_a_dateline_of_its_own_leaves_the_body() -> None:
    kept = cleaned(f"<p>\u200b<b>نيويورك 2024/5/22</b></p><p>{PARAGRAPH}</p>")
    assert (kept.place, kept.body) == ("نيويورك", PARAGRAPH)
    assert kept.published
    assert (kept.published.on, kept.published.precision) == (date(2024, 5, 22), Precision.DAY)


def test_a_dateline_that_heads_a_paragraph_stays() -> None:
    kept = cleaned(f"<p>الرياض، 22 مايو 2024م - {PARAGRAPH}</p>")
    assert kept.place == "الرياض"
    assert kept.body == f"الرياض، 22 مايو 2024م - {PARAGRAPH}"
    assert kept.published
    assert kept.published.on == date(2024, 5, 22)


def test_a_dateline_may_follow_a_teaser_and_no_more() -> None:
    assert cleaned(f"<p>{SECOND}</p><p>الرياض 2024/5/22</p><p>{PARAGRAPH}</p>").body == f"{SECOND}\n\n{PARAGRAPH}"
    late = f"<p>{SECOND}</p><p>{PARAGRAPH}</p><p>الرياض 2024/5/22</p>"
    assert cleaned(late).body == f"{SECOND}\n\n{PARAGRAPH}\n\nالرياض 2024/5/22"
    assert cleaned(late).published is None


def test_a_day_in_running_text_is_no_dateline() -> None:
    told = f"وُلد في 22 مايو 1960 في الرياض. {PARAGRAPH}"
    kept = cleaned(f"<p>{told}</p>")
    assert (kept.place, kept.published, kept.body) == (None, None, told)


# Dates


def test_the_most_trusted_place_is_taken_and_the_conflict_is_kept() -> None:
    of = source(
        dates=(In.URL, In.DATELINE, In.STAMP),
        url_date=(r"/news(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",),
        layouts=(Article(stamp=r"[\d/]+ [\d:]+ [صم]"),),
    )
    kept = cleaned(
        f"<p>الرياض 2024/5/23</p><p>{PARAGRAPH}</p><p>27/05/2024 02:49 م</p>",
        of,
        layout=of.layouts[0],
        dates=(said(In.URL, "/news22.5.2024"), said(In.META, "2019-01-01")),
    )
    assert kept.published
    assert (kept.published.on, kept.published_words, kept.body) == (date(2024, 5, 22), "/news22.5.2024", PARAGRAPH)
    assert [(each["place"], each["reading"], each["taken"], each["note"]) for each in kept.dates] == [
        ("url", "2024-05-22", True, ""),
        ("meta", "2019-01-01", False, "1968 days from the date taken"),
        ("stamp", "2024-05-27T11:49:00+00:00", False, "5 days from the date taken"),
        ("dateline", "2024-05-23", False, ""),
    ]


def test_a_date_that_cannot_be_read_is_kept_as_its_words() -> None:
    kept = cleaned(dates=(said(In.PRINTED, "بعد عيد الأضحى"), said(In.META, "2024-05-22")))
    assert (kept.published, kept.published_words) == (None, "بعد عيد الأضحى")
    assert [each["reading"] for each in kept.dates] == [None, "2024-05-22"]
    assert kept.dates[0]["note"]


def test_a_date_that_cannot_be_read_gives_way_to_the_next_place() -> None:
    kept = cleaned(dates=(said(In.PRINTED, "بعد العيد"), said(In.STAMP, "22/05/2024")))
    assert kept.published
    assert (kept.published.on, kept.published_words) == (date(2024, 5, 22), "22/05/2024")


def test_a_release_may_have_no_date() -> None:
    assert (cleaned().published, cleaned().published_words, cleaned().dates) == (None, None, ())


@pytest.mark.parametrize(("day_first", "on"), [(True, date(2021, 2, 3)), (False, date(2021, 3, 2))])
def test_the_source_settles_day_and_month(day_first: bool, on: date) -> None:
    kept = cleaned(of=source(day_first=day_first), dates=(said(In.PRINTED, "3/2/2021 3:04 PM"),))
    assert kept.published
    assert kept.published.on == on


@pytest.mark.parametrize(
    ("zone", "at"), [("Asia/Riyadh", "2024-05-22T11:30:00+00:00"), ("America/New_York", "2024-05-22T18:30:00+00:00")]
)
def test_the_source_settles_the_zone(zone: str, at: str) -> None:
    kept = cleaned(of=source(timezone=zone), dates=(said(In.PRINTED, "22/05/2024 - 14:30"),))
    assert kept.published
    assert (publication.partial_iso(kept.published), kept.published.precision) == (at, Precision.MINUTE)


def test_a_time_of_day_that_is_none_is_not_kept() -> None:
    feed = source(dates=(In.FEED,))
    kept = cleaned(of=feed, dates=(said(In.FEED, "Wed, 22 May 2024 12:00:00 +0000", day_only=True),))
    assert kept.published
    assert (kept.published.on, kept.published.precision) == (date(2024, 5, 22), Precision.DAY)
    assert kept.published.at == datetime(2024, 5, 21, 21, tzinfo=UTC)


def test_a_month_is_a_month() -> None:
    of = source(url_date=(r"/story/(?P<y>\d{4})/(?P<m>\d{2})/",), dates=(In.URL, In.PRINTED))
    kept = cleaned(of=of, dates=(said(In.URL, "/story/2024/05/"), said(In.PRINTED, "30 مايو 2024")))
    assert kept.published
    assert (publication.partial_iso(kept.published), kept.published.precision) == ("2024-05", Precision.MONTH)
    assert [each["note"] for each in kept.dates] == ["", ""]


def test_ticks_say_the_day_of_the_record() -> None:
    of = source(url_date=(r"/Index/(?P<ticks>\d{18})",), dates=(In.RECORD,))
    kept = cleaned(of=of, dates=(said(In.RECORD, "/Index/636872238407460449"),))
    assert kept.published
    assert (kept.published.on, kept.published.precision, kept.published.how) == (
        date(2019, 3, 3),
        Precision.DAY,
        "ticks",
    )


@pytest.mark.parametrize("words", ["/news31.2.2024", "/news22.5.1924"])
def test_an_address_that_holds_no_day_is_not_read(words: str) -> None:
    of = source(url_date=(r"/news(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",))
    kept = cleaned(of=of, dates=(said(In.URL, words),))
    assert (kept.published, kept.published_words) == (None, words)


# What was announced alone


def test_an_announcement_is_a_release_without_a_body() -> None:
    listed = Listed(
        url="https://press.un.org/en/2026/sc16444.doc.htm",
        listing="https://press.un.org/en/rss.xml",
        title=Found("Council Meets", "feed title"),
        lead=Found(ENGLISH, "feed description"),
        dates=(said(In.FEED, "Fri, 28 Aug 2026 18:35:09 -0400"),),
    )
    kept = clean(article.announced(listed, spider("un_press_en").source), now=NOW)
    assert (kept.title, kept.lead, kept.body, kept.symbol) == ("Council Meets", ENGLISH, None, "SC/16444")
    assert kept.published
    assert publication.partial_iso(kept.published) == "2026-08-28T22:35:09+00:00"


def test_a_page_becomes_a_release() -> None:
    read = article.read(answer(page()), replace(source(), name="press_ar"))
    kept = clean(read, now=NOW)
    assert (kept.source, kept.title, kept.body) == ("press_ar", "المدير العام", f"{PARAGRAPH}\n\n{SECOND}")
