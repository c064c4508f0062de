"""Dates as sites print them: own table, the shared table, and what must be refused."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates import Reading, Unread, parts, read, ticks
from storage.records import Precision

CASES = Path(__file__).parents[2] / "shared" / "cases_dates.json"
NOW = datetime(2024, 5, 23, 12, tzinfo=UTC)

READ = [
    ("28 August 2023", "2023-08-28", "day"),
    ("August 28, 2023", "2023-08-28", "day"),
    ("28th of August 2023", "2023-08-28", "day"),
    ("22-May-2024", "2024-05-22", "day"),
    ("8 février 2019 à 10:35", "2019-02-08T10:35", "minute"),
    ("8 فيفري 2019", "2019-02-08", "day"),
    ("17 مارس/ آذار 2020", "2020-03-17", "day"),
    ("28 آب/اغسطس 2013", "2013-08-28", "day"),
    ("25 آذار/مارس ٢٠١٨", "2018-03-25", "day"),
    ("15 حزيران/يونيه 2023", "2023-06-15", "day"),
    ("2 يوليو (تموز) 2015", "2015-07-02", "day"),
    ("22 تشرين الثاني/نوفمبر 2015", "2015-11-22", "day"),
    ("مايو 22, 2024", "2024-05-22", "day"),
    ("2024 مايو 22", "2024-05-22", "day"),
    ("٢٣ أبريل ٢٠٢٣", "2023-04-23", "day"),
    ("۲۳ أبريل ۲۰۲۳", "2023-04-23", "day"),
    ("22 مايو 2024م", "2024-05-22", "day"),
    ("22 ـ 5 ـ 2024", "2024-05-22", "day"),
    ("٢٠٢٤/٠٥/٢٢ ١٠:٣٥ م", "2024-05-22T22:35", "minute"),
    ("22‏/5‏/2024، 10:35:12 م", "2024-05-22T22:35:12", "minute"),  # noqa: PLE2502 - the marks are the case
    ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", "2020-10-07T12:09", "minute"),
    ("نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22", "minute"),
    ("12:09 ص 22 مايو 2024", "2024-05-22T00:09", "minute"),
    ("22 مايو 2024 الساعة 10 مساءً", "2024-05-22T22:00", "minute"),
    ("22 مايو 2024 14:30 بتوقيت غرينتش", "2024-05-22T14:30", "minute"),
    ("22 May 2024 2:49 p.m.", "2024-05-22T14:49", "minute"),
    ("2024-05-22T14:30", "2024-05-22T14:30", "minute"),
    ("2024-05-22T14:30:00.000-04:00", "2024-05-22T18:30", "minute"),
    ("Wed, 22 May 2024 14:30:00 EST", "2024-05-22T19:30", "minute"),
    ("14:30 - 22/05/2024", "2024-05-22T14:30", "minute"),
    ("11 شوال 1441", "2020-06-03", "day"),
    ("١٤ ذو القعدة ١٤٤٥ هـ", "2024-05-22", "day"),
    ("الأول من شهر رمضان 1445", "2024-03-11", "day"),
    ("7 ربيع الآخر 1445", "2023-10-22", "day"),
    ("27 جمادى الثاني 1445 هـ", "2024-01-09", "day"),
    ("Shawwal 14, 1439", "2018-06-28", "day"),
    ("Rabi' II 5, 1436", "2015-01-25", "day"),
    ("شوال 1445", "2024-04-10", "month"),
    ("آب/أغسطس 2014", "2014-08-01", "month"),
    ("14 شوال 1439 هـ الموافق 28 يونيو 2018 م واس", "2018-06-28", "day"),
    ("26 شوال 1436 هـالموافق 11 اغسطس 2015 مواس", "2015-08-11", "day"),
    ("ينبع26 شوال 1436هـ الموافق 011 أغسطس 2015 م واس", "2015-08-11", "day"),
    ("2 ذو القعدة 1444 الموافق 22 مايو", "2023-05-22", "day"),
    ("الأحد 26 نيسان 2020 - 2 رمضان 1441", "2020-04-26", "day"),
    ("للحادي والعشرين من شهر يوليو (تموز) 2015", "2015-07-21", "day"),
    ("جريدة الصباح بتاريخ 2019/02/09", "2019-02-09", "day"),
    ("نشر: 22/05/2024 آخر تحديث: 23/05/2024", "2024-05-22", "day"),
    ("22/05/2024 (22 مايو 2024)", "2024-05-22", "day"),
    ("الأربعاء 22 مارس", "2023-03-22", "day"),
    ("أمس الساعة 10:35 م", "2024-05-22T22:35", "minute"),
    ("منذ 20 دقيقة", "2024-05-23T11:40", "minute"),
    ("3 hours ago", "2024-05-23T09:00", "day"),
]
REFUSED = [
    ("22/05/24", "two digits"),
    ("22 مايو 24", "two digits"),
    ("مايو 24", "its day or its year"),
    ("31 يونيو 2023", "no such day"),
    ("30 رمضان 1444", "no such day"),
    ("05/22/2024", "no such day"),
    ("22 فلان 2024", "no date"),
    ("15 كانون 2024", "no date"),
    ("7 ربيع 1445", "no date"),
    ("2 خرداد 1403", "no date"),
    ("22 أيار/يونيو 2024", "two months"),
    ("22 مايو 1445", "two calendars"),
    ("20-22 أكتوبر 2015", "range"),
    ("من 7 إلى 9 محرم 1437", "range"),
    ("30 أبريل - 2 مايو 2024", "range"),
    ("22 مايو 2024 - 23 مايو 2024", "two different"),
    ("23 أبريل 1996 ثم 07 أكتوبر 2020", "two different"),
    ("1403/03/02", "outside"),
    ("1966/05/23", "outside"),
    ("25 مايو 2024", "outside"),
    ("نيويورك - 10 - 2 (كونا) --", "no year"),
    ("22 أكتوبر", "no year"),
    ("الخميس ٢٢ ماي", "no year"),
    ("قال المتحدث إن القوات وصلت إلى المدينة في 22 مايو وانتشرت فيها", "running text"),
    ("14 ذو القعدة 1445هـ الموافق 32 مايو 2024م", "no such day"),
    ("2024/5/22 هـ", "era"),
    ("S/RES/2024/5/22", "no date"),
    ("https://x.example/2024/05/22/a", "no date"),
    ("منذ 3 أسابيع", "no date"),
    ("اليوم السابع", "no date"),
    ("2024", "no date"),
    ("", "no date"),
]


def wall(text: str, **options: Any) -> Reading:
    return read(text, **{"zone": "UTC", "now": NOW, **options})


def shared_cases() -> list[dict[str, str]]:
    return json.loads(CASES.read_text(encoding="utf-8"))["cases"] if CASES.exists() else []


def test_shared_cases_are_there() -> None:
    if not CASES.exists():
        if os.environ.get("RASD_REQUIRE_ALL") == "1":
            pytest.fail(f"{CASES} is missing")
        pytest.skip(f"{CASES} is missing")
    assert len(shared_cases()) >= 75


@pytest.mark.parametrize("case", shared_cases(), ids=lambda case: case["text"])
def test_shared_case_reads_as_stated(case: dict[str, str]) -> None:
    """A case after its own now is read a year later: a day to come is refused."""
    due = datetime.fromisoformat(case["is"]).replace(tzinfo=UTC)
    reading = wall(case["text"], now=NOW if due < NOW + timedelta(days=1) else NOW.replace(year=2025))
    assert reading.published.at == due
    assert reading.note == ""
    assert (reading.published.precision is Precision.MONTH) == (case.get("precision") == "month")


@pytest.mark.parametrize(("text", "due", "precision"), READ)
def test_date_is_read(text: str, due: str, precision: str) -> None:
    published = wall(text).published
    assert published.at == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert published.precision == precision
    assert published.words in text


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_cannot_be_read_is_refused_with_its_words(text: str, reason: str) -> None:
    with pytest.raises(Unread, match=reason) as refused:
        wall(text)
    assert refused.value.words in text
    assert refused.value.reason in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words", "how", "zone"),
    [
        ("كتب يوم 22 مايو 2024م في الرياض", "22 مايو 2024م", "gregorian", "Asia/Riyadh"),
        ("الأَرْبِعَاء 22 مَايُو 2024", "الأَرْبِعَاء 22 مَايُو 2024", "gregorian", "Asia/Riyadh"),
        ("في 14 ذو القعدة 1445 هـ.", "14 ذو القعدة 1445 هـ", "hijri", "Asia/Riyadh"),
        (
            "الأربعاء 14 ذو القعدة 1445هـ الموافق 22 مايو 2024م واس",
            "الأربعاء 14 ذو القعدة 1445هـ الموافق 22 مايو 2024م",
            "hijri+gregorian",
            "Asia/Riyadh",
        ),
        ("Wed, 22 May 2024 14:30:00 +0300", "Wed, 22 May 2024 14:30:00 +0300", "rfc822", "+03:00"),
        ("2024-05-22T14:30:00Z", "2024-05-22T14:30:00Z", "iso", "+00:00"),
        ("أمس", "أمس", "relative", "Asia/Riyadh"),
    ],
)
def test_reading_says_what_was_read_and_how(text: str, words: str, how: str, zone: str) -> None:
    published = read(text, zone="Asia/Riyadh", now=NOW).published
    assert (published.words, published.how, published.zone, published.on) == (words, how, zone, date(2024, 5, 22))


def test_day_starts_in_its_own_zone() -> None:
    published = read("22 مايو 2024", zone="Asia/Riyadh", now=NOW).published
    assert (published.at, published.on) == (datetime(2024, 5, 21, 21, tzinfo=UTC), date(2024, 5, 22))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "10 ذو القعدة 1445هـ الموافق 22 مايو 2024م",
            "Hijri date printed beside it, 10 ذو القعدة 1445هـ, is another day",
        ),
        ("31 شوال 1445هـ الموافق 9 مايو 2024م", "is no day"),
        ("الأحد 22 مايو 2024", "weekday printed beside it, الأحد, is another day"),
        ("22 مايو 2024 10:75", "10:75, is left out"),
        ("22 مايو 2024 14:30 (بتوقيت القاهرة)", "time zone not known"),
        ("22 مايو 2024 10:00-12:00", "range of times"),
        ("22 مارس", "no year is printed"),
    ],
)
def test_what_does_not_fit_is_noted_and_no_time_is_invented(text: str, note: str) -> None:
    reading = wall(text)
    assert note in reading.note
    assert reading.published.precision is Precision.DAY


def test_hijri_and_gregorian_a_day_apart_agree() -> None:
    assert wall("13 ذو القعدة 1445هـ الموافق 22 مايو 2024م").note == ""


def test_order_of_day_and_month_is_the_source_s() -> None:
    assert wall("3/2/2021 3:04 PM", day_first=False).published.at == datetime(2021, 3, 2, 15, 4, tzinfo=UTC)
    assert wall("3/2/2021").published.on == date(2021, 2, 3)
    with pytest.raises(Unread, match="no such day"):
        wall("5/22/2024 2:49 PM")


def test_year_is_taken_from_the_context() -> None:
    assert wall("نيويورك - 10 - 2 (كونا) --", context_year=2020).published.on == date(2020, 2, 10)
    assert wall("14 شوال", context_year=2018).published.on == date(2018, 6, 28)
    with pytest.raises(Unread, match="no year"):
        wall("الأربعاء 22 مايو", context_year=2023)


def test_tomorrow_is_read_and_the_day_after_is_not() -> None:
    assert wall("24/05/2024").published.on == date(2024, 5, 24)
    with pytest.raises(Unread, match="outside"):
        wall("25/05/2024")


@pytest.mark.parametrize(
    ("numbers", "on", "precision"),
    [
        (("2024", "05", "22"), date(2024, 5, 22), "day"),
        ((2024, 5, 22), date(2024, 5, 22), "day"),
        (("2024", "5", None), date(2024, 5, 1), "month"),
        (("1445", "11", "14"), date(2024, 5, 22), "day"),
    ],
)
def test_parts_of_an_address(numbers: tuple[Any, Any, Any], on: date, precision: str) -> None:
    published = parts(*numbers, words="news22.05.2024", zone="Asia/Riyadh", now=NOW).published
    assert (published.on, published.precision, published.words) == (on, precision, "news22.05.2024")


@pytest.mark.parametrize("numbers", [("24", "5", "22"), ("2024", "13", "1"), ("2024", "2", "30"), ("2031", "1", "1")])
def test_parts_that_are_no_day_are_refused(numbers: tuple[str, str, str]) -> None:
    with pytest.raises(Unread, match="news"):
        parts(*numbers, words="news", zone="UTC", now=NOW)


def test_ticks_are_a_day() -> None:
    published = ticks("636872238407460449", zone="Asia/Riyadh").published
    assert (published.on, published.precision, published.how) == (date(2019, 3, 3), Precision.DAY, "ticks")
    assert ticks(636872238407460449, zone="UTC") == ticks("636872238407460449", zone="UTC")


@pytest.mark.parametrize("number", ["", "1", "abc", "9" * 18, "9" * 30, -636872238407460449])
def test_ticks_out_of_range_are_refused(number: str | int) -> None:
    with pytest.raises(Unread):
        ticks(number, zone="UTC")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="0123456789/-.:٢ هـم مايوشوالنأ()Tz+\u200f\u0650ﻻ")))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        published = wall(text).published
    except Unread:
        published = None
    assert published is None or published.words in text


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2024, 5, 23)))
def test_every_day_is_read_in_every_notation(day: date) -> None:
    for text in (f"{day:%Y/%m/%d}", f"{day:%d-%m-%Y}", f"{day:%d %B %Y}", f"{day:%B} {day.day}, {day.year}"):
        assert wall(text).published.on == day
