"""Puts together what switches the web: the chip in the composer, and who does what it says."""

from __future__ import annotations

from turbodesk.app import commands
from turbodesk.app.services import Services
from turbodesk.ui.composer.web import WebChip
from turbodesk.ui.presenters.actions import shortcut_text
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.presenters.web import WebPresenter


def new_web(services: Services, views: MainWindowViews, chat_presenter: ChatPresenter) -> WebPresenter:
    """Make the presenter of the chip for the web, which the composer has from then on."""
    chip = WebChip(views.theme, key=shortcut_text(commands.WEB))
    views.composer.add_chip(chip)
    return WebPresenter(chip, chat_presenter=chat_presenter, profiles=services.profiles)
