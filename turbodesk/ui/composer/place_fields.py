"""The fields for where a person is: a city, a region, a country and a time zone, each of which may stay empty."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTimeZone, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.one_line import one_line
from turbodesk.chat.parameters import MOST_PLACE_LETTERS, WebParameters
from turbodesk.translation import _
from turbodesk.ui.theme import Space, TextRole
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.forms import note

_FIELDS = ("city", "region", "country", "timezone")
_NAMES = (_("City"), _("Region"), _("Country"), _("Time zone"))
_NO_COUNTRY = _("There is no country of this name. Its two letters, such as DE, always work.")
_NO_COUNTRIES = ("EU", "EZ", "UN", "ZZ")
"""Letters for several, or for none."""
_NO_ZONE = _("There is no such time zone. One is written like Europe/Berlin.")


class PlaceFields(QWidget):
    """Four fields, and a button that fills two of them from this computer's settings."""

    settled = Signal(object)
    """A `WebParameters` with the place as it is written now, and no sites."""
    height_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fields = {name: _field(label) for name, label in zip(_FIELDS, _NAMES, strict=True)}
        self._wrong = note(kind="danger")
        self._wrong.hide()
        take = QPushButton(_("Take from this computer"))
        take.setAccessibleDescription(_("Fills in the country and the time zone of this computer’s settings"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.S)
        for at, field in enumerate(self._fields.values()):
            grid.addWidget(field, at // 2, at % 2)
            field.editingFinished.connect(self._settle)
        foot = QHBoxLayout()
        foot.addWidget(take)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(grid)
        column.addWidget(self._wrong)
        column.addLayout(foot)
        take.clicked.connect(self._take)

    def show_place(self, web: WebParameters) -> None:
        """Show what is set; emits nothing."""
        self._wrong.setFont(current_theme().font(TextRole.LABEL))
        for name, field in self._fields.items():
            value = getattr(web, name)
            field.setText(country_name(value) if name == "country" else value)
            field.setModified(False)
        self._wrong.hide()

    def flush(self) -> None:
        """Emit what is written and not told yet."""
        if any(field.isModified() for field in self._fields.values()):
            self._settle()

    def _settle(self) -> None:
        if not any(field.isModified() for field in self._fields.values()):
            return
        written = {name: one_line(field.text())[:MOST_PLACE_LETTERS] for name, field in self._fields.items()}
        code, zone = country_code(written["country"]), written["timezone"]
        is_zone = not zone or QTimeZone.isTimeZoneIdAvailable(zone.encode())
        wrong = _NO_COUNTRY if written["country"] and not code else "" if is_zone else _NO_ZONE
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        for field in self._fields.values():
            field.setModified(False)
        self.height_changed.emit()
        zone = zone if is_zone else ""
        self.settled.emit(WebParameters(city=written["city"], region=written["region"], country=code, timezone=zone))

    def _take(self) -> None:
        territory = QLocale.system().territory()
        zone = QTimeZone.systemTimeZoneId().toStdString()
        known = {"country": QLocale.territoryToString(territory), "timezone": zone}
        if territory == QLocale.Country.AnyCountry:
            del known["country"]
        for name, value in known.items():
            self._fields[name].setText(value)
            self._fields[name].setModified(True)
        self._settle()


def country_code(written: str) -> str:
    """Return the two letters of a country given by these or by its English name; "" for none."""
    word = written.strip().casefold()
    codes = {QLocale.territoryToString(one).casefold(): QLocale.territoryToCode(one) for one in QLocale.Country}
    found = codes.get(word, word.upper() if word.upper() in codes.values() else "")
    return found if len(found) == 2 and found.isalpha() and found not in _NO_COUNTRIES else ""


def country_name(code: str) -> str:
    """Return the English name of a country by its two letters; the letters themselves where it has none."""
    territory = QLocale.codeToTerritory(code) if code else QLocale.Country.AnyCountry
    return code if territory == QLocale.Country.AnyCountry else QLocale.territoryToString(territory)


def _field(label: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(label)
    field.setAccessibleName(label)
    field.setMaxLength(MOST_PLACE_LETTERS)
    return field
