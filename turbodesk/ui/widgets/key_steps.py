"""Says where a key comes from, in three steps with the way to the page that gives one, and what asking costs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.settings import KEY_PAGE, Section
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import ICON
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import opposite, start
from turbodesk.ui.widgets.external import open_address
from turbodesk.ui.widgets.forms import HeadingLabel, note
from turbodesk.ui.widgets.plain import PlainLabel, set_tip
from turbodesk.ui.widgets.sheet import Sheet

_STEPS = (
    _("Open TheTurbo’s key page and sign in, or make an account."),
    # Translators: the button on TheTurbo's page is called so, in English
    _("Press “Create key” and copy it. It is shown only once."),
)
_STEPS_ELSEWHERE = (
    # Translators: {name} is that of a gateway
    _("Open the key page of {name} and sign in, or make an account."),
    _("Make a key there and copy it. Many pages show it only once."),
)
_HERE = _("Paste it here.")
_THERE = _("Paste it in Settings, under {section}.").format(section=Section.GATEWAY.label)
_QUESTION = _("Where do I get a key?")
_SHEET = 440
"""Width of the sheet, in pixels of text at its usual size."""
_COST = _(
    "TurboDesk is free. You pay TheTurbo for what you use: a usual question costs about one cent. You can set a "
    "monthly limit."
)
_COST_ELSEWHERE = _("TurboDesk is free. What you use is paid where the key is from. You can set a monthly limit.")


class KeyPageButton(QPushButton):
    """Opens the page where a gateway gives keys, TheTurbo's at first, wherever a key is missing or used up."""

    def __init__(self) -> None:
        super().__init__(_("Open the key page") + "\N{NO-BREAK SPACE}")
        self._page = ""
        self.setAccessibleName(_("Open the key page"))
        self.setIconSize(QSize(ICON, ICON))
        self.setLayoutDirection(opposite())  # the arrow stands behind the words
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: open_address(self._page))
        self.set_page(KEY_PAGE)

    def set_page(self, page: str) -> None:
        """Lead to the page at this address, which a person may have written."""
        self._page = page
        set_tip(self, page)


class KeySteps(QWidget):
    """A margin note beside the field for the key; elsewhere, with a title of its own above it, a list of steps."""

    def __init__(self, *, theme: Theme, is_beside_field: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(_QUESTION)
        self._title = HeadingLabel(_QUESTION)
        self._title.setVisible(is_beside_field)
        steps = (*_STEPS, _HERE if is_beside_field else _THERE)
        self._button = KeyPageButton()
        self._cost_title = HeadingLabel(_("What does it cost?"))
        self._cost = note(_COST)
        self._numbers = [PlainLabel(str(at)) for at in range(1, len(steps) + 1)]
        self._steps = [note(words, kind="") for words in steps]
        self._lay_out()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        title = theme.font(TextRole.TITLE)
        self._title.setWordWrap(True)
        title.setPixelSize(title.pixelSize() * 3 // 4)
        self._title.wear(title)
        self._cost_title.wear(theme.font(TextRole.UI_STRONG))
        self._button.setIcon(theme.icon("out", "text"))
        for number in self._numbers:
            number.setFixedWidth(round(theme.line_height(TextRole.UI)))

    def set_place(self, name: str, page: str) -> None:
        """Lead to the page that gives keys of the gateway called `name`; of TheTurbo's own, more is known."""
        is_theirs = page == KEY_PAGE
        self._button.set_page(page)
        for label, words in zip(self._steps, _STEPS if is_theirs else _STEPS_ELSEWHERE, strict=False):
            label.setText(words.format(name=name))
        self._cost.setText(_COST if is_theirs else _COST_ELSEWHERE)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(Space.S - 2)
        grid.setColumnStretch(1, 1)
        row = 0
        for number, step in zip(self._numbers, self._steps, strict=True):
            number.setProperty("kind", "muted")
            number.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(number, row, 0)
            grid.addWidget(step, row, 1)
            row += 1
            if step is self._steps[0]:
                # Of the window: its own direction is turned around, for the arrow.
                grid.addWidget(self._button, row, 1, start(self.layoutDirection()))
                row += 1
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addSpacing(Space.S)
        layout.addLayout(grid)
        layout.addSpacing(Space.XL)
        layout.addWidget(self._cost_title)
        layout.addSpacing(Space.XS)
        layout.addWidget(self._cost)
        layout.addStretch(1)


class KeyStepsSheet(Sheet):
    """The same where a key was refused or is used up; leads to where a new one is pasted."""

    paste_requested = Signal(str)
    """A key of the gateway with this id shall be pasted."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_QUESTION)
        self._steps = KeySteps(theme=theme, is_beside_field=False)
        self._gateway_id = ""
        self._paste = QPushButton(_("Paste a key…"))
        self._paste.setProperty("kind", "primary")
        self._paste.clicked.connect(self._ask)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._paste)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.M)
        layout.addLayout(self.top_line())
        layout.addWidget(self._steps)
        layout.addLayout(buttons)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        super().apply_theme(theme)
        self._steps.apply_theme(theme)
        self._width = round(_SHEET * theme.line_height(TextRole.UI) / 20)

    def open_for(self, gateway_id: str, name: str, page: str) -> None:
        """Open it with the page that gives keys of the gateway called `name`; "" as its id is that of new chats."""
        self._gateway_id = gateway_id
        self._steps.set_place(name, page)
        self.open()

    def wished_size(self) -> QSize:
        layout = self.panel.layout()
        assert layout is not None
        width = min(self._width, self.width() - 2 * Space.XL)
        return QSize(width, layout.heightForWidth(width))

    def focus_first(self) -> None:
        self._paste.setFocus(Qt.FocusReason.PopupFocusReason)

    def _ask(self) -> None:
        self.dismiss()
        self.paste_requested.emit(self._gateway_id)
