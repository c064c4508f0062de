"""What cannot be a source is refused, with the field named."""

from __future__ import annotations

import re
from typing import Any

import pytest

from spiders.base import overridden
from spiders.source import Article, Feed, In, Listing, Sitemap, Symbol
from tests.pages import SOURCES, spider
from tests.pages.invented import source


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"site": "press.example"}, "site: 'press.example' is not an http(s) address"),
        ({"site": "ftp://press.example"}, "site: 'ftp://press.example' is not an http(s) address"),
        ({"site": "https://"}, "site: 'https://' is not an http(s) address"),
        ({"site": "https://press.example/ar"}, "site: 'https://press.example/ar' must be scheme and host alone"),
        ({"site": "https://press.example?x=1"}, "must be scheme and host alone"),
        ({"language": "Arabic"}, "language: 'Arabic' is not an ISO 639 code"),
        ({"language": ""}, "language: '' is not an ISO 639 code"),
        ({"timezone": "Riyadh"}, "timezone: 'Riyadh' is not an IANA zone"),
        ({"timezone": "../etc/passwd"}, "timezone: '../etc/passwd' is not an IANA zone"),
        ({"listings": ()}, "listings: a source needs one at least"),
        ({"listings": (Listing("/", links="("),)}, "listings: '(' is not a regular expression"),
        ({"listings": (Sitemap("/", links="["),)}, "listings: '[' is not a regular expression"),
        ({"url_date": (r"(?P<y>\d{4}",)}, "url_date: "),
        ({"stubs": ("*",)}, "stubs: '*' is not a regular expression"),
        ({"layouts": (Article(), Article(furniture=("+",)))}, "layouts: '+' is not a regular expression"),
        ({"layouts": (Article(ends=("?",)),)}, "layouts: '?' is not a regular expression"),
        (
            {
                "layouts": (
                    Article(
                        stamp="(",
                    ),
                )
            },
            "layouts: '(' is not a regular expression",
        ),
        ({"symbol": Symbol("(", {})}, "symbol: '(' is not a regular expression"),
    ],
)
def test_a_bad_source_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        source(**fields)


def test_an_override_is_checked_as_a_declaration_is() -> None:
    with pytest.raises(ValueError, match="site: "):
        overridden(source(), site="press")
    with pytest.raises(ValueError, match="timezone: "):
        overridden(source(), timezone="Mars/Olympus")


def test_an_override_changes_what_it_names_alone() -> None:
    declared = source(same_hosts=("www.press.example",))
    assert overridden(declared) == declared
    assert overridden(declared, timezone="Asia/Amman").timezone == "Asia/Amman"
    moved = overridden(declared, site="http://127.0.0.1:8000/")
    assert (moved.site, moved.same_hosts, moved.timezone) == ("http://127.0.0.1:8000", (), "Asia/Riyadh")


def test_addresses_are_relative_to_the_site() -> None:
    assert source().address("/ar/feed.xml") == "https://press.example/ar/feed.xml"
    assert source().address("ar/feed.xml") == "https://press.example/ar/feed.xml"
    assert source().address("https://feeds.example/x") == "https://feeds.example/x"


@pytest.mark.parametrize("name", SOURCES)
def test_the_built_in_sources_are_whole(name: str) -> None:
    declared = spider(name).source
    assert declared.name == name
    assert declared.language == name.rpartition("_")[2]
    assert declared.publisher
    assert declared.dates
    assert (In.URL in declared.dates) == any("<y>" in pattern for pattern in declared.url_date)
    assert (In.FEED in declared.dates) == any(isinstance(at, Feed) for at in declared.listings)
    assert declared.layouts[0].body
    assert type(spider(name)).__doc__
