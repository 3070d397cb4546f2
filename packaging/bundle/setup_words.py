"""What the setup for Windows says, in every language, as NSIS reads it."""

from __future__ import annotations

from bundle import words
from bundle.words import N_

LANGUAGES = {
    "en": "English",
    "zh_CN": "SimpChinese",
    "zh_TW": "TradChinese",
    "ja": "Japanese",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt_BR": "PortugueseBR",
    "ru": "Russian",
    "ar": "Arabic",
}
"""Our languages as NSIS names them. The first is spoken where Windows has none of them."""

SENTENCES = {
    "ABORT": N_("Stop installing TurboDesk?"),
    "WELCOME_TITLE": N_("Welcome to TurboDesk"),
    "WELCOME": N_(
        "This installs TurboDesk {version} for you alone; nobody has to give you permission.\n\n"
        "A TurboDesk that you have already is brought up to date. "
        "Your conversations, settings and key stay as they are."
    ),
    "FOLDER": N_("TurboDesk goes into this folder. Most people leave it as it is."),
    "DONE_TITLE": N_("TurboDesk is installed"),
    "DONE": N_("You find it in the Start menu.\n\nTo remove it one day: Settings, Apps, TurboDesk."),
    "OPEN_NOW": N_("Open TurboDesk now"),
    "ON_DESKTOP": N_("Put TurboDesk on the desktop"),
    "REMOVED": N_("TurboDesk is removed"),
    "THANKS": N_("Thank you for having tried it."),
    "IS_OPEN": N_("TurboDesk is open. Close its window, then choose Retry."),
    "HELD": N_("Windows does not let go of TurboDesk. Close it, then choose Retry."),
    "TOO_OLD": N_("TurboDesk needs Windows 10 of 2018 or newer, 64 bit."),
    "SETUP_OPEN": N_("TurboDesk's setup is open already."),
    "TIP": N_("Chat with Claude"),
    "REMOVE_TITLE": N_("Remove TurboDesk"),
    "REMOVE_SUBTITLE": N_("What you wrote stays, unless you say otherwise."),
    "DATA_STAYS": N_("The program goes. Your conversations and settings stay in\n{folder}"),
    "KEY_STAYS": N_(
        "Your key stays too. Windows keeps it in the Credential Manager, under Windows Credentials, as “TurboDesk” "
        "(and ending in “@TurboDesk” for further gateways); you can remove it there."
    ),
    "DELETE_DATA": N_("&Delete my conversations and settings as well, for good"),
    "REMOVE": N_("&Remove"),
    "DATA_HELD": N_(
        "Another TurboDesk has your conversations open. Close it, then choose Retry; or choose Cancel, and they stay."
    ),
}
"""Each sentence by what the script calls it. "&" stands before the letter that Alt reaches it by."""


def header(version: str) -> str:
    """Return the file the script includes: its languages, and each sentence in all of them."""
    present = ["en", *words.languages()]
    lines = [f'!insertmacro MUI_LANGUAGE "{LANGUAGES[one]}"' for one in present]
    for name, sentence in SENTENCES.items():
        for language in present:
            said = sentence if language == "en" else words.translated(sentence, language)
            said = said.replace("{version}", version).replace("{folder}", "\0")
            lines.append(f"LangString {name} ${{LANG_{LANGUAGES[language].upper()}}} {quoted(said)}")
    return "\n".join(lines).replace("\0", "${DATA}") + "\n"


def quoted(said: str) -> str:
    """Return a text as a string of NSIS's, by its manual's "4.1 Script File Format"."""
    for character, escape in (("$", "$$"), ('"', '$\\"'), ("\n", "$\\r$\\n")):
        said = said.replace(character, escape)
    return f'"{said}"'
