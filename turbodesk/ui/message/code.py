"""Puts buttons over the code panels of a page.

Panels are known by their piece's index, which stays the same while a reply grows, so a button pressed in mid-stream
acts on the right code. Buttons exist only for panels that have been seen: a reply of 200 fences costs no more to show
than one of three.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from turbodesk.app.new_file import write_new_file
from turbodesk.chat.errors import StoreFailure
from turbodesk.translation import _, ngettext
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.figures import may_be_figure
from turbodesk.ui.document.pieces import CodePiece, is_long
from turbodesk.ui.message.code_header import CodeHeader, FoldButton
from turbodesk.ui.message.code_kinds import file_name, previewed
from turbodesk.ui.message.horizontal_scroll import Sideways
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.widgets.lifetime import owned
from turbodesk.ui.widgets.menu import Menu


class CodePanels(QObject):
    """The buttons of one page's code panels."""

    changed = Signal()
    """A panel was scrolled or wrapped; the page may have another height."""
    fold_requested = Signal(int, bool)
    """The person wants to see the first lines of a panel (True), or all of them."""

    preview_requested = Signal(object, str)
    """What the code of a panel shall be shown as, a `Previewed`, and the code."""

    def __init__(self, page: MessageDocument, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._page = page
        self._viewport = viewport
        self._headers: dict[int, CodeHeader] = {}
        self.sideways = Sideways(page, viewport)
        """What scrolls the panels, and the tables."""
        self._folds: dict[int, FoldButton] = {}
        self._unplaced: set[int] = set()
        self._pointed: int | None = None
        # Widgets are not made inside a paint event.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(owned(viewport, self._make))

    # Widgets

    def seen(self, index: int) -> None:
        """Take note that a panel or a table is visible: it gets its buttons and its bar as soon as painting is over."""
        piece = self._page.pieces[index]
        if may_be_figure(piece):
            self._page.figures.ask(index)
        misses_fold = index not in self._folds and is_long(piece)
        misses_header = index not in self._headers and isinstance(piece, CodePiece)
        if misses_header or misses_fold or self.sideways.misses_bar(index):
            self._unplaced.add(index)
            self._timer.start()

    def place(self, first: int = 0) -> None:
        """Put buttons and bars where their panels are now, from the piece `first` on; those without a panel go."""
        self.sideways.place(first)
        for index in [header for header in self._headers if header >= first]:
            if index >= len(self._page.pieces) or not isinstance(self._page.pieces[index], CodePiece):
                self._headers.pop(index).deleteLater()
                if (fold := self._folds.pop(index, None)) is not None:
                    fold.deleteLater()
                continue
            self._place_one(index)

    @property
    def lead(self) -> int:
        """Pixels of the viewport left of the page."""
        return self.sideways.lead

    def set_lead(self, lead: int) -> None:
        """Say how many pixels of the viewport are left of the page, and move there."""
        self.sideways.lead = lead
        self.place()

    def point_at(self, y: float | None) -> None:
        """Say at which height of the page the pointer is; None: nowhere on it."""
        index = None if y is None or not self._headers else self.sideways.at(y)
        if index != self._pointed:
            for one in (self._pointed, index):
                if one in self._headers:
                    self._headers[one].set_pointed(is_pointed=one == index)
            self._pointed = index

    def restyle(self) -> None:
        """Take the page's theme and text size."""
        self.sideways.restyle()
        for header in self._headers.values():
            header.dress(self._page.typography)

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
        return (at for at, piece in enumerate(self._page.pieces) if isinstance(piece, CodePiece))

    def _make(self) -> None:
        for index in sorted(self._unplaced):
            if index >= len(self._page.pieces):
                continue
            self.sideways.make(index)
            if not isinstance(self._page.pieces[index], CodePiece):
                continue
            if index not in self._headers:
                self._headers[index] = self._new_header(index)
            if is_long(self._code(index)) and index not in self._folds:
                self._folds[index] = self._new_fold(index)
            self._place_one(index)
        self._unplaced.clear()
        self._order_tabs()

    def _new_header(self, index: int) -> CodeHeader:
        header = CodeHeader(self._viewport)
        header.setLayoutDirection(QGuiApplication.layoutDirection())  # the page is one of code, which never turns
        header.wrap_button.setChecked(self._page.code.is_wrapped(index))
        header.dress(self._page.typography)
        header.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._code(index).text))
        header.wrap_button.toggled.connect(lambda is_wrapped: self._wrap(index, is_wrapped=is_wrapped))
        header.save_button.clicked.connect(lambda: self._ask_where(index))
        header.source_button.clicked.connect(lambda: self.switch_figure(index))
        header.larger_button.clicked.connect(lambda: self.show_larger(index))
        header.preview_button.clicked.connect(lambda: self._preview(index))
        header.show()
        return header

    def _new_fold(self, index: int) -> FoldButton:
        button = FoldButton(self._viewport)
        button.setLayoutDirection(QGuiApplication.layoutDirection())
        button.clicked.connect(lambda: self.fold_requested.emit(index, not self._page.code.is_folded(index)))
        button.show()
        return button

    def _place_one(self, index: int) -> None:
        rect, type_ = self._page.rect(index), self._page.typography
        header, overflow = self._headers[index], self.sideways.overflow(index)
        code = self._code(index)
        lines = ngettext("{count} line", "{count} lines", len(code.lines)).format(count=number(len(code.lines)))
        header.copy_button.setAccessibleDescription(listed([_what(code), lines]))
        header.wrap_button.setVisible(not code.is_picture and (overflow > 0 or self._page.code.is_wrapped(index)))
        is_drawn = code.figure is not None and not code.figure.note
        header.preview_button.setVisible(not code.is_open and previewed(code.language, code.beginning) is not None)
        header.show_figure(is_drawn=is_drawn, is_picture=code.is_picture)
        header.adjustSize()
        # The last word ends where the text does, its ground beyond it.
        beyond = type_.hang - type_.px(8)
        x = round(rect.right()) - beyond - header.width()
        if header.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = round(rect.left()) + beyond
        header.move(self.lead + x, round(rect.top()) + (type_.panel_header - header.height()) // 2)
        self.sideways.place_one(index)
        self._place_fold(index, rect)

    def _place_fold(self, index: int, rect: QRectF) -> None:
        button = self._folds.get(index)
        if button is None:
            return
        type_, is_shown = self._page.typography, is_long(self._code(index))
        button.setVisible(is_shown)
        if is_shown:
            is_folded = self._page.code.is_folded(index)
            button.show_state(len(self._code(index).lines), type_, is_folded=is_folded)
            y = round(rect.bottom()) - type_.panel_foot + (type_.panel_foot - button.height()) // 2
            left, right = self._page.edges(self._code(index))
            x = round(left) - type_.px(8)
            if button.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                x = round(right) + type_.px(8) - button.width()
            button.move(self.lead + x, y)

    def _order_tabs(self) -> None:
        before: QWidget = self._viewport.parentWidget() or self._viewport
        for index in sorted(self._headers):
            header = self._headers[index]
            fold = [self._folds[index]] if index in self._folds else []
            first = (header.copy_button, header.larger_button, header.source_button, header.preview_button)
            for button in (*first, header.wrap_button, header.save_button, *fold):
                QWidget.setTabOrder(before, button)
                before = button

    # What the buttons do

    def _code(self, index: int) -> CodePiece:
        piece = self._page.pieces[index]
        assert isinstance(piece, CodePiece)
        return piece

    def _wrap(self, index: int, *, is_wrapped: bool) -> None:
        self._page.code.set_wrapped(index, is_wrapped=is_wrapped)
        self.changed.emit()

    def _preview(self, index: int) -> None:
        code = self._code(index)
        self.preview_requested.emit(previewed(code.language, code.text), code.text)

    def switch_figure(self, index: int) -> None:
        """Show the source of a diagram, or its picture again."""
        self._page.figures.show_source(index, is_shown=self._code(index).is_picture)

    def show_larger(self, index: int) -> None:
        """Open a diagram in the viewer."""
        from turbodesk.ui.message.diagram_viewer import DiagramViewer

        DiagramViewer(self._viewport.window(), self._page.figures.key(self._code(index))).open()

    def fill_menu(self, index: int, menu: Menu) -> None:
        """Add what can be done with a diagram that is shown as a picture."""
        from turbodesk.ui.message.diagram_viewer import add_copies

        menu.addAction(_("Show larger")).triggered.connect(owned(self, lambda: self.show_larger(index)))
        menu.addAction(_("Show source")).triggered.connect(owned(self, lambda: self.switch_figure(index)))
        menu.addSeparator()
        add_copies(menu, self._page.figures.key(self._code(index)))

    def _ask_where(self, index: int) -> None:
        code, window = self._code(index), self._viewport.window()
        if code.is_picture:
            from turbodesk.ui.message.diagram_viewer import ask_where_to_save

            ask_where_to_save(window, self._page.figures.key(code))
            return
        dialog = QFileDialog(window, _("Save code"), str(Path.home() / file_name(code.language)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: save_code(code.text, Path(name), window))
        dialog.open()


def _what(code: CodePiece) -> str:
    """Return what a panel holds, for who cannot see it."""
    if not code.is_picture:
        return code.language or _("Code")
    from turbodesk.rendering.diagrams import kind_of

    return kind_of(code.text)


def save_code(text: str, path: Path, window: QWidget) -> None:
    """Write code to a file, whole or not at all; a failure is told over `window` and blocks nothing.

    Not a method: the row the code stands in may be gone by the time the person has chosen a file.
    """
    try:
        write_new_file(path, lambda file: file.write(text.encode()))
    except StoreFailure as failure:
        from turbodesk.ui.widgets.question import tell

        tell(window, failure.note.sentence, failure.note.advice)
