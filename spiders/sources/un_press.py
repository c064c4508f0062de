"""UN Press, https://press.un.org: meetings coverage and press releases, in English.

Seen:
    2026-08: the feed holds the newest 10, with times and offset (-0400), and a lead of one paragraph.
    2026-08: a meeting appears twice, as ``/en/blog/sc16444`` (the preview) and ``/en/2026/sc16444.doc.htm`` (the
        coverage): two releases that one document symbol relates.
"""

from datetime import timedelta

from spiders.base import ReleaseSpider
from spiders.source import Article, Expect, Feed, In, Source, Symbol

SERIES = {
    "afr": "AFR",
    "dc": "DC",
    "dsgsm": "DSG/SM",
    "ecosoc": "ECOSOC",
    "envdev": "ENV/DEV",
    "ga": "GA",
    "gaab": "GA/AB",
    "gacol": "GA/COL",
    "gadis": "GA/DIS",
    "gaef": "GA/EF",
    "gal": "GA/L",
    "gapal": "GA/PAL",
    "gashc": "GA/SHC",
    "gaspd": "GA/SPD",
    "hr": "HR",
    "iha": "IHA",
    "l": "L",
    "note": "NOTE",
    "obv": "OBV",
    "org": "ORG",
    "pal": "PAL",
    "pi": "PI",
    "pop": "POP",
    "sc": "SC",
    "sea": "SEA",
    "sga": "SG/A",
    "sgsm": "SG/SM",
    "sgt": "SG/T",
    "soccp": "SOC/CP",
    "socnar": "SOC/NAR",
    "wom": "WOM",
}
"""Series of document symbols by how an address writes them. ``db260828`` (a daily briefing) is no document."""


class UnPressEnglish(ReleaseSpider):
    """UN Press in English: its feed."""

    name = "un_press_en"
    source = Source(
        publisher="UN Press",
        site="https://press.un.org",
        language="en",
        timezone="America/New_York",
        listings=(Feed("/en/rss.xml"),),
        dates=(In.FEED, In.META, In.JSON_LD, In.PRINTED, In.DATELINE),
        symbol=Symbol(r"^/en/(?:blog|\d{4})/(?P<series>[a-z]+)(?P<number>\d+)(?:[.\-][\w.\-]+)?$", SERIES),
        day_first=False,
        layouts=(
            Article(
                title=("h1.page-header", "h1.page-title"),
                body=(
                    ".block-field-block-node-press-body",
                    ".field--name-body",
                    "article .field--type-text-with-summary",
                ),
                published=(".field--name-field-dated time::attr(datetime)", ".field--name-field-dated"),
                section=(".field--name-field-press-section",),
                drop=(".field--name-field-related", ".block-social-media"),
            ),
        ),
        expect=Expect(min_links=1, quiet_after=timedelta(days=4)),
    )
