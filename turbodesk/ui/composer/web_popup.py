"""What opens at "Web": a switch, the sites a search is kept to or kept from, and where it is made from.

Nothing of the place is known until it is written here, or taken from this computer by a press: it goes to the gateway,
and from there to whoever searches.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.parameters import WebParameters
from turbodesk.chat.web_sites import readable, sites
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.composer.place_fields import PlaceFields
from turbodesk.ui.composer.sites_field import SitesField
from turbodesk.ui.composer.web_choice import WebChoice
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, TextRole
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.forms import Segments, caption, note, rule
from turbodesk.ui.widgets.popup import Popup
from turbodesk.ui.widgets.switch import Switch

_WIDTH, _AIR = 344, 14
_NOTE = _(
    "The gateway searches and reads pages, and the reply names them. $10 for 1,000 searches, besides what is read."
)
_ALL, _ONLY, _NEVER = "all", "only", "never"
_CHOICES = ((_ALL, pgettext("all sites", "All")), (_ONLY, _("Only these")), (_NEVER, _("Never these")))
_SENT = _("Sent with each question, for answers near you. Leave it empty, and nothing is.")


class WebPopup(Popup):
    """Shows `WebParameters` and tells of each change once it is written."""

    switched = Signal(bool)
    changed = Signal(object)
    asked_again = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, name=_("Search the web"))
        self._choice = WebChoice()
        self._switch = Switch(name=_("Search the web"))
        self._switch.setAccessibleDescription(_NOTE)
        self._title, self._note = caption(_("Search the web")), note(_NOTE)
        self._again = QPushButton(_("Try it again"))
        self._limits = QWidget()
        self._sites_title = caption(_("Sites"), kind="muted")
        self._which = Segments(_CHOICES, name=_("Sites"))
        self._sites = SitesField()
        self._wrong = note(kind="danger")
        self._place_title, self._place_note = caption(_("Where you are"), kind="muted"), note(_SENT)
        self._place = PlaceFields()
        self._lay_out()
        self._switch.clicked.connect(self.switched)
        self._again.clicked.connect(self.asked_again)
        self._which.chosen.connect(self._choose_sites)
        self._sites.settled.connect(self._settle_sites)
        self._place.settled.connect(self._settle_place)
        self._place.height_changed.connect(self._fit)

    def show_choice(self, choice: WebChoice) -> None:
        """Show what is chosen; what is being written stays."""
        theme = current_theme()
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        for label in (self._note, self._wrong, self._place_note):
            label.setFont(theme.font(TextRole.LABEL))
        for heading in (self._sites_title, self._place_title):
            heading.setFont(theme.font(TextRole.SECTION))
        is_new = (choice.chat_id, choice.web) != (self._choice.chat_id, self._choice.web) or not self.isVisible()
        self._choice = choice
        self._switch.setChecked(choice.is_on)
        self._switch.setVisible(not choice.refusal)
        self._again.setVisible(bool(choice.refusal))
        self._note.setText(choice.refusal or _NOTE)
        self._limits.setVisible(not choice.refusal)
        if is_new:
            self._show_sites(choice.web)
            self._place.show_place(choice.web)
        self._fit()

    def dismiss(self) -> None:
        self._sites.flush()
        self._place.flush()
        super().dismiss()

    def wished_size(self) -> QSize:
        width = max(round(_WIDTH * current_theme().faces.scale), self.minimumSizeHint().width())
        return QSize(width, self._column.totalHeightForWidth(width))

    def _lay_out(self) -> None:
        top = QGridLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setHorizontalSpacing(Space.L)
        top.setVerticalSpacing(2)
        top.addWidget(self._title, 0, 0)
        top.addWidget(self._note, 1, 0)
        top.addWidget(self._switch, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        top.setColumnStretch(0, 1)
        again = QHBoxLayout()
        again.addWidget(self._again)
        again.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, _AIR, Space.L, _AIR)
        self._column.setSpacing(_AIR // 2)
        self._column.addLayout(top)
        self._column.addLayout(again)
        parts: tuple[QWidget, ...] = (self._sites_title, self._which, self._sites, self._wrong)
        limits = QVBoxLayout(self._limits)
        limits.setContentsMargins(0, 0, 0, 0)
        limits.setSpacing(_AIR // 2)
        for part in (rule(), *parts, rule(), self._place_title, self._place_note, self._place):
            limits.addWidget(part)
        self._column.addWidget(self._limits)

    def _fit(self) -> None:
        if self.isVisible():
            self.place()

    def _show_sites(self, web: WebParameters) -> None:
        self._which.choose(_ONLY if web.only else _NEVER if web.never else _ALL)
        self._sites.show_text("\n".join(readable(one) for one in (web.only or web.never)))
        self._sites.setVisible(bool(web.only or web.never))
        self._wrong.hide()

    def _choose_sites(self, which: str) -> None:
        self._sites.setVisible(which != _ALL)
        self._settle_sites()
        if which != _ALL:
            self._sites.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def _settle_sites(self) -> None:
        which = self._which.value()
        found, wrong = sites(self._sites.toPlainText())
        self._wrong.setText(_is_none(wrong))
        self._wrong.setVisible(bool(wrong) and which != _ALL)
        only, never = (found if which == _ONLY else ()), (found if which == _NEVER else ())
        self._tell(replace(self._choice.web, only=only, never=never))
        self._fit()

    def _settle_place(self, place: WebParameters) -> None:
        web = self._choice.web
        self._tell(replace(place, only=web.only, never=web.never))

    def _tell(self, web: WebParameters) -> None:
        if web != self._choice.web:
            self._choice = replace(self._choice, web=web)  # which is not shown anew: it is what stands here
            self.changed.emit(web)


def _is_none(words: tuple[str, ...]) -> str:
    if not words:
        return ""
    site, more = words[0][:40], len(words) - 1
    if not more:
        return _("“{site}” cannot be searched. A site is written like “example.org”.").format(site=site)
    told = ngettext(
        "“{site}” and {count} more cannot be searched. A site is written like “example.org”.",
        "“{site}” and {count} more cannot be searched. A site is written like “example.org”.",
        more,
    )
    return told.format(site=site, count=number(more))
