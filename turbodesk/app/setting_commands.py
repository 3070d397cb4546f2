"""Where each setting is found: the page and the name of its control, for whoever looks for it by words.

Besides the declared settings there is what the pages of the settings show of their own, such as the key or the deleted
chats. A title is the very name the control has on its page, so that the page can show it, and the focus can go there.
"""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import ALL, GATEWAY_URL, Section
from turbodesk.translation import _


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


# Translators: behind each name stand more words that the setting may be looked for by.
SETTING_COMMANDS: tuple[SettingCommand, ...] = (
    SettingCommand(Section.GATEWAY, _("Address"), _("gateway server url host")),
    SettingCommand(Section.GATEWAY, _("Key"), _("API key password account add replace remove")),
    SettingCommand(Section.GATEWAY, _("Where do I get a key?"), _("API key page account sign in buy")),
    SettingCommand(Section.GATEWAY, _("Add a gateway…"), _("server address url another office local")),
    SettingCommand(Section.GATEWAY, _("Check connection"), _("test doctor trouble network")),
    SettingCommand(Section.GATEWAY, _("Extra headers"), _("http request header proxy token custom own")),
    *_declared(),
    SettingCommand(Section.MODELS, _("Model to look at"), _("limits prices cost tokens context")),
    SettingCommand(Section.MODELS, _("Add a model…"), _("own id new")),
    SettingCommand(Section.MODELS, _("Presets"), _("instructions persona saved default")),
    SettingCommand(Section.TOOLS, _("Folders"), _("look into files read search write allow add remove")),
    SettingCommand(Section.TOOLS, _("Notes"), _("memory remember markdown files")),
    SettingCommand(Section.TOOLS, _("Changes by tools"), _("undo restore files written")),
    SettingCommand(
        Section.TOOLS, _("Add tools…"), _("mcp server bundle mcpb extension connector plugin claude desktop")
    ),
    SettingCommand(Section.USAGE, _("Cost by day"), _("spent money chart sums")),
    SettingCommand(Section.DESKTOP, _("Lock TurboDesk"), _("passphrase password privacy hide encrypt code")),
    SettingCommand(
        Section.COMPUTERS,
        _("Your chats on all your computers"),
        _("sync synchronise cloud nextcloud webdav s3 dropbox onedrive icloud syncthing devices laptop lost stolen"),
    ),
    SettingCommand(Section.COMPUTERS, _("Recovery code"), _("sync join print show save new encryption")),
    SettingCommand(Section.STORAGE, _("Folder"), _("where chats are kept disk size")),
    SettingCommand(Section.STORAGE, _("Backups"), _("copy restore lost chats gone daily back up")),
    SettingCommand(Section.STORAGE, _("Export everything…"), _("backup copy zip")),
    SettingCommand(Section.STORAGE, _("Import…"), _("restore backup zip")),
    SettingCommand(Section.STORAGE, _("Markdown folder"), _("obsidian notes files sync mirror live copy export git")),
    SettingCommand(Section.STORAGE, _("Recently deleted"), _("trash bin restore chats")),
)
"""In the order of the pages."""
