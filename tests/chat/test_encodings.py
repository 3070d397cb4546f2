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


def test_what_is_offered_begins_with_the_likely_ones_and_is_no_long_list() -> None:
    for language in ("", "ru_RU", "zh_TW", "ja", "de_DE"):
        offered = encodings.offered(language, "koi8-r")
        assert {"utf-8", "utf-16", "cp1252", "cp1251", "gb18030", "cp932", "koi8-r"} <= set(offered)
        assert len(offered) == len(set(offered)) <= 20
    assert encodings.offered("ru_RU", "cp1251")[:5] == ("utf-8", "cp1251", "koi8-r", "cp866", "cp1256")
    assert encodings.offered("zh_TW", "cp850")[:4] == ("utf-8", "cp850", "big5hkscs", "cp1252")


def test_their_names_tell_them_apart() -> None:
    assert len({encodings.long_name(one) for one in encodings.ENCODINGS}) == len(encodings.ENCODINGS)
    assert len({encodings.short_name(one) for one in encodings.ENCODINGS}) == len(encodings.ENCODINGS)
    assert encodings.short_name("cp866") == "Cyrillic, DOS"
    assert encodings.short_name("big5hkscs") == "Big5"
    assert encodings.long_name("utf-8") == "Unicode (UTF-8)"
