"""What opens at the ring in the composer: what fills the model's memory, what happens when it is full, and ways out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.quantities import percent
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.popup import Popup

_WIDTH = 340
_BAR, _DOT = 8, 8
_GAP = 1.5
"""Pixels between two portions of the bar."""
_LEAST = 0.005
"""A smaller share of the whole has no line of its own."""


@dataclass(frozen=True, slots=True)
class ContextPortion:
    """One thing that takes some of the context."""

    name: str
    share: float
    """Of the whole context, 0 to 1."""
    token: str
    """Its colour."""
    strength: float = 1.0
    """How much of that colour lies on the ground."""


class ContextPopup(Popup):
    """Told anew what it shows each time before it is opened."""

    leave_out_requested = Signal()
    """The oldest messages shall no longer be sent."""
    summary_requested = Signal()
    """They shall be summed up, at the price that was told."""
    new_chat_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, name=_("What the model keeps in mind"))
        self._title, self._counted, self._advice, self._summary = note(kind=""), note(), note(), note(kind="")
        self._bar, self._legend = _Bar(), QGridLayout()
        self._listed: list[QWidget] = []
        self._legend.setHorizontalSpacing(Space.S - 2)
        self._legend.setVerticalSpacing(2)
        self._legend.setColumnStretch(1, 1)
        self._summarise = QPushButton(_("Sum up the oldest"))
        self._summarise.setProperty("kind", "primary")
        self._summarise.clicked.connect(self._summarise_pressed)
        self._leave_out = QPushButton(_("Leave out the oldest"))
        self._new_chat = QPushButton(_("New chat"))
        self._new_chat.setProperty("kind", "quiet")
        self._leave_out.clicked.connect(self._leave_out_pressed)
        self._new_chat.clicked.connect(self._new_chat_pressed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._column.setSpacing(Space.S + 2)
        self._column.addWidget(self._title)
        self._column.addWidget(self._bar)
        self._column.addLayout(self._legend)
        self._column.addWidget(self._counted)
        self._column.addWidget(self._advice)
        self._column.addWidget(self._summary)
        self._column.addWidget(ButtonRow(self._summarise, self._leave_out, self._new_chat))

    def tell(
        self,
        title: str,
        portions: tuple[ContextPortion, ...],
        *,
        counted: str,
        advice: str,
        can_leave_out: bool,
        summary: str = "",
    ) -> None:
        """Say how full it is, of what, and what can be done; `summary`: what summing up costs, "" for not."""
        theme = current_theme()
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        self._title.setText(title)
        for words, text in ((self._counted, counted), (self._advice, advice), (self._summary, summary)):
            words.setFont(theme.font(TextRole.LABEL))
            words.setText(text)
        shown = tuple(one for one in portions if one.share >= _LEAST)
        self._bar.show_portions(shown)
        self._list(shown, theme)
        self._leave_out.setVisible(can_leave_out)
        self._summarise.setVisible(bool(summary))
        self._summary.setVisible(bool(summary))

    def wished_size(self) -> QSize:
        width = max(_WIDTH, self.minimumSizeHint().width())
        return QSize(width, self._column.totalHeightForWidth(width))

    def _list(self, portions: tuple[ContextPortion, ...], theme: Theme) -> None:
        for widget in self._listed:
            self._legend.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._listed.clear()
        for row, portion in enumerate(portions):
            name, share = caption(portion.name), caption(percent(portion.share), kind="muted")
            name.setFont(theme.font(TextRole.LABEL))
            share.setFont(theme.font(TextRole.LABEL))
            for column, widget in enumerate((_Dot(portion), name, share)):
                self._legend.addWidget(widget, row, column)
                self._listed.append(widget)
            self._legend.setAlignment(share, Qt.AlignmentFlag.AlignRight)

    def _summarise_pressed(self) -> None:
        self.dismiss()
        self.summary_requested.emit()

    def _leave_out_pressed(self) -> None:
        self.dismiss()
        self.leave_out_requested.emit()

    def _new_chat_pressed(self) -> None:
        self.dismiss()
        self.new_chat_requested.emit()


class _Bar(QWidget):
    """The whole context as a line, and what is taken of it."""

    def __init__(self) -> None:
        super().__init__()
        self._portions: tuple[ContextPortion, ...] = ()
        self.setFixedHeight(_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_portions(self, portions: tuple[ContextPortion, ...]) -> None:
        self._portions = portions
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _BAR / 2, _BAR / 2)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), theme.color("border"))
        left = 0.0
        for portion in self._portions:
            width = portion.share * self.width()
            for wide, color in ((width + _GAP, theme.color("raised")), (width, _color(portion, theme))):
                part = QRectF(left, 0, wide, self.height())
                painter.fillRect(mirrored(self.layoutDirection(), QRectF(self.rect()), part), color)
            left += width + _GAP


class _Dot(QWidget):
    """Says which portion of the bar a line speaks of."""

    def __init__(self, portion: ContextPortion) -> None:
        super().__init__()
        self._portion = portion
        self.setFixedSize(_DOT, _DOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_color(self._portion, current_theme()))
        painter.drawEllipse(QPointF(self.width() / 2, self.height() / 2), _DOT / 2, _DOT / 2)


def _color(portion: ContextPortion, theme: Theme) -> QColor:
    """Return the colour as it is on the ground of the popup: laid over it, two dots would not be alike."""
    ground, color, part = theme.color("raised"), theme.color(portion.token), portion.strength
    return QColor.fromRgbF(
        color.redF() * part + ground.redF() * (1 - part),
        color.greenF() * part + ground.greenF() * (1 - part),
        color.blueF() * part + ground.blueF() * (1 - part),
    )
