"""The floating button at the foot of the transcript that says there is new text below, and goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme.icons import tinted_icon
from turbodesk.ui.widgets.direction import opposite
from turbodesk.ui.widgets.plain import set_tip

if TYPE_CHECKING:
    from turbodesk.ui.widgets.paper import Paper

_CORNER = 16
_LIFT = 12
"""Pixels between the pill and the lower edge of the view."""
_ICON = 16


class Pill(QPushButton):
    """Says "New text"; hidden until there is any. Floats over `area`, its parent, at the bottom centre."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(_("New text"), area)
        self._area = area
        self._above = 0
        self._paper: Paper | None = None
        self.setProperty("kind", "pill")
        self.setAccessibleName(_("New text"))
        self.setAccessibleDescription(_("Goes to the end"))
        set_tip(self, _("Go to the end"), "End")  # not for people: a key
        self.setLayoutDirection(opposite())  # the arrow stands behind the words
        self.setIconSize(QSize(_ICON, _ICON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_if(self, wanted: bool) -> None:
        """Show or hide it, in its place and above the rows."""
        if wanted and self.isHidden():
            self._lay_on_paper()
            self._tint()
            self.place()
            self.show()
        elif not wanted:
            if self.hasFocus():
                self._area.setFocus()  # Qt would pass it on to whatever comes next
            self.hide()
        # Something else may float there since. Asked first: to be raised paints it and all that lies beneath it anew.
        if wanted and self._paper is not None and self._area.children()[-1] is not self:
            self._paper.raise_()
            self.raise_()

    def _lay_on_paper(self) -> None:
        """Give it its ground and its shadow; most chats never need one."""
        if self._paper is None:
            from turbodesk.ui.theme.shadow import Elevation
            from turbodesk.ui.widgets.paper import Paper

            self._paper = Paper(self, corner=_CORNER, elevation=Elevation.POPUP)

    def set_lift(self, pixels: int) -> None:
        """Stand above something else at the lower edge, such as a toast, that takes so many pixels; 0: nothing."""
        self._above = pixels
        self.place()

    def place(self) -> None:
        """Stand at the bottom centre of the parent."""
        self.adjustSize()
        area = self._area.rect()
        self.move((area.width() - self.width()) // 2, area.height() - self.height() - _LIFT - self._above)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not self.isHidden():
            self._tint()

    def _tint(self) -> None:
        color = self.palette().color(QPalette.ColorRole.ButtonText)
        self.setIcon(tinted_icon("arrow-down", color=color, disabled=color))
