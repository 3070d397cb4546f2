"""Every setting, declared once: its key, type and default, and where and how the settings offers it.

The settings is made of this: a setting stands on the page `section` names, in the order of `ALL`, under its
label and above its help, with the control that suits its type (`ui/settings/controls.py`). What the window remembers
by itself, such as its place, has no section.

A setting that is not in `ALL` does not exist, and one that nothing reads has no place here. Values come from a file
that people and other versions may have edited, so `Setting.parse` never raises: what does not fit is the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

Value = bool | int | str
T = TypeVar("T", bound=Value)


KEY_PAGE = "https://gateway.theturbo.ai/keys"
"""Where TheTurbo gives keys. To be confirmed by the gateway's owner; everything that leads there names this."""

LONGEST = 4_000
"""Characters of a value; the longest of ours, the window's geometry, has some hundred."""


class Section(StrEnum):
    """The pages of the settings, in their order; the value is the name of the page."""

    GATEWAY = "Gateway and key"
    APPEARANCE = "Appearance"
    WRITING = "Reading and writing"
    MODELS = "Models and presets"
    USAGE = "Usage and cost"
    STORAGE = "Data"


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
    label: str
    """What the settings calls it."""
    help: str
    """One sentence on what it does."""
    section: Section | None = None
    """The page of the settings that offers it; None: remembered by the window itself, and offered nowhere."""
    choices: tuple[tuple[T, str], ...] = ()
    """The only values allowed, each with its label; () allows all."""
    minimum: int | None = None
    maximum: int | None = None
    step: int = 1
    """From one number the settings offers to the next; the file may hold those between."""
    written: str = "{}"
    """How a number is written, such as "{} %"."""
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
    "Address",
    "Where requests are sent. A host, with or without a path; https, except for this computer.",
    section=Section.GATEWAY,
)
GATEWAY_PROXY = Setting(
    "gateway.proxy",
    "",
    "Proxy",
    "Only if the system’s setting is not enough, such as socks5://host:1080. Never used for this computer.",
    section=Section.GATEWAY,
    unset="As set in the system",
)
THEME = Setting(
    "theme",
    ThemeChoice.SYSTEM,
    "Colours",
    "Light, dark, or as the operating system says.",
    section=Section.APPEARANCE,
    choices=(
        (ThemeChoice.SYSTEM, "As the system"),
        (ThemeChoice.LIGHT, "Light"),
        (ThemeChoice.DARK, "Dark"),
        (ThemeChoice.CONTRAST, "High contrast"),
    ),
)
READING_FACE = Setting(
    "reading.face",
    ReadingFace.SANS,
    "Replies are set in",
    "The letters of the window, or those of a book.",
    section=Section.APPEARANCE,
    choices=((ReadingFace.SANS, "Sans"), (ReadingFace.SERIF, "Serif")),
)
TEXT_PERCENT = Setting(
    "text.percent",
    100,
    "Text size",
    "Ctrl and + or - anywhere. The whole chat grows with it.",
    section=Section.APPEARANCE,
    minimum=60,
    maximum=250,
    step=10,
    written="{} %",
)
READING_WIDTH = Setting(
    "reading.width",
    640,
    "Width of the page",
    "Lines of some 80 letters are the easiest to read.",
    section=Section.APPEARANCE,
    choices=((640, "Book"), (760, "Wide"), (0, "Full")),
)
"""In pixels at 100 % text; 0: as wide as the window."""
LINE_NUMBERS = Setting(
    "code.numbers",
    False,
    "Number the lines of code",
    "The numbers are never copied with the code.",
    section=Section.APPEARANCE,
)
MOTION = Setting(
    "motion",
    Motion.SYSTEM,
    "Motion",
    "Whether things glide to where they go, or are there at once.",
    section=Section.APPEARANCE,
    choices=((Motion.SYSTEM, "System"), (Motion.FULL, "Full"), (Motion.REDUCED, "Reduced")),
)
SCROLLING = Setting(
    "scrolling",
    Scrolling.READ,
    "While a reply arrives",
    "What the page does as the text grows.",
    section=Section.WRITING,
    choices=(
        (Scrolling.READ, "Keep the question at the top"),
        (Scrolling.FOLLOW, "Follow the text"),
        (Scrolling.OFF, "Do not move"),
    ),
)
ENTER_SENDS = Setting(
    "enter.sends",
    True,
    "Enter sends the message",
    "Shift+Enter starts a new line. Off: the other way round.",
    section=Section.WRITING,
)
LONG_TEXT = Setting(
    "long.text",
    6_000,
    "A pasted text becomes a file",
    "Above so many letters it is attached instead of filling the field. Ctrl+Shift+V always pastes it as text.",
    section=Section.WRITING,
    minimum=0,
    maximum=1_000_000,
    step=1_000,
    written="above {} letters",
    unset="Never",
)
MODEL = Setting(
    "model",
    "claude-sonnet-4-6",
    "Model",
    "The model a new chat begins with.",
    section=Section.WRITING,
)
MODEL_TITLES = Setting(
    "titles.model",
    False,
    "A model names new chats",
    "By the cheapest your gateway has, in the chat’s language: about 0.1 ¢ a chat, 2 ¢ at most.",
    section=Section.WRITING,
)
LIMIT_DOLLARS = Setting(
    "limit.dollars",
    0,
    "Monthly limit",
    "In US dollars, at list prices. Tells you when four fifths are spent.",
    section=Section.USAGE,
    minimum=0,
    maximum=100_000,
    written="$ {}",
    unset="No limit",
)
LIMIT_STOPS = Setting(
    "limit.stops",
    True,
    "Stop at the limit",
    "Nothing more is sent until you raise it.",
    section=Section.USAGE,
)
EMPTY_TRASH = Setting(
    "trash.empties",
    True,
    "Delete for good after 30 days",
    "Off: deleted chats stay here until you remove them yourself.",
    section=Section.STORAGE,
)
NEWS = Setting(
    "news",
    News.AS_INSTALLED,
    "New versions",
    "Tells you when one is out, and never installs it; models’ prices and limits come along. "
    "Automatic: unless your system updates TurboDesk.",
    section=Section.STORAGE,
    choices=((News.AS_INSTALLED, "Automatic"), (News.ON, "Always"), (News.OFF, "Never")),
)

