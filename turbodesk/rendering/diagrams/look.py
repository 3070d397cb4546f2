"""The colours a diagram is drawn in: few, named by what they are for, and handed in by whoever knows the theme.

Mermaid has some two hundred colours, most of them worked out of others; here each that shows is said, because what it
works out for a dark ground cannot be read.
"""

from __future__ import annotations

from typing import NamedTuple

SCALE = 12
"""How many colours Mermaid asks for where it tells things apart by colour."""


class DiagramLook(NamedTuple):
    """Colours as `#rrggbb`."""

    ground: str
    text: str
    muted: str
    line: str
    """Arrows and what is drawn with a pen."""
    node: str
    edge: str
    """Around nodes."""
    group: str
    """The ground of what holds nodes."""
    accent: str
    """What is active."""
    danger: str
    """What is critical."""
    note: str
    tints: tuple[str, ...]
    """Grounds that are told apart, on all of which the text can be read."""
    is_dark: bool


def theme_variables(look: DiagramLook, family: str, size_px: int) -> dict[str, object]:
    """Return Mermaid's variables for a look."""
    text = dict.fromkeys(_TEXT, look.text)
    lines = dict.fromkeys(_LINES, look.line)
    nodes = dict.fromkeys(_NODES, look.node)
    edges = dict.fromkeys(_EDGES, look.edge)
    groups = dict.fromkeys(_GROUPS, look.group)
    return {
        "darkMode": look.is_dark,
        "background": look.ground,
        "fontFamily": family,
        "fontSize": f"{size_px}px",
        **text,
        **lines,
        **nodes,
        **edges,
        **groups,
        "noteBkgColor": look.note,
        "edgeLabelBackground": look.ground,
        "sequenceNumberColor": look.ground,
        "activeTaskBkgColor": look.tints[0],
        "activeTaskBorderColor": look.accent,
        "critBkgColor": look.ground,
        "critBorderColor": look.danger,
        "todayLineColor": look.danger,
        "doneTaskBkgColor": look.group,
        "excludeBkgColor": look.group,
        "pieOpacity": "1",
        "pieStrokeWidth": "1px",
        "pieOuterStrokeWidth": "1px",
        **_scale(look),
        "xyChart": {
            "backgroundColor": look.ground,
            "plotColorPalette": ",".join((look.accent, look.danger, look.line)),
            **dict.fromkeys(("titleColor", "xAxisLabelColor", "xAxisTitleColor"), look.text),
            **dict.fromkeys(("yAxisLabelColor", "yAxisTitleColor"), look.text),
            **dict.fromkeys(("xAxisTickColor", "xAxisLineColor", "yAxisTickColor", "yAxisLineColor"), look.line),
        },
    }


def _scale(look: DiagramLook) -> dict[str, object]:
    made: dict[str, object] = {}
    for at in range(SCALE):
        tint = look.tints[at % len(look.tints)]
        made |= {
            f"cScale{at}": tint,
            f"cScaleLabel{at}": look.text,
            f"cScalePeer{at}": look.edge,
            f"cScaleInv{at}": look.line,
            f"pie{at + 1}": tint,
        }
        if at < 8:
            made |= {
                f"git{at}": tint,
                f"gitBranchLabel{at}": look.text,
                f"gitInv{at}": look.line,
                f"fillType{at}": tint,
            }
    return made


_TEXT = (
    "primaryTextColor",
    "secondaryTextColor",
    "tertiaryTextColor",
    "textColor",
    "nodeTextColor",
    "titleColor",
    "noteTextColor",
    "actorTextColor",
    "signalTextColor",
    "labelTextColor",
    "loopTextColor",
    "labelColor",
    "classText",
    "stateLabelColor",
    "transitionLabelColor",
    "taskTextColor",
    "taskTextDarkColor",
    "taskTextLightColor",
    "taskTextOutsideColor",
    "taskTextClickableColor",
    "pieTitleTextColor",
    "pieSectionTextColor",
    "pieLegendTextColor",
    "commitLabelColor",
    "tagLabelColor",
    "relationLabelColor",
    "requirementTextColor",
    "personBkg",
    "quadrant1TextFill",
    "quadrant2TextFill",
    "quadrant3TextFill",
    "quadrant4TextFill",
    "quadrantPointTextFill",
    "quadrantXAxisTextFill",
    "quadrantYAxisTextFill",
    "quadrantTitleFill",
    "errorTextColor",
)
_LINES = (
    "lineColor",
    "defaultLinkColor",
    "arrowheadColor",
    "actorLineColor",
    "signalColor",
    "transitionColor",
    "specialStateColor",
    "relationColor",
    "innerEndBackground",
    "quadrantPointFill",
)
_NODES = (
    "primaryColor",
    "mainBkg",
    "actorBkg",
    "labelBoxBkgColor",
    "activationBkgColor",
    "taskBkgColor",
    "stateBkg",
    "requirementBackground",
    "relationLabelBackground",
    "commitLabelBackground",
    "tagLabelBackground",
    "attributeBackgroundColorOdd",
    "rowOdd",
)
_EDGES = (
    "primaryBorderColor",
    "secondaryBorderColor",
    "tertiaryBorderColor",
    "nodeBorder",
    "clusterBorder",
    "actorBorder",
    "labelBoxBorderColor",
    "activationBorderColor",
    "noteBorderColor",
    "taskBorderColor",
    "doneTaskBorderColor",
    "stateBorder",
    "compositeBorder",
    "requirementBorderColor",
    "tagLabelBorder",
    "pieStrokeColor",
    "pieOuterStrokeColor",
    "gridColor",
    "quadrantInternalBorderStrokeFill",
    "quadrantExternalBorderStrokeFill",
)
_GROUPS = (
    "secondaryColor",
    "tertiaryColor",
    "secondBkg",
    "clusterBkg",
    "altBackground",
    "compositeBackground",
    "compositeTitleBackground",
    "sectionBkgColor",
    "sectionBkgColor2",
    "altSectionBkgColor",
    "attributeBackgroundColorEven",
    "rowEven",
    "labelBackgroundColor",
    "quadrant1Fill",
    "quadrant2Fill",
    "quadrant3Fill",
    "quadrant4Fill",
    "errorBkgColor",
)
