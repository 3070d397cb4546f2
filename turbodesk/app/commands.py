"""Every command a person can give, declared once: menu, shortcuts, palette and shortcut sheet come from this list.

The palette has them all; the menu has the few that people look for there (`ui.presenters.menu`).

A command says in which `CommandContext` it makes sense; what it does is bound to it by the presenter whose business
that is (`ui.presenters.actions`). Shortcuts are written the portable way: "Ctrl" is the Command key on a Mac.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _


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
    is_reading: bool = False
    """Something is read aloud, or would go on."""
    has_web: bool = False
    """The web can be searched for the chat in front."""


class CommandGroup(StrEnum):
    """What a command is about; the sheet of shortcuts is sorted so."""

    CHAT = "chat"
    REPLY = "reply"
    VIEW = "view"
    APPLICATION = "application"


GROUP_TITLES = {
    CommandGroup.CHAT: _("Chat"),
    CommandGroup.REPLY: _("Reply"),
    CommandGroup.VIEW: _("View"),
    CommandGroup.APPLICATION: _("Application"),
}
"""What the groups are called."""


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


def _is_reading(context: CommandContext) -> bool:
    return context.is_reading


def _has_web(context: CommandContext) -> bool:
    return context.ready and context.has_web


NEW_CHAT = Command("chat.new", _("New chat"), CommandGroup.CHAT, "Ctrl+N", _ready)
TEMPORARY = Command("chat.temporary", _("Temporary chat"), CommandGroup.CHAT, "Ctrl+Shift+H", _ready)
KEEP_TEMPORARY = Command(
    "chat.keep", _("Keep this chat"), CommandGroup.CHAT, when=lambda context: context.saved and context.temporary
)
CLOSE_TEMPORARY = Command(
    "chat.close-temporary",
    _("Close temporary chat"),
    CommandGroup.CHAT,
    "Ctrl+Shift+Backspace",  # which deletes any other
    lambda context: context.temporary,
)
NEW_IN_PROJECT = Command(
    "project.chat",
    _("New chat in this project"),
    CommandGroup.CHAT,
    "Ctrl+Shift+N",
    lambda context: context.ready and context.in_project,
)
NEW_PROJECT = Command("project.new", _("New project"), CommandGroup.CHAT, when=_ready)
MOVE = Command("project.move", _("Move to project…"), CommandGroup.CHAT, "Ctrl+Shift+O", _kept)
PROJECT = Command(
    "project.open",
    _("Instructions and files of the project"),
    CommandGroup.CHAT,
    "Ctrl+Shift+J",
    lambda context: context.ready and context.in_project,
)
SEARCH_PROJECT = Command(
    "project.search",
    _("Search in this project"),
    CommandGroup.CHAT,
    when=lambda context: context.ready and context.in_project,
)
SEARCH = Command("chat.search", _("Search chats"), CommandGroup.CHAT, "Ctrl+Shift+F", _ready)
STARRED = Command("chat.starred", _("Starred messages"), CommandGroup.CHAT, "Ctrl+Shift+L", _ready)
NEXT_CHAT = Command("chat.next", _("Next chat"), CommandGroup.CHAT, "Ctrl+PgDown", _ready)
PREVIOUS_CHAT = Command("chat.previous", _("Previous chat"), CommandGroup.CHAT, "Ctrl+PgUp", _ready)
RENAME = Command("chat.rename", _("Rename"), CommandGroup.CHAT, "F2", _saved)
PIN = Command("chat.pin", _("Pin or unpin"), CommandGroup.CHAT, "Ctrl+D", _kept)
DELETE = Command("chat.delete", _("Delete chat"), CommandGroup.CHAT, "Ctrl+Shift+Backspace", _kept)
COPY_CONVERSATION = Command("chat.copy", _("Copy whole chat"), CommandGroup.CHAT, when=_saved)
COPY_LINK = Command("chat.copy-link", _("Copy link to this chat"), CommandGroup.CHAT, when=_kept)
MAKE_ROOM = Command("chat.room", _("Sum up or leave out old messages"), CommandGroup.CHAT, when=_saved)
SAVE_PDF = Command("chat.pdf", _("Save as PDF"), CommandGroup.CHAT, "Ctrl+Shift+P", _saved)
SAVE_WORD = Command("chat.word", _("Save as Word"), CommandGroup.CHAT, when=_saved)
SAVE_MARKDOWN = Command("chat.markdown", _("Save as Markdown"), CommandGroup.CHAT, when=_saved)
SAVE_HTML = Command("chat.html", _("Save as HTML"), CommandGroup.CHAT, when=_saved)
PRINT = Command("chat.print", _("Print"), CommandGroup.CHAT, "Ctrl+P", _saved)
SEND = Command("reply.send", _("Send"), CommandGroup.REPLY, "Ctrl+Return", lambda context: context.can_send)
ATTACH = Command("reply.attach", _("Attach files"), CommandGroup.REPLY, "Ctrl+U", _ready)
# The shortcut is not for people: `key_text` makes words of it
STOP = Command("reply.stop", _("Stop"), CommandGroup.REPLY, "Esc", lambda context: context.replying)
TRY_AGAIN = Command(
    "reply.again",
    _("Try again"),
    CommandGroup.REPLY,
    "Ctrl+R",
    lambda context: context.ready and context.has_reply and not context.replying,
)
ASK_TWO = Command("reply.two", _("Ask two models, or only one again"), CommandGroup.REPLY, "Ctrl+Shift+A", _ready)
COMPARE = Command(
    "reply.compare",
    _("Compare with another model"),
    CommandGroup.REPLY,
    "Ctrl+Shift+R",
    lambda context: context.ready and context.has_reply and not context.replying,
)
KEEP_LEFT = Command("reply.keep-left", _("Keep the left reply"), CommandGroup.REPLY, "Ctrl+1", _has_pair)
KEEP_RIGHT = Command("reply.keep-right", _("Keep the right reply"), CommandGroup.REPLY, "Ctrl+2", _has_pair)
KEEP_BOTH = Command(
    "reply.keep-both",
    _("Keep both replies, in two chats"),
    CommandGroup.REPLY,
    "Ctrl+3",
    lambda context: context.has_pair and not context.replying and not context.temporary,
)
BRANCH = Command(
    "reply.branch",
    _("Branch into a new chat"),
    CommandGroup.REPLY,
    "Ctrl+Shift+B",
    lambda context: context.has_reply and not context.replying and not context.temporary,
)
QUOTE = Command("reply.quote", _("Quote"), CommandGroup.REPLY, "Ctrl+Shift+U", _has_reply)
COPY_REPLY = Command("reply.copy", _("Copy reply"), CommandGroup.REPLY, "Ctrl+Shift+C", _has_reply)
COPY_MARKDOWN = Command("reply.copy-markdown", _("Copy reply as Markdown"), CommandGroup.REPLY, when=_has_reply)
READ_ALOUD = Command(
    "reply.read-aloud",
    _("Read aloud, or pause"),
    CommandGroup.REPLY,
    "Ctrl+Shift+Y",
    lambda context: context.has_reply or context.is_reading,
)
NEXT_SENTENCE = Command("reply.sentence-next", _("Read next sentence"), CommandGroup.REPLY, when=_is_reading)
PREVIOUS_SENTENCE = Command(
    "reply.sentence-previous", _("Read previous sentence"), CommandGroup.REPLY, when=_is_reading
)
STOP_READING = Command("reply.stop-reading", _("Stop reading"), CommandGroup.REPLY, when=_is_reading)
SAVE_REPLY = Command("reply.word", _("Save reply as Word"), CommandGroup.REPLY, when=_has_reply)
SAVE_TABLES = Command("reply.tables", _("Save tables of reply"), CommandGroup.REPLY, when=_has_reply)
STAR = Command("message.star", _("Star or unstar message"), CommandGroup.REPLY, "Ctrl+Shift+S", _saved)
LEAVE_OUT = Command(
    "message.leave-out", _("Leave message out, or send it again"), CommandGroup.REPLY, "Ctrl+Shift+X", _saved
)
DELETE_MESSAGE = Command("message.delete", _("Delete message for good"), CommandGroup.REPLY, "Ctrl+Shift+Del", _saved)
MODEL = Command("reply.model", _("Model"), CommandGroup.REPLY, "Ctrl+Shift+M", _ready)
FAVOURITE = Command("reply.favourite", _("Make the model a favourite, or none"), CommandGroup.REPLY, when=_ready)
WEB = Command("reply.web", _("Search the web, or no longer"), CommandGroup.REPLY, "Ctrl+Shift+W", _has_web)
WEB_SITES = Command("reply.web-sites", _("Sites and place of web searches"), CommandGroup.REPLY, when=_has_web)
INSTRUCTIONS = Command("reply.instructions", _("Instructions and limits"), CommandGroup.REPLY, "Ctrl+Shift+T", _ready)
SAVE_PRESET = Command("reply.save-preset", _("Save as preset"), CommandGroup.REPLY, when=_ready)
PROMPTS = Command("reply.prompts", _("Prompts"), CommandGroup.REPLY, "Ctrl+Shift+K", _ready)
SCREENSHOT = Command("reply.screenshot", _("Attach a screenshot"), CommandGroup.REPLY, when=_ready)
FROM_TOOLS = Command("reply.from-tools", _("Files and prompts from tools"), CommandGroup.REPLY, when=_ready)
SAVE_PROMPT = Command("reply.save-prompt", _("Save as prompt"), CommandGroup.REPLY, when=_ready)
SPELLING = Command("reply.spelling", _("Next spelling mistake"), CommandGroup.REPLY, "Ctrl+Shift+F7", _ready)
COMPOSER = Command("view.composer", _("Go to the message field"), CommandGroup.VIEW, "Ctrl+L", _ready)
FIND = Command("view.find", _("Find in chat"), CommandGroup.VIEW, "Ctrl+F", _saved)
FIND_NEXT = Command("view.find-next", _("Find next"), CommandGroup.VIEW, "F3", _saved)
FIND_PREVIOUS = Command("view.find-previous", _("Find previous"), CommandGroup.VIEW, "Shift+F3", _saved)
NEXT_CODE = Command("view.code-next", _("Next code block"), CommandGroup.VIEW, "F8", _saved)
PREVIOUS_CODE = Command("view.code-previous", _("Previous code block"), CommandGroup.VIEW, "Shift+F8", _saved)
NEXT_CITATION = Command("view.citation-next", _("Next citation"), CommandGroup.VIEW, "F7", _has_reply)
PREVIOUS_CITATION = Command("view.citation-previous", _("Previous citation"), CommandGroup.VIEW, "Shift+F7", _has_reply)
MESSAGE_TOP = Command("view.message-top", _("Top of the message"), CommandGroup.VIEW, "Alt+Home", _saved)
MESSAGE_END = Command("view.message-end", _("End of the message"), CommandGroup.VIEW, "Alt+End", _saved)
SIDEBAR = Command("view.sidebar", _("Sidebar"), CommandGroup.VIEW, "Ctrl+B", _ready)
OUTLINE = Command("view.outline", _("Contents of this chat"), CommandGroup.VIEW, "Ctrl+J", _saved)
NEXT_QUESTION = Command("view.question-next", _("Next question"), CommandGroup.VIEW, "Alt+Down", _saved)
PREVIOUS_QUESTION = Command("view.question-previous", _("Previous question"), CommandGroup.VIEW, "Alt+Up", _saved)
SERIF = Command("view.serif", _("Serif for replies"), CommandGroup.VIEW)
ZOOM_IN = Command("view.zoom-in", _("Zoom in"), CommandGroup.VIEW, "Ctrl++")
ZOOM_OUT = Command("view.zoom-out", _("Zoom out"), CommandGroup.VIEW, "Ctrl+-")
ZOOM_RESET = Command("view.zoom-reset", _("Reset zoom"), CommandGroup.VIEW, "Ctrl+0")
PALETTE = Command("app.palette", _("Find anything"), CommandGroup.APPLICATION, "Ctrl+K")
SHORTCUTS = Command("app.shortcuts", _("Keyboard shortcuts"), CommandGroup.APPLICATION, "Ctrl+/")
ASK = Command("app.ask", _("Quick question"), CommandGroup.APPLICATION, when=_ready)
IMPORT = Command("app.import", _("Import chats"), CommandGroup.APPLICATION, when=_ready)
ADD_TOOLS = Command("app.add-tools", _("Add tools"), CommandGroup.APPLICATION, when=_ready)
SYNC_NOW = Command("app.sync", _("Sync now"), CommandGroup.APPLICATION, when=_ready)
COMPUTERS = Command("app.computers", _("Other computers"), CommandGroup.APPLICATION)
CHECK_CONNECTION = Command("app.doctor", _("Check connection"), CommandGroup.APPLICATION)
SETTINGS = Command("app.settings", _("Settings"), CommandGroup.APPLICATION, "Ctrl+,")
INSPECT = Command("app.inspect", _("Inspect requests"), CommandGroup.APPLICATION, "Ctrl+Shift+I", _ready)
USAGE = Command("app.usage", _("Usage and cost"), CommandGroup.APPLICATION)
ABOUT = Command("app.about", _("About TurboDesk"), CommandGroup.APPLICATION)
LOCK = Command("app.lock", _("Lock now"), CommandGroup.APPLICATION, "Ctrl+Shift+D")
QUIT = Command("app.quit", _("Quit"), CommandGroup.APPLICATION, "Ctrl+Q")

COMMANDS: tuple[Command, ...] = tuple(value for value in vars().values() if isinstance(value, Command))
"""All of the above, in that order: the order of the palette."""

SAVES: tuple[Command, ...] = (SAVE_PDF, SAVE_WORD, SAVE_MARKDOWN, SAVE_HTML)
"""Those that save the chat in front as a file, in the order of the menu."""
