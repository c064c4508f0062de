"""The whole way (fetch, read, clean, store) against a bare Scrapy spider that reads only the title.

``python -m bench.pipeline [--pages 1000] [--rounds 5] [--memory]``; all sides take turns in one run, each crawl in a
process of its own, the pages served by another process on loopback.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDES = ("bare", "bare-equal", "rasd", "rasd-archive")


@contextmanager
def served(pages: int) -> Iterator[str]:
    """Serve that many stories; yields the address."""
    command = [sys.executable, "-m", "bench.site", str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.communicate("")


def crawl(side: str, site: str) -> dict[str, Any]:
    """Crawl once and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.crawl_once", side, site, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def speed(pages: int, rounds: int) -> None:
    """Print pages a second of each side and its ratio to the bare spider of the same round."""
    runs: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    with served(pages) as site:
        for _ in range(rounds):
            for side in SIDES:
                figures = crawl(side, site)
                assert figures["items"] == pages, f"{side}: {figures['items']} of {pages} pages came through"
                runs[side].append(figures)
    print(f"{pages} pages of about 60 KB, {rounds} rounds\n")
    print("| side | pages/s (min, median, max) | CPU ms a page | of bare, same round (median) |")
    print("|---|---|---|---|")
    for side, done in runs.items():
        rates = sorted(pages / each["seconds"] for each in done)
        ratio = median(bare["seconds"] / each["seconds"] for bare, each in zip(runs["bare"], done, strict=True))
        equal = median(bare["seconds"] / each["seconds"] for bare, each in zip(runs["bare-equal"], done, strict=True))
        cpu = median(each["cpu"] for each in done) / pages * 1000
        print(
            f"| {side} | {rates[0]:.0f}, {median(rates):.0f}, {rates[-1]:.0f} | {cpu:.2f} "
            f"| {ratio:.2f} (equal settings: {equal:.2f}) |"
        )


def memory() -> None:
    """Print the peak memory of crawls of 1,000 and of 10,000 releases."""
    peaks = {}
    for pages in (1_000, 10_000):
        with served(pages) as site:
            peaks[pages] = [crawl("rasd-archive", site)["peak_mb"] for _ in range(3)]
    small, large = median(peaks[1_000]), median(peaks[10_000])
    print(
        f"\npeak memory, MB, 3 runs each: 1,000 releases {small:.0f}; 10,000 releases {large:.0f}; {large / small:.2f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="measure memory too (some minutes)")
    asked = parser.parse_args()
    speed(asked.pages, asked.rounds)
    if asked.memory:
        memory()
