"""Islamic Military Counter Terrorism Coalition, https://imctc.org: SharePoint publishing pages.

Seen (in public copies of the pages' text; no HTML of the site was to be had):
    2024-05: articles /{lang}/MediaCenter/News/Pages/news26.05.2024.aspx, press files
        /{lang}/MediaCenter/PressFile/Pages/PressFile18022020.aspx; the date is in the slug, the stamp at the foot is
        the time of the last change.
    2017-2020: the former site, /{English|Arabic}/NewsroomDetail/Index/{ticks}: no date printed; the number is the
        time at which the record was created (once a month after the release).
Inferred: the addresses of the listings, the Arabic tree, all markup. Hence links are told by their address, and
the paragraphs that are no text by their words.
"""

from spiders.base import ReleaseSpider
from spiders.source import Article, Expect, In, Listing, Source

ARTICLE = Article(
    title=("#DeltaPlaceHolderMain h1", ".article-title", ".ms-rte-title"),
    body=(
        "#DeltaPlaceHolderMain [id$=RichHtmlField]",
        "[id$=RichHtmlField]",
        ".ms-rtestate-field",
        "#DeltaPlaceHolderMain .article-content",
    ),
    image=("#DeltaPlaceHolderMain .article-image img::attr(src)",),
    drop=(".ms-hidden", "[id*=Listen]", "[class*=readspeaker]"),
    furniture=(
        r"(?i)sign in",
        r"(?i)voice order",
        r"(?i)(?:click here to )?download (?:the|pdf) file",
        r"(?i)scan the code below",
        r"(?i)media center",
        r"المركز الإعلامي",
        r"تسجيل الدخول",
        r"(?:أمر صوتي|الأمر الصوتي|استمع(?: إلى (?:الخبر|المقال))?)",
        r"(?:اضغط هنا ل)?(?:تحميل|تنزيل) (?:ال)?ملف(?: (?:بصيغة )?PDF)?",
    ),
    ends=(r"(?i)add your comment", r"أضف تعليق"),
    stamp=r"[\d٠-٩]{1,4}/[\d٠-٩]{1,2}/[\d٠-٩]{1,4}\s+[\d٠-٩]{1,2}:[\d٠-٩]{2}(?::[\d٠-٩]{2})?\s*(?:[APap][Mm]|[صم])?",
)

DATES = (In.URL, In.DATELINE, In.RECORD, In.STAMP)
"""The stamp last: a release of 18 February 2020 is stamped 14 March 2021 (seen)."""

URL_DATES = (
    r"(?i)news(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    r"(?i)pressfile(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})",
    r"(?i)/newsroomdetail/index/(?P<ticks>\d{18})",
)

NEXT = ("a[rel=next]::attr(href)", "a[id$=NextLink]::attr(href)", "a[href*='Paged=TRUE']::attr(href)")


def _listing(section: str, language: str, former: str) -> Listing:
    """Return the listing of a section; it may link to either section and to either generation of addresses."""
    return Listing(
        f"/{language}/MediaCenter/{section}/Pages/default.aspx",
        links=rf"(?i)^/{language}/MediaCenter/(?:News|PressFile)/Pages/(?!default\.aspx)[^/]+\.aspx"
        rf"|^/{former}/NewsroomDetail/Index/\d+",
        next=NEXT,
    )


class ImctcArabic(ReleaseSpider):
    """The coalition in Arabic: news and press files, both generations of addresses."""

    name = "imctc_ar"
    source = Source(
        publisher="IMCTC",
        site="https://imctc.org",
        language="ar",
        timezone="Asia/Riyadh",
        listings=(_listing("News", "ar", "Arabic"), _listing("PressFile", "ar", "Arabic")),
        dates=DATES,
        url_date=URL_DATES,
        day_first=True,
        layouts=(ARTICLE,),
        same_hosts=("www.imctc.org",),
        expect=Expect(min_links=1),
    )


class ImctcEnglish(ReleaseSpider):
    """The coalition in English: news and press files, both generations of addresses."""

    name = "imctc_en"
    source = Source(
        publisher="IMCTC",
        site="https://imctc.org",
        language="en",
        timezone="Asia/Riyadh",
        listings=(_listing("News", "en", "English"), _listing("PressFile", "en", "English")),
        dates=DATES,
        url_date=URL_DATES,
        day_first=False,
        layouts=(ARTICLE,),
        same_hosts=("www.imctc.org",),
        expect=Expect(min_links=1),
    )
