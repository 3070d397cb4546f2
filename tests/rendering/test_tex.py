"""TeX becomes MathML where it is understood, on any thread and without a font."""

from __future__ import annotations

import pytest

from turbodesk.rendering.tex import as_mathml, drawing, why_not


def test_a_formula_becomes_elements() -> None:
    root = as_mathml(r"\frac{速度}{2}", is_display=True)
    assert root is not None
    assert "".join(root.itertext()) == "速度2"
    assert [one.tag.rpartition("}")[2] for one in root.iter()][:3] == ["math", "mrow", "mfrac"]


@pytest.mark.parametrize("tex", ["", r"\frac{a}{", r"\nosuchthing{x}", "x % y", r"\def\a{\a\a}\a", "x" * 3000])
def test_what_is_not_understood_has_none(tex: str) -> None:
    assert as_mathml(tex, is_display=False) is None


COMMON = {
    # What stands in the formula, and what is made of it: elements, each followed by those in it, and all that is read.
    r"\text{速度} = \frac{\text{路程}}{\text{时间}}": ("mfrac mtext", "速度=路程时间"),
    r"\begin{cases} x & \text{如果 } x>0 \\ 0 & \text{否则} \end{cases}": ("mtable mtr mtd mtext", "{x如果 x>00否则"),
    r"\begin{rcases} a \\ b \end{rcases} c": ("mtable mtr mtd mo", "ab}c"),
    r"\begin{align} a &= b \\ c &= d \end{align}": ("mtable mtr mtd", "a=b(1)c=d(2)"),
    r"\begin{align*} a &= b \\ c &= d \end{align*}": ("mtable mtr mtd", "a=bc=d"),
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}": ("mtable mtr mtd", "a=bc=d"),
    r"\begin{alignat}{2} a &= b & c &= d \end{alignat}": ("mtable mtr mtd", "a=bc=d"),
    r"\begin{gather} a \\ b \end{gather}": ("mspace", "ab"),
    r"\begin{equation} E = mc^2 \tag{1} \end{equation}": ("msup mtext", "E=mc2(1)"),
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": ("mtable mtr mtd mo", "(1234)"),
    r"\begin{bmatrix} 1 & 2 \end{bmatrix}": ("mtable mo", "[12]"),
    r"\begin{Bmatrix} 1 & 2 \end{Bmatrix}": ("mtable mo", "{12}"),
    r"\begin{vmatrix} 1 & 2 \end{vmatrix}": ("mtable mo", "|12|"),
    r"\begin{Vmatrix} 1 & 2 \end{Vmatrix}": ("mtable mo", "‖12‖"),
    r"\begin{smallmatrix} 1 & 2 \end{smallmatrix}": ("mtable", "12"),
    r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ \hline 4 & 5 & 6 \end{array}\right]": ("mtable mo", "[123456]"),
    r"\boxed{x = \text{答案}}": ("menclose mtext", "x=答案"),
    r"\operatorname{Var}(X)": ("mo", "Var(X)"),
    r"\operatorname*{arg\,max}_x f(x)": ("munder", "argmaxxf(x)"),
    r"\sum_{\substack{0<i<n \\ j>0}} P": ("munder mtable", "∑0<i<nj>0P"),
    r"\underbrace{a+b}_{\text{和}}": ("munder mtext", "a+b⏟和"),
    r"\overbrace{a+b}^{n}": ("mover", "a+b⏞n"),
    r"A \xrightarrow{\text{加热}} B \xleftarrow[g]{h} C": ("mover munderover mtext", "A→加热B←ghC"),
    r"\mathbb{R}^n \subset \R^m": ("msup", "ℝn⊂ℝm"),
    r"\ce{2H2 + O2 -> 2H2O}": ("msub", "2H2+O2⟶2H2O"),
    r"\text{if $x > 0$ then}": ("mtext mi", "if x>0 then"),
    r"\abs{x} + \norm{y}": ("mo", "|x|+‖y‖"),
    r"\SI{5}{km} = \qty{5000}{m}": ("mn mi", "5km=5000m"),
    r"a \not= b": ("mo", "a≠b"),
    r"\cancel{x} + \textcolor{red}{y}": ("menclose mstyle", "x+y"),
    r"a \equiv b \pmod{n}": ("mo", "a≡b(modn)"),
    r"\left\{ x \middle| y \right\}": ("mo", "{x|y}"),
    r"\text{скорость} = \text{δρόμος}": ("mtext", "скорость=δρόμος"),
}


@pytest.mark.parametrize("tex", COMMON)
def test_what_replies_write_is_set_with_all_of_it(tex: str) -> None:
    elements, read = COMMON[tex]
    root = as_mathml(tex, is_display=True)
    assert root is not None
    assert set(elements.split()) <= {one.tag.rpartition("}")[2] for one in root.iter()}
    assert "".join(root.itertext()).replace("\xa0", " ") == read
    assert drawing(tex, is_display=True) is not None
    assert drawing(tex, is_display=False) is not None


STAYS = {
    r"\begin{CD} A @>>> B \end{CD}": "“CD” is not known here",
    r"\begin{tabular}{c} a \end{tabular}": "“tabular” is not known here",
    r"\begin{tikzpicture} \draw (0,0); \end{tikzpicture}": "“tikzpicture” is not known here",
    r"\dv{f}{x}": "“\\dv” is not known here",
    r"\prescript{14}{6}{C}": "“\\prescript” is not known here",
    r"\def\a{b}": "it defines commands",
    "x % y": "a comment in it",
    r"\frac{a": "a mistake in it",
    r"\left( x": "a mistake in it, or more than is known here",
    r"\ce{\foo}": "a mistake in it, or more than is known here",
    r"\text{مرحبا}": "letters in it that cannot be set",
    "x" * 3000: "too long",
    "{" * 60 + r"\left(" * 12 + "x" * 9 + r"\right)" * 12 + "}" * 60: "too much for one formula",
}


@pytest.mark.parametrize("tex", STAYS, ids=lambda tex: tex[:30])
def test_what_cannot_be_set_says_why_and_is_not_half_set(tex: str) -> None:
    assert drawing(tex, is_display=True) is None
    assert why_not(tex) == STAYS[tex]
