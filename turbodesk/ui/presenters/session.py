"""Opens the main window on running services, and closes it again: what `main` and the self-test enter."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from turbodesk.app.services import Services
from turbodesk.chat.errors import FailureNote
from turbodesk.translation import _
from turbodesk.ui.application.application import Application
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.presenters.window import WindowPresenter

if TYPE_CHECKING:
    from turbodesk.app.attachments.pictures import Pictures
    from turbodesk.app.handover import Handover
    from turbodesk.app.program import Program

DEFECT = FailureNote(
    "defect", _("Something went wrong inside TurboDesk."), _("You can go on; if it happens again, please report it.")
)


def new_pictures() -> Pictures:
    """Make what decodes pictures, which the services are given: only Qt can."""
    from turbodesk.ui.attachments.separate_pictures import SeparatePictures

    return SeparatePictures()


@asynccontextmanager
async def open_window(
    services: Services,
    application: Application,
    *,
    demo: bool,
    handover: Handover | None = None,
    program: Program | None = None,
) -> AsyncIterator[WindowPresenter]:
    """Show the window on running services, and close it at the end. Without `program` it is nobody's first window.

    `handover` says what this start is for, beside settings.
    """
    views = MainWindowViews(application.qt, services)
    presenter = WindowPresenter(services, views, demo=demo, handover=handover, program=program)
    application.on_defect = lambda: presenter.tell(DEFECT)
    await presenter.start()
    from turbodesk.ui.widgets.composition import CommitOnPress  # the first window does not wait for it

    CommitOnPress(views.window)
    application.listen_to_opens(presenter.open)
    application.listen_to_quit(presenter.quit if sys.platform == "darwin" else presenter.end)
    try:
        with application.ended_by_system(presenter.end):
            yield presenter
    finally:
        application.on_defect = lambda: None
        application.listen_to_opens(None)
        application.listen_to_quit(None)
        presenter.finish()
        views.window.deleteLater()
