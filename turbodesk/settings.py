"""Every setting, declared once: its key, type and default, and where and how the settings offers it.

The settings is made of this: a setting stands on the page `section` names, in the order of `ALL`, under its
label and above its help, with the control that suits its type (`ui/settings/controls.py`). What the window remembers
by itself, such as its place, has no section.

A setting that is not in `ALL` does not exist, and one that nothing reads has no place here. Values come from a file
that people and other versions may have edited, so `Setting.parse` never raises: what does not fit is the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import LANGUAGES, _, pgettext

Value = bool | int | str
T = TypeVar("T", bound=Value)

KEY_PAGE = "https://gateway.theturbo.ai/keys"
"""Where TheTurbo gives keys. To be confirmed by the gateway's owner; everything that leads there names this."""

LONGEST = 4_000
"""Characters of a value; the longest of ours, the window's geometry, has some hundred."""


class Section(StrEnum):
    """The pages of the settings, in their order."""

    GATEWAY = "gateway"
    APPEARANCE = "appearance"
    WRITING = "writing"
    MODELS = "models"
    TOOLS = "tools"
    USAGE = "usage"
    DESKTOP = "desktop"
    COMPUTERS = "computers"
    STORAGE = "data"

    @property
    def label(self) -> str:
        """The name of the page."""
        return _SECTIONS[self]


_SECTIONS = {
    Section.GATEWAY: _("Gateway and key"),
    Section.APPEARANCE: _("Appearance"),
    Section.WRITING: _("Reading and writing"),
    Section.MODELS: _("Models and presets"),
    Section.TOOLS: _("Tools"),
    Section.USAGE: _("Usage and cost"),
    Section.DESKTOP: pgettext("a page of the settings: what TurboDesk does outside its window", "Desktop"),
    Section.COMPUTERS: _("Other computers"),
    Section.STORAGE: _("Data"),
}


class ThemeChoice(StrEnum):
    """Which look the window wears. Each is in high contrast where the operating system asks for that."""

    SYSTEM = "system"
    """As the operating system does, also when it changes."""
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"
    """High contrast, light or dark as the operating system is."""


class ReadingFace(StrEnum):
    """The kind of letters replies are set in."""

    SANS = "sans"
    """Those of the rest of the window."""
    SERIF = "serif"
    """Those of a book."""


class Scrolling(StrEnum):
    """What the transcript does while a reply grows."""

    READ = "read"
    """The question moves to the top, and the text grows beneath it without ever moving."""
    FOLLOW = "follow"
    """The end of the reply stays in view."""
    OFF = "off"
    """Nothing moves by itself."""


class Motion(StrEnum):
    """Whether things move to where they go, or are there at once."""

    SYSTEM = "system"
    FULL = "full"
    REDUCED = "reduced"


class News(StrEnum):
    """Whether TurboDesk tells when a new version of it is out."""

    AS_INSTALLED = "as-installed"
    """Unless it came as a package that the system keeps up to date."""
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting; its type is the type of its default."""

    key: str
    """Its name in the settings file; never changes."""
    default: T
    label: str = ""
    """What the settings calls it; "" for what it offers nowhere."""
    help: str = ""
    """One sentence on what it does; "" for what it offers nowhere."""
    section: Section | None = None
    """The page of the settings that offers it; None: remembered by the window itself, and offered nowhere."""
    choices: tuple[tuple[T, str], ...] = ()
    """The only values allowed, each with its label; () allows all."""
    minimum: int | None = None
    maximum: int | None = None
    step: int = 1
    """From one number the settings offers to the next; the file may hold those between."""
    written: str = "{number}"
    """How a number is written, such as "{number} %"."""
    unset: str = ""
    """What the settings shows in place of 0, or of no text."""

    def parse(self, raw: object) -> T:
        """Read a value from the settings file. Never raises: what does not fit is the default."""
        wanted = type(self.default)
        value: object = raw
        if isinstance(self.default, StrEnum):
            value = next((choice for choice, _ in self.choices if choice == raw), None)
        if type(value) is not wanted:  # not isinstance: True is an int, and no text size
            return self.default
        if isinstance(value, int) and not self._in_range(value):
            return self.default
        if isinstance(value, str) and not (len(value) <= LONGEST and value.isprintable()):
            return self.default
        if self.choices and value not in (choice for choice, _ in self.choices):
            return self.default
        return value

    def read(self, values: Mapping[str, object]) -> T:
        """Return this setting's value out of all values of a settings file."""
        return self.parse(values.get(self.key, self.default))

    def _in_range(self, value: int) -> bool:
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


