"""Knows which letters a language is written in, so that none is asked about words it cannot have."""

from __future__ import annotations

import unicodedata

UNSPACED = (
    "\u0e00-\u0fff\u1000-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3040-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff21-\uff9f\U00020000-\U0003ffff"
)
"""Ranges, as in a pattern, of scripts whose words no blank parts, and of Korean, whose ends grow onto its words: Thai,
Lao, Tibetan, Burmese, Khmer, ideographs, kana, bopomofo, hangul, and the wide forms of Latin. None of it is marked."""

_LATIN = "LATIN"
_WRITTEN_IN = {
    "CYRILLIC": "be bg ce cv kk ky mk mn os ru sr tg tt uk",
    "GREEK": "el grc",
    "ARABIC": "ar ckb fa ks ps sd ug ur",
    "HEBREW": "he yi",
    "DEVANAGARI": "hi mr ne sa",
    "BENGALI": "as bn",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "ORIYA": "or",
    "SINHALA": "si",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "ETHIOPIC": "am ti",
}
_SCRIPT = {language: script for script, languages in _WRITTEN_IN.items() for language in languages.split()}
_IN_LATIN_TOO = frozenset({"sr"})


def script_of(word: str) -> str:
    """Return the script of a word's first letter by its name in Unicode, such as "LATIN"."""
    return unicodedata.name(word[0], "").partition(" ")[0]


def can_have(language: str, word: str) -> bool:
    """Whether a language such as "de_AT" is written in the letters of a word."""
    code = language.partition("_")[0]
    script = script_of(word)
    return script == _SCRIPT.get(code, _LATIN) or (script == _LATIN and code in _IN_LATIN_TOO)
