"""Has the system open the program at login as the setting says, and the setting say what the system does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import turbodesk
from turbodesk import frozen
from turbodesk.app import login_item
from turbodesk.app.preferences import Preferences
from turbodesk.settings import AT_LOGIN
from turbodesk.translation import _


def follow_setting(preferences: Preferences, tell: Callable[[str], object]) -> None:
    """Have the system do what is wanted now; where it cannot be told, `tell` why, and want it no more."""
    is_wanted = preferences.get(AT_LOGIN)
    if login_item.opens_at_login() == is_wanted:
        return
    try:
        if is_wanted:
            login_item.open_at_login([*start_command(), login_item.AT_LOGIN])
        else:
            login_item.open_at_login_no_more()
    except OSError as error:
        tell(_("Your system cannot be told what to open at login: {reason}.").format(reason=error.strerror or error))
        follow_system(preferences)


def follow_system(preferences: Preferences) -> None:
    """Have the setting say what the system does: it may have been told otherwise in its own settings."""
    preferences.set(AT_LOGIN, login_item.opens_at_login())


def start_command() -> list[str]:
    """Return what starts this program from any folder."""
    if (program := frozen.program()) is not None:
        return [str(program)]
    checkout = Path(turbodesk.__file__).parents[1] / "run"
    if checkout.is_file() and sys.platform != "win32":
        return [str(checkout)]
    return [sys.executable, "-P", "-m", "turbodesk"]
