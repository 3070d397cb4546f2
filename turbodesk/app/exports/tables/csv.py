"""Writes tables as CSV that Excel opens as it is meant, and that runs nothing.

Excel takes a file for UTF-8 by its first three bytes, and splits it as the system writes lists: by semicolons where
decimals stand behind a comma. A cell that begins as a formula gets an apostrophe before it, which makes it text.
"""

from __future__ import annotations

import csv
import io
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from turbodesk.app.exports.tables.reading import PlainTable, tables_in
from turbodesk.app.exports.tables.values import CellValue, values
from turbodesk.app.exports.transcript import Transcript
from turbodesk.app.exports.writer import ExportContext
from turbodesk.app.new_file import write_new_file

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula can begin with in one of the programs."""


def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
    """Write each table into a file of its own, the first at `path`, others beside it; all of them, or none.

    Raises as `ExportWriter` says.
    """
    found, of = tables_in(transcript), len(transcript.turns)
    targets = _targets(path, len(found))
    with ExitStack() as unless_all:
        for done, at in enumerate(
            reversed(range(len(found)))
        ):  # `path` last: until then nothing that was there is gone
            context.step(of * done // len(found), of)
            data = to_csv(found[at], is_comma_decimal=context.is_comma_decimal).encode("utf-8-sig", "replace")
            write_new_file(targets[at], partial(_put, data))
            unless_all.callback(targets[at].unlink, missing_ok=True)
        unless_all.pop_all()


def _put(data: bytes, file: BinaryIO) -> None:
    file.write(data)


def to_csv(table: PlainTable, *, is_comma_decimal: bool = False) -> str:
    """Return a table as CSV, lines ending as RFC 4180 has it."""
    columns = [values(column) for column in zip(*table.rows[table.heads :], strict=True)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if is_comma_decimal else ",", lineterminator="\r\n")
    for row in table.rows[: table.heads]:
        writer.writerow(map(safe, row))
    for cells in zip(*columns, strict=True):
        writer.writerow(_written(cell, is_comma_decimal=is_comma_decimal) for cell in cells)
    return out.getvalue()


def safe(text: str) -> str:
    """Return the text of a cell that no program takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text


def _written(cell: CellValue, *, is_comma_decimal: bool) -> str:
    if cell.moment is not None:
        return cell.moment.strftime("%Y-%m-%d %H:%M:%S" if cell.has_time else "%Y-%m-%d")
    if cell.number is None or cell.money:
        return safe(cell.text)
    number = cell.number * 100 if cell.is_share else cell.number
    text = f"{number:.{cell.places}f}" + ("%" if cell.is_share else "")
    return text.replace(".", ",") if is_comma_decimal else text


def _targets(path: Path, count: int) -> list[Path]:
    """Return where the tables go in their order, past the files that are there."""
    targets, number = [path], 2
    while len(targets) < count:
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
        if not free.exists():
            targets.append(free)
    return targets
