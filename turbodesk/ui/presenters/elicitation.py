"""Asks the person what tool servers ask in the middle of a call, one question at a time, and opens pages for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QWidget

from turbodesk.app.mcp.elicitation import (
    ElicitationAction,
    ElicitationAnswer,
    ElicitationField,
    ElicitationQuestion,
)
from turbodesk.app.mcp.filling import Value
from turbodesk.chat.errors import FailureNote
from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.tools.asked_field import AskedField, InputKind, number_of
from turbodesk.ui.tools.elicitation_sheet import ElicitationSheet
from turbodesk.ui.widgets.external import open_address
from turbodesk.ui.widgets.lifetime import is_alive

_LONGEST_DEFAULT = 2_000
_NO_BROWSER = FailureNote(
    "no-browser", _("The page could not be opened in your browser."), _("Set a browser in this computer’s settings.")
)
_KINDS = {
    "number": InputKind.NUMBER,
    "integer": InputKind.WHOLE_NUMBER,
    "boolean": InputKind.SWITCH,
    "array": InputKind.CHOICES,
}
_CLOSED = ElicitationAnswer(ElicitationAction.CANCEL)


class ElicitationPresenter(QObject):
    """Asks in one window."""

    def __init__(
        self,
        window: QWidget,
        *,
        new_sheet: Callable[[str, str], ElicitationSheet],
        failed: Callable[[FailureNote], object],
    ) -> None:
        """`new_sheet` makes the sheet for the name of a server and its words."""
        super().__init__(window)
        self._new_sheet, self._failed = new_sheet, failed
        self._turn = asyncio.Lock()
        self._sheet: ElicitationSheet | None = None

    def apply_theme(self, theme: Theme) -> None:
        """Dress the question that is asked now, if one is."""
        if self._sheet is not None:
            self._sheet.apply_theme(theme)

    async def ask(self, question: ElicitationQuestion) -> ElicitationAnswer:
        """Ask, after those that were asked before; cancelled, it is asked no more."""
        async with self._turn:
            return await self._asked(question) if is_alive(self) else _CLOSED

    def open_page(self, address: str) -> bool:
        """Open an address in the person's browser; where none takes it, they are told."""
        is_open = open_address(address)
        if not is_open:
            self._failed(_NO_BROWSER)
        return is_open

    async def _asked(self, question: ElicitationQuestion) -> ElicitationAnswer:
        url = QUrl(question.address)
        if question.address and not url.host():
            return ElicitationAnswer(ElicitationAction.DECLINE)
        answered: asyncio.Future[tuple[bool, Mapping[str, Value] | None]] = asyncio.get_running_loop().create_future()
        sheet = self._sheet = self._new_sheet(question.server_name, question.words)
        sheet.answered.connect(lambda *given: None if answered.done() else answered.set_result(given))
        # The address as it goes out: letters of other scripts look like ours, their code does not
        address = bytes(url.toEncoded().data()).decode("ascii", "replace")
        if question.address:
            sheet.ask_to_open(address, url.host(QUrl.ComponentFormattingOption.FullyEncoded))
        else:
            fields = question.fields
            sheet.ask_fields([asked_by_server(one) for one in fields], {one.name: default_of(one) for one in fields})
        sheet.open()
        try:
            is_accepted, values = await answered
        finally:
            self._sheet = None
            if is_alive(sheet):  # nobody waits for an answer any more
                sheet.dismiss()
        if not is_accepted:
            return _CLOSED if values is None else ElicitationAnswer(ElicitationAction.DECLINE)
        if question.address:
            return ElicitationAnswer(ElicitationAction.ACCEPT) if self.open_page(address) else _CLOSED
        return ElicitationAnswer(ElicitationAction.ACCEPT, given_values(question.fields, values or {}))


def asked_by_server(field: ElicitationField) -> AskedField:
    """Return how a field of a server's question is asked for."""
    kind = InputKind.CHOICE if field.choices else InputKind.TEXT
    return AskedField(
        field.name,
        field.title,
        field.help,
        _KINDS.get(field.kind, kind),
        is_required=field.is_required and field.kind != "boolean",
        choices=field.choices,
        least=field.least,
        most=field.most,
    )


def default_of(field: ElicitationField) -> Value | None:
    """Return what stands in a field before anybody filled it in; what a server says there may be of any type."""
    default = field.default
    if field.kind == "array":
        return [one for one in default if isinstance(one, str)] if isinstance(default, list) else None
    if field.kind == "boolean":
        return default is True
    if field.kind in ("number", "integer"):
        return default if isinstance(default, int | float) and not isinstance(default, bool) else None
    return default[:_LONGEST_DEFAULT] if isinstance(default, str) else None


def given_values(
    fields: tuple[ElicitationField, ...], values: Mapping[str, Value]
) -> dict[str, str | int | float | bool | list[str] | None]:
    """Return what was filled in, of the types that were asked for; what was left empty is left out."""
    given: dict[str, str | int | float | bool | list[str] | None] = {}
    for field in fields:
        value = values.get(field.name, "")
        if value in ("", []):
            continue
        if field.kind in ("number", "integer"):
            given[field.name] = number_of(_KINDS[field.kind], str(value))
        else:
            given[field.name] = value if isinstance(value, str | int | float) else list(value)
    return given
