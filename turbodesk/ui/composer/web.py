"""The tool in the composer that has the gateway search the web for a reply, and read pages of it.

A press switches it on or off, since that is what one wants for a question and not for the next. What a search is kept
to is set more rarely: it opens at the arrow, by the secondary button of the mouse, or by the Down key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

from turbodesk.translation import _
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.composer.web_choice import WebChoice
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.plain import set_tip

if TYPE_CHECKING:
    from turbodesk.ui.composer.web_popup import WebPopup

_ARROW = 34
"""Pixels at the right that open instead of switching, at 100 %."""
_PRICE = _("$10 for 1,000 searches, besides what is read.")


class WebChip(ToolChip):
    """Hidden where neither the gateway nor the model has the web."""

    switched = Signal(bool)
    changed = Signal(object)
    """A `WebParameters`: what a search is kept to, and where it is made from."""
    asked_again = Signal()
    """The person wants it tried once more where it was refused."""

    def __init__(self, theme: Theme, *, key: str = "") -> None:
        super().__init__("globe", _("Search the web"), theme=theme, words=_("Web"))
        self._key = key
        self._choice = WebChoice()
        self._popup: WebPopup | None = None
        self._pressed_x: int | None = None
        self.clicked.connect(self._clicked)
        self._show_tip()
        self.hide()

    def show_choice(self, choice: WebChoice) -> None:
        """Show what is chosen; emits nothing."""
        if choice == self._choice:
            return
        self._choice = choice
        self.set_state(choice.words, is_on=choice.is_on)
        self._show_tip()
        self.setVisible(choice.is_offered)
        if self._popup is not None:
            self._popup.show_choice(choice)
            if not choice.is_offered:
                self._popup.dismiss()

    def toggle_web(self) -> None:
        """Switch it on or off; where it was refused, say so."""
        if self._choice.refusal:
            self.open_popup()
        else:
            self.switched.emit(not self._choice.is_on)

    def open_popup(self) -> None:
        """Show what a search can be kept to."""
        if not self._choice.is_offered:
            return
        if self._popup is None:
            from turbodesk.ui.composer.web_popup import WebPopup

            self._popup = WebPopup(self.window())
            self._popup.switched.connect(self.switched)
            self._popup.changed.connect(self.changed)
            self._popup.asked_again.connect(self.asked_again)
        self._popup.show_choice(self._choice)
        self._popup.open_below(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_x = event.position().toPoint().x()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.open_popup()
        else:
            super().keyPressEvent(event)

    def _clicked(self) -> None:
        x, self._pressed_x = self._pressed_x, None
        has_no_arrow = self.is_on and self.is_short  # then there is but one place to press
        if x is not None and self.is_on and (has_no_arrow or x >= self.width() - self.px(_ARROW)):
            self.open_popup()
        else:
            self.toggle_web()

    def _show_tip(self) -> None:
        choice = self._choice
        if choice.refusal:
            words = choice.refusal
        elif choice.is_on:
            words = sentences(_("The web is searched."), _PRICE)
        else:
            words = sentences(_("Search the web and read pages."), _PRICE)
        set_tip(self, words, self._key)
        is_told = choice.is_on or bool(choice.refusal)
        self.setAccessibleDescription(choice.told if is_told else sentences(_("Off."), _PRICE))
