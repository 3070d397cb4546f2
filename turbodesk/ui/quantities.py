"""Numbers, sums, sizes, dates and lists as the person's language writes them.

Qt knows how. Everything here returns words for people. What other programs read is never written through this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale, QTime

from turbodesk import quantities, translation

Format = QLocale.FormatType
listed, sentences = quantities.listed, quantities.sentences
"""Things in a row that need no knowledge of Qt's, for whoever writes other quantities as well."""
_CENT = 0.01
_LEAST_BILL = 0.001
_REGIONS = {translation.ENGLISH: "en_US", "ar": "ar_001"}
"""How a language is written where nothing says in which country; Arabic of the world has the digits of model names."""


@lru_cache(maxsize=1)
def locale() -> QLocale:
    """Return how the language in use writes; with the habits of the person's country where it is spoken there."""
    return _locale(translation.language(), QLocale.system())


def _locale(language: str, system: QLocale) -> QLocale:
    here = QLocale(_REGIONS.get(language, language))
    is_spoken_here = system.language() == here.language() and system.script() == here.script()
    return system if is_spoken_here and language != translation.ENGLISH else here


def number(count: int) -> str:
    """Return a whole number, such as "1,234"."""
    return locale().toString(count)


def decimal(value: float, places: int) -> str:
    """Return a number with so many digits behind the point, such as "1,234.50"."""
    return locale().toString(value, "f", places)


def short_decimal(value: float, places: int) -> str:
    """Return a number with at most so many digits behind the point, and none that says nothing: "1.5", "2"."""
    text = f"{value:.{places}f}"
    shown = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return decimal(float(text), shown)


def percent(share: float, places: int = 0) -> str:
    """Return a share of 1, such as "12%"."""
    # Translators: a share in percent, with a space before the sign where your language has one
    return translation._("{number}%").format(number=decimal(share * 100, places))


def money(dollars: float, places: int = 2) -> str:
    """Return a sum in US dollars, such as "$1,234.50"."""
    return locale().toCurrencyString(round(dollars, places), dollar_sign(), places)


def dollar_sign() -> str:
    """Return the sign of US dollars."""
    # Translators: the sign of US dollars, as it is usual where your language is spoken, such as "$" or "US$"
    return translation.pgettext("US dollars", "$")


def bill(dollars: float) -> str:
    """Return a sum as bills have it, "$1.84"; less than a cent as "$0.009", and "<$0.001" for the very small.

    One way for a reply, a chat and a month: the same sum looks the same wherever it stands.
    """
    if dollars <= 0:
        return money(0, 0)
    if dollars < _LEAST_BILL:
        # Translators: less than a sum of money
        return translation._("<{sum}").format(sum=money(_LEAST_BILL, 3))
    return money(dollars, 2 if round(dollars, 3) >= _CENT else 3)


def size(byte_count: int) -> str:
    """Return a number of bytes as people read it, in units of a thousand, such as "1.4 MB"."""
    if byte_count < 1_000:
        words = translation.ngettext("{count} byte", "{count} bytes", byte_count)
        return words.format(count=number(byte_count))
    if byte_count < 999_500:
        return translation._("{number} KB").format(number=number(round(byte_count / 1_000)))
    return translation._("{number} MB").format(number=decimal(byte_count / 1_000_000, 1))


def short_date(day: dt.date) -> str:
    """Return a day in few letters, such as "29 Nov 2026"."""
    pattern = translation.pgettext("date, Qt's letters: d day, MMM short month, MMMM month, yyyy year", "d MMM yyyy")
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def long_date(day: dt.date) -> str:
    """Return a day in words, such as "29 November 2026"."""
    return _dated(day, "d MMMM yyyy", Format.LongFormat)


def day_and_month(day: dt.date) -> str:
    """Return a day of this year in few letters, such as "29 Nov"."""
    pattern = translation.pgettext("date, Qt's letters: d day, MMM short month, MMMM month, yyyy year", "d MMM")
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def month(day: dt.date) -> str:
    """Return the month of a day, such as "November 2026"."""
    pattern = translation.pgettext("date, Qt's letters: d day, MMM short month, MMMM month, yyyy year", "MMMM yyyy")
    # Qt's own "MMMM" is a month beside a day, which is another form in Slavic languages.
    pattern = pattern.replace("MMMM", f"'{month_name(day)}'")
    return locale().toString(QDate(day.year, day.month, day.day), pattern)


def heading(text: str) -> str:
    """Return a text as a heading begins, with a capital where the language has them, such as "Noviembre de 2026"."""
    return locale().toUpper(text[:1]) + text[1:]


def month_name(day: dt.date) -> str:
    """Return the name of a month that stands alone, such as "November"."""
    return locale().standaloneMonthName(day.month)


def weekday(day: dt.date) -> str:
    """Return the name of a day of the week that stands alone, such as "Sunday"."""
    return locale().standaloneDayName(day.isoweekday())


def time_of_day(moment: dt.time) -> str:
    """Return a time of the day to the minute, such as "21:05"."""
    form = "HH:mm" if translation.language() == translation.ENGLISH else locale().timeFormat(Format.ShortFormat)
    return locale().toString(QTime(moment.hour, moment.minute), form)


def short_time_of_day(moment: dt.time) -> str:
    """Return a time of the day as it stands in a sentence, such as "9:05"."""
    form = "H:mm" if translation.language() == translation.ENGLISH else locale().timeFormat(Format.ShortFormat)
    return locale().toString(QTime(moment.hour, moment.minute), form)


def joined(parts: Sequence[str]) -> str:
    """Return things in a row, such as "a, b and c"."""
    if translation.language() == translation.ENGLISH:
        # Of Qt's kinds of English the British one has no comma before "and".
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom).createSeparatedList(parts)
    if translation.language() in translation.RIGHT_TO_LEFT and len(parts) > 1:
        parts = [f"\u2068{one}\u2069" for one in parts]  # each ordered by itself, as in `translation`
    return locale().createSeparatedList(parts)


def dotted(*parts: str) -> str:
    """Return what is told of one thing in a row, such as "Files · 0.3 s"; what is "" is left out."""
    told = [one for one in parts if one]
    if translation.language() not in translation.RIGHT_TO_LEFT:
        return " · ".join(told)
    # Each ordered by itself, and the first at the right: Unicode's marks, as in `translation`.
    return "\u200f" + " · ".join(f"\u2068{one}\u2069" for one in told) if told else ""


def quoted(text: str) -> str:
    """Return a text in quotation marks, such as “Report”."""
    is_french = locale().language() is QLocale.Language.French
    return locale().quoteString(f"\u202f{text}\u202f" if is_french else text)  # « text », which Qt leaves out


def _dated(day: dt.date, english: str, form: QLocale.FormatType) -> str:
    qday = QDate(day.year, day.month, day.day)
    if translation.language() == translation.ENGLISH:
        return locale().toString(qday, english)
    # The name of the weekday, which Qt puts in front, is in a sentence too much.
    pattern = locale().dateFormat(form).replace("dddd", "").strip(" ,،")
    return locale().toString(qday, pattern)
