"""The window: where its parts stand, its size and place on the screen, and nothing of what they do.

    sidebar | header                     | panel, where one is open
            | notice, where there is one |
            | chat area                  |

Below a certain width the sidebar is out of the way, and comes over the page when it is wanted (`drawer`).

Before there is a key or the demo, the onboarding screen stands in place of all that. It comes when
it is first needed: most starts need none, and the first window should not wait for it.
"""

from __future__ import annotations

import struct

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from turbodesk.chat.one_line import one_line
from turbodesk.ui.theme.metrics import SIDEBAR
from turbodesk.ui.widgets.lifetime import single_shot

SMALLEST = QSize(420, 480)
FIRST = QSize(1120, 760)
"""The window's size at the first start, in device-independent pixels; less where the screen is smaller."""
NARROW = 840
"""Pixels of width below which there is no room for the sidebar beside the page."""
_WIDEST = 100_000
"""Pixels of a pane; more than any screen has."""
_BEFORE_SIZES = 12
"""Bytes of a splitter's state before the widths: a mark, a version, and how many there are (Qt, `saveState`)."""
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
"""Windows reports AltGr as both; what it types is a letter like any other."""


class Window(QMainWindow):
    """The main window; its parts are given and belong to it from then on."""

    close_requested = Signal()
    """The person wants it closed; whoever listens closes it when everything is safe."""
    typed = Signal(str)
    """Letters were typed where nothing takes any, such as the transcript."""
    resized = Signal()
    """It has another size; what stands beside the reading may need to make room."""
    painted = Signal()
    """The window has been drawn for the first time."""

    def __init__(
        self,
        *,
        sidebar: QWidget,
        header: QWidget,
        notice: QWidget,
        chat_area: QWidget,
    ) -> None:
        super().__init__()
        self.setWindowTitle("TurboDesk")
        self.setMinimumSize(SMALLEST)
        self.sidebar = sidebar
        self._lent_state: QByteArray | None = None
        """What the splitter said of its widths when the sidebar was lent; None: it is in its place."""
        self._onboarding: QWidget | None = None
        # From the outside in: whoever gets another parent is dressed anew with all that is in it, 10 ms in all.
        self.surface = QWidget()
        """What has all there is in the window, with what lies over it (`ui.widgets.surface`)."""
        self.setCentralWidget(self.surface)
        self._pages = QStackedWidget()
        _line_up(QVBoxLayout(self.surface), self._pages)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._pages.addWidget(self._splitter)
        self._chat, self._reading = QWidget(), QWidget()
        self._splitter.addWidget(sidebar)
        self._splitter.addWidget(self._chat)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([SIDEBAR - 1, FIRST.width() - SIDEBAR])  # the line between them takes one
        self._beside = QHBoxLayout(self._chat)
        column = QVBoxLayout()
        _line_up(column, header, notice, self._reading)
        _line_up(self._beside)
        self._beside.addLayout(column, 1)
        _line_up(QVBoxLayout(self._reading), chat_area)
        self._cover = QWidget()
        self._pages.addWidget(self._cover)
        self._is_painted = False
        self._subject = ""
        self._lock: QWidget | None = None
        """What lies over everything while the window is locked."""
        self._home: QWidget | None = None
        """The focus proxy of the window that is not locked."""

    def set_subject(self, subject: str) -> None:
        """Say in the title bar, and so in the list of windows, what is in front; "" for nothing yet."""
        self._subject = one_line(subject).replace("[*]", "[*][*]")  # a single one is Qt's sign for "changed"
        self._show_title()

    def _show_title(self) -> None:
        # Qt adds the program's name where that is usual
        self.setWindowTitle("TurboDesk" if self.is_locked else self._subject or "TurboDesk")

    @property
    def is_locked(self) -> bool:
        """Whether nothing but the lock can be seen and reached."""
        return self._lock is not None

    def lock(self, page: QWidget) -> None:
        """Show `page`, a child of the window, and nothing else.

        All else is not only hidden: what is disabled takes no focus, whoever gives it. A proxy is not asked whether
        it is.
        """
        self._lock, self._home = page, self.focusProxy()
        self.setFocusProxy(page)
        self.surface.setEnabled(False)
        self.surface.hide()
        page.setGeometry(self.rect())
        page.show()
        page.raise_()
        self._show_title()

    def unlock(self) -> None:
        """Show everything again, as it was or has become meanwhile."""
        if (page := self._lock) is not None:
            self._lock = None
            self.setFocusProxy(self._home)  # type: ignore[arg-type]  # which may be none
            self.surface.show()
            self.surface.setEnabled(True)
            page.hide()
            self._show_title()

    def show_chats(self) -> None:
        """Show the conversations."""
        self._pages.setCurrentWidget(self._splitter)

    def show_cover(self) -> None:
        """Show nothing, until it is known what to show."""
        self._pages.setCurrentWidget(self._cover)

    def show_onboarding(self, screen: QWidget) -> None:
        """Show the onboarding screen, which belongs to the window from then on."""
        if self._onboarding is None:
            self._onboarding = screen
            self._pages.addWidget(screen)
        self._pages.setCurrentWidget(screen)

    @property
    def is_onboarding(self) -> bool:
        """Whether anything but the conversations is in front."""
        return self._pages.currentWidget() is not self._splitter

    def lend_sidebar(self) -> None:
        """Let the sidebar be shown elsewhere than beside the page, until `take_sidebar`."""
        if self._lent_state is None:
            self._lent_state = self._splitter.saveState()

    def take_sidebar(self) -> None:
        """Put the sidebar back to its place beside the page, hidden or not as it is."""
        if self._lent_state is not None:
            state, self._lent_state = self._lent_state, None
            is_hidden = self.sidebar.isHidden()
            self._splitter.insertWidget(0, self.sidebar)
            self._splitter.restoreState(state)
            self.sidebar.setHidden(is_hidden)

    def put_beside(self, panel: QWidget) -> None:
        """Have a panel stand beside the chat, as wide as it wants to be; it belongs to the window from then on."""
        self._beside.addWidget(panel)

    def page_width(self) -> int:
        """Return the pixels that the chat and a panel beside it share."""
        return self._chat.width()

    def geometry_text(self) -> str:
        """Return size and place in a form `restore` takes back."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def splitter_text(self) -> str:
        """Return the sidebar's width in a form `restore` takes back."""
        state = self._lent_state if self._lent_state is not None else self._splitter.saveState()
        return bytes(state.toBase64().data()).decode("ascii")

    def restore(self, *, geometry: str, splitter: str) -> None:
        """Take back size, place and sidebar width; without them, or when they are damaged, a sensible beginning."""
        if not geometry or not self.restoreGeometry(_bytes_of(geometry)):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(FIRST.boundedTo(screen.size() * 0.92))
            frame = self.frameGeometry()
            frame.moveCenter(screen.center())
            self.move(frame.topLeft())
        if self._is_splitter_state(state := _bytes_of(splitter)):
            self._splitter.restoreState(state)

    def _is_splitter_state(self, state: QByteArray) -> bool:
        """Whether these bytes differ in nothing but widths from what the splitter itself would say now.

        They hold more than widths, and Qt takes all of it: a direction, or a number of panes to make room for.
        """
        own, given = bytes(self._splitter.saveState().data()), bytes(state.data())
        begin, end = _BEFORE_SIZES, _BEFORE_SIZES + 4 * self._splitter.count()
        if len(given) != len(own) or given[:begin] != own[:begin] or given[end:] != own[end:]:
            return False
        widths = struct.unpack(f">{self._splitter.count()}i", given[begin:end])
        return all(0 <= width <= _WIDEST for width in widths)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            single_shot(self, 0, self.painted.emit)  # its children are painted right after it

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._lock is not None:
            self._lock.setGeometry(self.rect())
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & (_ALT_GR | Qt.KeyboardModifier.MetaModifier)
        is_letter = event.text().isprintable() and event.text().strip() != ""
        takes_letters = not self.is_onboarding and not self.is_locked
        if is_letter and held in (Qt.KeyboardModifier.NoModifier, _ALT_GR) and takes_letters:
            self.typed.emit(event.text())
        elif not _pressed_button(self, event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        # Qt takes a window with a focus proxy for a stop of Tab: who has passed the last control would be sent to the
        # composer, even where the onboarding screen hides it, and never to the sidebar and the header.
        home = self.focusProxy()
        self.setFocusProxy(None)  # type: ignore[arg-type]  # which Qt takes for "none"
        try:
            return super().focusNextPrevChild(next)
        finally:
            self.setFocusProxy(home)  # type: ignore[arg-type]  # which may be none

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_requested.emit()


def _pressed_button(window: QWidget, event: QKeyEvent) -> bool:
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    from turbodesk.ui.widgets.return_key import pressed_button

    return pressed_button(window, event)


def _bytes_of(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "replace"))


def _line_up(layout: QVBoxLayout | QHBoxLayout, *widgets: QWidget) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
