"""The row beneath the composer of a quick question: the model, copying the answer, and the way into the main window.

To whoever ties a chat to widgets it is what the header is in the main window. Much of what that shows has no place
here and is not shown: titles, ribbons, gateways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.model import Model
from turbodesk.translation import _
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import PlainLabel, button_text, key_text, set_tip

Choices = Callable[[], Mapping[str, str]]


class QuickFoot(QWidget):
    """Says what can be done; asks by signals."""

    title_edited = Signal(str)
    pin_pressed = Signal()
    gateway_chosen = Signal(str)
    model_chosen = Signal(str)
    """The id of the model that shall answer."""
    copy_requested = Signal()
    open_requested = Signal()

    def __init__(self, models: Choices) -> None:
        """`models` gives the names of the models there are, by their ids, when the person wants to choose."""
        super().__init__()
        self._models, self._model_id = models, ""
        self._model = _quiet("")
        self._model.setAccessibleName(_("Model"))
        self._demo = PlainLabel(_("Demo"))
        self._demo.setProperty("kind", "muted")
        self._copy, self._open = _quiet(_("Copy")), _quiet(_("Open in the window"))
        set_tip(self._copy, _("Copy reply"))
        set_tip(self._open, _("Open in the window"), key_text("Ctrl+O"))
        # In as many lines as they need: on a small screen, with large letters or long words.
        parts = ButtonRow(self._model, self._demo, self._copy, self._open, at_end=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)
        self._model.clicked.connect(self.open_models)
        self._copy.clicked.connect(self.copy_requested)
        self._open.clicked.connect(self.open_requested)
        self.set_has_answer(has_answer=False)

    def set_has_answer(self, *, has_answer: bool) -> None:
        """Offer to copy the answer once there is one."""
        self._copy.setVisible(has_answer)

    def set_ready(self, *, is_ready: bool) -> None:
        """Say whether anything can be asked."""
        self._model.setVisible(is_ready)
        self._open.setText(_("Open in the window") if is_ready else _("Set up TurboDesk"))

    def set_model(self, model: Model) -> None:
        """Show whose answer it will be."""
        self._model_id = model.id
        self._model.setText(button_text(model.name))

    def set_demo(self, *, demo: bool) -> None:
        """Say that the demo answers."""
        self._demo.setVisible(demo)

    def open_models(self) -> None:
        """Offer the models."""
        menu = Menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for id_, name in self._models().items():
            action = menu.addAction(button_text(name))
            action.setCheckable(True)
            action.setChecked(id_ == self._model_id)
            action.triggered.connect(lambda _=False, id_=id_: self.model_chosen.emit(id_))
        menu.popup_below(self._model)

    def finish_title(self) -> None:
        """There is no title here."""

    def edit_title(self) -> None:
        """There is no title here."""

    def set_title(self, title: str) -> None:
        """There is no title here."""

    def set_project(self, name: str) -> None:
        """A quick question belongs to no project."""

    def set_temporary(self, *, is_temporary: bool) -> None:
        """A quick question is kept."""

    def set_pinned(self, pinned: bool | None, *, drops: bool) -> None:
        """There is no ribbon here."""

    def set_gateways(self, names: Mapping[str, str], current: str) -> None:
        """The gateway is that of new chats."""


def _quiet(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "quiet")
    return button
