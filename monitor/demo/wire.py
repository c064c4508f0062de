"""One host of the demo on its port: HTTP/1.1 with keep-alive, conditional requests, gzip, and faults on the wire."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import socket
import struct
import sys
import threading
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

from monitor.demo.faults import Fault
from monitor.demo.site import DemoSite, Host, Request
from monitor.demo.struck import struck

if TYPE_CHECKING:
    from monitor.demo.pages import Answer

LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 60
"""How long a kept-alive connection may say nothing."""

CHUNK_BYTES = 65_536
GZIP_FROM_BYTES = 512
"""Shorter bodies are sent as they are."""


class HostServer(ThreadingHTTPServer):
    """Serves one host of a site; ``away`` is the address of another host, for ``Fault.REDIRECT_AWAY``."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, site: DemoSite, host: Host, port: int) -> None:
        self.site = site
        self.host = host
        self.away = ""
        self.closing = threading.Event()
        self.errors: list[Exception] = []
        self._open: set[socket.socket] = set()
        self._resets: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__((LOOPBACK, port), Handler)

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def stop(self) -> None:
        """Accept no more, cut the connections, wait for their threads. Only while ``serve_forever`` runs."""
        self.closing.set()
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that ``stop`` can cut it."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it, as a reset where that was ordered."""
        with self._open_lock:
            self._open.discard(request)
            ordered = request in self._resets
            self._resets.discard(request)
        if ordered:
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def reset(self, connection: socket.socket) -> None:
        """Let this connection end with a reset."""
        with self._open_lock:
            self._resets.add(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep an error for ``DemoServer.close``; a client that went away is none."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ConnectionError | TimeoutError):
            self.errors.append(error)


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; anything else is 501."""

    protocol_version = "HTTP/1.1"
    server_version = "rasd-demo"
    sys_version = ""
    timeout = IDLE_SECONDS
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer."""
        self._serve()

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: ``DemoSite.requests`` is the log."""

    @property
    def _host(self) -> HostServer:
        return cast("HostServer", self.server)

    def _serve(self) -> None:
        server = self._host
        base = f"http://{self.headers['Host']}" if self.headers["Host"] else server.address
        failure = server.site.failure(server.host, self.path)
        answer = server.site.answer(server.host, self.path, base)
        fault = failure.fault if failure else None
        if failure is not None and fault is Fault.HANG:
            server.closing.wait(failure.seconds)
        elif fault is not None:
            answer = struck(fault, answer, front=base + "/", away=server.away + "/", here=base + self.path)
        if fault not in {None, Fault.HANG}:
            self._send(answer, dict(answer.headers), answer.body, fault)
        else:
            self._send_well(answer)

    def _send_well(self, answer: Answer) -> None:
        """Send what is right: tagged, dated, compressed, or only that it has not changed."""
        headers, body = dict(answer.headers), answer.body
        if answer.status != HTTPStatus.OK or answer.modified is None:
            self._send(answer, headers, body)
            return
        packed = len(body) >= GZIP_FROM_BYTES and answer.media_type.startswith(("text/", "application/xml"))
        packed = packed and "gzip" in self.headers.get("Accept-Encoding", "")
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}{"-gzip" if packed else ""}"'
        headers |= {
            "ETag": etag,
            "Last-Modified": format_datetime(answer.modified.astimezone(UTC), usegmt=True),
            "Vary": "Accept-Encoding",
            "Cache-Control": "max-age=0, must-revalidate",
        }
        if self._unchanged(etag, answer.modified):
            self._send(answer, headers, b"", status=HTTPStatus.NOT_MODIFIED)
            return
        if packed:
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self._send(answer, headers, body)

    def _unchanged(self, etag: str, modified: datetime) -> bool:
        """Tell whether the client has this already. A tag outweighs a date (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return "*" in known or etag in known
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):  # no date: the header counts for nothing
            return False

    def _send(
        self,
        answer: Answer,
        headers: dict[str, str],
        body: bytes,
        fault: Fault | None = None,
        status: int | None = None,
    ) -> None:
        status = status or answer.status
        self._host.site.requests.append(Request(self._host.host, self.command, self.path, int(status)))
        self.send_response(status)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", answer.media_type)
            if fault is Fault.HUGE_UNDECLARED:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._send_body(body, fault)

    def _send_body(self, body: bytes, fault: Fault | None) -> None:
        if fault is Fault.HUGE_UNDECLARED:
            for start in range(0, len(body), CHUNK_BYTES):
                chunk = body[start : start + CHUNK_BYTES]
                self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
            return
        broken_off = fault in {Fault.TRUNCATED, Fault.RESET}
        self.wfile.write(body[: len(body) // 2] if broken_off else body)
        if broken_off:
            self.close_connection = True
        if fault is Fault.RESET:
            self._host.reset(self.connection)
