"""Shows, step by step, whether a storage does what syncing needs of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import caption, column, note, rekind
from turbodesk.ui.widgets.plain import PlainLabel

_ICON = 18
_LOOKS = {
    "waiting": ("more", "text-muted", "muted", _("Waiting")),
    "looking": ("retry", "text-muted", "muted", _("Looking…")),
    # Translators: how one step of a check came out
    "well": ("check", "success", "success", _("Works")),
    "failed": ("warning", "danger", "danger", _("Failed")),
}
"""Icon, its token, the kind of the word beside it, and the word."""


class TrialPage(FormScrollArea):
    """A line for each step, and beneath them what came of all, or why one of them did not go well."""

    def __init__(self) -> None:
        super().__init__(side=Space.XL)
        self._rows: dict[str, _StepRow] = {}
        self._sentence, self._advice = note(kind="label"), note(kind="")
        said = column(self._sentence, self._advice, spacing=Space.XS)
        said.setContentsMargins(0, Space.M, 0, Space.M)
        self.column.insertSpacing(0, Space.M)
        self.column.insertLayout(1, said)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for row in self._rows.values():
            row.draw(theme)

    def begin(self, steps: Mapping[str, str]) -> None:
        """Show that nothing is known yet; `steps` are the ids and names of the steps, in their order."""
        for row in self._rows.values():
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {id_: _StepRow(name) for id_, name in steps.items()}
        for at, row in enumerate(self._rows.values(), start=1):
            self.column.insertWidget(at, row)
        self._say("", "", "label")
        self._look_at_next()

    def show_step(self, id_: str, *, is_well: bool) -> None:
        """Show how one step came out."""
        if id_ in self._rows:
            self._rows[id_].show_look("well" if is_well else "failed")
        if is_well:
            self._look_at_next()

    def show_well(self, sentence: str) -> None:
        """Say that all went well."""
        self._say(sentence, "", "success")

    def show_failure(self, sentence: str, advice: str = "") -> None:
        """Say why it did not go well; what was not looked at stays so."""
        for row in self._rows.values():
            if row.look == "looking":
                row.show_look("waiting")
        self._say(sentence, advice, "danger")

    def _say(self, sentence: str, advice: str, kind: str) -> None:
        self._sentence.setText(sentence)
        rekind(self._sentence, kind)
        self._advice.setText(advice)
        self._sentence.setVisible(bool(sentence))
        self._advice.setVisible(bool(advice))
        announce(self, sentences(sentence, advice))

    def _look_at_next(self) -> None:
        following = next((row for row in self._rows.values() if row.look == "waiting"), None)
        if following is not None:
            following.show_look("looking")


class _StepRow(QWidget):
    """One step."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.look = "waiting"
        """A key of `_LOOKS`."""
        self._icon = PlainLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._name, self._word = caption(name), caption("", kind="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.S, 0, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._name, 1)
        row.addWidget(self._word)
        self.draw(current_theme())

    def show_look(self, look: str) -> None:
        """Show how it stands."""
        self.look = look
        self.draw(current_theme())

    def draw(self, theme: Theme) -> None:
        """Take the icon and colours of `theme`."""
        icon, token, kind, word = _LOOKS[self.look]
        self._icon.setPixmap(theme.icon(icon, token).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        self._word.setText(word)
        rekind(self._word, kind)
        # Translators: {name} is a step of a check, {word} how it came out, such as "Works"
        self.setAccessibleName(_("{name}: {word}.").format(name=self._name.text(), word=word))
