"""Puts buttons over the code panels of a page, and lets lines that are not wrapped run on and be scrolled sideways.

Panels are known by their piece's index, which stays the same while a reply grows, so a button pressed in mid-stream
acts on the right code. Buttons exist only for panels that have been seen: a reply of 200 fences costs no more to show
than one of three.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMessageBox, QScrollBar, QToolButton, QWidget

from turbodesk.ui.transcript.document import MessageDocument
from turbodesk.ui.transcript.file_names import file_name
from turbodesk.ui.transcript.pieces import Code, flat

_COPIED_MS = 1500
"""How long "Copied" stands: long enough to be read, short enough not to be taken for a state."""
_BAR_HEIGHT = 8


class CodeHeader(QWidget):
    """The buttons of one code panel."""

    copy_asked = Signal()
    wrap_asked = Signal(bool)
    save_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.copy_button = _button(self, "Copy", "Copy code")
        self.copy_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.wrap_button = _button(self, "Wrap", "Wrap lines")
        self.wrap_button.setCheckable(True)
        self.save_button = _button(self, "Save", "Save code")
        for button in (self.copy_button, self.wrap_button, self.save_button):
            row.addWidget(button)
        self.copy_button.clicked.connect(self._copy)
        self.wrap_button.toggled.connect(self.wrap_asked)
        self.save_button.clicked.connect(self.save_asked)
        self._timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._timer.timeout.connect(lambda: self._say_copied(is_copied=False))

    def _copy(self) -> None:
        self.copy_asked.emit()
        self._say_copied(is_copied=True)
        self._timer.start()

    def _say_copied(self, *, is_copied: bool) -> None:
        self.copy_button.setText("Copied" if is_copied else "Copy")
        self.copy_button.setAccessibleName("Copied" if is_copied else "Copy code")
        self._row.activate()
        right = self.geometry().right()
        self.adjustSize()
        self.move(right - self.width() + 1, self.y())


def _button(parent: QWidget, text: str, name: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.ArrowCursor)
    button.setIconSize(QSize(16, 16))
    return button


class CodePanels(QObject):
    """The buttons, the scroll bars and the sideways offsets of one page's code panels."""

    changed = Signal()
    """A panel was scrolled or wrapped; the page may have another height."""

    def __init__(self, page: MessageDocument, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._page = page
        self._viewport = viewport
        self._headers: dict[int, CodeHeader] = {}
        self._bars: dict[int, QScrollBar] = {}
        self._widths: dict[int, tuple[Code, float]] = {}
        self._unplaced: set[int] = set()
        # Widgets are not made inside a paint event.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._make)

    # Geometry

    def clip(self, rect: QRectF) -> QRectF:
        """Return where the code of a panel may be painted, given the panel's rectangle."""
        type_ = self._page.typography
        return rect.adjusted(type_.panel_pad - 2, type_.panel_header, -type_.panel_pad + 2, -1)

    def overflow(self, index: int) -> int:
        """Return by how many pixels the longest line is too long; 0 when it fits or is wrapped."""
        if self._page.is_wrapped(index):
            return 0
        room = self._page.rect(index).width() - 2 * self._page.typography.panel_pad
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
        inner = self.clip(self._page.rect(index))
        bar.setValue(round(min(max(bar.value(), x - inner.right() + 20), x - inner.left() - 20)))

    def _text_width(self, index: int) -> float:
        piece = self._page.pieces[index]
        assert isinstance(piece, Code)
        known = self._widths.get(index)
        if known is None or known[0] is not piece:
            type_ = self._page.typography
            metrics = QFontMetricsF(type_.code)
            known = (piece, max((_advance(flat(line), metrics, type_.code_advance) for line in piece.lines), default=0))
            self._widths[index] = known
        return known[1]

    # Widgets

    def seen(self, index: int) -> None:
        """Take note that a panel is visible: it gets its buttons as soon as painting is over."""
        if index not in self._headers or (self.overflow(index) and index not in self._bars):
            self._unplaced.add(index)
            self._timer.start()

    def place(self, first: int = 0) -> None:
        """Put buttons and bars where their panels are now, from the piece `first` on; those without a panel go."""
        for index in [one for one in self._headers if one >= first]:
            if index >= len(self._page.pieces) or not isinstance(self._page.pieces[index], Code):
                self._headers.pop(index).deleteLater()
                self._widths.pop(index, None)
                if (bar := self._bars.pop(index, None)) is not None:
                    bar.deleteLater()
                continue
            self._place_one(index)

    def restyle(self) -> None:
        """Take the page's theme and text size."""
        self._widths.clear()
        for header in self._headers.values():
            self._dress(header)

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
            self._place_one(index)
        self._unplaced.clear()
        self._order_tabs()

    def _new_header(self, index: int) -> CodeHeader:
        header = CodeHeader(self._viewport)
        header.wrap_button.setChecked(self._page.is_wrapped(index))
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

    def _dress(self, header: CodeHeader) -> None:
        theme = self._page.typography.theme
        header.copy_button.setIcon(theme.icon("copy"))
        header.wrap_button.setIcon(theme.icon("wrap"))
        header.save_button.setIcon(theme.icon("save"))
        header.copy_button.setFont(theme.small_font())

    def _place_one(self, index: int) -> None:
        rect, type_ = self._page.rect(index), self._page.typography
        header, overflow = self._headers[index], self.overflow(index)
        header.wrap_button.setVisible(overflow > 0 or self._page.is_wrapped(index))
        header.adjustSize()
        x = round(rect.right()) - header.width() - 6
        header.move(x, round(rect.top()) + max(3, (type_.panel_header - header.height()) // 2))
        bar = self._bars.get(index)
        if bar is not None:
            bar.setVisible(overflow > 0)
            inner = self.clip(rect)
            top = round(rect.bottom()) - _BAR_HEIGHT - 1
            bar.setGeometry(round(inner.left()), top, round(inner.width()), _BAR_HEIGHT)
            bar.setPageStep(round(inner.width()))
            bar.setSingleStep(round(type_.code_advance * 4))
            bar.setRange(0, overflow)

    def _order_tabs(self) -> None:
        before = self._viewport.parentWidget() or self._viewport
        for index in sorted(self._headers):
            header = self._headers[index]
            for button in (header.copy_button, header.wrap_button, header.save_button):
                QWidget.setTabOrder(before, button)
                before = button

    # What the buttons do

    def _code(self, index: int) -> Code:
        piece = self._page.pieces[index]
        assert isinstance(piece, Code)
        return piece

    def _wrap(self, index: int, *, is_wrapped: bool) -> None:
        self._page.set_wrapped(index, is_wrapped=is_wrapped)
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


def _advance(text: str, metrics: QFontMetricsF, advance: float) -> float:
    text = text.expandtabs(4)
    return len(text) * advance if text.isascii() else metrics.horizontalAdvance(text)
