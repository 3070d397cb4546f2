"""The settings window: sections at the left, their page at the right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QPushButton, QStackedWidget, QWidget

from turbodesk.app.ledger import Account
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.keys import KeyState
from turbodesk.chat.model import Model
from turbodesk.chat.profile import Profile
from turbodesk.settings import Section
from turbodesk.ui.settings.appearance import AppearancePage
from turbodesk.ui.settings.gateway import GatewayPage
from turbodesk.ui.settings.models import ModelsPage
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.settings.presets import PresetsPage
from turbodesk.ui.settings.storage import StoragePage
from turbodesk.ui.settings.usage import UsagePage
from turbodesk.ui.settings.writing import WritingPage
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.gateway_fields import Resolver

_SIZE = (720, 520)
_LEAST_SIZE = (560, 400)
_SECTIONS_WIDTH = 184


class SettingsDialog(QDialog):
    """Shows settings and emits every change at once. Show it with `show`; it is not modal, and Esc closes it."""

    setting_changed = Signal(object, object)
    """A `Setting` and its new value, of the type it is declared with."""
    gateway_chosen = Signal(str)
    """The id of the gateway to look at; answer with `set_gateways` and `set_key_state`, as to the next six."""
    gateway_added = Signal(str, str, bool)
    """Name, address, and whether a key is needed."""
    gateway_renamed = Signal(str)
    gateway_removed = Signal()
    default_chosen = Signal()
    """New chats shall use the gateway looked at."""
    address_changed = Signal(str)
    needs_key_changed = Signal(bool)
    key_replaced = Signal(str, bool)
    """A new key in clear, and whether to keep it for this run only; answer with `show_checking`, `show_checked`."""
    key_kept = Signal(str, bool)
    """The same of a key whose check has failed; answer with `show_kept`, or with `show_checked` where that fails."""
    key_removed = Signal()
    refusals_forgotten = Signal()
    check_requested = Signal()
    """The connection to the gateway looked at shall be checked."""
    cancel_requested = Signal()
    """The check of a new key shall stop; answer with `show_idle`."""
    open_folder_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_SIZE)
        self._gateway = GatewayPage(theme)
        self._appearance = AppearancePage()
        self._writing = WritingPage()
        self.models = ModelsPage()
        self.presets = PresetsPage()
        self._usage = UsagePage()
        self.storage = StoragePage()
        self._pages: dict[Section, SettingsPage] = {
            Section.GATEWAY: self._gateway,
            Section.APPEARANCE: self._appearance,
            Section.WRITING: self._writing,
            Section.MODELS: self.models,
            Section.PRESETS: self.presets,
            Section.USAGE: self._usage,
            Section.STORAGE: self.storage,
        }
        self._sections = QListWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self.set_values({})

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        for page in self._pages.values():
            page.apply_theme(theme)

    def show_section(self, section: Section) -> None:
        """Turn to `section`."""
        self._sections.setCurrentRow(list(self._pages).index(section))

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show the values in force, by key; what is missing shows its default. Emits nothing."""
        for page in self._pages.values():
            page.show_values(values)

    def set_resolver(self, resolve: Resolver, is_here: Callable[[str], bool] = lambda _: False) -> None:
        """Show where requests go as `resolve` says; it raises ValueError with a sentence for the person.

        `is_here` tells the addresses of this computer.
        """
        self._gateway.set_resolver(resolve, is_here)

    def set_gateways(self, profiles: Sequence[Profile], *, looked_at: str, for_new_chats: str) -> None:
        """Show these gateways, and the fields of the one looked at; the others are ids."""
        self._gateway.set_gateways(profiles, looked_at=looked_at, for_new_chats=for_new_chats)

    def set_left_out(self, lines: Sequence[str]) -> None:
        """Show what the gateway looked at refused, a line for each model."""
        self._gateway.set_left_out(lines)

    def set_key_state(self, state: KeyState) -> None:
        """Say where the key of the gateway looked at is."""
        self._gateway.set_key_state(state)

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer `models` for new chats."""
        self._writing.set_models(models, today)

    def set_account(self, account: Account) -> None:
        """Show what has been spent."""
        self._usage.set_account(account)

    def set_folder(self, path: str, size_bytes: int) -> None:
        """Show where the files are and how many bytes they take together."""
        self.storage.set_folder(path, size_bytes)

    def show_checking(self) -> None:
        """Show that the gateway is being asked."""
        self._gateway.show_checking()

    def show_checked(self, failure: FailureNote | None) -> None:
        """Show the outcome of a check, or of keeping a new key; None: all is well."""
        self._gateway.show_checked(failure)

    def show_kept(self) -> None:
        """Show that a new key is kept although its check had failed."""
        self._gateway.show_kept()

    def ask_for_key(self) -> None:
        """Turn to the gateway looked at, with the cursor where a new key goes."""
        self.show_section(Section.GATEWAY)
        self._gateway.ask_for_key()

    def show_idle(self) -> None:
        """Show no check at all: after a cancelled one."""
        self._gateway.show_idle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The list measured its rows before it had its style.
        self._sections.doItemsLayout()
        needed = self._sections.sizeHintForColumn(0) + 2 * Space.M
        self._sections.setFixedWidth(max(_SECTIONS_WIDTH, needed))

    def hideEvent(self, event: QHideEvent) -> None:
        # A key typed and not saved does not wait in a closed window; in a minimised one (spontaneous) it does, because
        # its owner may only have gone to fetch it.
        if not event.spontaneous():
            self._gateway.fold()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        self._sections.setAccessibleName("Sections")
        self._sections.setProperty("kind", "sections")
        self._sections.setFrameShape(QFrame.Shape.NoFrame)
        self._sections.setFixedWidth(_SECTIONS_WIDTH)
        for section, page in self._pages.items():
            self._sections.addItem(section.value)
            self._stack.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sections)
        layout.addWidget(self._stack, 1)
        self._sections.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._sections.setCurrentRow(0)
        for button in self.findChildren(QPushButton):
            # Return in a field would press whichever button Qt thinks is meant.
            button.setAutoDefault(False)

    def _connect(self) -> None:
        for page in self._pages.values():
            page.changed.connect(self.setting_changed)
        page = self._gateway
        page.gateway_chosen.connect(self.gateway_chosen)
        page.gateway_added.connect(self.gateway_added)
        page.gateway_renamed.connect(self.gateway_renamed)
        page.gateway_removed.connect(self.gateway_removed)
        page.default_chosen.connect(self.default_chosen)
        page.address_changed.connect(self.address_changed)
        page.needs_key_changed.connect(self.needs_key_changed)
        page.key_replaced.connect(self.key_replaced)
        page.key_kept.connect(self.key_kept)
        page.key_removed.connect(self.key_removed)
        page.refusals_forgotten.connect(self.refusals_forgotten)
        page.check_requested.connect(self.check_requested)
        page.cancel_requested.connect(self.cancel_requested)
        self.storage.open_folder_requested.connect(self.open_folder_requested)
