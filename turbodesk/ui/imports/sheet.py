"""The sheet in which chats of other programs are brought in, one step after the other: choose, look, import, report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from turbodesk.translation import _, ngettext
from turbodesk.ui.imports.item_model import ChatChoice
from turbodesk.ui.imports.preview import PreviewPage, PreviewWords
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import FormPage, caption, column, note, scrolling
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(640, 620)
_LOW, _LOWER = 420, 260
"""Pixels high where there is little to say, and next to nothing."""
_WHAT = _(
    "From ChatGPT, Claude, Cherry Studio, Chatbox, LibreChat, Open WebUI, Markdown, JSON lines, or another TurboDesk. "
    "In most of them it is called “Export data”. Choose what you got: the zip file or files, a folder, or one JSON."
)
_DROP = _("Or drop it on this window. Nothing is sent anywhere, and what is here already stays as it is.")
_EVERYTHING = 1_000
"""Steps of the line of progress."""


class ImportSheet(Sheet):
    """Shows one step at a time; Esc closes it, and goes on with what runs unless that is cancelled."""

    files_wanted = Signal()
    folder_wanted = Signal()
    dropped = Signal(list)
    """Paths of what was dropped on it."""
    confirmed = Signal()
    """Import what is chosen: `chosen` and `project_id`."""
    cancelled = Signal()
    """What is under way shall end."""
    report_wanted = Signal(int)
    """An earlier import shall be told of, by its place in the list."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_("Import chats"), size=_SIZE)
        self.setAcceptDrops(True)
        self._preview = PreviewPage()
        self._steps = QStackedWidget()
        self._make_first()
        self._make_busy()
        self._make_report()
        self._lay_out()
        self.show_first(())
        self.apply_theme(theme)

    # What is shown

    def show_first(self, earlier: Sequence[str]) -> None:
        """Ask for files; `earlier` names what came before, the latest first."""
        self.title.setText(_("Import chats"))
        self._earlier.clear()
        self._earlier.addItems([_("Choose one"), *earlier])
        for part in (self._earlier_words, self._earlier):
            part.setVisible(bool(earlier))
        self._failure.hide()
        self._show(self._first, self._files)

    def show_failure(self, sentence: str, advice: str) -> None:
        """Say why these files cannot be imported, and ask for others."""
        self._failure.setText(sentences(sentence, advice))
        self._failure.show()
        self._show(self._first, self._files)
        announce(self, self._failure.text())

    def show_busy(self, words: str) -> None:
        """Say what is being done, with a way to end it."""
        self._doing.setText(words)
        self._progress.setRange(0, 0)
        self._show(self._busy, self._cancel)
        announce(self, words)

    def show_progress(self, done: int, whole: int) -> None:
        """Show how much is done; of nothing, that it goes on."""
        self._progress.setRange(0, _EVERYTHING if whole else 0)
        if whole:
            self._progress.setValue(round(_EVERYTHING * done / whole))

    def show_preview(
        self, words: PreviewWords, chats: Sequence[ChatChoice], projects: Sequence[tuple[str, str]]
    ) -> None:
        """Show what is in the files; `projects` are ids and names of those it can be put into."""
        self.title.setText(words.title)
        self._preview.show_files(words, chats, projects)
        self._show(self._preview, self._go)

    def show_report(self, title: str, headline: str, sentences: Sequence[str]) -> None:
        """Say what came."""
        self.title.setText(title)
        self._headline.setText(headline)
        self._told.setText("\n\n".join(sentences))
        self._told.setVisible(bool(sentences))
        self._show(self._report, self._done)
        announce(self, headline)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._steps.currentWidget() is self._busy

    def chosen(self) -> list[str] | None:
        """Return the ids of the chats to import; None: all."""
        return self._preview.chosen()

    @property
    def project_id(self) -> str | None:
        """The project they go into; None: none."""
        return self._preview.project_id

    def wished_size(self) -> QSize:
        """As high as the step that is shown has something to say."""
        heights: dict[QWidget | None, int] = {self._first: _LOW, self._busy: _LOWER, self._report: _LOW}
        return QSize(_SIZE.width(), heights.get(self._steps.currentWidget(), _SIZE.height()))

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.is_busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if paths and not self.is_busy:
            self.dropped.emit(paths)

    # Making

    def _show(self, step: QWidget, focus: QWidget) -> None:
        self._steps.setCurrentWidget(step)
        buttons = {self._first: (self._close,), self._busy: (self._cancel,), self._preview: (self._back, self._go)}
        shown = buttons.get(step, (self._another, self._done))
        for button in (self._close, self._cancel, self._back, self._go, self._another, self._done):
            button.setVisible(button in shown)
        self._count()
        if not self.isHidden():
            self.place()
            focus.setFocus()

    def focus_first(self) -> None:
        step = self._steps.currentWidget()
        focus: dict[QWidget | None, QWidget] = {
            self._first: self._files,
            self._busy: self._cancel,
            self._preview: self._go,
        }
        focus.get(step, self._done).setFocus()

    def _count(self) -> None:
        count = self._preview.count
        words = _("Import")
        if count is not None:
            words = ngettext("Import {count} chat", "Import {count} chats", count).format(count=number(count))
        self._go.setText(words)
        self._go.setAccessibleName(words)
        self._go.setEnabled(count != 0)

    def _make_first(self) -> None:
        self._files, self._folder = QPushButton(_("Choose files…")), QPushButton(_("Choose a folder…"))
        self._files.setProperty("kind", "primary")
        self._failure = note(kind="danger")
        self._earlier_words = caption(_("What came earlier"), kind="label")
        self._earlier = QComboBox()
        self._earlier.setAccessibleName(_("What came earlier"))
        self._earlier_words.setBuddy(self._earlier)
        self._files.clicked.connect(self.files_wanted)
        self._folder.clicked.connect(self.folder_wanted)
        self._earlier.activated.connect(lambda at: self.report_wanted.emit(at - 1) if at else None)
        self._first = _page(
            note(_WHAT, kind=""), ButtonRow(self._files, self._folder), self._failure, note(_DROP),
            Space.L, self._earlier_words, self._earlier,
        )  # fmt: skip

    def _make_busy(self) -> None:
        self._doing = note(kind="")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Progress"))
        self._busy = _page(self._doing, self._progress)

    def _make_report(self) -> None:
        self._headline, self._told = note(kind="label"), note(kind="")
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._report = _page(self._headline, self._told)

    def _lay_out(self) -> None:
        self._close, self._cancel = QPushButton(_("Close")), QPushButton(_("Cancel"))
        self._back, self._go = QPushButton(_("Back")), QPushButton(_("Import"))
        self._another, self._done = QPushButton(_("Import more…")), QPushButton(_("Done"))
        for button in (self._go, self._done):
            button.setProperty("kind", "primary")
        for step in (self._first, self._busy, self._preview, self._report):
            self._steps.addWidget(step)
        self._close.clicked.connect(self.dismiss)
        self._done.clicked.connect(self.dismiss)
        self._cancel.clicked.connect(self.cancelled)
        for button in (self._back, self._another):
            button.clicked.connect(self.cancelled)
        self._go.clicked.connect(self.confirmed)
        self._preview.changed.connect(self._count)
        buttons = (self._close, self._cancel, self._back, self._another, self._go, self._done)
        self.frame(self._steps, ButtonRow(*buttons, at_end=len(buttons)))


def _page(*items: QWidget | int) -> QScrollArea:
    """Return a step of wrapped words and controls, one under the other, that scrolls where it must."""
    page, area = FormPage(), QScrollArea()
    page.setProperty("kind", "clear")
    rows = QVBoxLayout(page)
    rows.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
    rows.addLayout(column(*items, spacing=Space.M))
    rows.addStretch(1)
    scrolling(page, area)
    return area