GATEWAY_URL = Setting(
    "gateway.url",
    "https://gateway.theturbo.ai",
    _("Address"),
    _("Where requests are sent. A host, with or without a path; https, except for this computer."),
    section=Section.GATEWAY,
)
GATEWAY_PROXY = Setting(
    "gateway.proxy",
    "",
    _("Proxy"),
    _("Only if the system’s setting is not enough, such as socks5://host:1080. Never used for this computer."),
    section=Section.GATEWAY,
    unset=_("As set in the system"),
)
LANGUAGE = Setting(
    "language",
    "",
    _("Language"),
    _("Of the window. Chats are in any language you write."),
    section=Section.APPEARANCE,
    choices=(("", _("As the system")), *LANGUAGES.items()),
)
"""The next start speaks it: `turbodesk.translation` reads it before anything else is imported."""
THEME = Setting(
    "theme",
    ThemeChoice.SYSTEM,
    _("Colours"),
    _("Light, dark, or as the operating system says."),
    section=Section.APPEARANCE,
    choices=(
        (ThemeChoice.SYSTEM, _("As the system")),
        (ThemeChoice.LIGHT, _("Light")),
        (ThemeChoice.DARK, _("Dark")),
        (ThemeChoice.CONTRAST, _("High contrast")),
    ),
)
READING_FACE = Setting(
    "reading.face",
    ReadingFace.SANS,
    _("Replies are set in"),
    _("The letters of the window, or those of a book."),
    section=Section.APPEARANCE,
    choices=((ReadingFace.SANS, _("Sans")), (ReadingFace.SERIF, _("Serif"))),
)
TEXT_PERCENT = Setting(
    "text.percent",
    100,
    _("Text size"),
    _("Ctrl and + or - anywhere. The whole chat grows with it."),
    section=Section.APPEARANCE,
    minimum=60,
    maximum=250,
    step=10,
    written=_("{number} %"),
)
READING_WIDTH = Setting(
    "reading.width",
    640,
    _("Width of the page"),
    _("Lines of some 80 letters are the easiest to read."),
    section=Section.APPEARANCE,
    choices=((640, _("Book")), (760, _("Wide")), (0, _("Full"))),
)
"""In pixels at 100 % text; 0: as wide as the window."""
LINE_NUMBERS = Setting(
    "code.numbers",
    False,
    _("Number the lines of code"),
    _("The numbers are never copied with the code."),
    section=Section.APPEARANCE,
)
MOTION = Setting(
    "motion",
    Motion.SYSTEM,
    _("Motion"),
    _("Whether things glide to where they go, or are there at once."),
    section=Section.APPEARANCE,
    choices=((Motion.SYSTEM, _("System")), (Motion.FULL, _("Full")), (Motion.REDUCED, _("Reduced"))),
)
SCROLLING = Setting(
    "scrolling",
    Scrolling.READ,
    _("While a reply arrives"),
    _("What the page does as the text grows."),
    section=Section.WRITING,
    choices=(
        (Scrolling.READ, _("Keep the question at the top")),
        (Scrolling.FOLLOW, _("Follow the text")),
        (Scrolling.OFF, _("Do not move")),
    ),
)
ENTER_SENDS = Setting(
    "enter.sends",
    True,
    _("Enter sends the message"),
    _("Shift+Enter starts a new line. Off: the other way round."),
    section=Section.WRITING,
)
READING_SPEED = Setting(
    "speech.speed",
    100,
    _("Speed of reading aloud"),
    _("100 % is the usual speed of the voice that is chosen in the settings of your desktop."),
    section=Section.WRITING,
    minimum=50,
    maximum=200,
    step=25,
    written=_("{number} %"),
)
LONG_TEXT = Setting(
    "long.text",
    6_000,
    _("A pasted text becomes a file"),
    _("Above so many letters it is attached instead of filling the field. Ctrl+Shift+V always pastes it as text."),
    section=Section.WRITING,
    minimum=0,
    maximum=1_000_000,
    step=1_000,
    written=_("above {number} letters"),
    unset=_("Never"),
)
SPELLING = Setting(
    "spelling",
    True,
    _("Check spelling"),
    _("Marks mistakes as you write, never in code, and offers what may be meant in the menu."),
    section=Section.WRITING,
)
SPELLING_LANGUAGES = Setting(
    "spelling.languages",
    "",
    _("Languages of spelling"),
    _("A word is right if one of them knows it."),
    section=Section.WRITING,
)
"""The names of dictionaries with blanks between, such as "de_DE en_US"; empty: as the system and the keyboard."""
MODEL = Setting(
    "model",
    "claude-sonnet-4-6",
    _("Model"),
    _("The model a new chat begins with."),
    section=Section.WRITING,
)
MODEL_TITLES = Setting(
    "titles.model",
    False,
    _("A model names new chats"),
    _("By the cheapest your gateway has, in the chat’s language: about 0.1 ¢ a chat, 2 ¢ at most."),
    section=Section.WRITING,
)
LIMIT_DOLLARS = Setting(
    "limit.dollars",
    0,
    _("Monthly limit"),
    _("In US dollars, at list prices. Tells you when four fifths are spent."),
    section=Section.USAGE,
    minimum=0,
    maximum=100_000,
    written=_("$ {number}"),
    unset=_("No limit"),
)
LIMIT_STOPS = Setting(
    "limit.stops",
    True,
    _("Stop at the limit"),
    _("Nothing more is sent until you raise it."),
    section=Section.USAGE,
)
SEARCH_ENGINE = Setting(
    "tools.search",
    "",
    _("Search engine"),
    _(
        "The address of a SearXNG, for “Search the web”. It may be one of your own, or one whose keeper lets programs "
        "ask."
    ),
    section=Section.TOOLS,
    unset="https://search.example.org",
)
OWN_NETWORK = Setting(
    "tools.own.network",
    False,
    _("Pages of my own network"),
    _("Lets “Read a page” read pages of this computer and of your network too, such as a router’s."),
    section=Section.TOOLS,
)
NOTIFICATIONS = Setting(
    "notifications",
    True,
    _("Tell me when a reply is ready"),
    _("Also when one fails or asks something. Only while another window is in front."),
    section=Section.DESKTOP,
)
NOTIFICATION_WORDS = Setting(
    "notifications.words",
    True,
    _("Show the first words"),
    _("Off: a notification has the name of the chat alone. Those of temporary chats never have more."),
    section=Section.DESKTOP,
)
TRAY = Setting(
    "tray",
    False,
    _("Keep running in the tray"),
    _("Closing the window leaves an icon there, and replies go on. Quit ends TurboDesk."),
    section=Section.DESKTOP,
)
AT_LOGIN = Setting(
    "login", False, _("Open at login"), _("With the tray, it opens as the icon alone."), section=Section.DESKTOP
)
QUICK_KEY_WANTED = Setting(
    "quick.key.wanted",
    False,
    _("A key for quick questions"),
    _("It works in every program and opens a small window. Your desktop may ask you first."),
    section=Section.DESKTOP,
)
QUICK_KEY = Setting(
    "quick.key",
    "Ctrl+Alt+Space",
    _("Shortcut"),
    _("Such as Ctrl+Alt+Space. Your desktop may give another one, which you see in its own settings."),
    section=Section.DESKTOP,
    unset="Ctrl+Alt+Space",
)
LOCK_MINUTES = Setting(
    "lock.minutes",
    15,
    # Translators: what follows is a time, such as "5 minutes"
    _("Lock after"),
    _("This long after the last key press or movement in TurboDesk. Replies go on behind the lock."),
    section=Section.DESKTOP,
    choices=((1, _("1 minute")), (5, _("5 minutes")), (15, _("15 minutes")), (60, _("1 hour")), (0, _("Never"))),
)
LOCK_WITH_SCREEN = Setting(
    "lock.screen",
    True,
    _("Lock with the screen"),
    _("When your desktop locks its screen, TurboDesk is locked too."),
    section=Section.DESKTOP,
)
EMPTY_TRASH = Setting(
    "trash.empties",
    True,
    _("Delete for good after 30 days"),
    _("Off: deleted chats stay here until you remove them yourself."),
    section=Section.STORAGE,
)
NEWS = Setting(
    "news",
    News.AS_INSTALLED,
    _("New versions"),
    _(
        "Tells you when one is out, and never installs it; models’ prices and limits come along. "
        "Automatic: unless your system updates TurboDesk."
    ),
    section=Section.STORAGE,
    choices=((News.AS_INSTALLED, _("Automatic")), (News.ON, _("Always")), (News.OFF, _("Never"))),
)

