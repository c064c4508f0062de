"""A press office of a few pages, told page by page what to answer; the committee's source is crawled against it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from storage import releases
from storage.engine import sessions
from storage.records import ReleaseFilter
from tests.command import Rasd

SOURCE = "un_ctc_ar"
ROOT = "/securitycouncil/ctc/ar"
TEXT = (
    "أعلنت اللجنة اليوم عن عقد اجتماع جديد لبحث سبل التعاون بين الدول الأعضاء في مجال الوقاية، وقال رئيس اللجنة إن "
    "الاجتماع يأتي بعد سلسلة من المشاورات التي جرت خلال الأشهر الماضية مع ممثلي الدول والمنظمات، وإن التوصيات التي "
    "صدرت عنها ستُعرض على الأعضاء في الجلسة المقبلة."
)


@dataclass(frozen=True)
class Answer:
    """What a path answers."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Office:
    """The site, and the user who crawls it."""

    address: str
    rasd: Rasd
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, *pages: list[int]) -> None:
        """Serve a listing of these pages, and every release on it that is not served yet."""
        for number, numbers in enumerate(pages):
            self.pages[listing(number)] = Answer(listing_page(numbers))
            for release in numbers:
                self.pages.setdefault(path(release), Answer(article(release)))
        self.pages[listing(len(pages))] = Answer(listing_page([]))

    def crawl(self, *arguments: str, **env: str) -> dict[str, Any]:
        """Crawl in a process of its own and return the outcome."""
        self.asked.clear()
        done = self.rasd.process("crawl", SOURCE, "--format", "json", *arguments, **env)
        outcomes = [json.loads(line) for line in done.stdout.decode().splitlines()]
        assert outcomes, done.stderr.decode()
        return {"exit": done.returncode, **outcomes[-1]}

    def kept(self) -> list[int]:
        """Return the numbers of the releases that are kept."""
        with sessions(self.rasd.database_url)() as session:
            found = releases.find(session, ReleaseFilter(limit=1000))
            return sorted(int(release.url.rpartition("/s")[2]) for release in found)

    def articles(self) -> list[int]:
        """Return the numbers of the releases that the last crawl asked for, in order."""
        return [int(asked.rpartition("/s")[2]) for asked in self.asked if "/content/s" in asked]


def path(number: int) -> str:
    return f"{ROOT}/content/s{number}"


def listing(page: int) -> str:
    return f"{ROOT}/news" + (f"?page={page}" if page else "")


def listing_page(numbers: list[int]) -> str:
    rows = "".join(f'<div class="views-row"><h2><a href="{path(n)}">خبر اللجنة رقم {n}</a></h2></div>' for n in numbers)
    return f"<html><head><title>الأخبار</title></head><body><main>{rows}</main></body></html>"


def article(number: int, *, title: str = "", body: str | None = None, day: str = "2026-05-12", head: str = "") -> str:
    said = f"{TEXT} {number}" if body is None else body
    return (
        f"<html><head><title>{title or f'خبر اللجنة رقم {number}'}</title>{head}</head><body><main>"
        f'<h1 class="page-header">{title or f"خبر اللجنة رقم {number}"}</h1>'
        f'<span class="date-display-single" content="{day}">{day}</span>'
        f'<div class="field--name-body"><p>{said}</p></div></main></body></html>'
    )


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Serve an office to a user whose data stand in a folder."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

        def do_GET(self) -> None:
            """Answer as told."""
            if self.path != "/robots.txt":
                served.asked.append(self.path)
            answer = served.pages.get(self.path, Answer("<title>404</title>", 404))
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            headers = {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                "Connection": "close",
            }
            for name, value in (headers | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Office(f"http://127.0.0.1:{server.server_address[1]}", Rasd(folder))
        lines = ["delay_seconds = 0", f"[source.{SOURCE}]", f"site = {json.dumps(served.address)}"]
        (folder / "rasd.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
