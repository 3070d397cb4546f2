"""Puts together what leads out of the demo, when that is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.app.leaving_demo import LeavingDemo
from turbodesk.ui.composer.demo_question import DemoQuestion
from turbodesk.ui.presenters.demo import DemoPresenter

if TYPE_CHECKING:
    from turbodesk.app.services import Services
    from turbodesk.ui.presenters.api_key import ApiKeyPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.views import MainWindowViews


def new_demo(
    views: MainWindowViews, services: Services, *, chat_presenter: ChatPresenter, key_setup: ApiKeyPresenter
) -> DemoPresenter:
    """Make the presenter, with the question it asks above the composer."""
    question = views.dressed(DemoQuestion(views.theme))
    views.chat_area.add_card(question)
    return DemoPresenter(
        question,
        chat_presenter=chat_presenter,
        key_setup=key_setup,
        composer=views.composer,
        leaving=LeavingDemo(services.preferences),
        profiles=services.profiles,
        scope=services.scope,
    )
