"""Chooses a project's sign: a small picture and its colour, each seen as it will stand in the sidebar."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.chat.project import PICTURES, SignColour
from turbodesk.translation import _, pgettext
from turbodesk.ui.theme import Space
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.icons import paint_icon
from turbodesk.ui.theme.metrics import ICON, Corner
from turbodesk.ui.theme.sign_colours import SIGN_COLOURS
from turbodesk.ui.widgets.flow_layout import flowed
from turbodesk.ui.widgets.forms import check_one
from turbodesk.ui.widgets.plain import set_tip

_SIDE, _GAP = 32, 2
_DOT = 7
"""Pixels of a colour's disc, from its middle."""
_NAMES = {
    "folder": pgettext("picture", "Folder"),
    "book": pgettext("picture", "Book"),
    "chart": pgettext("picture", "Chart"),
    "globe": pgettext("picture", "Globe"),
    "chat": pgettext("picture", "Speech bubble"),
    "tool": pgettext("picture", "Tool"),
    "picture": pgettext("picture", "Picture"),
    "sun": pgettext("picture", "Sun"),
    "shield": pgettext("picture", "Shield"),
    "database": pgettext("picture", "Archive"),
    "quote": pgettext("picture", "Quotation"),
    "key": pgettext("picture", "Key"),
}
_COLOURS = {
    SignColour.PLAIN: pgettext("colour", "Grey"),
    SignColour.BLUE: pgettext("colour", "Blue"),
    SignColour.RED: pgettext("colour", "Red"),
    SignColour.AMBER: pgettext("colour", "Amber"),
    SignColour.GREEN: pgettext("colour", "Green"),
    SignColour.PURPLE: pgettext("colour", "Purple"),
    SignColour.TEAL: pgettext("colour", "Teal"),
}


class SignChoice(QWidget):
    """Pictures in one line, colours in the next; arrow keys move in a line."""

    chosen = Signal(str, str)
    """The picture's name and the colour's, after the person chose another one."""

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._colour = PICTURES[0], SignColour.PLAIN
        self._pictures = {name: _SignButton(_NAMES[name], self._icon_of(name)) for name in PICTURES}
        self._colours = {colour: _SignButton(name, self._disc_of(colour)) for colour, name in _COLOURS.items()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(self._line(_("Picture"), self._pictures.items(), self._take_picture))
        layout.addWidget(self._line(_("Colour"), self._colours.items(), self._take_colour))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_sign(self, picture: str, colour: SignColour) -> None:
        """Show what is chosen; emits nothing."""
        self._picture, self._colour = picture, colour
        check_one(self._pictures[picture])
        check_one(self._colours[colour])
        self.update()

    def _line(
        self, name: str, buttons: Iterable[tuple[Hashable, QRadioButton]], take: Callable[[Hashable], object]
    ) -> _SignLine:
        line = _SignLine(name)
        for value, button in buttons:
            button.clicked.connect(lambda _checked=False, value=value: take(value))
            line.add(button)
        return line

    def _take_picture(self, picture: Hashable) -> None:
        if picture != self._picture:
            self._picture = str(picture)
            self.chosen.emit(self._picture, self._colour.value)

    def _take_colour(self, colour: Hashable) -> None:
        if isinstance(colour, SignColour) and colour is not self._colour:
            self._colour = colour
            self.update()
            self.chosen.emit(self._picture, colour.value)

    def _icon_of(self, name: str) -> Callable[[QPainter, QRectF], None]:
        def paint(painter: QPainter, area: QRectF) -> None:
            spot = QRectF(0, 0, ICON, ICON)
            spot.moveCenter(area.center())
            paint_icon(painter, spot.toRect(), name, current_theme().color(SIGN_COLOURS[self._colour]))

        return paint

    def _disc_of(self, colour: SignColour) -> Callable[[QPainter, QRectF], None]:
        def paint(painter: QPainter, area: QRectF) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current_theme().color(SIGN_COLOURS[colour]))
            painter.drawEllipse(area.center(), _DOT, _DOT)

        return paint


class _SignLine(QWidget):
    """Choices side by side, one of which is chosen, in as many rows as they need."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._buttons: list[QRadioButton] = []
        self._group = QButtonGroup(self)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, button: QRadioButton) -> None:
        """Add one more choice."""
        button.setParent(self)
        self._group.addButton(button)
        self._buttons.append(button)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[-1].bottom() + 1

    def sizeHint(self) -> QSize:
        width = len(self._buttons) * (_SIDE + _GAP)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for button, place in zip(self._buttons, self._places(self.width(), to_the_right=is_rtl), strict=True):
            button.setGeometry(place)

    def _places(self, width: int, *, to_the_right: bool = False) -> list[QRect]:
        return flowed([QSize(_SIDE, _SIDE)] * len(self._buttons), width=width, gap=_GAP, to_the_right=to_the_right)


class _SignButton(QRadioButton):
    """One choice, without words of its own; a ring says that it is chosen."""

    def __init__(self, name: str, paint: Callable[[QPainter, QRectF], None]) -> None:
        super().__init__()
        self._paint = paint
        self.setAccessibleName(name)
        set_tip(self, name)
        self.setProperty("corner", Corner.BUTTON)
        self.setFixedSize(_SIDE, _SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, area = current_theme(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(area, Corner.BUTTON, Corner.BUTTON)
        self._paint(painter, area)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), Corner.BUTTON - 2, Corner.BUTTON - 2)
