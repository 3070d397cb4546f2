"""Writes a chart of an Office document (ECMA-376 part 1, 21.2) as a table of the values it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from turbodesk.app.documents.elements import Element, pieces
from turbodesk.app.documents.number_formats import shown
from turbodesk.app.documents.writing import table

_MOST_POINTS = 10_000


def chart_table(portions: Iterable[bytes]) -> str:
    """Return the title and the series of a chart, as they were when it was saved; "" where it has none."""
    chart = next(pieces(portions, ("c:chart",)), None)
    if chart is None:
        return ""
    title = chart.first("c:title", "c:tx")
    name = " ".join("".join(one.text() for one in title.all("a:t", "c:v")).split()) if title is not None else ""
    series = [one for one in chart.all("c:ser") if _values(one, "c:val", "c:yVal")]
    if not series:
        return f"[Chart: {name}]" if name else ""
    heads = ["", *(_name(one, number) for number, one in enumerate(series, 1))]
    labels = _values(series[0], "c:cat", "c:xVal")
    columns = [_values(one, "c:val", "c:yVal") for one in series]
    places = sorted(set(labels).union(*columns))[:_MOST_POINTS]
    rows = [[labels.get(at, str(at + 1)), *(column.get(at, "") for column in columns)] for at in places]
    return f"[Chart{': ' + name if name else ''}]\n\n{table([heads, *rows])}"


def _name(series: Element, number: int) -> str:
    named = series.first("c:tx")
    words = "".join(one.text() for one in named.all("c:v")) if named is not None else ""
    return words or f"Series {number}"


def _values(series: Element, *tags: str) -> dict[int, str]:
    """Return what is kept of the cells that a series was drawn from, by their place."""
    found: dict[int, str] = {}
    for source in series.elements(*tags):
        levels = list(source.all("c:lvl")) or [source]
        code = next((one.text() for one in source.all("c:formatCode")), "")
        are_words = any(True for _ in source.all("c:strCache"))
        for level in reversed(levels):
            for point in level.all("c:pt"):
                at, kept = point.get("idx"), point.first("c:v")
                if at.isdigit() and len(at) < 7 and kept is not None:
                    words = kept.text()
                    with suppress(ValueError):
                        words = words if are_words else shown(float(words), code)
                    found[int(at)] = f"{found[int(at)]} / {words}" if int(at) in found else words
    return found
