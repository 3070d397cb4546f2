"""Keeps what stands beneath a person's words, and in their place while they are said differently."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Message
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.slip_editor import SlipEditor
from turbodesk.ui.message.slip_fold import FOLD_TO, SlipFold
from turbodesk.ui.theme.theme import Theme

_MAY_FOLD = 400
"""Characters that no slip shows on more lines than are worth folding."""


class PersonFoot(QObject):
    """The bar and the field of one message of a person's, children of `row`, which places them."""

    def __init__(
        self,
        row: BaseMessageView,
        message: Message,
        *,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        show_texts: Callable[[bool], None],
        opened: set[int],
    ) -> None:
        """`show_texts` shows the words of the message, or hides them; `opened` is what its `SlipFold` is given."""
        super().__init__(row)
        self._row, self._message, self._actions = row, message, actions
        self._theme, self._percent = theme.for_writing, percent
        self._show_texts = show_texts
        self._position = 0
        self.editor: SlipEditor | None = None
        """The field the message is being said differently in, while it is."""
        text = message.text
        self._fold: SlipFold | None = None
        if len(text) > _MAY_FOLD or text.count("\n") >= FOLD_TO:
            self._fold = SlipFold(text, opened=opened, theme=self._theme, percent=percent, parent=row)
            row.reveal_requested.connect(lambda rect: self.show_down_to(rect.bottom()))
        self._bar = PersonBar(
            message.id, said_at=message.created_at, actions=actions, theme=theme, percent=percent, parent=row
        )

    @property
    def bar(self) -> PersonBar:
        """The row of words; hidden beneath the field, where its place is kept."""
        return self._bar

    @property
    def in_place(self) -> list[QWidget]:
        """What stands in the place of the words."""
        return [] if self.editor is None else [self.editor]

    @property
    def fold(self) -> SlipFold | None:
        """What folds the words, where they may be long; nothing while there is the field."""
        return self._fold if self.editor is None else None

    def show_down_to(self, bottom: int) -> None:
        """Unfold the words if a place of the row, in pixels from its top, is hidden by that."""
        if self._fold is not None and self._fold.is_folded and bottom > self._fold.y():
            self._fold.unfold()

    def begin_edit(self, text: str) -> None:
        """Be a field with `text`."""
        if self.editor is not None:
            return
        self.editor = SlipEditor(
            self._message.id, text, actions=self._actions, theme=self._theme, percent=self._percent, parent=self._row
        )
        self.editor.set_version(self._position + 1)
        self.editor.set_can_send(can_send=self._bar.edit_button.isEnabled())
        self.editor.height_changed.connect(self._row.height_may_differ)
        self.editor.show()
        self._bar.hide()
        if self._fold is not None:
            self._fold.hide()
        self._show_texts(False)
        self._row.height_may_differ()

    def end_edit(self) -> None:
        """Be the message again, as it was."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
            self._bar.show()
            self._show_texts(True)
            self._row.height_may_differ()

    def focus_edit(self, *, is_field: bool) -> None:
        """Give the focus to the field, or to the button it came from."""
        if is_field and self.editor is not None:
            self.editor.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not is_field:
            self._bar.edit_button.setFocus(Qt.FocusReason.TabFocusReason)

    def set_can_edit(self, *, can_edit: bool) -> None:
        """Whether the message can be said differently now."""
        self._bar.set_can_edit(can_edit=can_edit)
        if self.editor is not None:
            self.editor.set_can_send(can_send=can_edit)

    def set_siblings(self, position: int, count: int) -> None:
        """Show that this is version `position` (from 0) of `count`."""
        self._position = position
        self._bar.versions.show_place(position, count)

    def set_starred(self, *, is_starred: bool) -> None:
        """Whether the person wants to come back to the message."""
        self._bar.set_starred(is_starred=is_starred)

    def set_unsent(self, *, is_unsent: bool) -> None:
        """Whether the message is left out of requests."""
        self._bar.is_unsent = is_unsent

    def set_can_delete(self, *, can_delete: bool) -> None:
        """Whether the message can be deleted now."""
        self._bar.can_delete = can_delete

    def set_pointed(self, *, is_pointed: bool) -> None:
        """Whether the person points at the message, or the keyboard is in its text."""
        self._bar.set_pointed(is_pointed=is_pointed)

    def raise_(self) -> None:
        """Have Tab and Ctrl+Down come to the words first."""
        self._bar.raise_()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme.for_writing, percent
        for widget in (self._bar, self.editor, self._fold):
            if widget is not None:
                widget.restyle(self._theme, percent)
