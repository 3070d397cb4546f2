"""Shows all of one call below its line: what the tool was given, and what it gave back as text, table and files.

Everything in it comes from outside and is shown as it is written: text on a plain page, structured data as a table of
words, addresses as links that ask where they lead. No Markdown and no HTML of a result is ever read.
"""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.app.tool_loop import Call
from turbodesk.chat.tool_results import aside_of, table_of
from turbodesk.translation import _, ngettext
from turbodesk.ui.message.plain_page import PlainPage
from turbodesk.ui.message.tool_words import given_to, whole_result, written
from turbodesk.ui.quantities import number
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel

if TYPE_CHECKING:
    from turbodesk.ui.attachments.actions import AttachmentActions
    from turbodesk.ui.message.attached import Attached
    from turbodesk.ui.message.body import Body
    from turbodesk.ui.message.source_list import SourceList

MOST_ROWS = 200
"""Of a table; the text has all."""


class ToolDetails(QWidget):
    """The details of one call; made when they are unfolded."""

    height_changed = Signal()
    link_activated = Signal(str, str)
    """The address of a reference that was pressed, and its title."""

    def __init__(
        self,
        *,
        theme: Theme,
        percent: int,
        outset: int = 0,
        attachment_actions: AttachmentActions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`outset`: pixels that it reaches over the column's edges, where the sign of its list of places hangs."""
        super().__init__(parent)
        self._theme, self._percent = theme, percent
        self._attachment_actions, self._outset = attachment_actions, outset
        self._call: Call | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, Space.S)
        self._whole.setSpacing(Space.XS)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(outset, 0, outset, 0)
        self.column.setSpacing(Space.XS)
        self._whole.addLayout(self.column)
        self._labels = [PlainLabel(words, self) for words in (_("Given to it"), _("What it gave"))]
        self.given = PlainPage(_("Given to it"), theme=theme, percent=percent, parent=self)
        self.result = PlainPage(_("What it gave"), theme=theme, percent=percent, parent=self)
        for label, page in zip(self._labels, (self.given, self.result), strict=True):
            label.setProperty("kind", "muted")
            self.column.addWidget(label)
            self.column.addWidget(page)
        self._table: Body | None = None
        self._files: Attached | None = None
        self._references: SourceList | None = None
        self.restyle(theme, percent)

    def show_call(self, call: Call) -> None:
        """Show a call as it stands now."""
        if call == self._call:
            return
        self._call = call
        for label, page, text in zip(
            self._labels, (self.given, self.result), (written(given_to(call)), whole_result(call)), strict=True
        ):
            page.show_text(text)
            label.setVisible(bool(text))
            page.setVisible(bool(text))
        self._show_table(call)
        self._show_files(call)
        self._show_references(call)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        for label in self._labels:
            label.setFont(theme.font(TextRole.LABEL, percent))
        for page in (self.given, self.result):
            page.restyle(theme, percent)
        if self._files is not None:
            self._files.restyle(theme, percent)
        if self._references is not None:
            self._references.restyle(theme, percent)
        if self._table is not None and self._call is not None:
            from turbodesk.ui.document.typography import typography

            self._table.apply_typography(typography(theme, percent))

    def _show_table(self, call: Call) -> None:
        found = table_of(aside_of(call.answer).table) if call.answer is not None else None
        if found is None or self._table is not None:
            return
        from turbodesk.ui.document.typography import typography
        from turbodesk.ui.message.body import Body

        names, rows = found
        self._table = Body(typography(self._theme, self._percent), self)
        self._table.setAccessibleName(_("What it gave, as a table"))
        self._table.update_page([_html(names, rows[:MOST_ROWS])], "")
        self._table.height_changed.connect(self.height_changed)
        self.column.addSpacing(Space.S)
        self.column.addWidget(self._table)

    def _show_files(self, call: Call) -> None:
        if not call.files or self._files is not None or self._attachment_actions is None:
            return
        from turbodesk.ui.message.attached import Attached

        self._files = Attached(
            call.files,
            attachment_actions=self._attachment_actions,
            theme=self._theme,
            percent=self._percent,
            parent=self,
            is_reply=True,
        )
        self.column.addWidget(self._files)

    def _show_references(self, call: Call) -> None:
        references = aside_of(call.answer).references if call.answer is not None else ()
        if not references or self._references is not None:
            return
        from turbodesk.ui.message.source_list import SourceEntry, SourceList

        self._references = SourceList(icon="link", theme=self._theme, percent=self._percent, parent=self)
        count = len(references)
        title = ngettext("From {count} place", "From {count} places", count).format(count=number(count))
        self._references.show_entries(title, [SourceEntry(title, address) for title, address in references])
        self._references.height_changed.connect(self.height_changed)
        self._references.link_activated.connect(partial(self.link_activated.emit))
        hung = QHBoxLayout()
        hung.setContentsMargins(margins(max(0, self._outset - self._references.outset), 0, 0, 0))
        hung.addWidget(self._references)
        self._whole.addLayout(hung)


def _html(names: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """Return a table as the page takes it; every cell is words alone."""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
