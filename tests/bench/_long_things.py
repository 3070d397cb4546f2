"""Replies that are one long thing to their end, as models write them: a list, a fence, a table of 500 rows, a quote …

Of the same kind all: what is open for long must cost by what comes, not by what it has become.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_SENTENCE = "The water rises for six hours and falls for six, but each day it is some fifty minutes late. "


def prose(size: int, *, end: str = "") -> str:
    """Return sentences of `size` characters, each followed by `end`."""
    return ((_SENTENCE + end) * (size // len(_SENTENCE) + 1))[:size]


def table(rows: int, columns: int = 4) -> str:
    """Return a table with a column of figures, words, code and notes, or with very many of figures."""
    if columns > 4:
        head = [f"Col {number}" for number in range(columns)]
        return _table([head, ["---"] * columns, *([str(row * n) for n in range(columns)] for row in range(rows))])
    body = ([str(n), f"Apples and *pears* {n}", f"`code_{n}`", "fresh from town"] for n in range(rows))
    every = [["No", "Name", "Code", "Note"], ["---"] * 4, *body]
    return _table([row[:columns] for row in every])


def _table(rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _items(count: int, *, before: str = "", marker: str = "-") -> Iterator[str]:
    return (f"{before}{marker} Item {n} with `code` and **bold** text\n" for n in range(count))


def _lines(count: int, *, before: str = "") -> Iterator[str]:
    return (f"{before}value_{n} = compute({n})  # why\n" for n in range(count))


LONG_THINGS: dict[str, Callable[[], str]] = {
    "list": lambda: "".join(_items(40_000 // 38)),
    "nested list": lambda: "".join("  " * (n % 6) + item for n, item in enumerate(_items(800))),
    "list in an item": lambda: "- Outer\n" + "".join(_items(800, before="    ")),
    "list of code": lambda: "".join(
        f"1. Step {n}:\n\n    ```python\n    value_{n} = compute({n})\n    print(value_{n})\n    ```\n\n"
        for n in range(300)
    ),
    "list of formulas": lambda: "".join(f"- The sum $x_{{{n}}}^2 + y^2 = {n}$ is plain\n" for n in range(300)),
    "fence": lambda: "```python\n" + "".join(_lines(50_000 // 34)),
    "fence of long lines": lambda: "```\n" + "".join(f"{prose(200 + n % 70)}\n" for n in range(200)),
    "fence in an item": lambda: "- Look:\n\n  ```python\n" + "".join(_lines(1_000, before="  ")),
    "quote": lambda: "".join(f"> {prose(300 + n % 100)}\n>\n" for n in range(120)),
    "list in a quote": lambda: "> Said:\n>\n" + "".join(_items(800, before="> ")),
    "paragraph": lambda: prose(40_000),
    "paragraph of lines": lambda: prose(40_000, end="\n"),
    "paragraph in an item": lambda: "1. " + prose(40_000, end="\n   "),
    "formulas": lambda: "".join(f"The sum $x_{{{n}}}^2 = {n}$, and $\\sqrt{{{n}}}$ too.\n\n" for n in range(300)),
    "footnotes": lambda: (
        "".join(f"Word {n} has a note.[^{n}]\n\n" for n in range(150))
        + "".join(f"[^{n}]: The note number {n}, with `code`.\n" for n in range(150))
    ),
    "table": lambda: table(500),
    "table of 30 columns": lambda: table(150, 30),
    "table of sentences": lambda: _table(
        [["Thing", "What it means"], ["---"] * 2, *([f"Thing {n}", prose(200 + n % 60)] for n in range(150))]
    ),
    "table from the right": lambda: _table(
        [["رقم", "الاسم", "ملاحظة"], ["---"] * 3, *([str(n), f"تفاح وكمثرى {n}", "طازج"] for n in range(500))]
    ),
    "table in a quote": lambda: "".join(f"> {line}\n" for line in table(250).splitlines()),
}
