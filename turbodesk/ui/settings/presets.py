"""The presets in the settings: renamed, brought up to date, deleted, and one of them chosen for new chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.preset import MOST_LETTERS, Preset
from turbodesk.translation import _
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.plain import set_tip
from turbodesk.ui.widgets.switch import Switch

_NONE = _("None yet. Open “Instructions and limits” in a chat, set it as you like, and choose “Save as preset…”.")
_WORDS = _("A preset holds a model, its instructions and its limits. Choose one in the list of models.")


class PresetsBlock(FormRow):
    """A few lines for each preset."""

    renamed = Signal(str, str)
    """Id and name; answer with `show_presets` or `show_mistake`."""
    updated = Signal(str)
    """It shall hold what the open chat has; answer with `show_presets` and `offer_undo`, as to the next."""
    deleted = Signal(str)
    default_chosen = Signal(str)
    """New chats begin with the preset of this id; "" with none."""
    undone = Signal()

    def __init__(self) -> None:
        super().__init__(_("Presets"), _NONE)
        self._cards: list[_PresetCard] = []
        self._told = caption("")
        self._undo = QPushButton(_("Undo"))
        self._undo.setProperty("kind", "link")
        self._undo.clicked.connect(self._undo_last)
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(0, 0, 0, 0)
        strip.setSpacing(Space.S)
        strip.addWidget(self._told)
        strip.addWidget(self._undo)
        strip.addStretch(1)
        self._mistake = note(kind="danger")
        cards = QWidget()
        self._list = QVBoxLayout(cards)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(Space.L)
        for part in (self._strip, self._mistake, cards):
            self.add_beneath(part)
        self._strip.hide()
        self._mistake.hide()

    def show_presets(
        self, presets: Sequence[Preset], *, default_id: str, words: Callable[[Preset], str], chat: str
    ) -> None:
        """Show these presets; `words` says what one holds, `chat` is the open chat's title, "" for none."""
        self.show_mistake("")
        self.set_why(_WORDS if presets else _NONE)
        while len(self._cards) > len(presets):
            card = self._cards.pop()
            card.hide()
            card.deleteLater()
        while len(self._cards) < len(presets):
            card = _PresetCard()
            card.renamed.connect(self.renamed)
            card.updated.connect(self.updated)
            card.deleted.connect(self.deleted)
            card.default_chosen.connect(self.default_chosen)
            self._cards.append(card)
            self._list.addWidget(card)
            card.show()  # the layout would do so a turn of the loop later
        for card, preset in zip(self._cards, presets, strict=True):
            card.show_preset(preset, words=words(preset), is_default=preset.id == default_id, chat=chat)

    def show_mistake(self, words: str) -> None:
        """Say why a name is not possible; "" for nothing wrong."""
        self._mistake.setText(words)
        self._mistake.setVisible(bool(words))

    def offer_undo(self, words: str) -> None:
        """Say what was done, and offer to take it back."""
        self._told.setText(words)
        self._strip.show()

    def _undo_last(self) -> None:
        self._strip.hide()
        self.undone.emit()


class _PresetCard(QWidget):
    """One preset."""

    renamed = Signal(str, str)
    updated = Signal(str)
    deleted = Signal(str)
    default_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self._name = QLineEdit()
        self._name.setAccessibleName(_("Name of the preset"))
        self._name.setMaxLength(MOST_LETTERS)
        self._words = note()
        self._default = Switch(_("Begin new chats with it"))
        self._update = QPushButton(_("Update from this chat"))
        self._delete = QPushButton(_("Delete"))
        self._delete.setProperty("kind", "quiet")
        for button in (self._update, self._delete):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        for part in (self._name, self._words, self._default):
            layout.addWidget(part)
        layout.addWidget(ButtonRow(self._update, self._delete))
        self._name.editingFinished.connect(lambda: self.renamed.emit(self._id, self._name.text()))
        self._update.clicked.connect(lambda: self.updated.emit(self._id))
        self._delete.clicked.connect(lambda: self.deleted.emit(self._id))
        self._default.clicked.connect(lambda on: self.default_chosen.emit(self._id if on else ""))

    def show_preset(self, preset: Preset, *, words: str, is_default: bool, chat: str) -> None:
        """Show this preset."""
        self._id = preset.id
        if self._name.text() != preset.name:
            self._name.setText(preset.name)
        self._words.setText(words)
        self._default.setChecked(is_default)
        self._update.setEnabled(bool(chat))
        set_tip(self._update, _("Hold what “{chat}” has now").format(chat=chat) if chat else "")
        self._delete.setAccessibleName(_("Delete {name}").format(name=preset.name))
        self._update.setAccessibleName(_("Update {name} from this chat").format(name=preset.name))
        self._default.setAccessibleDescription(preset.name)
