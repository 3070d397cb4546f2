"""A short notice over the page, with one thing to do about it, that goes away by itself.

It is dark on a light page and light on a dark one, so that it is seen without moving much. A window has one: what is
told next takes its place, and no two stand over one another.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStyle, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import ICON, TOAST, Corner
from turbodesk.ui.theme.shadow import Elevation
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.focus import give_focus_back
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.plain import button_text
from turbodesk.ui.widgets.scroll_animation import ScrollAnimation

SHOWN_MS = 8_000
"""Long enough to read a line, understand and act (WCAG 2.2.1 asks for more only where the chance is lost for good)."""
LAST_CHANCE_MS = 20_000
"""How long it stays where the chance is lost for good: what WCAG 2.2.1 asks for."""
Notice = tuple[str, str, Callable[[], object] | None, Callable[[], object] | None]
"""What `tell` is given."""
LIFT = 16
"""Pixels between it and the foot of what it floats over."""
WIDEST = 560
"""Pixels: a line that is longer ends in an ellipsis."""
_RISE = 8
"""Pixels it comes up by."""
_GROUND, _INK = "text", "window"
"""Tokens: the page's the other way round."""
_BUTTON_ALPHA, _POINTED_ALPHA = 0.14, 0.24


class Toast(QFrame):
    """Floats over `area`, at its foot. It stays while the pointer or the focus is on it.

    Its parent is what `area` stands in, if nothing else is said: screen readers hear of a stack or a scroll area only
    what it is made for.
    """

    moved = Signal(int)
    """How many pixels of the foot of `area` it takes, with the distance to what stands above it; 0: it is not there."""

    def __init__(self, area: QWidget, *, theme: Theme, parent: QWidget | None = None, lift: int = LIFT) -> None:
        """`lift` is how many pixels above the foot of `area` it stands."""
        over = parent or area.parentWidget() or area
        super().__init__(over)
        self._over, self._lift = over, lift
        self.setAccessibleName(_("Notice"))
        self._area = area
        self._theme = theme
        self._act: Callable[[], object] | None = None
        self._told: Notice = ("", "", None, None)
        self._too_late: Callable[[], object] | None = None
        self._held: Notice | None = None
        """What offers a last chance and made room for another for a while."""
        self.has_mark = False
        """Whether a tick says that something was done."""
        self.is_working = False
        """Whether what it shows is something under way."""
        self._words = ElidedLabel()
        self._words.setProperty("kind", "toast")
        self._button = QPushButton()
        self._button.setProperty("kind", "toast")
        self._button.setProperty("ringToken", _INK)
        self._button.setProperty("corner", Corner.MENU_ROW)
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._acted)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.dismiss)
        self._motion = ScrollAnimation(self)
        layout = self._row = QHBoxLayout(self)
        layout.setSpacing(Space.M)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        area.installEventFilter(self)
        self._button.installEventFilter(self)
        self.hide()
        self._paper = Paper(self, corner=Corner.POPUP, elevation=Elevation.POPUP, ground=_GROUND)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()

    def tell(
        self,
        words: str,
        action: str = "",
        act: Callable[[], object] | None = None,
        over: Callable[[], object] | None = None,
    ) -> None:
        """Show `words`, and a button `action` that calls `act` where there is something to do; else it is simply done.

        A notice still there makes room: its time is over. `over` is called when it goes and the button was not
        pressed: what it offered cannot be had any more. So it stays longer, and comes again after one that took its
        place, unless that offers a last chance too.
        """
        self._show((words, action, act, over), has_mark=not action)

    def inform(self, words: str) -> None:
        """Show words that say of nothing done, such as why something cannot be: without a tick."""
        self._show((words, "", None, None), has_mark=False)

    def withdraw(self, words: str) -> None:
        """Dismiss a notice with these words, if it is still there."""
        if not self.isHidden() and self._told[0] == words:
            self.dismiss()

    def _show(self, told: Notice, *, has_mark: bool) -> None:
        words, action, act, over = told
        held = self._held if self.isHidden() or self._too_late is None else self._told
        self._hide()
        if held is not None and over is not None and held[3] is not None:
            held[3]()
        self._held = held if over is None else None
        self._told = told
        self._act, self._too_late = act, over
        self._timer.setInterval(SHOWN_MS if over is None else LAST_CHANCE_MS)
        self.has_mark = has_mark
        self._words.setText(words)
        self._button.setText(button_text(action))
        self._button.setVisible(bool(action))
        self._button.setAccessibleName(_("{action}: {name}").format(action=action, name=words))
        mark = ICON + Space.M if self.has_mark else 0
        self._row.setContentsMargins(margins(Space.L + mark, 0, Space.S if action else Space.L, 0))
        self._motion.duration_ms = current_motion_ms()
        self._place(_RISE if self._motion.duration_ms else 0)
        self.show()
        self._motion.move(_RISE, 0, self._place)
        self._paper.raise_()
        self.raise_()
        self._timer.start()
        announce(self, _spoken(words, action))
        self.moved.emit(self._lift + self.height())

    def work(self, words: str, stop: Callable[[], object]) -> None:
        """Show that something is under way, with a button that stops it, until it is told how it ended or dismissed."""
        self.tell(words, _("Cancel"), stop)
        self._timer.stop()
        self.is_working = True

    def go_on(self, words: str) -> None:
        """Show other words of the work under way."""
        self._words.setText(words)
        self._place(0)

    def dismiss(self) -> None:
        """Make it go away now, as when its time is over."""
        over, held = self._too_late, self._held
        self._hide()
        if over is not None:
            over()
        elif held is not None:
            self.tell(*held)

    def _hide(self) -> None:
        self._act = self._too_late = self._held = None
        if self.isHidden():
            return
        self._timer.stop()
        self._motion.stop()
        self.is_working = False
        had_focus = self._button.hasFocus()
        self.hide()
        if had_focus:
            give_focus_back(None, self.window())
        self.moved.emit(0)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(TOAST, super().sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Resize | QEvent.Type.Move if watched is self._area and not self.isHidden():
                self._place(0)
            case QEvent.Type.FocusIn if watched is self._button:
                self._timer.stop()
            case QEvent.Type.FocusOut if watched is self._button:
                self._let_it_go()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._button.hasFocus():
            self._let_it_go()

    def _let_it_go(self) -> None:
        if not self.isHidden() and not self.is_working:
            self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.has_mark:
            place = QRect(Space.L, (self.height() - ICON) // 2, ICON, ICON)
            self._theme.icon("check", _INK).paint(
                painter, QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            )
        if self._button.isHidden():
            return
        ground = QColor(self._theme.color(_INK))
        ground.setAlphaF(_POINTED_ALPHA if self._button.underMouse() else _BUTTON_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self._button.geometry()), Corner.MENU_ROW, Corner.MENU_ROW)

    def _place(self, below: int) -> None:
        """Stand at the foot of the area, so many pixels further down."""
        is_inside = self._over is self._area
        area = self._area.rect() if is_inside else self._in_parent()
        size = QSize(min(self.sizeHint().width(), area.width() - 2 * Space.L, WIDEST), self.sizeHint().height())
        left = area.left() + (area.width() - size.width()) // 2
        self.setGeometry(
            QRect(left, area.bottom() + 1 - size.height() - self._lift + below, size.width(), size.height())
        )

    def _in_parent(self) -> QRect:
        corner = self._area.mapTo(self._over, self._area.rect().topLeft())
        return QRect(corner, self._area.size())

    def _acted(self) -> None:
        act, self._too_late = self._act, None
        self.dismiss()
        if act is not None:
            act()


def _spoken(words: str, action: str) -> str:
    """Return what a screen reader says of a notice and of the name of its button."""
    # Translators: {words} say what was done, {action} is the name of a button
    return _("{words}. {action}.").format(words=words, action=action) if action else _("{words}.").format(words=words)
