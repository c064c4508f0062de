"""The command line as the tests drive it: in this process, or as a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from monitor.cli.app import app
from pipelines.arabic import FOLD_VERSION, fold_search
from storage import releases
from storage.engine import sessions
from storage.records import NewRelease, Precision, Published

NOW = datetime(2026, 8, 28, 9, 0, tzinfo=UTC)

IN_PLACE_OF_MAIN = "from monitor.cli import main; main()"


@dataclass(frozen=True)
class Rasd:
    """A user whose configuration and data stand in a folder of their own."""

    folder: Path

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'rasd.sqlite'}"

    def env(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RASD_")}
        (self.folder / "rasd.toml").touch()
        own = {"RASD_CONFIG": str(self.folder / "rasd.toml"), "RASD_DATABASE_URL": self.database_url}
        return {**kept, **own, "RASD_ARCHIVE_DIR": str(self.folder / "warc"), **more}

    def __call__(self, *arguments: str, **more: str) -> Result:
        """Run a command in this process; stdout is no terminal."""
        gone: dict[str, str | None] = {name: None for name in os.environ if name.startswith("RASD_")}
        return CliRunner().invoke(app, list(arguments), env={**gone, **self.env(**more)}, prog_name="rasd")

    def process(self, *arguments: str, shell: str = "", **more: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command as a process; ``shell`` may hold what follows it, such as ``| head -1``."""
        command: Any = [sys.executable, "-W", "error", "-m", "monitor", *arguments]
        if shell:
            command = ["/bin/sh", "-c", f'"$@" {shell}', "sh", *command]
        root = Path(__file__).parents[1]
        return subprocess.run(command, capture_output=True, env=self.env(**more), check=False, timeout=60, cwd=root)

    def keep(self, *new: NewRelease, now: datetime = NOW) -> None:
        with sessions(self.database_url).begin() as session:
            releases.save(session, list(new), now=now)


def release(number: int = 1, **fields: Any) -> NewRelease:
    """Return a release such as `clean` makes, with other fields where given."""
    new = NewRelease(
        source="imctc_ar",
        publisher="التحالف الإسلامي",
        url=f"https://imctc.example/ar/{number}",
        title=f"الأمين العام يستقبل وفدًا {number}",
        lead="خبر قصير",
        body="استقبل الأمين العام اليوم وفدًا.\n\nوجرى بحث سبل التعاون.",
        language="ar",
        published=Published(
            at=datetime(2024, 5, 21, 21, 0, tzinfo=UTC),
            on=date(2024, 5, 22),
            precision=Precision.DAY,
            zone="Asia/Riyadh",
            words="22 مايو 2024م",
            how="gregorian",
        ),
        published_words="22 مايو 2024م",
        dates=(
            {
                "place": "dateline",
                "words": "22 مايو 2024م",
                "where": "paragraph 1",
                "reading": "2024-05-22",
                "taken": True,
                "note": "",
            },
            {
                "place": "stamp",
                "words": "5/27/2024 2:49 PM",
                "where": "last line",
                "reading": "2024-05-27T11:49:00+00:00",
                "taken": False,
                "note": "5 days from the date taken",
            },
        ),
        place="الرياض",
        author=None,
        section="أخبار",
        tags=("الإرهاب",),
        image=None,
        attachments=({"url": "https://imctc.example/1.pdf", "name": "نسخة"},),
        symbol=None,
        translations={"en": f"https://imctc.example/en/{number}"},
        found={"title": "css h1", "body": "css .text", "place": "dateline"},
        display_hash=f"{number:032x}",
        folded_hash=f"{number:032x}",
        text_key=None,
        folded="",
        fold_version=FOLD_VERSION,
        fetched_at=NOW,
        archive_file="rasd-1.warc.gz",
        archive_offset=77,
    )
    new = replace(new, **fields)
    return replace(new, folded=f" {fold_search(' '.join(filter(None, (new.title, new.lead, new.body))))} ")
