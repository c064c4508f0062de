"""add: a release by hand, from a text file or a saved page, through the same cleaning and storage."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from monitor.demo.server import DemoServer
from storage.engine import dispose_all
from tests.command import Rasd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = """
أمين عام التحالف يستقبل وفدًا

الرياض 2024/5/22

استقبل أمين عام التحالف اليوم في مقر التحالف وفدًا من الباحثين في محاربة الإرهاب & الفكر المتطرف < المنحرف.

وجرى خلال اللقاء بحث سبل التعاون المشترك بين الجانبين في المجالات المختلفة.
"""
PAGE = """<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>خبر</title>{head}</head><body>
<h1>أمين عام التحالف يستقبل وفدًا</h1><article><p>استقبل أمين عام التحالف اليوم في مقر التحالف وفدًا من الباحثين.</p>
<p>وجرى خلال اللقاء بحث سبل التعاون المشترك بين الجانبين في المجالات المختلفة، وتبادل الآراء حولها.</p>
<p><a href="/files/news.pdf">نسخة للطباعة</a></p></article></body></html>"""


@pytest.fixture
def rasd(tmp_path: Path) -> Iterator[Rasd]:
    yield Rasd(tmp_path)
    dispose_all()


def added(rasd: Rasd, path: Path, *arguments: str) -> dict[str, Any]:
    said = rasd("add", str(path), "--publisher", "التحالف الإسلامي", "--format", "json", *arguments)
    assert said.exit_code == 0, said.stderr
    parsed: dict[str, Any] = json.loads(said.stdout)
    return parsed


def written(rasd: Rasd, text: str | bytes, name: str = "release.txt") -> Path:
    path = rasd.folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_a_text_is_kept_whole(rasd: Rasd) -> None:
    first = added(rasd, written(rasd, TEXT))
    assert (first["saved"], first["source"], first["title"]) == ("new", "by_hand", "أمين عام التحالف يستقبل وفدًا")
    assert (first["place"], first["published"]) == ("الرياض", "2024-05-22")
    assert first["body"] == TEXT.split("2024/5/22\n\n")[1].strip()
    assert re.fullmatch(r"urn:sha256:[0-9a-f]{64}", first["url"])
    why = json.loads(rasd("show", "1", "--why", "--format", "json").stdout)
    assert (why["found"]["title"], why["found"]["body"]) == ("line 2", "lines 3–8")


def test_the_same_words_are_the_same_release(rasd: Rasd) -> None:
    added(rasd, written(rasd, TEXT))
    again = added(rasd, written(rasd, "\ufeff" + TEXT.replace("\n", "\r\n") + "\n\n", "copy.txt"))
    assert (again["saved"], again["id"]) == ("unchanged", 1)


def test_the_real_release_comes_out_whole(rasd: Rasd, real: Path) -> None:
    file = real / "imctc_2024-05-22.txt"
    lines = [line for line in file.read_text("utf-8").split("\n") if line.strip()]
    kept = added(rasd, file)
    assert kept["title"] == lines[0].strip()
    assert (kept["place"], kept["published"], kept["published_precision"]) == ("نيوپورك", "2024-05-22", "day")
    assert kept["body"] == "\n\n".join(line.strip() for line in lines[2:])
    assert len(kept["body"].split("\n\n")) == 4
    assert added(rasd, file)["saved"] == "unchanged"


def test_lines_are_paragraphs_where_no_line_is_empty(rasd: Rasd) -> None:
    kept = added(rasd, written(rasd, "عنوان الخبر هنا\nالفقرة الأولى من الخبر.\nالفقرة الثانية من الخبر.\n"))
    assert kept["body"] == "الفقرة الأولى من الخبر.\n\nالفقرة الثانية من الخبر."


def test_what_the_user_says_of_it_holds(rasd: Rasd) -> None:
    url = "https://press.example/ar/7"
    kept = added(
        rasd, written(rasd, TEXT), "--url", url, "--source", "spa", "--timezone", "Asia/Riyadh", "--language", "ar"
    )
    assert (kept["url"], kept["source"], kept["published_at"]) == (url, "spa", "2024-05-21T21:00:00+00:00")


def test_a_file_in_another_encoding(rasd: Rasd) -> None:
    path = written(rasd, TEXT.encode("windows-1256"))
    said = rasd("add", str(path), "--publisher", "x")
    assert (said.exit_code, said.stdout) == (2, "")
    assert f"{path}: is not in an encoding that was tried: UTF-8 (and UTF-16" in said.stderr
    assert "--encoding windows-1256" in said.stderr
    assert added(rasd, path, "--encoding", "windows-1256")["title"] == "أمين عام التحالف يستقبل وفدًا"
    assert added(rasd, written(rasd, TEXT.encode("utf-16"), "utf16.txt"))["saved"] == "unchanged"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"  \n", "is empty"),
        ("\ufeff\u200b\n".encode(), "holds no words"),
        ("عنوان\n".encode(), "holds a single line; a title and, below it, a text are needed"),
        (b"%PDF-1.7", "is a PDF, not a text or a saved page"),
        (b"a\0b", "is binary (it holds a zero byte)"),
        (b"<!doctype html><html><body></body></html>", "no title was found in this page"),
    ],
)
def test_what_cannot_be_added_names_the_file_and_why(rasd: Rasd, data: bytes | None, words: str) -> None:
    path = rasd.folder / "release.txt" if data is None else written(rasd, data)
    said = rasd("add", str(path), "--publisher", "x")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"{path}: ")
    assert words in said.stderr
    assert rasd("list").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--language", "arabic"], "language: 'arabic' is not an ISO 639 code"),
        (["--timezone", "Riyadh"], "timezone: 'Riyadh' is not an IANA zone"),
        (["--url", "press.example/7"], "'press.example/7' is not an http(s) address"),
        (["--source", "a b"], "'a b' is no name"),
        (["--publisher", " "], "a publisher has a name"),
        (["--encoding", "arabic-1"], "there is no encoding called 'arabic-1'"),
    ],
)
def test_wrong_options_are_misuse(rasd: Rasd, arguments: list[str], words: str) -> None:
    said = rasd("add", str(written(rasd, TEXT)), "--publisher", "x", *arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert words in said.stderr


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://", "names no host"),
        ("http://x:99999/", "its port is not a number from 1 to 65535"),
        ("http://x:0/", "its port is not a number from 1 to 65535"),
        ("http://a..b/", "its host cannot be read"),
        ("http://[::1/", "its host cannot be read"),
        ("ftp://me:hunter2@x/", "is not an http(s) address"),
        ("http://me:hunter2@x/1", "an address with a user name or a password is not taken"),
        ("http://me:hunter2/1@x", "its port is not a number"),
        ("", "name a text file, a saved page, or an address"),
    ],
)
def test_an_address_that_cannot_be_asked_is_misuse_and_its_secrets_are_not_repeated(
    rasd: Rasd, address: str, words: str
) -> None:
    for arguments in (["add", address], *([["add", "t.txt", "--url", address]] if address else [])):
        said = rasd(*arguments, "--publisher", "x")
        assert (said.exit_code, said.stdout) == (2, "")
        assert words in " ".join(said.stderr.split())
        assert "hunter2" not in said.stderr
        assert "me:" not in said.stderr.replace("name:", "")


def test_another_language_is_refused(rasd: Rasd) -> None:
    english = "The minister met the delegation\n\nThe minister met the delegation in the capital today and spoke to it."
    said = rasd("add", str(written(rasd, english)), "--publisher", "x")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "refused: language: " in said.stderr
    assert "--language" in said.stderr
    assert added(rasd, written(rasd, english), "--language", "en")["language"] == "en"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://press.example/ar/7?utm_source=x#top">', "https://press.example/ar/7"),
        ('<meta property="og:url" content="https://press.example/ar/7">', "https://press.example/ar/7"),
        ('<meta property="og:url" content="http://10.1.2.3/ar/7">', "urn:sha256:"),
        ('<link rel="canonical" href="/ar/7">', "urn:sha256:"),
        ('<link rel="canonical" href="https://press.example/">', "urn:sha256:"),
        ("", "urn:sha256:"),
    ],
)
def test_a_saved_page_tells_its_address_where_it_can_be_believed(rasd: Rasd, head: str, url: str) -> None:
    kept = added(rasd, written(rasd, PAGE.format(head=head), "page.html"))
    assert kept["url"].startswith(url)
    assert kept["title"] == "أمين عام التحالف يستقبل وفدًا"
    assert kept["body"].startswith("استقبل أمين عام التحالف اليوم")
    assert "saved.invalid" not in json.dumps(kept)
    if url.startswith("https:"):
        assert [each["url"] for each in kept["attachments"]] == ["https://press.example/files/news.pdf"]


def test_an_address_given_counts_above_the_page(rasd: Rasd) -> None:
    page = written(rasd, PAGE.format(head='<link rel="canonical" href="https://press.example/ar/7">'), "page.html")
    assert added(rasd, page, "--url", "https://other.example/8")["url"] == "https://other.example/8"


@pytest.mark.slow
def test_an_address_is_fetched_and_kept(rasd: Rasd) -> None:
    with DemoServer() as server:
        release = server.site.releases(source="imctc_ar")[0]
        url = server.sources()["imctc_ar"] + release.path
        for saved in ("new", "unchanged"):
            said = rasd.process("add", url, "--publisher", "التحالف", "--format", "json", RASD_DELAY_SECONDS="0")
            assert said.returncode == 0, said.stderr.decode("utf-8")
            kept = json.loads(said.stdout)
            assert (kept["type"], kept["saved"], kept["id"], kept["title"]) == ("added", saved, 1, release.title)
        for wrong, words in [(url + "/none", "404"), (url.replace("http://", "http://localhost.invalid:1#"), "")]:
            said = rasd.process("add", wrong, "--publisher", "التحالف", RASD_DELAY_SECONDS="0")
            assert (said.returncode, said.stdout) == (1, b"")
            assert words in said.stderr.decode("utf-8")
        said = rasd.process("add", url, "--publisher", "التحالف", "--language", "fa", RASD_DELAY_SECONDS="0")
        assert (said.returncode, said.stdout) == (1, b"")
        assert "refused: language: " in said.stderr.decode("utf-8")
    assert json.loads(rasd("show", url, "--format", "json").stdout)["title"] == release.title
    assert rasd("add", url, "--publisher", "x", "--timezone", "Asia/Riyadh").exit_code == 2
