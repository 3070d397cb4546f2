"""Ties what tools bring beside themselves, files to attach and prompts, to the draft of the chat in front."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from turbodesk.app.mcp.bringing import (
    ServerPrompt,
    ServerResource,
    filled_address,
    prompt_text,
    prompts,
    read_resource,
    resources,
)
from turbodesk.app.mcp.context import ServerFailed, ToolFailed
from turbodesk.app.tasks import Scope
from turbodesk.app.tools.tool import ToolFile
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.translation import _
from turbodesk.ui.composer import Composer
from turbodesk.ui.quantities import dotted, joined, sentences
from turbodesk.ui.tools.asked_field import AskedField
from turbodesk.ui.tools.bring_sheet import BringOffer, BringSheet

if TYPE_CHECKING:
    from turbodesk.app.mcp.server_source import ServerSource
    from turbodesk.app.mcp.tool_servers import ToolServers

_TASK, _LOOK = "bring-in", "bring-in.look"
_NOTHING = _("Your tools bring no files and no prompts.")
_NO_TOOLS = _("Files and prompts come with tools of other makers, and there are none yet. Add tools first.")
_LONGEST = 300
"""Letters of what a server says of a failure."""
_Brought = ServerResource | ServerPrompt


class BringInPresenter(QObject):
    """Serves one sheet, to which it belongs."""

    def __init__(
        self,
        sheet: BringSheet,
        *,
        tool_servers: Callable[[], ToolServers],
        composer: Composer,
        attach: Callable[[Sequence[ToolFile]], object],
        scope: Scope,
    ) -> None:
        """`attach` takes files into the draft of the chat in front."""
        super().__init__(sheet)
        self._sheet, self._tool_servers, self._composer = sheet, tool_servers, composer
        self._attach, self._scope = attach, scope
        self._found: dict[str, tuple[ServerSource, _Brought]] = {}
        sheet.wanted.connect(self._bring)
        sheet.cancelled.connect(self._end)
        sheet.destroyed.connect(lambda: _cancel(scope))

    def open(self) -> None:
        """Show what there is, as the servers tell it."""
        self._found = {}
        self._sheet.begin()
        self._sheet.open()
        self._scope.start(_LOOK, self._look())

    async def _look(self) -> None:
        sources = [one for one in self._tool_servers().all() if one.record.is_on]
        waiting = {one.id: one.title for one in sources}
        failures: list[str] = []

        def show() -> None:
            asking = _("Asking {names}…").format(names=joined(tuple(waiting.values())))
            state = asking if waiting else _NOTHING if not self._found else ""
            told = [state if sources else _NO_TOOLS, *failures]
            offers = [_offer(id_, *one) for id_, one in self._found.items()]
            self._sheet.show_offers(offers, sentences(*told))

        async def ask(source: ServerSource) -> None:
            try:
                brought: list[_Brought] = [*await resources(source.runner)]
                brought += await prompts(source.runner)
                for number, one in enumerate(brought):
                    self._found[f"{source.id}/{number}"] = (source, one)
            except ServerFailed as failed:
                failures.append(failed.trouble.sentence)
            finally:
                waiting.pop(source.id)
            show()

        show()
        await asyncio.gather(*map(ask, sources))

    def _bring(self, id_: str, values: Mapping[str, Any]) -> None:
        if (found := self._found.get(id_)) is not None:
            given = {name: str(value) for name, value in values.items() if value != ""}
            self._sheet.show_busy()
            self._scope.start(_TASK, self._brought(*found, given))

    async def _brought(self, source: ServerSource, one: _Brought, given: Mapping[str, str]) -> None:
        try:
            if isinstance(one, ServerResource):
                failure = await self._read(source, one, given)
            else:
                failure = await self._write(source, one, given)
        except ServerFailed as failed:
            failure = failed.trouble.sentence
        except ToolFailed as failed:
            told = beginning(one_line(str(failed)), _LONGEST)
            # Translators: a program of another maker would not give a file or a prompt; what it said follows
            failure = _("It would not give this: {reason}").format(reason=told)
        if failure:
            self._sheet.show_failure(failure)

    async def _read(self, source: ServerSource, resource: ServerResource, given: Mapping[str, str]) -> str:
        files = await read_resource(source.runner, filled_address(resource, given), resource.title)
        if not files:
            return _("There is nothing in it that can be attached.")
        self._sheet.dismiss()
        self._attach(files)
        return ""

    async def _write(self, source: ServerSource, prompt: ServerPrompt, given: Mapping[str, str]) -> str:
        text = await prompt_text(source.runner, prompt.name, given)
        if not text:
            return _("It has no words.")
        self._sheet.dismiss()
        self._composer.insert_prompt(text, (), replaces_all=self._composer.is_blank)
        return ""

    def _end(self) -> None:
        _cancel(self._scope)


def _cancel(scope: Scope) -> None:
    for name in (_LOOK, _TASK):
        scope.cancel(name)


def _offer(id_: str, source: ServerSource, one: _Brought) -> BringOffer:
    if isinstance(one, ServerResource):
        about = dotted(source.title, _("File"), one.about or one.address)
        fields = tuple(AskedField(name, name, is_required=True) for name in one.places)
        return BringOffer(id_, one.title or one.address, about, _("Attach"), fields)
    about = dotted(source.title, _("Prompt"), one.about)
    fields = tuple(AskedField(arg.name, arg.title, arg.about, is_required=arg.is_required) for arg in one.arguments)
    return BringOffer(id_, one.title, about, _("Write"), fields)
