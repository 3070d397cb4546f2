"""The list the model button opens: arrows and Enter to choose, type to find, any id by hand, a card with the rest.

There is no field until a letter is typed: who wants another model mostly sees it at once.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from turbodesk.app.model_choices import ModelChoice
from turbodesk.chat.model import Model
from turbodesk.chat.preset import Preset
from turbodesk.ui.models.card import ModelCard
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.item_model import Instead, ModelItemModel, Other
from turbodesk.ui.models.paint import ModelPainter
from turbodesk.ui.models.wording import USUAL, card_lines, problem_words
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.chosen_row import PointerRest
from turbodesk.ui.widgets.forms import note, rule
from turbodesk.ui.widgets.popup import Popup

_WIDTH = 476
"""Device-independent pixels of text at its usual size."""
_AIR = 6
_BEFORE_CARD_MS = 400
"""How long a row is pointed at, or chosen by keys, before more is told of it."""

_FILTER = "Find a model"
_TYPE_ID = "Type a model id, then press Enter"
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_MORE_KEYS = (Qt.Key.Key_F1, Qt.Key.Key_Right)


class ModelPopup(Popup):
    """Closes when a model is chosen, at Esc and at a click beside it."""

    chosen = Signal(str)
    """A model's id."""
    preset_chosen = Signal(str)
    """A preset's id."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, name="Models")
        self._typing_id = False
        self._rows = ModelItemModel(self)
        self._list = QListView()
        self._rest = PointerRest()
        self._painter = ModelPainter(self._rows, theme=theme, parent=self._list)
        self._field = QLineEdit()
        self._field.setProperty("kind", "plain")
        self._note = note(USUAL)
        self._card = ModelCard(window, theme=theme)
        self._card_timer = QTimer(self)
        self._card_timer.setSingleShot(True)
        self._card_timer.setInterval(_BEFORE_CARD_MS)
        self._card_timer.timeout.connect(self._show_card)
        self.closed.connect(self._card_timer.stop)
        self.closed.connect(self._card.hide)
        self._set_up_list()
        self._lay_out()
        self._type_id(False)
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list.installEventFilter(self)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._scale = theme.line_height(TextRole.UI) / 20
        self._painter.apply_theme(theme)
        self._card.apply_theme(theme)
        self._note.setFont(theme.font(TextRole.LABEL))
        self._list.viewport().update()

    def open(self, offering: ModelChoices, *, current: Model | None, below: QWidget) -> None:
        """Show what there is under a button, the model in use marked and ready."""
        self._rest.begin()
        self._rows.set_offering(offering, current=current)
        self._say(offering)
        self._type_id(False)
        self._field.clear()
        self._top.hide()
        self._list.setCurrentIndex(self._rows.best())
        self.open_below(below, is_right=True)
        self._list.scrollTo(self._list.currentIndex())

    def refresh(self, offering: ModelChoices, *, current: Model | None) -> None:
        """Show another offering in the open list; what was typed stays, and so does the row in front."""
        if not self.isVisible():
            return
        chosen = self._rows.data(self._list.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
        self._rows.set_offering(offering, current=current)
        self._say(offering)
        self._filter(self._field.text())
        for at in range(self._rows.rowCount()):
            if self._rows.data(self._rows.index(at), Qt.ItemDataRole.AccessibleTextRole) == chosen:
                self._list.setCurrentIndex(self._rows.index(at))

    def focus_first(self) -> None:
        (self._list if self._top.isHidden() else self._field).setFocus(Qt.FocusReason.PopupFocusReason)

    def wished_size(self) -> QSize:
        width = min(round(_WIDTH * self._scale), self.window().width() - 2 * Space.S)
        self._note.setFixedWidth(width)
        rows = sum(self._list.sizeHintForRow(at) for at in range(self._rows.rowCount()))
        field = 0 if self._top.isHidden() else self._top.sizeHint().height()
        below = self._note.heightForWidth(width) + 1
        return QSize(width, rows + field + below + 2 * _AIR)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._field:
                return self._field_key(event)
            if watched is self._list:
                return self._list_key(event)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        top = self._top = QWidget()
        inside = QVBoxLayout(top)
        inside.setContentsMargins(_AIR + 28, Space.S, Space.M, 0)
        inside.setSpacing(Space.S)
        inside.addWidget(self._field)
        rows = QVBoxLayout()
        rows.setContentsMargins(_AIR, _AIR, _AIR, _AIR)
        rows.addWidget(self._list)
        self._note.setContentsMargins(_AIR + 30, Space.S, _AIR + Space.M, Space.M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addLayout(rows, 1)
        layout.addWidget(rule())
        layout.addWidget(self._note)

    def _set_up_list(self) -> None:
        view = self._list
        view.setProperty("kind", "plain")
        view.setProperty("ring", False)  # the row that keys walk is tinted, as in a menu
        view.setAccessibleName("Models")
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegate(self._painter)
        view.setModel(self._rows)
        view.clicked.connect(self._choose)
        view.entered.connect(self._point_at)
        view.selectionModel().currentChanged.connect(self._moved)

    def _say(self, offering: ModelChoices) -> None:
        said = (problem_words(offering.problem) if offering.problem else "", USUAL)
        self._note.setText("\n".join(one for one in said if one))

    def _point_at(self, index: QModelIndex) -> None:
        """The pointer is on a row, which is then the one in front."""
        if self._rest.is_over() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self._list.setCurrentIndex(index)
            if self._card.isHidden():
                self._card_timer.start()

    # Keys

    def _list_key(self, event: QKeyEvent) -> bool:
        """Do what a key means while there is no field; False for one that is the list's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._list.currentIndex())
        elif event.key() in _MORE_KEYS:
            self._show_card()
        elif event.text().strip() and event.text().isprintable():
            self._show_field()
            self._field.setText(event.text())
        else:
            return False
        return True

    def _field_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False for one that belongs to the field."""
        if event.key() in _LIST_KEYS[:4]:
            self._list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._list.currentIndex())
        elif event.key() == Qt.Key.Key_F1:
            self._show_card()
        elif event.key() == Qt.Key.Key_Escape and (self._typing_id or self._field.text()):
            self._leave_field()
        else:
            return False
        return True

    def _show_field(self) -> None:
        self._top.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _leave_field(self) -> None:
        """Show all again, without a field."""
        self._type_id(False)
        self._field.clear()
        self._top.hide()
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)
        self._filter("")

    def _filter(self, text: str) -> None:
        if not text and not self._typing_id and not self._top.isHidden():
            self._leave_field()
            return
        self._rows.filter(text, only_other=self._typing_id)
        self._list.setCurrentIndex(self._rows.first() if text else self._rows.best())
        if self.isVisible():
            self.place()

    # Choosing

    def _choose(self, index: QModelIndex) -> None:
        match self._rows.row(index):
            case ModelChoice(model=Model(id=id_)) | Instead(model=Model(id=id_)):
                self.dismiss()
                self.chosen.emit(id_)
            case Preset(id=id_):
                self.dismiss()
                self.preset_chosen.emit(id_)
            case Other(id=id_) if id_:
                self.dismiss()
                self.chosen.emit(id_)
            case Other():
                self._type_id(True)
                self._show_field()
                self._filter("")

    def _type_id(self, typing_id: bool) -> None:
        """Make the field one for an id, or for finding a model again."""
        self._typing_id = typing_id
        words = _TYPE_ID if typing_id else _FILTER
        self._field.setPlaceholderText(words)
        self._field.setAccessibleName("Model id" if typing_id else words)

    # The card

    def _moved(self) -> None:
        """Another row is in front: tell of it at once where the card is there, else soon."""
        if not self._card.isHidden():
            self._show_card()
        elif self.isVisible():
            self._card_timer.start()

    def _show_card(self) -> None:
        self._card_timer.stop()
        match self._rows.row(self._list.currentIndex()):
            case ModelChoice(model=model) | Instead(model=model):
                self._card.tell(model.name, model.about or model.good_at, card_lines(model, self._rows.today), model.id)
            case Preset() as preset:
                its = self._rows.offering.model(preset.model or self._rows.current_id)
                lines = [] if its is None else card_lines(its, self._rows.today)
                self._card.tell(preset.name, self._rows.preset_words(preset), lines, "")
            case _:
                self._card.hide()
                return
        self._card.stand_beside(self.geometry())
