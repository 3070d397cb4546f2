"""Offers in a chat what was typed for it at another computer, and never puts it over what is typed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

if TYPE_CHECKING:
    from turbodesk.app.syncing.syncing import Syncing
    from turbodesk.chat.sync_status import OfferedDraft
    from turbodesk.ui.composer import Composer
    from turbodesk.ui.composer.draft_offers import DraftOffers
    from turbodesk.ui.presenters.chat import ChatPresenter


class OfferedDraftPresenter(QObject):
    """Serves one window; made with the first draft that is offered in it."""

    def __init__(
        self, lines: DraftOffers, *, syncing: Syncing, chat_presenter: ChatPresenter, composer: Composer
    ) -> None:
        """The presenter belongs to `lines`."""
        super().__init__(lines)
        self._lines, self._syncing, self._chat_presenter, self._composer = lines, syncing, chat_presenter, composer
        lines.used.connect(self._use)
        lines.dismissed.connect(self._dismiss)
        lines.left.connect(lambda: composer.setFocus(Qt.FocusReason.OtherFocusReason))

    def refresh(self) -> None:
        """Show what is offered for the chat in front."""
        chat = self._chat_presenter.chat
        self._lines.show_offers(() if chat is None else self._syncing.offered(chat.conversation.id))
        self._lines.stand_before(self._composer)

    def _use(self, draft: OfferedDraft) -> None:
        """Write a draft behind what stands in the field; undo takes it away again."""
        self._composer.commit()
        typed = self._composer.text().rstrip()
        if text := self._syncing.take_draft(draft.chat_id, draft.writer):
            self._composer.suggest(f"{typed}\n\n{text}" if typed else text)
        self.refresh()

    def _dismiss(self, draft: OfferedDraft) -> None:
        self._syncing.decline_draft(draft.chat_id, draft.writer)
        self.refresh()
