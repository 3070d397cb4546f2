"""Puts together what has two models answer one question, when that is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.translation import _
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.presenters.reply_pairs import ReplyPairPresenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from turbodesk.app.preferences import Preferences
    from turbodesk.ui.presenters.branches import BranchPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.models import ModelPresenter
    from turbodesk.ui.presenters.reply_pairs import Tell
    from turbodesk.ui.presenters.views import MainWindowViews


def new_reply_pairs(
    views: MainWindowViews,
    *,
    chat_presenter: ChatPresenter,
    models: Callable[[], ModelPresenter],
    branches: Callable[[], BranchPresenter],
    preferences: Preferences,
    tell: Tell,
) -> ReplyPairPresenter:
    """Make the presenter, with its chip in the composer."""
    chip = ToolChip("compare", _("Two models"), theme=views.theme)
    views.composer.add_chip(chip)
    return ReplyPairPresenter(
        chip,
        chat_presenter=chat_presenter,
        models=models,
        branches=branches,
        message_views=views.message_views,
        composer=views.composer,
        preferences=preferences,
        tell=tell,
    )
