"""The demo site over real HTTP: one loopback port for each host."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from monitor.demo.releases import HOSTS, Host
from monitor.demo.site import DemoSite
from monitor.demo.wire import HostServer

if TYPE_CHECKING:
    from types import TracebackType

POLL_SECONDS = 0.02
"""How soon a server notices that it is to stop."""


class DemoServer:
    """Serves a site until closed; a context manager.

    Attributes:
        site: What it serves: publish, edit, fail there.
    """

    def __init__(self, site: DemoSite | None = None, *, ports: Mapping[Host, int] | None = None) -> None:
        """Prepare to serve.

        Args:
            site: Without it the default site.
            ports: Ports to listen on; a host without one gets any free port.
        """
        self.site = site or DemoSite.default()
        self._ports = dict(ports or {})
        self._servers: dict[Host, HostServer] = {}
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Listen, and serve in threads of its own.

        Raises:
            OSError: A port is taken; nothing is served then.
        """
        try:
            for host in Host:
                self._servers[host] = HostServer(self.site, host, self._ports.get(host, 0))
        except OSError:
            for server in self._servers.values():
                server.server_close()
            self._servers.clear()
            raise
        for host, server in self._servers.items():
            server.away = self.address(Host.UN if host is not Host.UN else Host.UN_NEWS)
            thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name=f"demo {host}")
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Stop at once: connections are cut, and every thread has ended when it returns. May be called twice.

        Raises:
            ExceptionGroup: What went wrong in the demo itself while it served.
        """
        errors: list[Exception] = []
        for server in self._servers.values():
            server.stop()
            errors += server.errors
        for thread in self._threads:
            thread.join()
        self._servers.clear()
        self._threads.clear()
        if errors:
            raise ExceptionGroup("the demo site failed while it served", errors)

    def address(self, host: Host) -> str:
        """Return ``http://127.0.0.1:PORT`` of a host.

        Raises:
            KeyError: The server is not started.
        """
        return self._servers[host].address

    def sources(self) -> dict[str, str]:
        """Return the site address of each built-in source, as its ``site =`` takes it."""
        return {source: self.address(host) for source, host in HOSTS.items()}
