"""Sets how long a reply may become, within what the model gives and what an unstreamed reply can carry."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from turbodesk.chat.model import Model
from turbodesk.chat.parameters import MAX_TOKENS_WITHOUT_STREAM
from turbodesk.ui.form import WheelGuard, caption, check_one, inset, note
from turbodesk.ui.theme import Space


class LengthEditor(QWidget):
    """The model's usual length, or a number of tokens."""

    changed = Signal()
    """The person chose or set something; read it from `max_tokens`."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: int | None = None
        self._usual = QRadioButton()
        self._own = QRadioButton("At most")
        self._own.setAccessibleName("At most a number of tokens")
        self._number = QSpinBox()
        self._number.setAccessibleName("Longest reply in tokens")
        self._number.setGroupSeparatorShown(True)
        self._number.setSingleStep(1000)
        inset(self._number)
        self._number.setKeyboardTracking(False)  # "4" on the way to "4000" is not a wish
        self._words = note()
        WheelGuard(self).watch(self._number)
        group = QButtonGroup(self)
        group.addButton(self._usual)
        group.addButton(self._own)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._own)
        row.addWidget(self._number)
        row.addWidget(caption("tokens"))
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(caption("Longest reply", kind="label"))
        layout.addWidget(self._usual)
        layout.addLayout(row)
        layout.addWidget(self._words)
        self._usual.clicked.connect(self._choose_usual)
        self._own.clicked.connect(self._choose_own)
        self._number.valueChanged.connect(self._set)

    @property
    def max_tokens(self) -> int | None:
        """What the person wants, in tokens; None: the model's usual. Kept even where the model gives less."""
        return self._wanted

    def show_limit(self, wanted: int | None, *, model: Model, stream: bool) -> None:
        """Show `wanted` under the limits of `model`, and of an unstreamed reply where `stream` is False."""
        self._wanted = wanted
        cap = model.max_output if stream else min(model.max_output, MAX_TOKENS_WITHOUT_STREAM)
        usual = min(model.default_max_tokens, cap)
        self._usual.setText(f"Model’s usual ({usual:,} tokens)")
        with QSignalBlocker(self._number):
            self._number.setRange(1, cap)
            self._number.setValue(usual if wanted is None else min(wanted, cap))
        self._number.setEnabled(wanted is not None)
        check_one(self._usual if wanted is None else self._own)
        self._words.setText(_limit_words(model, cap))

    def _choose_usual(self) -> None:
        self._number.setEnabled(False)
        self._want(None)

    def _choose_own(self) -> None:
        self._number.setEnabled(True)
        self._want(self._number.value())

    def _set(self, value: int) -> None:
        self._want(value)

    def _want(self, wanted: int | None) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.changed.emit()


def _limit_words(model: Model, cap: int) -> str:
    if cap < model.max_output:
        return f"At most {cap:,} while streaming is off: a longer reply could take more than ten minutes."
    return f"{model.name} writes at most {cap:,} tokens in one reply; 1,000 tokens are about 750 English words."
