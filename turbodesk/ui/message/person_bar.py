"""The row beneath a person's words: when they were said, what one can do with them, and their versions."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt

from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.word_row import WordRow
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.moment_wording import clock_words
from turbodesk.ui.widgets.plain import PlainLabel


class PersonBar(WordRow):
    """Stands beneath a slip, against the right edge."""

    def __init__(
        self,
        message_id: str,
        *,
        said_at: int,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: BaseMessageView,
    ) -> None:
        """`said_at` is in milliseconds since 1970."""
        super().__init__(message_id, actions=actions, theme=theme, percent=percent, parent=parent)
        self._view = parent
        self.line.addStretch(1)
        self._said_at = said_at
        self.time_label: PlainLabel | None = None
        self.copy_button = self.add_word(_("Copy"), _("Copy message"))
        self.edit_button = self.add_word(_("Edit"), _("Edit message"))
        self.star_button = self.add_star()
        self.more_button = self.add_word("", _("More"), icon="more")
        self.versions.is_at_end = True
        self.copy_button.clicked.connect(self._copy)
        self.edit_button.clicked.connect(lambda: actions.edit_requested.emit(message_id))
        self.more_button.clicked.connect(lambda: self.menu().popup_below(self.more_button, is_right=True))

    def _reveal(self) -> None:
        # The time stands before the words, so that nothing moves when it comes; most rows are never pointed at.
        if self.time_label is None and self.is_revealed:
            said = clock_words(self._said_at, dt.datetime.now().astimezone())
            self.time_label = self.add_aside(said, at=1)
            self.line.insertSpacing(2, 4)
        super()._reveal()

    def set_can_edit(self, *, can_edit: bool) -> None:
        """Whether the message can be said differently now: not while a reply grows."""
        self.edit_button.setEnabled(can_edit)

    def menu(self) -> Menu:
        """Return what stands behind the three dots; it deletes itself when it closes."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Quote")).triggered.connect(
            lambda: self.message_actions.quote_requested.emit(self._view.quotable())
        )
        menu.addAction(_("Save as prompt…")).triggered.connect(
            lambda: self.message_actions.prompt_requested.emit(self._view.quotable())
        )
        menu.addAction(_("Save as Word…")).triggered.connect(self.ask_to_save)
        menu.addAction(_("Select all")).triggered.connect(self._view.select_all)
        menu.addAction(self.star_words).triggered.connect(self.ask_for_star)
        menu.addAction(self.leave_out_words).triggered.connect(self.ask_to_leave_out)
        self.add_deletion(menu)
        return menu

    def _copy(self) -> None:
        self._view.copy_message()
        self.copy_button.say(_("Copied"), _("Copied"))
