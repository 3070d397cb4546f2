"""The sheet of the connection check: every line from the beginning, each filled in the moment it is known."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from turbodesk.chat.diagnosis import CheckResult, CheckStatus, is_well, report, summary
from turbodesk.translation import _, unmarked
from turbodesk.ui.doctor.row import LineRow
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import FormPage, note, rekind, rule, scrolling
from turbodesk.ui.widgets.lifetime import single_shot
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(640, 680)


class DoctorSheet(Sheet):
    """Shows one check at a time; Esc closes it and ends the check."""

    run_requested = Signal()
    """Answer with `begin`, `show_line` for each line, and `finish`."""
    stop_requested = Signal()
    settings_requested = Signal()

    def __init__(self, window: QWidget, *, theme: Theme, checks: Mapping[str, str], cost: str, version: str) -> None:
        """`checks` are the ids and names of the lines; `cost` is said beneath the heading."""
        super().__init__(window, theme=theme, name=_("Check connection"), size=_SIZE)
        self._version = version
        self._gateway = ""
        self._is_running = False
        self._rows = {id_: LineRow(name, theme=theme) for id_, name in checks.items()}
        self._area = QScrollArea()
        self._area.setAccessibleName(_("What was looked at"))
        self._summary = note(kind="label")
        self._copy = QPushButton(_("Copy report"))
        self._copy.setAccessibleDescription(_("Everything above as text, without the key."))
        self._settings = QPushButton(_("Open settings"))
        self._run = QPushButton(_("Run again"))
        self._close = QPushButton(_("Close"))
        self._lay_out(cost)
        self._copy.clicked.connect(self._copy_report)
        self._settings.clicked.connect(self._go_to_settings)
        self._run.clicked.connect(self._run_or_stop)
        self._close.clicked.connect(self.dismiss)
        self.closed.connect(self._closed)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        super().apply_theme(theme)
        for row in self._rows.values():
            row.apply_theme(theme)

    def begin(self, gateway: str) -> None:
        """Show that the check of the gateway of this name begins."""
        self._gateway = gateway
        self.title.setText(_("Connection to {gateway}").format(gateway=gateway))
        for row in self._rows.values():
            row.wait()
        self._look_at_next()
        self._area.verticalScrollBar().setValue(0)
        self._set_running(True)
        self._run.setFocus()
        self._say(_("Checking…"), "muted")

    def show_line(self, line: CheckResult) -> None:
        """Show what was found of one thing, and that the next is being looked at."""
        row = self._rows[line.id]
        # Why the rest was not looked at is seen once: nine times the same sentence is a wall.
        is_said = line.verdict is CheckStatus.SKIP and line.words in [one.words for one in self.lines()]
        row.show_line(line, hides_words=is_said)
        self._look_at_next()
        # Once the layout has given the line its place.
        single_shot(row, 0, lambda: self._area.ensureWidgetVisible(row, 0, Space.L))

    def finish(self, *, stopped: bool) -> None:
        """Show that the check is over, of itself or because it was stopped."""
        for row in self._rows.values():
            if row.line is None:
                row.stop()
        self._set_running(False)
        lines = self.lines()
        if stopped:
            self._say(_("Stopped. What was found so far stands above."), "muted")
        else:
            self._say(summary(lines), "success" if is_well(lines) else "danger")
            self._show_first_failure()
        announce(self, self._summary.text())

    def lines(self) -> list[CheckResult]:
        """Return what was found so far."""
        return [row.line for row in self._rows.values() if row.line is not None]

    def report(self) -> str:
        """Return what was found so far as text."""
        return report(
            self.lines(),
            heading=_("TurboDesk {version}: connection to {gateway}").format(
                version=self._version, gateway=self._gateway
            ),
        )

    def _closed(self) -> None:
        if self._is_running:
            self.stop_requested.emit()

    def _look_at_next(self) -> None:
        waiting = next((row for row in self._rows.values() if row.line is None), None)
        if waiting is not None:
            waiting.look()

    def _show_first_failure(self) -> None:
        failed = next((row for row in self._rows.values() if row.line is not None and not is_well([row.line])), None)
        if failed is not None:
            single_shot(failed, 0, lambda: self._area.ensureWidgetVisible(failed, 0, Space.L))

    def _set_running(self, running: bool) -> None:
        self._is_running = running
        self._run.setText(_("Stop") if running else _("Run again"))
        self._run.setAccessibleName(self._run.text())
        self._copy.setEnabled(not running)

    def _say(self, words: str, kind: str) -> None:
        self._summary.setText(words)
        rekind(self._summary, kind)

    def _run_or_stop(self) -> None:
        (self.stop_requested if self._is_running else self.run_requested).emit()

    def _go_to_settings(self) -> None:
        self.dismiss()
        self.settings_requested.emit()

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(unmarked(self.report()))
        announce(self, _("Report copied"))

    def _lay_out(self, cost: str) -> None:
        self.title.setWordWrap(True)  # a gateway's name may be long, and the words around it are in some languages
        page = FormPage()
        page.setProperty("kind", "clear")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        rows.setSpacing(Space.L)
        for row in self._rows.values():
            rows.addWidget(row)
        rows.addStretch(1)
        scrolling(page, self._area)
        top = QVBoxLayout()
        top.setContentsMargins(Space.XL, Space.L, Space.XL, Space.M)
        top.setSpacing(Space.XS)
        top.addWidget(self.title)
        top.addWidget(note(cost))
        bottom = QVBoxLayout()
        bottom.setContentsMargins(Space.XL, Space.M, Space.XL, Space.L)
        bottom.setSpacing(Space.M)
        bottom.addWidget(self._summary)
        bottom.addWidget(ButtonRow(self._copy, self._settings, self._run, self._close, at_end=2))
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(rule())
        layout.addWidget(self._area, 1)
        layout.addWidget(rule())
        layout.addLayout(bottom)
