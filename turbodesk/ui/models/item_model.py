"""The rows of the model list as Qt's model: what could replace a model that ends, models, presets, and any other id.

Favourites stand first. Models that others have followed stand apart from those to begin with, presets between the two;
models one does not talk to, and those of others beside Claude's, are shown on demand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from turbodesk.app.model_choices import ModelChoice, successor
from turbodesk.chat.model import Model, Stage
from turbodesk.chat.preset import Preset
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.wording import found, lifecycle_words, preset_words, spoken
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.widgets.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex

OTHER = _("Another model, by its id…")


_OTHER_GROUP = _("Another model")


@dataclass(frozen=True, slots=True)
class Other:
    """The last row; `id` is what has been typed, "" while nothing has."""

    id: str = ""

    @property
    def words(self) -> str:
        """What the row says."""
        return _("Use “{model}” as the model id").format(model=self.id) if self.id else OTHER


@dataclass(frozen=True, slots=True)
class Further:
    """The row that shows the models that are left out at first."""

    count: int

    @property
    def words(self) -> str:
        """What the row says."""
        return _("All models")

    @property
    def more(self) -> str:
        """How many it shows."""
        return ngettext("{count} more", "{count} more", self.count).format(count=number(self.count))


@dataclass(frozen=True, slots=True)
class ModelHeading:
    """The beginning of a group, shown as a line; its name is for screen readers, and it cannot be chosen."""

    words: str


@dataclass(frozen=True, slots=True)
class Instead:
    """The first row while the model in use ends: what replaces it, in one click."""

    model: Model
    why: str

    @property
    def words(self) -> str:
        """What the row says."""
        return _("Use {model} instead").format(model=self.model.name)


Row = ModelChoice | Preset | Instead | ModelHeading | Further | Other


class ModelItemModel(QAbstractListModel):
    """The models and presets that fit what was typed, and always the row for another id."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current_id = ""
        self.offering = ModelChoices((), dt.date.today())
        self.favourites: set[str] = set()
        """The ids marked as favourites; a row marked just now goes to the others when the list is opened anew."""
        self._is_whole = False
        """Whether the models left out at first are shown."""
        self._current: Model | None = None
        self._rows: list[Row] = [Other()]

    @property
    def today(self) -> dt.date:
        """The day lifecycles are told for."""
        return self.offering.today

    def set_offering(self, offering: ModelChoices, *, current: Model | None) -> None:
        """Offer these; the model in use is among them even when nobody knows it."""
        self.favourites = {one.model.id for one in offering.entries if one.is_favourite}
        self.current_id = current.id if current is not None else ""
        self._current = current
        if current is not None and offering.model(current.id) is None:
            entries = (ModelChoice(current), *offering.entries)
            offering = replace(offering, entries=entries)
        self.offering = offering
        self.filter("")

    def fold(self) -> None:
        """Leave out from the next `filter` on what is shown on demand only."""
        self._is_whole = False

    def unfold(self) -> QModelIndex:
        """Show what is left out at first; returns the first row of it."""
        self._is_whole = True
        self.filter("")
        is_first = (isinstance(row, ModelChoice) and row.is_aside for row in self._rows)
        return self.index(next((at for at, is_it in enumerate(is_first) if is_it), 0))

    def mark(self, index: Index) -> str:
        """Make the model at an index a favourite, or none; returns its id, "" where there is no model."""
        row = self.row(index)
        if not isinstance(row, ModelChoice):
            return ""
        self.favourites ^= {row.model.id}
        at = self.index(index.row())
        self.dataChanged.emit(at, at)
        return row.model.id

    def filter(self, text: str, *, only_other: bool = False) -> None:
        """Show what fits `text`; with `only_other` nothing, for typing an id."""
        self.beginResetModel()
        typed = "".join(text.split())
        known = self.offering.model(typed) is not None
        shown = [] if only_other else self._fitting(text)
        further: list[Row] = [] if text or only_other or self._is_whole or not self._aside else [Further(self._aside)]
        other: list[Row] = [] if known and shown else [Other(typed)]
        line: list[Row] = [ModelHeading(_OTHER_GROUP)] if shown and (further or other) else []
        self._rows = [*shown, *line, *further, *other]
        self.endResetModel()

    def row(self, index: Index) -> Row | None:
        """Return what stands at an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def best(self) -> QModelIndex:
        """Return the row to begin at: the model in use, its replacement once it has retired, else the first one."""
        if self._current is not None and self._current.stage(self.today) is Stage.RETIRED:
            return self.first()
        is_current = (isinstance(row, ModelChoice) and row.model.id == self.current_id for row in self._rows)
        at = next((at for at, is_it in enumerate(is_current) if is_it), None)
        return self.first() if at is None else self.index(at)

    def first(self) -> QModelIndex:
        """Return the first row that can be chosen."""
        return self.index(next(at for at, one in enumerate(self._rows) if not isinstance(one, ModelHeading)))

    def lifecycle(self, model: Model) -> str:
        """Return what becomes of a model."""
        return lifecycle_words(model, self.today)

    @property
    def _aside(self) -> int:
        """How many models are left out at first."""
        return sum(one.is_aside for one in self.offering.entries)

    def is_old(self, entry: ModelChoice) -> bool:
        """Return whether a model is only for those who know that they want it: followed, ended or not to be had."""
        if entry.is_favourite:
            return entry.model.stage(self.today) is Stage.RETIRED
        return entry.is_unlisted or bool(entry.model.replacement) or entry.model.is_ending(self.today)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if isinstance(self.row(index), ModelHeading) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = self.data(index, Qt.ItemDataRole.AccessibleTextRole)
            return None if isinstance(row, Other | ModelHeading | Further) else plain_tip(str(said or ""))
        is_text, is_spoken = role == Qt.ItemDataRole.DisplayRole, role == Qt.ItemDataRole.AccessibleTextRole
        match row:
            case Further() if is_spoken:
                return listed([row.words, row.more])
            case Other() | ModelHeading() | Further() if is_text or is_spoken:
                return row.words
            case Instead() if is_text or is_spoken:
                return row.words if is_text else listed([row.words, row.why])
            case ModelChoice() if is_text or is_spoken:
                return row.model.name if is_text else self._spoken(row)
            case Preset() if is_text or is_spoken:
                return row.name if is_text else self._spoken_preset(row)
        return None

    def _spoken_preset(self, preset: Preset) -> str:
        model = self.offering.model(preset.model)
        end = lifecycle_words(model, self.today) if model is not None else ""
        is_used = preset.id == self.offering.preset_id
        # Translators: {end} is such as "ends in 8 days".
        its = _("its model {end}").format(end=end) if end else ""
        return listed([preset.name, self.preset_words(preset), its, _("in use") if is_used else ""])

    def preset_words(self, preset: Preset) -> str:
        """Return what a preset holds on one line."""
        held = preset_words(preset, self.offering.name_of(preset.model))
        # Translators: {settings} is such as "Opus 4.6, thinks first".
        return _("Your preset: {settings}").format(settings=held)

    def _spoken(self, entry: ModelChoice) -> str:
        is_favourite = entry.model.id in self.favourites
        marks = (
            (_("favourite"), is_favourite),
            (pgettext("model", "new"), entry.is_new),
            (_("not on this gateway’s list"), entry.is_unlisted),
        )
        return listed([spoken(entry.model, self.today), *(word for word, is_true in marks if is_true)])

    def _fitting(self, text: str) -> list[Row]:
        """Everything that fits, in groups; a line stands above each but the first."""
        words = text.casefold().split()
        presets = [
            one
            for one in self.offering.presets
            if all(word in f"{one.name} {self.preset_words(one)}".casefold() for word in words)
        ]
        fitting = {one.id for one in found([entry.model for entry in self.offering.entries], text)}
        entries = [entry for entry in self.offering.entries if entry.model.id in fitting]
        shown = [one for one in entries if not one.is_aside and not one.is_favourite]
        groups: list[tuple[str, Sequence[Row]]] = [
            ("", [] if words else self._instead()),
            (_("Favourites"), [entry for entry in entries if entry.is_favourite]),
            (_("Models"), [entry for entry in shown if not self.is_old(entry)]),
            (_("Presets"), presets),
            (_("Older models"), [entry for entry in shown if self.is_old(entry)]),
            (_("Other models"), [entry for entry in entries if entry.is_aside and (words or self._is_whole)]),
        ]
        rows: list[Row] = []
        for name, group in groups:
            rows += [ModelHeading(name)] if rows and group else []
            rows += group
        return rows

    def _instead(self) -> list[Row]:
        current = self._current
        if current is None or not current.is_ending(self.today):
            return []
        replacement = successor(current, self.offering.entries, self.today)
        words = lifecycle_words(current, self.today)
        return [] if replacement is None else [Instead(replacement, f"{current.name} {words}")]
