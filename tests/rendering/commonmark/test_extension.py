"""Proves that the grammar is an extension of Python-Markdown like any other, of use without TurboDesk."""

from __future__ import annotations

import ast
from pathlib import Path

from hypothesis import given
from markdown import Markdown, markdown

from tests.rendering.documents import documents
from turbodesk.rendering import commonmark
from turbodesk.rendering.commonmark import makeExtension


def test_package_imports_nothing_of_turbodesk() -> None:
    for path in Path(commonmark.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 1 or not (node.module or "").startswith("turbodesk")
            elif isinstance(node, ast.Import):
                assert not any(name.name.startswith("turbodesk") for name in node.names)


def test_it_is_found_by_its_module_name() -> None:
    assert markdown("- a", extensions=["turbodesk.rendering.commonmark"]) == "<ul><li>a</li></ul>"


def test_one_document_leaves_nothing_for_the_next() -> None:
    engine = Markdown(extensions=[makeExtension()])
    assert "<a" in engine.convert("[a] [^n]\n\n[a]: https://x\n\n[^n]: note")
    assert engine.reset().convert("[a] [^n]") == "<p>[a] [^n]</p>"


def test_links_may_be_defined_by_others() -> None:
    engine = Markdown(extensions=[makeExtension()])
    engine.references["home"] = ("https://x", "T")
    assert engine.convert("[Home]") == '<p><a href="https://x" title="T">Home</a></p>'


def test_tree_processors_of_others_work() -> None:
    html = markdown("# One *two*\n\n## Three", extensions=[makeExtension(), "toc"])
    assert html == '<h1 id="one-two">One <em>two</em></h1><h2 id="three">Three</h2>'


def test_references_in_texts_stay_texts() -> None:
    assert markdown("`&amp;` &amp;amp; &lt;b&gt;", extensions=[makeExtension()]) == (
        "<p><code>&amp;amp;</code> &amp;amp; &lt;b&gt;</p>"
    )


@given(documents(everything=True))
def test_the_strict_grammar_takes_any_text(text: str) -> None:
    markdown(text, extensions=[makeExtension(html="raw", gfm=False, math=False, lenient=False)])
