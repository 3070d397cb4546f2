"""Numbers are written as the lists of documents write them."""

from __future__ import annotations

import pytest

from turbodesk.app.documents.numerals import numeral


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [
        *((4, "decimal", "4"), (4, "decimalZero", "04"), (28, "lowerLetter", "bb"), (3, "A", "C"), (14, "i", "xiv")),
        *((1999, "upperRoman", "MCMXCIX"), (10, "chineseCounting", "十"), (42, "japaneseCounting", "四十二")),
        *((3, "decimalEnclosedCircle", "③"), (0, "lowerLetter", "0"), (5_000, "lowerRoman", "5000"), (7, "other", "7")),
    ],
)
def test_numbers(number: int, form: str, words: str) -> None:
    assert numeral(number, form) == words
