"""The sheet in which tools of other makers are added: which way, what they are and run, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from turbodesk.translation import _, pgettext
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.tools.bundle_page import BundlePage
from turbodesk.ui.tools.first_page import FirstPage
from turbodesk.ui.tools.list_page import ListPage
from turbodesk.ui.tools.offers import BundleOffer, ListedOffer
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.text_field import TextField

_SIZE = QSize(640, 620)
_LOWER = 280
_TITLE = _("Add tools")
_EXAMPLE = '{"mcpServers": {"files": {"command": "npx", "args": ["-y", "…"]}}}'


class AddToolsSheet(Sheet):
    """Shows one step at a time. Esc closes it and ends what is under way; nothing is added without Add."""

    dropped = Signal(list)
    """Paths of what was dropped on it."""
    text_given = Signal(str)
    """A list, or one server's part of it, as it was pasted."""
    confirmed = Signal()
    """Add what is shown: `bundle` or `list` has what was chosen."""
    cancelled = Signal()
    """What is under way shall end."""
    started = Signal()
    """Another way shall be chosen: `show_first` is wanted."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_TITLE, size=_SIZE)
        self.setAcceptDrops(True)
        self.first, self.bundle, self.list = FirstPage(), BundlePage(), ListPage()
        self._steps = QStackedWidget()
        self._make_paste()
        self._make_busy()
        self._make_done()
        self._lay_out()
        self.show_first(())
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for page in (self.first, self.bundle, self.list):
            page.apply_theme(theme)

    # What is shown

    def show_first(self, programs: Sequence[tuple[str, str]]) -> None:
        """Ask which way; `programs` have lists: what each is called, and where its list is."""
        self._forget()
        self.first.show_programs(programs)
        self.first.show_failure("")
        self._show(self.first, _TITLE)

    def show_failure(self, sentence: str, advice: str = "") -> None:
        """Say why that cannot be, and ask which way anew."""
        self._forget()
        self._show(self.first, _TITLE)
        self.first.show_failure(sentence, advice)

    def show_paste(self) -> None:
        """Ask for a list, or one server's part of it, to be pasted."""
        self._text.setPlainText("")
        self._show(self._paste, _("Paste a list"))

    def show_bundle(self, offer: BundleOffer) -> None:
        """Show what a bundle is and runs."""
        self.bundle.show_bundle(offer)
        self._add.setText(offer.action)
        self._show(self.bundle, offer.title)

    def show_list(self, title: str, offers: Sequence[ListedOffer]) -> None:
        """Show the servers of a list."""
        self.list.show_list(offers)
        self._show(self.list, title)

    def show_busy(self, words: str, more: str = "") -> None:
        """Say what is being done, with a way to end it."""
        self._doing.setText(words)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._show(self._busy, self.title.text())
        announce(self, words)

    def show_done(self, title: str, headline: str, sentences: Sequence[str] = ()) -> None:
        """Say what came of it."""
        self._forget()
        self._headline.setText(headline)
        self._told.setText("\n\n".join(sentences))
        self._told.setVisible(bool(sentences))
        self._show(self._done_page, title)
        announce(self, headline)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._steps.currentWidget() is self._busy

    def wished_size(self) -> QSize:
        """As high as the step that is shown has something to say."""
        is_low = self._steps.currentWidget() in (self._busy, self._done_page)
        return QSize(_SIZE.width(), _LOWER if is_low else _SIZE.height())

    def dismiss(self) -> None:
        if not self.isHidden():
            if self.is_busy:
                self.cancelled.emit()
            self._forget()
        super().dismiss()

    def focus_first(self) -> None:
        step = self._steps.currentWidget()
        if step is self.first:
            self.first.focus_first()
        elif step is self._paste:
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step is self._busy:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif step is self._done_page:
            self._done.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not (self.bundle if step is self.bundle else self.list).focus_first():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)  # never on Add: it would be pressed unread

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

    def _forget(self) -> None:
        self.bundle.forget()
        self.list.forget()
        self._text.setPlainText("")

    def _show(self, step: QWidget, title: str) -> None:
        self.title.setText(title)
        self._steps.setCurrentWidget(step)
        shown = {
            self.first: (self._close,),
            self._paste: (self._back, self._look),
            self._busy: (self._cancel,),
            self._done_page: (self._another, self._done),
        }.get(step, (self._back, self._add))
        for button in (self._close, self._cancel, self._back, self._look, self._another, self._add, self._done):
            button.setVisible(button in shown)
        self._judge()
        if not self.isHidden():
            self.place()
            self.focus_first()

    def _judge(self) -> None:
        """Let Add be pressed where nothing is missing."""
        if self._steps.currentWidget() is self.list:
            count = len(self.list.chosen())
            self._add.setText(_("Add") if count == 1 else _("Add {count}").format(count=number(count)))
            self._add.setEnabled(count > 0 and not self.list.fault)
        elif self._steps.currentWidget() is self.bundle:
            self._add.setEnabled(not self.bundle.fault)
            self._add.setAccessibleName(self._add.text())
        self._look.setEnabled(bool(self._text.toPlainText().strip()))

    def _make_paste(self) -> None:
        self._text = TextField()
        self._text.setAccessibleName(_("The list"))
        self._text.setTabChangesFocus(True)
        self._text.set_placeholder(_EXAMPLE)
        self._text.textChanged.connect(self._judge)
        words = note(_("Paste what the instructions of the tools show, from the first brace to the last."), kind="")
        self._paste = _page(words, self._text)

    def _make_busy(self) -> None:
        self._doing, self._more = note(kind=""), note()
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setAccessibleName(_("Progress"))
        self._busy = _page(self._doing, progress, self._more, None)

    def _make_done(self) -> None:
        self._headline, self._told = note(kind="label"), note(kind="")
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._done_page = _page(self._headline, self._told, None)

    def _lay_out(self) -> None:
        self._close, self._cancel = QPushButton(_("Close")), QPushButton(_("Cancel"))
        self._back, self._add, self._look = (
            QPushButton(_("Back")),
            QPushButton(_("Add")),
            QPushButton(pgettext("button that reads a pasted list", "Look")),
        )
        self._another, self._done = QPushButton(_("Add more…")), QPushButton(_("Done"))
        for button in (self._add, self._look, self._done):
            button.setProperty("kind", "primary")
        for step in (self.first, self._paste, self._busy, self.bundle, self.list, self._done_page):
            self._steps.addWidget(step)
        self._close.clicked.connect(self.dismiss)
        self._done.clicked.connect(self.dismiss)
        self._cancel.clicked.connect(self.cancelled)
        for button in (self._back, self._another):
            button.clicked.connect(self.started)
        self._look.clicked.connect(lambda: self.text_given.emit(self._text.toPlainText()))
        self._add.clicked.connect(self.confirmed)
        for page in (self.bundle, self.list):
            page.changed.connect(self._judge)
        self.first.paste_wanted.connect(self.show_paste)
        self.title.setWordWrap(True)
        self.title.setMinimumWidth(1)  # a name is a stranger's, and may be one word without end
        buttons = (self._close, self._cancel, self._back, self._another, self._look, self._add, self._done)
        self.frame(self._steps, ButtonRow(*buttons, at_end=len(buttons)))


def _page(*parts: QWidget | None) -> QWidget:
    """Return a step of these parts beneath one another; None takes what room is left."""
    page = QWidget()
    page.setProperty("kind", "clear")
    rows = QVBoxLayout(page)
    rows.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
    rows.setSpacing(Space.M)
    for part in parts:
        if part is None:
            rows.addStretch(1)
        else:
            rows.addWidget(part)
    return page
