"""Arabic as it is shown and as it is compared: ``display`` mends what no reader sees, ``fold_*`` make keys.

Three texts, never one: what was extracted, ``display`` of it, and a fold made again from ``display`` at any time.
"""

from __future__ import annotations

import html
import re
import unicodedata

DISPLAY_VERSION = 1
"""Rises whenever ``display`` gives another text for the same words."""

FOLD_VERSION = 1
"""Rises whenever a fold gives another key for the same words: what is stored must then be folded again."""

PROCLITICS = (
    *("و", "ف", "ب", "ل", "ك", "ال", "لل", "بال", "كال"),
    *("وال", "وب", "ول", "وك", "ولل", "وبال", "وكال"),
    *("فال", "فب", "فل", "فك", "فلل", "فبال", "فكال"),
)
"""What may stand before a word and be written with it, folded."""

_INVISIBLE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\ufeff]")
_LINE_BREAK = re.compile("[\r\x85\u2028\u2029]")
_BLANK = re.compile("[\t\x0b\x0c\xa0\u2007\u202f]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})")
_LONGEST_ENTITY = 40


_COMMON = (*range(0x300), *range(0x600, 0x700), *range(0x2000, 0x2070))
"""The blocks that Arabic releases are written in; a text that needs no other is folded the fast way."""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


def _spelled_out(form: str) -> str:
    letters = unicodedata.normalize("NFKC", form)
    return "".join(letter for letter in letters if not _is_mark(letter)).replace("ـ", "").strip()


_COMMON_MARKS = re.compile(f"[{''.join(chr(point) for point in _COMMON if _is_mark(chr(point)))}]+")
_UNCOMMON = re.compile("[^\0-\u02ff\u0600-\u06ff\u2000-\u206f]")
_FORMS = {
    chr(point): _spelled_out(chr(point))
    for point in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
    if unicodedata.normalize("NFKC", chr(point)) != chr(point)
}
_FORM = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = (
    *((letter, "ا") for letter in "أإآٱٲٳ"),
    *((letter, "ي") for letter in "ىی"),
    *((letter, "ه") for letter in "ةہھۀۂۃ"),
    *(("ک", "ك"), ("گ", "ك"), ("پ", "ب"), ("چ", "ج"), ("ڤ", "ف"), ("ؤ", "و")),
    *((digit, str(value)) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")),
    *((digit, str(value)) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")),
)
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_TATWEEL = re.compile("ـ+")
_SEAT_BEFORE_WAW = re.compile("ئ+(?=و)")
_WORD = re.compile(r"[^\W_]+")
_COMMON_SIGNS = re.compile(
    f"[{''.join(re.escape(chr(point)) for point in _COMMON if not chr(point).isalnum() and not chr(point).isspace())}]+"
)
_DETACHED = re.compile(" ((?:(?:[وف]?(?:[بك]?ال|لل)|[وفبلك]) )+)(?=[\u0621-\u064a])")
_DETACHABLE = frozenset(proclitic for proclitic in PROCLITICS if _DETACHED.match(f" {proclitic} ا"))


def display(text: str) -> str:
    """Return the text as a reader sees it, its content untouched.

    Out go BOM, NUL and other control characters, soft hyphens, zero-width spaces and trailing blanks; line ends and
    no-break spaces are made plain; entities left by double escaping are undone to a fixed point. Vowel signs, hamza,
    tatweel, digits, quotes, ZWNJ, direction marks and line breaks stay as published.
    """
    text = _INVISIBLE.sub("", text)
    if "&" in text and _ENTITY.search(text):
        text = _unescaped(text)
    text = _BLANK.sub(" ", _LINE_BREAK.sub("\n", text.replace("\r\n", "\n")))
    if "\n" in text:
        text = "\n".join([line.rstrip() for line in text.split("\n")])
    return text.strip()


def fold_search(text: str) -> str:
    """Return the key that two spellings of the same words share in search; a hamza on the line counts."""
    return _joined(_letters(text))


def fold_dedup(text: str) -> str:
    """Return the key that two prints of the same words share; a hamza on the line does not count."""
    return without_hamza(fold_search(text))


def without_hamza(folded: str) -> str:
    """Return the dedup fold of a text that is folded for search."""
    return _joined(folded.replace("ء", "")) if "ء" in folded else folded


def _unescaped(text: str) -> str:
    """Undo entities in one pass: each semicolon looks back at what was written so far, so nesting costs nothing."""
    done: list[str] = []
    first, *pieces = text.split(";")
    tail = first
    for piece in pieces:
        start = tail.rfind("&")
        if start >= 0 and _ENTITY.fullmatch(tail, start):
            tail = tail[:start] + _character(tail[start:])
        else:
            tail += ";"
        done.append(tail[:-_LONGEST_ENTITY])
        tail = tail[-_LONGEST_ENTITY:] + piece
    return "".join(done) + tail


def _character(entity: str) -> str:
    written = entity + ";"
    shown = html.unescape(written)
    return _INVISIBLE.sub("", shown)


def _letters(text: str) -> str:
    text = display(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _UNCOMMON.search(text):
            text = _FORM.sub(lambda form: _FORMS.get(form[0], form[0]), text)
    text = text.lower()
    if text.isascii():
        return text
    text = _unmarked(text)
    if "ـ" in text:
        text = _TATWEEL.sub(_dash_or_nothing, text)
    for letter, plain in _LETTERS:
        if letter in text:
            text = text.replace(letter, plain)
    if "ئو" in text:
        text = _SEAT_BEFORE_WAW.sub(lambda seats: "و" * len(seats[0]), text)
    if _UNCOMMON.search(text):
        text = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _unmarked(text: str) -> str:
    if _UNCOMMON.search(text):
        return "".join([character for character in text if not _is_mark(character)])
    return _COMMON_MARKS.sub("", text)


def _dash_or_nothing(tatweel: re.Match[str]) -> str:
    """Tatweel with no letter before it is a dash."""
    before = tatweel.string[max(0, tatweel.start() - 1) : tatweel.start()]
    return "" if before.isalpha() else " "


def _joined(letters: str) -> str:
    words = _WORD.findall(letters) if _UNCOMMON.search(letters) else _COMMON_SIGNS.sub(" ", letters).split()
    line = f" {' '.join(words)}"
    if not _DETACHABLE.isdisjoint(words):
        line = _DETACHED.sub(lambda proclitics: " " + proclitics[1].replace(" ", ""), line)
    return line[1:]
