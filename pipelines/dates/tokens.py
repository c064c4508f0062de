"""The words a date can be made of, told apart: a text becomes a row of words, each with a one-letter kind.

A form of date is then a regular expression over the kinds, such as ``nG+y`` for "22 May 2024".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipelines.dates import months

KINDS = {
    "n": "a number of one or two digits",
    "y": "a number of four digits",
    "#": "another number",
    "G": "a Gregorian month",
    "H": "a Hijri month",
    "W": "a weekday",
    "O": "a day in words",
    "e": "the Hijri era",
    "c": "the Gregorian era",
    "m": "م: of the era or after noon",
    "s": "ص: before noon",
    "A": "words for before noon",
    "P": "words for after noon",
    "z": "by the time of",
    "Z": "a time zone",
    "t": "T between date and time",
    "q": "الموافق, that is, which is",
    "f": "a word that joins the parts of a date",
    "i": "a word for on, at",
    "T": "the hour",
    "k": "a news agency",
    "K": "KUNA, whose datelines are day - month",
    "U": "a word for the last change",
    "L": "a word for publication",
    "r": "a word between the ends of a range",
    "x": "another word",
}

_AGENCIES = (
    *("واس", "وام", "بترا", "قنا", "بنا", "سانا", "سبأ", "أونا", "يونا", "وفا", "واع", "أ ش أ", "أ ف ب"),
    *("العمانية", "ومع", "سونا", "واج", "وات", "رويترز", "شينخوا", "الأناضول", "الاناضول", "د ب أ", "نوفوستي", "إينا"),
    *(
        "spa",
        "wam",
        "qna",
        "bna",
        "petra",
        "wafa",
        "una",
        "ona",
        "sana",
        "saba",
        "mena",
        "afp",
        "ap",
        "reuters",
        "xinhua",
    ),
)
_WORDS = {
    "e": ("ه", "هجري", "هجرية", "هجريا", "للهجرة", "ah", "h", "hijri"),
    "c": ("ميلادي", "ميلادية", "ميلاديا", "للميلاد", "ce", "ad"),
    "m": ("م",),
    "s": ("ص",),
    "A": ("صباحا", "فجرا", "am"),
    "P": ("مساء", "ظهرا", "عصرا", "بعد الظهر", "pm"),
    "t": ("t",),
    "q": ("الموافق", "موافق", "الموافقة", "والموافق", "الموافقل", "المصادف", "corresponding"),
    "f": ("من", "شهر", "عام", "سنة", "لعام", "لسنة", "للعام", "of", "st", "nd", "rd", "th", "ال", "er", "de"),
    "z": ("بتوقيت", "توقيت", "التوقيت"),
    "i": ("في", "يوم", "بتاريخ", "تاريخ", "عند", "on", "at", "le", "a"),
    "T": ("الساعة", "الساعه", "ساعة"),
    "k": _AGENCIES,
    "K": ("كونا", "kuna"),
    "U": ("تحديث", "التحديث", "تحديثه", "تعديل", "التعديل", "updated", "update", "modified", "edited", "revised"),
    "L": ("نشر", "نشره", "نشرت", "النشر", "منشور", "published", "posted", "publie", "issued", "released", "صدر"),
    "r": ("الى", "حتى", "و", "to", "until", "and", "till", "au", "et"),
}
_OFFSETS = {
    0: ("z", "gmt", "utc", "ut", "wet", "غرينتش", "غرينيتش", "جرينتش", "جرينيتش", "ت غ"),
    60: ("cet", "wat", "bst", "west"),
    120: ("eet", "cest", "cat"),
    180: ("eest", "msk", "eat", "trt", "ksa", "مكة", "مكة المكرمة", "السعودية"),
    -240: ("edt",),
    -300: ("est", "cdt"),
    -360: ("cst", "mdt"),
    -420: ("mst", "pdt"),
    -480: ("pst",),
}
"""Minutes east of Greenwich. IST, AST and their like mean several zones and are no zone here."""

_FOLDED = str.maketrans({**dict.fromkeys("أإآٱٲٳ", "ا"), "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه"})
_SIGNS = {**dict.fromkeys("،٫", ","), **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"), **dict.fromkeys("⁄∕／", "/"), "：": ":"}
_DASH = re.compile(r"(?<![^\W\d_])ـ")
_TOKEN = re.compile(
    "|".join(f"(?P<h{number}>(?<![a-z]){spelling}(?![a-z]))" for number, spelling in months.LATIN_HIJRI)
    + r"|(?P<half>[ap]\. ?m\b\.?)|ه(?=الموافق)|م(?=(?:واس|كونا|وام|بترا)(?!\w))|[^\W\d_]+|\d+|[^\w\s]"
)


class _Letters(dict[int, str]):
    """What each character reads as; asked once a character, then remembered."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        kind = unicodedata.category(character)
        if character in "ـ'’‘ʿʾ`´" or (kind in {"Mn", "Me", "Cf", "Cc"} and not character.isspace()):
            read = ""
        elif kind == "Nd":
            read = str(unicodedata.decimal(character))
        elif character.isspace() or character == "_":
            read = " "
        else:
            read = _SIGNS.get(character) or _plain(character)
        self[point] = read
        return read


