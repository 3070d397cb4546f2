"""The parameters few people need, folded: where a reply ends, top k, caching, a user id, and streaming."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import MAX_USER_ID, CacheLife, Parameters
from turbodesk.ui.theme import Space
from turbodesk.ui.tune.prompt import TOLD_AFTER_MS, PromptField
from turbodesk.ui.tune.section import TuneSection
from turbodesk.ui.widgets.forms import Segments, WheelGuard, caption, column, explained, inset, note, rekind

_MOST_TOP_K = 500
_USUAL_TOP_K = 40
_LIVES = ((CacheLife.OFF, "Off"), (CacheLife.FIVE_MINUTES, "5 minutes"), (CacheLife.ONE_HOUR, "1 hour"))
_LIFE_WORDS = {
    CacheLife.OFF: "Every message pays for the whole chat anew.",
    CacheLife.FIVE_MINUTES: "The chat so far stays ready for five minutes, and reading it again costs a tenth.",
    CacheLife.ONE_HOUR: "Ready for an hour, for slow chats. Keeping it costs twice the price of sending it.",
}
_USER_WORDS = (
    "Sent with each request (metadata.user_id), so that an operator can tell people apart. Left empty, none is sent."
)
_USER_WARNING = "This looks like a mail address. The provider asks for an id that names nobody."


class AdvancedSection(TuneSection):
    """Everything that stays folded."""

    def __init__(self) -> None:
        super().__init__()
        self._stops = StopsField()
        self._top_k_on = QCheckBox("Choose among the likeliest")
        self._top_k_on.setAccessibleName("Limit top k")
        self._top_k = QSpinBox()
        self._top_k.setAccessibleName("Top k")
        self._top_k.setRange(1, _MOST_TOP_K)
        self._top_k.setKeyboardTracking(False)
        inset(self._top_k)
        self._top_k_words = note()
        self._lives = Segments([(life.value, label) for life, label in _LIVES], name="Caching")
        self._life_words = note()
        self._user = QLineEdit()
        self._user.setAccessibleName("User id")
        self._user.setMaxLength(MAX_USER_ID)
        self._user.setPlaceholderText("None")
        self._user_words = note(_USER_WORDS)
        self._user_soon = QTimer(self, singleShot=True, interval=TOLD_AFTER_MS)
        self._stream = QCheckBox("Stream replies")
        WheelGuard(self).watch(self._top_k)
        self._lay_out()
        self._connect()

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._stops.show_sequences(parameters.stop_sequences)
        reason = gates.top_k_reason(model, parameters)
        self._top_k_on.setEnabled(not reason)
        self._top_k_on.setChecked(parameters.top_k is not None)
        self._top_k.setEnabled(not reason and parameters.top_k is not None)
        with QSignalBlocker(self._top_k):
            self._top_k.setValue(parameters.top_k or _USUAL_TOP_K)
        kept = " Your number is kept, not sent." if reason and parameters.top_k is not None else ""
        self._top_k_words.setText(f"{reason}{kept}" if reason else "Top k: fewer words make a reply more predictable.")
        self._lives.choose(parameters.cache.value)
        least = f" {model.name} caches from {model.cache_minimum:,} tokens on." if model.known else ""
        self._life_words.setText(f"{_LIFE_WORDS[parameters.cache]}{least if parameters.cache != 'off' else ''}")
        if not self._user.hasFocus():
            self._user.setText(parameters.user_id)
        self._stream.setChecked(parameters.stream)

    def flush(self) -> None:
        self._stops.flush()
        self._settle_user()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._top_k_on)
        row.addWidget(self._top_k)
        row.addStretch(1)
        self.add(
            column(
                caption("Stop where one of these would stand", kind="label", buddy=self._stops),
                self._stops,
                note("One on each line; \\n stands for a line break."),
            ),
            Space.S,
            caption("Top k", kind="label"),
            row,
            self._top_k_words,
            Space.S,
            column(caption("Caching", kind="label"), self._lives, self._life_words),
            Space.S,
            column(caption("User id", kind="label", buddy=self._user), self._user, self._user_words),
            Space.S,
            explained(self._stream, "Words appear while they are written, not all at the end."),
        )

    def _connect(self) -> None:
        self._stops.settled.connect(lambda: self.tell(stop_sequences=self._stops.sequences()))
        self._top_k_on.clicked.connect(lambda on: self.tell(top_k=self._top_k.value() if on else None))
        self._top_k.valueChanged.connect(lambda value: self.tell(top_k=value))
        self._lives.chosen.connect(lambda life: self.tell(cache=CacheLife(life)))
        self._user.editingFinished.connect(self._settle_user)
        self._user.textChanged.connect(self._judge_user)
        self._user.textEdited.connect(self._wait_for_user)
        self._user_soon.timeout.connect(self._settle_user)
        self._stream.clicked.connect(lambda on: self.tell(stream=on))

    def _wait_for_user(self) -> None:
        self._user.setModified(True)
        if not self._user_soon.isActive():
            self._user_soon.start()

    def _settle_user(self) -> None:
        self._user_soon.stop()
        if self._user.isModified():
            self._user.setModified(False)
            self.tell(user_id=self._user.text().strip())

    def _judge_user(self, text: str) -> None:
        is_address = "@" in text
        self._user_words.setText(_USER_WARNING if is_address else _USER_WORDS)
        rekind(self._user_words, "warning" if is_address else "muted")


class StopsField(PromptField):
    """Stop sequences, one on each line."""

    def __init__(self) -> None:
        super().__init__("Stop sequences", example="None", lines=(2, 8))

    def show_sequences(self, sequences: tuple[str, ...]) -> None:
        """Show them; what is being typed stays."""
        if not self.is_waiting() and self.sequences() != sequences:
            self.show_text("\n".join(written(sequence) for sequence in sequences))

    def sequences(self) -> tuple[str, ...]:
        """Return those that can be sent: each has something that is not blank, none is there twice."""
        lines = (read(line) for line in self.toPlainText().split("\n"))
        return tuple(dict.fromkeys(one for one in lines if one.strip()))


_SIGNS = {"\n": "\\n", "\t": "\\t", "\\": "\\\\"}
_MEANT = {sign: letter for letter, sign in _SIGNS.items()}


def written(sequence: str) -> str:
    """Return a stop sequence as one line of the field."""
    return "".join(_SIGNS.get(letter, letter) for letter in sequence)


def read(line: str) -> str:
    """Return the stop sequence a line of the field means."""
    return re.sub(r"\\[nt\\]", lambda found: _MEANT[found[0]], line)
