"""Names of months, weekdays and ordinal days as releases write them, and what they count."""

from __future__ import annotations

GREGORIAN: dict[int, tuple[str, ...]] = {
    1: ("يناير", "ينائر", "كانون الثاني", "كانون ثاني", "كانون ثان", "جانفي", "january", "jan", "janvier"),
    2: ("فبراير", "فبرائر", "شباط", "فيفري", "فيفيري", "february", "feb", "fevrier"),
    3: ("مارس", "آذار", "march", "mar", "mars"),
    4: ("أبريل", "أفريل", "نيسان", "april", "apr", "avril"),
    5: ("مايو", "مايس", "أيار", "آيار", "ماي", "نوار", "may", "mai"),
    6: ("يونيو", "يونيه", "يونية", "حزيران", "جوان", "june", "jun", "juin"),
    7: ("يوليو", "يوليه", "يولية", "يوليوز", "تموز", "جويلية", "july", "jul", "juillet"),
    8: ("أغسطس", "أوغسطس", "أغشت", "غشت", "آب", "أوت", "august", "aug", "aout"),
    9: ("سبتمبر", "سيبتمبر", "شتنبر", "أيلول", "september", "sept", "sep", "septembre"),
    10: ("أكتوبر", "اوكتوبر", "تشرين الأول", "تشرين أول", "october", "oct", "octobre"),
    11: ("نوفمبر", "نونبر", "تشرين الثاني", "تشرين ثاني", "تشرين ثان", "november", "nov", "novembre"),
    12: ("ديسمبر", "دجنبر", "كانون الأول", "كانون أول", "december", "dec", "decembre"),
}
"""Egypt and the Gulf, the Levant and Iraq, the Maghreb; English, French. كانون and تشرين alone are two months."""

HIJRI: dict[int, tuple[str, ...]] = {
    1: ("محرم", "المحرم", "محرم الحرام", "muharram"),
    2: ("صفر", "صفر الخير", "صفر المظفر", "safar"),
    3: ("ربيع الأول", "ربيع أول", "ربيع الاولى", "ربيع1"),
    4: ("ربيع الآخر", "ربيع آخر", "ربيع الثاني", "ربيع ثاني", "ربيع ثان", "ربيع الاخرة"),
    5: ("جمادى الأولى", "جمادى الأول", "جماد الأول", "جماد الأولى", "جماد أول", "جمادى أول"),
    6: (
        *("جمادى الآخرة", "جمادى الآخر", "جمادى الثانية", "جمادى الثاني", "جماد الآخر", "جماد الآخرة"),
        *("جماد الثاني", "جماد الثانية", "جماد ثاني", "جماد آخر"),
    ),
    7: ("رجب", "رجب الفرد", "rajab"),
    8: ("شعبان", "شعبان المعظم", "shaban", "shaaban"),
    9: ("رمضان", "رمضان المبارك", "ramadan", "ramadhan"),
    10: ("شوال", "shawwal", "shawal"),
    11: ("ذو القعدة", "ذي القعدة", "ذا القعدة", "ذوالقعدة", "ذيالقعدة", "ذو القعده الحرام", "ذي قعدة", "ذو قعدة"),
    12: ("ذو الحجة", "ذي الحجة", "ذا الحجة", "ذوالحجة", "ذيالحجة", "ذو الحجة الحرام", "ذي حجة", "ذو حجة"),
}
"""Every spelling seen; the Latin spellings of two words are read by ``LATIN_HIJRI``."""

LATIN_HIJRI = (
    (3, r"rabi[\W_]*(?:(?:al|ul|el|l|i)?[\W_]*a?w+al|1|i)"),
    (4, r"rabi[\W_]*(?:(?:al|ul|el|ath|l)?[\W_]*(?:th?ani|a?akhir|akhar|akhirah)|2|ii)"),
    (5, r"jum?[ao]+da[\W_]*(?:(?:al|ul|l|i)?[\W_]*(?:a?w+al|u+la|o+la)|1|i)"),
    (6, r"jum?[ao]+da[\W_]*(?:(?:al|ul|ath|l)?[\W_]*(?:th?ani[a-z]*|akhir[a-z]*)|2|ii)"),
    (11, r"(?:dh?u|z[ui])[ \-]*(?:al|l)?[\W_]*qi?[a]?da?h?"),
    (12, r"(?:dh?u|z[ui])[ \-]*(?:al|l)?[\W_]*hi?jj?ah?"),
)

WEEKDAYS: dict[int, tuple[str, ...]] = {
    0: ("الاثنين", "الإثنين", "لاثنين", "الأثنين", "monday", "mon", "lundi"),
    1: ("الثلاثاء", "ثلاثاء", "الثلاثا", "tuesday", "tue", "tues", "mardi"),
    2: ("الأربعاء", "أربعاء", "الاربعا", "wednesday", "wed", "mercredi"),
    3: ("الخميس", "خميس", "thursday", "thu", "thur", "thurs", "jeudi"),
    4: ("الجمعة", "جمعة", "friday", "fri", "vendredi"),
    5: ("السبت", "سبت", "saturday", "sat", "samedi"),
    6: ("الأحد", "sunday", "sun", "dimanche"),
}
"""As ``date.weekday()`` counts."""

_UNITS = ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع")
_TENS = {20: "العشر", 30: "الثلاث"}


def _ordinals() -> dict[int, tuple[str, ...]]:
    days: dict[int, tuple[str, ...]] = {number: (unit,) for number, unit in enumerate(_UNITS, 1)}
    days[1] = ("الأول", "أول", "غرة")
    days[10] = ("العاشر",)
    for unit, word in enumerate(("الحادي", *_UNITS[1:]), 1):
        days[10 + unit] = (f"{word} عشر",)
    for tens, stem in _TENS.items():
        days[tens] = (f"{stem}ون", f"{stem}ين")
        for unit, word in enumerate(("الحادي", *_UNITS[1:]), 1):
            if tens + unit <= 31:
                days[tens + unit] = (
                    f"{word} و{stem}ون",
                    f"{word} و{stem}ين",
                    f"{word} و {stem}ين",
                    f"{word} و {stem}ون",
                )
    return days


ORDINALS = _ordinals()
"""Days in words: الثاني والعشرون; with a ل before them too (للحادي والعشرين)."""
