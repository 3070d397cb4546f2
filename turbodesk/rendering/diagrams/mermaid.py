"""Turns the source of a Mermaid diagram into SVG, in Rust and without a browser; for a process of its own.

`merman` follows Mermaid's own layout, with bounds for what comes from strangers, which end a diagram of thousands of
nodes before it costs much. It knows no fonts: whoever draws measures the letters, and labels are as wide as they are
drawn. Labels are laid as HTML and written as text: laid as text, several kinds come out beside their nodes.
"""

from __future__ import annotations

import json

from turbodesk.rendering.diagrams.letters import FAMILY, SIZE_PX, TextMeasurer
from turbodesk.rendering.diagrams.look import DiagramLook, theme_variables
from turbodesk.rendering.diagrams.source import prepared

MOST_WORK = 1_000_000
"""Steps of layout, eight times what `merman` lets strangers have: 400 arrows among 20 nodes take a fifth of it."""
MOST_BYTES = 4_000_000
"""Of SVG."""


class DiagramRefused(Exception):
    """A diagram cannot be drawn; `str()` of it says why, in words that whoever shows them translates."""


def to_svg(source: str, look: DiagramLook, measurer: TextMeasurer) -> str:
    """Return a diagram as SVG, not yet to be trusted.

    Raises:
        DiagramRefused: the source is no diagram, has a mistake, or asks for too much.
        ImportError: nothing draws diagrams on this computer.
    """
    import merman

    options = {
        "svg": {"pipeline": "resvg-safe"},
        "resources": {
            "profile": "constrained",
            "limits": {"max_layout_work_units": MOST_WORK, "max_svg_bytes": MOST_BYTES},
        },
        "site_config": {
            "theme": "base",
            "fontFamily": FAMILY,
            "themeVariables": theme_variables(look, FAMILY, SIZE_PX),
        },
    }
    from turbodesk.rendering.diagrams.measuring import MermanMeasurer

    services = merman.MermanEngineServices().with_text_measurer(MermanMeasurer(measurer))
    try:
        engine = merman.MermanEngine(json.dumps(options), services)
        return str(engine.render_svg(prepared(source), None))
    except merman.MermanError.Binding as error:
        raise DiagramRefused(_words(str(error.code_name), str(error.capability_id or ""))) from error


# not for people: what is told to the program, which has these in every language
def _words(code: str, capability: str) -> str:
    if code == "MERMAN_RESOURCE_LIMIT_EXCEEDED":
        return "too large"
    if code == "MERMAN_NO_DIAGRAM":
        return "no diagram of a known kind"
    if code == "MERMAN_PARSE_ERROR":
        return "a mistake in it"
    return "formulas in it" if capability == "math" else "not understood"
