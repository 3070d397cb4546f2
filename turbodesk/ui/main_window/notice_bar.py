"""A line across the top of the window for what must not be missed, such as a damaged file that was set aside."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel, set_tip

_ICON = 18


@dataclass(frozen=True, slots=True)
class _Notice:
    sentence: str
    action: str
    action_id: str
    is_danger: bool
    chat_id: str
    is_quiet: bool
    later: str


class NoticeBar(QFrame):
    """Shows one notice at a time, the oldest first; the next comes when it is closed. Hidden while there is none.

    One that is about a chat waits while another is in front: neither its words nor its button are for that.
    """

    action_requested = Signal(str)
    """The id given with the notice whose button was pressed."""
    dismissed = Signal()
    """The last notice was closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Notice"))
        self.setProperty("kind", "banner")
        self._theme = theme
        self._notices: list[_Notice] = []
        self._front = ""
        self._is_made = False
        self.hide()

    def _make(self) -> None:
        """Make the parts, at the first notice: most starts have nothing to say."""
        from turbodesk.ui.widgets.forms import caption

        self._is_made = True
        self._icon = PlainLabel()
        self._words = caption("")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._count = caption("", kind="muted")
        self._action = QPushButton()
        self._later = QPushButton()
        self._later.setProperty("kind", "quiet")
        self._close = QToolButton()
        self._close.setAccessibleName(_("Close notice"))
        set_tip(self._close, _("Close"))
        self._lay_out()
        self._action.clicked.connect(lambda: self.action_requested.emit(self._here()[0].action_id))
        self._later.clicked.connect(self._dismiss)
        self._close.clicked.connect(self._dismiss)
        self.apply_theme(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._theme = theme
        if self._is_made:
            self._close.setIcon(theme.icon("close", "text"))
            self._draw_icon()

    def show_notice(
        self,
        sentence: str,
        *,
        action: str = "",
        action_id: str = "",
        is_danger: bool = False,
        chat_id: str = "",
        is_quiet: bool = False,
        later: str = "",
    ) -> None:
        """Show `sentence`, after those not closed yet, with a button called `action` when there is something to do.

        One that is already there is not shown twice. With `chat_id`, it is shown while that chat is in front. One
        that `is_quiet` is no warning. With `later`, a button of that name closes it, else a cross.
        """
        notice = _Notice(sentence, action, action_id, is_danger, chat_id, is_quiet, later)
        if notice not in self._notices:
            self._notices.append(notice)
            self._show_first()
            if notice in self._here():
                from turbodesk.ui.widgets.announcement import announce  # most starts have nothing to say

                announce(self, sentence)

    def set_front(self, chat_id: str) -> None:
        """Show what is about this chat or about none; "" for none in front."""
        if chat_id != self._front:
            self._front = chat_id
            self._show_first()

    def withdraw(self, action_id: str) -> None:
        """Take the notices away whose button has this id: what they said is no longer so."""
        kept = [notice for notice in self._notices if not action_id or notice.action_id != action_id]
        if len(kept) < len(self._notices):
            self._notices = kept
            self._show_first()

    def has(self, action_id: str) -> bool:
        """Whether a notice whose button has this id is not closed yet."""
        return any(notice.action_id == action_id for notice in self._notices)

    def clear(self) -> None:
        """Take all notices away."""
        self._notices.clear()
        self.hide()

    def _dismiss(self) -> None:
        self._notices.remove(self._here()[0])
        self._show_first()
        if not self._here():
            self.dismissed.emit()

    def _here(self) -> list[_Notice]:
        return [notice for notice in self._notices if notice.chat_id in ("", self._front)]

    def _show_first(self) -> None:
        here = self._here()
        if not here:
            had_focus = self.isAncestorOf(self.window().focusWidget())
            self.hide()
            if had_focus:
                from turbodesk.ui.widgets.focus import give_focus_back

                give_focus_back(None, self.window())
            return
        from turbodesk.ui.quantities import number
        from turbodesk.ui.widgets.forms import rekind

        if not self._is_made:
            self._make()
        notice = here[0]
        self._words.setText(notice.sentence)
        self._count.setText(_("{number} of {total}").format(number=number(1), total=number(len(here))))
        self._count.setVisible(len(here) > 1)
        self._action.setText(notice.action)
        self._action.setVisible(bool(notice.action))
        self._later.setText(notice.later)
        self._later.setVisible(bool(notice.later))
        self._close.setVisible(not notice.later)
        rekind(self, "banner-danger" if notice.is_danger else "banner-quiet" if notice.is_quiet else "banner")
        self._draw_icon()
        self.show()

    def _draw_icon(self) -> None:
        here = self._here()
        is_danger, is_quiet = bool(here) and here[0].is_danger, bool(here) and here[0].is_quiet
        token = "danger" if is_danger else "text-muted" if is_quiet else "warning"
        icon = self._theme.icon("info" if is_quiet else "warning", token)
        self._icon.setPixmap(icon.pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(Space.L, Space.S, Space.S, Space.S))
        row.setSpacing(Space.M)
        row.addWidget(self._icon)
        words = QVBoxLayout()
        words.addWidget(self._words)
        row.addLayout(words, 1)
        row.addWidget(self._count)
        row.addWidget(self._later)
        row.addWidget(self._action)
        row.addWidget(self._close)
