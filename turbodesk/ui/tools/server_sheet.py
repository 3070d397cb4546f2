"""The sheet of one tool server: how it stands, what is the matter, its tools one by one, what it runs, what it said."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.tools.approval import ApprovalView
from turbodesk.ui.tools.server_state import ShownServer, ShownTool, ShownTrouble
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import caption, column, note, rekind
from turbodesk.ui.widgets.return_line import ReturnLine
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.switch import Switch
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_SIZE = QSize(640, 660)
_MANY = 12
"""Tools from which on there is a field to find one."""
_NO_TOOLS = _("What tools it has is seen when it runs for the first time.")
_NO_LOG = _("It has printed nothing.")
_BUTTONS = {
    "remove": _("Remove…"),
    "change": _("Change…"),
    "sign-out": _("Sign out"),
    "stop": _("Stop"),
    # Translators: whether a tool server runs
    "check": _("Check"),
    "done": _("Done"),
}


class ServerSheet(Sheet):
    """Shows one server, and tells what is wanted of it."""

    check_wanted = Signal(str)
    """It shall be started, and its tools read anew. All signals name the server by its id."""
    stop_wanted = Signal(str)
    """It shall be stopped, or what is under way shall end."""
    sign_out_wanted = Signal(str)
    change_wanted = Signal(str)
    remove_wanted = Signal(str)
    help_wanted = Signal(str)
    """The button beside what is the matter was pressed."""
    offered = Signal(str, str, bool)
    """A tool, by its own name, shall be offered to chats or not."""
    ask_again = Signal(str, str)
    """A tool that may always run shall ask again."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_("Tools"), size=_SIZE)
        self._server: ShownServer | None = None
        self._rows: dict[str, FormRow] = {}
        self._facts, self._state = note(), note(kind="label")
        self._sentence, self._advice = note(kind="danger"), note(kind="")
        self._details = _log_label(_("What it said"))
        self._more = Disclosure(_("Details"), self._details, theme=theme)
        self._help = QPushButton()
        self._help_row = ButtonRow(self._help)
        self._cost, self._left_out = note(), note(kind="warning")
        self._find = ReturnLine()
        self._find.setPlaceholderText(_("Find a tool"))
        self._find.setAccessibleName(_("Find a tool"))
        self._find.setClearButtonEnabled(True)
        self._approval = ApprovalView()
        self._log = _log_label(_("Log"))
        self._copy_log = QPushButton(_("Copy"))
        self._copy_log.setAccessibleName(_("Copy the log"))
        log = QWidget()
        log.setLayout(column(self._log, ButtonRow(self._copy_log), spacing=Space.S))
        self._runs_part = Disclosure(_("What runs"), self._approval, theme=theme)
        self._log_part = Disclosure(_("Log"), log, theme=theme)
        self._area = FormScrollArea(side=Space.XL)
        self._buttons = {key: QPushButton(words) for key, words in _BUTTONS.items()}
        self._buttons["done"].setProperty("kind", "primary")
        self._lay_out()
        self._connect()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._area.apply_theme(theme)
        self._approval.apply_theme(theme)
        for part in (self._more, self._runs_part, self._log_part):
            part.apply_theme(theme)
        for label in (self._details, self._log):
            label.setFont(theme.font(TextRole.CODE))

    @property
    def server_id(self) -> str:
        """Which server is shown; "" for none."""
        return self._server.id if self._server is not None else ""

    def show_server(self, server: ShownServer) -> None:
        """Show a server, another one or as it stands now; what is folded and found stays with the same one."""
        before, self._server = self._server, server
        pressed = next((one for one in (self._help, *self._buttons.values()) if one.hasFocus()), None)
        said = pressed.text() if pressed is not None else ""
        if before is None or before.id != server.id:
            self._find.clear()
            for part in (self._more, self._runs_part, self._log_part):
                part.set_open(False)
            self._area.verticalScrollBar().setValue(0)
        self.title.setText(server.name)
        self._facts.setText(server.facts)
        self._facts.setVisible(bool(server.facts))
        self._state.setText(server.state)
        rekind(self._state, server.mood.value)
        self._show_trouble(server.trouble)
        self._cost.setText(server.cost if server.tools else _NO_TOOLS)
        self._left_out.setText("\n".join(server.left_out))
        self._left_out.setVisible(bool(server.left_out))
        if before is None or before.id != server.id or before.tools != server.tools:
            self._show_tools(server.tools)
        self._approval.show_what([server.runs])
        _show(self._log, server.log or _NO_LOG)
        self._copy_log.setEnabled(bool(server.log))
        self._buttons["stop"].setText(_("Cancel") if server.is_busy else _BUTTONS["stop"])
        self._buttons["stop"].setVisible(server.is_running or server.is_busy)
        self._buttons["sign-out"].setVisible(server.can_sign_out and not server.is_busy)
        self._buttons["check"].setEnabled(not server.is_busy)
        self._buttons["change"].setVisible(server.can_change)
        if before is not None and before.id == server.id and before.state != server.state:
            announce(self, server.state)
        if pressed is not None and not (pressed.isVisible() and pressed.isEnabled() and pressed.text() == said):
            self.focus_first()  # it was on a button that has done its work

    def focus_first(self) -> None:
        is_busy = self._server is not None and self._server.is_busy
        wanted = self._buttons["stop" if is_busy else "done"] if self._help_row.isHidden() else self._help
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_trouble(self, trouble: ShownTrouble | None) -> None:
        self._sentence.setText(trouble.sentence if trouble is not None else "")
        self._advice.setText(trouble.advice if trouble is not None else "")
        _show(self._details, trouble.details if trouble is not None else "")
        self._help.setText(trouble.action if trouble is not None else "")
        self._sentence.setVisible(trouble is not None)
        self._advice.setVisible(trouble is not None and bool(trouble.advice))
        self._more.setVisible(trouble is not None and bool(trouble.details))
        self._help_row.setVisible(trouble is not None and bool(trouble.action))

    def _show_tools(self, tools: tuple[ShownTool, ...]) -> None:
        focused = next((name for name, row in self._rows.items() if row.isAncestorOf(self._focus())), "")
        for row in self._rows.values():
            self._area.column.removeWidget(row)
            row.hide()  # at once; it goes with the next turn
            row.deleteLater()
        self._rows = {tool.name: self._row(tool) for tool in tools}
        for at, row in enumerate(self._rows.values()):
            self._area.column.insertWidget(2 + at, row)
        self._find.setVisible(len(tools) >= _MANY)
        self._area.apply_theme(self._theme)
        self._look_for(self._find.text())
        if focused in self._rows and (control := self._rows[focused].control) is not None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus(self) -> QWidget:
        return self.window().focusWidget() or self

    def _row(self, tool: ShownTool) -> FormRow:
        switch = Switch(name=_("Offer {title}").format(title=tool.title))
        switch.setChecked(tool.is_offered)
        switch.toggled.connect(lambda is_on: self.offered.emit(self.server_id, tool.name, is_on))
        about = sentences(tool.about, _("({cost})").format(cost=tool.cost) if tool.cost else "")
        row = FormRow(tool.title, about, switch)
        if tool.is_always_allowed:
            ask = QPushButton(_("Always runs. Ask again"))
            ask.setAccessibleName(_("Ask again before {title} runs").format(title=tool.title))
            ask.clicked.connect(lambda: self.ask_again.emit(self.server_id, tool.name))
            row.add_beneath(ButtonRow(ask))
        return row

    def _look_for(self, words: str) -> None:
        wanted = words.casefold().split()
        for tool in self._server.tools if self._server is not None else ():
            text = f"{tool.title} {tool.name} {tool.about}".casefold()
            self._rows[tool.name].setVisible(all(word in text for word in wanted))

    def _copy(self) -> None:
        if self._server is not None:
            QGuiApplication.clipboard().setText(self._server.log)

    def _lay_out(self) -> None:
        about = column(self._facts, self._state, self._sentence, self._advice, spacing=Space.XS)
        # At the left: a row that is no wider than its button would else have the lines above measured in its width
        about.addWidget(self._help_row, 0, Qt.AlignmentFlag.AlignLeft)
        about.addWidget(self._more)
        about.setContentsMargins(0, Space.L, 0, Space.M)
        tools = column(caption(_("Tools"), kind="label"), self._cost, self._left_out, self._find, spacing=Space.XS)
        end = column(self._runs_part, self._log_part, spacing=Space.S)
        end.setContentsMargins(0, Space.M, 0, 0)
        for at, part in enumerate((about, tools, end)):
            self._area.column.insertLayout(at, part)
        buttons = tuple(self._buttons.values())
        self.title.setWordWrap(True)
        self.title.setMinimumWidth(1)  # a name is a stranger's, and may be one word without end
        self.frame(self._area, ButtonRow(*buttons, at_end=len(buttons) - 1))

    def _connect(self) -> None:
        for key, signal in (
            ("remove", self.remove_wanted),
            ("change", self.change_wanted),
            ("sign-out", self.sign_out_wanted),
            ("stop", self.stop_wanted),
            ("check", self.check_wanted),
        ):
            self._buttons[key].clicked.connect(lambda _checked=False, signal=signal: signal.emit(self.server_id))
        self._help.clicked.connect(lambda: self.help_wanted.emit(self.server_id))
        self._buttons["done"].clicked.connect(self.dismiss)
        self._copy_log.clicked.connect(self._copy)
        self._find.textChanged.connect(self._look_for)


def _show(log: WrappingLabel, lines: str) -> None:
    log.setText(lines)
    log.setAccessibleDescription(lines)  # its name is read in place of its text


def _log_label(name: str) -> WrappingLabel:
    """Return a place for lines that a program printed."""
    label = WrappingLabel()
    label.setProperty("kind", "inset")
    label.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setAccessibleName(name)
    return label
