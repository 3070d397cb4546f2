"""The one door through which every sentence a person meets goes: `_` returns it in their language.

Catalogues are GNU gettext's, `resources/translations/<language>/turbodesk.po`; the English sentence is the key, and
what a catalogue lacks stays English. CONTRIBUTING, "Translations", says how sentences are written so that they can be
translated, and how a language is added.

A language is installed once, before anything of the interface is imported, and holds for the run: constants of modules
are translated as they are made. Numbers, dates and lists are `turbodesk/ui/quantities.py`'s.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

ENGLISH = "en"
LANGUAGES = {
    ENGLISH: "English",
    "zh_CN": "简体中文",
    "zh_TW": "繁體中文",
    "ja": "日本語",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt_BR": "Português (Brasil)",
    "ru": "Русский",
    "ar": "العربية",
}
"""The languages TurboDesk speaks, each with what it calls itself."""

VARIABLE = "TURBODESK_LANGUAGE"
"""The environment variable that chooses a language for one run, before the setting and the system."""

_TRADITIONAL = frozenset({"tw", "hk", "mo", "hant"})
"""Regions and the script that write Chinese in traditional characters."""


class Catalogue(Protocol):
    """What has the sentences of a language, such as `gettext.GNUTranslations`."""

    def gettext(self, message: str, /) -> str: ...
    def ngettext(self, singular: str, plural: str, count: int, /) -> str: ...
    def pgettext(self, context: str, message: str, /) -> str: ...


RIGHT_TO_LEFT = frozenset({"ar"})
"""Those of them that are read from the right."""

_MARK = "\u200f"
"""RIGHT-TO-LEFT MARK: a letter without a shape."""
_MARKS = dict.fromkeys(map(ord, "\u200f\u2068\u2069"))
"""What the door adds to sentences of these languages, and what takes it out again."""
_PLACE = r"<[^<>]*>|\{[^{}]*\}"
_catalogue: Catalogue | None = None
_language = ENGLISH


def _(message: str) -> str:
    """Return a sentence in the person's language."""
    return message if _catalogue is None else _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of a sentence that `count` things want; languages have one to six of them."""
    if _catalogue is None:
        return singular if count == 1 else plural
    return _catalogue.ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """Return a sentence whose English words mean more than one thing, told apart by `context`, such as "verb"."""
    return message if _catalogue is None else _catalogue.pgettext(context, message)


@lru_cache(maxsize=16)
def in_every_language(message: str) -> frozenset[str]:
    """Return what a sentence is in each language, to know again what was kept of it; the first time takes a while."""
    found = (_read(one) for one in LANGUAGES if one != ENGLISH)
    return frozenset({message, *(one.gettext(message) for one in found if one is not None)})


def of_data(sentence: str) -> str:
    """Return a sentence that one of TurboDesk's own data files has, such as `models.toml`; others stay as they are."""
    return _(sentence) if sentence else ""  # gettext keeps facts about a catalogue under no words


def language() -> str:
    """Return the language in use, a key of `LANGUAGES`."""
    return _language


def install(wished: Sequence[str]) -> None:
    """Speak the first of these languages that there is, else English.

    `wished` are names of any form, the dearest first: "zh-Hans-CN", "pt_BR.UTF-8", "de".
    """
    name = chosen(wished)
    if name == _language and _catalogue is not None:
        return  # a terminal's wish is looked at first, and is mostly that of the window
    catalogue = None if name == ENGLISH else _read(name)
    use(ENGLISH if catalogue is None else name, catalogue)  # one that is lost or damaged still opens, in English


def chosen(wished: Sequence[str]) -> str:
    """Return the first of these languages that there is, else English."""
    return next((known for one in wished if (known := matching(one)) is not None), ENGLISH)


def use(name: str, catalogue: Catalogue | None) -> None:
    """Speak the language `name` with the sentences of `catalogue`; None: English ones."""
    global _catalogue, _language
    is_isolating = catalogue is not None and name in RIGHT_TO_LEFT
    _catalogue, _language = Isolating(catalogue) if is_isolating and catalogue is not None else catalogue, name


