"""Registers the grammar with Python-Markdown, through its public registries alone.

One block processor takes everything before any other can; the tree processor `inline` is replaced under its own name;
what stock does to the text before (HTML blocks, tabs) and after (line breaks for looks) is replaced or taken out, since
it would change code. So tree processors of other extensions (a table of contents, attributes) and postprocessors work
as ever; preprocessors and block processors of others (admonitions, definition lists) find nothing left to do.
"""

from __future__ import annotations

import re
from typing import Any, Literal, cast
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from .blocks import BlockParser
from .constructs import readers, starts
from .definitions import Definitions, Target
from .footnotes import append_section
from .grammar import Grammar
from .inlines import InlineParser
from .notes import Notes
from .tree import READY

# Python-Markdown's place holders begin and end with the first two; CommonMark section 2.3 replaces the third.
_PLACE_HOLDER_MARKS = re.compile("[\x02\x03]")


class CommonMarkExtension(Extension):
    """CommonMark and more for Python-Markdown; see `Grammar` for the choices."""

    def __init__(self, grammar: Grammar) -> None:
        super().__init__()
        self.grammar = grammar
        self.definitions = Definitions()

    def extendMarkdown(self, md: Markdown) -> None:
        """Put the grammar in the place of stock's."""
        md.registerExtension(self)
        # Shared with other extensions, which may define links of their own.
        self.definitions.links = cast("dict[str, Target]", md.references)
        md.preprocessors.register(_LineEnds(md), "normalize_whitespace", 30)
        md.preprocessors.deregister("html_block", strict=False)
        md.parser.blockprocessors.register(_Blocks(md, self), "commonmark", 1000)
        md.treeprocessors.register(_Inlines(md, self), "inline", 20)
        md.treeprocessors.register(_Ampersands(md), "ampersands", -1000)
        for name in ("prettify", "unescape"):
            md.treeprocessors.deregister(name, strict=False)

    def reset(self) -> None:
        """Forget the definitions of the last text; Python-Markdown clears the links itself."""
        self.definitions.notes.clear()
        self.definitions.asked.clear()


def makeExtension(  # noqa: N802, RUF100 - the name that Python-Markdown looks for
    *, html: Literal["text", "raw"] = "text", gfm: bool = True, math: bool = True, lenient: bool = True
) -> CommonMarkExtension:
    """Return the extension; by default the grammar for replies; `html="raw"` and False thrice is CommonMark."""
    return CommonMarkExtension(Grammar(html=html, gfm=gfm, math=math, lenient=lenient))


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` without their ends; what follows the last end is a line only if it is not empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


class _LineEnds(Preprocessor):
    """Makes line ends alike, and leaves tabs alone."""

    def run(self, lines: list[str]) -> list[str]:
        return _PLACE_HOLDER_MARKS.sub("", "\n".join(split_lines("\n".join(lines)))).split("\n")


class _Blocks(BlockProcessor):
    """Takes all text there is, and builds all blocks."""

    def __init__(self, md: Markdown, extension: CommonMarkExtension) -> None:
        super().__init__(md.parser)
        self._extension = extension

    def test(self, parent: Element, block: str) -> bool:
        return True

    def run(self, parent: Element, blocks: list[str]) -> None:
        grammar = self._extension.grammar
        parser = BlockParser(grammar, starts(grammar), self._extension.definitions)
        for line in "\n\n".join(blocks).split("\n"):
            parser.add_line(line)
        blocks.clear()
        parser.finish().build(parent)


class _Inlines(Treeprocessor):
    """Parses the texts and appends the notes."""

    def __init__(self, md: Markdown, extension: CommonMarkExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        grammar, definitions = self._extension.grammar, self._extension.definitions
        parser = InlineParser(grammar, readers(grammar), definitions, Notes())
        parser.fill(root)
        append_section(root, parser)
        if grammar.html == "raw":
            for block in root:
                block.tail = "\n"
            for element in root.iter(READY):
                element.text = self.md.htmlStash.store(element.text or "")
                # An element without a tag is, to Python-Markdown, nothing but its content.
                element.tag = cast("Any", None)


class _Ampersands(Treeprocessor):
    """Writes `&` as `&amp;` in the finished tree.

    Python-Markdown's serializer leaves what looks like a reference alone, since its own patterns put references into
    texts. Our texts are texts: `&amp;lt;` in a reply must show as `&lt;`.
    """

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and "&" in element.text:
                element.text = element.text.replace("&", "&amp;")
            if element.tail and "&" in element.tail:
                element.tail = element.tail.replace("&", "&amp;")
            for name, value in element.attrib.items():
                if "&" in value:
                    element.set(name, value.replace("&", "&amp;"))
