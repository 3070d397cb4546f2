"""A code survives how people type it, and what is mistyped is noticed."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from turbodesk.remote.recovery_code import WrongCode, groups, new_code, read_code, written

NUMBERS = st.integers(0, 2**130 - 1)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = written(0x2468ACE02468ACE02468ACE02468ACE01)


@given(NUMBERS)
def test_a_code_comes_back(number: int) -> None:
    text = written(number)
    assert [len(group) for group in groups(text)] == [4] * 7
    assert read_code(text) == number


@given(NUMBERS, st.data())
def test_a_code_typed_sloppily(number: int, data: st.DataObject) -> None:
    looks = {"0": "0Oo", "1": "1IiLl"}
    typed = ""
    for letter in written(number).replace("-", ""):
        typed += data.draw(st.sampled_from(looks.get(letter, letter + letter.lower())))
        typed += data.draw(st.sampled_from(["", "", "", " ", "-", "\n", "\u00a0", "–", " — ", "\u200b", "_", "\u00ad"]))
    parts = [len(part) for part in re.split(r"[^0-9A-Za-z]+", typed) if part]
    assume(len(parts) != 7 or parts == [4] * 7)  # somebody who types seven groups means these
    assert read_code(f" {typed}\t") == number


def test_a_code_in_letters_of_full_width() -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in CODE)
    assert read_code(wide) == read_code(CODE)


def test_new_codes_differ() -> None:
    assert len({new_code() for _ in range(100)}) == 100
    assert groups(new_code().lower())


def test_zeros_alone_are_no_code() -> None:
    assert not written(0).endswith("0000")
    with pytest.raises(WrongCode):
        read_code("0" * 28)


@given(NUMBERS, st.integers(0, 27), st.integers(1, 31))
def test_one_wrong_letter_is_found(number: int, at: int, by: int) -> None:
    letters = list(written(number).replace("-", ""))
    letters[at] = LETTERS[LETTERS.index(letters[at]) ^ by]
    with pytest.raises(WrongCode, match=rf"group {at // 4 + 1} ") as caught:
        read_code("".join(letters))
    assert caught.value.group == at // 4 + 1


@given(
    NUMBERS,
    st.lists(st.tuples(st.integers(0, 27), st.integers(1, 31)), min_size=2, max_size=2, unique_by=lambda one: one[0]),
)
def test_two_wrong_letters_never_pass(number: int, wrong: list[tuple[int, int]]) -> None:
    letters = list(written(number).replace("-", ""))
    for at, by in wrong:
        letters[at] = LETTERS[LETTERS.index(letters[at]) ^ by]
    with pytest.raises(WrongCode):
        read_code("".join(letters))


@given(NUMBERS, st.lists(st.integers(0, 27), min_size=2, max_size=2, unique=True))
def test_two_letters_that_changed_places_never_pass(number: int, at: list[int]) -> None:
    letters = list(written(number).replace("-", ""))
    first, second = at
    if letters[first] != letters[second]:
        letters[first], letters[second] = letters[second], letters[first]
        with pytest.raises(WrongCode):
            read_code("".join(letters))


def test_several_wrong_letters_may_be_all_that_is_known() -> None:
    told = set()
    for by in range(1, 32):
        letters = list(CODE.replace("-", ""))
        letters[0], letters[9] = LETTERS[LETTERS.index(letters[0]) ^ 1], LETTERS[LETTERS.index(letters[9]) ^ by]
        with pytest.raises(WrongCode) as caught:
            read_code("".join(letters))
        told.add(str(caught.value))
    assert "More than one letter is wrong. Please compare all groups." in told


@pytest.mark.parametrize(
    ("text", "sentence", "group"),
    [
        ("", "A recovery code has 28 letters and digits. Typed so far: 0.", None),
        (CODE[:-1].replace("-", ""), "A recovery code has 28 letters and digits. Typed so far: 27.", None),
        (CODE + "-0000", "A recovery code has 28 letters and digits. Typed so far: 32.", None),
        (CODE[:-1], "Group 7 is not four letters and digits long.", 7),
        (CODE[:1] + CODE, "Group 1 is not four letters and digits long.", 1),
        ("U" + CODE[1:], "No recovery code has a “U”. It is in group 1.", 1),
        (CODE[:6] + "ẞ" + CODE[7:], "No recovery code has a “ẞ”. It is in group 2.", 2),
    ],
)
def test_it_says_what_is_wrong(text: str, sentence: str, group: int | None) -> None:
    with pytest.raises(WrongCode) as caught:
        read_code(text)
    assert (str(caught.value), caught.value.group) == (sentence, group)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_and_no_defect(text: str) -> None:
    with suppress(WrongCode):
        assert groups(text) == written(read_code(text)).split("-")
