"""The cards of one message's calls of tools, and the one line that stands for a long run of them.

A run may begin in one message and end in another, since a reply goes on after each result; so who knows the path says
where it begins, how many calls it has, and whether it is unfolded (`CallRun`). Where a message is the first of a folded
run its line stands in the place of its cards; the others show nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from turbodesk.app.tool_loop import Call, CallState
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.message.thought import ThinkingView
from turbodesk.ui.message.tool_card import ToolCard
from turbodesk.ui.message.tool_words import counted
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import button_text


@dataclass(frozen=True, slots=True)
class CallRun:
    """Calls of tools one after another, with nothing said between them, which are over."""

    first_id: str
    """The message they begin in."""
    calls: int
    took_ms: int
    is_first: bool
    """Whether they begin in the message this is said of."""
    is_open: bool = False


def goes_with_others(call: Call) -> bool:
    """Whether a call asks, and may be allowed together with others: not what changes the person's own."""
    return call.state is CallState.ASKING and not (call.tool is not None and call.tool.asks_always)


class CallCards:
    """Those of one message, children of `row`."""

    def __init__(self, row: QWidget, *, toggled: Callable[[str], object], theme: Theme, percent: int) -> None:
        """`toggled` is told of a run that shall be unfolded or folded, by the message it begins in."""
        self._row, self._toggled = row, toggled
        self._theme, self._percent = theme, percent
        self.calls: Sequence[Call] = ()
        """How they stand, as far as is known."""
        self._run: CallRun | None = None
        self._line: FoldLine | None = None
        self._hides = False
        """Whether something may be folded away."""

    def show(self, cards: Sequence[ToolCard], calls: Sequence[Call], run: CallRun | None) -> None:
        """Show how the calls stand, in their order, and the run they belong to."""
        self.calls, self._run = calls, run
        asked = sum(map(goes_with_others, calls))
        for card, call in zip(cards, calls, strict=False):
            card.set_call(call)
            is_first = asked > 1 and goes_with_others(call)
            card.set_together(asked if is_first else 0)
            asked = 0 if is_first else asked
        if run is not None and run.is_first:
            self._show_line(run)
        elif self._line is not None:
            self._line.hide()

    def arranged(self, widgets: list[QWidget]) -> list[QWidget]:
        """Return what is shown of the parts' widgets, top to bottom; what is folded away is hidden."""
        run = self._run
        if run is None and not self._hides:
            return widgets  # asked at every frame of a reply that grows
        self._hides = run is not None
        first = next((at for at, one in enumerate(widgets) if isinstance(one, ToolCard)), len(widgets))
        is_folded = run is not None and not run.is_open
        had_focus = False
        shown: list[QWidget] = []
        for at, widget in enumerate(widgets):
            is_of_run = at >= first or (run is not None and not run.is_first)
            is_call = isinstance(widget, ToolCard) or (is_of_run and isinstance(widget, ThinkingView))
            hides = is_folded and is_call
            had_focus = had_focus or (hides and widget.isAncestorOf(self._row.window().focusWidget() or self._row))
            if is_call and widget.isHidden() is not hides:
                widget.setVisible(not hides)
            if at == first and self._line is not None and not self._line.isHidden():
                shown.append(self._line)
            if not hides:
                shown.append(widget)
        if had_focus and self._line is not None and not self._line.isHidden():
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        return shown

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        if self._line is not None:
            self._line.restyle(theme, percent)
            self._turn(self._line)

    def _show_line(self, run: CallRun) -> None:
        if self._line is None:
            self._line = FoldLine(theme=self._theme, percent=self._percent, parent=self._row)
            self._line.clicked.connect(self._pressed)
        words = counted(run.calls, run.took_ms)
        self._line.setText(button_text(words))
        self._line.setChecked(run.is_open)
        self._line.setAccessibleName(words)
        self._turn(self._line)
        self._line.show()

    def _turn(self, line: FoldLine) -> None:
        line.setIcon(self._theme.icon("chevron-down" if line.isChecked() else "chevron-right"))
        line.setAccessibleDescription(_("Unfolded") if line.isChecked() else _("Folded"))

    def _pressed(self) -> None:
        if self._run is not None:
            self._toggled(self._run.first_id)
