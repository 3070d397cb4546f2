r"""Says in other words what the packages that read TeX misread, or would leave out without a word.

`latex2mathml` sets what stands in an environment it does not know as if nothing stood around it, so that a brace or
the cells of a table are gone; here such an environment refuses the formula. What a page of one column does not need
goes, and what a few widespread packages bring (`mhchem`, `amsmath`, `siunitx`, `physics`) is said in plain TeX, where
it is no more than another spelling.
"""

from __future__ import annotations

import re

from turbodesk.rendering.chemistry import reaction

_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
# Mean nothing on paper that has but one column.
_DROPPED = re.compile(r"\\(?:nonumber|notag|allowbreak|displaylimits)\b|\\label\s*\{[^{}]*\}")
# Environments that `latex2mathml` does not know, and others that are set alike on a page of one column.
_ALIKE = {"eqnarray": "align", "flalign": "align", "gathered": "gather", "dcases": "cases"}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(eqnarray|flalign|gathered|dcases)(\*?)\}")
_ALIGNED_AT = re.compile(r"\\begin\{align(?:at|edat)\*?\}\s*\{\d+\}|\\end\{align(?:at|edat)\*?\}")
_BRACE_BEHIND = re.compile(r"\\begin\{d?rcases\}(.*?)\\end\{d?rcases\}", re.DOTALL)
_ANY_ENVIRONMENT = re.compile(r"\\begin\s*\{([^{}]*)\}")
_KNOWN = {
    *("align", "aligned", "array", "cases", "displaymath", "equation", "gather", "math", "multline", "split"),
    *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"),
}
# Of an operator's name only letters are understood; its star says that limits stand beneath it, and is set as a star.
_OPERATOR = re.compile(r"\\operatorname\s*(\*?)\s*\{([^{}]*)\}(\s*(?=[_^]))?")
_WORDS = re.compile(r"\\(text(?:rm|bf|it|sf|tt|normal)?)\s*\{([^{}]*\$[^{}]*)\}")
_SETS = re.compile(r"\\([RNZQC])(?![A-Za-z])")
_PAIRS = {"abs": (r"\lvert ", r"\rvert "), "norm": (r"\lVert ", r"\rVert ")}
_PAIR = re.compile(r"\\(abs|norm)\s*\{([^{}]*)\}")
_QUANTITY = re.compile(r"\\(?:SI|qty)\s*\{([^{}\\]*)\}\s*\{([^{}\\]*)\}")
_CHEMISTRY = re.compile(r"\\ce\s*\{")


def prepared(tex: str) -> str:
    """Return what is given to the packages.

    Raises:
        ValueError: there is something in it that would be left out.
    """
    tex = _DROPPED.sub("", tex)
    tex = _with_chemistry(tex)
    tex = _ENVIRONMENT.sub(lambda found: f"\\{found[1]}{{{_ALIKE[found[2]]}{found[3] * found[2].endswith('n')}}}", tex)
    tex = _ALIGNED_AT.sub(lambda found: f"{found[0][: found[0].index('{')]}{{aligned}}", tex)
    tex = _BRACE_BEHIND.sub(r"\\left. \\begin{array}{ll}\1\\end{array} \\right\\}", tex)
    if (unknown := unknown_environment(tex)) is not None:
        raise ValueError(unknown)
    tex = _OPERATOR.sub(_operator, tex).replace(r"\not=", r"\neq ")
    tex = _WORDS.sub(_parted, tex)
    tex = _SETS.sub(r"\\mathbb{\1}", tex)
    tex = _PAIR.sub(lambda found: f"{_PAIRS[found[1]][0]}{found[2]}{_PAIRS[found[1]][1]}", tex)
    tex = _QUANTITY.sub(r"\1\\,\\mathrm{\2}", tex)
    return _TAG.sub(r"\\qquad \\text{(\1)}", tex)


def unknown_environment(tex: str) -> str | None:
    """Return the first environment that nobody here knows, or None."""
    names = (found[1] for found in _ANY_ENVIRONMENT.finditer(tex))
    spelled = {*_KNOWN, *_ALIKE, "alignat", "alignedat", "rcases", "drcases"}
    return next((name for name in names if name.removesuffix("*") not in spelled), None)


def _operator(found: re.Match[str]) -> str:
    name, has_limits = found[2], bool(found[1]) and found[3] is not None
    if has_limits:
        return rf"\mathop{{\mathrm{{{name}}}}}\limits"
    return rf"\mathrm{{{name}}}" if "\\" in name else rf"\operatorname{{{name}}}"


def _parted(found: re.Match[str]) -> str:
    """Set the maths within words as maths: `\\text{if $x$}`; a dollar without its other is a sign of money."""
    parts = found[2].split("$")
    if len(parts) % 2 == 0:
        return found[0]
    return "".join(part if at % 2 else f"\\{found[1]}{{{part}}}" for at, part in enumerate(parts) if part)


def _with_chemistry(tex: str) -> str:
    made, at = [], 0
    for found in _CHEMISTRY.finditer(tex):
        end = _closing(tex, found.end())
        if found.start() < at or end is None:
            continue
        made += [tex[at : found.start()], reaction(tex[found.end() : end])]
        at = end + 1
    return "".join([*made, tex[at:]])


def _closing(tex: str, at: int) -> int | None:
    """Return where the brace that is open at `at` closes."""
    depth = 1
    for place in range(at, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[place], 0)
        if not depth:
            return place
    return None
