"""crawl, sources and demo as commands: what is asked for, printed, warned of, and the exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from monitor import show as printing
from monitor.cli.demo import MARK
from storage.engine import dispose_all
from storage.records import Counts, Problem, RunStatus
from tests.command import Rasd, release
from tests.test_cli_output import documented

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHY = "bot wall: 403 (https://news.un.org/ar/news?page=0, https://news.un.org/ar/tags/mkfh-lrhb) " * 3


class UnknownSource(Exception):  # noqa: N818
    pass


class ReplayError(Exception):
    pass


class Crawls:
    """Stands in for `monitor.crawl`: says what it is told to, and remembers what it was asked."""

    UnknownSource = UnknownSource

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], Any]] = []
        self.outcomes = [self.outcome("imctc_ar", Counts(listed=12, new=3))]
        self.error: Exception | None = None
        self.site = "https://imctc.example"

    def outcome(self, source: str, counts: Counts, status: RunStatus = RunStatus.OK, **more: Any) -> Any:
        whole = {"why": "", "seconds": 1.26, "problems": (), "releases": (), **more}
        return SimpleNamespace(source=source, status=status, counts=counts, **whole)

    def sources(self, config: Any) -> dict[str, Any]:
        listing = SimpleNamespace(path="/ar/news")
        source = SimpleNamespace(
            name="imctc_ar",
            publisher="التحالف",
            language="ar",
            timezone="Asia/Riyadh",
            site=self.site,
            listings=(listing,),
            address=lambda path: self.site + path,
        )
        return {"imctc_ar": source}

    def crawl(self, config: Any, names: list[str], options: Any, *, progress: Any = None) -> list[Any]:
        if self.error:
            raise self.error
        self.asked.append((names, options))
        return self.outcomes


@pytest.fixture
def rasd(tmp_path: Path) -> Iterator[Rasd]:
    yield Rasd(tmp_path)
    dispose_all()


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch) -> Crawls:
    crawls = Crawls()
    monkeypatch.setitem(sys.modules, "monitor.crawl", crawls)
    monkeypatch.setitem(sys.modules, "pipelines.replay", SimpleNamespace(ReplayError=ReplayError))
    return crawls


def test_what_was_asked_for_is_handed_on(rasd: Rasd, crawls: Crawls) -> None:
    file = rasd.folder / "r.warc.gz"
    file.touch()
    limits = ["--since", "2024-05-01", "--max-pages", "3", "--backfill", "--dry-run", "--replay", str(file)]
    assert rasd("crawl", "imctc_ar", *limits).exit_code == 0
    [(names, options)] = crawls.asked
    assert names == ["imctc_ar"]
    assert (options.since, options.max_pages, options.backfill) == (date(2024, 5, 1), 3, True)
    assert (options.dry_run, options.replay) == (True, file)


def test_the_table_says_why_whole(rasd: Rasd, crawls: Crawls, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = crawls.outcome("un_news_ar", Counts(errors=2), RunStatus.FAILED, why=WHY)
    crawls.outcomes = [crawls.outcomes[0], failed]
    said = rasd("crawl")
    assert said.exit_code == 1
    header, *rows = [line.split("\t") for line in said.stdout.splitlines()]
    assert header == [
        *("source", "status", "listed", "known", "new", "changed", "unchanged", "duplicate", "refused", "errors"),
        *("seconds", "why"),
    ]
    assert rows[0] == ["imctc_ar", "ok", "12", "0", "3", "0", "0", "0", "0", "0", "1.3", ""]
    assert rows[1][0:2] + rows[1][-3:] == ["un_news_ar", "failed", "2", "1.3", WHY.strip()]
    monkeypatch.setattr(printing, "on_terminal", lambda: True)
    for width in ("80", "200"):
        on_terminal = rasd("crawl", COLUMNS=width).stdout.splitlines()
        assert f"un_news_ar: {WHY}" in on_terminal
        assert max(len(line) for line in on_terminal if "un_news_ar: " not in line) <= int(width)
    assert " unchanged  duplicate " in rasd("crawl", COLUMNS="200").stdout


def test_outcomes_as_json_are_as_documented(rasd: Rasd, crawls: Crawls) -> None:
    problem = Problem(kind="BotWall", url="https://un.example/", detail="bot wall: 403")
    crawls.outcomes = [crawls.outcome("x", Counts(errors=1), RunStatus.PARTIAL, why="w", problems=(problem,))]
    crawls.outcomes[0].releases = (release(),)
    said = rasd("crawl", "--dry-run", "--format", "json")
    assert said.exit_code == 1
    read, outcome = [json.loads(line) for line in said.stdout.splitlines()]
    assert (read["type"], read["title"], read["published"]) == ("release", release().title, "2024-05-22")
    assert outcome.keys() == documented("The outcome of a crawl")
    assert outcome["problems"] == [{"kind": "BotWall", "url": "https://un.example/", "detail": "bot wall: 403"}]
    assert release().title in rasd("crawl", "--dry-run").stdout


def test_sources_as_json_are_as_documented(rasd: Rasd, crawls: Crawls) -> None:
    (rasd.folder / "rasd.toml").write_text('[source.imctc_ar]\nrobots = "ignore"', "utf-8")
    said = json.loads(rasd("sources", "--format", "json").stdout)
    assert said.keys() == documented("A source")
    assert (said["listings"], said["robots"], said["last_run"]) == (["https://imctc.example/ar/news"], "ignore", None)
    assert "imctc_ar\tالتحالف\tar\thttps://imctc.example/ar/news\tignore\tnever" in rasd("sources").stdout


@pytest.mark.parametrize("error", [UnknownSource("no source is called 'x'"), ReplayError("r.warc.gz: no WARC")])
def test_what_cannot_be_crawled_is_misuse(rasd: Rasd, crawls: Crawls, error: Exception) -> None:
    crawls.error = error
    said = rasd("crawl", "x")
    assert (said.exit_code, said.stdout) == (2, "")
    assert str(error) in said.stderr


def test_a_missing_contact_is_said_once_and_of_public_sites_alone(rasd: Rasd, crawls: Crawls) -> None:
    assert rasd("crawl").stderr.count("no contact is set") == 1
    assert "no contact" not in rasd("crawl", RASD_CONTACT="me@example.org").stderr
    for site in ("http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:1"):
        crawls.site = site
        assert "no contact" not in rasd("crawl").stderr


@pytest.mark.parametrize("arguments", [["--max-pages", "0"], ["--replay", "none.warc.gz"], ["--since", "may"]])
def test_wrong_limits_are_misuse(rasd: Rasd, crawls: Crawls, arguments: list[str]) -> None:
    said = rasd("crawl", *arguments)
    assert (said.exit_code, said.stdout, crawls.asked) == (2, "", [])


def test_the_demo_leaves_folders_of_others_alone(rasd: Rasd, crawls: Crawls) -> None:
    (rasd.folder / "theirs").mkdir()
    (rasd.folder / "theirs" / "rasd.sqlite").write_text("precious", "utf-8")
    said = rasd("demo", "--folder", str(rasd.folder / "theirs"))
    assert said.exit_code == 2
    assert "holds something that no demo wrote" in said.stderr
    assert (rasd.folder / "theirs" / "rasd.sqlite").read_text("utf-8") == "precious"


def test_a_folder_that_cannot_be_made_is_misuse(rasd: Rasd, crawls: Crawls) -> None:
    (rasd.folder / "file").touch()
    said = rasd("demo", "--folder", str(rasd.folder / "file" / "x"))
    assert (said.exit_code, said.stdout) == (2, "")
    assert "no demo can be kept here: Not a directory; name another folder" in said.stderr


@pytest.mark.slow
def test_the_demo_crawls_its_own_site_and_nothing_else(rasd: Rasd) -> None:
    folder = rasd.folder / "demo"
    for _ in range(2):
        said = rasd.process("demo", "--folder", str(folder))
        words = said.stdout.decode("utf-8")
        assert said.returncode == 0, said.stderr.decode("utf-8") + words
        assert (folder / "rasd.toml").read_text("utf-8").startswith(MARK)
        assert f"--config {folder / 'rasd.toml'} list" in words
    assert not (rasd.folder / "rasd.sqlite").exists()
    listed = rasd.process(
        "--config", str(folder / "rasd.toml"), "--database-url", f"sqlite:///{folder}/rasd.sqlite", "list"
    )
    assert listed.returncode == 0
    assert len(listed.stdout.splitlines()) > 10


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_served_demo_can_be_crawled_again_and_ends_when_told(rasd: Rasd, number: signal.Signals) -> None:
    folder = rasd.folder / "demo"
    command = [sys.executable, "-m", "monitor", "demo", "--serve", "--folder", str(folder)]
    with subprocess.Popen(
        command, env=rasd.env(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as served:
        assert served.stderr
        try:
            assert any("Ctrl-C ends it" in line for line in served.stderr)
            own = {"RASD_DATABASE_URL": f"sqlite:///{folder}/rasd.sqlite", "RASD_ARCHIVE_DIR": str(folder / "warc")}
            again = rasd.process("--config", str(folder / "rasd.toml"), "crawl", "--format", "json", **own)
            outcomes = [json.loads(line) for line in again.stdout.splitlines()]
            assert again.returncode == 0, again.stderr.decode("utf-8")
            assert sum(each["new"] for each in outcomes) == 0
            served.send_signal(number)
            assert served.wait(timeout=10) == 0
        finally:
            served.kill()
