"""A CommonMark grammar for Python-Markdown, with what language models write on top.

    markdown.markdown(text, extensions=[commonmark.makeExtension(html="raw", gfm=False, math=False, lenient=False)])

is CommonMark 0.31.2; without arguments it is what TurboDesk shows: GitHub's tables, task lists and strikethrough,
footnotes, TeX, HTML as text. It needs Python-Markdown, idna for hosts that are not
ASCII, and nothing of TurboDesk.

How to read it: `grammar` has the choices. `cursor` walks along a line and `blocks` makes a tree of lines. `inlines`
reads the texts in it, with the help of `emphasis`, `links`, `addresses`, `autolinks`, `codespans` and `entities`;
`building` makes elements of them. `headings`, `code`, `containers`, `tables`, `maths`, `footnotes` and `rawhtml` have
one construct each, blocks and inlines alike, and `constructs` lists them all. `scripts`, `prose` and `lines` tell what
writers mean where signs alone do not. `definitions` keeps what is defined for use elsewhere. `tree` and `serialize`
make elements and text of the whole; `extension` ties it to Python-Markdown.

Why not published extensions: they patch single rules of a parser that first cuts the text at blank lines; no set of
them gets past 70 % of CommonMark's examples, and none shows an unfinished fence as code. Why not another parser behind
Python-Markdown's interface: it would need the same rules of our own for spaceless scripts, maths and lenient lists, and
was three times slower.
"""

from __future__ import annotations

from .extension import CommonMarkExtension, makeExtension
from .grammar import Grammar

__all__ = ["CommonMarkExtension", "Grammar", "makeExtension"]
