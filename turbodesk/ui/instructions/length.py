"""Sets how long a reply may become, within what the model gives and what an unstreamed reply can carry."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSpinBox

from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _, ngettext
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import Segments, WheelGuard, inset
from turbodesk.ui.widgets.sentence_row import sentence_row

_AUTOMATIC, _LIMIT = "automatic", "limit"


class LengthSection(ParameterSection):
    """As long as the model usually may, or a number of tokens."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: int | None = None
        self._way = Segments([(_AUTOMATIC, _("Automatic")), (_LIMIT, _("Limit"))], name=_("Length of a reply"))
        self._number = QSpinBox()
        self._number.setAccessibleName(_("Length of a reply in tokens"))
        self._number.setGroupSeparatorShown(True)
        self._number.setSingleStep(1000)
        inset(self._number)
        self._number.setKeyboardTracking(False)  # "4" on the way to "4000" is not a wish
        WheelGuard(self).watch(self._number)
        # Translators: {number} is a field in which a number of tokens is chosen.
        self._amount = sentence_row(_("At most {number} tokens"), "number", self._number)
        self._row = FormRow(_("Length of a reply"), "", self._way)
        self._row.add_beneath(self._amount)
        self.add(self._row)
        self._way.chosen.connect(lambda way: self._want(None if way == _AUTOMATIC else self._number.value()))
        self._number.valueChanged.connect(self._want)

    def show_parameters(self, parameters: Parameters, model: Model) -> None:
        self._wanted = wanted = parameters.max_tokens
        cap = gates.ceiling(model, parameters)
        usual = gates.longest_reply(model, replace(parameters, max_tokens=None))
        with QSignalBlocker(self._number):
            self._number.setRange(1, cap)
            self._number.setValue(usual if wanted is None else min(wanted, cap))
        self._way.choose(_AUTOMATIC if wanted is None else _LIMIT)
        self._amount.setVisible(wanted is not None)
        words = _limit_words(parameters, model)
        most = ngettext("Up to {count} token.", "Up to {count} tokens.", usual) if wanted is None else ""
        self._row.set_why(sentences(most.format(count=number(usual)), words))

    def _want(self, wanted: int | None) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._amount.setVisible(wanted is not None)
            self.tell(max_tokens=wanted)


def _limit_words(parameters: Parameters, model: Model) -> str:
    cap, sent, own = gates.ceiling(model, parameters), gates.longest_reply(model, parameters), parameters.max_tokens
    if own is not None and sent > own:
        # Translators: the numbers are of tokens; {own} is the one that the person has set.
        words = _("Sent as {sent}: thinking counts as well, so your {own} are raised by its share.")
        return words.format(sent=number(sent), own=number(own))
    if own is not None and own > cap == model.max_output:
        words = ngettext(
            "{model} writes at most {count} token in one reply; your {own} are kept.",
            "{model} writes at most {count} tokens in one reply; your {own} are kept.",
            cap,
        )
        return words.format(model=model.name, count=number(cap), own=number(own))
    if cap < model.max_output:
        words = _(
            "At most {count} while words do not appear as they come: a longer reply could take more than ten minutes."
        )
        return words.format(count=number(cap))
    if gates.mode(model, parameters) is not None:
        words = ngettext(
            "Thinking counts as well. {model} writes at most {count} token in one reply.",
            "Thinking counts as well. {model} writes at most {count} tokens in one reply.",
            cap,
        )
    else:
        words = ngettext(
            "{model} writes at most {count} token in one reply; 1,000 tokens are about 750 English words.",
            "{model} writes at most {count} tokens in one reply; 1,000 tokens are about 750 English words.",
            cap,
        )
    return words.format(model=model.name, count=number(cap))
