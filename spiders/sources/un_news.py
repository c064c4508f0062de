"""UN News in Arabic, https://news.un.org/ar: Drupal, rendered on the server.

Seen:
    2026-08: robots.txt closes ``*/news/`` (the topics) and the feeds to everyone but one reader; ``/ar/news?page=N``,
        ``/ar/tags/…`` and ``/ar/story/…`` are open. So we read the listing and the counter-terrorism tag, no feed.
    2022-2026: the body is several ``div.field--name-field-text-column`` with h3 and h4 between; older pages have one
        ``div.field--name-body``. A video story has a lead and no body.
    2022-2026: addresses in feeds begin with ``/feed/view``, which redirects to the story.
"""

from datetime import timedelta

from spiders.base import ReleaseSpider
from spiders.source import Article, Expect, In, Listing, Source

STORIES = r"^/ar/story/\d{4}/\d{2}/\d+"
ROWS = (".views-row", "article.node--type-news-story")
DROP = (".media", ".type-twitter", ".block-region-related", ".field--name-field-related-stories")


class UnNewsArabic(ReleaseSpider):
    """UN News in Arabic: its newest stories, and those tagged counter-terrorism."""

    name = "un_news_ar"
    source = Source(
        publisher="UN News",
        site="https://news.un.org",
        language="ar",
        timezone="America/New_York",
        listings=(
            Listing("/ar/news", links=STORIES, rows=ROWS, pages="?page={n}"),
            Listing("/ar/tags/mkfh-lrhb", links=STORIES, rows=ROWS, pages="?page={n}"),
        ),
        dates=(In.PRINTED, In.JSON_LD, In.META, In.LISTING, In.URL),
        url_date=(r"/story/(?P<y>\d{4})/(?P<m>\d{2})/",),
        layouts=(
            Article(
                title=("h1 span.field--name-title", "h1.page-header"),
                lead=("div.views-field-field-news-story-lead p", "div.field--name-field-news-story-lead"),
                body=("div.field--name-field-text-column",),
                published=(
                    "span.views-field-field-news-date time::attr(datetime)",
                    "time.datetime::attr(datetime)",
                    "span.views-field-field-news-date",
                ),
                section=("span.views-field-field-news-topics a", "span.views-field-field-news-topics"),
                tags=(".field--name-field-tags a", ".field--name-field-news-tags a"),
                image=("div.media-image img::attr(src)",),
                drop=DROP,
            ),
            Article(body=("div.field--name-body",), drop=DROP),
        ),
        strip=("/feed/view",),
        expect=Expect(min_links=3, quiet_after=timedelta(days=3)),
    )
