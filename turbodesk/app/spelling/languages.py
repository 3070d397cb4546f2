"""Chooses dictionaries for the languages a person writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_USUAL = {"ar": "SA", "de": "DE", "en": "US", "es": "ES", "fr": "FR", "it": "IT", "nl": "NL", "pt": "PT", "sr": "RS"}
"""The country whose dictionary stands for a language where that of the person's own country is not there."""


def written(code: str) -> str:
    """Return a code such as "de-at", "de_AT.UTF-8" or "sr-Latn-RS" as dictionaries are called: "de_AT", "sr_RS"."""
    language, *rest = code.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
    country = next((part.upper() for part in rest if len(part) in (2, 3)), "")
    return f"{language.lower()}_{country}" if country else language.lower()


def chosen(wanted: Iterable[str], available: Sequence[str]) -> tuple[str, ...]:
    """Return the dictionary for each language that is wanted and there is one of, in the order of the wishes."""
    by_code = {written(one): one for one in reversed(available)}
    found: list[str] = []
    for code in wanted:
        code = written(code)
        language = code.partition("_")[0]
        usual = f"{language}_{_USUAL.get(language, language.upper())}"
        others = [one for one in by_code if one.partition("_")[0] == language]
        best = next((one for one in (code, usual, language, *sorted(others)) if one in by_code), None)
        if best is not None and by_code[best] not in found:
            found.append(by_code[best])
    return tuple(found)
