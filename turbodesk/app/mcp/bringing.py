"""What servers bring beside tools: texts and files to attach (resources), and prompts to write with.

Both are asked for when the person looks for them, and shown as what they are: a server's words.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from turbodesk.app.file_names import fit
from turbodesk.app.mcp.context import ToolFailed
from turbodesk.app.mcp.results import MOST_TEXT, last_part
from turbodesk.app.mcp.unseen_letters import without_unseen
from turbodesk.app.tools.tool import ToolFile
from turbodesk.chat.one_line import one_line, without_controls
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from mcp import Client

    from turbodesk.app.mcp.runner import ServerRunner

MOST_LISTED = 1_000
_MOST_PAGES = 50
_LONGEST = 200
_MOST_PLACES = 30


@dataclass(frozen=True, slots=True)
class ServerResource:
    """Something that a server can give to be attached."""

    address: str
    """The server's own, such as "note://1"; of a template, with places such as {id} in it."""
    title: str
    about: str = ""
    media_type: str = ""
    places: tuple[str, ...] = ()
    """The names of what has to be filled into the address; () where it is whole."""


@dataclass(frozen=True, slots=True)
class ServerPromptArgument:
    """One thing that a prompt asks for."""

    name: str
    title: str
    about: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class ServerPrompt:
    """A text that a server makes to begin with."""

    name: str
    title: str
    about: str = ""
    arguments: tuple[ServerPromptArgument, ...] = ()


async def resources(runner: ServerRunner) -> tuple[ServerResource, ...]:
    """Return what a server can give to be attached, whole addresses before those with places in them.

    Raises:
        ServerFailed: it could not be asked.
    """

    async def work(client: Client) -> tuple[ServerResource, ...]:
        whole = await _paged(lambda cursor: client.list_resources(cursor=cursor), "resources")
        parts = await _paged(lambda cursor: client.list_resource_templates(cursor=cursor), "resource_templates")
        return (*(_resource(one, str(one.uri)) for one in whole), *(_resource(one, one.uri_template) for one in parts))

    return await _asked(runner, work)


def filled_address(resource: ServerResource, values: Mapping[str, str]) -> str:
    """Return a resource's address with its places filled in, as RFC 6570 has it.

    Raises:
        ToolFailed: the server's own address is none.
    """
    if not resource.places:
        return resource.address
    from mcp.shared.uri_template import UriTemplate

    try:
        return UriTemplate.parse(resource.address).expand(values)
    except ValueError as error:
        raise ToolFailed(str(error)) from None


async def read_resource(runner: ServerRunner, address: str, title: str = "") -> tuple[ToolFile, ...]:
    """Return what stands at one of a server's addresses, as files to attach; `title` names what has no name there.

    Raises:
        ServerFailed: it could not be asked.
        ToolFailed: it would not give it.
    """
    result = await runner.ask(lambda client: client.read_resource(address))
    files = []
    for one in result.model_dump(mode="json", by_alias=True, exclude_none=True)["contents"]:
        name = fit(last_part(str(one.get("uri") or address))) or fit(title) or "file"
        kind = str(one.get("mimeType") or "")
        if "text" in one:
            files.append(ToolFile(_ended(name, ".txt"), kind or "text/plain", str(one["text"]).encode()))
            continue
        try:
            data = base64.b64decode(str(one.get("blob") or ""), validate=True)
        except (binascii.Error, ValueError):
            continue
        files.append(ToolFile(_ended(name, ".bin"), kind or "application/octet-stream", data))
    return tuple(files)


async def prompts(runner: ServerRunner) -> tuple[ServerPrompt, ...]:
    """Return the prompts of a server.

    Raises:
        ServerFailed: it could not be asked.
    """

    async def work(client: Client) -> tuple[ServerPrompt, ...]:
        return tuple(_prompt(one) for one in await _paged(lambda cursor: client.list_prompts(cursor=cursor), "prompts"))

    return await _asked(runner, work)


async def prompt_text(runner: ServerRunner, name: str, arguments: Mapping[str, str]) -> str:
    """Return what a prompt says, as a draft that the person reads before it is sent.

    Words that the server puts into the model's mouth are marked as such; what is no text is named.

    Raises:
        ServerFailed: it could not be asked.
        ToolFailed: it would not give it.
    """
    result = await runner.ask(lambda client: client.get_prompt(name, dict(arguments)))
    messages = result.model_dump(mode="json", by_alias=True, exclude_none=True)["messages"]
    texts = [_said(one["role"], one["content"], alone=len(messages) == 1) for one in messages]
    return without_controls(without_unseen("\n\n".join(filter(None, texts))))[:MOST_TEXT]


def _said(role: str, block: Mapping[str, Any], *, alone: bool) -> str:
    resource = block.get("resource")
    text = block.get("text") or (resource.get("text") if isinstance(resource, Mapping) else "")
    text = str(text or f"[{block.get('uri') or block.get('type')}]").strip()
    return text if alone or role == "user" else f"(Assistant:) {text}"


async def _asked(runner: ServerRunner, work: Callable[[Client], Awaitable[tuple[Any, ...]]]) -> tuple[Any, ...]:
    """Have a list read; a server that has none says so by refusing."""
    try:
        return await runner.ask(work)
    except ToolFailed:
        return ()


async def _paged(page: Callable[[str | None], Awaitable[Any]], key: str) -> list[Any]:
    from mcp import MCPError

    found: list[Any] = []
    cursor: str | None = None
    seen: set[str] = set()
    while len(found) < MOST_LISTED and len(seen) < _MOST_PAGES:
        try:
            result = await page(cursor)
        except MCPError:  # it has none of these
            break
        found += getattr(result, key)
        cursor = result.next_cursor
        if not cursor or cursor in seen:
            break
        seen.add(cursor)
    return found[:MOST_LISTED]


def _resource(raw: Any, address: str) -> ServerResource:
    inside = [part.partition("}")[0].lstrip("+#./;?&") for part in address.split("{")[1:]]
    names = [name.partition(":")[0].rstrip("*") for part in inside for name in part.split(",")]
    title, about, kind = _line(raw.title or raw.name), _line(raw.description), raw.mime_type or ""
    return ServerResource(address, title, about, kind, tuple(dict.fromkeys(filter(None, names)))[:_MOST_PLACES])


def _prompt(raw: Any) -> ServerPrompt:
    asked = [
        ServerPromptArgument(
            one.name, _line(getattr(one, "title", None) or one.name), _line(one.description), bool(one.required)
        )
        for one in raw.arguments or ()
    ]
    return ServerPrompt(raw.name, _line(raw.title or raw.name), _line(raw.description), tuple(asked))


def _line(text: str | None) -> str:
    return one_line(without_unseen(text or ""))[:_LONGEST]


def _ended(name: str, ending: str) -> str:
    return name if "." in name else f"{name}{ending}"
