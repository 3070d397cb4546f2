"""Every sentence there is, in every language, well formed and with one name for one thing."""

from __future__ import annotations

import gettext
import io
from collections import Counter

import pytest
from babel.messages.catalog import Message

from tests import sentences, translations
from tests.translations import FOLDER, OTHERS, ROOT

MOST_STRAYS = 0.1
"""The share of a term's uses that may be called otherwise: English words mean more than one thing."""
SOME_USES = 10


def test_no_sentence_bypasses_the_door() -> None:
    found = [str(one) for file in sentences.files([ROOT / "turbodesk"]) for one in sentences.bypasses(file)]
    assert found == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    assert [message.id for message in translations.missing(language)] == []
    assert list(translations.faults(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_program_reads_is_made_of_what_people_write(language: str) -> None:
    kept = gettext.GNUTranslations(io.BytesIO((FOLDER / language / "turbodesk.mo").read_bytes()))
    made = gettext.GNUTranslations(io.BytesIO(translations.compiled(translations.catalogue(language))))
    for message in translations.catalogue(language):
        for count in range(101):
            assert said(kept, message, count) == said(made, message, count)


def said(catalogue: gettext.NullTranslations, message: Message, count: int) -> str:
    """Return what a catalogue says of so many things."""
    match message.id:
        case str() as only if message.context:
            return catalogue.pgettext(message.context, only)
        case str() as only:
            return catalogue.gettext(only)
        case [singular, plural]:
            return catalogue.ngettext(singular, plural, count)
    raise AssertionError(message.id)


@pytest.mark.parametrize("language", OTHERS)
def test_one_thing_has_one_name(language: str) -> None:
    uses, right, examples = Counter[str](), Counter[str](), dict[str, list[str]]()
    for term, is_right, sentence in translations.strays(language):
        uses[term] += 1
        right[term] += is_right
        if not is_right:
            examples.setdefault(term, []).append(sentence)
    wrong = [one for one in uses if uses[one] >= SOME_USES and right[one] < uses[one] * (1 - MOST_STRAYS)]
    assert {one: examples[one] for one in wrong} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_the_demo_is_told_in_every_language(language: str) -> None:
    english = {file.name for file in (ROOT / "resources" / "demo").glob("*.md")}
    assert {file.name for file in (FOLDER / language / "demo").glob("*.md")} == english


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('title = "Copy this"', True),
        ('title = _("Copy this")', False),
        ('title = f"{count} chats in all"', True),
        ('title = _(f"{count} chats in all")', True),
        ('title = _("{count} chats").format(count="a few of")', True),
        ('title = "Copy this"  # not for people: a test', False),
        ('# not for people: a test\ntitle = (\n    "Copy this",\n)', False),
        ('log.warning("it went wrong")', False),
        ('def f():\n    """Copy this."""\n    "SELECT a FROM b"', False),
        ('def f():\n    for _ in "ab":\n        _("Copy this")', True),
    ],
)
def test_what_bypasses_the_door(source: str, found: bool) -> None:
    assert bool(sentences.checked(source)) == found
