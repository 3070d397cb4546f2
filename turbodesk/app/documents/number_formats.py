"""Shows a number of a spreadsheet as its cell does, by the format codes of Excel (ECMA-376 part 1, 18.8.31).

Dates and times are written as ISO 8601 does, with as much of them as the code shows: what Excel shows for "m/d/yyyy"
hangs on the machine, and 01/02/2026 can be read in two ways. Points and commas stand as in English for the same reason.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from turbodesk.app.documents.number_digits import Digits, general
from turbodesk.quick_dataclasses import dataclass

_NUMBERS = "0|0.00|#,##0|#,##0.00|0%|0.00%|0.00E+00|# ?/?|# ??/??|##0.0E+0|@"
_MOMENTS = "yyyy-mm-dd|d-mmm-yy|d-mmm|mmm-yy|h:mm|h:mm:ss|h:mm|h:mm:ss|m/d/yy h:mm|mm:ss|[h]:mm:ss|mm:ss"
BUILT_IN = {
    **dict(zip((1, 2, 3, 4, *range(9, 14), 48, 49), _NUMBERS.split("|"), strict=True)),
    **dict(zip((*range(14, 23), 45, 46, 47), _MOMENTS.split("|"), strict=True)),
    **dict.fromkeys((5, 6, 37, 38), "#,##0;(#,##0)"),
    **dict.fromkeys((7, 8, 39, 40), "#,##0.00;(#,##0.00)"),
    **dict.fromkeys((41, 42), '#,##0;(#,##0);"-"'),
    **dict.fromkeys((43, 44), '#,##0.00;(#,##0.00);"-"'),
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 34, 55), "h:mm"),
    **dict.fromkeys((33, 35, 56), "h:mm:ss"),
}
"""By their numbers. 27 to 58 are dates and times of East Asian programs. Of currencies the sign is the machine's."""
_LONGEST = 500
"""Characters of a code that is read; Excel takes 255."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<condition>[<>=]+)\s*(?P<limit>-?[\d.]+)\]|\[[^\]]*\]"
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<general>General)|(?P<exponent>E[+-])|(?P<date>[ymdhsbeg]+)|(?P<digit>[0#?])"
    r"|(?P<other>.)",
    re.I | re.S,
)
_MOST_DAYS = 2_958_466
"""The day after 9999-12-31."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One of up to four parts of a code, each for some numbers."""

    condition: str
    limit: float
    is_date: bool
    letters: str
    """Of a date, in lower case: which parts of it are shown."""
    elapsed: str
    """"h", "m" or "s" where a time is counted on past its day, else ""."""
    digits: Digits | None
    """None for a text or for numbers as they come."""
    before: str
    """What stands before a number as it comes."""
    after: str


def shown(value: float, code: str, *, is_1904: bool = False) -> str:
    """Return what a cell shows; `is_1904`: days are counted from 1904 and not from 1900."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    sections = _sections(code[:_LONGEST])
    section, is_positive = _chosen(sections, value)
    if section is None:
        return ""
    if section.is_date:
        return _moment(value + 1_462 if is_1904 else value, section)
    number = abs(value) if is_positive else value
    if section.digits is None:
        return section.before + general(number) + section.after
    try:
        return section.digits.shown(number)
    except (InvalidOperation, OverflowError, ValueError):
        return general(value)


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """Return the section for a value, and whether that says by itself that the value is negative."""
    conditioned = [one for one in sections if one.condition]
    if conditioned:
        for one in conditioned:
            if _holds(value, one.condition, one.limit):
                return one, len(sections) > 1 and one.limit <= 0 and "<" in one.condition
        rest = [one for one in sections[:3] if not one.condition]
        return (rest[-1] if rest else None), False
    if len(sections) == 1:
        return sections[0], False
    if value < 0:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return (sections[0] if sections else None), False


def _holds(value: float, condition: str, limit: float) -> bool:
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }.get(condition, False)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code or "General"):
        if match["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(match)
    return tuple(map(_section, parts[:3]))


def _section(tokens: list[re.Match[str]]) -> _Section:
    condition, limit, elapsed, letters = "", 0.0, "", ""
    for token in tokens:
        if token["condition"]:
            try:
                condition, limit = token["condition"], float(token["limit"])
            except ValueError:
                condition = ""
        elapsed = elapsed or (token["elapsed"] or "")[:1].lower()
        letters += (token["date"] or token["elapsed"] or "").lower() + ("h" if token["noon"] else "")
    has_digits = any(token["digit"] for token in tokens)
    is_general = any(token["general"] or token["other"] == "@" for token in tokens)
    # "E" alone is an era, and letters such as "d" may stand unquoted beside digits in codes of other programs.
    date_like = bool(set(letters) & set("ymdhs")) and not any(token["exponent"] for token in tokens) and not is_general
    if date_like and (not has_digits or set(letters) & set("yhs") or len(letters) > 1):
        return _Section(condition, limit, True, letters, elapsed, None, "", "")
    if is_general:
        at = next(n for n, token in enumerate(tokens) if token["general"] or token["other"] == "@")
        before, after = "".join(map(_literal, tokens[:at])), "".join(map(_literal, tokens[at + 1 :]))
        return _Section(condition, limit, False, "", "", None, before, after)
    return _Section(condition, limit, False, "", "", Digits.of([_piece(token) for token in tokens]), "", "")


def _literal(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or token["currency"] or token["other"] or ""


def _piece(token: re.Match[str]) -> tuple[str, str]:
    if token["digit"] or token["exponent"]:
        return ("digit", token["digit"]) if token["digit"] else ("exponent", token["exponent"])
    if token["other"] in (".", ",", "%", "/"):
        return token["other"], token["other"]
    return "literal", _literal(token) or (token["date"] or "")


def _moment(value: float, section: _Section) -> str:
    """Return a day and a time, as much of it as is shown. Days count from 1900-01-01 as 1, with a 29th of February."""
    seconds = int((Decimal(repr(value)) * 86_400).quantize(Decimal(1), ROUND_HALF_UP)) if abs(value) < 1e9 else -1
    if seconds < 0 or (seconds >= _MOST_DAYS * 86_400 and not section.elapsed):
        return general(value)
    letters = section.letters
    has_time = bool(set(letters) & set("hs"))
    if section.elapsed:
        return _counted(seconds, section)
    days, seconds = divmod(seconds, 86_400)
    time = f"{seconds // 3_600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if "s" in letters else "")
    if has_time and not set(letters) & set("ydbeg"):
        return time
    day = _day(days)
    if "d" not in letters and not has_time and "y" in letters:
        day = day[:7] if "m" in letters else day[:4]
    return f"{day} {time}" if has_time else day


def _day(days: int) -> str:
    if days in (0, 60):
        return "1900-01-00" if not days else "1900-02-29"
    return (date(1899, 12, 31 if days < 60 else 30) + timedelta(days)).isoformat()


def _counted(seconds: int, section: _Section) -> str:
    if section.elapsed == "s":
        return str(seconds)
    if section.elapsed == "m":
        return f"{seconds // 60:02}" + (f":{seconds % 60:02}" if "s" in section.letters else "")
    hours, seconds = divmod(seconds, 3_600)
    shown_hours = f"{hours:02}" if "hh" in section.letters else str(hours)
    minutes = f":{seconds // 60:02}" if "m" in section.letters else ""
    return shown_hours + minutes + (f":{seconds % 60:02}" if "s" in section.letters else "")
