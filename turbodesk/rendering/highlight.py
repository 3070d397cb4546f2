"""Finds the tokens of code, so that the interface can colour them.

Colours are the theme's business: a token has one of the classes below, and the interface maps each to a token of the
theme. Pygments is imported at the first call (its import takes tens of milliseconds); `prepare` does that elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from turbodesk.rendering.commonmark.code import UNFINISHED

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_LENGTH = 2_000
"""Characters of code that are highlighted along with the text around it; longer code is for a thread.

So much dense code takes 1 ms (Python, JSON) to 9 ms (JavaScript, C++, Rust); measured, once the language is imported.
"""
MAX_LINE = 2_000
"""Characters in a line; longer lines are data or minified, where colours help nobody and lexers are slow."""

CLASSES = {
    "kw": "keyword; also tags of markup languages, keys of mappings and directives of a preprocessor",
    "typ": "type, class, module, attribute",
    "fn": "function or decorator, or a name built into the language",
    "str": "string, character, regular expression",
    "num": "number, or a constant of the language: true, null",
    "com": "comment, documentation, prompt of a console",
    "op": "operator",
    "ins": "inserted line",
    "del": "deleted line",
}
"""All classes that a token may have, with their meaning; what has none is plain. Few, so that each has a colour that
can be told from the others in every theme."""

# The most specific of Pygments' token types that is listed decides.
_BY_TOKEN = {
    "Token.Keyword": "kw",
    "Token.Keyword.Constant": "num",
    "Token.Keyword.Type": "typ",
    "Token.Name.Attribute": "typ",
    "Token.Name.Builtin": "fn",
    "Token.Name.Builtin.Pseudo": "kw",
    "Token.Name.Class": "typ",
    "Token.Name.Constant": "num",
    "Token.Name.Decorator": "fn",
    "Token.Name.Entity": "str",
    "Token.Name.Exception": "typ",
    "Token.Name.Function": "fn",
    "Token.Name.Namespace": "typ",
    "Token.Name.Tag": "kw",
    "Token.Literal.String": "str",
    "Token.Literal.String.Doc": "com",
    "Token.Literal.Number": "num",
    "Token.Literal.Date": "num",
    "Token.Comment": "com",
    "Token.Comment.Preproc": "kw",
    "Token.Operator": "op",
    "Token.Operator.Word": "kw",
    "Token.Generic.Deleted": "del",
    "Token.Generic.Heading": "kw",
    "Token.Generic.Inserted": "ins",
    "Token.Generic.Prompt": "com",
    "Token.Generic.Subheading": "kw",
}

Span = tuple[str, str]
"""A class of `CLASSES`, or an empty string, and the text that has it."""


@lru_cache(maxsize=256)
def highlight(code: str, language: str) -> tuple[Span, ...]:
    """Return `code` in spans that make it up again when joined; one plain span if the language is unknown.

    `language` is the first word after the fence; what follows a colon or comma in it (`ts:src/app.ts`) is left out.
    Remembered for the last 256 pieces of code. May be called from any thread.
    """
    return tokens(code, language) or ()


def tokens(code: str, language: str, *, goes_on: Callable[[], bool] = lambda: True) -> tuple[Span, ...] | None:
    """Return what `highlight` does, without remembering it; None if `goes_on`, asked at every token, says no."""
    lexer_class = _lexer_class(language)
    if lexer_class is None or any(len(line) > MAX_LINE for line in code.split("\n")):
        return (("", code),)
    # A lexer of its own for each call: some keep state while they run, and this may run in several threads.
    lexer = lexer_class(stripnl=False, ensurenl=False)
    spans: list[Span] = []
    for token, text in lexer.get_tokens(code):
        if not goes_on():
            return None
        kind = _class(str(token))
        if spans and (spans[-1][0] == kind or text.isspace()):
            spans[-1] = (spans[-1][0], spans[-1][1] + text)
        elif text:
            spans.append((kind, text))
    # Some lexers drop characters, such as a byte order mark. Code must stay what it was.
    return tuple(spans) if "".join(text for _, text in spans) == code else (("", code),)


def prepare(language: str = "python") -> None:
    """Import and compile what the first call would; meant for a thread, while nobody waits."""
    tokens("x", language)


def highlight_tree(root: Element, *, longest: int = MAX_LENGTH) -> None:
    """Mark the tokens in all finished code in `root` that says its language and has at most `longest` characters."""
    for pre in root.iter("pre"):
        code = pre[0] if len(pre) else None
        if code is None or not code.text or pre.get("class") == UNFINISHED or len(code.text) > longest:
            continue
        language = code.get("class", "").removeprefix("language-")
        if language:
            _mark(code, highlight(code.text, language))


def _mark(code: Element, spans: tuple[Span, ...]) -> None:
    code.text = None
    last: Element | None = None
    for kind, text in spans:
        if kind:
            last = SubElement(code, "span", {"class": kind})
            last.text = text
        elif last is None:
            code.text = text
        else:
            last.tail = text


@lru_cache(maxsize=64)
def _lexer_class(language: str) -> type[Lexer] | None:
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    name = language.lower().replace(",", ":").partition(":")[0].strip("{}.")
    try:
        return find_lexer_class_by_name(name)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1024)
def _class(token: str) -> str:
    while token:
        if token in _BY_TOKEN:
            return _BY_TOKEN[token]
        token = token.rpartition(".")[0]
    return ""
