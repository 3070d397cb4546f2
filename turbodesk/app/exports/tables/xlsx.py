"""Writes tables as an Excel workbook, a sheet each: XML parts as ECMA-376 has it, written directly.

Every text is an inline string, which no program computes; numbers, shares, amounts and days are such, and look as they
were written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from turbodesk.app.exports.tables.csv import safe
from turbodesk.app.exports.tables.reading import PlainTable, tables_in
from turbodesk.app.exports.tables.values import CellValue, values
from turbodesk.app.exports.transcript import Transcript
from turbodesk.app.exports.word.markup import HEAD, TEXT_FONT, escaped
from turbodesk.app.exports.word.theme import theme
from turbodesk.app.exports.writer import ExportContext
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.one_line import beginning
from turbodesk.translation import _, unmarked

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNFIT = re.compile(r"[\[\]:*?/\\]+")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_000
"""Letters that Excel takes of a sheet's name, and in a cell (32,767)."""
_FIRST_DAY, _SOUND_FROM = dt.datetime(1899, 12, 30), dt.datetime(1900, 3, 1)
"""Day 0 of Excel's count, which has a 29 February 1900 too many: days before that are text."""
_FIRST_FORMAT = 164
"""The first number of a format that is not built in."""
_HEADER, _TEXT, _OWN = 1, 2, 3
"""Places of the styles: of a header, of text that stays text, and the first for numbers."""


def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
    """Write all tables into one workbook. Raises as `ExportWriter` says."""
    context.step(0, 1)
    tables = tables_in(transcript)
    write_new_file(path, lambda file: _fill(file, tables, context))


def _fill(target: BinaryIO, tables: Sequence[PlainTable], context: ExportContext) -> None:
    formats: dict[str, int] = {}
    names = sheet_names(tables)
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for at, table in enumerate(tables or [PlainTable("", (), 0)]):
            context.step(at, len(tables))
            file.writestr(f"xl/worksheets/sheet{at + 1}.xml", _sheet(table, formats))
        for name, text in _parts(names, formats).items():
            file.writestr(name, text)


def sheet_names(tables: Sequence[PlainTable]) -> list[str]:
    """Return a name for each sheet that Excel takes, no two alike."""
    names: list[str] = []
    for number, table in enumerate(tables or [PlainTable("", (), 0)], start=1):
        wanted = beginning(" ".join(_UNFIT.sub(" ", table.name).split()), _LONGEST_NAME).strip("' ")
        name, again = wanted or unmarked(_("Table {number}").format(number=number)), 2
        while name.lower() in {one.lower() for one in names} or name.lower() == "history":
            end = f" {again}"
            name, again = beginning(wanted or _("Table"), _LONGEST_NAME - len(end)).strip("' ") + end, again + 1
        names.append(name)
    return names


def _sheet(table: PlainTable, formats: dict[str, int]) -> str:
    columns = [values(column) for column in zip(*table.rows[table.heads :], strict=True)]
    rows = [f'<row r="{at}">{"".join(map(_head, row))}</row>' for at, row in enumerate(table.rows[: table.heads], 1)]
    for at, cells in enumerate(zip(*columns, strict=True), start=table.heads + 1):
        rows.append(f'<row r="{at}">{"".join(_cell(cell, formats) for cell in cells)}</row>')
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{_width(column)}" customWidth="1"/>'
        for at, column in enumerate(zip(*table.rows, strict=True), start=1)
    )
    pane = (
        f'<pane ySplit="{table.heads}" topLeftCell="A{table.heads + 1}" activePane="bottomLeft" state="frozen"/>'
        if table.heads
        else ""
    )
    return (
        # not for people
        f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"{f'<cols>{widths}</cols>' if widths else ''}<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _width(column: Sequence[str]) -> int:
    return min(60, max(8, 2 + max(len(line) for text in column for line in text.split("\n"))))


def _head(text: str) -> str:
    return _string(text, _HEADER)


def _string(text: str, style: int) -> str:
    text = escaped(text[:_LONGEST_TEXT])
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else "<c/>"


def _cell(cell: CellValue, formats: dict[str, int]) -> str:
    if cell.moment is not None and cell.moment >= _SOUND_FROM:
        count = cell.moment - _FIRST_DAY
        days = count.days + count.seconds / 86_400
        return _counted(repr(days) if cell.has_time else str(count.days), _format(cell), formats)
    if cell.number is not None:
        return _counted(str(cell.number), _format(cell), formats)
    return _string(cell.text, _TEXT if cell.text != safe(cell.text) else 0)


def _counted(number: str, format_: str, formats: dict[str, int]) -> str:
    style = formats.setdefault(format_, len(formats) + _OWN) if format_ else 0
    return f'<c s="{style}"><v>{number}</v></c>'


def _format(cell: CellValue) -> str:
    """Return how a number looks, as it was written; "" for one that looks as any."""
    if cell.moment is not None:
        return "yyyy-mm-dd hh:mm" if cell.has_time else "yyyy-mm-dd"  # not for people
    decimals = f".{'0' * cell.places}" if cell.places else ""
    digits = f"{'#,##0' if cell.is_grouped else '0'}{decimals}"
    if cell.is_share:
        return f"{digits}%"
    if cell.money:
        return f'"{cell.money}"{digits}' if cell.is_money_first else f'{digits}" {cell.money}"'
    return digits if cell.is_grouped or decimals else ""


def _parts(names: Sequence[str], formats: dict[str, int]) -> dict[str, str]:
    """Return the parts that are no sheets."""
    sheets = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{at}" r:id="sheet{at}"/>' for at, name in enumerate(names, start=1)
    )
    linked = "".join(
        f'<Relationship Id="sheet{at}" Type="{_KINDS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for at in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'  # not for people
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        '<Override PartName="/xl/theme.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
        f"{parts}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'  # not for people
        f'<Relationship Id="workbook" Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        # not for people
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>{sheets}</sheets></workbook>',
        # not for people
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{linked}'
        f'<Relationship Id="styles" Type="{_KINDS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="theme" Type="{_KINDS}/theme" Target="theme.xml"/></Relationships>',
        "xl/theme.xml": theme(TEXT_FONT, ""),
        "xl/styles.xml": _styles(formats),
    }


def _styles(formats: dict[str, int]) -> str:
    known = {format_: _FIRST_FORMAT + at for at, format_ in enumerate(formats)}
    listed = "".join(f'<numFmt numFmtId="{id_}" formatCode="{escaped(format_)}"/>' for format_, id_ in known.items())
    counted = f'<numFmts count="{len(known)}">{listed}</numFmts>' if known else ""
    own = "".join(
        f'<xf numFmtId="{id_}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for id_ in known.values()
    )
    return (
        f'{HEAD}<styleSheet xmlns="{_MAIN}">{counted}'  # not for people
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{_OWN + len(known)}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/>'
        f'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>{own}'
        "</cellXfs></styleSheet>"
    )
