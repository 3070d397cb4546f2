"""Writes the number of a list's item, of a note or of a heading as its document has it."""

from __future__ import annotations

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_CHINESE = "零一二三四五六七八九"
_FORMS = {
    **dict.fromkeys(("lowerLetter", "alphaLc", "a"), "a"),
    **dict.fromkeys(("upperLetter", "alphaUc", "A"), "A"),
    **dict.fromkeys(("lowerRoman", "romanLc", "i"), "i"),
    **dict.fromkeys(("upperRoman", "romanUc", "I"), "I"),
    **dict.fromkeys(
        (
            *(
                "chineseCounting",
                "chineseCountingThousand",
                "japaneseCounting",
                "taiwaneseCounting",
                "ideographDigital",
            ),
            *("taiwaneseCountingThousand", "ideographTraditional", "koreanDigital2", "ea1ChsPeriod", "一, 二, 三, ..."),
            *("ea1JpnChsDbPeriod", "ea1JpnKorPlain", "ea1ChtPeriod", "一, 十, 一百, ..."),
        ),
        "一",
    ),
    "decimalZero": "01",
    "decimalEnclosedCircle": "①",
    "decimalEnclosedCircleChinese": "①",
    "circleNumDbPlain": "①",
}


def numeral(number: int, form: str) -> str:
    """Return a number in a form as Word, PowerPoint or OpenDocument call it; digits where it is not known."""
    match _FORMS.get(form):
        case "a" | "A" as first if 0 < number <= 780:
            letter = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter.upper() if first == "A" else letter
        case "i" | "I" as first if 0 < number < 4_000:
            made = ""
            for value, letters in _ROMAN:
                made += letters * (number // value)
                number %= value
            return made.upper() if first == "I" else made
        case "一" if 0 < number < 100:
            tens, ones = divmod(number, 10)
            ten = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
            return ten + (_CHINESE[ones] if ones else "")
        case "01":
            return f"{number:02}"
        case "①" if 0 < number <= 20:
            return chr(0x245F + number)
    return str(number)
