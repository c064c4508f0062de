"""What an answer is when it is no page."""

from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import HtmlResponse, Response

from spiders import walls
from spiders.errors import (
    BotWall,
    ForeignHost,
    HttpStatus,
    NotFound,
    NotInArchive,
    SourceError,
    TooLarge,
    Unreachable,
)
from tests.pages.invented import SITE, page

URL = f"{SITE}/ar/story/7"


def answered(status: int, body: str = "") -> Response:
    return HtmlResponse(URL, status=status, body=body.encode())


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (401, BotWall, "press_ar: bot wall: status 401"),
        (403, BotWall, "press_ar: bot wall: status 403"),
        (407, BotWall, "press_ar: bot wall: status 407"),
        (429, BotWall, "press_ar: bot wall: status 429"),
        (404, NotFound, "press_ar: page not found: 404"),
        (410, NotFound, "press_ar: page not found: 410"),
        (304, HttpStatus, "press_ar: the server answered: 304"),
        (500, HttpStatus, "press_ar: the server answered: 500"),
        (503, HttpStatus, "press_ar: the server answered: 503"),
    ],
)
def test_a_status_has_a_name(status: int, error: type[SourceError], said: str) -> None:
    with pytest.raises(error) as raised:
        walls.check(answered(status), "press_ar")
    assert type(raised.value) is error
    assert str(raised.value) == f"{said} ({URL})"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html><head><title>Just a moment...</title></head><body>Enable JavaScript</body></html>"),
        (503, "<html><head><title>Just a moment...</title></head></html>"),
        (200, "<title lang=en>\n Access Denied</title><h1>Access Denied</h1><p>Reference #18</p>"),
        (200, "<title>Attention Required! | Cloudflare</title>"),
        (200, "<html><head><title>Request Rejected</title></head><body>Your support ID is: 1</body></html>"),
        (200, '<html><head><script src="/_Incapsula_Resource?SWJIYLWA=1"></script></head><body></body></html>'),
        (200, '<html><body><script src="/cdn-cgi/challenge-platform/h/b/x.js"></script></body></html>'),
        (200, '<html><body><form><div class="g-recaptcha"></div></form></body></html>'),
    ],
)
def test_a_check_for_robots_is_a_wall(status: int, body: str) -> None:
    with pytest.raises(BotWall, match="the page is"):
        walls.check(answered(status, body), "press_ar")


@pytest.mark.parametrize(
    "body",
    [
        page(),
        page("<p>أعلن المعهد أن أداة التحقق captcha لم تعد تكفي.</p>"),
        page("<p>Access Denied: how sites turn readers away</p>", title="Access Denied is no answer"),
        page() + "<form><p>تعليق</p><div class='g-recaptcha'></div></form>",
        page("نص<br>" * 3000) + "<script src='/cdn-cgi/challenge-platform/x.js'></script>",
    ],
    ids=["plain", "mentions captcha", "titled so", "captcha on its comment form", "long, behind a proxy's script"],
)
def test_an_ordinary_page_is_no_wall(body: str) -> None:
    walls.check(answered(200, body), "press_ar")


def test_an_address_that_a_replay_does_not_hold_is_a_404_of_its_own_kind() -> None:
    with pytest.raises(NotInArchive, match="press_ar: not in the replayed archive"):
        walls.check(Response(URL, status=404, flags=[walls.ABSENT]), "press_ar")


@pytest.mark.parametrize(
    ("failure", "error", "said"),
    [
        (CannotResolveHostError("DNS lookup failed"), Unreachable, "the host's name cannot be resolved"),
        (DownloadConnectionRefusedError("61"), Unreachable, "connection refused"),
        (DownloadTimeoutError("180"), Unreachable, "no answer in time"),
        (ResponseDataLossError("x"), Unreachable, "the answer was cut short"),
        (OSError("TLS: certificate has expired\nmore"), Unreachable, "TLS: certificate has expired"),
        (DownloadCancelledError("Cancelled: download size (20) larger than max size (10)"), TooLarge, "page_max_mb"),
        (KeyError("x"), SourceError, "KeyError: 'x'"),
    ],
)
def test_a_failure_on_the_way_has_a_name(failure: Exception, error: type[SourceError], said: str) -> None:
    named = walls.named(failure, "press_ar", URL)
    assert type(named) is error
    assert said in named.detail
    assert (named.source, named.url) == ("press_ar", URL)


def test_an_error_of_ours_keeps_its_name() -> None:
    named = walls.named(ForeignHost("other", "https://other.example/", "why"), "press_ar", URL)
    assert str(named) == "other: not a host of this source: why (https://other.example/)"
