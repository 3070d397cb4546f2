"""Proves that any text becomes well-formed HTML of the documented dialect, and that nothing in it is active."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.rendering.documents import documents
from turbodesk.rendering import plain_text, to_html
from turbodesk.rendering.highlight import CLASSES

REPLIES = json.loads(Path(__file__).with_name("replies.json").read_text(encoding="utf-8"))

PLAIN_TAGS = (
    "h1 h2 h3 h4 h5 h6 p blockquote hr ul li table thead tbody tr em strong del code br sub sup kbd mark u ins small"
)
"""Tags that may have no attribute; those that may are checked one by one below."""

ADDRESS = re.compile(r"(?:https?://|mailto:)\S|#")


def tree(text: str) -> Element:
    return ElementTree.fromstring(f"<div>{to_html(text)}</div>")


def check_element(element: Element) -> None:
    """Fail on anything that the docstring of `turbodesk.rendering.html` does not list."""
    has = dict(element.attrib)
    match element.tag:
        case "ol":
            assert has.pop("start", "2").isdigit()
        case "li":
            assert re.fullmatch(r"fn-\d+", has.pop("id", "fn-1"))
        case "input":
            assert has.pop("type") == "checkbox"
            assert has.pop("disabled") == "disabled"
            assert has.pop("checked", "checked") == "checked"
        case "pre":
            assert has.pop("class", "open") == "open"
            assert [child.tag for child in element] == ["code"]
        case "code":
            assert has.pop("class", "language-x").startswith("language-")
        case "th" | "td":
            assert has.pop("align", "left") in ("left", "center", "right")
        case "div":
            assert has.pop("class") == "math display"
        case "span":
            assert has.pop("class") in {*CLASSES, "math", "math display"}
        case "sup":
            assert has.pop("class", "footnote-ref") == "footnote-ref"
            assert re.fullmatch(r"fnref-\d+(-\d+)?", has.pop("id", "fnref-1"))
        case "section":
            assert has.pop("class") == "footnotes"
        case "a":
            assert ADDRESS.match(has.pop("href"))
            has.pop("title", None)
            assert has.pop("class", "image") in ("image", "footnote-back")
        case tag:
            assert tag in PLAIN_TAGS.split()
    assert not has


def check_dialect(text: str) -> None:
    root = tree(text)
    assert not root.text
    for block in root:
        assert not block.tail
    for element in root.iter():
        if element is not root:
            check_element(element)


@given(documents(everything=True))
def test_documents_keep_to_the_dialect(text: str) -> None:
    check_dialect(text)


@given(st.text(st.characters(codec=None), max_size=80))
@example("\x00\x01\x02klzzwxh:0001\x03\x0b\x0c\x1f\x7f\x85\ufdd0\ufffe\uffff\ud800\udfff")
@example("&#0;&#1;&#xfffe;&#xd800;&#x110000;&ampamp;")
@example("[a](<https://x/\ud800>)")
@example("```\ud800\x1b[0m\n\ufffe")
def test_any_characters_keep_to_the_dialect(text: str) -> None:
    check_dialect(text)


@pytest.mark.parametrize("reply", REPLIES, ids=[reply["name"] for reply in REPLIES])
def test_what_models_write(reply: dict[str, str]) -> None:
    assert to_html(reply["markdown"]) == reply["html"]
    check_dialect(reply["markdown"])


def test_nesting_is_bounded() -> None:
    for text in (
        ">" * 5000 + "a",
        "- " * 5000 + "a",
        "*a **a " * 3000 + "a**a*" * 3000,
        "[" * 999 + "a" + "](#)" * 999,
    ):
        assert depth(tree(text)) < 250


def depth(element: Element) -> int:
    levels, current = 0, [element]
    while current:
        levels += 1
        current = [child for parent in current for child in parent]
    return levels


def test_threads_render_at_the_same_time() -> None:
    text = "\n\n".join(reply["markdown"] for reply in REPLIES)
    expected, found = to_html(text), []
    threads = [threading.Thread(target=lambda: found.append(to_html(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


# What a hostile text tries. None may become an element, attribute or target beyond the dialect.

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://x.y/z.js></SCRIPT>",
    "a <img src=x onerror=alert(1)> b",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=data:text/html,x></object>",
    "<embed src=//x.y>",
    "<form action=https://x.y><input name=a></form>",
    "<style>*{background:url(https://x.y)}</style>",
    "<link rel=stylesheet href=https://x.y>",
    "<meta http-equiv=refresh content=0>",
    "<base href=https://x.y/>",
    "<body onload=alert(1)>",
    '<a href="javascript:alert(1)">a</a>',
    "<br onclick=alert(1)>",
    "<sub style='position:fixed'>a</sub>",
    "<mark onmouseover=alert(1)>a</mark>",
    "<kbd\nonclick=alert(1)>a</kbd>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='https://x.y'?>",
    "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](java\\script:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](< javascript:alert(1)>)",
    "[a](\x01javascript:alert(1))",
    "[a](\u2028javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](data:image/svg+xml;base64,PHN2Zz4=)",
    "[a](vbscript:msgbox(1))",
    "[a](file:///etc/passwd)",
    "[a](//evil.example/x)",
    "[a](\\\\server\\share)",
    "[a](ssh://host)",
    "[a](x:y)",
    "[a](https:evil)",
    "![a](javascript:alert(1))",
    "![a](data:image/png;base64,AAAA)",
    "![a](file:///etc/passwd)",
    "![a](https://tracker.example/pixel.png)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "<file:///etc/passwd>",
    "ftp://x.y/z",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "[a]\n\n[a]: <data:text/html,x> 'title'",
    "[a](https://x.y '\" onclick=alert(1) x=\"')",
    '[a](https://x.y/"onclick=alert(1))',
    "[a](https://x.y/'><script>alert(1)</script>)",
    '!["><script>alert(1)</script>](https://x.y)',
    '```"><script>alert(1)</script>\nx\n```',
    "```html onclick=alert(1)\nx\n```",
    "``` x\"y'z<\nx\n```",
    '[^"><b>]\n\n[^"><b>]: <img src=x>',
    "| <td onclick=x> |\n|---|\n| <script> |",
    "- [x](javascript:a) [ ] <input type=text>",
    "\\(<script>alert(1)</script>\\)",
    "$$\n</div><script>alert(1)</script>\n$$",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02amp\x03",
    "# h {onclick=alert(1)}",
    "<sub><script></sub></script>",
    "<u><b onclick=x></u>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
]


@pytest.mark.parametrize("text", VECTORS)
def test_hostile_text_stays_text(text: str) -> None:
    check_dialect(text)
    check_dialect(f"> - {text}\n")
    check_dialect(f"| a |\n|---|\n| {text} |\n")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](https://x.y 'T')", '<p><a href="https://x.y" title="T">a</a></p>'),
        ("[a](mailto:a@b.c)", '<p><a href="mailto:a@b.c">a</a></p>'),
        ("[a](#part)", '<p><a href="#part">a</a></p>'),
        ("[a](docs/x.md)", "<p>[a](docs/x.md)</p>"),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("![A cat](https://x.y/c.png)", '<p><a class="image" href="https://x.y/c.png">A cat</a></p>'),
        ("![](https://x.y/c.png)", '<p><a class="image" href="https://x.y/c.png">c.png</a></p>'),
        ("[![B](https://x/b.svg)](https://y)", '<p><a href="https://y">B</a></p>'),
        ("Vec<T> and <thinking>", "<p>Vec&lt;T&gt; and &lt;thinking&gt;</p>"),
        ("H<sub>2</sub>O <kbd>Ctrl</kbd><br/>x", "<p>H<sub>2</sub>O <kbd>Ctrl</kbd><br />x</p>"),
        ("<sub>open and *<u>crossed*</u>", "<p>&lt;sub&gt;open and <em>&lt;u&gt;crossed</em>&lt;/u&gt;</p>"),
    ],
)
def test_links_images_and_tags(text: str, html: str) -> None:
    assert to_html(text) == html


def test_footnotes_link_both_ways() -> None:
    assert to_html("a[^x] b[^x] c[^nope]\n\n[^x]: N\n") == (
        '<p>a<sup class="footnote-ref" id="fnref-1"><a href="#fn-1">1</a></sup>'
        ' b<sup class="footnote-ref" id="fnref-1-2"><a href="#fn-1">1</a></sup> c[^nope]</p>'
        '<section class="footnotes"><ol><li id="fn-1"><p>N<a class="footnote-back" href="#fnref-1">↩</a>'
        '<a class="footnote-back" href="#fnref-1-2">↩</a></p></li></ol></section>'
    )


def test_a_note_that_nothing_refers_to_is_shown_all_the_same() -> None:
    assert to_html("a\n\n[^x]: N[^y]\n\n[^y]: M\n") == (
        '<p>a</p><section class="footnotes"><ol>'
        '<li id="fn-1"><p>N<sup class="footnote-ref" id="fnref-2"><a href="#fn-2">2</a></sup></p></li>'
        '<li id="fn-2"><p>M<a class="footnote-back" href="#fnref-2">↩</a></p></li></ol></section>'
    )


def test_plain_text_is_what_is_read() -> None:
    markdown = (
        "# *Title*\n\nOne `code` and\ntwo[^1].\n\n- [x] done\n- [ ] open\n  - deep\n\n"
        "| A | B |\n|---|---|\n| 1 | 2 |\n\n```py\nx = 1\n\ny = 2\n```\n\n"
        "\\[ E = mc^2 \\]\n\n![A cat](https://x.y/z)\n\n[^1]: Note.\n"
    )
    assert plain_text(markdown).split("\n") == [
        "Title",
        "One code and",
        "two[1].",
        "[x] done",
        "[ ] open",
        "deep",
        "A\tB",
        "1\t2",
        "x = 1",
        "",
        "y = 2",
        "E = mc^2",
        "A cat",
        "Note.",
    ]


@given(documents(everything=True))
def test_plain_text_has_the_words_of_the_html(text: str) -> None:
    shown = "".join(tree(text).itertext()).replace("↩", "")
    assert letters(plain_text(text)) == letters(shown)


def letters(text: str) -> str:
    """Return `text` without white space and without what `plain_text` adds: brackets, and the x of a task."""
    return re.sub(r"\[x\]|[\s\[\]]", "", text)
