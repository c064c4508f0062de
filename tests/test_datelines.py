"""Datelines come apart; running text that names a day is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates import dateline

NOW = datetime(2024, 5, 23, 12, tzinfo=UTC)

DATELINES = [
    ("نيوپورك 2024/5/22", "نيوپورك", "2024-05-22", ""),
    ("الرياض 14 شوال 1439 هـ الموافق 28 يونيو 2018 م واس", "الرياض", "2018-06-28", ""),
    ("\u200fأبها 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس\u200f \u200f\n نفذت", "أبها", "2015-08-10", "نفذت"),
    ("الدمام25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس أعلنت", "الدمام", "2015-08-10", "أعلنت"),
    ("تبليسي (جورجيا) 26 شوال 1436 هـ الموافق 11 اغسطس 2015 م واس أكد", "تبليسي (جورجيا)", "2015-08-11", "أكد"),
    ("نيويورك، 22 أيار/مايو 2024 – قال الأمين", "نيويورك", "2024-05-22", "قال الأمين"),
    ("مسقط في 22 مايو 2024 /العمانية/ قال", "مسقط", "2024-05-22", "قال"),
    ("نيويورك - 10 - 2 (كونا) -- قال", "نيويورك", None, "قال"),
    ("جنيف (رويترز) - قال", "جنيف", None, "قال"),
    ("NEW YORK, 28 August 2023 — The Council", "NEW YORK", "2023-08-28", "The Council"),
    ("Riyadh, Shawwal 14, 1439, June 28, 2018, SPA -- The King", "Riyadh", "2018-06-28", "The King"),
    ("Geneva (22 May 2024) - The", "Geneva", "2024-05-22", "The"),
    ("الأربعاء 22 مايو 2024", None, "2024-05-22", ""),
    ("مكة المكرمة – 22 مايو 2024: بدأ", "مكة المكرمة", "2024-05-22", "بدأ"),
]


@pytest.mark.parametrize(("paragraph", "place", "on", "rest"), DATELINES)
def test_dateline_comes_apart(paragraph: str, place: str | None, on: str | None, rest: str) -> None:
    found = dateline(paragraph, zone="Asia/Riyadh", now=NOW)
    assert found is not None
    assert (found.place, found.rest) == (place, rest)
    assert (found.reading and found.reading.published.on.isoformat()) == on
    assert paragraph.strip().startswith(found.words)


def test_dateline_of_kuna_takes_the_year_of_its_context() -> None:
    found = dateline("الكويت - 22 - 5 (كونا) -- قال", zone="Asia/Kuwait", now=NOW, context_year=2023)
    assert found
    assert found.reading
    assert found.reading.published.on == date(2023, 5, 22)


@pytest.mark.parametrize(
    "paragraph",
    [
        "",
        "قال مصدر 22 مايو 2024",
        "ودّعت الجزيرة يوم السبت 25 رمضان 1436هـ الموافق 11 يوليو 2015",
        "أعلنت الشركة عن استلامها بتاريخ 19-10-1436هـ",
        "عقدت غرفة الشرقية مساء أمس الأول الثلاثاء 4 أغسطس 2015 لقاء",
        "توفي 23 أبريل 2016.",
        "آخر تحديث 22/05/2024",
        "Published: 22 May 2024",
        "On 22 May 2024 – the Council met",
        "The meeting 22 May 2024 - was held",
        "- 8 فبراير (شباط): الملك يؤكد",
        "بلغ عدد الدول الأعضاء 41 دولة",
        "المدينة نيوز :- بلغت حصيلة الوفيات",
    ],
)
def test_running_text_is_no_dateline(paragraph: str) -> None:
    assert dateline(paragraph, zone="Asia/Riyadh", now=NOW) is None


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="0123456789/-.:٢ هـم مايوشوالنأ()Tz+\u200f\u0650ﻻ")))
def test_any_paragraph_is_a_dateline_or_none(paragraph: str) -> None:
    found = dateline(paragraph, zone="UTC", now=NOW)
    assert found is None or (found.words in paragraph and found.rest in paragraph)
