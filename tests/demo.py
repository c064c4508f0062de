"""The demo site and a user who crawls it, each crawl a real process."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.demo.server import DemoServer
from monitor.demo.site import DemoSite
from storage.engine import sessions
from tests.command import Rasd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from monitor.demo.releases import Host


@dataclass(frozen=True)
class Crawled:
    """What a crawl printed.

    Attributes:
        sources: The outcome of each, as ``rasd crawl --format json`` has it.
        asked: Paths that were asked of the demo site, robots.txt left out, by host.
    """

    code: int
    sources: dict[str, dict[str, Any]]
    errors: str
    asked: dict[Host, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Watch:
    """A demo site, and a user whose configuration points to it."""

    site: DemoSite
    server: DemoServer
    rasd: Rasd

    def configure(self, *lines: str, **tables: dict[str, Any]) -> None:
        """Write the user's rasd.toml: the demo's addresses, no delay, and what is given."""
        text = ["delay_seconds = 0", *lines]
        for name, site in self.server.sources().items():
            text += [f"[source.{name}]", f"site = {json.dumps(site)}"]
            text += [f"{key} = {json.dumps(value)}" for key, value in tables.get(name, {}).items()]
        (self.rasd.folder / "rasd.toml").write_text("\n".join(text) + "\n", encoding="utf-8")

    def crawl(self, *arguments: str, **env: str) -> Crawled:
        """Crawl in a process of its own."""
        self.site.requests.clear()
        done = self.rasd.process("crawl", "--format", "json", *arguments, **env)
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        asked: dict[Host, list[str]] = {}
        for request in self.site.requests:
            if request.path != "/robots.txt":
                asked.setdefault(request.host, []).append(request.path)
        outcomes = {line["source"]: line for line in lines if "status" in line}
        return Crawled(done.returncode, outcomes, done.stderr.decode(), asked)

    @contextmanager
    def database(self) -> Iterator[Session]:
        """Open the database as the crawls left it."""
        with sessions(self.rasd.database_url)() as session:
            yield session


@contextmanager
def watch(folder: Path) -> Iterator[Watch]:
    """Serve the demo site to a user whose data stand in a folder."""
    with DemoServer(DemoSite.default()) as server:
        watching = Watch(server.site, server, Rasd(folder))
        watching.configure()
        yield watching
