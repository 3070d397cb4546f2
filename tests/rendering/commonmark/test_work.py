"""Proves that no input makes the grammar work more than in proportion to its length.

Work is counted, not timed: the lines of the grammar's Python that run. An attack four times as long must not need much
more than four times as many. What single searches cost inside `re` and `str` is not seen here:
`tests/bench/rendering.py` times the same attacks at a hundred times the size.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rendering.documents import LINES, MARKS, MORE_LINES, MORE_MARKS, PREFIXES
from turbodesk.rendering import BlockStream, to_html
from turbodesk.rendering.commonmark import __file__ as package

FOLDER = package.rpartition("/")[0]

# After cmark's pathological tests: pieces that are repeated, with what stands before and after them.
ATTACKS = {
    "brackets": ("", "[", ""),
    "brackets closed": ("", "[", "a" + "]" * 50),
    "nested brackets": ("", "[a](", ""),
    "links in links": ("", "[a](b", ""),
    "links in angle brackets": ("", "[a](<b", ""),
    "link titles": ("", '[a](b "', ""),
    "links with other titles": ("", "[a](b 'x \"", ""),
    "images": ("", "![a", ""),
    "images in images": ("", "![[]()", ""),
    "emphasis and brackets": ("", "[ a_", ""),
    "brackets and parentheses": ("", "[ (](", ""),
    "emphasis": ("", "*a **a ", ""),
    "emphasis closed": ("", "*a **a ", "b** b*" * 50),
    "closers": ("", "a_ ", ""),
    "openers": ("", "_a ", ""),
    "mixed openers": ("", "*_~~", ""),
    "underscores and stars": ("", "a**b_c ", ""),
    "backticks": ("", "e`", ""),
    "growing backticks": None,
    "code and escapes": ("", "\\`` ` ", ""),
    "entities": ("", "&amp", ""),
    "tags": ("", "<a x", ""),
    "tags with values": ("", "<a x='", ""),
    "allowed tags": ("", "<sub>", ""),
    "allowed tags crossed": ("", "<sub><sup></sub>", ""),
    "allowed closers": ("<sub>", "</sup><sub>", ""),
    "comments": ("", "<!-- a", ""),
    "instructions": ("", "<?", ""),
    "declarations": ("", "<!A ", ""),
    "autolinks": ("", "<a:", ""),
    "addresses": ("", "http://a.b/(", ""),
    "addresses in brackets": ("[", "http://]", ""),
    "addresses with points": ("", "https://!!!!", ""),
    "mail": ("", "a.b-c_d", "@"),
    "mail twice": ("", "a@b.", ""),
    "www": ("", "www.a.", ""),
    "closing parentheses": ("http://a.b/", ")", ""),
    "references at the end of an address": ("http://a.b/", "&a;", ""),
    "maths": ("", "\\(a", ""),
    "display maths": ("", "\\[a", ""),
    "dollars": ("", "$a", ""),
    "dollars and spaces": ("", "$a $", ""),
    "double dollars": ("", "$$a", ""),
    "double dollar lines": ("", "$$\n", ""),
    "display lines": ("", "\\[\n", ""),
    "notes": ("", "[^a", ""),
    "note lines": ("", "[^a]: [^b] \n", ""),
    "notes used": ("", "[^a] ", "\n\n[^a]: b\n"),
    "quotes": ("", ">", "a"),
    "quote lines": ("", "> > > a\n", ""),
    "lists": ("", "- ", "a"),
    "numbers": ("", "1. ", "a"),
    "list lines": ("", "- a\n", ""),
    "growing lists": None,
    "definitions": ("", "[a]: b\n", ""),
    "broken definitions": ("", "[a]: b 'c\n", ""),
    "definitions without address": ("", "[a]:\n", ""),
    "underlines": ("", "a\n---\n", ""),
    "fences": ("", "```\n", ""),
    "fences of growing length": None,
    "hashes": ("# a", " #", "b"),
    "blanks before hashes": ("# a", "  ", "#b"),
    "blank lines in a fence": ("```\n", "\n", "x"),
    "blanks in a line": ("a", "  ", "\nb"),
    "rules": ("", "* ", "a"),
    "rows": ("| a | b |\n|---|---|\n", "|\n", ""),
    "cells": ("| a |\n|---|\n", "|", ""),
    "columns": None,
    "delimiters": ("|a|\n", "|-", "x"),
    "escaped pipes": ("| a |\n|---|\n|", "\\|", ""),
    "delimiter rows": ("", "| a |\n|---|\n", ""),
    "environments": ("", "\\begin{align}", ""),
    "environment lines": ("", "\\begin{align}\n", ""),
    "escaped words": ("", "\\(see\\) ", ""),
    "formulas beside letters": ("", "中$x", ""),
    "rows with code": ("| a |\n|---|\n|", "`|``|", ""),
    "rows with formulas": ("| a |\n|---|\n|", "$a|\\(", ""),
    "verse": ("", "Roses are red\n", ""),
    "labels": ("", "Name: a\n", ""),
    "bullets": ("", "• a\n", ""),
    "addresses of other scripts": ("", "https://a.b中.", ""),
    "punctuation in an address": ("https://a.b/", "’a", ""),
    "mail beside letters": ("", "中a.b", "@"),
    "tabs": ("", "\t", "a"),
    "tabs and quotes": ("", ">\t", "a"),
    "one word": ("", "a", ""),
}


def attack(name: str, size: int) -> str:
    """Return the attack with its piece repeated `size` times (or grown to it)."""
    root = int(size**0.5)
    match name:
        case "growing backticks":
            return " ".join("`" * count for count in range(1, root * 2))
        case "growing lists":
            return "".join(f"{'  ' * depth}- a\n" for depth in range(root * 2))
        case "fences of growing length":
            return "".join("`" * (3 + count) + "\n" for count in range(root * 2))
        case "columns":
            return "|a" * root + "|\n" + "|-" * root + "|\n" + "|\n" * root
    before, piece, after = ATTACKS[name] or ("", "", "")
    return before + piece * size + after


def steps(text: str) -> int:
    """Return how many lines of the grammar's Python run to render `text`."""
    count = 0

    def inside(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if event == "line":
            count += 1
        return inside

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        return inside if frame.f_code.co_filename.startswith(FOLDER) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        to_html(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", ATTACKS)
def test_work_grows_as_the_text_does(name: str) -> None:
    small, large = attack(name, 150), attack(name, 600)
    growth = len(to_html(large)) / max(1, len(to_html(small)))
    ratio = len(large) / len(small)
    assert steps(large) <= 1.5 * ratio * steps(small) + 2000
    assert growth <= 2 * ratio


SIGNS = st.sampled_from(
    [mark for mark in (*MARKS, *MORE_MARKS, *PREFIXES, *LINES, *MORE_LINES, "\n", "中", "“") if mark]
)


@settings(max_examples=max(5, settings().max_examples // 4))
@given(
    before=st.sampled_from(["", "> ", "- ", "[", "$", "*", "[^n]: ", "| a |\n|---|\n", "```\n"]),
    piece=st.lists(SIGNS, min_size=1, max_size=3).map("".join),
    after=st.sampled_from(["", "a", "]", "*", "\n\n[a]: https://x", "\n\n[^n]: note"]),
)
def test_work_grows_as_any_repetition_does(before: str, piece: str, after: str) -> None:
    small, large = before + piece * 40 + after, before + piece * 160 + after
    assert steps(large) <= 1.5 * (len(large) / len(small)) * steps(small) + 3000


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_crashes_either_way_of_rendering(name: str) -> None:
    text = attack(name, 3000)
    stream = BlockStream()
    html = ""
    for start in range(0, len(text), 5000):
        update = stream.feed(text[start : start + 5000])
        html = "".join(update.finished) if update.reset else html + "".join(update.finished)
    update = stream.close()
    html = "".join(update.finished) if update.reset else html + "".join(update.finished)
    assert html == to_html(text)
