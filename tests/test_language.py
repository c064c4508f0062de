"""Telling languages, Arabic script above all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from pipelines.language import FEWEST_LETTERS, language

REAL = Path(__file__).parents[2] / "shared" / "real"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("التقى الأمين العام في مقر الأمم المتحدة وزير الخارجية وبحث معه سبل التعاون في مكافحة الإرهاب", "ar"),
        ("رئيس الوزراء يبحث مع وفد برلماني تعزيز التعاون بين البلدين الشقيقين ومواجهة التحديات", "ar"),
        ("دبیر کل سازمان ملل متحد در نیویورک با وزیر امور خارجه دیدار کرد و درباره همکاری گفتگو شد", "fa"),
        ("تمديد دو ماهه ارائه اظهارنامه هاي مالياتي در سال جاري براي شركت ها اعلام شد و از امروز است", "fa"),
        ("اقوام متحدہ کے سیکرٹری جنرل نے نیویارک میں وزیر خارجہ سے ملاقات کی ہے اور تعاون پر بات کی", "ur"),
        ("سەرۆکی هەرێمی کوردستان لەگەڵ شاندێکی نەتەوە یەکگرتووەکان کۆبووەوە بۆ گفتوگۆ لەسەر دۆخەکە", "ku"),
        ("د افغانستان د بهرنیو چارو وزارت وايي چې په کابل کې د ملګرو ملتونو له استازي سره یې لیدلي دي", "ps"),
        ("The Secretary-General met the Minister for Foreign Affairs in New York and discussed cooperation", "en"),
        ("Le Secrétaire général a rencontré le Ministre des affaires étrangères à New York mardi matin", "fr"),
    ],
)
def test_language_is_told(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize("text", ["", "بيان صحفي", "Sign In", "1445 / 2024 " * 40, "\ud800" * 200])
def test_too_little_text_tells_nothing(text: str) -> None:
    assert language(text) is None


def test_the_fewest_letters_decide() -> None:
    assert language("ة" * (FEWEST_LETTERS - 1)) is None
    assert language("ة" * FEWEST_LETTERS) == "ar"


def test_leaked_labels_of_another_script_do_not_matter() -> None:
    english = "The Council adopted a resolution on the financing of terrorism and extended the mandate of its body. "
    assert language(english * 2 + "تحميل الملف استمع إلى الخبر") == "en"


@pytest.mark.parametrize(
    ("name", "code", "pattern"),
    [
        ("aryanews_fa_2020-07-02.html", "fa", r">([^<>]{20,})<"),
        ("bbc_urdu.xml", "ur", r"CDATA\[([^\]]+)"),
        ("un_press.xml", "en", r"<description>(.*?)</description>"),
        ("un_news_europe_2022-04.xml", "en", r"CDATA\[([^\]]+)"),
        ("imctc_2024-05-22.txt", "ar", r"(?s)(.*)"),
        ("assabah_2019-02-08.html", "ar", r"<p[^>]*>([^<>]{60,})<"),
        ("youm7_2020-08-24.html", "ar", r"<p[^>]*>([^<>]{60,})<"),
        ("akhbarelyom_2020-10-07.html", "ar", r"<p[^>]*>([^<>]{60,})<"),
        ("almadenahnews_2020-04-24.html", "ar", r">([^<>]{60,})<"),
    ],
)
def test_real_page_is_told(name: str, code: str, pattern: str) -> None:
    path = REAL / name
    if not path.exists():
        if os.environ.get("RASD_REQUIRE_ALL") == "1":
            pytest.fail(f"{path} is missing")
        pytest.skip(f"{path} is missing")
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", path.read_text(encoding="utf-8"))
    text = " ".join(re.sub(r"<[^>]+>", " ", unescape(piece)) for piece in re.findall(pattern, page, re.DOTALL))
    assert language(text) == code


def test_the_model_is_loaded_only_when_a_text_needs_it() -> None:
    code = (
        "import sys; from pipelines.language import language;"
        "assert language('قال الأمين العام في مقر الأمم المتحدة إن التعاون الدولي على مكافحة الإرهاب ضرورة') == 'ar';"
        "assert 'py3langid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
