"""Names the gateway a chat talks to, and moves the chat to another; seen only by people who have several."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.chat.errors import GatewayGone
from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import BUTTON
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text, set_tip

_LONGEST = 24
"""Characters of a name in the header, which has a title and a model to show as well."""

_ANY = 16_777_215
"""Pixels; Qt's own word for no limit to a width."""


class GatewayButton(QPushButton):
    """A button with the gateway's name; its menu offers the others."""

    chosen = Signal(str)
    """The id of another gateway."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: dict[str, str] = {}
        self._current = ""
        self._words = ""
        self._is_narrow = False
        self.setProperty("kind", "quiet")
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open)
        self.apply_theme(theme)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self.setIcon(theme.icon("link"))

    def set_gateways(self, names: Mapping[str, str], current: str) -> None:
        """Offer these gateways, ids and names. Where the chat's own is none of them, the button says what to do."""
        self._names, self._current = dict(names), current
        name = self._names.get(current, _("Choose a gateway"))
        # An ampersand is a letter of the name and no mnemonic.
        self._words = button_text(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")
        self._show_words()
        if current in self._names:
            self.setAccessibleName(_("Gateway: {name}").format(name=name))
            set_tip(self, _("This chat talks to {name}").format(name=name))
        else:
            self.setAccessibleName(name)
            set_tip(self, GatewayGone.sentence)
        self.setVisible(bool(current) and (len(self._names) > 1 or current not in self._names))

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone, or the name as well."""
        self._is_narrow = narrow
        self._show_words()

    def _show_words(self) -> None:
        self.setText("" if self._is_narrow else self._words)
        self.setMaximumWidth(BUTTON if self._is_narrow else _ANY)

    def open(self) -> None:
        """Show the list of gateways."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for id_, name in self._names.items():
            action = menu.addAction(button_text(name))
            action.setCheckable(True)
            action.setChecked(id_ == self._current)
            action.triggered.connect(lambda _checked=False, id_=id_: self._choose(id_))
            group.addAction(action)
        menu.popup_below(self)

    def _choose(self, profile_id: str) -> None:
        if profile_id != self._current:
            self.chosen.emit(profile_id)
