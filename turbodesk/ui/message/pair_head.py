"""The head of one of two replies side by side: its model, how it stands, and what can be chosen of the two."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.chat.cost import cost_line
from turbodesk.chat.message import Message, Status
from turbodesk.chat.model import Prices
from turbodesk.translation import _, pgettext
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.word_button import WordButton

_KEEP, _KEEP_SHORT = _("Keep this one"), _("Keep")
_GOES_ON = _("The chat goes on with this one")
_WORDS = {
    Status.STOPPED: pgettext("a reply", "stopped"),
    Status.FAILED: pgettext("a reply", "failed"),
    Status.INTERRUPTED: pgettext("a reply", "broken off"),
}


class PairHead(QWidget):
    """Stands above the reply `message`; `set_message` tells its later states."""

    def __init__(
        self,
        message: Message,
        *,
        model_name: str,
        prices: Prices | None,
        other_id: str,
        is_left: bool,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: QWidget,
    ) -> None:
        """`other_id` is that of the reply it stands beside."""
        super().__init__(parent)
        self._message, self._actions = message, actions
        self._prices, self._theme = prices, theme
        self._is_front = self._is_placed = False
        id_ = message.id
        name = _("{model}, left reply") if is_left else _("{model}, right reply")
        self.setAccessibleName(name.format(model=model_name))
        self.caption = PlainLabel("", self)
        self.name = ElidedLabel(model_name, self)
        self.status = ElidedLabel("", self)
        for label in (self.caption, self.status):
            label.setProperty("kind", "muted")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        stop = _("Stop {model}").format(model=model_name)
        self.stop_button = WordButton("", stop, icon="stop", theme=theme, percent=percent, parent=self)
        self.keep_button = QPushButton(_KEEP, self)
        self.keep_button.setProperty("kind", "small")
        self.keep_button.setAccessibleName(_("Keep this one, {model}").format(model=model_name))
        self.more_button = WordButton("", _("More choices"), icon="more", theme=theme, percent=percent, parent=self)
        self.stop_button.clicked.connect(lambda: actions.stop_one_requested.emit(id_))
        self.keep_button.clicked.connect(lambda: actions.keep_requested.emit(id_))
        self.more_button.clicked.connect(lambda: self.menu().popup_below(self.more_button))
        self._number = PlainLabel(
            _("{place} of {count}").format(place=number(1 if is_left else 2), count=number(2)), self
        )
        self._number.setProperty("kind", "muted")
        self.previous_button, self.next_button = (
            WordButton("", name, icon=icon, theme=theme, percent=percent, parent=self)
            for name, icon in ((_("Previous reply"), "chevron-left"), (_("Next reply"), "chevron-right"))
        )
        for button, leads in ((self.previous_button, not is_left), (self.next_button, is_left)):
            button.setEnabled(leads)
            button.clicked.connect(lambda: actions.show_requested.emit(other_id))
        self._lay_out()
        self.set_alone(is_alone=False)
        self.restyle(theme, percent)
        self.set_message(message)

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, Space.S)
        column.setSpacing(Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(self.name)
        walk = QHBoxLayout()
        walk.setSpacing(0)
        for widget in (self.previous_button, self._number, self.next_button):
            walk.addWidget(widget)
        row.addLayout(walk)
        row.addWidget(self.status, 1)
        row.addStretch()  # while the status is hidden
        for button in (self.stop_button, self.keep_button, self.more_button):
            row.addWidget(button)
        column.addWidget(self.caption)
        column.addLayout(row)

    def set_message(self, message: Message) -> None:
        """Take a later state of the reply."""
        has_ended = message.is_final and not self._message.is_final
        self._message = message
        self.status.setText(_standing(message, self._prices))
        if has_ended:  # of two that are told to have ended, nobody would know which
            from turbodesk.ui.widgets.announcement import announce

            announce(self, _("{name}: {value}").format(name=self.name.text(), value=self.status.text()))
        self.stop_button.setVisible(not message.is_final)
        self._fit()

    def set_alone(self, *, is_alone: bool) -> None:
        """Whether the other reply is not seen beside this one, but reached from here."""
        for widget in (self.previous_button, self._number, self.next_button):
            widget.setVisible(is_alone)
        self._fit()

    def set_front(self, *, is_front: bool) -> None:
        """Whether the chat goes on with this one."""
        self._is_front = is_front
        self.caption.setText(_GOES_ON if is_front else "")
        self.setAccessibleDescription(_GOES_ON if is_front else "")
        self.update()

    def menu(self) -> Menu:
        """Return what else can be done with the two; it deletes itself when it closes."""
        id_, menu = self._message.id, Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_KEEP).triggered.connect(lambda: self._actions.keep_requested.emit(id_))
        both = menu.addAction(_("Keep both, in two chats"))
        both.triggered.connect(lambda: self._actions.keep_both_requested.emit(id_))
        both.setEnabled(self._message.is_final)
        return menu

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme = theme
        self.caption.setFont(theme.font(TextRole.LABEL, percent))
        self.caption.setFixedHeight(round(theme.line_height(TextRole.LABEL, percent)))
        self.name.setFont(theme.font(TextRole.UI_STRONG, percent))
        self.status.setFont(theme.font(TextRole.UI, percent))
        self._number.setFont(theme.font(TextRole.LABEL, percent))
        self.keep_button.setFont(theme.font(TextRole.UI_STRONG, percent))
        for button in (self.stop_button, self.more_button, self.previous_button, self.next_button):
            button.restyle(theme, percent)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_placed = True
        self._fit()

    def _fit(self) -> None:
        """Where there is no room, in a narrow window or with large text, cut nothing: leave out what is needed least.

        The menu keeps the reply as well.
        """
        if not self._is_placed:
            return  # and ask for no size: the sheet would take the letters from those that have not been shown
        for words, is_told in ((_KEEP, True), (_KEEP, False), (_KEEP_SHORT, False), ("", False)):
            self.keep_button.setText(words or _KEEP_SHORT)
            self.keep_button.setVisible(bool(words))
            self.status.setVisible(is_told)
            if self._wanted() <= self.width():
                return

    def _wanted(self) -> int:
        """Pixels of all that is shown; a long name may be cut at half the width."""
        walk = (self.previous_button, self._number, self.next_button)
        fixed = (self.status, self.stop_button, self.keep_button, self.more_button)
        shown = [one.sizeHint().width() + Space.S for one in fixed if not one.isHidden()]
        steps = [one.sizeHint().width() for one in walk if not one.isHidden()]
        name = min(self.name.sizeHint().width(), self.width() // 2)
        return name + sum(shown) + sum(steps) + (Space.S if steps else 0)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        thick = 2 if self._is_front else 1
        line = QRect(0, self.height() - thick, self.width(), thick)
        painter.fillRect(line, self._theme.color("accent" if self._is_front else "border"))


def _standing(message: Message, prices: Prices | None) -> str:
    """Return how a reply stands: "writing", or "3 s, $0.004"."""
    if not message.is_final:
        return pgettext("a reply", "writing") if message.blocks else pgettext("a reply", "waiting")
    took_ms = None if message.finished_at is None else message.finished_at - message.created_at
    took = ""
    if took_ms is not None:
        took = _("{seconds} s").format(seconds=number(max(1, round(took_ms / 1000))))
    told = (_WORDS.get(message.status, took), cost_line(message.usage, prices))
    return listed(told)