def _plain(character: str) -> str:
    letters = unicodedata.normalize("NFKD", character).casefold().translate(_FOLDED)
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn") or " "


_READ_AS = _Letters()


class Word(NamedTuple):
    """A word, number or sign.

    Attributes:
        text: As it reads: folded, digits ASCII.
        start: Where it starts in the text as it reads.
        value: What it counts: a number, a month, a weekday, minutes of a zone.
    """

    text: str
    start: int
    end: int
    value: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A text as a row of words.

    Attributes:
        text: The text as published.
        dashed: The same, a tatweel that stands for a dash made one.
        row: Its words.
        kinds: The kind of each, one letter a word (``KINDS``); a sign is its own kind.
    """

    text: str
    dashed: str
    row: tuple[Word, ...]
    kinds: str

    def slice(self, start: int, end: int) -> str:
        """Return the words from ``start`` up to ``end`` as published."""
        if start >= end:
            return ""
        return self.text[self.at(self.row[start].start) : self.after(self.row[end - 1].end)]

    def at(self, read: int) -> int:
        """Return where in the published text the character stands that is at ``read``."""
        seen = 0
        for index, character in enumerate(self.dashed):
            width = len(_READ_AS[ord(character)])
            if seen + width > read:
                return index
            seen += width
        return len(self.text)

    def after(self, read: int) -> int:
        """Return where the published text goes on after ``read``, marks of the last letter included."""
        index = self.at(read - 1) + 1
        while index < len(self.text) and (self.text[index] == "ـ" or unicodedata.category(self.text[index]) == "Mn"):
            index += 1
        return index

    def joined(self, left: int, right: int) -> bool:
        """Whether nothing stands between two neighbouring words, not even a blank."""
        return self.row[left].end == self.row[right].start


def words(text: str) -> Words:
    """Tell the words of a text apart."""
    dashed = _DASH.sub("-", text) if "ـ" in text else text
    found = [(match, match[0]) for match in _TOKEN.finditer(dashed.translate(_READ_AS))]
    row: list[Word] = []
    kinds: list[str] = []
    index = 0
    while index < len(found):
        match, written = found[index]
        taken, kind, value = _known(found, index) if written[0].isalpha() else (1, *_number(written))
        if match.lastgroup and match.lastgroup != "half":
            taken, kind, value = 1, "H", int(match.lastgroup[1:])
        elif match.lastgroup:
            taken, kind, value = 1, "A" if written[0] == "a" else "P", 0
        row.append(Word(written, match.start(), found[index + taken - 1][0].end(), value))
        kinds.append(kind)
        index += taken
    return Words(text, dashed, tuple(row), "".join(kinds))


def _number(written: str) -> tuple[str, int]:
    if not written[0].isdigit():
        return written, 0
    value = int(written[-9:])
    if len(written) <= 2 or (len(written) == 3 and written[0] == "0" and value <= 31):
        return "n", value
    return ("y" if len(written) == 4 else "#"), value


def _known(found: list[tuple[re.Match[str], str]], index: int) -> tuple[int, str, int]:
    """Return how many words make the longest known name here, its kind and its value."""
    names = _names()
    longest = 3 if found[index][1] in _STARTS else 1
    for length in range(min(longest, len(found) - index), 0, -1):
        name = " ".join([written for _, written in found[index : index + length]])
        if name in names:
            return length, *names[name]
    return 1, "x", 0


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, int]]:
    tables: tuple[tuple[str, dict[int, tuple[str, ...]]], ...]
    tables = (("G", months.GREGORIAN), ("H", months.HIJRI), ("W", months.WEEKDAYS), ("O", months.ORDINALS))
    names = {reads_as(word): (kind, 0) for kind, listed in _WORDS.items() for word in listed}
    tables = (*tables, ("Z", _OFFSETS))
    names |= {
        reads_as(word): (kind, number) for kind, table in tables for number, listed in table.items() for word in listed
    }
    days = [(word, number) for number, listed in months.ORDINALS.items() for word in listed if word.startswith("ال")]
    names |= {reads_as("لل" + word[2:]): ("O", number) for word, number in days}
    return names


def reads_as(text: str) -> str:
    """Return the text as it reads: folded, digits ASCII, no marks."""
    return text.translate(_READ_AS)


_STARTS = frozenset(name.split()[0] for name in _names() if " " in name)
