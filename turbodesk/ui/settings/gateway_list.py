"""The list of gateways at the top of their settings page, and the small form that adds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from turbodesk.chat.profile import Profile
from turbodesk.rendering.links import as_opened
from turbodesk.translation import _
from turbodesk.ui.settings.gateway_painter import ADDRESS, ID, NAME, USED, GatewayPainter
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import caption, column
from turbodesk.ui.widgets.gateway_fields import AddressField, Resolver
from turbodesk.ui.widgets.switch import Switch

NO_KEY = _("No key needed")
NO_KEY_WHY = _("For a gateway on this computer, such as a local model. No key is sent.")
_MOST_ROWS = 5
"""More gateways than these scroll: the fields beneath are what the page is for."""


class GatewayList(QWidget):
    """Shows the gateways when there are several, which of them is looked at, and lets one be added."""

    chosen = Signal(str)
    """The id of the gateway to look at."""
    added = Signal(str, str, bool)
    """Name, address, and whether a key is needed."""

    def __init__(self, *buttons: QPushButton) -> None:
        """`buttons` stand beside the one that adds a gateway."""
        super().__init__()
        self._list = QListWidget()
        self._list.setAccessibleName(_("Gateways"))
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setProperty("kind", "plain")
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(GatewayPainter(self._list))
        self._add = QPushButton(_("Add a gateway…"))
        self._form = NewGatewayForm()
        self._form.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(self._list)
        layout.addWidget(ButtonRow(self._add, *buttons))
        layout.addWidget(self._form)
        self._list.currentItemChanged.connect(self._choose)
        self._add.clicked.connect(self._open)
        self._form.added.connect(self._added)
        self._form.cancelled.connect(self._cancelled)

    def set_resolver(self, resolve: Resolver, is_here: Callable[[str], bool]) -> None:
        """Judge addresses as `resolve` does; `is_here` tells those of this computer."""
        self._form.set_resolver(resolve, is_here)

    def show_gateways(self, profiles: Sequence[Profile], *, looked_at: str, for_new_chats: str) -> None:
        """Show these gateways; emits nothing."""
        with QSignalBlocker(self._list):
            self._list.clear()
            for profile in profiles:
                is_used = profile.id == for_new_chats
                item = QListWidgetItem(_line(profile, is_default=is_used))
                item.setData(ID, profile.id)
                item.setData(NAME, profile.name)
                item.setData(ADDRESS, host_of(profile.url))
                item.setData(USED, _("New chats use it") if is_used else "")
                self._list.addItem(item)
                if profile.id == looked_at:
                    self._list.setCurrentItem(item)
        self._list.setVisible(len(profiles) > 1)
        self._fit()

    def is_begun(self) -> bool:
        """Whether a gateway is being added that has a name or an address already."""
        return not self._form.isHidden() and self._form.is_begun()

    def fold(self) -> None:
        """Put a half-filled form away."""
        self._form.hide()
        self._form.clear()
        self._add.show()

    def _fit(self) -> None:
        rows = min(max(self._list.count(), 1), _MOST_ROWS)
        self._list.setFixedHeight(rows * max(self._list.sizeHintForRow(0), 1) + 2 * self._list.frameWidth())

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(ID))

    def _open(self) -> None:
        self._add.hide()
        self._form.show()
        self._form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _added(self, name: str, url: str, needs_key: bool) -> None:
        self.fold()
        self.added.emit(name, url, needs_key)

    def _cancelled(self) -> None:
        self.fold()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)


class NewGatewayForm(QFrame):
    """Name, address, and whether a key is needed."""

    added = Signal(str, str, bool)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._is_here: Callable[[str], bool] = lambda _: False
        self._name = QLineEdit()
        self._name.setAccessibleName(_("Name of the new gateway"))
        self._name.setPlaceholderText(_("Such as Work"))
        self._address = AddressField(_("Address of the new gateway"))
        self._no_key = Switch(name=NO_KEY)
        self._no_key.setAccessibleDescription(NO_KEY_WHY)
        self._without = FormRow(NO_KEY, NO_KEY_WHY, self._no_key)
        self._without.set_line(False)
        self._save = QPushButton(_("Add"))
        self._save.setProperty("kind", "primary")
        self._cancel = QPushButton(_("Cancel"))
        self.setFocusProxy(self._name)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(column(caption(_("Name"), kind="label", buddy=self._name), self._name))
        layout.addLayout(column(caption(_("Address"), kind="label", buddy=self._address), self._address))
        layout.addWidget(self._without)
        layout.addLayout(buttons)
        self._name.returnPressed.connect(self._send)
        self._address.edited.connect(self._judge)
        self._address.submitted.connect(self._send)
        self._save.clicked.connect(self._send)
        self._cancel.clicked.connect(self.cancelled)
        self._judge()

    def set_resolver(self, resolve: Resolver, is_here: Callable[[str], bool]) -> None:
        """Judge addresses as `resolve` does; `is_here` tells those of this computer."""
        self._is_here = is_here
        self._address.set_resolver(resolve)

    def is_begun(self) -> bool:
        """Whether anything was typed."""
        return bool(self._name.text().strip() or self._address.url())

    def clear(self) -> None:
        """Forget what was typed."""
        self._name.clear()
        self._address.set_url("")
        self._no_key.setChecked(False)

    def _judge(self) -> None:
        self._without.setVisible(self._is_here(self._address.url()))

    def _send(self) -> None:
        if self._address.fault():
            self._address.complain()
            return
        url = self._address.url()
        no_key = self._no_key.isChecked() and self._is_here(url)
        self.added.emit(self._name.text().strip() or host_of(url), url, not no_key)


def host_of(url: str) -> str:
    """Return the name of the computer in an address as typed, in ASCII and with its port, for showing it briefly."""
    return urlsplit(as_opened(url if "//" in url else f"https://{url}")).netloc or url


def _line(profile: Profile, *, is_default: bool) -> str:
    # Translators: {name} is that of a gateway, {host} its address
    words = _("{name}  ·  {host}  ·  for new chats") if is_default else _("{name}  ·  {host}")
    return words.format(name=profile.name, host=host_of(profile.url))
