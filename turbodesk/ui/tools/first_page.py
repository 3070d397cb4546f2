"""The three ways in which tools come: a bundle, what another program has already, an address."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import column, note
from turbodesk.ui.widgets.return_line import ReturnLine

_WHAT = _(
    "With tools a model can look things up, or do something on this computer or with a service of yours. You are asked "
    "before each of them runs."
)


class FirstPage(FormScrollArea):
    """Tells which way is wanted."""

    bundle_wanted = Signal()
    program_chosen = Signal(int)
    """The list of another program, by its place."""
    file_wanted = Signal()
    """A list shall be chosen as a file."""
    paste_wanted = Signal()
    address_given = Signal(str)

    def __init__(self) -> None:
        super().__init__(side=Space.XL)
        self._theme: Theme | None = None
        self._programs: list[FormRow] = []
        self._failure = note(kind="danger")
        self._failure.hide()
        about = column(note(_WHAT, kind=""), self._failure, spacing=Space.S)
        about.setContentsMargins(0, Space.L, 0, Space.S)
        self.column.insertLayout(0, about)
        self._bundle = QPushButton(_("Open a bundle…"))
        self._bundle.setProperty("kind", "primary")
        self._bundle.clicked.connect(self.bundle_wanted)
        file, paste = QPushButton(_("Choose a file…")), QPushButton(_("Paste…"))
        file.setAccessibleName(_("Choose a list as a file…"))
        paste.setAccessibleName(_("Paste a list…"))
        file.clicked.connect(self.file_wanted)
        paste.clicked.connect(self.paste_wanted)
        self._address = ReturnLine()
        self._connect = QPushButton(_("Connect"))
        self._lay_out_address()
        rows = (
            FormRow(_("A bundle"), _("A file that ends in .mcpb. It can also be dropped on the window."), self._bundle),
            FormRow(
                _("A list"),
                _("What another program keeps, or what a tool’s instructions show."),
                ButtonRow(file, paste),
            ),
            FormRow(
                _("An address"),
                _("Of a service that has tools, as its makers tell it."),
                self._by_address,
                is_wide=True,
            ),
        )
        for at, row in enumerate(rows, start=1):
            self.column.insertWidget(at, row)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme

    def show_programs(self, programs: Sequence[tuple[str, str]]) -> None:
        """Offer the lists of other programs: what each is called, and where its list is."""
        for row in self._programs:
            self.column.removeWidget(row)
            row.hide()  # at once; it goes with the next turn
            row.deleteLater()
        self._programs = []
        for at, (name, place) in enumerate(programs):
            button = QPushButton(_("Take over…"))
            button.setAccessibleName(_("Take over from {name}…").format(name=name))
            button.clicked.connect(lambda _=False, at=at: self.program_chosen.emit(at))
            row = FormRow(_("From {name}").format(name=name), place, button)
            self._programs.append(row)
            self.column.insertWidget(2 + at, row)
        if self._theme is not None:
            self.apply_theme(self._theme)

    def show_failure(self, sentence: str, advice: str = "") -> None:
        """Say why what was wanted cannot be; "" for nothing."""
        self._failure.setText(sentences(sentence, advice))
        self._failure.setVisible(bool(sentence))
        if sentence:
            self.verticalScrollBar().setValue(0)
            announce(self, self._failure.text())

    def focus_first(self) -> None:
        """Give the focus to the first way."""
        self._bundle.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out_address(self) -> None:
        self._by_address = QWidget()
        self._address.setAccessibleName(_("Address"))
        self._address.setPlaceholderText("https://")
        self._address.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self._connect.setEnabled(False)
        self._address.textChanged.connect(lambda text: self._connect.setEnabled(bool(text.strip())))
        self._address.returnPressed.connect(self._give_address)
        self._connect.clicked.connect(self._give_address)
        row = QHBoxLayout(self._by_address)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._address, 1)
        row.addWidget(self._connect)

    def _give_address(self) -> None:
        if address := self._address.text().strip():
            self.address_given.emit(address)
