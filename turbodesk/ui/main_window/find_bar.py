"""The bar in which words of the conversation are looked for. It floats over the page's top right and pushes nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import FIND, ICON
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.plain import PlainLabel, key_text
from turbodesk.ui.widgets.surface import surface_of

_WIDTH = 372
_BESIDE, _ABOVE = 24, 8
"""Pixels from the edges of the page to the bar."""
_BUTTON = 28
_USUAL = 9_999
"""The count gets room for so many, so that the words beside it hold still."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindBar(QFrame):
    """A field for the words, how many there are, and the way through them."""

    words_changed = Signal(str)
    next_requested = Signal()
    previous_requested = Signal()
    closed = Signal()
    """Esc or the close button: the person has found what they wanted, or wants it no more."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        """The bar belongs to the window of `page`, over whose top right it floats."""
        super().__init__(surface_of(page.window()))
        self.hide()
        self._page = page
        self.setProperty("kind", "clear")
        self.setAccessibleName(_("Find in chat"))
        self.field = QLineEdit()
        self.field.setProperty("kind", "plain")
        self.field.setAccessibleName(_("Find in chat"))
        self.field.setPlaceholderText(_("Find in chat"))
        self._icon = PlainLabel()
        self._count = PlainLabel()
        self._count.setProperty("kind", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._previous = IconButton(
            "chevron-up", _("Previous match"), theme=theme, side=ICON, key=key_text("Shift+Return")
        )
        self._next = IconButton("chevron-down", _("Next match"), theme=theme, side=ICON, key=key_text("Return"))
        self._close = IconButton(
            "close", _("Close find"), theme=theme, side=ICON, tool_tip=_("Close"), key=key_text("Esc")
        )
        self._lay_out()
        self._paper = Paper(self)
        page.installEventFilter(self)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.words_changed)
        self._next.clicked.connect(self.next_requested)
        self._previous.clicked.connect(self.previous_requested)
        self._close.clicked.connect(self.closed)
        self.apply_theme(theme)
        self.show_count(0, 0, is_done=True)

    @property
    def reach(self) -> int:
        """How many pixels of the page's top it takes; what is found should stand lower."""
        return self.height() + 2 * _ABOVE

    def keep_off(self, place: QRect) -> None:
        """Do not lie over `place`, in the window's coordinates: at the very beginning of a chat nothing gets lower.

        Under the pointer it stays where it is.
        """
        if not self.underMouse():
            self._place()
            if self.geometry().intersects(place):
                self.move(self.x(), place.bottom() + _ABOVE)

    def open(self) -> None:
        """Show it in its place, above all that is on the page."""
        self._place()
        self.show()
        self._paper.raise_()
        self.raise_()

    @property
    def words(self) -> str:
        """What stands in the field."""
        return self.field.text()

    def focus_field(self) -> None:
        """Put the cursor into the field, what stands there selected, so that typing replaces it."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, at: int, total: int, *, is_done: bool) -> None:
        """Say that the match in front is number `at` of `total`; `is_done` False: more may be found."""
        text = ""
        if self.words:
            if not is_done:
                text = _("{count} so far…").format(count=number(total))
            elif not total:
                text = _("No matches")
            elif at:
                text = _count(at, total)
            else:
                text = ngettext("{count} found", "{count} found", total).format(count=number(total))
        for button in (self._previous, self._next):
            button.setEnabled(total > 0)
        if text != self._count.text():
            self._count.setText(text)
            if text and is_done:
                announce(self, text)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._scale = theme.line_height(TextRole.UI) / 20
        self._icon.setPixmap(theme.icon("search").pixmap(QSize(ICON, ICON), self.devicePixelRatioF()))
        self._count.setFont(theme.font(TextRole.LABEL))
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance(_count(_USUAL, _USUAL)))
        self._place()
        for button in (self._previous, self._next, self._close):
            button.apply_theme(theme)

    def event(self, event: QEvent) -> bool:
        # Esc in here closes the bar, also while it is the shortcut that stops a reply.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.previous_requested.emit()
                return True
            if event.key() in _ENTER:
                self.next_requested.emit()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(14, 0, Space.S - 2, 0))
        row.setSpacing(0)
        row.addWidget(self._icon)
        row.addSpacing(10)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        row.addSpacing(Space.XS)
        for button in (self._previous, self._next, self._close):
            button.setFixedSize(_BUTTON, _BUTTON)
            row.addWidget(button)

    def _place(self) -> None:
        """Stand at the top of the page, where its lines end, as wide as there is room for."""
        room = self._page.width() - 2 * Space.L
        width, height = min(round(_WIDTH * self._scale), room), round(FIND * self._scale)
        right = min(_BESIDE, (self._page.width() - width) // 2)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = right if is_mirrored else self._page.width() - right - width
        at = self._page.mapTo(self.window(), QPoint(left, _ABOVE))
        self.setGeometry(at.x(), at.y(), max(0, width), height)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier


def _count(at: int, total: int) -> str:
    return _("{number} of {total}").format(number=number(at), total=number(total))
