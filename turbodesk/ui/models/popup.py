"""The list the model button opens: type to filter, arrows and Enter to choose, any id by hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from turbodesk.app.model_choices import ModelChoice
from turbodesk.chat.model import Model
from turbodesk.chat.preset import Preset
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.item_model import Instead, ModelItemModel, Other
from turbodesk.ui.models.paint import ModelPainter
from turbodesk.ui.models.wording import LIST_PRICES, problem_words
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.plain import PlainLabel

WIDTH = 520
"""Device-independent pixels; more for large type, less where the window is narrower."""
_CHARS = 72
_SHARE_OF_WINDOW = 0.8

_FILTER = "Find a model"
_TYPE_ID = "Type a model id, then press Enter"
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ModelPopup(QFrame):
    """Closes when a model is chosen, at Esc and at a click beside it."""

    chosen = Signal(str)
    """A model's id."""
    preset_chosen = Signal(str)
    """A preset's id."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._opener = parent
        self._below = parent
        self._typing_id = False
        self._rows = ModelItemModel(self)
        self._list = QListView()
        self._painter = ModelPainter(self._rows, theme=theme, parent=self._list)
        self._field = QLineEdit()
        self._note = PlainLabel(LIST_PRICES)
        self.setProperty("kind", "popup")
        self.setAccessibleName("Models")
        self._field.setProperty("kind", "filter")
        self._set_up_list()
        self._note.setProperty("kind", "muted")
        self._note.setWordWrap(True)
        self._note.setContentsMargins(Space.XS, 0, Space.XS, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        layout.setSpacing(Space.S)
        for widget in (self._field, self._list, self._note):
            layout.addWidget(widget)
        self._type_id(False)
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self.setFocusProxy(self._field)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._painter.apply_theme(theme)
        self._note.setFont(theme.small_font())

    def open(self, offering: ModelChoices, *, current: Model | None, below: QWidget) -> None:
        """Show what there is under a button, the model in use marked and ready."""
        self._below = below
        self._rows.set_offering(offering, current=current)
        self._say(offering)
        self._type_id(False)
        self._field.clear()
        self._list.setCurrentIndex(self._rows.best())
        self._place(below)
        self.show()
        self._list.scrollTo(self._list.currentIndex())
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

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
        self._place(self._below)

    def _say(self, offering: ModelChoices) -> None:
        said = (problem_words(offering.problem) if offering.problem else "", LIST_PRICES)
        self._note.setText("\n".join(one for one in said if one))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A press on the button closes the list; handed on to the button, it would open it again.
        place = self._opener.mapFromGlobal(event.globalPosition().toPoint())
        is_on_opener = self._opener.rect().contains(place)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay, is_on_opener)
        super().mousePressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._field_key(event)
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # it closes the list and must not stop a reply as well
                return True
        return super().eventFilter(watched, event)

    def _set_up_list(self) -> None:
        view = self._list
        view.setProperty("kind", "plain")
        view.setAccessibleName("Models")
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys reach it through the field
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegate(self._painter)
        view.setModel(self._rows)
        view.clicked.connect(self._choose)

    def _field_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False for one that belongs to the field."""
        if event.key() in _LIST_KEYS:
            self._list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape and self._typing_id:
            self._type_id(False)
            self._field.clear()
            self._filter("")
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _filter(self, text: str) -> None:
        self._rows.filter(text, only_other=self._typing_id)
        self._list.setCurrentIndex(self._rows.first() if text else self._rows.best())

    def _choose(self, index: QModelIndex) -> None:
        match self._rows.row(index):
            case ModelChoice(model=Model(id=id_)) | Instead(model=Model(id=id_)):
                self.close()
                self.chosen.emit(id_)
            case Preset(id=id_):
                self.close()
                self.preset_chosen.emit(id_)
            case Other(id=id_) if id_:
                self.close()
                self.chosen.emit(id_)
            case Other():
                self._type_id(True)
                self._filter("")

    def _type_id(self, typing_id: bool) -> None:
        """Make the field one for an id, or for finding a model again."""
        self._typing_id = typing_id
        words = _TYPE_ID if typing_id else _FILTER
        self._field.setPlaceholderText(words)
        self._field.setAccessibleName("Model id" if typing_id else words)

    def _place(self, below: QWidget) -> None:
        window = below.window()
        wished = max(WIDTH, self.fontMetrics().averageCharWidth() * _CHARS)
        width = min(wished, window.width() - 2 * Space.L)
        heights = (self._list.sizeHintForRow(at) for at in range(self._rows.rowCount()))
        self._note.setFixedWidth(width - 2 * Space.S)
        self._list.setFixedHeight(sum(heights))
        room = round(window.height() * _SHARE_OF_WINDOW)
        excess = max(0, self.sizeHint().height() - room)
        self._list.setFixedHeight(max(self._list.sizeHintForRow(0), self._list.height() - excess))
        self.setFixedWidth(width)
        self.adjustSize()
        corner = below.mapToGlobal(QPoint(below.width() - width, below.height() + Space.XS))
        self.move(_inside(QRect(corner, self.size()), below).topLeft())


def _inside(wanted: QRect, below: QWidget) -> QRect:
    """Shift a rectangle so that the screen holds it."""
    screen = below.screen().availableGeometry()
    moved = QRect(wanted)
    moved.moveRight(min(moved.right(), screen.right()))
    moved.moveBottom(min(moved.bottom(), screen.bottom()))
    moved.moveLeft(max(moved.left(), screen.left()))
    moved.moveTop(max(moved.top(), screen.top()))
    return moved