LOCKS = Setting("lock", False)
"""Whether a passphrase was set for the window's lock; what proves it is in a file of its own."""
TRAY_TOLD = Setting("tray.told", False)
"""Whether it was said that a closed window leaves an icon in the tray."""
NEWS_DAY = Setting("news.day", 0)
"""The day, counted from 1970, on which news were asked for last."""
NEWS_MODELS = Setting("news.models", 0)
"""When the news of models were made that were taken last, in seconds from 1970."""
WINDOW_GEOMETRY = Setting("window.geometry", "")
"""Where the window was, in the toolkit's own form as Base64."""
WINDOW_SPLITTER = Setting("window.splitter", "")
"""Where the divider was, in the toolkit's own form as Base64."""
WINDOW_SIDEBAR = Setting("window.sidebar", True)
"""Whether the sidebar is shown."""
LAST_CONVERSATION = Setting("window.conversation", "")
"""The id of the conversation in front, as versions before 0.1.0 kept it."""
DEMO_CHOSEN = Setting("demo", False)
"""Whether new chats are answered by the demo, because the person chose it."""
DEMO_KEPT = Setting("demo.kept", "")
"""The ids of chats the person lets stay in the demo."""
TOOL_FOLDERS = Setting("tools.folders", "")
"""The folders that tools may look into, as JSON; empty for none."""
LIVE_FOLDER = Setting("export.folder", "")
"""The folder that has every chat as a Markdown file; empty for none."""
FAVOURITES = Setting("models.favourites", "")
"""The ids of the models that stand first, as JSON."""
SECOND_MODEL = Setting("models.second", "")
"""The id of the model that was asked beside another last."""
QUICK_MODEL = Setting("quick.model", "")
"""The id of the model that quick questions go to, empty for that of new chats."""


