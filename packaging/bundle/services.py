"""What the program offers in the menu Services of other programs of macOS (turbodesk/ui/desktop/macos_services.py)."""

from __future__ import annotations

MESSAGE = "askTurboDesk"
"""As turbodesk/ui/desktop/macos_services.py has it."""


def information_property_list() -> dict[str, object]:
    """Return the keys of Info.plist, by developer.apple.com, "Services Properties"."""
    entry = {
        "NSMenuItem": {"default": "Ask TurboDesk"},
        "NSMessage": MESSAGE,
        "NSPortName": "TurboDesk",
        "NSSendTypes": ["public.utf8-plain-text"],
        "NSRequiredContext": {},  # without it the entry is off until a person finds it in the settings of the keyboard
    }
    return {"NSServices": [entry]}
