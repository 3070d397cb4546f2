"""What will run, whole, with what to look at: nobody approves what they cannot see (the protocol's own rule)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_PAD = 12


@dataclass(frozen=True, slots=True)
class ToRun:
    """What a tool server is started or reached by."""

    argv: tuple[str, ...] = ()
    url: str = ""
    variables: tuple[str, ...] = ()
    """Of its environment or headers: "NAME=value" each, secrets without theirs."""
    cautions: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The command or the address, whole: an argument with blanks in quotes, each variable on a line of its own."""
        command = self.url or " ".join(shlex.quote(one) for one in self.argv)
        return "\n".join((command, *self.variables))


class ApprovalView(QWidget):
    """Shows one or several; its text can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._command: PlainLabel = WrappingLabel()
        self._command.setProperty("kind", "inset")
        self._command.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        self._command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._command.setAccessibleName(_("What will run"))
        self._cautions = note(kind="warning")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.S)
        rows.addWidget(self._command)
        rows.addWidget(self._cautions)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._command.setFont(theme.font(TextRole.CODE))

    def show_what(self, runs: Sequence[ToRun]) -> None:
        """Show what will run; of several, one beneath the other."""
        words = "\n\n".join(one.words for one in runs)
        self._command.setText(words)
        self._command.setAccessibleDescription(words)  # its name is read in place of its text
        told = dict.fromkeys(words for one in runs for words in one.cautions)
        self._cautions.setText("\n".join(told))
        self._cautions.setVisible(bool(told))
