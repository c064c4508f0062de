"""The state of the demo site: what it publishes, how it looks, what goes wrong, and who asked for what."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NamedTuple, Self

from monitor.demo import pages
from monitor.demo.faults import HANG_LIMIT_SECONDS, Failure, Fault
from monitor.demo.releases import HOSTS, DemoRelease, Host, load, newest_first
from monitor.demo.shapes import ROBOTS, SHAPES

__all__ = ["DemoSite", "Fault", "Host", "Request"]


class Request(NamedTuple):
    """One line of the log.

    Attributes:
        path: Path and query as asked.
        status: What was answered, also where a fault broke the answer off.
    """

    host: Host
    method: str
    path: str
    status: int


class DemoSite:
    """All hosts of the demo. Every method may be called from any thread, also while the site is served.

    Attributes:
        requests: What was asked of it, in order; ``requests.clear()`` starts anew.
    """

    def __init__(self, releases: Iterable[DemoRelease] = (), *, reserve: Iterable[DemoRelease] = ()) -> None:
        self.requests: list[Request] = []
        self._lock = threading.RLock()
        self._now = datetime.now(UTC)
        self._reserve = list(reserve)
        self._releases: dict[tuple[Host, str], DemoRelease] = {}
        self._modified: dict[tuple[Host, str], datetime] = {}
        self._touched = dict.fromkeys(Host, datetime(2025, 1, 1, tzinfo=UTC))
        self._removed: dict[tuple[Host, str], tuple[int, DemoRelease | None]] = {}
        self._robots = dict(ROBOTS)
        self._redesigned: set[Host] = set()
        self._failures: list[tuple[Host, Failure]] = []
        for release in releases:
            self._put(release, min(release.changed or release.published, self._now))

    @classmethod
    def default(cls) -> Self:
        """Return the site as `rasd demo` starts it, with some releases of every host in reserve."""
        releases, reserve = load()
        return cls(releases, reserve=reserve)

    def releases(self, *, host: Host | None = None, source: str | None = None) -> list[DemoRelease]:
        """Return what is published, newest first: all of it, a host's, or a source's."""
        with self._lock:
            found = [
                release
                for release in self._releases.values()
                if host in {None, release.host} and source in {None, release.source}
            ]
        return newest_first(found)

    def reserve(self, host: Host) -> list[DemoRelease]:
        """Return the host's releases that wait to be published, oldest first: the order to publish them in."""
        with self._lock:
            return newest_first([release for release in self._reserve if release.host is host])[::-1]

    def publish(self, host: Host, release: DemoRelease) -> None:
        """Put a release on its page, its listings and its feed, now; it leaves the reserve.

        Raises:
            ValueError: The release belongs to another host, no listing would show it, or its path is taken.
        """
        if release.host is not host:
            raise ValueError(f"{release.path}: {release.source} is served by {release.host}, not {host}")
        with self._lock:
            if (host, release.path) in self._releases:
                raise ValueError(f"{release.path}: already published; edit it instead")
            self._removed.pop((host, release.path), None)
            self._reserve = [waiting for waiting in self._reserve if waiting.path != release.path]
            self._put(release, datetime.now(UTC))

    def edit(self, host: Host, path: str, **fields: Any) -> DemoRelease:
        """Change fields of a published release, now, and return it as it is then.

        Only the HTTP headers learn the time of the edit; a newer stamp on the page is ``changed=…``.

        Raises:
            KeyError: Nothing is published at this path.
        """
        with self._lock:
            release = replace(self._releases[host, path], **fields)
            if release.path != path:
                del self._releases[host, path]
            self._put(release, datetime.now(UTC))
            return release

    def remove(self, host: Host, path: str, *, status: int = HTTPStatus.NOT_FOUND) -> None:
        """Answer a path with 404 or 410 from now on, and take its release off the listings.

        The path may also be a listing, a feed or a file: then only that address is gone.
        """
        with self._lock:
            self._removed[host, path] = (int(status), self._releases.pop((host, path), None))
            self._touched[host] = datetime.now(UTC)

    def restore(self, host: Host, path: str) -> None:
        """Bring back what was removed.

        Raises:
            KeyError: Nothing was removed at this path.
        """
        with self._lock:
            _, release = self._removed.pop((host, path))
            self._touched[host] = datetime.now(UTC)
            if release is not None:
                self._put(release, datetime.now(UTC))

    def redesign(self, on: bool = True, host: Host | None = None) -> None:
        """Rename every class and id and move the blocks, of one host or of all; ``False`` brings the old look back."""
        with self._lock:
            hosts = set(Host) if host is None else {host}
            self._redesigned = self._redesigned | hosts if on else self._redesigned - hosts
            for key in self._modified:
                if key[0] in hosts:
                    self._modified[key] = datetime.now(UTC)
            self._touched.update(dict.fromkeys(hosts, datetime.now(UTC)))

    def robots(self, host: Host, text: str | None = None) -> None:
        """Serve another robots.txt; ``None`` brings the host's own back."""
        with self._lock:
            self._robots[host] = ROBOTS[host] if text is None else text
            self._touched[host] = datetime.now(UTC)

    def fail(
        self,
        host: Host,
        fault: Fault,
        path: str | None = None,
        times: int | None = None,
        seconds: float = HANG_LIMIT_SECONDS,
    ) -> None:
        """Let a host fail until it is healed. Of several failures the latest ordered strikes.

        Args:
            host: Which host.
            fault: What goes wrong.
            path: Regular expression searched for in path and query; without it all fails but robots.txt.
            times: Heal by itself after so many answers.
            seconds: How late ``Fault.HANG`` answers; 30 at most.
        """
        pattern = None if path is None else re.compile(path)
        failure = Failure(fault, pattern, times, min(seconds, HANG_LIMIT_SECONDS))
        with self._lock:
            self._failures.insert(0, (host, failure))

    def heal(self, host: Host | None = None) -> None:
        """End the failures of one host, or of all."""
        with self._lock:
            self._failures = [(at, failure) for at, failure in self._failures if host not in {None, at}]

    def failure(self, host: Host, target: str) -> Failure | None:
        """Return what goes wrong with this request, and count it. For the server."""
        with self._lock:
            for at, failure in self._failures:
                if at is host and failure.times != 0 and failure.strikes(target):
                    if failure.times is not None:
                        failure.times -= 1
                    return failure
        return None

    def answer(self, host: Host, target: str, base: str) -> pages.Answer:
        """Return what the host answers to a GET when nothing is wrong; see ``pages.answer``. For the server."""
        return pages.answer(self._view(host), target, base)

    def _view(self, host: Host) -> pages.View:
        with self._lock:
            return pages.View(
                host=host,
                releases=tuple(self.releases(host=host)),
                gone={path: status for (at, path), (status, _) in self._removed.items() if at is host},
                modified={path: moment for (at, path), moment in self._modified.items() if at is host},
                touched=self._touched[host],
                redesigned=host in self._redesigned,
                robots=self._robots[host],
            )

    def _put(self, release: DemoRelease, moment: datetime) -> None:
        """Publish or replace a release, changed at this moment.

        Raises:
            ValueError: No listing shows it.
        """
        if not any(shape.shows(release) for shape in SHAPES):
            raise ValueError(f"{release.path}: no listing of {release.source} shows such a path")
        host = HOSTS[release.source]
        self._releases[host, release.path] = release
        self._modified[host, release.path] = moment
        self._touched[host] = max(self._touched[host], moment)
