"""The few parts every form of TurboDesk is made of: captions, notes, explained choices, segments.

All text is plain text: a title or a gateway's words that look like HTML are shown, not obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel

_EDGE = 2
"""Pixels around each of some segments."""
_INDICATOR = 30
"""Where the text of a radio button or check box begins, in device-independent pixels, so that notes line up with it."""


def caption(text: str, *, kind: str = "", buddy: QWidget | None = None) -> PlainLabel:
    """Return a one-line label; `kind` is the style sheet's, `buddy` the control it names."""
    label = PlainLabel(text)
    if kind:
        label.setProperty("kind", kind)
    if buddy is not None:
        label.setBuddy(buddy)
    return label


class HeadingLabel(PlainLabel):
    """A one-line label in a font of its own.

    WORKAROUND, Qt <= 6.11: when a widget beneath an application style sheet is put into another parent, fonts set
    on it and on its children are lost, so this one is set anew. Seen with `QMainWindow.setCentralWidget`.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._wished: QFont | None = None

    def wear(self, font: QFont) -> None:
        """Use `font` from now on."""
        self._wished = font
        self.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if (
            event.type() == QEvent.Type.FontChange
            and self._wished is not None
            and not _alike(self.font(), self._wished)
        ):
            self.setFont(self._wished)


def _alike(one: QFont, other: QFont) -> bool:
    return (one.pointSizeF(), one.pixelSize(), one.weight()) == (other.pointSizeF(), other.pixelSize(), other.weight())


def note(text: str = "", *, kind: str = "muted") -> PlainLabel:
    """Return a label of any length that wraps."""
    from turbodesk.ui.widgets.note_label import NoteLabel  # the first window has none

    label = NoteLabel(text)
    if kind:
        label.setProperty("kind", kind)
    return label


def rule() -> QFrame:
    """Return a thin line across, for setting groups apart."""
    line = QFrame()
    line.setProperty("kind", "line")
    line.setFixedHeight(1)
    return line


def rekind(widget: QWidget, kind: str) -> None:
    """Change what a widget is to the style sheet, and have it drawn so."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def column(*items: QWidget | int, spacing: int = Space.S, left: int = 0) -> QVBoxLayout:
    """Return a column of widgets; a number among them is extra space in device-independent pixels."""
    layout = QVBoxLayout()
    layout.setContentsMargins(margins(left, 0, 0, 0))
    layout.setSpacing(spacing)
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addSpacing(item)
    return layout


def centred(widget: QWidget) -> QHBoxLayout:
    """Return a row with `widget` in its middle.

    Why not an alignment flag: an aligned item is asked for its height at the row's whole width, and text that wraps
    in a narrower widget is then cut off.
    """
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def explained(button: QAbstractButton, why: str) -> QVBoxLayout:
    """Return `button` with its one-line explanation beneath its text; screen readers read it as its description."""
    button.setAccessibleDescription(why)
    words = note(why)
    words.setContentsMargins(margins(_INDICATOR, 0, 0, 0))
    return column(button, words, spacing=Space.XS)


def under(part: QWidget) -> QHBoxLayout:
    """Return `part` indented to where the text of a radio button or check box begins."""
    row = QHBoxLayout()
    row.setContentsMargins(margins(_INDICATOR, 0, 0, 0))
    row.addWidget(part, 1)
    return row


def check_one(button: QAbstractButton) -> None:
    """Check one button of a group, and let Tab lead to it: Qt does so itself only for what a person checks."""
    button.setChecked(True)
    group = button.group()
    for one in group.buttons() if group is not None else ():
        one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is button else Qt.FocusPolicy.ClickFocus)


def inset(number: QAbstractSpinBox) -> None:
    """Keep a number away from its field's edge: the style sheet's padding reaches the field, not the text in it."""
    number.lineEdit().setTextMargins(margins(Space.S - 2, 0, 0, 0))


class FormPage(QWidget):
    """What a form's scroll area holds: exactly as tall as its wrapped text needs at its width.

    A scroll area takes the smallest size hint, which for wrapped labels is
    a guess that is too tall, and then scrolls where nothing needs to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "page")

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), self.heightForWidth(self.width())) if self.hasHeightForWidth() else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def scrolling(page: FormPage, area: QScrollArea) -> None:
    """Let `area` scroll `page` up and down; its controls take the focus, not the area."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)


class _SegmentLayout(QBoxLayout):
    """Stands in a line or in a column; a layout around it asks here, and not its widget, how high that is."""

    def __init__(self, segments: Segments) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight, segments)
        self._segments = segments

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._segments.heightForWidth(width)


class Segments(QFrame):
    """A few short choices side by side, one of them chosen; one beneath another where there is no room.

    Arrow keys move the choice.
    """

    chosen = Signal(str)
    """The key the person chose; not emitted by `choose`."""

    def __init__(self, choices: Iterable[tuple[str, str]], *, name: str) -> None:
        """`choices` are keys and labels."""
        super().__init__()
        self.setProperty("kind", "segments")
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._row = _SegmentLayout(self)
        self._row.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self._row.setSpacing(_EDGE)
        for key, label in choices:
            button = QRadioButton(label)
            button.setProperty("kind", "segment")
            button.setAccessibleName(label)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._buttons[key] = button
            self._group.addButton(button)
            self._row.addWidget(button)

    def choose(self, key: str) -> None:
        """Show `key` as chosen."""
        check_one(self._buttons[key])

    def value(self) -> str:
        """Return the chosen key, "" when there is none yet."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> QRadioButton:
        """Return the button of `key`."""
        return self._buttons[key]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        hints = self._hints()
        height = max((hint.height() for hint in hints), default=0)
        lines = 1 if width >= self._width_in_line() else len(hints)
        return lines * (height + _EDGE) + _EDGE

    def sizeHint(self) -> QSize:
        width = self._width_in_line()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max((hint.width() for hint in self._hints()), default=0) + 2 * _EDGE
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_in_line = event.size().width() >= self._width_in_line()
        self._row.setDirection(directions.LeftToRight if is_in_line else directions.TopToBottom)

    def _hints(self) -> list[QSize]:
        # Not all that are hidden: before its parent is shown, a button is, too.
        chosen = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        hidden = [one for one in self._buttons.values() if one.isHidden() and one.testAttribute(chosen)]
        return [button.sizeHint() for button in self._buttons.values() if button not in hidden]

    def _width_in_line(self) -> int:
        return sum(hint.width() + _EDGE for hint in self._hints()) + _EDGE


class WheelGuard(QObject):
    """Keeps the wheel for scrolling: a control beneath the pointer changes only while it has the focus."""

    def watch(self, *controls: QWidget) -> None:
        """Guard `controls`."""
        for control in controls:
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
