"""Says which TurboDesk this is, what it is made of and under which licences, and where its log lies.

The licences are shown in the panel and not only named: several of them, the LGPL of Qt first, ask that their text comes
with the program, and a person in front of an installed program has no source tree to look into.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from turbodesk.app.about import Component
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.logo import Logo
from turbodesk.ui.widgets.plain import plain_tip
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.side_by_side import direct_list

_SIZE = QSize(860, 640)
_MARK = 56
_LIST_WIDTH = 250


@dataclass(frozen=True, slots=True)
class Facts:
    """What the panel shows besides the components."""

    version: str
    channel: str
    system: str
    """Python, Qt and operating system, in one line."""
    licence: str
    """TurboDesk's own."""
    qt_folder: str
    log: str


class AboutPanel(Sheet):
    """Shows the program's facts, and the licence of the component chosen in the list."""

    log_requested = Signal()
    """The person wants to see where the log lies."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_("About TurboDesk"), size=_SIZE, title="TurboDesk")
        self._facts = Facts("", "", "", "", "", "")
        self._version = caption("", kind="muted")
        self._system = note()
        self._models = note()
        self._lgpl = note()
        self._log = note()
        for label in (self._version, self._system, self._models, self._lgpl, self._log):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._components = QListWidget()
        self._components.setAccessibleName(_("Components"))
        self._components.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._licence = QPlainTextEdit()
        self._licence.setReadOnly(True)
        self._licence.setTabChangesFocus(True)
        self._licence.setAccessibleName(_("Licence"))
        self._copy = QPushButton(_("Copy details"))
        self._show_log = QPushButton(_("Show the log"))
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._copy.clicked.connect(self._copy_details)
        self._show_log.clicked.connect(self.log_requested)
        self._components.currentItemChanged.connect(self._show_licence)
        self.apply_theme(theme)

    def place(self) -> None:
        super().place()
        direct_list(self._lists, self._components, _LIST_WIDTH, self.panel.width())

    def set_facts(self, facts: Facts) -> None:
        """Show these."""
        self._facts = facts
        self._version.setText(_("Version {version}").format(version=facts.version))
        self._system.setText(facts.system)
        self._lgpl.setText(
            _(
                "Free software under the MIT licence. Qt and PySide6 are used under the GNU Lesser General "
                "Public License 3; you may replace them by your own build in {folder}."
            ).format(folder=facts.qt_folder)
        )
        self._log.setText(_("Log: {path}").format(path=facts.log) if facts.log else "")
        self._show_log.setVisible(bool(facts.log))
        self._copy.setAccessibleDescription(_("Copies version, system and components, to put into a report"))

    def set_models(self, words: str) -> None:
        """Say where what is known of models comes from."""
        self._models.setText(_("Models’ prices and limits: {words}.").format(words=words))

    def set_components(self, components: Sequence[Component]) -> None:
        """List the components, TurboDesk itself first; the first one's licence is shown."""
        self._components.clear()
        own = Component("TurboDesk", self._facts.version, "MIT", self._facts.licence)
        for one in (own, *components):
            item = QListWidgetItem(f"{one.name} {one.version}", self._components)
            item.setToolTip(plain_tip(one.licence))
            item.setData(Qt.ItemDataRole.UserRole, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name} {one.version}, {one.licence}")
        self._components.setCurrentRow(0)

    def _show_licence(self, item: QListWidgetItem | None) -> None:
        if item is None:
            self._licence.clear()
            return
        one: Component = item.data(Qt.ItemDataRole.UserRole)
        text = one.text.strip() or _("The package brings no text of its licence.")
        self._licence.setPlainText(f"{one.name} {one.version}\n{one.licence}\n\n{text}")

    def _copy_details(self) -> None:
        facts = self._facts
        # not for people: who asks for help hands it on to those who can
        lines = [f"TurboDesk {facts.version} ({facts.channel})", facts.system, self._models.text(), ""]
        for row in range(1, self._components.count()):
            one: Component = self._components.item(row).data(Qt.ItemDataRole.UserRole)
            lines.append(f"{one.name} {one.version} ({one.licence})")
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._copy.setText(_("Copied"))

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(Space.XS)
        names.addStretch(1)
        names.addWidget(self.title)
        names.addWidget(self._version)
        names.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(Space.L)
        top.addWidget(Logo(_MARK))
        top.addLayout(names, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        lists = self._lists
        lists.setSpacing(Space.M)
        lists.addWidget(self._components)
        lists.addWidget(self._licence, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self._log, 1)
        foot.addWidget(self._show_log)
        foot.addWidget(self._copy)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(margins(Space.XL, Space.L, Space.L, Space.L))
        layout.setSpacing(Space.M)
        layout.addLayout(top)
        layout.addWidget(self._system)
        layout.addWidget(self._models)
        layout.addWidget(self._lgpl)
        layout.addLayout(lists, 1)
        layout.addLayout(foot)
