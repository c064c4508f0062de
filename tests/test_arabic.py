"""Folding and display: own pairs, the shared pairs, and what must hold for any text."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.arabic import PROCLITICS, display, fold_dedup, fold_search

CASES = Path(__file__).parents[2] / "shared" / "cases_fold.json"

EQUAL_IN_BOTH = [
    ("كتَبَ", "كتب"),
    ("شدّة", "شده"),
    ("رحمٰن", "رحمن"),
    ("جدًا", "جداً"),
    ("آخر", "اخر"),
    ("إبراهيم", "ابراهيم"),
    ("أمّ", "ام"),
    ("ٱلعربية", "العربيه"),
    ("شؤون", "شئون"),
    ("مسئولية", "مسؤولية"),
    ("مؤسسة", "موسسه"),
    ("مستوى", "مستوي"),
    ("لجنة", "لجنه"),
    ("عليه", "علیه"),
    ("كبير", "کبیر"),
    ("باريس", "پاريس"),
    ("جامعة", "جامعۃ"),
    ("كوگل", "كوكل"),
    ("فيڤا", "فيفا"),
    ("چاد", "جاد"),
    ("الإرهــــاب", "الارهاب"),
    ("الرياض ـ واس", "الرياض واس"),
    ("الرياض – واس", "الرياض، واس"),
    ("ـ قال", "قال"),
    ("ﺍﻟﻌﺮﺑﻴﺔ", "العربية"),
    ("ﻷن", "لأن"),
    ("ﷺ", "صلى الله عليه وسلم"),
    ("١٤٤٥ هـ", "1445 ه"),
    ("عام ۱۴۰۳", "عام 1403"),
    ("مكافحة\u200f الإرهاب", "مكافحة الإرهاب"),
    ("مكا\u200bفحة", "مكافحة"),
    ("مكا\u00adفحة", "مكافحة"),
    ("مكافحة\u00a0\u00a0الإرهاب", "مكافحة الإرهاب"),
    ("مكافحة\r\nالإرهاب", "مكافحة الإرهاب"),
    ("السيد/ فورونكوف", "السيد فورونكوف"),
    ("«الأمم المتحدة»", '"الأمم المتحدة"'),
    ("قال ،", "قال،"),
    ("هل؟", "هل"),
    ("و مركز", "ومركز"),
    ("و صولاً", "وصولا"),
    ('لـ"الأمم"', "لالامم"),
    ("الـ«إيسيسكو»", "الإيسيسكو"),
    ("عبد الـ محسن", "عبد المحسن"),
    ("بـ (الرياض)", "بالرياض"),
    ("SC/16444", "sc 16444"),
    ("Café", "Cafe\u0301"),
    ("IMCTC", "imctc"),
    ("&quot;قال&quot;", "قال"),
    ("الأمن &amp;amp; السلم", "الأمن & السلم"),
    ("\u200f\u202bقال\u202c", "قال"),
]
EQUAL_IN_DEDUP_ONLY = [("علماء", "علما"), ("شيء", "شي"), ("الفضاء", "الفضا"), ("جزءا", "جزا")]
NEVER_EQUAL = [
    ("محارب", "محاربة"),
    ("الإرهاب", "الإرهابي"),
    ("علم", "عالم"),
    ("كان", "كن"),
    ("رئيس", "ريس"),
    ("سأل", "سئل"),
    ("22", "23"),
    ("و 5", "5"),
    ("مكافحة الإرهاب", "مكافحةالإرهاب"),
    ("صفر", "سفر"),
    ("ذكي", "زكي"),
    ("في 5 مايو", "في 5مايو"),
    ("دين", "زين"),
]
ANY_TEXT = st.one_of(
    st.text(),
    st.text(alphabet='وفبلكالئؤء ـًَ5٥&;#amplt38\n\r\t\u200b\u200f\xad\ufeff\xa0\0"«ﷺﻷKİ가가\ud800_'),
    st.text(alphabet=st.characters()),
)


def shared_cases() -> list[dict[str, Any]]:
    return json.loads(CASES.read_text(encoding="utf-8")) if CASES.exists() else []


def test_shared_cases_are_there() -> None:
    if not CASES.exists():
        if os.environ.get("RASD_REQUIRE_ALL") == "1":
            pytest.fail(f"{CASES} is missing")
        pytest.skip(f"{CASES} is missing")
    assert len(shared_cases()) >= 43


@pytest.mark.parametrize("case", shared_cases(), ids=lambda case: case["what"])
def test_shared_pair_folds_as_stated(case: dict[str, Any]) -> None:
    search = fold_search(case["variant"]) == fold_search(case["plain"])
    dedup = fold_dedup(case["variant"]) == fold_dedup(case["plain"])
    match case["equal_in"]:
        case "both":
            assert (search, dedup) == (True, True)
        case "dedup only":
            assert (search, dedup) == (False, True)
        case _:
            assert (search, dedup) == (False, False)


@pytest.mark.parametrize(("one", "other"), EQUAL_IN_BOTH)
def test_two_spellings_of_the_same_words_share_a_key(one: str, other: str) -> None:
    assert fold_search(one) == fold_search(other)
    assert fold_dedup(one) == fold_dedup(other)


@pytest.mark.parametrize(("one", "other"), EQUAL_IN_DEDUP_ONLY)
def test_a_hamza_on_the_line_counts_in_search_alone(one: str, other: str) -> None:
    assert fold_search(one) != fold_search(other)
    assert fold_dedup(one) == fold_dedup(other)


@pytest.mark.parametrize(("one", "other"), NEVER_EQUAL)
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert fold_search(one) != fold_search(other)
    assert fold_dedup(one) != fold_dedup(other)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\ufeffقال\0", "قال"),
        ("قا\u00adل\u200b", "قال"),
        ("سطر  \r\nآخر\t\n", "سطر\nآخر"),
        ("سطر\rآخر\u2028ثالث", "سطر\nآخر\nثالث"),
        ("قال\u00a0محمد", "قال محمد"),
        ("&amp;amp;quot;قال&amp;amp;quot;", '"قال"'),
        ("&#1602;&#x627;&#1604;", "قال"),
        ("AT&T &copyright", "AT&T &copyright"),
        ("&l&#8203;t;", "<"),
        ("مُّنذ المقرـ «قال» ١٤٤٥ إلى", "مُّنذ المقرـ «قال» ١٤٤٥ إلى"),
        ("می\u200cشود \u200fقال\u200e \u2067x\u2069", "می\u200cشود \u200fقال\u200e \u2067x\u2069"),
    ],
)
def test_display_mends_only_what_no_reader_sees(raw: str, shown: str) -> None:
    assert display(raw) == shown


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_display_is_idempotent_and_loses_no_letter(text: str) -> None:
    shown = display(text)
    assert display(shown) == shown
    if "&" not in text:
        assert [sign for sign in shown if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_folds_are_total_idempotent_and_blind_to_display(text: str) -> None:
    for fold in (fold_search, fold_dedup):
        key = fold(text)
        assert fold(key) == key
        assert fold(display(text)) == key
        assert key == " ".join(key.split())


@pytest.mark.parametrize("hostile", ["&amp;" * 40_000, "&#38" * 40_000 + ";", " " * 200_000 + "x", "و " * 100_000])
def test_folding_takes_no_more_than_linear_time(hostile: str) -> None:
    started = time.perf_counter()
    fold_search(hostile)
    assert time.perf_counter() - started < 2


def test_proclitics_are_folded() -> None:
    assert all(fold_search(proclitic) == proclitic for proclitic in PROCLITICS)
    assert {"و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "لل", "ولل"} <= set(PROCLITICS)
