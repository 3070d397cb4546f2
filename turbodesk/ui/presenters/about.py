"""Fills the About panel with what the program is made of, and shows its log from there."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, qVersion

from turbodesk import __version__, resources
from turbodesk.app.about import components, own_licence, qt_folder
from turbodesk.app.tasks import Scope
from turbodesk.ui.about import AboutPanel
from turbodesk.ui.about.panel import Facts
from turbodesk.ui.widgets.external import show_file


class AboutPresenter(QObject):
    """Serves one panel, to which it belongs."""

    def __init__(self, panel: AboutPanel, *, log: Path | None, models: Callable[[], str], scope: Scope) -> None:
        """`log` is the file the program writes its log into, where it does; `models` says whence their data come."""
        super().__init__(panel)
        self._panel = panel
        self._log = log
        self._models = models
        panel.log_requested.connect(self._show_log)
        scope.start("about", self._fill())

    def open(self) -> None:
        """Show the panel."""
        self._panel.set_models(self._models())
        self._panel.open()

    async def _fill(self) -> None:
        # Names alone, and so not for people who translate
        system = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform(terse=True)}"
        log = str(self._log) if self._log is not None else ""
        licence, found = await asyncio.to_thread(lambda: (own_licence(), components()))
        self._panel.set_facts(Facts(__version__, resources.channel(), system, licence, str(qt_folder()), log))
        self._panel.set_components(found)

    def _show_log(self) -> None:
        if self._log is not None:
            show_file(self._log)
