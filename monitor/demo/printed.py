"""Dates and texts as the sites print them: the filters of the demo site's templates."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from monitor.demo.releases import HEADING

UN_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""Month names as the United Nations prints them in Arabic."""

VIEWSTATE_BYTES = 6_000
"""Length of the hidden field of a SharePoint page, before base64."""


def un_day(moment: datetime) -> str:
    """Return ``22 تشرين الثاني/نوفمبر 2015``."""
    return f"{moment.day} {UN_MONTHS[moment.month - 1]} {moment.year}"


def english_day(moment: datetime) -> str:
    """Return ``22 November 2015``."""
    return f"{moment.day} {moment:%B %Y}"


def day_first(moment: datetime) -> str:
    """Return ``06/02/2019`` for the sixth of February."""
    return f"{moment:%d/%m/%Y}"


def stamp(moment: datetime, language: str) -> str:
    """Return IMCTC's stamp: ``5/27/2024 2:49 PM`` in English, day first with م or ص in Arabic."""
    hour = moment.hour % 12 or 12
    if language == "ar":
        return f"{moment:%d/%m/%Y} {hour:02}:{moment:%M} {'م' if moment.hour >= 12 else 'ص'}"
    return f"{moment.month}/{moment.day}/{moment.year} {hour}:{moment:%M} {moment:%p}"


def feed_day(moment: datetime) -> str:
    """Return the day as UN News' feed does: a time of day that is always noon UTC."""
    return format_datetime(datetime(moment.year, moment.month, moment.day, 12, tzinfo=UTC))


def columns(paragraphs: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Split a body at its headings: ``(heading, paragraphs)``, the first heading empty where the body has none."""
    found: list[tuple[str, list[str]]] = []
    for text in paragraphs:
        if text.startswith(HEADING):
            found.append((text.removeprefix(HEADING), []))
            continue
        if not found:
            found.append(("", []))
        found[-1][1].append(text)
    return found


def viewstate(path: str) -> str:
    """Return a hidden field as long and as meaningless as SharePoint's, the same for a path each time."""
    return base64.b64encode(hashlib.shake_256(path.encode()).digest(VIEWSTATE_BYTES)).decode()