ALL: tuple[Setting[Any], ...] = (
    GATEWAY_URL,
    GATEWAY_PROXY,
    LANGUAGE,
    THEME,
    READING_FACE,
    TEXT_PERCENT,
    READING_WIDTH,
    LINE_NUMBERS,
    MOTION,
    SCROLLING,
    ENTER_SENDS,
    READING_SPEED,
    LONG_TEXT,
    SPELLING,
    SPELLING_LANGUAGES,
    MODEL,
    MODEL_TITLES,
    LIMIT_DOLLARS,
    LIMIT_STOPS,
    SEARCH_ENGINE,
    OWN_NETWORK,
    NOTIFICATIONS,
    NOTIFICATION_WORDS,
    TRAY,
    AT_LOGIN,
    QUICK_KEY_WANTED,
    QUICK_KEY,
    LOCK_MINUTES,
    LOCK_WITH_SCREEN,
    EMPTY_TRASH,
    NEWS,
    LOCKS,
    TRAY_TOLD,
    NEWS_DAY,
    NEWS_MODELS,
    WINDOW_GEOMETRY,
    WINDOW_SPLITTER,
    WINDOW_SIDEBAR,
    LAST_CONVERSATION,
    DEMO_CHOSEN,
    DEMO_KEPT,
    TOOL_FOLDERS,
    LIVE_FOLDER,
    FAVOURITES,
    SECOND_MODEL,
    QUICK_MODEL,
)
"""Every setting there is, in the order of the settings."""
