"""Where each setting is found: the page and the name of its control, for whoever looks for it by words.

Besides the declared settings there is what the pages of the settings show of their own, such as the key or the deleted
chats. A title is the very name the control has on its page, so that the page can show it, and the focus can go there.
"""

from __future__ import annotations

from dataclasses import dataclass

from turbodesk.settings import ALL, GATEWAY_URL, Section


@dataclass(frozen=True, slots=True)
class SettingCommand:
    """Opens the settings at one control."""

    section: Section
    title: str
    """What its control is called on the page."""
    words: str = ""
    """More words it may be looked for by, such as what it does and what can be chosen."""


def _declared() -> tuple[SettingCommand, ...]:
    return tuple(
        SettingCommand(
            setting.section,
            setting.label,
            " ".join((setting.help, *(label for _, label in setting.choices))),
        )
        for setting in ALL
        if setting.section is not None and setting is not GATEWAY_URL
    )


SETTING_COMMANDS: tuple[SettingCommand, ...] = (
    SettingCommand(Section.GATEWAY, "Address", "gateway server url host"),
    SettingCommand(Section.GATEWAY, "Key", "API key password account add replace remove"),
    SettingCommand(Section.GATEWAY, "Where do I get a key?", "API key page account sign in buy"),
    SettingCommand(Section.GATEWAY, "Add a gateway…", "server address url another office local"),
    SettingCommand(Section.GATEWAY, "Check connection", "test doctor trouble network"),
    SettingCommand(Section.GATEWAY, "Extra headers", "http request header proxy token custom own"),
    *_declared(),
    SettingCommand(Section.MODELS, "Model to look at", "limits prices cost tokens context"),
    SettingCommand(Section.MODELS, "Add a model…", "own id new"),
    SettingCommand(Section.MODELS, "Presets", "instructions persona saved default"),
    SettingCommand(Section.USAGE, "Cost by day", "spent money chart sums"),
    SettingCommand(Section.STORAGE, "Folder", "where chats are kept disk size"),
    SettingCommand(Section.STORAGE, "Export everything…", "backup copy zip"),
    SettingCommand(Section.STORAGE, "Import…", "restore backup zip"),
    SettingCommand(Section.STORAGE, "Markdown folder", "obsidian notes files sync mirror live copy export git"),
    SettingCommand(Section.STORAGE, "Recently deleted", "trash bin restore chats"),
)
"""In the order of the pages."""
