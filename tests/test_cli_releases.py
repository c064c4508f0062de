"""list, show and search: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor import show as printing
from storage.engine import dispose_all
from storage.records import Precision, Published
from tests.command import NOW, Rasd, release

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FSI, PDI = "\u2068", "\u2069"


@pytest.fixture
def rasd(tmp_path: Path) -> Iterator[Rasd]:
    yield Rasd(tmp_path)
    dispose_all()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_list_in_a_pipe_is_one_uncut_row_a_line(rasd: Rasd) -> None:
    long = "كلمة " * 60 + "\tوآخر"
    rasd.keep(release(1, title=long), release(2, body=None))
    said = rasd("list")
    assert said.exit_code == 0
    assert said.stderr == ""
    rows = [row.split("\t") for row in said.stdout.splitlines()]
    assert rows[0] == ["id", "date", "source", "note", "title"]
    assert sorted(rows[1:]) == [
        ["1", "2024-05-22", "imctc_ar", "", "كلمة " * 60 + " وآخر"],
        ["2", "2024-05-22", "imctc_ar", "no body", "الأمين العام يستقبل وفدًا 2"],
    ]
    assert FSI not in said.stdout


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_every_line_of_arabic_is_isolated(rasd: Rasd) -> None:
    rasd.keep(release(title="كلمة " * 30))
    said = rasd("list").stdout
    arabic = [line for line in said.splitlines() if "كلمة" in line]
    assert len(arabic) > 1
    for line in arabic:
        assert line.count(FSI) == line.count(PDI) == 1
        assert line.index(FSI) < line.index("كلمة") < line.rindex("كلمة") < line.index(PDI)
    assert "imctc_ar" in arabic[0]
    assert max(len(line) for line in said.splitlines()) <= 62


def test_the_question_is_handed_on(rasd: Rasd) -> None:
    rasd.keep(release(1), release(2, source="un_press_en", publisher="UN Press", language="en", body=None))
    for arguments, found in [
        (["--source", "imctc_ar"], [1]),
        (["--publisher", "UN Press"], [2]),
        (["--language", "en"], [2]),
        (["--incomplete"], [2]),
        (["--since", "2024-05-22", "--until", "2024-05-22", "--limit", "1"], [2]),
        (["--since", "2024-05-23"], []),
    ]:
        said = rasd("list", "--format", "json", *arguments)
        assert [each["id"] for each in lines(said.stdout)] == found, arguments
        assert said.exit_code == (0 if found else 1)
        assert (said.stderr == "") is bool(found)


def test_an_edited_release_is_marked(rasd: Rasd) -> None:
    rasd.keep(release())
    rasd.keep(release(body="نص آخر", display_hash="d" * 32, folded_hash="f" * 32), now=NOW + timedelta(days=1))
    assert "\tedited\t" in rasd("list").stdout
    [shown] = lines(rasd("show", "1", "--format", "json").stdout)
    assert [old["body"] for old in shown["versions"]] == [release().body]  # type: ignore[attr-defined]
    [listed] = lines(rasd("list", "--format", "json").stdout)
    assert listed["versions"] == 1


@pytest.mark.parametrize(
    ("precision", "zone", "written"),
    [
        (Precision.MONTH, "Asia/Riyadh", "2024-05"),
        (Precision.DAY, "Asia/Riyadh", "2024-05-22"),
        (Precision.MINUTE, "Asia/Riyadh", "2024-05-22T14:30+03:00"),
        (Precision.MINUTE, "-0400", "2024-05-22T07:30-04:00"),
        (Precision.MINUTE, "+05:30", "2024-05-22T17:00+05:30"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(rasd: Rasd, precision: Precision, zone: str, written: str) -> None:
    at = datetime(2024, 5, 22, 11, 30, tzinfo=UTC)
    published = Published(at=at, on=date(2024, 5, 22), precision=precision, zone=zone, words="…", how="iso")
    rasd.keep(replace(release(), published=published))
    [listed] = lines(rasd("list", "--format", "json").stdout)
    assert (listed["published"], listed["published_at"]) == (written, "2024-05-22T11:30:00+00:00")
    assert f"\t{written}\t" in rasd("list").stdout


def test_a_date_that_cannot_be_read_shows_its_words(rasd: Rasd) -> None:
    rasd.keep(release(published=None, published_words="قبل أيام"))
    assert "date: unread: قبل أيام" in rasd("show", "1").stdout


def test_show_prints_fields_then_text(rasd: Rasd) -> None:
    rasd.keep(release())
    said = rasd("show", "1")
    assert said.exit_code == 0
    first, *others = said.stdout.splitlines()
    assert first == release().title
    assert "address: https://imctc.example/ar/1" in others
    assert "date: 2024-05-22 (read from “22 مايو 2024م”, gregorian, Asia/Riyadh)" in others
    assert "file: https://imctc.example/1.pdf (نسخة)" in others
    assert "archived: rasd-1.warc.gz at 77" in others
    assert "author" not in said.stdout
    assert said.stdout.endswith(f"{release().lead}\n\n{release().body}\n\n")


def test_show_why_tells_where_fields_and_dates_were_found(rasd: Rasd) -> None:
    rasd.keep(release())
    said = rasd("show", "1", "--why").stdout
    assert "title\tcss h1\n" in said
    assert "dateline\t22 مايو 2024م\t2024-05-22\tyes\t\tparagraph 1\n" in said
    assert "stamp\t5/27/2024 2:49 PM\t2024-05-27T11:49:00+00:00\t\t5 days from the date taken\tlast line\n" in said


@pytest.mark.usefixtures("terminal")
def test_show_on_a_terminal(rasd: Rasd) -> None:
    rasd.keep(release(body="a [red]b[/red] \x1b[31m c"))
    said = rasd("show", "1", "--why").stdout
    assert "[red]b[/red]" in said
    assert "\x1b[31m c" not in said
    assert f"{FSI}الرياض{PDI}" in said


def test_show_takes_an_address(rasd: Rasd) -> None:
    rasd.keep(release())
    assert release().title in rasd("show", "https://imctc.example/ar/1").stdout
    for unknown in ("2", "https://imctc.example/ar/2", "9" * 30, "²"):
        said = rasd("show", unknown)
        assert (said.exit_code, said.stdout) == (1, "")
        assert unknown in said.stderr


@pytest.mark.parametrize(
    "written",
    [
        " https://imctc.example/ar/1 ",
        "http://imctc.example/ar/1",
        "https://IMCTC.example/ar/1?utm_source=x#top",
        "https://me:hunter2@imctc.example/ar/1",
    ],
)
def test_show_takes_an_address_as_people_have_it(rasd: Rasd, written: str) -> None:
    rasd.keep(release())
    assert release().title in rasd("show", written).stdout


def test_secrets_of_what_was_typed_are_not_repeated(rasd: Rasd) -> None:
    for arguments in (
        ["show", "http://me:hunter2@h/x"],
        ["show", "1", "http://me:hunter2@h/x"],
        ["crawl", "a://me:p@h"],
    ):
        said = rasd(*arguments)
        assert said.exit_code in {1, 2}
        assert "***@h" in said.stderr
        assert "me:" not in said.stderr


def test_publishers_and_languages_are_told_without_case(rasd: Rasd) -> None:
    rasd.keep(release(1), release(2, publisher="UN Press", language="en"), release(3, publisher="UN press"))
    for arguments, found in (
        (["--publisher", "un PRESS"], [3, 2]),
        (["--publisher", "un PRESS", "--limit", "1"], [3]),
        (["--language", "EN"], [2]),
        (["--language", "AR", "--publisher", "UN Press"], [3]),
    ):
        assert [each["id"] for each in lines(rasd("list", "--format", "json", *arguments).stdout)] == found


@pytest.mark.parametrize("command", ["list", "runs", "refused", "search"])
def test_a_source_that_is_unknown_is_misuse(rasd: Rasd, command: str) -> None:
    rasd.keep(release(source="spa"))
    words = ["x"] if command == "search" else []
    said = rasd(command, *words, "--source", "imctc_a")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "no source is called 'imctc_a'; did you mean imctc_ar" in said.stderr
    assert "by_hand, imctc_ar" in said.stderr
    for known in ("spa", "by_hand", "un_sg_ar"):
        assert rasd(command, *words, "--source", known).exit_code in {0, 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", " ".join(f"w{number}" for number in range(51))], "51 words; at most 50 are taken"),
        (["search", "ب" * 201], "a word of 201 letters; at most 200 are taken"),
        (["list", "--limit", "1000001"], "less than or equal to 1000000"),
    ],
)
def test_questions_have_bounds(rasd: Rasd, arguments: list[str], words: str) -> None:
    said = rasd(*arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert words in said.stderr
    assert rasd("search", " ".join(f"w{number}" for number in range(50)), "ب" * 200).exit_code == 2
    assert rasd("search", " ".join(f"w{number}" for number in range(49)), "ب" * 200).exit_code == 1


@pytest.mark.parametrize("command", ["crawl", "search"])
def test_usage_is_plain(rasd: Rasd, command: str) -> None:
    assert "[[" not in rasd(command, "--help").stdout


INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Ctrl:
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Ctrl())
from monitor.cli import main
sys.argv[1:] = ["list"]
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("module", ["typer", "sqlalchemy", "alembic"])
def test_ctrl_c_ends_in_one_line(rasd: Rasd, module: str) -> None:
    program = INTERRUPTED.replace("MODULE", repr(module))
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, env=rasd.env(), check=False, cwd=ROOT)
    assert (said.returncode, said.stdout, said.stderr) == (130, b"", b"interrupted\n")


def test_search_finds_every_spelling(rasd: Rasd) -> None:
    rasd.keep(release(1, body="مُكافَحَةُ الإرهَاب"), release(2, body="لا شيء"))
    for words in (["مكافحه", "الارهاب"], ["مكافحة الإرهاب"], ["ارهاب"]):
        said = rasd("search", *words, "--format", "json")
        assert [each["id"] for each in lines(said.stdout)] == [1], words
    assert rasd("search", "غيرموجود").exit_code == 1


def test_search_for_no_words_is_misuse(rasd: Rasd) -> None:
    said = rasd("search", "؟ !")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "no words" in said.stderr


@pytest.mark.parametrize(
    "arguments", [["list", "--since", "yesterday"], ["list", "--limit", "0"], ["list", "--format", "xml"], ["lst"], []]
)
def test_misuse_is_exit_2(rasd: Rasd, arguments: list[str]) -> None:
    assert rasd(*arguments).exit_code == 2
