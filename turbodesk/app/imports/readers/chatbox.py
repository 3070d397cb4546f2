"""Chatbox: one JSON of all that the program keeps, a key a session; in its oldest form, one list of sessions.

Settings with keys of providers stand in the same object, and are gone past unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import SourceChat, SourceNode
from turbodesk.app.imports.findings import UNREADABLE_CHATS, WITHOUT_CONTENT, Findings
from turbodesk.app.imports.json_stream import JsonStream, JsonUnread
from turbodesk.app.imports.readers.chatbox_messages import node_of, words_in
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.values import flag, items, mapping, name, rows, text

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

    Row = Mapping[str, object]

LIST, OLD_LIST, SESSION = "chat-sessions-list", "chat-sessions", "session:"


def recognise(container: Container) -> SourceArchive | None:
    """Return what reads an export; None where this is none."""
    members = [one for one in container.single_files(".json") if _is_export(container.shape(one).keys)]
    return ChatboxExport(container, members) if members else None


def _is_export(keys: frozenset[str]) -> bool:
    return LIST in keys or OLD_LIST in keys or any(key.startswith(SESSION) for key in keys)


class ChatboxExport(SourceArchive):
    """An export, or several."""

    program, key = "Chatbox", "chatbox"

    def __init__(self, container: Container, members: list[Member]) -> None:
        self._container, self._members = container, members
        self.size = sum(member.size for member in members)

    def chats(self, found: Findings) -> Iterator[SourceChat]:
        for member in self._members:
            yield from self._of(member, found)

    def _of(self, member: Member, found: Findings) -> Iterator[SourceChat]:
        listed: dict[str, Row] = {}
        seen = set[str]()
        with self._container.json(member, found) as stream:
            for key in stream.members():
                if key == LIST and stream.peek() == "[":
                    listed = {text(row.get("id")): row for row in rows(_value(stream, found)) if name(row.get("id"))}
                elif key == OLD_LIST and stream.peek() == "[":
                    for element in stream.elements():
                        yield from _chats_of(_value(element, found), {})
                elif key.startswith(SESSION):
                    session = mapping(_value(stream, found))
                    id_ = name(session.get("id")) or key.removeprefix(SESSION)
                    if session:
                        seen.add(id_)
                    yield from _chats_of({**session, "id": id_} if session else None, listed.get(id_, {}))
        found.leave_out(WITHOUT_CONTENT, len(listed.keys() - seen))


def _value(stream: JsonStream, found: Findings) -> object:
    try:
        return stream.value()
    except JsonUnread:
        found.leave_out(UNREADABLE_CHATS)
        return None


def _chats_of(value: object, listed: Row) -> Iterator[SourceChat]:
    """Yield a session, and each earlier talk of it, which is a chat of its own."""
    session = mapping(value)
    id_ = name(session.get("id"))
    if id_ is None:
        return
    model = name(mapping(session.get("settings")).get("modelId"))
    talk = _SessionOrder()
    talk.add(session.get("messages"), None)
    current = talk.last
    talk.add_forks(session.get("messageForksHash"))
    yield SourceChat(
        id_,
        name(session.get("name")) or name(listed.get("name")),
        talk.nodes,
        current,
        pinned=flag(session.get("starred")) or flag(listed.get("starred")),
        model=model,
        system=talk.system,
    )
    for thread in rows(session.get("threads")):
        earlier = _SessionOrder()
        earlier.add(thread.get("messages"), None)
        if thread_id := name(thread.get("id")):
            title, system = name(thread.get("name")), earlier.system
            yield SourceChat(thread_id, title, earlier.nodes, earlier.last, model=model, system=system)


class _SessionOrder:
    """The messages of one chat: lists that go on one after the other, and forks that hang from their messages."""

    def __init__(self) -> None:
        self.nodes: list[SourceNode] = []
        self.system: str | None = None
        self.last: str | None = None
        self._known = set[str]()

    def add(self, messages: object, parent: str | None) -> None:
        """Add a list whose first message hangs from `parent`."""
        for message in rows(messages):
            id_ = name(message.get("id"))
            if id_ is None or id_ in self._known:
                continue
            if message.get("role") == "system" and self.system is None and parent is None:
                self.system = words_in(message).strip() or None
            self._known.add(id_)
            self.nodes.append(node_of(message, id_, parent))
            parent = self.last = id_

    def add_forks(self, forks: object) -> None:
        """Add what else was said after a message. The list in front is empty there: its messages are the live ones."""
        for id_, fork in mapping(forks).items():
            for one in items(mapping(fork).get("lists")):
                self.add(mapping(one).get("messages"), id_)
