"""Every command a person can give, declared once: menu, shortcuts, palette and shortcut sheet come from this list.

The palette has them all; the menu has the few that people look for there (`ui.presenters.menu`).

A command says in which `CommandContext` it makes sense; what it does is bound to it by the presenter whose business
that is (`ui.presenters.actions`). Shortcuts are written the portable way: "Ctrl" is the Command key on a Mac.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What is in front of the person, as far as commands care."""

    ready: bool = False
    """Past onboarding: there is a key, or the demo."""
    saved: bool = False
    """The chat in front has messages."""
    in_project: bool = False
    """It belongs to a project."""
    replying: bool = False
    has_reply: bool = False
    can_send: bool = False
    temporary: bool = False
    """Nothing of the chat in front is kept."""
    has_pair: bool = False
    """Two replies of it stand side by side."""
    has_web: bool = False
    """The web can be searched for the chat in front."""


class CommandGroup(StrEnum):
    """What a command is about; the sheet of shortcuts is sorted so."""

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
    shortcut: str = ""
    when: Callable[[CommandContext], bool] = lambda _: True


def _ready(context: CommandContext) -> bool:
    return context.ready


def _saved(context: CommandContext) -> bool:
    return context.saved


def _kept(context: CommandContext) -> bool:
    return context.saved and not context.temporary


def _has_reply(context: CommandContext) -> bool:
    return context.has_reply


def _has_pair(context: CommandContext) -> bool:
    return context.has_pair


def _has_web(context: CommandContext) -> bool:
    return context.ready and context.has_web


