"""Walks the transcript by keyboard: from message to message, and with Tab through the buttons that can be seen.

Tab goes top to bottom through what is in view and then out of the transcript. Qt's own order is that of creation, and
rows are created as scrolling needs them; and a Tab that went on to rows out of sight would never leave a long
conversation. A row the keyboard walked to offers all its buttons, out of sight or not.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from turbodesk.ui.transcript.message_list import MessageList
from turbodesk.ui.widgets.user_scroll_area import UserScrollArea


class FocusChain(QObject):
    """The keyboard's focus in one transcript, `area`, which owns it."""

    def __init__(self, area: UserScrollArea, messages: MessageList) -> None:
        super().__init__(area)
        self._area = area
        self._messages = messages
        self._walked_to: str | None = None
        self._awaited: str | None = None
        self._chained = -1
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_came)

    def forget(self) -> None:
        """Another conversation is shown."""
        self._walked_to = self._awaited = None

    def focus_row(self, message_id: str) -> None:
        """Give a message's row the focus, or its first part that takes it. No row yet: see `arrived`."""
        row = self._messages.rows.get(message_id)
        self._walked_to = message_id
        self._awaited = message_id if row is None else None
        if row is not None:
            row.show()  # a hidden widget would not keep the focus
            stops = _stops([row])
            (stops[0] if stops else row).setFocus(Qt.FocusReason.TabFocusReason)

    def arrived(self) -> str | None:
        """Return the message the focus waits for, if its row can be made now."""
        awaited = self._awaited
        return awaited if awaited is not None and self._messages.is_read(awaited) else None

    def next_message(self, step: int) -> str | None:
        """Return the message after (1) or before (-1) the focused one, or the nearest in view when none is."""
        layout = self._messages.layout
        if not layout.ids:
            return None
        focused = layout.index_of(self._messages.rows.owner_of(self._focused()) or "")
        if focused is not None:
            index = focused + step
        else:
            top = layout.visible().start
            index = top if step < 0 or layout.y(top) >= 0 else top + 1
        index = max(0, min(index, len(layout.ids) - 1))
        rows = self._messages.rows
        while 0 < index < len(layout.ids) - 1 and getattr(rows.get(layout.ids[index]), "is_silent", False):
            index += step  # it shows nothing of its own
        return layout.ids[index]

    def tab(self, *, forward: bool) -> bool:
        """Move the focus on, as Tab or Shift+Tab asks; return whether it went anywhere."""
        now, way = self._focused(), self._way()
        stop: QWidget | None
        if now in way:
            index = way.index(now) + (1 if forward else -1)
            stop = way[index] if 0 <= index < len(way) else None if forward else self._area
        else:
            stop = way[0] if forward and way else None
        stop = stop or _outside(self._area, forward=forward)
        if stop is None:
            return False
        stop.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        if self._area.viewport().isAncestorOf(stop):
            self._area.bring_into_view(_rect_in(self._area.viewport(), stop))
        return True

    def forget_order(self) -> None:
        """A row has other stops now."""
        self._chained = -1

    def put_in_order(self) -> None:
        """Give what was made a moment ago its place now: given the focus, it would look like a Tab that went astray."""
        self.forget_order()
        self.chain()

    def chain(self) -> None:
        """Put the rows' stops behind the transcript in the window's own order, for a Tab that comes from outside."""
        if self._chained == self._messages.rows.made:
            return
        self._chained = self._messages.rows.made
        last: QWidget = self._area
        for stop in _stops([*self._messages.living_rows(), *self._others()], hidden_too=True):
            QWidget.setTabOrder(last, stop)
            last = stop

    def _focused(self) -> QWidget | None:
        return self._area.window().focusWidget()

    def _way(self) -> list[QWidget]:
        """Return the stops of Tab: what is in view, and all of the row that was walked to while the focus is in it."""
        walked = self._walked_to
        if walked is not None and walked != self._messages.rows.owner_of(self._focused()):
            walked = None
        row, viewport, rows = self._messages.rows.get(walked or ""), self._area.viewport(), self._messages.living_rows()
        way = [stop for other in rows for stop in _stops([other]) if other is row or _is_in_view(stop, viewport)]
        return way + _stops(self._others())

    def _others(self) -> list[QWidget]:
        """Return what else lies in the view: the pill, or what is shown instead of messages."""
        viewport, rows = self._area.viewport(), self._messages.living_rows()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return [widget for widget in viewport.findChildren(QWidget, options=direct) if widget not in rows]

    def _focus_came(self, old: QWidget | None, new: QWidget | None) -> None:
        """Send a Tab that came from outside and hit a row out of sight to what can be seen."""
        if old is None or new is None:  # a window came, went, or is being deleted with all of us
            return
        viewport = self._area.viewport()
        came = viewport.isAncestorOf(new) and old is not self._area and not self._area.isAncestorOf(old)
        if not came or self._sent_on(old, new) or _is_in_view(new, viewport):
            return
        way = self._way()
        below = _rect_in(viewport, new).top() > 0
        (way[-1 if below else 0] if way else self._area).setFocus(Qt.FocusReason.TabFocusReason)

    def _sent_on(self, old: QWidget, new: QWidget) -> bool:
        """Send a Tab on that only came because `new` was made a moment ago, and stood last in the window's order.

        A growing reply makes parts all the time; without this, Tab would never get past it to the sidebar.
        """
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return False
        forward = _neighbour(old, forward=True) is new
        if not forward and _neighbour(old, forward=False) is not new:
            return False
        self.put_in_order()
        meant = _neighbour(old, forward=forward)
        if meant is None or meant is new:
            return False
        meant.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True


def _neighbour(widget: QWidget, *, forward: bool) -> QWidget | None:
    """Return the next stop of the window after `widget`, or the one before, as Qt finds it; None: there is no other."""
    from turbodesk.ui.widgets.focus import beside_in_chain  # nobody walks before the first window is there

    other = beside_in_chain(widget, forward=forward)
    while other is not None and other is not widget:
        if _takes_tab(other) and not other.isWindow():
            return other
        other = beside_in_chain(other, forward=forward)
    return None


def _stops(rows: Iterable[QWidget], *, hidden_too: bool = False) -> list[QWidget]:
    """Return what Tab can reach in rows, or may reach later, a row itself first where it takes the focus."""
    may = _may_take_tab if hidden_too else _takes_tab
    return [widget for row in rows for widget in (row, *row.findChildren(QWidget)) if may(widget)]


def _may_take_tab(widget: QWidget) -> bool:
    wants = (widget.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
    return wants and widget.focusProxy() is None


def _takes_tab(widget: QWidget) -> bool:
    return _may_take_tab(widget) and widget.isEnabled() and widget.isVisible()


def _is_in_view(widget: QWidget, viewport: QWidget) -> bool:
    return _rect_in(viewport, widget).intersects(viewport.rect())


def _rect_in(viewport: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(viewport, QPoint()), widget.size())


def _outside(area: QWidget, *, forward: bool) -> QWidget | None:
    """Return the next stop of the window outside `area`, or None when there is none."""
    from turbodesk.ui.widgets.focus import beside_in_chain

    widget = beside_in_chain(area, forward=forward)
    while widget is not None and widget is not area:
        if _takes_tab(widget) and not area.isAncestorOf(widget) and not widget.isWindow():
            return widget
        widget = beside_in_chain(widget, forward=forward)
    return None
