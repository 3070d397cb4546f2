"""Shows each construct once or twice, as the grammar for replies reads it, and as strict CommonMark does."""

from __future__ import annotations

import pytest
from markdown import Markdown

from turbodesk.rendering.commonmark import makeExtension


def render(text: str, **choices: object) -> str:
    return Markdown(extensions=[makeExtension(**choices)]).convert(text)  # type: ignore[arg-type]


def strict(text: str) -> str:
    return render(text, html="raw", gfm=False, math=False, lenient=False).replace(">\n<", "><")


LENIENT = [
    # Sub-lists
    ("10. a\n   - b\n11. c", '<ol start="10"><li>a<ul><li>b</li></ul></li><li>c</li></ol>'),
    ("1. a\n  - b\n  - c\n2. d", "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"),
    ("*   a\n  * b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ("- a\n - b", "<ul><li>a</li><li>b</li></ul>"),
    # A dash that is being typed is no heading
    ("text\n-", "<p>text\n-</p>"),
    ("text\n---", "<h2>text</h2>"),
    ("text\n===", "<h1>text</h1>"),
    # Spaceless scripts
    ("**注意：**请", "<p><strong>注意：</strong>请</p>"),
    ("请**「看」**吧", "<p>请<strong>「看」</strong>吧</p>"),
    ("한국**(강조)**을", "<p>한국<strong>(강조)</strong>을</p>"),
    ("**a:**b", "<p>**a:**b</p>"),
    # Tables
    ("Text\n| a | b |\n|---|---|\n| 1 | 2 |\nafter", (
        "<p>Text</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>"
        "</table><p>after</p>"
    )),
    ("a | b\n--- | ---", "<table><thead><tr><th>a</th><th>b</th></tr></thead></table>"),
    ("| a |\n|---|\n| `x\\|y` |", (
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>x|y</code></td></tr></tbody></table>"
    )),
    ("a | b\n-||", "<p>a | b\n-||</p>"),
    # Maths and what is none
    ("$1,000–$2,000 and $5", "<p>$1,000–$2,000 and $5</p>"),
    ("$HOME/bin:$PATH and ${x} $y", "<p>$HOME/bin:$PATH and ${x} $y</p>"),
    ("costs $5/month, or 10$", "<p>costs $5/month, or 10$</p>"),
    ("between $5 and 10$ each", "<p>between $5 and 10$ each</p>"),
    ("the $n$th of $5$ and $2x$", (
        '<p>the <span class="math">n</span>th of <span class="math">5</span> and <span class="math">2x</span></p>'
    )),
    ("$a_1 * b_2$ \\(x * y\\)", '<p><span class="math">a_1 * b_2</span> <span class="math">x * y</span></p>'),
    ("So:\n\\[\nx_1\n\\]\nend", '<p>So:</p><div class="math display">x_1</div><p>end</p>'),
    ("$$ x $$.", '<div class="math display">x</div>'),
    ("is $$x$$ so", '<p>is <span class="math display">x</span> so</p>'),
    ("\\[\nnot closed\n\nx", "<p>[\nnot closed</p><p>x</p>"),
    ("\\[1\\] and \\[sic\\]", "<p>[1] and [sic]</p>"),
    ("so \\[ab,\\] it is", '<p>so <span class="math display">ab,</span> it is</p>'),
    ("text\n$$ is my process\nmore", "<p>text\n$$ is my process\nmore</p>"),
    # Cut off
    ("```py\nx", '<pre class="open"><code class="language-py">x\n</code></pre>'),
    ("- a\n  ```\n  x\n\nb", "<ul><li>a<pre><code>x\n\n</code></pre></li></ul><p>b</p>"),
    ("**bold", "<p>**bold</p>"),
    # Tasks
    ("- [ ] a\n- [x] b", (
        '<ul><li><input disabled="disabled" type="checkbox" /> a</li>'
        '<li><input checked="checked" disabled="disabled" type="checkbox" /> b</li></ul>'
    )),
    ("- [ ]\n- [y] b", "<ul><li>[ ]</li><li>[y] b</li></ul>"),
    # Bare addresses
    ("(see https://a.b/c_(d)).", '<p>(see <a href="https://a.b/c_(d)">https://a.b/c_(d)</a>).</p>'),
    ("www.a.org, a@b.co!", (
        '<p><a href="http://www.a.org">www.a.org</a>, <a href="mailto:a@b.co">a@b.co</a>!</p>'
    )),
    ("[a](https://аррӏе.com/ä)", '<p><a href="https://xn--80ak6aa92e.com/%C3%A4">a</a></p>'),
    ("[a](http://x@ä.b:8/ä)", '<p><a href="http://x@xn--4ca.b:8/%C3%A4">a</a></p>'),
    ("[a](https://b．c/。)", '<p><a href="https://b.c/%E3%80%82">a</a></p>'),
    ("见https://a.b/c。好", '<p>见<a href="https://a.b/c">https://a.b/c</a>。好</p>'),
    ("~~a~~ ~b~ ~100", "<p><del>a</del> ~b~ ~100</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), LENIENT)
def test_grammar_for_replies(text: str, html: str) -> None:
    assert render(text) == html


STRICT = [
    ("10. a\n   - b", '<ol start="10"><li>a</li></ol><ul><li>b</li></ul>'),
    ("text\n-", "<h2>text</h2>"),
    ("**注意：**请", "<p>**注意：**请</p>"),
    ("| a |\n|---|", "<p>| a |\n|---|</p>"),
    ("$x_1$ \\(y\\)", "<p>$x_1$ (y)</p>"),
    ("~~a~~ https://a.b", "<p>~~a~~ https://a.b</p>"),
    ("- [ ] a", "<ul><li>[ ] a</li></ul>"),
    ("a[^1]\n\n[^1]: b", '<p>a<a href="b">^1</a></p>'),
    ("<div a='1'>\n*x*\n</div>", "<div a='1'>\n*x*\n</div>"),
    ("a <b c=d>x</b> <!-- y -->", "<p>a <b c=d>x</b> <!-- y --></p>"),
    ("a <b c=> d", "<p>a &lt;b c=&gt; d</p>"),
    ("![a *b*](c 'd')", '<p><img alt="a b" src="c" title="d" /></p>'),
    ("[a](javascript:x)", '<p><a href="javascript:x">a</a></p>'),
    ("&copy; &amp;lt; `&lt;`", "<p>© &amp;lt; <code>&amp;lt;</code></p>"),
    ("```py\nx", '<pre><code class="language-py">x\n</code></pre>'),
    ("\ta\n\n \tb", "<pre><code>a\n\nb\n</code></pre>"),
    ("-\t\ta", "<ul><li><pre><code>  a\n</code></pre></li></ul>"),
    ("# a #\n\n## b \\#", "<h1>a</h1><h2>b #</h2>"),
    ("a  \nb\\\nc", "<p>a<br />\nb<br />\nc</p>"),
    ("*a **b** c* _d_ e_f_g", "<p><em>a <strong>b</strong> c</em> <em>d</em> e_f_g</p>"),
    ("``a`b`` `` ` ``", "<p><code>a`b</code> <code>`</code></p>"),
    ("[a][B]\n\n[b]: <x y> (t)", '<p><a href="x%20y" title="t">a</a></p>'),
    ("> a\nb\n> - c\nd", "<blockquote><p>a\nb</p><ul><li>c\nd</li></ul></blockquote>"),
    ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    ("1) a\n2) b\n1. c", "<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol>"),
    ("a\n2. b\n1. c", "<p>a\n2. b</p><ol><li>c</li></ol>"),
    ("***\n---\n_ _ _", "<hr /><hr /><hr />"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), STRICT)
def test_commonmark_to_the_letter(text: str, html: str) -> None:
    assert strict(text) == html


def test_every_choice_stands_for_itself() -> None:
    assert "<table>" in render("| a |\n|---|", math=False, lenient=False)
    assert "math" in render("\\(x\\)", gfm=False, lenient=False)
    assert "<strong>" in render("**注意：**请", gfm=False, math=False)
    assert "<b>" in render("<b>x</b>", html="raw", gfm=False, math=False, lenient=False)
