"""One line of a connection check: an icon, what was looked at, how it came out in a word, and what was found."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.chat.diagnosis import VERDICT_WORDS, CheckResult, CheckStatus
from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.forms import caption, note, rekind
from turbodesk.ui.widgets.plain import PlainLabel

_ICON = 18
_LOOKS = {
    CheckStatus.PASS: ("check", "success", "success"),
    CheckStatus.WARN: ("info", "warning", "warning"),
    CheckStatus.FAIL: ("warning", "danger", "danger"),
    CheckStatus.SKIP: ("more", "text-muted", "muted"),
}
"""Icon, its token, and the kind of the word beside it."""
_WAITING, _LOOKING, _STOPPED = _("Waiting"), _("Looking…"), _("Stopped")


class LineRow(QWidget):
    """Shows one line, from waiting to its verdict."""

    def __init__(self, name: str, *, theme: Theme) -> None:
        super().__init__()
        self.line: CheckResult | None = None
        """What was found; None as long as it is not known."""
        self._theme = theme
        self._is_looked_at = False
        self._icon = PlainLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._name = caption(name, kind="label")
        self._word = caption(_WAITING, kind="muted")
        self._words, self._advice, self._details = note(kind=""), note(kind=""), note()
        for label in (self._words, self._advice, self._details):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = Disclosure(_("Details"), self._details, theme=theme)
        self._lay_out()
        self.wait()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._theme = theme
        self._more.apply_theme(theme)
        self._draw()

    def wait(self) -> None:
        """Show that it has not been looked at yet."""
        self._clear(_WAITING, is_looked_at=False)

    def look(self) -> None:
        """Show that it is being looked at."""
        self._clear(_LOOKING, is_looked_at=True)

    def stop(self) -> None:
        """Show that it will not be looked at."""
        self._clear(_STOPPED, is_looked_at=False)

    def show_line(self, line: CheckResult, *, hides_words: bool = False) -> None:
        """Show what was found; `hides_words`: they stand in another row, and only a screen reader reads them again."""
        self.line = line
        self._word.setText(VERDICT_WORDS[line.verdict])
        self._words.setText(line.words)
        self._advice.setText(line.advice)
        self._details.setText(line.details)
        self._words.setVisible(not hides_words)
        self._advice.setVisible(bool(line.advice))
        self._more.setVisible(bool(line.details))
        self._more.set_open(False)
        self._draw()

    def _clear(self, word: str, *, is_looked_at: bool) -> None:
        self.line = None
        self._is_looked_at = is_looked_at
        self._word.setText(word)
        for part in (self._words, self._advice, self._more):
            part.hide()
        self._draw()

    def _draw(self) -> None:
        icon, token, kind = ("retry", "text-muted", "muted") if self._is_looked_at else ("more", "text-muted", "muted")
        if self.line is not None:
            icon, token, kind = _LOOKS[self.line.verdict]
        self._icon.setPixmap(self._theme.icon(icon, token).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        rekind(self._word, kind)
        # Translators: {name} is what was looked at, {word} how it came out, such as "All well"
        name = _("{name}: {word}.").format(name=self._name.text(), word=self._word.text())
        found = ("", "") if self.line is None else (self.line.words, self.line.advice)
        self.setAccessibleName(sentences(name, *found))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._name, 1)
        top.addWidget(self._word)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addLayout(top)
        for part in (self._words, self._advice, self._more):
            column.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
