"""The row under a finished reply: walk through the tries, copy it, try again, quote it, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent

from turbodesk.chat.errors import Remedy
from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.cost_button import CostButton
from turbodesk.ui.message.selectable_page import SelectablePage
from turbodesk.ui.message.word_row import OF_REPLY, WordRow
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.menu import Menu


class Footer(WordRow):
    """Words and cost of one reply."""

    height_px = 32
    names = OF_REPLY

    details_requested = Signal()

    def __init__(
        self, message_id: str, *, actions: MessageActions, theme: Theme, percent: int, parent: BaseMessageView
    ) -> None:
        super().__init__(message_id, actions=actions, theme=theme, percent=percent, parent=parent)
        self._row = parent
        self.line.setSpacing(0)
        self.copy_button = self.add_word(_("Copy"), _("Copy reply"))
        self.again_button = self.add_word(_("Try again"), _("Try again"))
        self.models_button = self.add_word("", _("Try again with another model"), icon="chevron-down")
        self.models_button.is_joined = True
        self.quote_button = self.add_word(_("Quote"), _("Quote reply"))
        self.star_button = self.add_star()
        self.more_button = self.add_word("", _("More"), icon="more")
        self.line.addStretch(1)
        self.cost_button = CostButton(theme=theme, percent=percent, parent=self)
        self.take_word(self.cost_button)
        self.copy_button.clicked.connect(self._copy)
        self.again_button.clicked.connect(lambda: actions.try_again_requested.emit(message_id))
        self.models_button.clicked.connect(lambda: actions.retry_menu_requested.emit(message_id, self.models_button))
        self.quote_button.clicked.connect(lambda: actions.quote_requested.emit(parent.quotable()))
        self.more_button.clicked.connect(lambda: self.menu().popup_below(self.more_button))
        self.offers_compare = False
        """Whether the menu offers to show it beside another model's."""
        self._can_continue = self._can_copy = self._can_try_again = False
        self._has_details = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave to the three dots what there is no room for, in a narrow window or with large text."""
        order = (
            (self.quote_button, self._can_copy),
            (self.models_button, self._can_try_again),
            (self.again_button, self._can_try_again),
            (self.star_button, self._can_copy),
        )
        for button, is_wanted in order:
            button.setVisible(is_wanted)
        for button, _is_wanted in order:
            self.line.invalidate()
            if self.line.minimumSize().width() > self.width():
                button.hide()
        self.line.invalidate()
        self.line.activate()

    def show_place(self, position: int, count: int) -> None:
        """Say that this is the try number `position` + 1 of `count`; nothing for a single one."""
        self.versions.show_place(position, count)
        self._fit()

    def set_cost(self, text: str, facts: Sequence[tuple[str, str]] = ()) -> None:
        """Show what the reply cost, with `facts` on a card where it is pointed at; "" shows nothing."""
        self.cost_button.set_cost(text, facts)

    def set_can_copy(self, *, can_copy: bool, has_details: bool) -> None:
        """Whether there is any text to copy, and anything to leave out or to tell of: not of a failure alone."""
        self._can_copy, self._has_details = can_copy, has_details
        self.copy_button.setVisible(can_copy)
        self._fit()

    def set_can_try_again(self, *, can_try_again: bool) -> None:
        """Whether this reply can be asked for once more."""
        self._can_try_again = can_try_again
        self._fit()

    def set_can_continue(self, *, can_continue: bool) -> None:
        """Whether the menu offers to go on with this reply."""
        self._can_continue = can_continue

    def menu(self) -> Menu:
        """Return what stands behind the three dots; it deletes itself when it closes."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self.copy_button.isHidden():
            if self.quote_button.isHidden():
                menu.addAction(_("Quote")).triggered.connect(self.quote_button.click)
            menu.addAction(_("Copy as Markdown")).triggered.connect(self._row.copy_markdown)
            if self.message_actions.has_room:
                menu.addAction(_("Read aloud")).triggered.connect(self._read)
            menu.addAction(_("Save as Word…")).triggered.connect(self.ask_to_save)
            if any(body.has_tables for body in self._row.findChildren(SelectablePage)):
                menu.addAction(_("Save tables…")).triggered.connect(self._save_tables)
            menu.addAction(_("Select all")).triggered.connect(self._row.select_all)
        if self._can_try_again and self.again_button.isHidden():
            menu.addAction(_("Try again")).triggered.connect(self.again_button.click)
        if self._can_try_again and self.models_button.isHidden():
            menu.addAction(_("Try again with another model…")).triggered.connect(self._offer_models)
        if self.offers_compare and self.message_actions.has_room:
            menu.addAction(_("Compare with another model…")).triggered.connect(self._compare)
        if self._can_copy:
            menu.addAction(self.star_words).triggered.connect(self.ask_for_star)
        if self._has_details or self.is_unsent:
            menu.addAction(self.leave_out_words).triggered.connect(self.ask_to_leave_out)
        menu.addAction(_("Branch into a new chat")).triggered.connect(self._branch)
        if self._has_details:
            menu.addAction(_("Details")).triggered.connect(self.details_requested)
        if self._can_continue:
            menu.addAction(_("Go on with this reply")).triggered.connect(self._continue)
        self.add_deletion(menu)
        return menu

    def _copy(self) -> None:
        self._row.copy_message()
        self.copy_button.say(_("Copied"), _("Copied"))

    def _read(self) -> None:
        self.message_actions.read_requested.emit(self.message_id)

    def _save_tables(self) -> None:
        self.message_actions.tables_save_requested.emit(self.message_id)

    def _offer_models(self) -> None:
        self.message_actions.retry_menu_requested.emit(self.message_id, self.more_button)

    def _compare(self) -> None:
        self.message_actions.compare_requested.emit(self.message_id, self.more_button)

    def _branch(self) -> None:
        self.message_actions.branch_requested.emit(self.message_id)

    def _continue(self) -> None:
        self.message_actions.remedy_requested.emit(self.message_id, Remedy.CONTINUE)
