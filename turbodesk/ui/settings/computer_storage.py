"""Asks where the storage is that a person's computers share: its kind, and the fields of that kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.composition import commit_composition
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import Segments, caption, column, note
from turbodesk.ui.widgets.return_line import ReturnLine

KIND_NAMES = {
    "folder": _("Folder"),
    "nextcloud": "Nextcloud",  # not for people: a name
    "webdav": "WebDAV",
    "s3": "S3",
}
"""Kinds of storage, as `StorageChoice` has them, in the order in which they are offered."""
_NEXTCLOUD = _(
    "Nextcloud makes a password for this computer alone: there, open Settings, Security, Devices & sessions, and "
    "create an app password. You can take it back there at any time."
)
_FOLDER = _(
    "Choose a folder that is kept on all your computers, such as one of Syncthing, Dropbox, OneDrive, iCloud Drive or "
    "a network share. TurboDesk makes a folder of its own in it."
)
_WEBDAV = _("The address of a folder, as ownCloud, a NAS or a provider tells it. It begins with https://.")
_S3 = _("The bucket must be there already. A key that may list, read, write and delete in it is enough.")
_HINTS = {"folder": _FOLDER, "nextcloud": _NEXTCLOUD, "webdav": _WEBDAV, "s3": _S3}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One field."""

    key: str
    name: str
    example: str = ""
    is_secret: bool = False
    is_optional: bool = False


_ADDRESS = "address"
_SECRET = "secret"
_NEXTCLOUD_FIELDS = (
    _Asked(_ADDRESS, _("Address of your Nextcloud"), "https://cloud.example.org"),
    _Asked("user", _("User name")),
    _Asked(_SECRET, _("App password"), is_secret=True),
)
_WEBDAV_FIELDS = (
    _Asked(_ADDRESS, _("Address"), "https://dav.example.org/chats"),
    _Asked("user", _("User name"), is_optional=True),
    _Asked(_SECRET, _("Password"), is_secret=True, is_optional=True),
)
_S3_FIELDS = (
    _Asked(_ADDRESS, _("Address"), "https://s3.eu-central-1.amazonaws.com"),
    _Asked("bucket", _("Bucket")),
    _Asked("region", _("Region"), "eu-central-1", is_optional=True),
    _Asked("user", _("Key ID")),
    _Asked(_SECRET, _("Secret key"), is_secret=True),
)
_FIELDS = {"nextcloud": _NEXTCLOUD_FIELDS, "webdav": _WEBDAV_FIELDS, "s3": _S3_FIELDS}


