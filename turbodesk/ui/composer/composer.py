"""The foot of the page: a field that grows with its text, above a row of tools, the last of which sends or stops.

Everything in it grows with the text of the chat. What stands in its row beside Attach and Send is brought by others,
after the first look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.composer.editor import EDGE, Editor
from turbodesk.ui.composer.tool_buttons import RoundButton, ToolChip
from turbodesk.ui.theme import Corner, TextRole, Theme
from turbodesk.ui.theme.metrics import HANG
from turbodesk.ui.widgets.plain import key_text, set_tip

if TYPE_CHECKING:
    from turbodesk.chat.prompt import Blank

_SHARE_OF_WINDOW = 3
"""The text takes at most this part of the window's height: a third."""


class GrowsWithText(Protocol):
    """What stands in the composer and is as large as its text."""

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""


SLASHES = frozenset("/\uff0f")
"""What calls prompts in an empty field: the slash, and that of a Chinese or Japanese keyboard."""

P = TypeVar("P", bound=GrowsWithText)


class Composer(QWidget):
    """Holds one draft. It keeps the text when asked to send: call `clear` once the message is on its way."""

    send_requested = Signal(str)
    """The text, not blank unless something is attached; while a reply is on its way too."""
    stop_requested = Signal()
    attach_requested = Signal()
    """The person wants to choose files."""
    offered = Signal(object)
    """A `ClipboardContent`: files, a picture or a long text were pasted."""
    edit_last_requested = Signal()
    """Up was pressed where nothing is written: the person's last message shall be said differently."""
    draft_changed = Signal(str)
    """The text, after each change by the person; not after `set_draft`."""
    draft_replaced = Signal()
    """`set_draft` showed another."""
    prompts_wanted = Signal()
    """A slash was written where nothing else is."""
    composing_changed = Signal()
    """Something is being composed now, or no longer, which counts as written in all but `text`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._replying = False
        self._quiet = False
        self._has_attachments = False
        self._is_reading = False
        self._percent = 100.0
        self.least_limit = 0
        """Pixels that the text may always take, in a window that is as high as it needs to be."""
        self._placeholder = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._editor = Editor()
        self._editor.setAccessibleName(_("Message"))
        self._editor.installEventFilter(self)
        self._attach = ToolChip("plus", _("Attach files"), theme=theme, key=key_text("Ctrl+U"))
        # not for people: the name of the key
        self._stop = RoundButton("stop", _("Stop"), theme=theme, tip=_("Stop the reply"), key=key_text("Esc"))
        self._send = RoundButton("send", _("Send"), theme=theme)
        self._chips: list[ToolChip] = []
        self._parts: list[GrowsWithText] = [self._attach, self._stop, self._send]
        self._lay_out()
        self.setFocusProxy(self._editor)
        self.apply_theme(theme)
        self._connect()
        self.set_model_name("")
        self.set_enter_sends(True)
        self._show_state()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._editor.set_ground(theme.color("raised"))
        self._take_size()
        self.update()

    def set_text_percent(self, percent: float) -> None:
        """Write in `percent` of the usual size; everything here grows alike."""
        self._percent = percent
        self._take_size()

    def set_model_name(self, name: str, *, is_temporary: bool = False, asks_both: bool = False) -> None:
        """Say whom the message is for, this model or two, and whether it is in a temporary chat."""
        if asks_both:
            words = _("Temporary message to both") if is_temporary else _("Message both")
        elif is_temporary:
            words = _("Temporary message to {model}").format(model=name) if name else _("Temporary message")
        else:
            words = _("Message {model}").format(model=name) if name else _("Message")
        self._placeholder = words
        self._fit()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Enter sends and Shift+Enter breaks the line, or the other way round. Ctrl+Enter always sends."""
        self._editor.set_enter_sends(enter_sends)
        # not for people: the names of keys
        set_tip(self._send, _("Send"), key_text("Return" if enter_sends else "Shift+Return"))

    def set_long_text(self, letters: int) -> None:
        """Have a text of more letters than this attached as a file where it is pasted; 0: never."""
        self._editor.set_long_text(letters)

    def set_replying(self, replying: bool) -> None:
        """Show Stop, and Send beside it only once something is written, which then waits for its turn."""
        if replying == self._replying:
            return
        self._replying = replying
        self._show_state()

    def set_draft(self, text: str) -> None:
        """Show another conversation's draft; emits nothing, and undo does not reach back beyond it."""
        self._quiet = True
        self._editor.replace_all(text)
        self._changed()
        self._quiet = False

    def follow_draft(self, text: str) -> None:
        """Show what the draft is now, unless that would take away anything that is typed here."""
        typed = self.text()
        if self.is_blank or (typed and text.startswith(typed)):
            self.set_draft(text)

    def suggest(self, text: str) -> None:
        """Write `text` instead of what stands here; undo brings that back."""
        self._editor.commit()
        self._editor.replace_undoably(text)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert_prompt(self, text: str, blanks: Sequence[Blank], *, replaces_all: bool) -> None:
        """Write `text` where the caret is, or in the place of everything; undo brings that back.

        The first of its `blanks` is selected; Tab goes on to the others.
        """
        self._editor.commit()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.insert_prompt(text, blanks, replaces_all=replaces_all)

    def set_key_taker(self, take_key: Callable[[int], bool] | None) -> None:
        """Ask `take_key` first whether it takes a key without modifiers, Esc and Tab too; None: nobody."""
        self._editor.set_key_taker(take_key)

    def text(self) -> str:
        """Return what is written, without what is being composed: `commit` makes that a part of it."""
        return self._editor.text()

    def commit(self) -> None:
        """Have what is being composed count as written; whoever takes the text for good calls this first."""
        self._editor.commit()

    @property
    def is_blank(self) -> bool:
        """Whether nobody is writing here: there is no text, and none in the making."""
        return self._editor.is_blank() and not self._editor.is_composing

    def clear(self) -> None:
        """Empty it; undo brings the text back."""
        self._editor.remove_all()

    def write(self, text: str) -> None:
        """Take letters typed elsewhere as if they had been typed here, and the focus with them."""
        self._editor.commit()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.textCursor().insertText(text)
        self._editor.ensureCursorVisible()

    def grown(self, part: P) -> P:
        """Return a part that is as large as the text now, having noted to tell it whenever that changes."""
        self._parts.append(part)
        part.set_look(self._theme, self._percent)
        return part

    def set_strip(self, strip: QWidget) -> None:
        """Take the tiles of what is attached, hidden as yet, above the text."""
        strip.hide()
        self._layout.insertWidget(0, strip)
        QWidget.setTabOrder(strip, self._attach)

    def set_meter(self, meter: QWidget) -> None:
        """Take what tells how full the model's context is, before the button that sends."""
        self._tools.insertWidget(self._tools.indexOf(self._stop), meter)
        QWidget.setTabOrder(self._chips[-1] if self._chips else self._attach, meter)

    def add_chip(self, chip: ToolChip, *, is_first: bool = False) -> None:
        """Take one more tool, behind those there are, or before them."""
        before = self._chips[-1] if self._chips and not is_first else self._attach
        self._tools.insertWidget(self._tools.indexOf(before) + 1, chip)
        QWidget.setTabOrder(before, chip)
        self._chips.insert(0 if is_first else len(self._chips), chip)
        if is_first and len(self._chips) > 1:
            QWidget.setTabOrder(chip, self._chips[1])
        self.grown(chip)

    def set_attached(self, has_attachments: bool, *, is_reading: bool) -> None:
        """Say whether something is attached, and whether files are still being read, which holds up sending."""
        self._has_attachments, self._is_reading = has_attachments, is_reading
        self._show_sendable()

    def can_send(self) -> bool:
        """Return whether `send` would do anything."""
        return self._is_sendable()

    def send(self) -> None:
        """Ask for the text to be sent, as Enter and the button do."""
        self._editor.commit()
        if self.can_send():
            self.send_requested.emit(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._fit_tools()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)  # the limit is a share of the window's height
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_tools()  # a tool came, went, or says more
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and watched is self._editor:
            self.update()
        elif event.type() == QEvent.Type.ShortcutOverride and watched is self._editor and self._is_for_others(event):
            event.accept()  # before the window's own Esc shortcut (Stop) can take it
            return True
        return super().eventFilter(watched, event)

    def _is_for_others(self, event: QEvent) -> bool:
        """Whether a key that is about to be pressed is claimed by what opened over the field: Esc, which closes it."""
        return self._editor.gives_keys_away and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._editor.setFocus(Qt.FocusReason.MouseFocusReason)  # its edge belongs to the field

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._layout.contentsRect().adjusted(self._px(HANG), 0, -self._px(HANG), 0).contains(event.rect()):
            painter.fillRect(event.rect(), self._theme.color("raised"))  # as when the caret blinks
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, radius = self._theme, self._px(Corner.COMPOSER)
        has_focus = self._editor.hasFocus()
        width = 2 if has_focus and theme.is_contrast else 1  # in high contrast both edges have one colour
        inset = width / 2
        painter.setPen(QPen(theme.color("control-border" if has_focus else "button-border"), width))
        painter.setBrush(theme.color("raised"))
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, radius - inset, radius - inset)

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._writing = QHBoxLayout()
        self._writing.addWidget(self._editor)
        self._tools = QHBoxLayout()
        self._tools.addWidget(self._attach)
        self._tools.addStretch(1)
        self._tools.addWidget(self._stop)
        self._tools.addWidget(self._send)
        self._layout.addLayout(self._writing)
        self._layout.addLayout(self._tools)

    def _take_size(self) -> None:
        """Set the text, and everything around it, at the size in force; distances are those of the design."""
        px, theme, percent = self._px, self._theme, self._percent
        words = theme.for_writing
        self._editor.set_type(words.font(TextRole.READING, percent), words.line_height(TextRole.READING, percent))
        self._layout.setContentsMargins(1, 1, 1, 1)
        side = px(HANG) - 1 - EDGE
        self._writing.setContentsMargins(side, px(14) - EDGE, side, px(6) - EDGE - 1)
        self._tools.setContentsMargins(px(8), px(6), px(8), px(10))
        self._tools.setSpacing(px(2))
        for part in self._parts:
            part.set_look(theme, percent)
        self._fit()
        self._fit_tools()

    def _px(self, pixels: int) -> int:
        return round(pixels * self._theme.faces.scale * self._percent / 100)

    def _fit_tools(self) -> None:
        """Leave out the words of the tools where the row has no room for them."""
        sides = self._tools.contentsMargins().left() + self._tools.contentsMargins().right()
        others = [one for one in (self._attach, self._stop, self._send, *self._others()) if not one.isHidden()]
        room = self.width() - 2 - sides - sum(one.sizeHint().width() + self._tools.spacing() for one in others)
        shown = [chip for chip in self._chips if not chip.isHidden()]
        wanted = sum(chip.width_of(short=False) + self._tools.spacing() for chip in shown)
        for chip in shown:
            chip.set_short(wanted > room)

    def _others(self) -> list[QWidget]:
        """Return what stands in the row of tools and was brought by others."""
        known = (self._attach, self._stop, self._send, *self._chips)
        direct = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [one for one in direct if one not in known and self._tools.indexOf(one) >= 0]

    def _connect(self) -> None:
        self._editor.entered.connect(self.send)
        self._editor.textChanged.connect(self._changed)
        self._editor.composing_changed.connect(self._composing_changed)
        self._editor.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._editor.offered.connect(self.offered)
        self._editor.edit_last_requested.connect(self.edit_last_requested)
        self._editor.replaced.connect(self.draft_replaced)
        self._attach.clicked.connect(self.attach_requested)
        self._send.clicked.connect(self.send)
        self._stop.clicked.connect(self.stop_requested)

    def _changed(self) -> None:
        self._show_sendable()
        self._fit()
        if not self._quiet:
            text = self.text()
            self.draft_changed.emit(text)
            if len(text) == 1 and text in SLASHES:
                self.prompts_wanted.emit()

    def _composing_changed(self) -> None:
        self._show_sendable()
        self._fit()
        if not self._quiet:
            self.composing_changed.emit()

    def _show_state(self) -> None:
        had_focus = self._send.hasFocus() or self._stop.hasFocus()
        self._stop.setVisible(self._replying)
        self._show_sendable()
        if had_focus:
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sendable(self) -> None:
        is_sendable = self._is_sendable()
        self._send.setEnabled(is_sendable)
        self._send.setVisible(is_sendable or not self._replying)
        self._stop.set_outlined(outlined=is_sendable)

    def _is_sendable(self) -> bool:
        return (self._has_attachments or not self.is_blank) and not self._is_reading

    def _fit(self) -> None:
        least = max(self._editor.line_height() + 2 * EDGE, self.least_limit)
        limit = max(self.window().height() // _SHARE_OF_WINDOW, least)
        wanted = self._editor.content_height(limit)
        self._editor.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn if wanted > limit else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self._editor.setFixedHeight(min(wanted, limit))
        room = self._editor.maximumViewportSize().width() - 2 * EDGE
        shown = self._editor.fontMetrics().elidedText(self._placeholder, Qt.TextElideMode.ElideRight, room)
        self._editor.set_placeholder(shown)
