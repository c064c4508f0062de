"""What a host answers when a fault has struck it."""

from __future__ import annotations

import gzip
from dataclasses import replace

from monitor.demo.faults import HUGE_BYTES, STATUSES, Fault
from monitor.demo.pages import HTML, Answer

RETRY_AFTER_SECONDS = 2


def struck(fault: Fault, well: Answer, *, front: str, away: str, here: str) -> Answer:
    """Return the answer that a fault makes of a good one.

    What happens on the wire only (``RESET``, ``TRUNCATED``, ``HANG``, chunks) is the server's to do.

    Args:
        fault: What goes wrong.
        well: What would have been answered.
        front: Address of the host's front page.
        away: Address of another host.
        here: The address that was asked for.
    """
    if fault in STATUSES:
        return _error(fault)
    to = {Fault.REDIRECT_FRONT: front, Fault.REDIRECT_AWAY: away, Fault.REDIRECT_LOOP: here}.get(fault)
    if to is not None:
        return Answer(status=302, headers={"Location": to})
    if fault in {Fault.HUGE, Fault.HUGE_UNDECLARED, Fault.BOMB}:
        return _huge(well, packed=fault is Fault.BOMB)
    if fault in _BODIES:
        media_type = HTML if fault in {Fault.BLANK, Fault.BOT_WALL} else well.media_type
        return Answer(body=_BODIES[fault], media_type=media_type)
    return replace(well, modified=None)


def _error(fault: Fault) -> Answer:
    status = STATUSES[fault]
    body = f"<html><head><title>{status} {status.phrase}</title></head><body><h1>{status.phrase}</h1></body></html>"
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if fault is Fault.STATUS_429 else {}
    return Answer(status=status, body=body.encode(), headers=headers)


def _huge(well: Answer, *, packed: bool) -> Answer:
    """Return the page with padding in front of its closing tags."""
    page = well.body if well.media_type == HTML else b"<html><body></body></html>"
    line = b"<!-- " + b"-" * 90 + b" -->\n"
    body = page.replace(b"</body>", line * (HUGE_BYTES // len(line) + 1) + b"</body>", 1)
    if packed:
        return Answer(body=gzip.compress(body, mtime=0), headers={"Content-Encoding": "gzip"})
    return Answer(body=body)


_BODIES = {
    Fault.BLANK: b"<!DOCTYPE html><html><head><title></title></head><body></body></html>",
    Fault.EMPTY_BODY: b"",
    Fault.GARBAGE: bytes(range(1, 256)) * 8,
    Fault.BOT_WALL: b"""<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head>
<body><div class="main-wrapper"><h1>Checking your browser before you continue</h1>
<noscript>Enable JavaScript and cookies to continue</noscript>
<form id="challenge-form" method="post"><input type="hidden" name="token" value="1"></form>
<script>setTimeout(function () { document.forms[0].submit(); }, 5000);</script></div></body></html>
""",
}
