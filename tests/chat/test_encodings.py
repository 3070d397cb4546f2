"""Names of encodings, and which are likely for whom."""

from __future__ import annotations

import pytest

from turbodesk.chat import encodings


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UTF8", "utf-8"),
        ("utf-16le", "utf-16"),
        ("latin1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("KOI8-R", "koi8-r"),
        ("gbk", "gb18030"),
        ("Big5", "big5hkscs"),
        (" SJIS ", "cp932"),
        ("EUC-KR", "cp949"),
        ("macintosh", "mac-roman"),
        ("iso-2022-jp", "iso2022_jp"),
        ("euc-jp", "euc-jp"),
        ("rot13", ""),
        ("no such", ""),
        ("", ""),
        ("a\0b", ""),
    ],
)
def test_declared_names_of_any_spelling_are_known(name: str, expected: str) -> None:
    assert encodings.known(name) == expected


def test_all_encodings_are_offered_once_and_the_likely_ones_first() -> None:
    for language in ("", "ru_RU", "zh_TW", "ja", "de_DE"):
        assert sorted(encodings.in_likely_order(language)) == sorted(encodings.ENCODINGS)
    assert encodings.in_likely_order("ru_RU")[:5] == ("utf-8", "cp1251", "koi8-r", "cp866", "cp1252")
    assert encodings.in_likely_order("zh_TW")[:4] == ("utf-8", "big5hkscs", "cp1252", "utf-16")


def test_their_names_tell_them_apart() -> None:
    assert len({encodings.long_name(one) for one in encodings.ENCODINGS}) == len(encodings.ENCODINGS)
    assert len({encodings.short_name(one) for one in encodings.ENCODINGS}) == len(encodings.ENCODINGS)
    assert encodings.short_name("cp866") == "Cyrillic, DOS"
    assert encodings.short_name("big5hkscs") == "Big5"
    assert encodings.long_name("utf-8") == "Unicode (UTF-8)"
