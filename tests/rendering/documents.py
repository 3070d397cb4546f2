"""Makes Markdown texts for property tests: not random characters, but the pieces that rules are made of."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st

OFTEN = settings(max_examples=3 * settings().max_examples)
"""For the properties that everything else rests on: three times as many examples as the profile in force asks for."""

WORDS = ["a", "foo", "bar baz", "x1", "é", "中文", "。", "“", "word.", "$5", "1986", "  ", "\t"]

MARKS = [
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "[",
    "]",
    "![",
    "(",
    ")",
    "](",
    "](/u)",
    "](<a b>)",
    '](/u "t")',
    "[]",
    "[a]",
    "[b][a]",
    "[^n]",
    "<",
    ">",
    "<b>",
    "</b>",
    "<i x='y'>",
    "<!--",
    "-->",
    "<https://a.b/c>",
    "<a@b.co>",
    "&amp;",
    "&#65;",
    "&nope;",
    "\\",
    "\\*",
    "\\[",
    "|",
    ":",
    "!",
    "#",
    "=",
    "-",
    "+",
    "  \n",
    "\\\n",
    '"',
    "'",
    "<?x?>",
]

MORE_MARKS = [
    "\\(x_1\\)",
    "\\[",
    "\\]",
    "$x$",
    "$",
    "$$",
    "<br>",
    "<sub>",
    "</sub>",
    "<kbd>",
    "https://e.co/a_b",
    "www.x.org.",
    "me@e.co",
    "**注意：**",
    "[^1]",
    "[ ] ",
    "~~s~~",
    "http://a.b/(c)",
]

PREFIXES = [
    "",
    "",
    "",
    " ",
    "  ",
    "   ",
    "    ",
    "      ",
    "\t",
    "> ",
    ">",
    "- ",
    "-",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "10. ",
    "-   ",
    "1.  ",
    "- [ ] ",
    "# ",
    "## ",
    "####### ",
]

LINES = [
    "",
    "",
    "",
    "---",
    "***",
    "===",
    "- - -",
    "```",
    "``` py",
    "~~~",
    "````",
    "[a]: /url 'title'",
    "[a]: <x>",
    "[b]:",
    "/v",
    "<div>",
    "</div>",
    "<pre>",
    "</pre>",
    "<!-- c",
    "<script>",
    "<?php",
    "<x-y>",
    "text",
    "more *text*",
    "    code",
    "| a | b |",
    "|---|:-:|",
    "- | -",
]

MORE_LINES = [
    "\\[",
    "\\]",
    "$$",
    "\\[ x \\]",
    "[^n]: note",
    "[^1]: *one*",
    "    inside",
    "| 1 | `2` | 3",
    "a | b",
    "--- | ---",
    "-",
    "--",
]


def documents(*, everything: bool) -> st.SearchStrategy[str]:
    """Texts of up to about twelve lines; with constructs beyond CommonMark if `everything`."""
    marks = st.sampled_from(WORDS + MARKS + (MORE_MARKS if everything else []))
    text = st.lists(marks, max_size=8).map("".join)
    prefix = st.lists(st.sampled_from(PREFIXES), max_size=3).map("".join)
    block = st.sampled_from(LINES + (MORE_LINES if everything else []))
    line = st.one_of(st.tuples(prefix, text), st.tuples(prefix, block)).map("".join)
    return st.lists(line, min_size=1, max_size=12).map("\n".join)


def cuts(text: str, points: list[int]) -> list[str]:
    """Return `text` in pieces, cut at `points` modulo its length."""
    places = sorted({point % (len(text) + 1) for point in points} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(places)]