class StoragePlacePage(FormScrollArea):
    """What is filled in of one kind stays when another is looked at; `forget` takes all of it away."""

    submitted = Signal()
    """Return was pressed in a field."""

    def __init__(self) -> None:
        super().__init__(side=Space.XL)
        self._kinds = Segments(KIND_NAMES.items(), name=_("Kind of storage"))
        self._problem = note(kind="danger")
        self._forms: dict[str, QWidget] = {"folder": self._folder_form()}
        self._fields: dict[str, dict[str, QLineEdit]] = {"folder": {_ADDRESS: self._path}}
        for kind, asked in _FIELDS.items():
            self._fields[kind], self._forms[kind] = self._form(kind, asked)
        top = column(self._kinds, self._problem, spacing=Space.M)
        top.setContentsMargins(0, Space.L, 0, Space.M)
        self.column.insertLayout(0, top)
        for at, form in enumerate(self._forms.values(), start=1):
            self.column.insertWidget(at, form)
        self._kinds.chosen.connect(self._look_at)
        self.ask("folder")

    @property
    def kind(self) -> str:
        """Which kind is chosen."""
        return self._kinds.value()

    def ask(self, kind: str, choice: StorageChoice | None = None, *, is_only_secret: bool = False) -> None:
        """Ask for storage of this kind; `choice` is filled in. `is_only_secret`: all but the password stays."""
        self.forget()
        self._kinds.choose(kind)
        self._kinds.setVisible(not is_only_secret)
        for fields in self._fields.values():
            for key, field in fields.items():
                field.setReadOnly((is_only_secret and key != _SECRET) or field is self._path)
        if choice is not None:
            for key, field in self._fields[kind].items():
                if key != _SECRET:
                    field.setText(str(getattr(choice, key)))
        self._look_at(kind)

    def forget(self) -> None:
        """Keep nothing of what was filled in."""
        self.show_failure("")
        for fields in self._fields.values():
            for field in fields.values():
                field.clear()

    def choice(self) -> StorageChoice:
        """Return what is filled in."""
        values = {key: field.text().strip() for key, field in self._fields[self.kind].items() if key != _SECRET}
        return StorageChoice(kind=self.kind, **values)

    def secret(self) -> str:
        """Return the password, "" for none."""
        field = self._fields[self.kind].get(_SECRET)
        return "" if field is None else field.text()

    def missing(self) -> str:
        """Return what is not filled in yet, as a sentence; "" where nothing is missing."""
        commit_composition()
        if self.kind == "folder":
            return "" if self._path.text() else _("Choose a folder first.")
        for asked in _FIELDS[self.kind]:
            if not asked.is_optional and not self._fields[self.kind][asked.key].text().strip():
                return _("Fill in “{field}” first.").format(field=asked.name)
        return ""

    def focus_first(self) -> None:
        """Give the focus to the first field that is empty, or to the first there is."""
        if self.kind == "folder":
            self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        fields = [field for field in self._fields[self.kind].values() if not field.isReadOnly()]
        first = next((field for field in fields if not field.text()), fields[0])
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failure(self, sentence: str, advice: str = "") -> None:
        """Say what is wrong with it; "" for nothing."""
        self._problem.setText(sentences(sentence, advice))
        self._problem.setVisible(bool(sentence))
        if sentence:
            self.verticalScrollBar().setValue(0)
            announce(self, self._problem.text())

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for fields in self._fields.values():
            if _SECRET in fields:
                fields[_SECRET].setFont(self.font())

    def _look_at(self, kind: str) -> None:
        for one, form in self._forms.items():
            form.setVisible(one == kind)
        self.show_failure("")

    def _folder_form(self) -> QWidget:
        self._path = QLineEdit()
        self._path.setReadOnly(True)
        self._path.setAccessibleName(_("Folder"))
        self._choose = QPushButton(_("Choose a folder…"))
        self._choose.clicked.connect(self._ask_for_folder)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._path, 1)
        row.addWidget(self._choose)
        form = QWidget()
        form.setLayout(column(caption(_("Folder"), buddy=self._path), line, Space.S, note(_FOLDER), spacing=Space.XS))
        return form

    def _form(self, kind: str, asked: Sequence[_Asked]) -> tuple[dict[str, QLineEdit], QWidget]:
        fields: dict[str, QLineEdit] = {}
        parts: list[QWidget | int] = []
        for one in asked:
            fields[one.key] = field = _field(one)
            field.returnPressed.connect(self.submitted)
            name = _("{field} (if there is one)").format(field=one.name) if one.is_optional else one.name
            parts += [caption(name, buddy=field), field, Space.S]
        form = QWidget()
        form.setLayout(column(*parts, note(_HINTS[kind]), spacing=Space.XS))
        return fields, form

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self.window(), _("A folder that all your computers have"), self._path.text() or _home())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.choose_folder)
        dialog.open()

    def choose_folder(self, path: str) -> None:
        """Take the folder at `path`."""
        self._path.setText(path)
        self.show_failure("")


def _field(asked: _Asked) -> QLineEdit:
    field = ReturnLine()
    field.setAccessibleName(asked.name)
    field.setPlaceholderText(asked.example)
    hints = Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
    if asked.is_secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        # Keeps input methods from learning it, and on-screen keyboards from suggesting it.
        hints |= Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhHiddenText
    if asked.key == _ADDRESS:
        hints |= Qt.InputMethodHint.ImhUrlCharactersOnly
    field.setInputMethodHints(hints)
    return field


def _home() -> str:
    return str(Path.home())
