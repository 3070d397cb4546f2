"""Sets runs of text, and tables, which grow by rows: the one kind of piece that is an object of Qt's own.

Everything here works while an edit of the document is under way, when Qt's own search for a table finds none.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCursor,
    QTextTable,
    QTextTableCell,
    QTextTableCellFormat,
    QTextTableFormat,
)

from turbodesk.ui.document.columns import Columns, is_wide
from turbodesk.ui.document.mathematics import insert_formula
from turbodesk.ui.document.pieces import SET, ParagraphPiece, Piece, Runs, TablePiece, TextRun, units
from turbodesk.ui.document.typography import Typography, set_marks


def insert_runs(cursor: QTextCursor, runs: Sequence[TextRun], type_: Typography, kind: str) -> None:
    """Write runs where the cursor stands, as they are set in a kind of paragraph."""
    chars = type_.chars
    for run in runs:
        text, marks, href, title = run
        if SET in marks:
            insert_formula(cursor, run, type_, kind)
        else:
            cursor.insertText(text, chars(set_marks(marks, text), kind, href, title))


def exchange_formulas(
    cursor: QTextCursor, start: int, table: QTextTable | None, old: Piece, new: Piece, type_: Typography
) -> int:
    """Draw the formulas in which `new` differs from `old`, which begins at `start`; return how much longer it is."""
    if isinstance(old, ParagraphPiece) and isinstance(new, ParagraphPiece):
        return _exchange_runs(cursor, start, old.runs, new.runs, type_, type_.kind(old))
    grown = 0
    if table is not None and isinstance(old, TablePiece) and isinstance(new, TablePiece):
        for at, row in enumerate(new.rows):
            kind = "head" if at < old.heads else "cell"
            for column, cell in enumerate(row):
                start = cell_of(table, new, at, column).firstPosition()
                grown += _exchange_runs(cursor, start, old.rows[at][column], cell, type_, kind)
    return grown


def _exchange_runs(cursor: QTextCursor, start: int, old: Runs, new: Runs, type_: Typography, kind: str) -> int:
    """Replace those runs that differ, one for one, of a text that begins at `start`; return how much longer it is."""
    at = start + sum(units(run.text) for run in old)
    grown = 0
    for was, run in zip(reversed(old), reversed(new), strict=True):
        at -= units(was.text)
        if was == run:
            continue
        cursor.setPosition(at)
        cursor.setPosition(at + units(was.text), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        insert_formula(cursor, run, type_, kind)
        grown += units(run.text) - units(was.text)
    return grown


def lay_table(cursor: QTextCursor, piece: TablePiece, type_: Typography, columns: Columns, *, above: int) -> QTextTable:
    """Set a table where the cursor stands, `above` pixels below what is before it; the cursor ends after it."""
    format_ = QTextTableFormat()
    format_.setBorder(0)
    format_.setCellSpacing(0)
    format_.setCellPadding(0)
    format_.setTopMargin(above)
    indent = type_.indent(piece.place)
    if piece.place.is_rtl:
        format_.setRightMargin(indent)
    else:
        format_.setLeftMargin(indent)
    format_.setHeaderRowCount(piece.heads)
    format_.setLayoutDirection(Qt.LayoutDirection.RightToLeft if piece.is_rtl else Qt.LayoutDirection.LeftToRight)
    if piece.is_rtl:
        format_.setAlignment(Qt.AlignmentFlag.AlignRight)
    table = cursor.insertTable(len(piece.rows), len(piece.aligns), format_)
    set_widths(table, piece, columns)
    formats = _formats(piece, type_, columns)
    for at, row in enumerate(piece.rows):
        _lay_row(table, at, row, piece, type_, formats)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    return table


def set_widths(table: QTextTable, piece: TablePiece, columns: Columns) -> None:
    """Give the columns their widths."""
    format_ = QTextTableFormat(table.format().toTableFormat())
    widths = columns.widths[::-1] if piece.is_rtl else columns.widths
    if format_.columnWidthConstraints() != widths:
        format_.setColumnWidthConstraints(widths)
        table.setFormat(format_)


def align_cells(table: QTextTable, piece: TablePiece, type_: Typography, columns: Columns) -> None:
    """Let the cells stand as their columns do now."""
    formats = _formats(piece, type_, columns)
    for at in range(len(piece.rows)):
        for column, (block, format_) in enumerate(formats):
            cell = cell_of(table, piece, at, column)
            cell.firstCursorPosition().setBlockFormat(block)
            cell.setFormat(format_)


def cell_of(table: QTextTable, piece: TablePiece, row: int, column: int) -> QTextTableCell:
    """Return Qt's cell. Qt lays the first column left whatever the direction; here one from the right stands right."""
    return table.cellAt(row, len(piece.aligns) - 1 - column if piece.is_rtl else column)


