"""Shows in a sheet over the window what a model gets of an attachment: picture as sent, text as read, pages of a PDF.

A wrong reading is seen here by the person and not by the model: the encoding of a text can be changed while it is
unsent. Arrows lead to the attachments beside it; Esc, Enter or a click beside the sheet close it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from turbodesk.chat import encodings
from turbodesk.chat.attachments import Attachment
from turbodesk.translation import _
from turbodesk.ui.attachments.actions import AttachmentActions, LookContext
from turbodesk.ui.attachments.picture_surface import PictureSurface
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.plain import key_text, set_tip
from turbodesk.ui.widgets.return_key import pressed_button
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from turbodesk.ui.pdf.page_list import PageList

_LEAST_WIDTH = 420
_LEAST_WORDS = 240
"""Pixels that the words need beside the choice of an encoding, which stands beneath them otherwise."""
_TEXT = QSize(760, 900)
"""Of a text, where the window has the room: some 85 letters of code."""


class Viewer(Sheet):
    """Shows one attachment at a time."""

    def __init__(self, parent: QWidget, *, theme: Theme, actions: AttachmentActions) -> None:
        super().__init__(parent, theme=theme, name=_("Attachment"))
        self.context: LookContext | None = None
        """What is looked at."""
        self._wanted: LookContext | None = None
        """The same, or what the arrows have led to while it is still being read."""
        self._actions = actions
        self._edge = 0
        self._surface, self._text = PictureSurface(actions.thumbnails), TextField()
        self._text.setReadOnly(True)
        self._text.document().setDocumentMargin(0)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setProperty("kind", "plain")
        self._text.setAccessibleName(_("Text"))
        self._text.setTabChangesFocus(True)
        self._title = ElidedLabel("")
        self._place = caption("", kind="muted")
        self._sent = note()
        self._encoding = ChoiceButton(_("Encoding"))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        keys = ("→", "←") if is_mirrored else ("←", "→")
        self._back = IconButton("chevron-left", _("Previous attachment"), theme=theme, key=keys[0])
        self._on = IconButton("chevron-right", _("Next attachment"), theme=theme, key=keys[1])
        self._out = IconButton("out", _("Open in another program"), theme=theme)
        self._save = IconButton("save", _("Save as"), theme=theme)
        self._copy = IconButton("copy", _("Copy"), theme=theme)
        self._close = IconButton("close", _("Close"), theme=theme, key=key_text("Esc"))
        self._buttons = (self._back, self._on, self._out, self._save, self._copy, self._close)
        self._back.clicked.connect(lambda: self._step(-1))
        self._on.clicked.connect(lambda: self._step(1))
        self._out.clicked.connect(lambda: actions.open_requested.emit(self._attachment))
        self._save.clicked.connect(lambda: actions.save_requested.emit(self._attachment))
        self._copy.clicked.connect(lambda: actions.copy_requested.emit(self._attachment))
        self._close.clicked.connect(self.dismiss)
        self._encoding.chosen.connect(lambda chosen: actions.encoding_chosen.emit(self._attachment, chosen))
        on = -1 if is_mirrored else 1
        for key, by in ((Qt.Key.Key_Left, -on), (Qt.Key.Key_Right, on)):  # else a button would hand the focus on
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._step, by))
        self._lay_out()
        self.apply_theme(theme)

    @property
    def _attachment(self) -> Attachment | None:
        return None if self.context is None else self.context.attachment

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        super().apply_theme(theme)
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        for label in (self._place, self._sent):
            label.setFont(theme.font(TextRole.LABEL))
        self._text.set_type(theme.font(TextRole.CODE), theme.line_height(TextRole.CODE))
        for button in self._buttons:
            button.apply_theme(theme)
        if "pages" in vars(self):
            self.pages.apply_theme(theme)

    @cached_property
    def pages(self) -> PageList:
        """Shows the pages of a PDF; whoever opens one draws them."""
        from turbodesk.ui.pdf.page_list import PageList

        made = PageList(self._theme)
        self._content.addWidget(made)
        return made

    def look(self, context: LookContext, *, edge: int) -> None:
        """Show a picture, which is sent within `edge` pixels."""
        self._edge = edge
        self._surface.show_picture(context.attachment)
        self._begin(context, self._surface, "")
        self.open()

    def show_sent(self, image: QImage, words: str) -> None:
        """Show the picture as it is sent, and say what that is."""
        self._surface.show_sent(image)
        self.say(words)

    def read(self, context: LookContext, text: str, words: str) -> None:
        """Show a text, and say how long it is."""
        self._text.setPlainText(text)
        self._begin(context, self._text, words)
        self.open()

    def leaf(self, context: LookContext, words: str) -> None:
        """Show the list of pages, and say what is sent of them."""
        self._begin(context, self.pages, words)
        self.open()

    def say(self, words: str) -> None:
        """Say something else of what is sent."""
        self._sent.setText(words)
        self.place()

    def still(self) -> None:
        """Show the encoding that the text was read with: another could not be taken."""
        if self._attachment is not None:
            self._encoding.choose(self._attachment.encoding)

    def focus_first(self) -> None:
        if self.panel.isAncestorOf(self.window().focusWidget() or self):
            return  # the arrows were pressed, or another encoding was chosen
        shown = self._content.currentWidget()
        is_scrolled = shown is not None and shown is not self._surface  # by keys
        (shown if shown is not None and is_scrolled else self._close).setFocus(Qt.FocusReason.PopupFocusReason)

    def panel_rect(self, area: QRect) -> QRect:
        """Return the largest place that keeps the picture's shape, never larger than its pixels; of a text a page."""
        room = area.adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        attachment = self._attachment
        if attachment is None:
            return room
        margins = self._column.contentsMargins()
        sides = margins.left() + margins.right()
        around = margins.top() + margins.bottom() + self._top.sizeHint().height() + 2 * self._column.spacing()
        wide, size = room.width() - sides, _TEXT
        if attachment.is_picture:
            ratio = self.devicePixelRatioF()
            sent = QSize(max(1, attachment.width), max(1, attachment.height))
            if max(sent.width(), sent.height()) > self._edge:
                sent = sent.scaled(self._edge, self._edge, Qt.AspectRatioMode.KeepAspectRatio)
            size = QSize(max(1, round(sent.width() / ratio)), max(1, round(sent.height() / ratio)))
        words = self._fit_line(min(max(size.width(), _LEAST_WIDTH), wide))
        inside = QSize(wide, max(1, room.height() - around - words))
        if not attachment.is_picture:
            size = size.boundedTo(inside)
        elif size.width() > inside.width() or size.height() > inside.height():
            size = size.scaled(inside, Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRect(0, 0, max(size.width(), min(_LEAST_WIDTH, wide)) + sides, size.height() + around + words)
        rect.moveCenter(area.center())
        return rect

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not pressed_button(self.window(), event):
            self.dismiss()

    def _step(self, by: int) -> None:
        """Look at the next attachment, or at the one before; past an end there is none."""
        context = self._wanted
        if context is not None and 0 <= (to := context.place + by) < len(context.beside):
            self._wanted = replace(context, attachment=context.beside[to])
            self._actions.look_requested.emit(self._wanted)

    def _begin(self, context: LookContext, shown: QWidget, words: str) -> None:
        self.context = self._wanted = context
        attachment = context.attachment
        self._content.setCurrentWidget(shown)
        copy = _("Copy text")
        if attachment.is_picture:
            copy = _("Copy picture")
        elif attachment.is_pdf:
            copy = _("Copy the text of this page")
        self._copy.setAccessibleName(copy)
        set_tip(self._copy, copy)
        self._title.setText(attachment.label)
        count = len(context.beside)
        # Translators: which of several this is.
        place = _("{place} of {count}")
        self._place.setText(place.format(place=number(context.place + 1), count=number(count)))
        for part in (self._place, self._back, self._on):
            part.setVisible(count > 1)
        self._back.setEnabled(context.place > 0)
        self._on.setEnabled(context.place < count - 1)
        self._encoding.setVisible(context.is_unsent and bool(attachment.encoding))
        if attachment.encoding in encodings.ENCODINGS:
            offered = encodings.offered(QLocale.system().name(), attachment.encoding)
            self._encoding.set_choices((one, encodings.long_name(one)) for one in offered)
            self._encoding.choose(attachment.encoding)
        self.say(words)

    def _fit_line(self, width: int) -> int:
        """Lay out the line that says what is sent within `width` pixels, and return how high it is."""
        choice, sent = self._encoding.sizeHint(), self._sent
        is_narrow = width < choice.width() + _LEAST_WORDS
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        beside = 0 if self._encoding.isHidden() else choice.width() + Space.S
        words = sent.heightForWidth(max(1, width - (0 if is_narrow else beside))) if sent.text() else 0
        if not beside:
            return max(words, sent.fontMetrics().lineSpacing())
        return words + Space.S + choice.height() if is_narrow else max(words, choice.height())

    def _lay_out(self) -> None:
        top = self._top = QHBoxLayout()
        top.setSpacing(Space.XS)
        top.addWidget(self._title, 1)
        for part in (self._back, self._place, *self._buttons[1:]):
            top.addWidget(part)
        line = self._line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self._sent, 1)
        line.addWidget(self._encoding, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self.panel)
        self._column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        self._column.setSpacing(Space.S)
        self._column.addLayout(top)
        self._column.addLayout(line)
        self._content = QStackedLayout()
        self._column.addLayout(self._content, 1)
        self._content.addWidget(self._surface)  # last: without a parent it would show it as a window of its own
        self._content.addWidget(self._text)
