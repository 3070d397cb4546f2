"""Tells what the cells of a column mean: numbers, shares, amounts of money and days, as far as it is beyond doubt.

What may be two things stays text: a spreadsheet that changes what was written is worse than one that does not count.
Which sign stands before decimals is told by the whole column, where one of its cells says so; else it is the point.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from turbodesk.quick_dataclasses import dataclass

_MONEY = "$€£¥₹₩₽₺₴₫₪฿"
_SPACES = "\u00a0\u202f\u2009"
_NUMBER = re.compile(rf"([-+−]?)\s?([{_MONEY}]?)\s?([-−]?)(\d[\d.,{_SPACES}' ]*)\s?([{_MONEY}%]?)", re.ASCII)
_GROUPED = re.compile(rf"\d{{1,3}}([.,'{_SPACES} ])\d{{3}}(?:\1\d{{3}})*(?:([.,])\d+)?", re.ASCII)
_PLAIN = re.compile(r"(\d+)(?:([.,])(\d+))?", re.ASCII)
_MOST_DIGITS = 15
"""Spreadsheets keep no more of a number."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII)
_FULL_MONTHS = (
    "january february march april may june july august september october november december sept".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell means beside its text."""

    text: str
    number: Decimal | None = None
    """Its number; a share as a part of one."""
    moment: dt.datetime | None = None
    has_time: bool = False
    """Whether the moment is more than a day."""
    places: int = 0
    """Digits behind the decimal point, as written."""
    is_share: bool = False
    is_grouped: bool = False
    """Whether thousands are set apart."""
    money: str = ""
    """The sign of a currency."""
    is_money_first: bool = False


def values(column: Sequence[str]) -> list[CellValue]:
    """Return what the cells of a column mean."""
    point = _decimal_point(column)
    return [_value(text, point) for text in column]


def _decimal_point(column: Sequence[str]) -> str:
    """Return the sign before decimals, "" where the column uses both for it."""
    said: set[str] = set()
    for text in column:
        match = _NUMBER.fullmatch(text)
        digits = match[4].strip() if match else ""
        if grouped := _GROUPED.fullmatch(digits):
            if digits.startswith("0") and grouped[1] in ".,":
                said.add(grouped[1])
            elif grouped[2] and grouped[2] != grouped[1]:
                said.add(grouped[2])
            elif digits.count(grouped[1]) > 1 and grouped[1] in ".,":
                said.add("," if grouped[1] == "." else ".")
        elif (plain := _PLAIN.fullmatch(digits)) and plain[2] and len(plain[3]) != 3:
            said.add(plain[2])
    return said.pop() if len(said) == 1 else "" if said else "."


def _value(text: str, point: str) -> CellValue:
    if (match := _NUMBER.fullmatch(text)) is not None and (found := _number(text, match, point)) is not None:
        return found
    moment, has_time = _moment(text)
    return CellValue(text, moment=moment, has_time=has_time)


def _number(text: str, match: re.Match[str], point: str) -> CellValue | None:
    sign, first, inner, digits, last = match.groups()
    digits = digits.strip()
    if (sign and inner) or (first and last):
        return None
    grouped, plain = _GROUPED.fullmatch(digits), _PLAIN.fullmatch(digits)
    if plain is not None and (plain[2] is None or plain[2] == point):
        whole, decimals = plain[1], plain[3] or ""
        grouped = None
    elif grouped is not None and point and grouped[1] != point and grouped[2] in (None, point):
        whole, _, decimals = digits.partition(point)
        whole = re.sub(r"\D", "", whole)
    else:
        return None
    if (whole.startswith("0") and len(whole) > 1) or len(whole) + len(decimals) > _MOST_DIGITS:
        return None
    if sign == "+" and not decimals and len(whole) > 6:  # a telephone's
        return None
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    number = -number if sign in ("-", "−") or inner else number
    money = first or (last if last != "%" else "")
    return CellValue(
        text,
        number / 100 if last == "%" else number,
        places=len(decimals),
        is_share=last == "%",
        is_grouped=grouped is not None,
        money=money,
        is_money_first=bool(first),
    )


def _moment(text: str) -> tuple[dt.datetime | None, bool]:
    """Return a day, and whether it has a time: only forms that mean one day everywhere."""
    try:
        if iso := _ISO.fullmatch(text):
            parts = [int(part) for part in iso.groups() if part]
            return dt.datetime(*parts), iso[4] is not None  # type: ignore[arg-type]
        if (found := _DAY_FIRST.fullmatch(text)) and (month := _month(found[2])):
            return dt.datetime(int(found[3]), month, int(found[1])), False
        if (found := _MONTH_FIRST.fullmatch(text)) and (month := _month(found[1])):
            return dt.datetime(int(found[3]), month, int(found[2])), False
    except ValueError:
        pass  # no such day
    return None, False


def _month(name: str) -> int:
    low = name.lower()
    return _MONTHS.index(low[:3]) + 1 if low in _MONTHS or low in _FULL_MONTHS else 0
