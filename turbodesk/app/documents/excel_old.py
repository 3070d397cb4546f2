"""Reads .xls as Excel shows it: values by their formats, and nothing hidden. Only ever in a process of its own.

xlrd trusts what a file says of itself: a damaged one can raise anything, and a hostile one take long.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

from turbodesk.app.documents import bounds, grid
from turbodesk.app.documents.number_formats import BUILT_IN, shown
from turbodesk.app.documents.writing import DocumentText

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = range(1, 6)
"""The kinds of cells as xlrd numbers them."""


def read(data: bytes, text: DocumentText) -> None:
    """Write down the visible sheets in the order of their tabs.

    Raises:
        Full: not all of it fits.
        Locked: it needs a password.
        ValueError: it is damaged.
    """
    import struct

    import xlrd  # 20 ms to import
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        # Its own thoughts go to a file of nobody.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=StringIO())
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            if sheet.visibility:
                text.left_out.add("hidden sheets")
            else:
                grid.write(sheet.name, _rows(book, sheet, text), text)
                notes = sorted(sheet.cell_note_map.items())
                text.comments(f"{grid.letters(at[1])}{at[0] + 1}: {' '.join(note.text.split())}" for at, note in notes)
            book.unload_sheet(number)
    except XLRDError as error:
        if "encrypted" in str(error):
            raise bounds.Locked from None
        raise ValueError(str(error)) from error
    except (CompDocError, AssertionError, AttributeError, TypeError, struct.error) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _rows(book: Any, sheet: Any, text: DocumentText) -> Iterator[grid.Row]:
    from xlrd import error_text_from_code

    hidden = {column for column, one in sheet.colinfo_map.items() if one.hidden}
    is_1904 = bool(book.datemode)
    for number in range(sheet.nrows):
        cells = sheet.row(number)
        height = sheet.rowinfo_map.get(number)
        if height is not None and height.hidden:
            text.left_out.add("hidden rows")
            continue
        found: dict[int, str] = {}
        for column, cell in enumerate(cells):
            match cell.ctype:
                case _ if column in hidden and cell.value != "":
                    text.left_out.add("hidden columns")
                case kind if kind in (_NUMBER, _DATE):
                    found[column] = shown(float(cell.value), _code(book, cell.xf_index), is_1904=is_1904)
                case kind if kind == _TEXT:
                    found[column] = cell.value
                case kind if kind == _BOOLEAN:
                    found[column] = "TRUE" if cell.value else "FALSE"
                case kind if kind == _ERROR:
                    found[column] = error_text_from_code.get(cell.value, "#ERROR!")
        yield number + 1, found


def _code(book: Any, style: int) -> str:
    key = book.xf_list[style].format_key
    format_ = book.format_map.get(key)
    return BUILT_IN.get(key) or (format_.format_str if format_ is not None else "")