def can_grow(old: TablePiece, new: TablePiece) -> bool:
    """Whether `new` is `old` with other or more rows and nothing else."""
    return old[1:] == new[1:] and len(new.rows) >= len(old.rows)


def grow_table(table: QTextTable, old: TablePiece, new: TablePiece, type_: Typography, columns: Columns) -> None:
    """Change the rows that differ, and add those that are new. Nothing may stand beneath the table."""
    formats = _formats(new, type_, columns)
    if len(new.rows) > len(old.rows):
        table.appendRows(len(new.rows) - len(old.rows))
    for at, row in enumerate(new.rows):
        if at >= len(old.rows) or row != old.rows[at]:
            _lay_row(table, at, row, new, type_, formats)
    set_bottom(table, 0)


def set_bottom(table: QTextTable, bottom: int) -> None:
    """Set the distance to what follows, in pixels: Qt ignores the margin above a block beneath a table."""
    format_ = QTextTableFormat(table.format().toTableFormat())
    if format_.bottomMargin() != bottom:
        format_.setBottomMargin(bottom)
        table.setFormat(format_)


def table_rect(table: QTextTable) -> QRectF:
    """Return where a table stands on the page, without its margins."""
    # Qt tells the place of the first cell's content, and the size with the margins.
    rect = table.document().documentLayout().frameBoundingRect(table)
    cell, format_ = table.cellAt(0, 0).format().toTableCellFormat(), table.format().toTableFormat()
    return QRectF(
        rect.left() - cell.leftPadding(),
        rect.top() - cell.topPadding(),
        rect.width() - format_.leftMargin() - format_.rightMargin(),
        rect.height() - format_.topMargin() - format_.bottomMargin(),
    )


_Formats = list[tuple[QTextBlockFormat, QTextTableCellFormat]]
"""How the cells of each column are set."""


def _formats(piece: TablePiece, type_: Typography, columns: Columns) -> _Formats:
    return [
        (_cell_block(align, type_, is_rtl=piece.is_rtl), _cell_format(gap, type_))
        for align, gap in zip(columns.aligns, columns.gaps, strict=True)
    ]


def _lay_row(
    table: QTextTable, at: int, row: Sequence[Runs], piece: TablePiece, type_: Typography, formats: _Formats
) -> None:
    kind = "head" if at < piece.heads else "cell"
    for column, (runs, (block, format_)) in enumerate(zip(row, formats, strict=True)):
        cell = cell_of(table, piece, at, column)
        if is_wide(piece):
            runs = tuple(run._replace(marks=run.marks | {"small"}) for run in runs)
        _fill_cell(cell, runs, kind, type_, block)
        # Last: a cell and its first block share one character format.
        cell.setFormat(format_)


def _fill_cell(cell: QTextTableCell, runs: Runs, kind: str, type_: Typography, format_: QTextBlockFormat) -> None:
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    if cursor.hasSelection():
        cursor.removeSelectedText()
    cursor.setBlockFormat(format_)
    insert_runs(cursor, runs, type_, kind)


def _cell_format(gap: int, type_: Typography) -> QTextTableCellFormat:
    made = QTextTableCellFormat()
    made.setTopPadding(type_.cell_top)
    made.setBottomPadding(type_.cell_bottom)
    made.setLeftPadding(0)
    made.setRightPadding(gap)
    return made


def _cell_block(align: str, type_: Typography, *, is_rtl: bool) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLineHeight(type_.cell_line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    if align:
        side = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight}
        made.setAlignment(side.get(align, Qt.AlignmentFlag.AlignHCenter) | Qt.AlignmentFlag.AlignAbsolute)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight)
    return made
