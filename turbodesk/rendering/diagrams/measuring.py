"""Answers `merman`, which asks for the measures of every label, with the widths of letters as they will be drawn.

Of its 22 questions those for widths and for wrapped lines are answered; heights and offsets it derives from the size
of the letters, which is good enough and the same for every face.
"""

from __future__ import annotations

import merman

from turbodesk.rendering.diagrams.letters import TextMeasurer

_WIDTHS = frozenset(
    (
        "COMPUTED_LENGTH",
        "SIMPLE_B_BOX_WIDTH",
        "RAW_B_BOX_WIDTH",
        "TSPAN_B_BOX_WIDTH",
        "WRAP_PROBE_B_BOX_WIDTH",
        "BOUNDING_CLIENT_RECT_WIDTH",
        "CANVAS_MEASURE_TEXT_WIDTH",
    )
)
_LINES = frozenset(("MEASURE", "WRAPPED", "WRAPPED_WITH_RAW_WIDTH"))
_BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))


class MermanMeasurer(merman.MermanTextMeasurer):  # type: ignore[misc]
    """Measures with what is handed in."""

    def __init__(self, measurer: TextMeasurer) -> None:
        self._measurer = measurer

    def measure(self, request: merman.MermanTextMeasureRequest) -> merman.MermanTextMeasureResult | None:
        """Return the measures of a text, or None for what `merman` knows best."""
        kinds, asked = merman.MermanTextMeasurementResultKind, request.operation.name
        if asked in _WIDTHS:
            wide = max(self._width(line, request) for line in request.text.split("\n"))
            return _result(kinds.LENGTH, length=wide)
        if asked not in _LINES:
            return None
        lines = [part for line in request.text.split("\n") for part in self._wrapped(line, request)]
        wide = max(self._width(line, request) for line in lines)
        height = len(lines) * request.line_height
        if asked == "WRAPPED_WITH_RAW_WIDTH":
            raw = max(self._width(line, request) for line in request.text.split("\n"))
            return _result(
                kinds.WRAPPED_WITH_RAW_WIDTH, width=wide, height=height, line_count=len(lines), raw_width=raw
            )
        return _result(kinds.METRICS, width=wide, height=height, line_count=len(lines))

    def _width(self, text: str, request: merman.MermanTextMeasureRequest) -> float:
        is_bold = str(request.font_weight or "") in _BOLD
        is_slanted = request.font_style == "italic"
        wide = self._measurer.width(text, size_px=request.font_size, is_bold=is_bold, is_slanted=is_slanted)
        return wide + len(text) * float(request.letter_spacing)

    def _wrapped(self, line: str, request: merman.MermanTextMeasureRequest) -> list[str]:
        if request.max_width is None or self._width(line, request) <= request.max_width:
            return [line]
        made = [""]
        for word in line.split(" "):
            longer = f"{made[-1]} {word}" if made[-1] else word
            if made[-1] and self._width(longer, request) > request.max_width:
                made.append(word)
            else:
                made[-1] = longer
        return made


def _result(kind: object, **measures: object) -> merman.MermanTextMeasureResult:
    nothing = {"width": 0.0, "height": 0.0, "length": 0.0, "line_count": 1}
    edges = {"bbox_left": None, "bbox_right": None, "raw_width": None}
    return merman.MermanTextMeasureResult(result_kind=kind, **{**nothing, **edges, **measures})
