"""Turns a whole Markdown text into HTML that is safe to show and well-formed enough for an XML reader."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import markdown

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.M)
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TARGET = re.compile(r' (?:href|src)="(?!https?:|mailto:|#)[^"]*"', re.I)


def to_html(text: str) -> str:
    """Return the HTML of `text`; an XML reader can take it inside one root element."""
    text = _UNSAFE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _TARGET.sub("", _engine().convert(close_fence(text)))


def plain_text(markdown: str) -> str:
    """Return what a reader sees of `markdown`, without its marks."""
    root = ElementTree.fromstring(f"<div>{to_html(markdown)}</div>")
    return "".join(root.itertext()).strip()


def close_fence(text: str) -> str:
    """Return `text` with a fence that is still open closed, so that it shows as code."""
    opener = ""
    for match in _FENCE.finditer(text):
        run = match.group(1)
        if not opener:
            opener = run
        elif run[0] == opener[0] and len(run) >= len(opener):
            opener = ""
    return f"{text}\n{opener}" if opener else text


def _engine() -> markdown.Markdown:
    engine = markdown.Markdown(extensions=["tables", "fenced_code"], output_format="xhtml")
    engine.preprocessors.deregister("html_block")
    engine.inlinePatterns.deregister("html")
    return engine
