"""Only what people write as words is asked: never code, links, addresses, numbers, paths, names and mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.spelling.words import LONGEST_LINE, code_lines, parts, plain, words


def found(line: str) -> list[str]:
    return [one.text for one in words(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Hello, dear wrold!", ["Hello", "dear", "wrold"]),
        ("isn’t don't e-mail Mutter-Kind-Kur", ["isn’t", "don't", "e-mail", "Mutter-Kind-Kur"]),
        ("**boldd** _itallic_ ~~gone~~ > quote", ["boldd", "itallic", "gone", "quote"]),
        ("# A heading", ["heading"]),
        ("«Bonjour» “quoted” (aside) well—yes…", ["Bonjour", "quoted", "aside", "well", "yes"]),
        ("[the docs](https://example.org/teh)", ["the", "docs"]),
        ("- an item", ["an", "item"]),
        ("    - an item further in", ["an", "item", "further", "in"]),
        ("a 使用Pyhton编写 b", ["Pyhton"]),
        ("привет שלום مرحبا γειά", ["привет", "שלום", "مرحبا", "γειά"]),
        ("na\u0308ive हिन्दी", ["na\u0308ive", "हिन्दी"]),
        ("It costs $5 and then some", ["It", "costs", "and", "then", "some"]),
        ("👍 wrold", ["wrold"]),
    ],
)
def test_words_are_found_where_they_stand(line: str, expected: list[str]) -> None:
    assert found(line) == expected
    assert all(line[one.start : one.end] == one.text for one in words(line))


@pytest.mark.parametrize(
    "line",
    [
        "`teh code` ``a ` teh`` `nott closed yet",
        "https://exampel.org/teh www.exampel.org exampel.org mailto:bob@exampel.org",
        "bob@exampel.org @bobb #taggg",
        "src/maim.py C:\\Usres\\bobb ~/fiels /ect ./runn .gitignroe maim.py",
        "1234 2nd x86 GPT4 3.14 12:30 v1.2 5km",
        "--verbse -rrf key=valeu key:valeu foo_bra foo(bra) std::vectro a->bb",
        "iPhnoe camelCsae GitHbu NASAA HTTPP",
        "<div clss=teh> </spna> <https://x.y>",
        "$\\alhpa + bete$ \\(teh x\\) \\[teh\\] \\alhpa",
        "\tindented code teh",
        "    indented code teh",
        "你好世界 こんにちは カタカナ 안녕하세요 ภาษาไทย ＡＢＣＤ",
        "a I x",
        "x" * 70,
        "wrold " * LONGEST_LINE,
    ],
)
def test_what_is_no_prose_is_left_alone(line: str) -> None:
    assert found(line) == []


def test_fenced_lines_are_code_whatever_they_say() -> None:
    lines = [
        "teh",
        "```python",
        "teh",
        "~~~",
        "```",
        "teh",
        "$$",
        "teh",
        "$$",
        "``` in a line ```",
        "~~~~",
        "~~~",
        "end",
    ]
    assert code_lines(lines) == {1, 2, 3, 4, 6, 7, 8, 10, 11, 12}


def test_a_word_is_taken_apart_where_it_is_joined() -> None:
    assert parts("Mutter-Kind-Kur") == ("Mutter", "Kind", "Kur")
    assert parts("dog's") == ("dog",)
    assert parts("word") == ()
    assert plain("isn’t\u00ad") == "isn't"


@given(st.text(max_size=300))
def test_any_line_has_its_words_in_order_and_apart(line: str) -> None:
    end = 0
    for word in words(line):
        assert word.start >= end
        assert line[word.start : word.end] == word.text
        end = word.end


@pytest.mark.parametrize("piece", ["\\(", "\\[", "`", "<a", "$a", "](", "a-", "a.", "`a``"])
def test_no_line_takes_time_out_of_proportion(piece: str) -> None:
    words(piece * (LONGEST_LINE // len(piece)))  # a pattern that tries all ways would never come back
