"""The files of a project, a row each, to look at, replace and remove; more are dropped, pasted or chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.attachments import Attachment
from turbodesk.translation import _
from turbodesk.ui.attachments.clipboard_content import clipboard_content, offers_something
from turbodesk.ui.attachments.wording import facts
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.forms import note, rekind
from turbodesk.ui.widgets.plain import PlainLabel, set_tip


class ProjectFileList(QWidget):
    """Shows files in the order in which they are sent, and asks for what the person wants done with them."""

    add_requested = Signal()
    """Files shall be chosen."""
    offered = Signal(object)
    """A `ClipboardContent` that was dropped or pasted."""
    look_requested = Signal(str)
    """What the model gets of the file with this hash shall be shown."""
    replace_requested = Signal(str)
    """Another file shall be chosen in place of the one with this hash."""
    remove_requested = Signal(str)
    undo_requested = Signal()
    """What was done last to the files shall be taken back."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[_FileRow] = []
        self.setAcceptDrops(True)
        self.setProperty("kind", "clear")
        self._add = QPushButton(_("Add files…"))
        self._add.clicked.connect(self.add_requested)
        self._undo = QPushButton(_("Undo"))
        self._undo.setProperty("kind", "quiet")
        self._undo.clicked.connect(self.undo_requested)
        self._undo.hide()
        self._words = note()
        self._words.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, Space.XS, 0, 0)
        foot.addWidget(self._add)
        foot.addWidget(self._undo)
        foot.addStretch(1)
        self._layout.addWidget(self._words)
        self._layout.addLayout(foot)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self._theme = theme
        for row in self._rows:
            row.apply_theme(theme)

    def show_files(self, files: Sequence[Attachment], notes: Mapping[str, str]) -> None:
        """Show these files; `notes` say something more of some, by their hashes."""
        shown = [(file, notes.get(file.sha256, "")) for file in files]
        if shown == [row.shown for row in self._rows]:
            return  # the row that has the focus keeps it
        focused = QApplication.focusWidget()
        had_focus = focused is not None and focused is not self._add and self.isAncestorOf(focused)
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_FileRow(file, more, theme=self._theme) for file, more in shown]
        for at, row in enumerate(self._rows):
            row.looked_at.connect(self.look_requested)
            row.replaced.connect(self.replace_requested)
            row.removed.connect(self.remove_requested)
            self._layout.insertWidget(at, row)
        if had_focus:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_undo(self, words: str) -> None:
        """Offer to take back what these words say was done; "": nothing."""
        if words:
            self.say(words)
            self._undo.setAccessibleName(_("Undo: {words}").format(words=words))
        self._undo.setVisible(bool(words))

    def say(self, words: str, *, is_trouble: bool = False) -> None:
        """Say how it goes, such as why a file was not taken; "" for nothing."""
        rekind(self._words, "danger" if is_trouble else "muted")
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.take_pasted():
            return
        super().keyPressEvent(event)

    def take_pasted(self) -> bool:
        """Take what the clipboard has, if that can be attached."""
        offer = clipboard_content(QApplication.clipboard().mimeData())
        if not offer.is_empty:
            self.offered.emit(offer)
        return not offer.is_empty

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if offers_something(event.mimeData()):
            event.acceptProposedAction()
            self.say(_("Drop to add them"))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.say("")

    def dropEvent(self, event: QDropEvent) -> None:
        self.say("")
        offer = clipboard_content(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)  # never a move, which would delete the file where it came from
        event.accept()
        if not offer.is_empty:
            self.offered.emit(offer)


class _FileRow(QWidget):
    """One file."""

    looked_at = Signal(str)
    replaced = Signal(str)
    removed = Signal(str)

    def __init__(self, file: Attachment, more: str, *, theme: Theme) -> None:
        super().__init__()
        self.shown = (file, more)
        self._name = ElidedLabel(file.label)
        self._size = PlainLabel(facts(file))
        self._size.setProperty("kind", "muted")
        self._more = note(more)
        self._more.setVisible(bool(more))
        self._look = IconButton("eye", _("What the model gets of {file}").format(file=file.label), theme=theme)
        self._replace = IconButton("retry", _("Replace {file}").format(file=file.label), theme=theme)
        self._remove = IconButton("close", _("Remove {file}").format(file=file.label), theme=theme)
        set_tip(self._look, _("What the model gets"))
        set_tip(self._replace, _("Replace"))
        set_tip(self._remove, _("Remove"))
        self._look.clicked.connect(lambda: self.looked_at.emit(file.sha256))
        self._replace.clicked.connect(lambda: self.replaced.emit(file.sha256))
        self._remove.clicked.connect(lambda: self.removed.emit(file.sha256))
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self._name)
        line.addWidget(self._size)
        line.addStretch(1)
        line.addWidget(self._look)
        line.addWidget(self._replace)
        line.addWidget(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._more)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._name.setFont(theme.font(TextRole.UI))
        for label in (self._size, self._more):
            label.setFont(theme.font(TextRole.LABEL))
        for button in (self._look, self._replace, self._remove):
            button.apply_theme(theme)
