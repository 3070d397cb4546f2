"""Brings HTML into one form, so that two renderers can be compared by meaning."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

_NAMES = (
    "address article blockquote dd details div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section "
    "table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_NAMES.split())


class _Normalizer(HTMLParser):
    """Collapses blanks outside `pre`, drops them at the edges of blocks, sorts attributes, decodes references."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_pre = False
        self.at_edge = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._edge(tag)
        shown = "".join(f" {name}={unquote(value or '')!r}" for name, value in sorted(attrs))
        self.parts.append(f"<{tag}{shown}>")
        self.in_pre = self.in_pre or tag == "pre"
        self.at_edge = tag in BLOCKS or tag == "br"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("br", "hr", "img", "input"):
            return
        self._edge(tag)
        self.parts.append(f"</{tag}>")
        if tag == "pre":
            self.in_pre = False
        self.at_edge = tag in BLOCKS

    def handle_data(self, data: str) -> None:
        if not self.in_pre:
            data = re.sub(r"[ \t\n]+", " ", data)
            if self.at_edge or (self.parts and self.parts[-1].endswith(" ")):
                data = data.lstrip(" ")
        if data:
            self.parts.append(data.replace("<", "&lt;"))
            self.at_edge = False

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.parts.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.parts.append(f"<![{data}]>")

    def _edge(self, tag: str) -> None:
        if tag in BLOCKS and not self.in_pre and self.parts:
            self.parts[-1] = self.parts[-1].rstrip(" ")


def normal(html: str) -> str:
    """Return `html` in a form that is the same for HTML of the same meaning."""
    parser = _Normalizer()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts).strip()