NEW_CHAT = Command("chat.new", "New chat", CommandGroup.CHAT, "Ctrl+N", _ready)
TEMPORARY = Command("chat.temporary", "Temporary chat", CommandGroup.CHAT, "Ctrl+Shift+H", _ready)
KEEP_TEMPORARY = Command(
    "chat.keep", "Keep this chat", CommandGroup.CHAT, when=lambda context: context.saved and context.temporary
)
CLOSE_TEMPORARY = Command(
    "chat.close-temporary",
    "Close temporary chat",
    CommandGroup.CHAT,
    "Ctrl+Shift+Backspace",  # which deletes any other
    lambda context: context.temporary,
)
NEW_IN_PROJECT = Command(
    "project.chat",
    "New chat in this project",
    CommandGroup.CHAT,
    "Ctrl+Shift+N",
    lambda context: context.ready and context.in_project,
)
NEW_PROJECT = Command("project.new", "New project", CommandGroup.CHAT, when=_ready)
MOVE = Command("project.move", "Move to project…", CommandGroup.CHAT, "Ctrl+Shift+O", _kept)
PROJECT = Command(
    "project.open",
    "Instructions and files of the project",
    CommandGroup.CHAT,
    "Ctrl+Shift+J",
    lambda context: context.ready and context.in_project,
)
SEARCH_PROJECT = Command(
    "project.search",
    "Search in this project",
    CommandGroup.CHAT,
    when=lambda context: context.ready and context.in_project,
)
SEARCH = Command("chat.search", "Search chats", CommandGroup.CHAT, "Ctrl+Shift+F", _ready)
STARRED = Command("chat.starred", "Starred messages", CommandGroup.CHAT, "Ctrl+Shift+L", _ready)
NEXT_CHAT = Command("chat.next", "Next chat", CommandGroup.CHAT, "Ctrl+PgDown", _ready)
PREVIOUS_CHAT = Command("chat.previous", "Previous chat", CommandGroup.CHAT, "Ctrl+PgUp", _ready)
RENAME = Command("chat.rename", "Rename", CommandGroup.CHAT, "F2", _saved)
PIN = Command("chat.pin", "Pin or unpin", CommandGroup.CHAT, "Ctrl+D", _kept)
DELETE = Command("chat.delete", "Delete chat", CommandGroup.CHAT, "Ctrl+Shift+Backspace", _kept)
COPY_CONVERSATION = Command("chat.copy", "Copy whole chat", CommandGroup.CHAT, when=_saved)
MAKE_ROOM = Command("chat.room", "Sum up or leave out old messages", CommandGroup.CHAT, when=_saved)
SAVE_PDF = Command("chat.pdf", "Save as PDF", CommandGroup.CHAT, "Ctrl+Shift+P", _saved)
SAVE_WORD = Command("chat.word", "Save as Word", CommandGroup.CHAT, when=_saved)
SAVE_MARKDOWN = Command("chat.markdown", "Save as Markdown", CommandGroup.CHAT, when=_saved)
SAVE_HTML = Command("chat.html", "Save as HTML", CommandGroup.CHAT, when=_saved)
PRINT = Command("chat.print", "Print", CommandGroup.CHAT, "Ctrl+P", _saved)
SEND = Command("reply.send", "Send", CommandGroup.REPLY, "Ctrl+Return", lambda context: context.can_send)
ATTACH = Command("reply.attach", "Attach files", CommandGroup.REPLY, "Ctrl+U", _ready)
STOP = Command("reply.stop", "Stop", CommandGroup.REPLY, "Esc", lambda context: context.replying)
TRY_AGAIN = Command(
    "reply.again",
    "Try again",
    CommandGroup.REPLY,
    "Ctrl+R",
    lambda context: context.ready and context.has_reply and not context.replying,
)
ASK_TWO = Command("reply.two", "Ask two models, or only one again", CommandGroup.REPLY, "Ctrl+Shift+A", _ready)
COMPARE = Command(
    "reply.compare",
    "Compare with another model",
    CommandGroup.REPLY,
    "Ctrl+Shift+R",
    lambda context: context.ready and context.has_reply and not context.replying,
)
KEEP_LEFT = Command("reply.keep-left", "Keep the left reply", CommandGroup.REPLY, "Ctrl+1", _has_pair)
KEEP_RIGHT = Command("reply.keep-right", "Keep the right reply", CommandGroup.REPLY, "Ctrl+2", _has_pair)
KEEP_BOTH = Command(
    "reply.keep-both",
    "Keep both replies, in two chats",
    CommandGroup.REPLY,
    "Ctrl+3",
    lambda context: context.has_pair and not context.replying and not context.temporary,
)
BRANCH = Command(
    "reply.branch",
    "Branch into a new chat",
    CommandGroup.REPLY,
    "Ctrl+Shift+B",
    lambda context: context.has_reply and not context.replying and not context.temporary,
)
QUOTE = Command("reply.quote", "Quote", CommandGroup.REPLY, "Ctrl+Shift+U", _has_reply)
COPY_REPLY = Command("reply.copy", "Copy reply", CommandGroup.REPLY, "Ctrl+Shift+C", _has_reply)
COPY_MARKDOWN = Command("reply.copy-markdown", "Copy reply as Markdown", CommandGroup.REPLY, when=_has_reply)
SAVE_REPLY = Command("reply.word", "Save reply as Word", CommandGroup.REPLY, when=_has_reply)
SAVE_TABLES = Command("reply.tables", "Save tables of reply", CommandGroup.REPLY, when=_has_reply)
STAR = Command("message.star", "Star or unstar message", CommandGroup.REPLY, "Ctrl+Shift+S", _saved)
LEAVE_OUT = Command(
    "message.leave-out", "Leave message out, or send it again", CommandGroup.REPLY, "Ctrl+Shift+X", _saved
)
DELETE_MESSAGE = Command("message.delete", "Delete message for good", CommandGroup.REPLY, "Ctrl+Shift+Del", _saved)
MODEL = Command("reply.model", "Model", CommandGroup.REPLY, "Ctrl+Shift+M", _ready)
FAVOURITE = Command("reply.favourite", "Make the model a favourite, or none", CommandGroup.REPLY, when=_ready)
WEB = Command("reply.web", "Search the web, or no longer", CommandGroup.REPLY, "Ctrl+Shift+W", _has_web)
WEB_SITES = Command("reply.web-sites", "Sites and place of web searches", CommandGroup.REPLY, when=_has_web)
INSTRUCTIONS = Command("reply.instructions", "Instructions and limits", CommandGroup.REPLY, "Ctrl+Shift+T", _ready)
SAVE_PRESET = Command("reply.save-preset", "Save as preset", CommandGroup.REPLY, when=_ready)
PROMPTS = Command("reply.prompts", "Prompts", CommandGroup.REPLY, "Ctrl+Shift+K", _ready)
SAVE_PROMPT = Command("reply.save-prompt", "Save as prompt", CommandGroup.REPLY, when=_ready)
COMPOSER = Command("view.composer", "Go to the message field", CommandGroup.VIEW, "Ctrl+L", _ready)
FIND = Command("view.find", "Find in chat", CommandGroup.VIEW, "Ctrl+F", _saved)
FIND_NEXT = Command("view.find-next", "Find next", CommandGroup.VIEW, "F3", _saved)
FIND_PREVIOUS = Command("view.find-previous", "Find previous", CommandGroup.VIEW, "Shift+F3", _saved)
NEXT_CODE = Command("view.code-next", "Next code block", CommandGroup.VIEW, "F8", _saved)
PREVIOUS_CODE = Command("view.code-previous", "Previous code block", CommandGroup.VIEW, "Shift+F8", _saved)
NEXT_CITATION = Command("view.citation-next", "Next citation", CommandGroup.VIEW, "F7", _has_reply)
PREVIOUS_CITATION = Command("view.citation-previous", "Previous citation", CommandGroup.VIEW, "Shift+F7", _has_reply)
MESSAGE_TOP = Command("view.message-top", "Top of the message", CommandGroup.VIEW, "Alt+Home", _saved)
MESSAGE_END = Command("view.message-end", "End of the message", CommandGroup.VIEW, "Alt+End", _saved)
SIDEBAR = Command("view.sidebar", "Sidebar", CommandGroup.VIEW, "Ctrl+B", _ready)
OUTLINE = Command("view.outline", "Contents of this chat", CommandGroup.VIEW, "Ctrl+J", _saved)
NEXT_QUESTION = Command("view.question-next", "Next question", CommandGroup.VIEW, "Alt+Down", _saved)
PREVIOUS_QUESTION = Command("view.question-previous", "Previous question", CommandGroup.VIEW, "Alt+Up", _saved)
SERIF = Command("view.serif", "Serif for replies", CommandGroup.VIEW)
ZOOM_IN = Command("view.zoom-in", "Zoom in", CommandGroup.VIEW, "Ctrl++")
ZOOM_OUT = Command("view.zoom-out", "Zoom out", CommandGroup.VIEW, "Ctrl+-")
ZOOM_RESET = Command("view.zoom-reset", "Reset zoom", CommandGroup.VIEW, "Ctrl+0")
PALETTE = Command("app.palette", "Find anything", CommandGroup.APPLICATION, "Ctrl+K")
SHORTCUTS = Command("app.shortcuts", "Keyboard shortcuts", CommandGroup.APPLICATION, "Ctrl+/")
IMPORT = Command("app.import", "Import chats", CommandGroup.APPLICATION, when=_ready)
CHECK_CONNECTION = Command("app.doctor", "Check connection", CommandGroup.APPLICATION)
SETTINGS = Command("app.settings", "Settings", CommandGroup.APPLICATION, "Ctrl+,")
INSPECT = Command("app.inspect", "Inspect requests", CommandGroup.APPLICATION, "Ctrl+Shift+I", _ready)
USAGE = Command("app.usage", "Usage and cost", CommandGroup.APPLICATION)
ABOUT = Command("app.about", "About TurboDesk", CommandGroup.APPLICATION)
QUIT = Command("app.quit", "Quit", CommandGroup.APPLICATION, "Ctrl+Q")

COMMANDS: tuple[Command, ...] = tuple(value for value in vars().values() if isinstance(value, Command))
"""All of the above, in that order: the order of the palette."""

SAVES: tuple[Command, ...] = (SAVE_PDF, SAVE_WORD, SAVE_MARKDOWN, SAVE_HTML)
"""Those that save the chat in front as a file, in the order of the menu."""
