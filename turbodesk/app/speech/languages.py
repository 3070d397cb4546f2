"""Tells which language a sentence is in, as far as that is easily seen: by its letters, and by the small words in it.

Letters tell Chinese from Russian; which of the languages in Latin letters it is, tell the words that stand in every
second sentence. What does not tell is taken to be in the language of what stands around it.
"""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ja", "\u3040-\u30ff"),
    ("ko", "\u1100-\u11ff\uac00-\ud7ff"),
    ("zh", "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    ("th", "\u0e00-\u0e7f"),
    ("hi", "\u0900-\u097f"),
    ("he", "\u0590-\u05ff"),
    ("ar", "\u0600-\u06ff\u0750-\u077f"),
    ("ru", "\u0400-\u04ff"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
)
"""Languages and their letters; of those with letters in common the first has some of its own."""
_LETTERS = [(language, re.compile(f"[{letters}]")) for language, letters in _SCRIPTS]
_OTHERS = {"ar": ("fa", re.compile("[پچژگ]")), "ru": ("uk", re.compile("[іїєґІЇЄҐ]"))}
"""By a language: another in the same letters, and those that it alone has."""
_WIDE = frozenset(("ja", "ko", "zh"))
_WORD = re.compile(r"[^\W\d_]+")

# not for people: what is looked for in texts
_SMALL_WORDS = {
    "en": "the and of to is that it for with are this you be not or from have which was by",
    "de": "der die das und ist nicht ein eine zu den mit auf für von sich auch dem im werden sie",
    "fr": "le les et est une des dans pour pas vous avec sur au ce qui du il sont cette la",
    "es": "el los las una es para con por se del como más está su y en lo pero la que",
    "pt": "os as uma é para com não do da em por como mais um você isso mas ao são que",
    "it": "il che di è per una non sono con del della gli nel come anche più questo si la",
    "nl": "de het een van is niet dat te met voor op zijn ook maar je er aan wordt deze",
    "pl": "i w nie na z się że jest do to jak co ale tak dla od po przez są oraz",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LEAST = 2
"""Small words that tell a language."""


def language_of(text: str, otherwise: str) -> str:
    """Return the language of a text; `otherwise` where nothing tells."""
    words_in_it = _WORD.findall(text)
    total = sum(map(len, words_in_it))
    for language, pattern in _LETTERS:
        # A name in other letters does not make a sentence of that language; a sign of these is a word.
        if len(pattern.findall(text)) * (4 if language in _WIDE else 2) > total:
            other, letters_of_its_own = _OTHERS.get(language, ("", None))
            is_other = letters_of_its_own is not None and letters_of_its_own.search(text)
            return _variant(other if is_other else language, otherwise)
    counts = Counter(
        {language: sum(word.lower() in words for word in words_in_it) for language, words in _WORDS.items()}
    ).most_common(2)
    (first, most), (_, second) = counts
    return _variant(first, otherwise) if most >= _LEAST and most > second else otherwise


def in_latin(language: str) -> bool:
    """Whether a language, such as "pt_BR", is written in Latin letters."""
    return language.partition("_")[0] not in {name for name, _ in _SCRIPTS}


def _variant(language: str, otherwise: str) -> str:
    """Return a language as the person uses it, where it is theirs: of Brazil, or of Taiwan."""
    return otherwise if otherwise.partition("_")[0] == language else language
