"""One line of a form: what it is called and what it does at the left, the control that sets it at the right.

Where the two have no room side by side, in a narrow window or with large letters, the control stands beneath its words.
Why no Qt layout: which of the two it is depends on the width, and so does the height; a layout is asked for both apart.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.forms import HeadingLabel

_PAD = 14
"""Device-independent pixels above and beneath what a row holds."""
_LEAST_WORDS = 200
"""Pixels the words keep beside a control; with less, it stands beneath them. They grow with the letters."""
_HELP_AIR = 3
"""Pixels more than the lines of the help need."""
_LETTERS = 26
"""As many letters of the label as the words keep at least."""

_OTHER_LETTERS = (
    QEvent.Type.Polish, QEvent.Type.Show, QEvent.Type.StyleChange, QEvent.Type.FontChange,
    QEvent.Type.ApplicationFontChange,
)  # fmt: skip
"""What may give the words of a row another height."""


class HintLabel(HeadingLabel):
    """A small line or more of explanation; what belongs to no row."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("kind", "muted")
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def apply_theme(self, theme: Theme) -> None:
        """Take the font of `theme`."""
        self.wear(theme.font(TextRole.LABEL))


class FormRow(QWidget):
    """Words, a control, and what belongs to both beneath; a hairline under it unless it is the last."""

    def __init__(self, title: str, why: str = "", control: QWidget | None = None, *, is_wide: bool = False) -> None:
        """`is_wide`: the control takes the whole width, beneath the words."""
        super().__init__()
        self.title = title
        self.control = control
        self._is_wide = is_wide
        self._has_line = True
        self._bleed = 0
        self._is_control_bleeding = False
        self._label = HeadingLabel(title)
        self._label.setProperty("kind", "label")
        self._help = HeadingLabel(why)
        self._help.setProperty("kind", "muted")
        self._beneath: list[QWidget] = []
        for label in (self._label, self._help):
            label.setParent(self)
            label.setWordWrap(True)
            # At the side where a line begins in this window, also where a name is Arabic: Qt goes by the text.
            label.setAlignment(label.alignment() | Qt.AlignmentFlag.AlignAbsolute)
        self._help.setVisible(bool(why))
        if control is not None:
            control.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._heights: dict[tuple[bool, str, int], int] = {}
        """Of the label (True) and of the help, by their text and width: Qt measures them anew whenever it is asked,
        which a scrolled page does some twenty times for each row."""
        self._line_height = 0
        self._line_color = QColor(Qt.GlobalColor.transparent)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts and the colour of the line of `theme`."""
        self._heights.clear()
        self._label.wear(theme.font(TextRole.UI_STRONG))
        self._help.wear(theme.font(TextRole.LABEL))
        self._line_height = round(theme.line_height(TextRole.UI_STRONG))
        self._line_color = theme.color("border")
        self.updateGeometry()
        self.update()

    def set_title(self, title: str) -> None:
        """Call it otherwise."""
        self.title = title
        self._label.setText(title)
        self.updateGeometry()

    def set_why(self, why: str) -> None:
        """Say what it does in other words; "" for none."""
        self._help.setText(why)
        self._help.setVisible(bool(why))
        self.updateGeometry()

    def set_line(self, is_shown: bool) -> None:
        """Draw the hairline beneath, or not: the last row of a group has none."""
        self._has_line = is_shown
        self.update()

    def set_bleed(self, pixels: int) -> None:
        """Keep all but a control that reaches beyond (`let_control_bleed`) so far from both edges."""
        self._bleed = pixels
        self.updateGeometry()

    def let_control_bleed(self) -> None:
        """Let the control reach into the bleed: its own edge is not where it is in line with the words."""
        self._is_control_bleeding = True

    def add_beneath(self, part: QWidget) -> None:
        """Add what belongs to the row, such as a question or a preview, over its whole width."""
        part.setParent(self)
        self._beneath.append(part)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, is_asked_only=True)

    def sizeHint(self) -> QSize:
        width = self._words_width() + (Space.XL + self._control_size().width() if self.control is not None else 0)
        width += 2 * self._bleed
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        parts = [one for one in (self.control, *self._beneath) if one is not None and not one.isHidden()]
        widths = [one.minimumSizeHint().expandedTo(one.minimumSize()).width() for one in parts]
        words = max(self._label.minimumSizeHint().width(), self._help.minimumSizeHint().width())
        width = max([*widths, min(words, self._words_width())])  # a word without end, as of a stranger, is cut off
        width += 2 * self._bleed
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def event(self, event: QEvent) -> bool:
        if event.type() in _OTHER_LETTERS:
            self._heights.clear()
        if event.type() == QEvent.Type.LayoutRequest:  # a part has another size now
            self._place(self.width())
            self.updateGeometry()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._has_line:
            painter = QPainter(self)
            painter.fillRect(self._bleed, self.height() - 1, self.width() - 2 * self._bleed, 1, self._line_color)

    def _words_width(self) -> int:
        return max(_LEAST_WORDS, _LETTERS * self._label.fontMetrics().averageCharWidth())

    def _control_size(self) -> QSize:
        if self.control is None or self.control.isHidden():
            return QSize(0, 0)
        return self.control.sizeHint().expandedTo(self.control.minimumSize()).boundedTo(self.control.maximumSize())

    def _place(self, width: int, *, is_asked_only: bool = False) -> int:
        """Put everything where it belongs in `width`, unless only asked; return the height that takes."""
        whole, width = width, width - 2 * self._bleed
        wanted = self._control_size()
        has_control = not wanted.isEmpty()
        is_beside = has_control and not self._is_wide and self._words_width() + Space.XL + wanted.width() <= width
        words = width - Space.XL - wanted.width() if is_beside else width
        top = self._place_words(words, wanted.height() if is_beside else 0, is_asked_only)
        if is_beside and not is_asked_only and self.control is not None:
            self._at(self.control, QRect(self._bleed + width - wanted.width(), _PAD, wanted.width(), wanted.height()))
        if has_control and not is_beside and self.control is not None:
            room = QRect(0, 0, whole, 0) if self._is_control_bleeding else QRect(self._bleed, 0, width, 0)
            air = Space.XS if self._is_control_bleeding else Space.S
            top = self._place_beneath(self.control, top + air, room, is_asked_only)
        for part in self._beneath:
            if not part.isHidden():
                top = self._place_beneath(part, top + Space.S, QRect(self._bleed, 0, width, 0), is_asked_only)
        return top + _PAD

    def _place_words(self, width: int, least: int, is_asked_only: bool) -> int:
        """Place label and help; return where they end, `least` beneath their beginning at least."""
        label = max(self._height(self._label, width), self._line_height)
        why = self._height(self._help, width) + _HELP_AIR if not self._help.isHidden() else 0
        above = _PAD if why else _PAD + max(0, (least - label) // 2)
        if not is_asked_only:
            self._at(self._label, QRect(self._bleed, above, width, label))
            self._at(self._help, QRect(self._bleed, above + label, width, why))
        return max(above + label + why, _PAD + least)

    def _height(self, label: HeadingLabel, width: int) -> int:
        key = (label is self._label, label.text(), width)
        if key not in self._heights:
            self._heights[key] = label.heightForWidth(width)
        return self._heights[key]

    def _place_beneath(self, part: QWidget, top: int, room: QRect, is_asked_only: bool) -> int:
        """Put a part beneath at the left of `room`, whose height does not count; return where it ends."""
        policy = part.sizePolicy()
        is_filling = bool(policy.expandingDirections() & Qt.Orientation.Horizontal) or (
            part.hasHeightForWidth() and policy.horizontalPolicy() is QSizePolicy.Policy.Preferred
        )
        hint = part.sizeHint().expandedTo(part.minimumSize()).boundedTo(part.maximumSize())
        if self._is_wide or is_filling:
            hint.setWidth(min(room.width(), part.maximumWidth()))
        hint.setWidth(min(hint.width(), room.width()))
        if part.hasHeightForWidth():
            hint.setHeight(max(part.heightForWidth(hint.width()), part.minimumHeight()))
        if not is_asked_only:
            self._at(part, QRect(room.left(), top, hint.width(), hint.height()))
        return top + hint.height()

    def _at(self, part: QWidget, rect: QRect) -> None:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            rect.moveLeft(self.width() - rect.right() - 1)
        part.setGeometry(rect)
