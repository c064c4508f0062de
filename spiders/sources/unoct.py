"""UN Office of Counter-Terrorism, https://www.un.org/counterterrorism.

Seen:
    2024: Drupal 7 (Panopoly). Later addresses carry the language, ``/counterterrorism/en/events/{slug}``.
    2014: an old Arabic tree, ``/counterterrorism/ctitf/ar/{slug}``, with dates such as «آب/أغسطس 2014».
Inferred: the addresses of the listings, the Arabic tree beside the English one. Little is published in Arabic.
"""

from datetime import timedelta

from spiders.base import ReleaseSpider
from spiders.source import Article, Expect, In, Listing, Source

ARTICLE = Article(
    title=("h1.page-header", "h1#page-title"),
    body=(
        ".field-name-body .field-item",
        ".field--name-body",
        ".pane-node-body .field-item",
        ".field-type-text-with-summary .field-item",
    ),
    published=(
        "span.date-display-single::attr(content)",
        ".field--name-field-date time::attr(datetime)",
        "span.date-display-single",
    ),
    tags=(".field-name-field-tags a",),
    image=(".field-name-field-image img::attr(src)",),
)
ROWS = (".view-content .views-row",)
NEXT = ("ul.pager li.pager-next a::attr(href)", "a[rel=next]::attr(href)")


class UnoctEnglish(ReleaseSpider):
    """The office in English."""

    name = "unoct_en"
    source = Source(
        publisher="UNOCT",
        site="https://www.un.org",
        language="en",
        timezone="America/New_York",
        listings=(
            Listing(
                "/counterterrorism/en/news",
                links=r"^/counterterrorism/(?:en/)?(?:events|news|statements|press-releases?)/[^/?]+$",
                rows=ROWS,
                pages="?page={n}",
                next=NEXT,
            ),
        ),
        dates=(In.PRINTED, In.META, In.JSON_LD, In.DATELINE, In.LISTING),
        layouts=(ARTICLE,),
        same_hosts=("un.org",),
        expect=Expect(min_links=1, quiet_after=timedelta(days=21)),
    )


class UnoctArabic(ReleaseSpider):
    """The office in Arabic."""

    name = "unoct_ar"
    source = Source(
        publisher="UNOCT",
        site="https://www.un.org",
        language="ar",
        timezone="America/New_York",
        listings=(
            Listing(
                "/counterterrorism/ar/news",
                links=r"^/counterterrorism/ar/(?:events|news|statements|press-releases?)/[^/?]+$"
                r"|^/counterterrorism/ctitf/ar/[^/?]+$",
                rows=ROWS,
                pages="?page={n}",
                next=NEXT,
            ),
        ),
        dates=(In.PRINTED, In.META, In.JSON_LD, In.DATELINE, In.LISTING),
        layouts=(ARTICLE,),
        same_hosts=("un.org",),
        expect=Expect(min_links=1, quiet_after=timedelta(days=180)),
    )
