"""Substances, reactions and what stands at their arrows, as replies write them in `\\ce{…}`."""

from __future__ import annotations

import pytest

from turbodesk.rendering.chemistry import reaction
from turbodesk.rendering.tex import as_mathml, drawing

READ = {
    "H2O": "H2O",
    "2H2 + O2 -> 2H2O": "2H2+O2⟶2H2O",
    "N2 + 3H2 <=> 2NH3": "N2+3H2⇌2NH3",
    "SO4^2-": "SO42−",
    "Fe^{3+}": "Fe3+",
    "NO3-": "NO3−",
    "Na+ + Cl- -> NaCl": "Na++Cl−⟶NaCl",
    "Ca(OH)2": "Ca(OH)2",
    "[Fe(CN)6]^3-": "[Fe(CN)6]3−",
    "CuSO4*5H2O": "CuSO4·5H2O",
    "H2C=CH2": "H2C=CH2",
    "CH3-OH": "CH3−OH",
    "HC#CH": "HC≡CH",
    "H2SO4 (aq)": "H2SO4(aq)",
    "AgCl v": "AgCl↓",
    "CO2 ^": "CO2↑",
    "^{14}_{6}C": "614C",
    "CaCO3 ->[heat] CaO + CO2": "CaCO3→heatCaO+CO2",
    r"CaCO3 ->[\Delta] CaO": "CaCO3→ΔCaO",
    "A ->[H2O][25 K] B": "A→25 KH2OB",
    "e- + H+": "e−+H+",
    "A <-> B": "A↔B",
}
"""What is written, and the letters and signs that are seen."""


@pytest.mark.parametrize("source", READ)
def test_it_is_set(source: str) -> None:
    tex = rf"\ce{{{source}}}"
    root = as_mathml(tex, is_display=True)
    assert root is not None
    assert "".join("".join(root.itertext()).split()) == "".join(READ[source].split())
    assert drawing(tex, is_display=False) is not None


def test_numbers_stand_low_and_charges_high() -> None:
    assert reaction("SO4^2-") == r"{\mathrm{S}\mathrm{O}_{4}^{2-}}"
    assert reaction("2H2") == r"{2\,\mathrm{H}_{2}}"


@pytest.mark.parametrize("source", [r"\foo", r"A{\bf x}", "A ->[x$y] B", "A <->[x] B", "?"])
def test_what_is_more_than_that_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        reaction(source)
    assert drawing(rf"\ce{{{source}}}", is_display=True) is None


def test_it_may_stand_among_other_maths_and_in_braces() -> None:
    root = as_mathml(r"K = \frac{[\ce{H+}][\ce{OH-}]}{[\ce{H2O}]}", is_display=True)
    assert root is not None
    assert "".join(root.itertext()) == "K=[H+][OH−][H2O]"
    assert drawing(r"\ce{H2O", is_display=True) is None
