"""What packages say to people, in each language: the same catalogues as the program's, by their English sentences."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"


def N_(sentence: str) -> str:
    """Mark a sentence that is to be translated, and return it as it is."""
    return sentence


def languages() -> list[str]:
    """Return the languages there are beside English, such as "zh_CN"."""
    return sorted(one.parent.name for one in _FOLDER.glob("*/turbodesk.mo"))


def translated(sentence: str, language: str) -> str:
    """Return a sentence in a language; in English where that lacks it."""
    return _catalogue(language).gettext(sentence)


def others(sentence: str) -> dict[str, str]:
    """Return a sentence in each language that has one of its own for it."""
    found = {one: translated(sentence, one) for one in languages()}
    return {language: words for language, words in found.items() if words != sentence}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    with (_FOLDER / language / "turbodesk.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
