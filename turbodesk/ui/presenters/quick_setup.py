"""Puts the small window for a quick question together: the parts of the main window, once more and smaller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from turbodesk.app.gateways import DEMO
from turbodesk.app.quick_chats import new_quick_chat
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import ENTER_SENDS, LONG_TEXT, QUICK_MODEL, TEXT_PERCENT, Setting
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.attachments.strip import TileStrip
from turbodesk.ui.attachments.thumbnails import ThumbnailCache
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.presenters.attachments import AttachmentPresenter
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.message_views import MessageViewFactory
from turbodesk.ui.presenters.quick_question import QuickQuestionPresenter
from turbodesk.ui.quick import OfferRow, QuickFoot, QuickWindow
from turbodesk.ui.theme.column import Column
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from turbodesk.app.live import LiveChat
    from turbodesk.app.preferences import Preferences
    from turbodesk.app.services import Services
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.lazy import LazyPresenters
    from turbodesk.ui.presenters.views import MainWindowViews


@dataclass(frozen=True, slots=True)
class QuickParts:
    """The widgets, and what is asked of those that show messages and attachments."""

    small: QuickWindow
    foot: QuickFoot
    offers: OfferRow
    notice: NoticeBar
    composer: Composer
    transcript: TranscriptView
    message_views: MessageViewFactory
    actions: MessageActions
    attachment_actions: AttachmentActions


_LINES = 160
"""Pixels of text that the composer may always take: the window grows with it."""
_IN_WINDOW = (
    *("citation_requested", "prompt_requested", "preview_requested", "save_requested", "tables_save_requested"),
    *("table_save_requested", "star_requested", "leave_out_requested", "delete_requested", "branch_requested"),
    *("summary_edited", "summary_undone", "stop_one_requested", "show_requested", "keep_requested"),
)
"""What is asked of a message and done in the main window, where there is room to see what comes of it."""


def new_quick_question(
    services: Services,
    views: MainWindowViews,
    *,
    lazy: LazyPresenters,
    main: ChatPresenter,
    chat_list: ChatListPresenter,
) -> QuickQuestionPresenter:
    """Make the small window and what serves it."""
    preferences = services.preferences
    parts = _new_parts(services, views, lambda: _models(services, presenter.chat))
    presenter = ChatPresenter(
        parts.small,
        profiles=services.profiles,
        actions=parts.actions,
        transcript=parts.transcript,
        message_views=parts.message_views,
        composer=parts.composer,
        header=parts.foot,
        notice=parts.notice,
        new_instructions=views.new_instructions,
    )
    _follow_settings(parts, views, preferences)
    presenter.queue_up = lambda chat, text: lazy.queue.add(chat, text)
    parts.foot.model_chosen.connect(lambda id_: preferences.set(QUICK_MODEL, id_))
    attach = _new_attach(services, views, parts, presenter, lazy)
    question = QuickQuestionPresenter(
        parts.small,
        foot=parts.foot,
        offers=parts.offers,
        chat_presenter=presenter,
        attach=lambda: attach,
        main=main,
        chat_list=chat_list,
        workspace=services.workspace,
        window=views.window,
        new_chat=lambda: new_quick_chat(
            services.workspace, services.scope, demo=chat_list.demo, model=preferences.get(QUICK_MODEL)
        ),
        longest_text=lambda: preferences.get(LONG_TEXT),
    )
    parts.actions.retry_menu_requested.connect(partial(_offer_again, services, presenter))
    _lead_to_window(parts, views, question)
    return question


def _new_parts(services: Services, views: MainWindowViews, models: Callable[[], Mapping[str, str]]) -> QuickParts:
    theme, preferences, workspace = views.theme, services.preferences, services.workspace
    percent = preferences.get(TEXT_PERCENT)
    actions = MessageActions()
    actions.has_room = False
    actions.tool_of = views.message_actions.tool_of
    attachment_actions = AttachmentActions(
        ThumbnailCache(services.attachment_service, services.scope.child("quick-pictures"), views.window)
    )
    message_views = MessageViewFactory(
        actions=actions,
        attachment_actions=lambda: attachment_actions,
        theme=theme,
        text_percent=percent,
        model_of=workspace.model,
        title_of=workspace.title_of,
        gives_keys=lambda id_: bool(services.profiles.key_page(id_)),
    )
    transcript = TranscriptView(message_views.make, message_views.copy_as_one)
    message_views.watch(lambda: transcript.living_rows)
    composer, notice, offers, foot = Composer(theme), NoticeBar(theme), OfferRow(), QuickFoot(models)
    composer.least_limit = _LINES
    small = QuickWindow(offers=offers, notice=notice, transcript=transcript, composer=composer, foot=foot, theme=theme)
    for one in (actions, message_views):
        one.setParent(small)
    for part in (small, composer, notice, message_views):
        views.dressed(part)
    return QuickParts(small, foot, offers, notice, composer, transcript, message_views, actions, attachment_actions)


def _follow_settings(parts: QuickParts, views: MainWindowViews, preferences: Preferences) -> None:
    """Have text as large, and keys do the same, as in the main window, now and whenever that changes."""

    def apply(setting: Setting[Any]) -> None:
        if setting is TEXT_PERCENT:
            percent = preferences.get(TEXT_PERCENT)
            parts.composer.set_text_percent(percent)
            parts.message_views.set_text_percent(percent)
            parts.transcript.set_column(Column(scale=views.theme.faces.scale * percent / 100))
        elif setting is ENTER_SENDS:
            parts.composer.set_enter_sends(preferences.get(ENTER_SENDS))
        elif setting is LONG_TEXT:
            parts.composer.set_long_text(preferences.get(LONG_TEXT))

    for setting in (TEXT_PERCENT, ENTER_SENDS, LONG_TEXT):
        apply(setting)
    subscribe(parts.small, preferences.changed, apply)


def _new_attach(
    services: Services, views: MainWindowViews, parts: QuickParts, presenter: ChatPresenter, lazy: LazyPresenters
) -> AttachmentPresenter:
    strip = parts.composer.grown(TileStrip(views.theme, parts.attachment_actions))
    parts.composer.set_strip(strip)
    return AttachmentPresenter(
        strip,
        actions=parts.attachment_actions,
        composer=parts.composer,
        notice=parts.notice,
        message_views=parts.message_views,
        chat_presenter=presenter,
        attachment_service=services.attachment_service,
        scope=services.scope,
        toast=lambda: lazy.toast,
    )


def _models(services: Services, chat: LiveChat | None) -> Mapping[str, str]:
    """Return the models one can ask, by their ids."""
    gateway_id = services.profiles.default_id
    if chat is not None and chat.conversation.gateway_id == DEMO:
        return {chat.model.id: chat.model.name}
    gateway_id = gateway_id if chat is None else chat.conversation.gateway_id
    entries = services.model_registry.entries(gateway_id, dt.date.today())
    return {one.model.id: one.model.name for one in entries if not one.is_aside}


def _offer_again(services: Services, presenter: ChatPresenter, message_id: str, anchor: QWidget) -> None:
    """Offer at `anchor` to ask for a reply once more, of which model."""
    from turbodesk.ui.presenters.again_menu import again_menu

    if (chat := presenter.chat) is not None:
        others = (services.workspace.model(id_) for id_ in _models(services, chat) if id_ != chat.model.id)
        again_menu(anchor, others, lambda model: presenter.try_again_with(model, message_id)).popup_below(anchor)


def _lead_to_window(parts: QuickParts, views: MainWindowViews, question: QuickQuestionPresenter) -> None:
    """Have done in the main window what has no room in the small one."""

    def in_window(signal: str, *values: object) -> None:
        question.open_in_window(lambda: getattr(views.message_actions, signal).emit(*values))

    for name in _IN_WINDOW:
        getattr(parts.actions, name).connect(partial(in_window, name))
    for name in ("look_requested", "save_requested", "copy_requested", "open_requested"):
        getattr(parts.attachment_actions, name).connect(getattr(views.attachment_actions, name))
