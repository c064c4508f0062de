"""Counter-Terrorism Committee of the Security Council, https://www.un.org/securitycouncil/ctc.

Seen:
    Arabic pages are ``/securitycouncil/ctc/ar/content/{slug}``; English ones have no ``/en``, and the same slug.
    An Arabic page may open with a teaser in English: the language is judged on the body.
Inferred: the address of the listing.
"""

from datetime import timedelta

from spiders.base import ReleaseSpider
from spiders.source import Article, Expect, In, Listing, Source


class UnCtcArabic(ReleaseSpider):
    """The committee in Arabic."""

    name = "un_ctc_ar"
    source = Source(
        publisher="UN CTC",
        site="https://www.un.org",
        language="ar",
        timezone="America/New_York",
        listings=(
            Listing(
                "/securitycouncil/ctc/ar/news",
                links=r"^/securitycouncil/ctc/ar/content/[^/?]+$",
                rows=(".views-row",),
                pages="?page={n}",
            ),
        ),
        dates=(In.PRINTED, In.META, In.JSON_LD, In.DATELINE, In.LISTING),
        layouts=(
            Article(
                title=("h1.page-header", "h1.title"),
                body=(
                    ".field--name-body",
                    ".field-name-body .field-item",
                    ".node__content .field--type-text-with-summary",
                ),
                published=(
                    ".field--name-field-date time::attr(datetime)",
                    "span.date-display-single::attr(content)",
                    ".field--name-field-date",
                    "span.date-display-single",
                ),
                drop=(".field--name-field-teaser",),
            ),
        ),
        same_hosts=("un.org",),
        expect=Expect(min_links=1, quiet_after=timedelta(days=60)),
    )
