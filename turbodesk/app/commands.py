"""Every command a person can give, declared once: menus, shortcuts, palette and shortcut sheet come from this list.

A command names its verb on `CommandTarget`, which the window fulfils, and says in which `CommandContext` it makes
sense. Shortcuts are written the portable way: "Ctrl" is the Command key on a Mac.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CommandTarget(Protocol):
    """What the window can be told to do; each verb acts on what is in front."""

    def new_chat(self) -> None: ...
    def send(self) -> None: ...
    def attach(self) -> None: ...
    def stop(self) -> None: ...
    def try_again(self) -> None: ...
    def copy_reply(self) -> None: ...
    def copy_markdown(self) -> None: ...
    def copy_conversation(self) -> None: ...
    def save_pdf(self) -> None: ...
    def save_markdown(self) -> None: ...
    def print_chat(self) -> None: ...
    def rename(self) -> None: ...
    def delete(self) -> None: ...
    def search(self) -> None: ...
    def find(self) -> None: ...
    def find_next(self) -> None: ...
    def find_previous(self) -> None: ...
    def next_code(self) -> None: ...
    def previous_code(self) -> None: ...
    def message_top(self) -> None: ...
    def message_end(self) -> None: ...
    def choose_model(self) -> None: ...
    def tune(self) -> None: ...
    def open_settings(self) -> None: ...
    def check_connection(self) -> None: ...
    def open_palette(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def toggle_sidebar(self) -> None: ...
    def focus_composer(self) -> None: ...
    def next_chat(self) -> None: ...
    def previous_chat(self) -> None: ...
    def zoom_in(self) -> None: ...
    def zoom_out(self) -> None: ...
    def zoom_reset(self) -> None: ...
    def inspect(self) -> None: ...
    def open_usage(self) -> None: ...
    def open_about(self) -> None: ...
    def quit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What is in front of the person, as far as commands care."""

    ready: bool = False
    """Past onboarding: there is a key, or the demo."""
    saved: bool = False
    """The chat in front has messages."""
    replying: bool = False
    has_reply: bool = False
    can_send: bool = False


class CommandGroup(StrEnum):
    """The menu a command stands in."""

    CHAT = "Chat"
    REPLY = "Reply"
    VIEW = "View"
    APPLICATION = "Application"


@dataclass(frozen=True, slots=True)
class Command:
    """One command."""

    id: str
    title: str
    group: CommandGroup
    run: Callable[[CommandTarget], None]
    shortcut: str = ""
    when: Callable[[CommandContext], bool] = lambda _: True


def _ready(situation: CommandContext) -> bool:
    return situation.ready


