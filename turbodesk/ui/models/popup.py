"""The list the model button opens: arrows and Enter to choose, type to find, any id by hand, a card with the rest.

There is no field until a letter is typed: who wants another model mostly sees it at once.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from turbodesk.app.model_choices import ModelChoice, successor
from turbodesk.chat.model import Model
from turbodesk.chat.preset import MOST_LETTERS, Preset
from turbodesk.translation import _
from turbodesk.ui.models import row_menu
from turbodesk.ui.models.card import ModelCard
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.item_model import Further, Instead, ModelItemModel, Other, Row
from turbodesk.ui.models.paint import ModelPainter
from turbodesk.ui.models.wording import USUAL, about, card_lines, problem_words
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.chosen_row import PointerRest
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.forms import note, rule
from turbodesk.ui.widgets.popup import Popup

_WIDTH = 476
"""Device-independent pixels of text at its usual size."""
_AIR = 6
_LONGEST = 32_767
"""Letters of what is typed, as Qt has it."""
_BEFORE_CARD_MS = 400
"""How long a row is pointed at, or chosen by keys, before more is told of it."""


class Field(StrEnum):
    """What the field above the list is for."""

    FIND = "find"
    ID = "id"
    NAME = "name"


_FIELD_WORDS = {
    Field.FIND: _("Find a model"),
    Field.ID: _("Type a model id, then press Enter"),
    Field.NAME: _("A name for the preset, then press Enter"),
}
"""What it says while it is empty."""
_FIELD_NAMES = {Field.FIND: _("Find a model"), Field.ID: _("Model id"), Field.NAME: _("Name of the preset")}
_RENAMING = _("Another name for this preset. Enter keeps it, Esc leaves it as it was.")
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_ROW_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete)


class ModelPopup(Popup):
    """Closes when a model is chosen, at Esc and at a click beside it."""

    chosen = Signal(str)
    """A model's id."""
    preset_chosen = Signal(str)
    """A preset's id."""
    favourite_toggled = Signal(str)
    """A model's id; the list shows it by itself."""
    favourite_moved = Signal(str, int)
    """A favourite's id, and how many places down; answer with `refresh`."""
    preset_renamed = Signal(str, str)
    """A preset's id and its new name; answer with `refresh` or `show_mistake`."""
    preset_deleted = Signal(str)
    """A preset's id; answer with `refresh`."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, name=_("Models"))
        self._use = Field.FIND
        self._renamed = ""
        """The id of the preset whose name is in the field."""
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
        self._use_field(Field.FIND)
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
        self._rows.fold()
        self._rows.set_offering(offering, current=current)
        self._say(offering)
        self._use_field(Field.FIND)
        self._field.clear()
        self._top.hide()
        self._list.setCurrentIndex(self._rows.best())
        self.open_below(below, is_right=True)
        self._list.scrollTo(self._list.currentIndex())

    def refresh(self, offering: ModelChoices, *, current: Model | None) -> None:
        """Show another offering in the open list; what was typed stays, and so does the row in front."""
        if not self.isVisible():
            return
        chosen, place = _name_of(self._rows.row(self._list.currentIndex())), self._list.currentIndex().row()
        self._rows.set_offering(offering, current=current)
        self._say(offering)
        self._filter(self._field.text())
        rows = [_name_of(self._rows.row(self._rows.index(at))) for at in range(self._rows.rowCount())]
        if chosen and chosen in rows:
            self._list.setCurrentIndex(self._rows.index(rows.index(chosen)))
        elif rows and any(rows):
            # What was in front is gone, as a preset that was deleted: its neighbour is, and not the beginning.
            near = min((at for at, name in enumerate(rows) if name), key=lambda at: abs(at - place))
            self._list.setCurrentIndex(self._rows.index(near))

    def show_mistake(self, words: str) -> None:
        """Say why what was typed is not possible."""
        self._note.setText(words)
        announce(self, words)
        self.place()

    def end_rename(self) -> None:
        """The new name was taken: show all again, with the preset in front."""
        row = self._list.currentIndex().row()
        self._leave_field()
        self._list.setCurrentIndex(self._rows.index(row))

    def rename(self, preset_id: str) -> None:
        """Let the person write another name for a preset that is listed."""
        preset = next((one for one in self._rows.offering.presets if one.id == preset_id), None)
        if preset is None:
            return
        self._renamed = preset_id
        rows = [_name_of(self._rows.row(self._rows.index(at))) for at in range(self._rows.rowCount())]
        self._list.setCurrentIndex(self._rows.index(rows.index(f"preset:{preset_id}")))
        self._use_field(Field.NAME)
        self._show_field()
        with QSignalBlocker(self._field):
            self._field.setText(preset.name)
        self._field.selectAll()
        self._note.setText(_RENAMING)
        self._card.hide()
        self.place()

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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_for_row(event):
            event.accept()  # here the key is for the row in front, and not for the chat behind
            return True
        if isinstance(event, QContextMenuEvent) and watched in (self._list, self._list.viewport()):
            return self._open_menu(event)
        if isinstance(event, QMouseEvent) and watched is self._list.viewport():
            return self._pressed_star(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._field:
                return self._field_key(event)
            if watched is self._list:
                return self._list_key(event)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        top = self._top = QWidget()
        inside = QVBoxLayout(top)
        inside.setContentsMargins(margins(_AIR + 28, Space.S, Space.M, 0))
        inside.setSpacing(Space.S)
        inside.addWidget(self._field)
        rows = QVBoxLayout()
        rows.setContentsMargins(_AIR, _AIR, _AIR, _AIR)
        rows.addWidget(self._list)
        self._note.setContentsMargins(margins(_AIR + 30, Space.S, _AIR + Space.M, Space.M))
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
        view.setAccessibleName(_("Models"))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegate(self._painter)
        view.setModel(self._rows)
        view.viewport().installEventFilter(self)
        view.clicked.connect(self._choose)
        view.entered.connect(self._point_at)
        view.selectionModel().currentChanged.connect(self._moved)

    def _say(self, offering: ModelChoices) -> None:
        said = (offering.purpose, problem_words(offering.problem) if offering.problem else "", USUAL)
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
        if self._row_key(event):
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._list.currentIndex())
        elif event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Left if self._is_mirrored() else Qt.Key.Key_Right):
            self._show_card()
        elif event.text().strip() and event.text().isprintable():
            self._show_field()
            self._field.setText(event.text())
        else:
            return False
        return True

    def _field_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False for one that belongs to the field."""
        if event.key() != Qt.Key.Key_Delete and self._use is not Field.NAME and self._row_key(event):
            return True
        if event.key() in _LIST_KEYS[:4] and self._use is not Field.NAME:
            self._list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
        elif event.key() == Qt.Key.Key_F1:
            self._show_card()
        elif event.key() == Qt.Key.Key_Escape and (self._use is not Field.FIND or self._field.text()):
            self._leave_field()
        else:
            return False
        return True

    def _row_key(self, event: QKeyEvent) -> bool:
        """Do what a key means for the row in front; False for one that means nothing for a row."""
        index = self._list.currentIndex()
        row = self._rows.row(index)
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if _is_mark(event):
            self._mark(index)
        elif is_alt and event.key() in _LIST_KEYS[:2]:
            self._move(index, -1 if event.key() == Qt.Key.Key_Up else 1)
        elif isinstance(row, Preset) and event.key() == Qt.Key.Key_F2:
            self.rename(row.id)
        elif isinstance(row, Preset) and event.key() == Qt.Key.Key_Delete:
            self.preset_deleted.emit(row.id)
        else:
            return event.key() in _ROW_KEYS
        return True

    def _entered(self) -> None:
        if self._use is Field.NAME:
            self.preset_renamed.emit(self._renamed, self._field.text())
        else:
            self._choose(self._list.currentIndex())

    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    # What else can be done with a row

    def _mark(self, index: QModelIndex) -> None:
        if id_ := self._rows.mark(index):
            self.favourite_toggled.emit(id_)
            announce(self, _("Favourite") if id_ in self._rows.favourites else _("No favourite any more"))

    def _move(self, index: QModelIndex, step: int) -> None:
        match self._rows.row(index):
            case ModelChoice(model=Model(id=id_), is_favourite=True):
                self.favourite_moved.emit(id_, step)

    def _pressed_star(self, event: QMouseEvent) -> bool:
        """Take a press on a star, which is not one on the row."""
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        at = event.position().toPoint()
        index = self._list.indexAt(at)
        area = self._list.visualRect(index)
        if not index.isValid() or not self._painter.is_on_star(area, index, at, self._list.layoutDirection()):
            return False
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._mark(index)
        return True

    def _open_menu(self, event: QContextMenuEvent) -> bool:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        viewport = self._list.viewport()
        index = self._list.currentIndex() if by_key else self._list.indexAt(viewport.mapFromGlobal(event.globalPos()))
        self._list.setCurrentIndex(index)
        match self._rows.row(index):
            case ModelChoice(model=Model(id=id_)) as entry:
                menu = row_menu.of_model(
                    self,
                    is_favourite=id_ in self._rows.favourites,
                    mark=lambda: self._mark(self._list.currentIndex()),
                    move=(lambda step: self._move(self._list.currentIndex(), step)) if entry.is_favourite else None,
                )
            case Preset(id=id_):
                menu = row_menu.of_preset(
                    self, rename=lambda: self.rename(id_), delete=lambda: self.preset_deleted.emit(id_)
                )
            case _:
                return True
        self._card_timer.stop()
        self._card.hide()
        row = self._list.visualRect(index)
        below = row.bottomRight() if self._is_mirrored() else row.bottomLeft()
        menu.popup_at(viewport.mapToGlobal(below) if by_key else event.globalPos())
        return True

    def _show_field(self) -> None:
        self._top.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _leave_field(self) -> None:
        """Show all again, without a field."""
        self._use_field(Field.FIND)
        self._field.clear()
        self._top.hide()
        self._say(self._rows.offering)
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)
        self._filter("")

    def _filter(self, text: str) -> None:
        if self._use is Field.NAME:
            return
        if not text and self._use is Field.FIND and not self._top.isHidden():
            self._leave_field()
            return
        self._rows.filter(text, only_other=self._use is Field.ID)
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
                self._use_field(Field.ID)
                self._show_field()
                self._filter("")
            case Further():
                first = self._rows.unfold()
                self._list.setCurrentIndex(first)
                self.place()
                self._list.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)

    def _use_field(self, use: Field) -> None:
        """Make the field one for finding a model, for an id or for a name."""
        self._use = use
        self._field.setPlaceholderText(_FIELD_WORDS[use])
        self._field.setAccessibleName(_FIELD_NAMES[use])
        self._field.setMaxLength(MOST_LETTERS if use is Field.NAME else _LONGEST)

    # The card

    def _moved(self) -> None:
        """Another row is in front: tell of it at once where the card is there, else soon."""
        if not self._card.isHidden():
            self._show_card()
        elif self.isVisible():
            self._card_timer.start()

    def _lines(self, model: Model) -> list[tuple[str, str]]:
        today = self._rows.today
        is_ending = model.is_ending(today)
        return card_lines(model, today, successor(model, self._rows.offering.entries, today) if is_ending else None)

    def _show_card(self) -> None:
        self._card_timer.stop()
        match self._rows.row(self._list.currentIndex()):
            case ModelChoice(model=model) | Instead(model=model):
                self._card.tell(model.name, about(model), self._lines(model), model.id)
            case Preset() as preset:
                its = self._rows.offering.model(preset.model or self._rows.current_id)
                lines = [] if its is None else self._lines(its)
                self._card.tell(preset.name, self._rows.preset_words(preset), lines, "")
            case _:
                self._card.hide()
                return
        self._card.stand_beside(self.geometry())


def _is_for_row(event: QKeyEvent) -> bool:
    is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
    return _is_mark(event) or event.key() in _ROW_KEYS or (is_alt and event.key() in _LIST_KEYS[:2])


def _is_mark(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _name_of(row: Row | None) -> str:
    """Return what tells a row from the others; "" for a line."""
    match row:
        case ModelChoice(model=Model(id=id_)):
            return f"model:{id_}"
        case Preset(id=id_):
            return f"preset:{id_}"
        case Instead() | Further() | Other():
            return type(row).__name__
    return ""
