"""A recovery code on the screen: shown large in its groups, typed in its groups, and proved to be noted elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import caption, column
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.return_line import ReturnLine

GROUP, GROUPS = 4, 7
"""Letters of a group, and groups of a code."""
_LARGER = 18 / 13
"""How much larger than other code the letters of a code are."""
_ALIKE = str.maketrans("OIL", "011")
"""Letters that no code has, and what somebody meant who types them."""


def letters_of(text: str) -> str:
    """Return what counts of a code as somebody writes it: its letters and digits, as a code has them."""
    return "".join(filter(str.isalnum, text.upper())).translate(_ALIKE)


def groups_of(code: str) -> tuple[str, ...]:
    """Return the groups of a code, or of the beginning of one."""
    letters = letters_of(code)
    return tuple(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


class CodeView(QWidget):
    """The groups of a code side by side, each in an inset of its own; a screen reader spells them."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        """What is shown; "" for nothing."""
        self._groups = [PlainLabel() for _at in range(GROUPS)]
        for label in self._groups:
            label.setProperty("kind", "inset")
            label.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = ButtonRow(*self._groups)
        self._row.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the first group is the first in every language
        self.setLayout(column(self._row, spacing=0))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Recovery code"))
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        font = QFont(theme.font(TextRole.CODE))
        font.setPixelSize(round(font.pixelSize() * _LARGER))
        for label in self._groups:
            label.setFont(font)

    def show_code(self, code: str) -> None:
        """Show a code, "" for none."""
        self.code = code
        groups = groups_of(code)
        for at, label in enumerate(self._groups):
            group = groups[at] if at < len(groups) else ""
            label.setText(group)
            label.setAccessibleName(
                _("Group {number}: {letters}").format(number=number(at + 1), letters=" ".join(group))
            )
        self._row.updateGeometry()  # which labels that are not shown yet do not tell it
        self.updateGeometry()


class CodeField(ReturnLine):
    """Takes a code as people write it: in small letters, without dashes, at once from the clipboard."""

    submitted = Signal()
    """Return was pressed."""

    def __init__(self, groups: int = GROUPS) -> None:
        """`groups` is how many of four letters it takes."""
        super().__init__()
        self._most = groups * GROUP
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhPreferUppercase
            | Qt.InputMethodHint.ImhLatinOnly
        )
        self.textEdited.connect(self._arrange)
        self.returnPressed.connect(self.submitted)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        """Take the font of `theme`."""
        self.setFont(theme.font(TextRole.CODE))

    @property
    def is_whole(self) -> bool:
        """Whether it has as many letters as it takes."""
        return len(letters_of(self.text())) == self._most

    def letters(self) -> str:
        """Return the letters that stand in it, without dashes."""
        return letters_of(self.text())

    def select_group(self, at: int) -> None:
        """Select the group at this place, counted from 0, so that it is typed anew."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setSelection(at * (GROUP + 1), GROUP)

    def sizeHint(self) -> QSize:
        letters = "0" * (self._most + self._most // GROUP + 1)
        return super().sizeHint().expandedTo(QSize(self.fontMetrics().horizontalAdvance(letters) + 2 * Space.M, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.cursorPosition()
        is_behind_dash = not self.hasSelectedText() and self.text()[at - 1 : at] == "-"
        if event.key() == Qt.Key.Key_Backspace and is_behind_dash:
            self.setCursorPosition(at - 1)  # or the dash would be back at once
        super().keyPressEvent(event)

    def _arrange(self, text: str) -> None:
        """Write the letters in groups, with the cursor behind the same letter as before."""
        before = min(len(letters_of(text[: self.cursorPosition()])), self._most)
        groups = groups_of(letters_of(text)[: self._most])
        arranged = "-".join(groups)
        if before and before == len(arranged.replace("-", "")) and before % GROUP == 0 and before < self._most:
            arranged += "-"
        if arranged != text:
            self.setText(arranged)
        self.setCursorPosition(min(before + before // GROUP, len(arranged)))


class NotedProof(QWidget):
    """Asks for two groups of a code that is noted elsewhere by now."""

    changed = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted: tuple[str, ...] = ()
        self._fields = [CodeField(1), CodeField(1)]
        self._names = [caption(""), caption("")]
        parts = []
        for name, field in zip(self._names, self._fields, strict=True):
            name.setBuddy(field)
            field.textChanged.connect(self.changed)
            field.submitted.connect(self.submitted)
            field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            parts += [name, field]
        self._row = ButtonRow(*parts)
        self.setLayout(column(self._row, spacing=0))

    def ask(self, code: str, at: Sequence[int]) -> None:
        """Ask for the groups of a code at these two places, counted from 0."""
        groups = groups_of(code)
        self._wanted = tuple(groups[one] for one in at)
        for name, field, place in zip(self._names, self._fields, at, strict=True):
            words = _("Group {number}").format(number=number(place + 1))
            name.setText(words)
            field.setAccessibleName(words)
            field.clear()
        self._row.updateGeometry()  # which parts that are not shown yet do not tell it

    def forget(self) -> None:
        """Ask for nothing, and keep nothing."""
        self._wanted = ()
        for field in self._fields:
            field.clear()

    @property
    def is_given(self) -> bool:
        """Whether both groups stand there as they are."""
        return bool(self._wanted) and self._wanted == tuple(field.letters() for field in self._fields)

    @property
    def is_wrong(self) -> bool:
        """Whether both are filled in, and one is another."""
        return bool(self._wanted) and all(field.is_whole for field in self._fields) and not self.is_given
