"""Turns a whole Markdown text into HTML that is safe to show and well-formed.

The promise: for every text, `xml.etree.ElementTree.fromstring(f"<div>{to_html(text)}</div>")` succeeds, and finds
nothing but the following. There is no white space between blocks, no comment, no other tag, class or attribute.

    h1 h2 h3 h4 h5 h6 p blockquote hr
    ul, ol(start)               start only when it is not 1
    li                          in a tight list the text stands in the li itself, without a p
    input(type="checkbox" disabled="disabled" checked="checked")
                                first in the li, or in its first p: a task; checked only when done
    pre > code(class="language-X")
                                X is the first word after the fence as written, the class is missing without one;
                                the text ends with a line end, unless there is no text
    pre(class="open")           the fence has not been closed at the end of the text: plain, may still grow
    span(class="kw" ...)        in code only; classes as `highlight.CLASSES` lists them
    table > thead > tr > th(align), table > tbody > tr > td(align)
                                align is left, center or right, or missing; tbody is missing without rows, thead where
                                a table goes on that is too long for one
    div(class="math display")   TeX as text, a block of its own
    span(class="math"), span(class="math display")
                                TeX as text, within a paragraph, heading or cell
    a(href, title)              href begins with http://, https://, mailto: or #; title only if given
    a(class="image" href title) an image, shown as a link with its label
    em strong del code br sub sup kbd mark u ins small
    sup(class="footnote-ref" id="fnref-N") > a(href="#fn-N")
                                a reference to note N; further references to it have the id fnref-N-2, fnref-N-3 ...
    section(class="footnotes") > ol > li(id="fn-N")
                                at the very end; the last p of each note that is referred to ends with
    a(class="footnote-back" href="#fnref-N")

Elements nest at most about 200 deep. Control characters are dropped, lone surrogates and non-characters become U+FFFD.
"""

from __future__ import annotations

import re
import threading
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from turbodesk.rendering.commonmark import Grammar, makeExtension
from turbodesk.rendering.commonmark.blocks import BlockParser
from turbodesk.rendering.commonmark.constructs import readers, starts
from turbodesk.rendering.commonmark.definitions import Definitions
from turbodesk.rendering.commonmark.extension import split_lines
from turbodesk.rendering.commonmark.footnotes import append_section
from turbodesk.rendering.commonmark.inlines import InlineParser
from turbodesk.rendering.commonmark.notes import Notes
from turbodesk.rendering.commonmark.serialize import serialize
from turbodesk.rendering.highlight import highlight_tree

GRAMMAR = Grammar()
"""What replies are read as: everything on, HTML as text."""

# Characters that XML cannot hold, section 2.2: those that mean nothing in a text, and those that stand for something
# that was lost on the way. A reply may have the first from a terminal's output, the second from a cut-off escape.
_DROPPED = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")
_LOST = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")

_TEXT_BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr", "div", "li", "blockquote", "hr"))


def to_html(text: str) -> str:
    """Return the HTML of `text` in the dialect above, in time linear in its length.

    Code of more than `highlight.MAX_LENGTH` characters is left plain; `highlight` may be called for it elsewhere.
    May be called from any thread.
    """
    engine = _engines.engine
    engine.reset()
    return engine.convert(clean(text))


def to_elements(text: str) -> Element:
    """Return the elements that `to_html` writes, in a `div`, but all code plain: for who wants the words alone.

    Without highlighting, writing and reading again it takes half the time, for much code a tenth. Any thread.
    """
    root, definitions = Element("div"), Definitions()
    parser = BlockParser(GRAMMAR, starts(GRAMMAR), definitions)
    for line in split_lines(clean(text)):
        parser.add_line(line)
    parser.finish().build(root)
    inlines = InlineParser(GRAMMAR, readers(GRAMMAR), definitions, Notes())
    inlines.fill(root)
    append_section(root, inlines)
    return root


def plain_text(markdown: str) -> str:
    """Return what a reader sees of `markdown`, for searching and for screen readers: a line for each block or row.

    Cells are separated by tabs, TeX stands as its source, tasks begin with `[ ]` or `[x]`, footnotes are referred to
    as `[1]`, and their links back are left out.
    """
    parts: list[str] = []
    _read(to_elements(markdown), parts)
    return "".join(parts).strip("\n")


def clean(text: str) -> str:
    """Return `text` with only such characters as XML can hold; works on any part of a text as on the whole."""
    return _LOST.sub("\ufffd", _DROPPED.sub("", text))


class _Highlighting(Treeprocessor):
    """Marks the tokens in code."""

    def run(self, root: Element) -> None:
        highlight_tree(root)


class _Engines(threading.local):
    """One Python-Markdown for each thread: making one costs as much as a page of text, and none is for two threads."""

    def __init__(self) -> None:
        self.engine = Markdown(extensions=[makeExtension()])
        self.engine.treeprocessors.register(_Highlighting(), "highlighting", 0)
        # Our serializer knows that texts are texts, so nothing need be escaped before it.
        self.engine.treeprocessors.deregister("ampersands")
        self.engine.serializer = serialize


_engines = _Engines()


def _read(element: Element, parts: list[str]) -> None:
    """Append the texts in `element`, with a line end where a block begins or ends."""
    tag, is_block = element.tag, element.tag in _TEXT_BLOCKS
    if is_block or tag == "br":
        _end_line(parts)
    elif tag == "input":
        parts.append("[x]" if element.get("checked") else "[ ]")
    is_reference = element.get("class") == "footnote-ref"
    _add(parts, "[" if is_reference else element.text)
    for number, child in enumerate(element):
        if tag == "tr" and number:
            parts.append("\t")
        if child.get("class") != "footnote-back":
            _read(child, parts)
        tail = child.tail or ""
        _add(parts, tail.removeprefix("\n") if child.tag == "br" else tail)
    if is_reference:
        parts.append("]")
    if is_block:
        _end_line(parts)


def _add(parts: list[str], text: str | None) -> None:
    if text:
        parts.append(text)


def _end_line(parts: list[str]) -> None:
    if parts and not parts[-1].endswith("\n"):
        parts.append("\n")