NEW_CHAT = Command("chat.new", "New chat", CommandGroup.CHAT, lambda presenter: presenter.new_chat(), "Ctrl+N", _ready)
SEARCH = Command(
    "chat.search", "Search", CommandGroup.CHAT, lambda presenter: presenter.search(), "Ctrl+Shift+F", _ready
)
NEXT_CHAT = Command(
    "chat.next", "Next chat", CommandGroup.CHAT, lambda presenter: presenter.next_chat(), "Ctrl+PgDown", _ready
)
PREVIOUS_CHAT = Command(
    "chat.previous",
    "Previous chat",
    CommandGroup.CHAT,
    lambda presenter: presenter.previous_chat(),
    "Ctrl+PgUp",
    _ready,
)
RENAME = Command(
    "chat.rename", "Rename", CommandGroup.CHAT, lambda presenter: presenter.rename(), "F2", lambda now: now.saved
)
DELETE = Command(
    "chat.delete",
    "Delete",
    CommandGroup.CHAT,
    lambda presenter: presenter.delete(),
    "Ctrl+Shift+Backspace",
    lambda now: now.saved,
)
COPY_CONVERSATION = Command(
    "chat.copy",
    "Copy chat",
    CommandGroup.CHAT,
    lambda presenter: presenter.copy_conversation(),
    when=lambda now: now.saved,
)
SAVE_PDF = Command(
    "chat.pdf",
    "Save as PDF",
    CommandGroup.CHAT,
    lambda presenter: presenter.save_pdf(),
    "Ctrl+Shift+P",
    lambda now: now.saved,
)
SAVE_MARKDOWN = Command(
    "chat.markdown",
    "Save as Markdown",
    CommandGroup.CHAT,
    lambda presenter: presenter.save_markdown(),
    when=lambda now: now.saved,
)
PRINT = Command(
    "chat.print", "Print", CommandGroup.CHAT, lambda presenter: presenter.print_chat(), "Ctrl+P", lambda now: now.saved
)
SEND = Command(
    "reply.send",
    "Send",
    CommandGroup.REPLY,
    lambda presenter: presenter.send(),
    "Ctrl+Return",
    lambda now: now.can_send,
)
ATTACH = Command(
    "reply.attach", "Attach files", CommandGroup.REPLY, lambda presenter: presenter.attach(), "Ctrl+U", _ready
)
STOP = Command(
    "reply.stop", "Stop", CommandGroup.REPLY, lambda presenter: presenter.stop(), "Esc", lambda now: now.replying
)
TRY_AGAIN = Command(
    "reply.again",
    "Try again",
    CommandGroup.REPLY,
    lambda presenter: presenter.try_again(),
    "Ctrl+R",
    lambda now: now.ready and now.has_reply and not now.replying,
)
COPY_REPLY = Command(
    "reply.copy",
    "Copy reply",
    CommandGroup.REPLY,
    lambda presenter: presenter.copy_reply(),
    "Ctrl+Shift+C",
    lambda now: now.has_reply,
)
COPY_MARKDOWN = Command(
    "reply.copy-markdown",
    "Copy reply as Markdown",
    CommandGroup.REPLY,
    lambda presenter: presenter.copy_markdown(),
    when=lambda now: now.has_reply,
)
MODEL = Command(
    "reply.model", "Model", CommandGroup.REPLY, lambda presenter: presenter.choose_model(), "Ctrl+Shift+M", _ready
)
TUNE = Command("reply.tune", "Tune", CommandGroup.REPLY, lambda presenter: presenter.tune(), "Ctrl+Shift+T", _ready)
COMPOSER = Command(
    "view.composer", "Write", CommandGroup.VIEW, lambda presenter: presenter.focus_composer(), "Ctrl+L", _ready
)
FIND = Command(
    "view.find", "Find in chat", CommandGroup.VIEW, lambda presenter: presenter.find(), "Ctrl+F", lambda now: now.saved
)
FIND_NEXT = Command(
    "view.find-next",
    "Find next",
    CommandGroup.VIEW,
    lambda presenter: presenter.find_next(),
    "F3",
    lambda now: now.saved,
)
FIND_PREVIOUS = Command(
    "view.find-previous",
    "Find previous",
    CommandGroup.VIEW,
    lambda presenter: presenter.find_previous(),
    "Shift+F3",
    lambda now: now.saved,
)
NEXT_CODE = Command(
    "view.code-next",
    "Next code block",
    CommandGroup.VIEW,
    lambda presenter: presenter.next_code(),
    "F8",
    lambda now: now.saved,
)
PREVIOUS_CODE = Command(
    "view.code-previous",
    "Previous code block",
    CommandGroup.VIEW,
    lambda presenter: presenter.previous_code(),
    "Shift+F8",
    lambda now: now.saved,
)
MESSAGE_TOP = Command(
    "view.message-top",
    "Top of the message",
    CommandGroup.VIEW,
    lambda presenter: presenter.message_top(),
    "Alt+Home",
    lambda now: now.saved,
)
MESSAGE_END = Command(
    "view.message-end",
    "End of the message",
    CommandGroup.VIEW,
    lambda presenter: presenter.message_end(),
    "Alt+End",
    lambda now: now.saved,
)
SIDEBAR = Command(
    "view.sidebar", "Sidebar", CommandGroup.VIEW, lambda presenter: presenter.toggle_sidebar(), "Ctrl+B", _ready
)
ZOOM_IN = Command("view.zoom-in", "Zoom in", CommandGroup.VIEW, lambda presenter: presenter.zoom_in(), "Ctrl++")
ZOOM_OUT = Command("view.zoom-out", "Zoom out", CommandGroup.VIEW, lambda presenter: presenter.zoom_out(), "Ctrl+-")
ZOOM_RESET = Command(
    "view.zoom-reset", "Reset zoom", CommandGroup.VIEW, lambda presenter: presenter.zoom_reset(), "Ctrl+0"
)
PALETTE = Command(
    "app.palette", "Find anything", CommandGroup.APPLICATION, lambda presenter: presenter.open_palette(), "Ctrl+K"
)
SHORTCUTS = Command(
    "app.shortcuts",
    "Keyboard shortcuts",
    CommandGroup.APPLICATION,
    lambda presenter: presenter.show_shortcuts(),
    "Ctrl+/",
)
CHECK_CONNECTION = Command(
    "app.doctor", "Check connection", CommandGroup.APPLICATION, lambda presenter: presenter.check_connection()
)
SETTINGS = Command(
    "app.settings", "Settings", CommandGroup.APPLICATION, lambda presenter: presenter.open_settings(), "Ctrl+,"
)
INSPECT = Command(
    "app.inspect",
    "Inspect requests",
    CommandGroup.APPLICATION,
    lambda presenter: presenter.inspect(),
    "Ctrl+Shift+I",
    _ready,
)
USAGE = Command("app.usage", "Usage and cost", CommandGroup.APPLICATION, lambda presenter: presenter.open_usage())
ABOUT = Command("app.about", "About TurboDesk", CommandGroup.APPLICATION, lambda presenter: presenter.open_about())
QUIT = Command("app.quit", "Quit", CommandGroup.APPLICATION, lambda presenter: presenter.quit(), "Ctrl+Q")

COMMANDS: tuple[Command, ...] = (
    NEW_CHAT,
    SEARCH,
    NEXT_CHAT,
    PREVIOUS_CHAT,
    RENAME,
    DELETE,
    COPY_CONVERSATION,
    SAVE_PDF,
    SAVE_MARKDOWN,
    PRINT,
    SEND,
    ATTACH,
    STOP,
    TRY_AGAIN,
    COPY_REPLY,
    COPY_MARKDOWN,
    MODEL,
    TUNE,
    COMPOSER,
    FIND,
    FIND_NEXT,
    FIND_PREVIOUS,
    NEXT_CODE,
    PREVIOUS_CODE,
    MESSAGE_TOP,
    MESSAGE_END,
    SIDEBAR,
    ZOOM_IN,
    ZOOM_OUT,
    ZOOM_RESET,
    PALETTE,
    SHORTCUTS,
    CHECK_CONNECTION,
    SETTINGS,
    INSPECT,
    USAGE,
    ABOUT,
    QUIT,
)
