"""Names the preset a chat goes by, or says that the chat has instructions of its own; not there for any other chat."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.chat.one_line import one_line
from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.metrics import BUTTON
from turbodesk.ui.widgets.plain import button_text, set_tip

_LONGEST = 20
"""Characters of a name in the header, which has a title and a model to show as well."""
_FIRST_WORDS = 160
"""Characters of the instructions that the tip shows."""

_ANY = 16_777_215
"""Pixels; Qt's own word for no limit to a width."""


class PresetButton(QPushButton):
    """A quiet button; where there is little room it is its icon alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._is_narrow = False
        self.setProperty("kind", "quiet")
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.apply_theme(theme)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self.setIcon(theme.icon("instructions"))

    def tell(self, name: str, *, is_changed: bool, instructions: str, of_project: str = "") -> None:
        """Show a preset by its name, "" for none, and whether something of it is changed, or instructions.

        Instructions of the chat's project are told where it has none of its own. Hidden with none of all this.
        """
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        self._words = _("{preset}, changed").format(preset=short) if name and is_changed else short
        is_of_project = not name and not instructions.strip() and bool(of_project.strip())
        first = one_line((of_project if is_of_project else instructions)[: 2 * _FIRST_WORDS])
        first = first if len(first) <= _FIRST_WORDS else f"{first[: _FIRST_WORDS - 1].rstrip()}…"
        told, said = _told(name, is_changed=is_changed, is_of_project=is_of_project)
        self.setAccessibleName(told)
        self.setAccessibleDescription(first)
        set_tip(self, _("{title}: {text}").format(title=said, text=first) if first else said)
        self._show_words()
        self.setVisible(bool(name or first))

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone, or the words as well."""
        self._is_narrow = narrow
        self._show_words()

    def _show_words(self) -> None:
        shown = "" if self._is_narrow else button_text(self._words)
        self.setText(shown)
        self.setMaximumWidth(_ANY if shown else BUTTON)


def _told(name: str, *, is_changed: bool, is_of_project: bool) -> tuple[str, str]:
    """Return what is said of a preset, "" for instructions alone, to a screen reader and in a tip."""
    if not name:
        if is_of_project:
            return _("Instructions of the project"), _("This chat’s project has instructions")
        return _("Instructions of this chat"), _("This chat has instructions")
    if is_changed:
        told, said = _("Preset: {name}, changed here since"), _("Preset “{name}”, changed here since")
    else:
        told, said = _("Preset: {name}"), _("Preset “{name}”")
    return told.format(name=name), said.format(name=name)
