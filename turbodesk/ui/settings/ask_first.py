"""A question over the window before something that cannot be undone, the harmless answer ready."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from turbodesk.ui.widgets.question import Question


def ask_first(part: QWidget, title: str, text: str, *, keep: str, do: str, agreed: Callable[[], object]) -> None:
    """Ask in the window of `part`; `agreed` is called if the answer is `do`, and nothing if it is `keep` or Esc."""
    question = Question(part.window(), title, text)
    question.answer(keep, is_safe=True)
    question.answer(do, kind="danger")
    question.answered.connect(lambda words: agreed() if words == do else None)
    question.open()
