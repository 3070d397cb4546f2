"""Measures what rendering replies costs: whole, beside other renderers, and while they stream.

    python -m tests.bench.rendering

Times are processor time, the best of several rounds that alternate with the baselines. markdown-it-py is measured
twice: equipped with its plugins for what we render too (footnotes, tasks, maths in dollars and in brackets, bare
addresses), which is what the aim of a third of its time is about, and plain, which does less than we do.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from markdown import Markdown
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from mdit_py_plugins.texmath import texmath_plugin

from tests.rendering.commonmark.test_work import ATTACKS, attack
from turbodesk.rendering import BlockStream, to_html

SECTION = """## Section {number} about things

Here is a paragraph of **plain prose** with `code`, a [link](https://example.com/a_b), and some more words that fill
the line until it wraps, as replies usually do. It goes on for a *second* sentence, and then it stops.

- First point: something short
- Second point with `inline code` and **bold**
  - nested point, a little longer than the others
1. Step one, which says what to do first
2. Step two

```python
def f_{number}(x):
    return [i ** 2 for i in range(x) if i % 2]
```

| Name | Value | Note |
|------|------:|------|
| alpha | {number} | first |
| beta | 2 | second |

> A quote with \\(E = mc^2\\) in it, and a sum of $5.

"""

STEP = 40
"""Characters that arrive between two updates: a fast model at thirty updates a second."""


def reply(size: int) -> str:
    """Return a reply of `size` characters, with no two sections alike."""
    return "".join(SECTION.format(number=number) for number in range(size // 600 + 1))[:size]


def seconds(function: Callable[[], object], calls: int = 1) -> float:
    """Return the processor time of one call."""
    gc.collect()
    started = time.process_time()
    for _ in range(calls):
        function()
    return (time.process_time() - started) / calls


def best(functions: dict[str, Callable[[], object]], *, rounds: int, calls: int = 1) -> dict[str, float]:
    """Return the best time of each function, measured in turn."""
    found: dict[str, float] = {}
    for _ in range(rounds):
        for name, function in functions.items():
            found[name] = min(seconds(function, calls), found.get(name, float("inf")))
    return found


def equipped() -> MarkdownIt:
    """Return markdown-it-py with everything on that we render, and with HTML as text."""
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": True})
    footnote_plugin(parser)
    tasklists_plugin(parser)
    dollarmath_plugin(parser)
    texmath_plugin(parser, delimiters="brackets")
    return parser


def whole(size: int, rounds: int) -> dict[str, object]:
    """Compare rendering a whole reply, its code without a language, since the others highlight none."""
    text = reply(size).replace("```python", "```")
    stock = Markdown(extensions=["tables", "fenced_code"])
    plain, rival = MarkdownIt("commonmark").enable(["table", "strikethrough"]), equipped()
    found = best(
        {
            "ours": lambda: to_html(text),
            "python_markdown": lambda: stock.reset().convert(text),
            "markdown_it_plain": lambda: plain.render(text),
            "markdown_it_equipped": lambda: rival.render(text),
        },
        rounds=rounds,
        calls=max(1, 20_000 // size),
    )
    report: dict[str, object] = {
        "case": "whole",
        "characters": size,
        **{f"{name}_ms_per_kb": round(value * 1e6 / size, 3) for name, value in found.items()},
        "over_markdown_it_equipped": round(found["ours"] / found["markdown_it_equipped"], 2),
        "over_markdown_it_plain": round(found["ours"] / found["markdown_it_plain"], 2),
        "over_python_markdown": round(found["ours"] / found["python_markdown"], 2),
    }
    if size == 100_000:
        report["aims"] = {"ours_ms_per_kb": 0.4, "over_markdown_it_equipped": 0.333}
    return report


def stream(text: str) -> list[float]:
    """Return the processor time of each update while `text` streams."""
    stream, times = BlockStream(), []
    for start in range(0, len(text), STEP):
        piece = text[start : start + STEP]
        started = time.process_time()
        stream.feed(piece)
        times.append(time.process_time() - started)
    stream.close()
    return times


def streamed(size: int) -> dict[str, object]:
    """Compare streaming with rendering once, and the last tenth with the first."""
    text = reply(size)
    once = min(seconds(lambda: to_html(text)) for _ in range(3))
    times = stream(text)
    tenth = len(times) // 10
    return {
        "case": "streamed",
        "characters": size,
        "updates": len(times),
        "total_ms": round(sum(times) * 1000, 1),
        "over_rendering_once": round(sum(times) / once, 1),
        "over_rendering_whole_each_time": round(sum(times) / (once * len(times) / 2), 4),
        "median_ms": round(statistics.median(times) * 1000, 3),
        "worst_ms": round(max(times) * 1000, 2),
        "last_tenth_over_first": round(sum(times[-tenth:]) / sum(times[:tenth]), 2),
        "aims": {"last_tenth_over_first": 1.3, "worst_ms": 16},
    }


def one_block(name: str, text: str) -> dict[str, object]:
    """Measure a reply that is a single block to its end."""
    times = stream(text)
    return {
        "case": f"one {name}",
        "characters": len(text),
        "updates": len(times),
        "total_ms": round(sum(times) * 1000, 1),
        "median_ms": round(statistics.median(times) * 1000, 3),
        "worst_ms": round(max(times) * 1000, 2),
        "aims": {"worst_ms": 16},
    }


def attacks(small: int = 5_000, factor: int = 4) -> dict[str, object]:
    """Time the attacks at two sizes; growth far above the factor would mean that work multiplies."""
    found = {}
    for name in ATTACKS:
        short, long = attack(name, small), attack(name, small * factor)
        times = best({"short": partial(to_html, short), "long": partial(to_html, long)}, rounds=2)
        found[name] = (times["long"], times["long"] / max(times["short"], 1e-4) / (len(long) / len(short)))
    slowest = max(found, key=lambda name: found[name][0])
    steepest = max(found, key=lambda name: found[name][1])
    return {
        "case": "attacks",
        "count": len(found),
        "pieces": small * factor,
        "slowest": slowest,
        "slowest_s": round(found[slowest][0], 3),
        "steepest": steepest,
        "growth_over_length": round(found[steepest][1], 2),
        "aims": {"growth_over_length": 2.5},
    }


def main() -> None:
    """Measure and print, one JSON object a line."""
    to_html(reply(5_000))  # imports what is imported at first use
    reports: list[Callable[[], dict[str, object]]] = [
        lambda: whole(1_000, 20),
        lambda: whole(10_000, 20),
        lambda: whole(100_000, 7),
        lambda: whole(1_000_000, 2),
        lambda: streamed(20_000),
        lambda: streamed(100_000),
        lambda: streamed(200_000),
        lambda: one_block("list", "".join(f"- Item {n} with `code` and **bold** text\n" for n in range(40_000 // 42))),
        lambda: one_block("fence", "```python\n" + "".join(f"value_{n} = compute({n})  # why\n" for n in range(1_700))),
        lambda: one_block("table", "| a | b |\n|---|---|\n" + "".join(f"| {n} | *two* |\n" for n in range(2_400))),
        attacks,
    ]
    for report in reports:
        sys.stdout.write(json.dumps({"benchmark": "rendering", **report()}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
