"""Pages to crawl in measurements: stories of about 60 KB in the shape of a Drupal news site, made by rule.

Run as a module it serves them on loopback: ``python -m bench.site PAGES`` prints its address, and ends with its stdin.
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from jinja2 import Template

PAGE_BYTES = 60_000
"""As large as the pages behind the figures in the house's plan."""

KEPT_PAGES = 500
"""Pages made ahead; a story beyond them has the text of one of these under a number of its own."""

ROWS = 100
"""Stories on a page of the listing."""

WORDS = """
أعلن الأمين العام اليوم في مقر المنظمة عن إطلاق برنامج جديد لتعزيز التعاون بين الدول الأعضاء في مجال مكافحة الإرهاب
والتطرف العنيف ودعا إلى تكثيف الجهود الدولية وتنسيق العمل المشترك وتبادل الخبرات والمعلومات وبناء قدرات المؤسسات الوطنية
وحماية المدنيين واحترام حقوق الإنسان وسيادة القانون وشدد على أهمية دور الشباب والمرأة والمجتمع المدني في الوقاية من
التطرف وأشاد بما تقدمه الدول المضيفة من دعم ومساعدة للاجئين والنازحين في المنطقة
""".split()

TEMPLATE = Template(Path(__file__).with_name("story.html").read_text(encoding="utf-8"), autoescape=True)
NUMBER = "000000000"


def page(seed: int) -> bytes:
    """Return a story of ``PAGE_BYTES``: some 400 words of text in furniture of scripts, menus and teasers."""
    rule = random.Random(seed)
    facts = {
        "title": " ".join(rule.choices(WORDS, k=8)),
        "number": NUMBER,
        "menu": rule.choices(WORDS, k=200),
        "paragraphs": [" ".join(rule.choices(WORDS, k=60)) + "." for _ in range(7)],
        "teasers": [" ".join(rule.choices(WORDS, k=9)) for _ in range(30)],
    }
    bare = len(TEMPLATE.render(facts, scripts=0).encode())
    one = len(TEMPLATE.render(facts, scripts=1).encode()) - bare
    text: str = TEMPLATE.render(facts, scripts=max(PAGE_BYTES - bare, 0) // (one + 4))
    return text.encode()


def listing(page_number: int, stories: int) -> bytes:
    """Return a page of the listing; past the last story it links to none."""
    numbers = range(page_number * ROWS, min((page_number + 1) * ROWS, stories))
    links = "\n".join(f'<li><a href="/ar/story/2026/03/{n}">خبر رقم {n} من القائمة</a></li>' for n in numbers)
    return f"<!DOCTYPE html><html><head><title>الأخبار</title></head><body><ul>{links}</ul></body></html>".encode()


async def _serve(pages: int) -> None:
    made = [page(seed) for seed in range(min(pages, KEPT_PAGES))]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.readline():
            while (await reader.readline()).strip():
                pass
            path = request.split()[1]
            number = path.rpartition(b"/")[2]
            body = b""
            if path.startswith(b"/ar/news"):
                body = listing(int(path.partition(b"?page=")[2] or 0), pages)
            elif number.isdigit():  # every story has a text of its own, so that none is another's duplicate
                body = made[int(number) % len(made)].replace(NUMBER.encode(), number.rjust(len(NUMBER), b"0"))
            status = b"200 OK" if body else b"404 Not Found"
            head = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            writer.write(head % (status, len(body)))
            writer.write(body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print("http://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
