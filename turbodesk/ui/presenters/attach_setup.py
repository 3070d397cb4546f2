"""Puts together what takes in attachments, and tells from them what is an export of chats to be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.ui.attachments.drop import DropOverlay
from turbodesk.ui.attachments.strip import TileStrip
from turbodesk.ui.presenters.attachments import AttachmentPresenter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from turbodesk.app.services import Services
    from turbodesk.ui.attachments.clipboard_content import ClipboardContent
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.widgets.toast import Toast


def new_attach(
    views: MainWindowViews,
    services: Services,
    *,
    chat_presenter: ChatPresenter,
    toast: Callable[[], Toast],
    look_into: Callable[[Sequence[Path]], object],
    look_into_tools: Callable[[Sequence[Path]], object],
) -> AttachmentPresenter:
    """Make the presenter, with the strip it fills and what takes a drop on the window.

    `look_into` looks for chats in what was dropped and can be nothing else, such as a zip or a folder;
    `look_into_tools` into a bundle of tools.
    """
    window = views.window
    strip = views.composer.grown(TileStrip(views.theme, views.attachment_actions))
    views.composer.set_strip(strip)
    presenter = AttachmentPresenter(
        strip,
        actions=views.attachment_actions,
        composer=views.composer,
        notice=views.notice,
        message_views=views.message_views,
        chat_presenter=chat_presenter,
        attachment_service=services.attachment_service,
        scope=services.scope,
        toast=toast,
    )

    def dropped(offer: ClipboardContent) -> None:
        if offer.is_bundle_of_tools:
            look_into_tools(offer.paths)
        elif offer.may_hold_chats:
            look_into(offer.paths)
        else:
            presenter.take(offer)

    drop = views.dressed(DropOverlay(window, theme=views.theme, is_open=lambda: not window.is_onboarding))
    drop.dropped.connect(dropped)
    presenter.take_dropped = dropped
    return presenter
