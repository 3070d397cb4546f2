"""Puts buttons over the code panels of a page, and lets lines that are not wrapped run on and be scrolled sideways.

Panels are known by their piece's index, which stays the same while a reply grows, so a button pressed in mid-stream
acts on the right code. Buttons exist only for panels that have been seen: a reply of 200 fences costs no more to show
than one of three.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QScrollBar, QWidget

from turbodesk.ui.transcript.code_header import CodeHeader, FoldButton
from turbodesk.ui.transcript.document import MessageDocument
from turbodesk.ui.transcript.file_names import file_name
from turbodesk.ui.transcript.pieces import Code, Runs, flat, is_long
from turbodesk.ui.transcript.typography import Typography

_BAR_HEIGHT = 8


class CodePanels(QObject):
    """The buttons, the scroll bars and the sideways offsets of one page's code panels."""

    changed = Signal()
    """A panel was scrolled or wrapped; the page may have another height."""
    fold_asked = Signal(int, bool)
    """The person wants to see the first lines of a panel (True), or all of them."""

    def __init__(self, page: MessageDocument, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._page = page
        self._viewport = viewport
        self._headers: dict[int, CodeHeader] = {}
        self._bars: dict[int, QScrollBar] = {}
        self._folds: dict[int, FoldButton] = {}
        self._widths: dict[int, _Width] = {}
        self._unplaced: set[int] = set()
        # Widgets are not made inside a paint event.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._make)

    # Geometry

    def clip(self, index: int, rect: QRectF) -> QRectF:
        """Return where the code of a panel may be painted, given the panel's rectangle."""
        type_, piece = self._page.typography, self._code(index)
        foot = type_.panel_foot if type_.folds and is_long(piece) else 0
        left = type_.panel_pad + type_.gutter(piece) - 2
        return rect.adjusted(left, type_.panel_header, -type_.panel_pad + 2, -1 - foot)

    def overflow(self, index: int) -> int:
        """Return by how many pixels the longest line is too long; 0 when it fits or is wrapped."""
        if self._page.code.is_wrapped(index):
            return 0
        type_ = self._page.typography
        room = self._page.rect(index).width() - 2 * type_.panel_pad - type_.gutter(self._code(index))
        return max(0, round(self._text_width(index) - room))

    def offset(self, index: int) -> int:
        """Return how far a panel is scrolled sideways, in pixels."""
        bar = self._bars.get(index)
        return 0 if bar is None else bar.value()

    def at(self, y: float) -> int | None:
        """Return the panel at a height of the page."""
        return next((one.number for one in self._page.shown(y, y) if isinstance(one.piece, Code)), None)

    def offset_at(self, y: float) -> int:
        """Return how far the text at a height of the page is scrolled sideways."""
        if not any(bar.value() for bar in self._bars.values()):
            return 0
        index = self.at(y)
        return 0 if index is None else self.offset(index)

    def scroll(self, index: int, by: int) -> bool:
        """Scroll a panel sideways; False when it has nothing to scroll."""
        if not self.overflow(index):
            return False
        self._make()
        bar = self._bars.get(index)
        if bar is not None:
            bar.setValue(bar.value() + by)
        return bar is not None

    def reveal(self, index: int, x: float) -> None:
        """Scroll a panel so that the x coordinate of the unscrolled page is seen."""
        bar = self._bars.get(index)
        if bar is None:
            return
        inner = self.clip(index, self._page.rect(index))
        bar.setValue(round(min(max(bar.value(), x - inner.right() + 20), x - inner.left() - 20)))

    def _text_width(self, index: int) -> float:
        piece = self._code(index)
        known = self._widths.get(index)
        if known is None or known.lines is not piece.lines:
            known = self._widths[index] = _wider(known, piece.lines, self._page.typography)
        return known.width

    # Widgets

    def seen(self, index: int) -> None:
        """Take note that a panel is visible: it gets its buttons as soon as painting is over."""
        misses_fold = index not in self._folds and is_long(self._code(index))
        if index not in self._headers or misses_fold or (self.overflow(index) and index not in self._bars):
            self._unplaced.add(index)
            self._timer.start()

    def place(self, first: int = 0) -> None:
        """Put buttons and bars where their panels are now, from the piece `first` on; those without a panel go."""
        for index in [one for one in self._headers if one >= first]:
            if index >= len(self._page.pieces) or not isinstance(self._page.pieces[index], Code):
                self._headers.pop(index).deleteLater()
                self._widths.pop(index, None)
                for gone in (self._bars.pop(index, None), self._folds.pop(index, None)):
                    if gone is not None:
                        gone.deleteLater()
                continue
            self._place_one(index)

    def restyle(self) -> None:
        """Take the page's theme and text size."""
        self._widths.clear()
        for header in self._headers.values():
            self._dress(header)

    def fold_button(self, index: int) -> QWidget | None:
        """Return the button that folds a panel, if the panel was seen."""
        return self._folds.get(index)

    def has_focus(self, index: int) -> bool:
        """Whether a button of a panel has the keyboard's focus."""
        header, fold = self._headers.get(index), self._folds.get(index)
        focused = self._viewport.window().focusWidget()
        return focused is not None and ((header is not None and header.isAncestorOf(focused)) or focused is fold)

    def focus(self, index: int) -> None:
        """Give the focus to the first button of a panel."""
        self._unplaced.add(index)
        self._make()
        self._headers[index].copy_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def codes(self) -> Iterator[int]:
        """Yield the index of every code panel."""
        return (at for at, piece in enumerate(self._page.pieces) if isinstance(piece, Code))

    def _make(self) -> None:
        for index in sorted(self._unplaced):
            if index >= len(self._page.pieces) or not isinstance(self._page.pieces[index], Code):
                continue
            if index not in self._headers:
                self._headers[index] = self._new_header(index)
            if self.overflow(index) and index not in self._bars:
                self._bars[index] = self._new_bar()
            if is_long(self._code(index)) and index not in self._folds:
                self._folds[index] = self._new_fold(index)
            self._place_one(index)
        self._unplaced.clear()
        self._order_tabs()

    def _new_header(self, index: int) -> CodeHeader:
        header = CodeHeader(self._viewport)
        header.wrap_button.setChecked(self._page.code.is_wrapped(index))
        self._dress(header)
        header.copy_asked.connect(lambda: QGuiApplication.clipboard().setText(self._code(index).text))
        header.wrap_asked.connect(lambda is_wrapped: self._wrap(index, is_wrapped=is_wrapped))
        header.save_asked.connect(lambda: self._ask_where(index))
        header.show()
        return header

    def _new_bar(self) -> QScrollBar:
        bar = QScrollBar(Qt.Orientation.Horizontal, self._viewport)
        bar.setAccessibleName("Scroll code sideways")
        bar.setCursor(Qt.CursorShape.ArrowCursor)
        bar.valueChanged.connect(self._viewport.update)
        return bar

    def _new_fold(self, index: int) -> FoldButton:
        button = FoldButton(self._viewport)
        button.clicked.connect(lambda: self.fold_asked.emit(index, not self._page.code.is_folded(index)))
        button.show()
        return button

    def _dress(self, header: CodeHeader) -> None:
        theme = self._page.typography.theme
        header.copy_button.setIcon(theme.icon("copy"))
        header.wrap_button.setIcon(theme.icon("wrap"))
        header.save_button.setIcon(theme.icon("save"))
        header.copy_button.setFont(theme.small_font())

    def _place_one(self, index: int) -> None:
        rect, type_ = self._page.rect(index), self._page.typography
        header, overflow = self._headers[index], self.overflow(index)
        code = self._code(index)
        lines = f"{len(code.lines):,} lines" if len(code.lines) != 1 else "1 line"
        header.copy_button.setAccessibleDescription(f"{code.language or 'Code'}, {lines}")
        header.wrap_button.setVisible(overflow > 0 or self._page.code.is_wrapped(index))
        header.adjustSize()
        x = round(rect.right()) - header.width() - 6
        header.move(x, round(rect.top()) + max(3, (type_.panel_header - header.height()) // 2))
        bar = self._bars.get(index)
        if bar is not None:
            bar.setVisible(overflow > 0)
            inner = self.clip(index, rect)
            top = round(inner.bottom()) - _BAR_HEIGHT
            bar.setGeometry(round(inner.left()), top, round(inner.width()), _BAR_HEIGHT)
            bar.setPageStep(round(inner.width()))
            bar.setSingleStep(round(type_.code_advance * 4))
            bar.setRange(0, overflow)
        self._place_fold(index, rect)

    def _place_fold(self, index: int, rect: QRectF) -> None:
        button = self._folds.get(index)
        if button is None:
            return
        type_, is_shown = self._page.typography, is_long(self._code(index))
        button.setVisible(is_shown)
        if is_shown:
            is_folded = self._page.code.is_folded(index)
            button.show_state(len(self._code(index).lines), type_.theme, is_folded=is_folded)
            y = round(rect.bottom()) - type_.panel_foot + max(1, (type_.panel_foot - button.height()) // 2)
            button.move(round(rect.left()) + 6, y)

    def _order_tabs(self) -> None:
        before: QWidget = self._viewport.parentWidget() or self._viewport
        for index in sorted(self._headers):
            header = self._headers[index]
            fold = [self._folds[index]] if index in self._folds else []
            for button in (header.copy_button, header.wrap_button, header.save_button, *fold):
                QWidget.setTabOrder(before, button)
                before = button

    # What the buttons do

    def _code(self, index: int) -> Code:
        piece = self._page.pieces[index]
        assert isinstance(piece, Code)
        return piece

    def _wrap(self, index: int, *, is_wrapped: bool) -> None:
        self._page.code.set_wrapped(index, is_wrapped=is_wrapped)
        self.changed.emit()

    def _ask_where(self, index: int) -> None:
        code = self._code(index)
        dialog = QFileDialog(self._viewport.window(), "Save code", str(Path.home() / file_name(code.language)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save(code.text, Path(name)))
        dialog.open()

    def save(self, text: str, path: Path) -> None:
        """Write code to a file; a failure is told in a message box that does not block."""
        try:
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            box = QMessageBox(self._viewport.window())
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.setWindowTitle("Save code")
            box.setText("The code could not be saved.")
            box.setInformativeText(f"{path}: {error.strerror or error}")
            box.open()


class _Width(NamedTuple):
    """How wide the lines of a panel are."""

    lines: tuple[Runs, ...]
    whole: float
    """The widest of all but the last, which may still grow."""
    last: float

    @property
    def width(self) -> float:
        return max(self.whole, self.last)


def _wider(known: _Width | None, lines: tuple[Runs, ...], type_: Typography) -> _Width:
    """Return the width of `lines`, measuring only those that have come."""
    same, whole = 0, 0.0
    if known is not None and known.lines[:-1] == lines[: len(known.lines) - 1]:
        same, whole = len(known.lines) - 1, known.whole
    metrics = QFontMetricsF(type_.code)
    widths = [_advance(flat(line), metrics, type_.code_advance) for line in lines[same:]]
    return _Width(lines, max([whole, *widths[:-1]]), widths[-1] if widths else 0.0)


def _advance(text: str, metrics: QFontMetricsF, advance: float) -> float:
    text = text.expandtabs(4)
    return len(text) * advance if text.isascii() else metrics.horizontalAdvance(text)
