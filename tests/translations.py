"""Keeps the catalogues of translations in step with the sentences in the source.

`python -m tests.translations update [LANGUAGE …]` takes in new sentences, drops those that are gone, and compiles;
`python -m tests.translations missing LANGUAGE` prints what a language lacks, `… check` what is wrong, if anything.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import string
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from turbodesk.translation import ENGLISH, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("turbodesk", "packaging/bundle")
MODELS = "resources/models.toml"
"""What models are for, which `translation.of_data` is asked for."""
FOLDER = ROOT / "resources" / "translations"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
OTHERS = [one for one in LANGUAGES if one != ENGLISH]


@cache
def template() -> Catalog:
    """Return every sentence of the source, with where it stands and what translators are told of it."""
    catalog = Catalog(project="TurboDesk", charset="utf-8", fuzzy=False)
    for folder in SOURCES:
        found = extract_from_dir(
            ROOT / folder,
            [("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
            # Files without lines: a line that moves would change every catalogue.
            catalog.add(message, None, [(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    models = tomllib.loads((ROOT / MODELS).read_text(encoding="utf-8"))["model"]
    for sentence in (model[field] for model in models for field in ("good_at", "about") if model.get(field)):
        catalog.add(sentence, None, [(MODELS, 0)])
    return catalog


def catalogue(language: str) -> Catalog:
    """Return what there is of a language; nothing at all of a new one."""
    file = FOLDER / language / "turbodesk.po"
    if not file.exists():
        return Catalog(locale=language, project="TurboDesk", charset="utf-8", fuzzy=False)
    return read_po(io.BytesIO(file.read_bytes()), locale=language, charset="utf-8")


def updated(language: str, source: Catalog) -> Catalog:
    """Return a language's catalogue with the sentences of `source`, in their order, and no others.

    A sentence that changed counts as new: a guess that looks right is worse than English.
    """
    known, new = catalogue(language), Catalog(locale=language, project="TurboDesk", charset="utf-8", fuzzy=False)
    for message in source:
        if message.id:
            old = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            translated = old.string if old is not None and _same_shape(message, old) else None
            new.add(
                message.id,
                translated,
                message.locations,
                auto_comments=message.auto_comments,
                user_comments=old.user_comments if old is not None else (),
                context=message.context,
            )
    return new


def _same_shape(message: Message, old: Message) -> bool:
    return message.id == old.id


def write(language: str, catalog: Catalog) -> None:
    """Write a catalogue as text for people and compiled for the program, without a date: the same is the same bytes."""
    folder = FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "turbodesk.po").write_bytes(as_text(catalog))
    (folder / "turbodesk.mo").write_bytes(compiled(catalog))


def as_text(catalog: Catalog) -> bytes:
    """Return a catalogue as the .po file it is kept as."""
    output = io.BytesIO()
    write_po(output, catalog, width=120, omit_header=True, ignore_obsolete=True, include_lineno=False)
    plural = f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    header = f'msgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n"MIME-Version: 1.0\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    return (header + f'"Plural-Forms: {plural}\\n"\n\n').encode() + output.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as the .mo file the program reads."""
    whole, output = read_po(io.BytesIO(as_text(catalog)), locale=str(catalog.locale), charset="utf-8"), io.BytesIO()
    whole.creation_date = whole.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    write_mo(output, whole)
    return output.getvalue()


def is_done(message: Message) -> bool:
    """Return whether a sentence has every form its language wants."""
    return all(forms(message))


def forms(message: Message) -> tuple[str, ...]:
    """Return a sentence's translation in each of the forms that its language has."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def missing(language: str) -> list[Message]:
    """Return the sentences of the source that a language lacks."""
    return [one for one in updated(language, template()) if one.id and not is_done(one)]


def places(text: str) -> list[str]:
    """Return the names of the places in a sentence, each once."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def faults(language: str) -> Iterator[str]:
    """Return what is wrong with a language's catalogue, each thing in words."""
    for message in catalogue(language):
        if not message.id or not is_done(message):
            continue
        english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for one in forms(message):
            yield from _faults_of(f"{language}: {english[-1]!r}: {one!r}", english, one, is_plural=len(english) > 1)


def _faults_of(where: str, english: tuple[str, ...], translated: str, *, is_plural: bool) -> Iterator[str]:
    try:
        wanted, found = set().union(*(places(one) for one in english)), set(places(translated))
    except ValueError:
        if any(_is_template(one) for one in english):
            yield f"{where} has a brace too many"
        return
    # A form for exactly one or two may say so in words.
    if found - wanted or (wanted - found and not is_plural):
        yield f"{where} has other places"
    for edge in (0, -1):
        if english[-1][edge].isspace() != translated[edge].isspace():
            yield f"{where} begins or ends otherwise"
    if english[-1].count("\n") != translated.count("\n"):
        yield f"{where} has other lines"


_PLACE = re.compile(r"\{[^{}]*\}")


def glossary(language: str) -> dict[str, list[str]]:
    """Return what a language calls each thing: an English term, and stems of the words that stand for it."""
    with (FOLDER / language / "glossary.toml").open("rb") as file:
        terms = tomllib.load(file)["terms"]
    return {term: list(stems) for term, stems in terms.items()}


def strays(language: str) -> Iterator[tuple[str, bool, str]]:
    """Yield every use of a term of the glossary: the term, whether it is called as agreed, and the sentence."""
    wanted = {term: re.compile(rf"\b{re.escape(term)}s?\b", re.IGNORECASE) for term in glossary(language)}
    for message in catalogue(language):
        if message.id and is_done(message):
            english = message.id if isinstance(message.id, str) else message.id[1]
            translated = forms(message)[-1].casefold()
            for term, stems in glossary(language).items():
                if wanted[term].search(_PLACE.sub("", english)):
                    yield term, any(stem.casefold() in translated for stem in stems), f"{english!r}: {translated!r}"


def _is_template(text: str) -> bool:
    try:
        return bool(places(text))
    except ValueError:
        return False


def say(*words: object, sep: str = " ") -> None:
    """Say something on the terminal."""
    sys.stdout.write(sep.join(map(str, words)) + "\n")


def main(arguments: list[str]) -> int:
    """Do what the command line says; 1 where something is wrong."""
    match arguments:
        case ["update", *chosen]:
            source = template()
            for language in chosen or OTHERS:
                write(language, updated(language, source))
            return 0
        case ["missing", language]:
            for message in missing(language):
                say(message.id)
            return 0
        case ["check"]:
            wrong = [one for language in OTHERS for one in faults(language)]
            wrong += [f"{language}: {len(lacks)} missing" for language in OTHERS if (lacks := missing(language))]
            say(*wrong, sep="\n")
            return 1 if wrong else 0
    say(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
