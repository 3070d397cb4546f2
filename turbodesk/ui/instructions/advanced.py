"""The parameters few people need, folded: where a reply ends, top k, caching, a user id, and streaming."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QLineEdit, QSpinBox

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import MAX_USER_ID, CacheLife, Parameters
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.widgets.form_row import FormRow, HintLabel
from turbodesk.ui.widgets.forms import Segments, WheelGuard, inset
from turbodesk.ui.widgets.prompt_field import TOLD_AFTER_MS, PromptField
from turbodesk.ui.widgets.switch import Switch

_MOST_TOP_K = 500
_USUAL_TOP_K = 40
_LIVES = ((CacheLife.OFF, _("Off")), (CacheLife.FIVE_MINUTES, _("5 minutes")), (CacheLife.ONE_HOUR, _("1 hour")))
_LIFE_WORDS = {
    CacheLife.OFF: _("Every message pays for the whole chat anew."),
    CacheLife.FIVE_MINUTES: _("The chat so far stays ready for five minutes, and reading it again costs a tenth."),
    CacheLife.ONE_HOUR: _("Ready for an hour, for slow chats. Keeping it costs twice the price of sending it."),
}
_USER_WORDS = _(
    "Sent with each request, so that a gateway can tell people apart (metadata.user_id). Empty: none is sent."
)
_TOP_K_WORDS = _("Only the likeliest ones (top k). That makes a reply more predictable.")
_STOP_WORDS = _("One on each line; \\n stands for a line break (stop sequences).")
_STREAM = _("Show words as they come")
_USER_WARNING = _("This looks like a mail address. The provider asks for an id that names nobody.")


class AdvancedSection(ParameterSection):
    """Everything that stays folded."""

    def __init__(self) -> None:
        super().__init__()
        self._stops = StopsField()
        self._top_k_on = Switch(name=_("Limit top k"))
        self._top_k = QSpinBox()
        self._top_k.setAccessibleName(_("Top k"))
        self._top_k.setRange(1, _MOST_TOP_K)
        self._top_k.setKeyboardTracking(False)
        inset(self._top_k)
        self._top_k_row = FormRow(_("Fewer words to choose from"), _TOP_K_WORDS, self._top_k_on)
        self._top_k_row.add_beneath(self._top_k)
        self._lives = Segments([(life.value, label) for life, label in _LIVES], name=_("Keep the chat ready"))
        self._life_row = FormRow(_("Keep the chat ready"), "", self._lives)
        self._user = QLineEdit()
        self._user.setAccessibleName(_("User id"))
        self._user.setMaxLength(MAX_USER_ID)
        self._user.setPlaceholderText(pgettext("no value is set", "None"))
        self._user_row = FormRow(_("User id"), _USER_WORDS, self._user, is_wide=True)
        self._user_warning = HintLabel(_USER_WARNING)
        self._user_warning.setProperty("kind", "warning")
        self._user_warning.hide()
        self._user_row.add_beneath(self._user_warning)
        self._user_soon = QTimer(self, singleShot=True, interval=TOLD_AFTER_MS)
        self._stream = Switch(name=_STREAM)
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
        self._top_k.setVisible(parameters.top_k is not None)
        kept = _("Your number is kept, not sent.") if parameters.top_k is not None else ""
        self._top_k_row.set_why(sentences(reason, kept) if reason else _TOP_K_WORDS)
        self._lives.choose(parameters.cache.value)
        told = [_LIFE_WORDS[parameters.cache]]
        if model.known and parameters.cache != CacheLife.OFF:
            least = ngettext(
                "Shorter chats than {count} token are not kept.",
                "Shorter chats than {count} tokens are not kept.",
                model.cache_minimum,
            )
            told.append(least.format(count=number(model.cache_minimum)))
        self._life_row.set_why(sentences(*told))
        if not self._user.hasFocus():
            self._user.setText(parameters.user_id)
        self._stream.setChecked(parameters.stream)

    def flush(self) -> None:
        self._stops.flush()
        self._settle_user()

    def _lay_out(self) -> None:
        words = _("Off: a reply appears as a whole, when it is finished (streaming).")
        last = FormRow(_STREAM, words, self._stream)
        last.set_line(False)
        stops = FormRow(_("End a reply before these words"), _STOP_WORDS, self._stops, is_wide=True)
        self.add(stops, self._top_k_row, self._life_row, self._user_row, last)

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
        self._user_warning.setVisible(is_address)


class StopsField(PromptField):
    """Stop sequences, one on each line."""

    def __init__(self) -> None:
        super().__init__(_("Stop sequences"), example=pgettext("no value is set", "None"), lines=(2, 8))

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
