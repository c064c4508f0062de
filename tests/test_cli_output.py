"""docs/output.md says what is printed: no field more, no field less. And what is printed can be read anywhere."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor import as_json
from storage import refusals, runs
from storage.engine import dispose_all, sessions
from storage.records import Counts, NewRefusal, Problem, RunEnd, RunStatus
from tests.command import NOW, Rasd, release

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[1] / "docs" / "output.md"
OF_A_DRY_RUN = "and of the fields of a release these"


@pytest.fixture
def rasd(tmp_path: Path) -> Iterator[Rasd]:
    yield Rasd(tmp_path)
    dispose_all()


def section(heading: str) -> str:
    return DOCS.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]


def documented(heading: str, table: str = "field") -> set[str]:
    rows = section(heading).split(f"| {table} |")[1].split("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE))


def only(text: str) -> dict[str, Any]:
    [line] = text.splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_release(rasd: Rasd) -> None:
    rasd.keep(release())
    said = rasd("list", "--format", "json").stdout
    assert only(said).keys() == documented("A release")
    assert only(rasd("search", "الأمين", "--format", "json").stdout).keys() == documented("A release")
    assert "الأمين" in said


def test_a_whole_release_and_why(rasd: Rasd) -> None:
    rasd.keep(release())
    rasd.keep(release(body="نص آخر", display_hash="d" * 32, folded_hash="f" * 32), now=NOW + timedelta(days=1))
    plain = only(rasd("show", "1", "--format", "json").stdout)
    assert plain.keys() == documented("A release")
    assert plain["versions"][0].keys() == documented("A release, whole")
    assert plain["archive"].keys() == {"file", "offset"}
    why = only(rasd("show", "1", "--format", "json", "--why").stdout)
    assert why.keys() - plain.keys() == documented("Where it was found")
    assert why["dates"][0].keys() == documented("Where it was found", "date")


def test_a_release_that_was_read() -> None:
    words = section("A release that was read").split(OF_A_DRY_RUN)[1]
    expected = documented("A release that was read") | set(re.findall(r"`(\w+)`", words))
    read = as_json.release_read(release())
    assert read.keys() == expected
    json.dumps(read)


def test_a_run(rasd: Rasd) -> None:
    problem = Problem(kind="BotWall", url="https://un.example/", detail="bot wall: 403")
    end = RunEnd(
        status=RunStatus.PARTIAL,
        why="bot wall: 403",
        counts=Counts(listed=3, errors=1),
        walked=True,
        problems=(problem,),
    )
    with sessions(rasd.database_url).begin() as session:
        number = runs.start(session, "un_sg_ar", options={"backfill": True}, now=NOW, host="h", pid=1)
        runs.end(session, number, end, now=NOW + timedelta(seconds=2.5))
        runs.start(session, "unoct_ar", options={}, now=NOW, host="h", pid=1)
    said = rasd("runs", "--source", "un_sg_ar", "--format", "json")
    run = only(said.stdout)
    assert run.keys() == documented("A run") | documented("The outcome of a crawl") - {"type"}
    assert (run["seconds"], run["problems"]) == (
        2.5,
        [{"kind": "BotWall", "url": problem.url, "detail": problem.detail}],
    )
    table = [row.split("\t") for row in rasd("runs").stdout.splitlines()]
    assert table[0][:4] == ["id", "source", "started (UTC)", "status"]
    assert table[0][-3:] == ["errors", "seconds", "why"]
    assert table[2][-3:] == ["1", "2.5", "bot wall: 403"]
    assert table[1][1:4] == ["unoct_ar", "2026-08-28 09:00", "running"]


def test_a_refusal(rasd: Rasd) -> None:
    assert rasd("refused").exit_code == 1
    new = NewRefusal(
        source="un_sg_ar",
        url="https://un.example/ar/1",
        title="Arabic translation unavailable",
        reason="untranslated",
        detail="Arabic translation unavailable for 1",
        retry_after=timedelta(days=7),
    )
    with sessions(rasd.database_url).begin() as session:
        refusals.keep(session, [new], now=NOW)
    assert only(rasd("refused", "--format", "json").stdout).keys() == documented("A refusal")
    assert "\tuntranslated\tArabic translation unavailable for 1\t1\t2026-08-28 09:00\t" in rasd("refused").stdout


def test_nothing_kept_yet_is_said_on_stderr(rasd: Rasd) -> None:
    for command in ("list", "runs", "refused"):
        said = rasd(command, "--format", "json")
        assert (said.exit_code, said.stdout) == (1, ""), command
        assert said.stderr.strip()


def test_the_wrong_configuration_is_exit_2(rasd: Rasd) -> None:
    (rasd.folder / "rasd.toml").write_text("delay_second = 2", "utf-8")
    said = rasd("list")
    assert (said.exit_code, said.stdout) == (2, "")
    assert f"{rasd.folder}/rasd.toml:1: no such key: delay_second; did you mean delay_seconds?" in said.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////proc/none/rasd.sqlite", "/proc/none/rasd.sqlite"),
        ("postgresql://me:hunter2@127.0.0.1:1/x", "127.0.0.1:1/x"),
        ("sqlite:///{folder}/rasd.toml", "rasd.toml"),
    ],
)
def test_a_database_that_cannot_be_used_is_exit_2(rasd: Rasd, url: str, words: str) -> None:
    (rasd.folder / "rasd.toml").write_text("# no database\n" * 100, "utf-8")
    said = rasd("--database-url", url.format(folder=rasd.folder), "list")
    assert (said.exit_code, said.stdout) == (2, "")
    assert words in said.stderr
    assert "hunter2" not in said.stderr
    assert "Traceback" not in said.stderr


def test_db_upgrade_says_what_it_did(rasd: Rasd) -> None:
    first, second = rasd("db", "upgrade"), rasd("db", "upgrade")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "brought from nothing to 0001" in first.stdout
    assert "up to date (0001)" in second.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "locale",
    [{"LANG": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}],
)
def test_arabic_survives_any_locale(rasd: Rasd, locale: dict[str, str]) -> None:
    rasd.keep(release())
    said = rasd.process("list", **locale)
    assert release().title in said.stdout.decode("utf-8")
    assert release().title in rasd.process("search", "الامين العام", **locale).stdout.decode("utf-8")


@pytest.mark.slow
def test_a_closed_pipe_is_no_error(rasd: Rasd) -> None:
    rasd.keep(*(release(number, body="نص " * 2000) for number in range(1, 21)))
    for arguments in (["list", "--format", "json"], ["list"], ["show", "1"]):
        said = rasd.process(*arguments, shell="| head -c 10")
        assert (len(said.stdout), said.stderr) == (10, b""), arguments
        assert rasd.process(*arguments, shell="| true").stderr == b"", arguments


@pytest.mark.slow
def test_reading_the_database_does_not_import_scrapy(rasd: Rasd) -> None:
    rasd.keep(release())
    for arguments in (["list"], ["show", "1"], ["search", "الأمين"], ["runs"], ["refused"], ["db", "upgrade"]):
        said = rasd.process(*arguments, PYTHONPROFILEIMPORTTIME="1")
        imported = set(re.findall(r"\| +([\w.]+)$", said.stderr.decode("utf-8"), re.MULTILINE))
        assert "storage.engine" in imported
        assert not imported & {"scrapy", "twisted", "alembic.command", "lxml"}, arguments


def test_the_version(rasd: Rasd) -> None:
    assert re.fullmatch(r"rasd \d+\.\d+\.\d+\n", rasd("--version").stdout)
