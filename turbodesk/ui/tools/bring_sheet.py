"""The sheet with what tools bring beside themselves: texts and files to attach, and prompts to write with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from turbodesk.app.mcp.filling import Value
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.tools.asked_field import AskedField
from turbodesk.ui.tools.field_form import FieldForm
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import column, note
from turbodesk.ui.widgets.plain import plain_tip
from turbodesk.ui.widgets.return_line import ReturnLine
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(600, 520)
_TITLE = _("From tools")
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class BringOffer:
    """One thing that can be brought in."""

    id: str
    title: str
    about: str
    """Whose it is and what it is, in a line."""
    action: str
    """The words of the button that brings it in."""
    fields: tuple[AskedField, ...] = ()
    """What has to be filled in first."""


class BringSheet(Sheet):
    """A list to choose from, and where something has to be filled in, a form."""

    wanted = Signal(str, object)
    """The id of what is brought in, and what was filled in, by the fields' keys."""
    cancelled = Signal()
    """What is under way shall end."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_TITLE, size=_SIZE)
        self._offers: dict[str, BringOffer] = {}
        self._chosen: BringOffer | None = None
        self._is_busy = False
        self._find, self._list = ReturnLine(), _OfferList()
        self._state, self._failure = note(), note(kind="danger")
        self._about, self._fault = note(), note(kind="danger")
        self._form, self._area = FieldForm(), FormScrollArea(side=Space.XL)
        self._steps = QStackedWidget()
        self._back, self._cancel, self._bring = (
            QPushButton(_("Back")),
            QPushButton(_("Close")),
            QPushButton(_("Attach")),
        )
        self._bring.setProperty("kind", "primary")
        self._lay_out()
        self._find.textChanged.connect(lambda _: self._fill())
        self._find.returnPressed.connect(self._act)
        self._list.activated.connect(lambda _: self._act())
        self._list.currentRowChanged.connect(lambda _: self._judge())
        self._form.changed.connect(self._judge)
        self._back.clicked.connect(self._show_list)
        self._cancel.clicked.connect(self.dismiss)
        self._bring.clicked.connect(self._act)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._area.apply_theme(theme)

    def begin(self) -> None:
        """Show an empty list."""
        self._find.clear()
        self.show_offers((), _("Asking…"))
        self.show_failure("")
        self._show_list()

    def show_offers(self, offers: Sequence[BringOffer], state: str) -> None:
        """Show what there is; `state` says what is still looked for, or that there is nothing."""
        self._offers = {one.id: one for one in offers}
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._fill()

    def show_failure(self, words: str) -> None:
        """Say why something could not be had."""
        self._is_busy = False
        self._failure.setText(words)
        self._failure.setVisible(bool(words))
        announce(self, words)
        self._judge()

    def show_busy(self) -> None:
        """Take nothing else until what was wanted is there."""
        self.show_failure("")
        self._is_busy = True
        self._judge()
        announce(self, _("Reading…"))

    def dismiss(self) -> None:
        if not self.isHidden():
            self._is_busy = False
            self.cancelled.emit()
        super().dismiss()

    def focus_first(self) -> None:
        if self._chosen is None or not self._form.focus_first():
            self._find.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chosen is None and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._find.hasFocus():
            self._list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        words = self._find.text().casefold().split()
        found = [one for one in self._offers.values() if all(w in f"{one.title} {one.about}".casefold() for w in words)]
        self._list.show_offers(found)
        self._judge()

    def _act(self) -> None:
        """Bring in what is chosen, or ask first what it needs."""
        offer = self._chosen or self._offers.get(self._list.chosen_id)
        if offer is None or self._is_busy or (self._chosen is not None and self._form.fault):
            return
        if offer.fields and self._chosen is None:
            self._show_form(offer)
            return
        values: dict[str, Value] = self._form.values() if self._chosen is not None else {}
        self.wanted.emit(offer.id, values)

    def _show_list(self) -> None:
        self._chosen = None
        self._form.forget()
        self._turn(0, _TITLE)

    def _show_form(self, offer: BringOffer) -> None:
        self._chosen = offer
        self._about.setText(offer.about)
        self._form.ask(offer.fields, {})
        self._area.apply_theme(self._theme)
        self._turn(1, offer.title)

    def _turn(self, step: int, title: str) -> None:
        self.title.setText(title)
        self._steps.setCurrentIndex(step)
        self._back.setVisible(step == 1)
        self._judge()
        if not self.isHidden():
            self.focus_first()

    def _judge(self) -> None:
        offer = self._chosen or self._offers.get(self._list.chosen_id)
        fault = self._form.fault if self._chosen is not None else ""
        mistake = self._form.mistake if self._chosen is not None else ""
        self._fault.setText(mistake)
        self._fault.setVisible(bool(mistake))
        needs_more = offer is not None and bool(offer.fields) and self._chosen is None
        self._bring.setText(_("Fill in…") if needs_more else offer.action if offer is not None else _("Attach"))
        self._bring.setEnabled(offer is not None and not fault and not self._is_busy)
        self._bring.setAccessibleName(self._bring.text())

    def _lay_out(self) -> None:
        self._find.setPlaceholderText(_("Find"))
        self._find.setAccessibleName(_("Find something that tools bring"))
        self._find.setClearButtonEnabled(True)
        choosing = QWidget()
        choosing.setProperty("kind", "clear")
        rows = column(self._find, self._list, self._state, spacing=Space.M)
        rows.setContentsMargins(Space.XL, Space.L, Space.XL, Space.M)
        rows.setStretch(1, 1)
        choosing.setLayout(rows)
        about = column(self._about, self._fault, spacing=Space.S)
        about.setContentsMargins(0, Space.L, 0, 0)
        self._area.column.insertLayout(0, about)
        self._area.column.insertWidget(1, self._form)
        self._steps.addWidget(choosing)
        self._steps.addWidget(self._area)
        self.frame(self._steps, self._failure, ButtonRow(self._back, self._cancel, self._bring, at_end=3))


class _OfferList(QListWidget):
    """What can be chosen, a line each."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What there is"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def chosen_id(self) -> str:
        item = self.currentItem()
        return "" if item is None else str(item.data(_KEY))

    def show_offers(self, offers: Sequence[BringOffer]) -> None:
        """Show these; the one that was chosen stays it where it is among them."""
        before = self.chosen_id
        self.clear()
        for one in offers:
            words = f"{one.title}   {one.about}"
            item = QListWidgetItem(words)
            item.setToolTip(plain_tip(words))
            item.setData(_KEY, one.id)
            self.addItem(item)
        ids = [one.id for one in offers]
        self.setCurrentRow(ids.index(before) if before in ids else 0 if ids else -1)

    def step(self, by: int) -> None:
        """Go on by a row."""
        self.setCurrentRow(max(0, min(self.currentRow() + by, self.count() - 1)))
