"""The Secretary-General, https://www.un.org/sg: statements in Arabic.

Seen:
    2024-: addresses carry ``statements``, before it ``statement``: one text, two addresses. The day is in the address.
    2019-: the Arabic listing prints DD/MM/YYYY, and is littered with stubs, "Arabic translation unavailable for …".
Inferred: the address of the Arabic listing.
"""

from datetime import timedelta

from spiders.base import ReleaseSpider
from spiders.source import Article, Expect, In, Listing, Source


class UnSecretaryGeneralArabic(ReleaseSpider):
    """Statements of the Secretary-General in Arabic."""

    name = "un_sg_ar"
    source = Source(
        publisher="UN Secretary-General",
        site="https://www.un.org",
        language="ar",
        timezone="America/New_York",
        listings=(
            Listing(
                "/sg/ar/content/sg/statements",
                links=r"^/sg/ar/content/sg/statements?/\d{4}-\d{2}-\d{2}/[^/?]+",
                rows=(".views-row",),
                pages="?page={n}",
            ),
        ),
        dates=(In.URL, In.LISTING, In.PRINTED, In.DATELINE),
        url_date=(r"/statements?/(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})/",),
        layouts=(
            Article(
                title=("h1.page-header", "h1.title"),
                body=(".field--name-body", ".field-name-body .field-item", ".node__content .field--type-text-long"),
                published=(
                    ".field--name-field-date time::attr(datetime)",
                    ".date-display-single",
                    ".field--name-field-date",
                ),
            ),
        ),
        same_hosts=("un.org",),
        stubs=(r"(?i)arabic translation (?:is )?(?:un|not )available", r"الترجمة العربية غير متاحة"),
        expect=Expect(min_links=1, quiet_after=timedelta(days=14)),
    )
