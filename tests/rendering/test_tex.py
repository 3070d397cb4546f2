"""TeX becomes MathML where it is understood, on any thread and without a font."""

from __future__ import annotations

import pytest

from turbodesk.rendering.tex import as_mathml


def test_a_formula_becomes_elements() -> None:
    root = as_mathml(r"\frac{速度}{2}", is_display=True)
    assert root is not None
    assert "".join(root.itertext()) == "速度2"
    assert [one.tag.rpartition("}")[2] for one in root.iter()][:3] == ["math", "mrow", "mfrac"]


@pytest.mark.parametrize("tex", ["", r"\frac{a}{", r"\nosuchthing{x}", "x % y", r"\def\a{\a\a}\a", "x" * 3000])
def test_what_is_not_understood_has_none(tex: str) -> None:
    assert as_mathml(tex, is_display=False) is None
