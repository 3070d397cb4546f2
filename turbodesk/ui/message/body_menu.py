"""The menu of a message's text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from turbodesk.rendering.links import as_opened
from turbodesk.translation import _
from turbodesk.ui.widgets.menu import Menu


def body_menu(
    parent: QWidget,
    href: str,
    *,
    open_link: Callable[[QUrl], object],
    copy_selection: Callable[[], object],
    copy_markdown: Callable[[], object],
    select_all: Callable[[], object],
    quote: Callable[[], object] | None,
    read: Callable[[], object] | None,
    save: Callable[[], object] | None,
    save_table: Callable[[], object] | None,
    has_selection: bool,
    of_figure: Callable[[Menu], object] | None = None,
) -> Menu:
    """Return the menu for a place that leads to `href`, "" where it leads nowhere; it deletes itself when it closes.

    `quote` puts what is selected into the next message, `read` reads it aloud, or from the place on where nothing is
    selected, `save` puts it into a file and `save_table` the table at the place; None where it cannot. `of_figure` adds
    what can be done with the diagram at the place, if there is one.
    """
    menu = Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if href:
        menu.addAction(_("Open link")).triggered.connect(lambda: open_link(QUrl(href)))
        menu.addAction(_("Copy link address")).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(as_opened(href))
        )
        menu.addSeparator()
    if of_figure is not None:
        of_figure(menu)
        menu.addSeparator()
    copy = menu.addAction(_("Copy"))
    copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    copy.setEnabled(has_selection)
    copy.triggered.connect(copy_selection)
    if quote is not None:
        quotation = menu.addAction(_("Quote"))
        quotation.setEnabled(has_selection)
        quotation.triggered.connect(quote)
    if read is not None:
        menu.addAction(_("Read aloud") if has_selection else _("Read aloud from here")).triggered.connect(read)
    menu.addAction(_("Copy as Markdown")).triggered.connect(copy_markdown)
    if save is not None:
        saving = menu.addAction(_("Save selection as Word…"))
        saving.setEnabled(has_selection)
        saving.triggered.connect(save)
    if save_table is not None:
        menu.addAction(_("Save table…")).triggered.connect(save_table)
    everything = menu.addAction(_("Select all"))
    everything.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
    everything.triggered.connect(select_all)
    return menu