class Isolating:
    """A catalogue of a language read from the right, in whose sentences each place is ordered by itself.

    Else a model's name, an address or "$0.002" falls apart as soon as a stop, a bracket or a digit stands beside it.
    The characters are Unicode's FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, which have no shape (UAX #9, 2.4).
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def gettext(self, message: str, /) -> str:
        """Return a sentence."""
        return _isolated(self._catalogue.gettext(message))

    def ngettext(self, singular: str, plural: str, count: int, /) -> str:
        """Return the form of a sentence that `count` things want."""
        return _isolated(self._catalogue.ngettext(singular, plural, count))

    def pgettext(self, context: str, message: str, /) -> str:
        """Return a sentence whose English words mean more than one thing."""
        return _isolated(self._catalogue.pgettext(context, message))


def unmarked(text: str) -> str:
    """Return a text without the marks that order what is read: for what is kept, sent, copied or named."""
    return text.translate(_MARKS) if isinstance(_catalogue, Isolating) else text


@lru_cache(maxsize=2048)
def _isolated(sentence: str) -> str:
    words = re.sub(_PLACE, "", sentence)
    if "{" not in sentence:
        return _from_the_right(sentence, words)
    # What stands in markup, such as the address of a link, is not read.
    told = re.sub(_PLACE, lambda found: found[0] if found[0][0] == "<" else f"\u2068{found[0]}\u2069", sentence)
    has_words = any(char.isalpha() for char in words)
    return _from_the_right(told, words) if has_words else _MARK + told  # else nothing says how a list of names is read


def _from_the_right(sentence: str, words: str) -> str:
    """Mark a sentence that begins with a Latin name or key: its first letter says which way all of it is read."""
    first = next((char for char in words if char.isalpha()), "")
    begins_latin = first != "" and not _is_from_the_right(first)
    return _MARK + sentence if begins_latin and any(map(_is_from_the_right, words)) else sentence


def _is_from_the_right(char: str) -> bool:
    return "\u0590" <= char <= "\u08ff"  # Hebrew, Arabic and what is between


def matching(name: str) -> str | None:
    """Return the language of ours that serves whoever wishes for `name`; None where there is none."""
    parts = re.split("[.@]", name.replace("-", "_").casefold())[0].split("_")
    if parts[0] in ("c", "posix"):
        return ENGLISH
    if parts[0] == "zh":
        is_traditional = "hans" not in parts and not _TRADITIONAL.isdisjoint(parts[1:])
        return "zh_TW" if is_traditional else "zh_CN"
    return next((known for known in LANGUAGES if known.partition("_")[0] == parts[0]), None)


def wished(settings: Path, system: Iterable[str], environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return what languages are wished for, the dearest first: for this run, by the settings, by the system.

    `settings` is the settings file, which is looked into here since whatever reads it as a whole has sentences itself.
    """
    before = [environment.get(VARIABLE, ""), _saved(settings)]
    return [one for one in before if one] + list(system)


def of_terminal(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return what languages are wished for in a terminal, by gettext's manual, 2.3 "Setting the Locale"."""
    if own := environment.get(VARIABLE):
        return [own]
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "C")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return [locale]
    return [one for one in environment.get("LANGUAGE", "").split(":") if one] + [locale]


def _saved(settings: Path) -> str:
    try:
        values = json.loads(settings.read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""  # whoever reads all of it says so
    found = values.get("language", "") if isinstance(values, dict) else ""
    return found if isinstance(found, str) and found in LANGUAGES else ""


def _read(name: str) -> Catalogue | None:
    # Here and not above: nine of ten modules ask for sentences, and English ones need neither.
    import gettext
    import io
    import struct

    from turbodesk import resources

    try:
        return gettext.GNUTranslations(io.BytesIO(resources.content("translations", name, "turbodesk.mo")))
    except (OSError, ValueError, LookupError, struct.error):
        return None
