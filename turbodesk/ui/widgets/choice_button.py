"""A button that says which of several is chosen, and opens a menu of them.

Why not QComboBox: its list is a window of its own kind that no paper can be given, and the wheel changes it in passing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from turbodesk.translation import _
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import ICON, Space
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text

_LEAST = 120
"""Pixels it can do with; its words end in dots then."""
_OPENS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChoiceButton(QPushButton):
    """Shows the label of one choice; each choice is a value with its label."""

    chosen = Signal(object)
    """The value that the person chose; not emitted by `choose`."""

    def __init__(self, name: str, choices: Iterable[tuple[Hashable, str]] = ()) -> None:
        """`name` says to screen readers what is chosen here; the label is read after it."""
        super().__init__()
        self._name = name
        self._labels: dict[Hashable, str] = {}
        self._value: Hashable = None
        self.setProperty("kind", "choice")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[Hashable, str]]) -> None:
        """Offer these; what was chosen stays so, or the first is chosen where it is no longer among them."""
        self._labels = dict(choices)
        self.choose(self._value if self._value in self._labels else next(iter(self._labels), None))
        self.updateGeometry()

    def choose(self, value: Hashable) -> None:
        """Show `value` as chosen; one that is not offered shows no words."""
        self._value = value
        label = self._labels.get(value, "")
        self.setText(button_text(label))
        self.setAccessibleName(_("{name}: {value}").format(name=self._name, value=label) if label else self._name)

    @property
    def value(self) -> Hashable:
        """What is chosen; None: nothing is offered."""
        return self._value

    @property
    def choices(self) -> dict[Hashable, str]:
        """What is offered: values and their labels, in order."""
        return dict(self._labels)

    def open(self) -> Menu:
        """Show the menu of all choices, the chosen one ready, and return it."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self._name)
        for value, label in self._labels.items():
            action = menu.addAction(button_text(label))
            action.setCheckable(True)
            action.setChecked(value == self._value)
            action.triggered.connect(lambda _checked=False, value=value: self._take(value))
            if value == self._value:
                menu.setActiveAction(action)
        menu.setMinimumWidth(self.width() + 2 * menu.panel.left())
        menu.popup_below(self)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self.open()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        sizes = (self.fontMetrics().size(0, label) for label in self._labels.values())
        widest = max(sizes, key=QSize.width, default=QSize())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, widest, self)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        option.text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room, Qt.TextFlag.TextShowMnemonic
        )
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)
        place = QRect(self.width() - Space.S - ICON, (self.height() - ICON) // 2, ICON, ICON)
        icon = current_theme().icon("chevron-down", "text-muted" if self.isEnabled() else "disabled")
        icon.paint(QPainter(self), QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def _take(self, value: Hashable) -> None:
        if value != self._value:
            self.choose(value)
            self.chosen.emit(value)
