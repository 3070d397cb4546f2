"""Knows how a person gets a dictionary on their system."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_FAMILIES = (
    ({"debian", "ubuntu"}, "sudo apt install hunspell", "hunspell-"),
    ({"fedora", "rhel"}, "sudo dnf install hunspell", "hunspell-"),
    ({"arch"}, "sudo pacman -S hunspell", "hunspell-"),
    ({"suse", "opensuse"}, "sudo zypper install hunspell", "myspell-"),
)
"""Names in `ID` and `ID_LIKE` of os-release, the command, and what packages of dictionaries begin with."""
_IN_DEBIAN = {"de": "de-de", "en": "en-us", "pt": "pt-pt", "zh": "en-us", "ja": "en-us", "ko": "ko"}


def command(languages: Sequence[str], release: Mapping[str, str] | None = None, system: str = sys.platform) -> str:
    """Return the command that gets dictionaries of the languages wanted, such as "de_AT"; "" where none is known."""
    if system != "linux":
        return ""
    told = os_release() if release is None else release
    families = {told.get("ID", ""), *told.get("ID_LIKE", "").split()}
    for names, begin, prefix in _FAMILIES:
        if names & families:
            return " ".join([begin, *dict.fromkeys(prefix + _ending(one, prefix, begin) for one in languages[:3])])
    return ""


def os_release(path: Path = Path("/etc/os-release")) -> dict[str, str]:
    """Read how this distribution calls itself."""
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip("\"'") for name, _, value in (line.partition("=") for line in lines)}


def _ending(code: str, prefix: str, begin: str) -> str:
    language, _, country = code.replace("-", "_").partition("_")
    if prefix == "myspell-":
        return f"{language}_{country or language.upper()}"
    if "apt" in begin:
        return (
            f"{language}-{country.lower()}"
            if code in ("en_GB", "pt_BR", "de_AT")
            else _IN_DEBIAN.get(language, language)
        )
    return f"{language}_us" if language == "en" and "pacman" in begin else language
