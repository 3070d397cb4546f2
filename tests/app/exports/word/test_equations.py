"""Formulas become Word's own equations, with all of their letters, as valid as the rest of the document."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.app.exports.word.files import M, reply, word_file, words
from turbodesk.app.exports.word.equations import equation
from turbodesk.app.exports.word.package import NAMESPACES
from turbodesk.rendering.tex import as_mathml

FORMULAS = {
    r"\frac{a}{b}": ["f"],
    r"\tfrac12 + \dfrac{x}{y}": ["f", "f"],
    r"\sqrt{x} + \sqrt[3]{y}": ["rad", "rad"],
    r"x_i^2 y^2 z_k": ["sSubSup", "sSup", "sSub"],
    r"{}_a^b X": ["sPre"],
    r"f'(x)": ["sSup"],
    r"\sum_{i=1}^n i + 1": ["nary"],
    r"\int_0^\infty e^{-x^2}\,dx": ["nary", "sSup", "sSup"],
    r"\oint_C \mathbf{F}\cdot d\mathbf{r} = \iint_D (a + b)\, dA": ["nary", "nary"],
    r"\prod\limits_{k} a_k": ["nary", "sSub"],
    r"\lim_{x\to 0} \frac{\sin x}{x}": ["func", "limLow", "f", "func"],
    r"\limsup_{n} a_n": ["func", "limLow", "sSub"],
    r"\max_{x} f(x)": ["func", "limLow"],
    r"\sin^2 x + \cos^2 x": ["func", "sSup", "func", "sSup"],
    r"\log_2 x": ["func", "sSub"],
    r"\hat{x} + \vec{v} + \dot{y} + \ddot{y} + \tilde{n}": ["acc"] * 5,
    r"\overline{AB} + \underline{x}": ["bar", "bar"],
    r"\underbrace{a+b}_{n}": ["limLow", "groupChr"],
    r"\left( \frac12 \right]": ["d", "f"],
    r"\left.\frac{d}{dx}\right|_{x=0}": ["sSub", "d", "f"],
    r"|x| + \langle u, v\rangle + \lfloor y \rfloor": ["d", "d", "d"],
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": ["d", "m"],
    r"\begin{array}{c|c} a & b \\ \hline c & d\end{array}": ["m"],
    r"\begin{cases} 1 & x>0 \\ 0 & \text{otherwise} \end{cases}": ["d", "m"],
    r"\begin{aligned} a &= b \\ &= c \end{aligned}": ["m"],
    r"\binom{n}{k}": ["d", "f"],
    r"\boxed{x=1} \cancel{y}": ["borderBox", "borderBox"],
    r"\overset{!}{=}": ["box", "limUpp"],
    r"A \xrightarrow{f} B": ["box", "limUpp"],
    r"\phantom{x} y": ["phant"],
    r"\text{if } x > 0": [],
    r"速度=\frac{距离}{时间}": ["f"],
    r"\mathbb{R} \not= \mathcal{L}": [],
    r"x_{1,2}^{*}": ["sSubSup"],
    r"P(A|B)": [],
    r"\sum_{\substack{a\\b}} c": ["nary", "m"],
}
STRUCTURES = frozenset(name for names in FORMULAS.values() for name in names)
SIGNS = ("chr", "begChr", "endChr")


def elements(tex: str) -> ElementTree.Element:
    made = equation(tex, is_display=True)
    assert made is not None
    return ElementTree.fromstring(f"<x {NAMESPACES}>{made}</x>")


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_formula_has_the_structures_that_it_means(tex: str) -> None:
    names = [one.tag.removeprefix(M) for one in elements(tex).iter()]
    assert [name for name in names if name in STRUCTURES] == FORMULAS[tex]


@pytest.mark.parametrize(
    "tex", [one for one in FORMULAS if "not" not in one and "vec" not in one and "line" not in one]
)
def test_no_letter_of_a_formula_is_lost(tex: str) -> None:
    root = as_mathml(tex, is_display=True)
    assert root is not None
    found = elements(tex)
    kept = words(found) + "".join(one.get(f"{M}val", "") for name in SIGNS for one in found.iter(f"{M}{name}"))
    lost = set("".join(root.itertext()).replace("|", "∣")) - set(kept.replace("|", "∣")) - set(" \u200b")
    assert not lost


def test_all_of_them_make_a_valid_document(tmp_path: Path) -> None:
    text = "\n\n".join(f"In words ${tex}$ and\n\n$$\n{tex}\n$$" for tex in FORMULAS)
    made = word_file(tmp_path, reply(text))
    assert len(list(made.body.iter(f"{M}oMath"))) == 2 * len(FORMULAS)
    assert len(list(made.body.iter(f"{M}oMathPara"))) == len(FORMULAS)
    assert made.faults() == []


def test_no_place_of_an_equation_is_a_dotted_box() -> None:
    for tex in (r"\sum_{i}", r"\frac{}{b}", r"\sqrt{}", r"x^{}", r"\begin{pmatrix} 1 & \\ & 1 \end{pmatrix}"):
        for place in ("e", "num", "den", "sub", "sup"):
            for one in elements(tex).iter(f"{M}{place}"):
                hidden = one.tag in (f"{M}sub", f"{M}sup") and tex.startswith(r"\sum")
                assert len(one) or hidden, tex


def test_what_a_sum_is_of_ends_where_it_binds_no_more() -> None:
    root = elements(r"\sum_i a_i b + c = d")
    inside = next(root.iter(f"{M}nary")).find(f"{M}e")
    assert inside is not None
    assert words(inside) == "aib"
    root = elements(r"\int (a + b) dx = c")
    inside = next(root.iter(f"{M}nary")).find(f"{M}e")
    assert inside is not None
    assert words(inside) == "(a+b)dx"


@pytest.mark.parametrize("tex", [r"\nosuch{x}", r"\frac{a}{", "", r"\begin{array}" + "&" * 70 + r"\end{array}"])
def test_what_cannot_be_set_has_no_equation(tex: str) -> None:
    assert equation(tex, is_display=True) is None


def test_what_cannot_be_set_shows_its_source(tmp_path: Path) -> None:
    made = word_file(tmp_path, reply("Now $\\nosuch{x}$ and\n\n$$\n\\nosuch{y}\n$$"), is_excerpt=True)
    assert [words(one) for one in made.paragraphs] == ["Now \\nosuch{x} and", "\\nosuch{y}"]
