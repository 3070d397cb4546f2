"""Maths on the page: which formulas are set, that the source stays within reach, and that nothing makes it hang."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPalette
from PySide6.QtWidgets import QApplication, QScrollBar, QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.seen import letters
from turbodesk.rendering import to_html
from turbodesk.rendering.tex import INK, MAX_LENGTH, MAX_WORK, drawing
from turbodesk.ui.document import copying
from turbodesk.ui.document.mathematics import formulas, piece_awaits
from turbodesk.ui.document.pieces import OBJECT
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.theme.themes import DARK, LIGHT

SET = r"""
E = mc^2
\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
\sqrt[3]{x} + \dfrac{a}{b} + \tfrac12
\sum_{i=1}^{n} i^2 = \frac{n(n+1)(2n+1)}{6}
\prod_{k=1}^\infty \left(1 - \frac{1}{k^2}\right)
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
\oint_C \mathbf{E}\cdot d\mathbf{l} = -\frac{d\Phi_B}{dt}
\iint_D f(x,y)\,\mathrm{d}A
\lim_{x \to 0} \frac{\sin x}{x} = 1
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{bmatrix} 1 & \cdots & 0 \\ \vdots & \ddots & \vdots \\ 0 & \cdots & 1 \end{bmatrix}
\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc
\begin{array}{c|c} a & b \\ \hline c & d \end{array}
f(x) = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}
\begin{aligned} a &= b + c \\ &= d \end{aligned}
\begin{align} \nabla\cdot\mathbf{E} &= \frac{\rho}{\varepsilon_0} \\ \nabla\cdot\mathbf{B} &= 0 \end{align}
\begin{gather} a \\ b \end{gather}
\begin{split} a &= b \\ &= c \end{split}
\text{speed} = \frac{\text{distance}}{\text{time}}
\alpha\beta\gamma\delta\epsilon\varepsilon\theta\lambda\mu\pi\rho\sigma\phi\varphi\omega\Gamma\Delta\Omega
\hat{x} + \vec{v} + \bar{y} + \dot{q} + \ddot{q} + \tilde{n} + \widehat{abc} + \overline{AB}
f: \mathbb{R}^n \to \mathbb{C}, \quad n \in \mathbb{N}
\mathcal{L} = T - V, \mathfrak{g}, \mathscr{H}
\left[ \frac{1}{2} \right] + \left\{ \frac12 \right\}
\left. \frac{df}{dx} \right|_{x=0}
\left\| \mathbf{x} \right\|_2 = \left\lvert x \right\rvert
2\mathrm{H}_2 + \mathrm{O}_2 \rightarrow 2\mathrm{H}_2\mathrm{O}
{}^{14}_{6}\mathrm{C} \xrightarrow{k} \mathrm{Na^+}
\binom{n}{k} = \frac{n!}{k!(n-k)!}
\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}
\frac{\mathrm{d}}{\mathrm{d}t}\frac{\partial L}{\partial \dot q} - \frac{\partial L}{\partial q} = 0
R_{\mu\nu} - \tfrac{1}{2} R g_{\mu\nu} = \frac{8\pi G}{c^4} T_{\mu\nu}
\operatorname{Var}(X) = \mathbb{E}[X^2] - \mathbb{E}[X]^2
\underbrace{a + b}_{n} + \overbrace{c + d}^{m}
\langle \psi | \phi \rangle
\sum_{\substack{i < n \\ j < m}} a_{ij}
\boldsymbol{\beta} = (X^\top X)^{-1} X^\top y
a \equiv b \pmod{n}, a \bmod b
\forall \epsilon > 0\ \exists \delta > 0
A \subseteq B \cup C \cap \emptyset \iff x \notin \varnothing
e^{i\pi} + 1 = 0 \tag{1}
\boxed{x = 1}
\textcolor{blue}{x + 1}
\lfloor x \rfloor + \lceil y \rceil
\stackrel{?}{=} \overset{!}{=} \underset{x}{\arg\max}
100\% \text{ of } \$5
\Delta x\,\Delta p \ge \frac{\hbar}{2}, \ell
10^{-3}\,\text{m/s}, 30^\circ
x \in \{1, \dots, n\}
\Big( \bigl( x \bigr) \Big)
\text{速度} = \frac{\text{路程}}{\text{时间}}
速度 = x_{\text{最大}} + \sqrt{\text{한글}} \text{かな，}
\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}
\begin{alignat*}{2} a &= b & c &= d \end{alignat*}
\left\{ \begin{gathered} a \\ b \end{gathered} \right.
f(x) = \begin{dcases} \frac12 & x > 0 \\ 0 \end{dcases}
\begin{flalign} a &= b \end{flalign}
""".strip().split("\n")
"""Formulas as models write them."""

SOURCE = (
    r"\frac{1}",
    r"\left( x",
    r"x^",
    r"\begin{pmatrix} a",
    r"\foo{x}",
    r"\text{ไทย}",
    r"\text{😀}",
    r"\newcommand{\R}{\mathbb{R}} \R",
    r"\def\x{\x\x}\x",
    "x % a comment",
)
"""What stays source: mistakes, commands and letters that are not known, and definitions."""


def new_body(qtbot: QtBot, markdown: str, *, theme: Theme = LIGHT) -> Body:
    body = Body(typography(theme, 100))
    qtbot.addWidget(body)
    body.update_page([to_html(markdown)], "")
    body.source_markdown = markdown
    body.resize(700, body.heightForWidth(700))
    return body


def settle(qtbot: QtBot, body: Body) -> Body:
    qtbot.waitUntil(lambda: formulas().is_idle, timeout=60_000)
    body.resize(700, body.heightForWidth(700))
    return body


def ink(image: QImage, color: QColor) -> int:
    """How many pixels are exactly of a colour."""
    wanted = color.rgb()
    return sum(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(image.width()))


@pytest.mark.parametrize("tex", SET)
def test_formulas_of_real_replies_are_understood(tex: str) -> None:
    made = drawing(tex, is_display=True)
    assert made is not None
    assert made.width > 0
    assert made.svg.startswith("<svg")
    assert drawing(tex, is_display=False) is not None


@pytest.mark.parametrize("tex", SOURCE)
def test_what_is_not_understood_stays_source(tex: str) -> None:
    assert drawing(tex, is_display=True) is None


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 900 + "}" * 900,
        r"\frac{1}{" * 60 + "}" * 60,
        r"\left(" * 60 + "x" + r"\right)" * 60,
        "x^{" * 400 + "}" * 400,
        r"\sqrt{" * 200 + "}" * 200,
        "x" * (MAX_LENGTH + 1),
        "x+" * (MAX_WORK // 6),
    ],
)
def test_hostile_formulas_are_refused_before_they_cost_anything(tex: str) -> None:
    assert drawing(tex, is_display=True) is None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*SET, *SOURCE, "{", "}", "^", "_", "&", r"\\", "\\", "$", "<", "\u0301"]), max_size=3))
def test_any_tex_is_understood_or_not_but_raises_nothing(parts: list[str]) -> None:
    drawing("".join(parts)[:150], is_display=bool(len(parts) % 2))


def test_the_source_stands_until_a_formula_is_known_and_after_it_for_readers(qtbot: QtBot) -> None:
    body = new_body(qtbot, "Where $q_{41}^2$ is known.\n\n$$\nq_{42}\n$$\n\nEnd.")
    assert body.page.toPlainText() == "Where q_{41}^2 is known.\nq_{42}\nEnd."
    settle(qtbot, body)
    assert body.page.toPlainText() == f"Where {OBJECT}q_{{41}}^2 is known.\n{OBJECT}q_{{42}}\nEnd."


def test_the_hidden_source_takes_no_room(qtbot: QtBot) -> None:
    long = settle(qtbot, new_body(qtbot, r"$\mathrm{\mathrm{\mathrm{\mathrm{x}}}}$"))
    short = settle(qtbot, new_body(qtbot, r"$\mathrm{x}$"))
    assert long.page.idealWidth() == pytest.approx(short.page.idealWidth(), abs=2)


def test_a_page_set_later_is_the_page_set_at_once(qtbot: QtBot) -> None:
    markdown = (
        "A $t_{51}$ and $t_{52}$.\n\n| a | b |\n|---|---|\n| $t_{53}$ | x $t_{54}$ y |\n\n- c $t_{55}$\n\n`end`\n"
    )
    first = settle(qtbot, new_body(qtbot, markdown))
    again = new_body(qtbot, markdown)
    assert list(first.page.pieces) == list(again.page.pieces)
    assert first.page.toPlainText() == again.page.toPlainText()
    assert first.page.height() == again.page.height()
    for at in range(len(first.page.pieces)):
        assert first.page.rect(at) == again.page.rect(at)
        assert first.page.block(at).position() == again.page.block(at).position()


def test_it_is_copied_as_its_source_with_its_signs(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, "If $a_6 < b$ then\n\n$$c_6$$\n\n| h |\n|---|\n| $d_6$ |\n"))
    pieces = body.page.fragment(0, body.page.characterCount())
    assert copying.to_plain(pieces) == "If $a_6 < b$ then\n\n$$\nc_6\n$$\n\nh\n$d_6$"
    assert copying.to_markdown(pieces) == "If $a_6 < b$ then\n\n$$\nc_6\n$$\n\n| h |\n| --- |\n| $d_6$ |"
    html = copying.to_html(pieces)
    assert "<code>$a_6 &lt; b$</code>" in html
    assert "<code>$$c_6$$</code>" in html
    assert OBJECT not in html


def test_there_are_no_halves_of_a_formula(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, "If $a_7 + b$ then"))
    position = body.page.toPlainText().index(OBJECT)
    assert copying.to_plain(body.page.fragment(position, position + 1)) == "$a_7 + b$"
    assert copying.to_plain(body.page.fragment(position + 3, position + 6)) == "$a_7 + b$"


def test_the_tip_shows_the_source(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, "$$\nabcdefgh < 8\n$$"))
    rect = body.page.rect(0)
    middle = QPoint(350, round(rect.center().y()))
    assert body.tip_at(middle) == "abcdefgh < 8"
    QApplication.sendEvent(body.viewport(), QHelpEvent(QEvent.Type.ToolTip, middle, body.mapToGlobal(middle)))
    assert letters(QToolTip.text()) == "abcdefgh < 8"
    QToolTip.hideText()
    assert not body.tip_at(QPoint(5, round(rect.center().y())))


def test_the_tip_of_a_formula_that_stays_source_says_why(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, r"Then $\nosuchthing_{61}$ and words."))
    line = body.page.firstBlock().layout().lineAt(0)

    def tip(letter: str) -> str:
        at = body.page.toPlainText().index(letter)
        x: object = line.cursorToX(at)
        left = x[0] if isinstance(x, tuple) else x
        return body.tip_at(QPoint(round(float(str(left))) + 2, round(line.y() + line.height() / 2)))

    assert tip("\\") == "Not set: “\\nosuchthing” is not known here."
    assert tip("words") == ""


def test_it_wears_the_colour_of_the_text_in_either_theme(qtbot: QtBot) -> None:
    for theme in (LIGHT, DARK):
        body = settle(
            qtbot, new_body(qtbot, "$$\n\\rule{3em}{1em} \\frac{aaaaaa}{bbbbbb} \\blacksquare M\n$$", theme=theme)
        )
        image = QImage(700, body.height(), QImage.Format.Format_RGB32)
        image.fill(theme.color("window"))
        body.render(image, QPoint(0, 0))
        assert ink(image, theme.color("text")) > 20


def test_letters_that_the_formula_font_lacks_take_a_square_and_the_colour_of_the_text() -> None:
    made = drawing(r"\text{速度}", is_display=True)
    assert made is not None
    assert made.width == pytest.approx(2, abs=0.1)
    texts = [element for element in ElementTree.fromstring(made.svg).iter() if element.tag.endswith("text")]
    assert [(element.text, element.get("fill")) for element in texts] == [("速", INK), ("度", INK)]


def test_a_wide_formula_fits_its_column(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, "$$\n" + " + ".join(f"a_{{{n}}}" for n in range(60)) + "\n$$"))
    assert body.page.idealWidth() <= 700
    body.heightForWidth(300)
    assert body.page.idealWidth() <= 300


def test_small_formulas_leave_the_lines_as_they_are_and_tall_ones_make_room(qtbot: QtBot) -> None:
    plain, small, tall = (
        settle(qtbot, new_body(qtbot, text))
        for text in ("Some words", r"Some $x^2 + \frac{1}{2}$", r"Some $\begin{pmatrix} a \\ b \\ c \end{pmatrix}$")
    )
    assert small.page.height() == plain.page.height()
    assert tall.page.height() > plain.page.height() * 1.5
    assert tall.page.rect(0).bottom() == pytest.approx(tall.page.height(), abs=2)


def test_while_it_streams_an_open_formula_is_source_and_a_closed_one_is_drawn(qtbot: QtBot) -> None:
    body = new_body(qtbot, "")
    body.update_page([], to_html("So $k_{91"))
    settle(qtbot, body)
    assert body.page.toPlainText() == "So $k_{91"
    body.update_page([], to_html("So $k_{91}$ is"))
    settle(qtbot, body)
    assert body.page.toPlainText() == f"So {OBJECT}k_{{91}} is"
    body.update_page([to_html("So $k_{91}$ is it.")], to_html("And $k_{91}$"))
    assert body.page.toPlainText() == f"So {OBJECT}k_{{91}} is it.\nAnd {OBJECT}k_{{91}}"


def test_another_theme_and_size_keep_the_formulas(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, "$$\n\\frac{x_{95}}{2}\n$$"))
    height = body.page.height()
    body.apply_typography(typography(DARK, 200))
    assert OBJECT in body.page.toPlainText()
    assert body.page.height() > height * 1.5


def test_a_selection_after_a_formula_stays_on_its_words(qtbot: QtBot) -> None:
    body = new_body(qtbot, "With $p_{97}^{2}$ these words.")
    at = body.page.toPlainText().index("these")
    cursor = body.textCursor()
    cursor.setPosition(at)
    cursor.setPosition(at + 5, cursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    settle(qtbot, body)
    assert body.selected_text() == "these"


def test_a_hundred_formulas_arrive_and_the_height_is_told(qtbot: QtBot) -> None:
    body = new_body(qtbot, "\n\n".join(f"$$\\frac{{x_{{{n}}}}}{{y}}$$" for n in range(100, 200)))
    heights: list[int] = []
    body.height_changed.connect(lambda: heights.append(round(body.page.height())))
    settle(qtbot, body)
    assert heights
    assert not any(map(piece_awaits, body.page.pieces))
    assert OBJECT in body.page.begin().text()


def test_a_selected_formula_is_as_dark_as_any_other(qtbot: QtBot) -> None:
    body = settle(qtbot, new_body(qtbot, "Where $x^2 + \\frac{1}{2}$ is, and so on."))
    body.show()
    body.grab()
    palette = body.palette()
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Window, QPalette.ColorRole.Base):
        palette.setColor(role, LIGHT.color("window"))
    body.setPalette(palette)
    pictures = []
    for is_selected in (False, True):
        if is_selected:
            body.selectAll()
        image = QImage(700, body.height(), QImage.Format.Format_RGB32)
        image.fill(LIGHT.color("window"))
        body.render(image, QPoint(0, 0))
        pictures.append(image)
    assert pictures[0] == pictures[1]


def test_a_formula_in_a_table_that_is_scrolled_moves_with_it(qtbot: QtBot) -> None:
    head = "|".join(f"Heading{n}" for n in range(30))
    body = settle(qtbot, new_body(qtbot, f"{head}\n{'---|' * 30}\n$\\blacksquare\\blacksquare$|x\n"))
    body.show()
    body.grab()
    qtbot.waitUntil(lambda: bool(body.viewport().findChildren(QScrollBar)))
    (bar,) = body.viewport().findChildren(QScrollBar)
    dark = []
    for offset in (0, 300):
        bar.setValue(offset)
        image = QImage(700, body.height(), QImage.Format.Format_RGB32)
        image.fill(LIGHT.color("window"))
        body.render(image, QPoint(0, 0))
        dark.append(ink(image.copy(0, round(body.page.rect(0).top()) + 30, 60, 25), LIGHT.color("text")))
    assert dark[0] > 30, "two black squares of the table's size, whatever face the rest has"
    assert dark[1] < 10