NEWS_DAY = Setting("news.day", 0, "Last asked", "The day, counted from 1970, on which news were asked for last.")
NEWS_MODELS = Setting(
    "news.models", 0, "Models known", "When the news of models were made that were taken last, in seconds from 1970."
)
WINDOW_GEOMETRY = Setting(
    "window.geometry",
    "",
    "Window geometry",
    "Where the window was, in the toolkit's own form as Base64.",
)
WINDOW_SPLITTER = Setting(
    "window.splitter", "", "Sidebar width", "Where the divider was, in the toolkit's own form as Base64."
)
WINDOW_SIDEBAR = Setting("window.sidebar", True, "Sidebar", "Whether the sidebar is shown.")
LAST_CONVERSATION = Setting(
    "window.conversation",
    "",
    "Last conversation",
    "The id of the conversation in front, as versions before 0.1.0 kept it.",
)
DEMO_CHOSEN = Setting("demo", False, "Demo", "Whether new chats are answered by the demo, because the person chose it.")
DEMO_KEPT = Setting("demo.kept", "", "Chats of the demo", "The ids of chats the person lets stay in the demo.")
LIVE_FOLDER = Setting(
    "export.folder", "", "Markdown folder", "The folder that has every chat as a Markdown file; empty for none."
)
FAVOURITES = Setting("models.favourites", "", "Favourites", "The ids of the models that stand first, as JSON.")
SECOND_MODEL = Setting("models.second", "", "Second model", "The id of the model that was asked beside another last.")

ALL: tuple[Setting[Any], ...] = (
    GATEWAY_URL,
    GATEWAY_PROXY,
    THEME,
    READING_FACE,
    TEXT_PERCENT,
    READING_WIDTH,
    LINE_NUMBERS,
    MOTION,
    SCROLLING,
    ENTER_SENDS,
    LONG_TEXT,
    MODEL,
    MODEL_TITLES,
    LIMIT_DOLLARS,
    LIMIT_STOPS,
    EMPTY_TRASH,
    NEWS,
    NEWS_DAY,
    NEWS_MODELS,
    WINDOW_GEOMETRY,
    WINDOW_SPLITTER,
    WINDOW_SIDEBAR,
    LAST_CONVERSATION,
    DEMO_CHOSEN,
    DEMO_KEPT,
    LIVE_FOLDER,
    FAVOURITES,
    SECOND_MODEL,
)
"""Every setting there is, in the order of the settings."""
