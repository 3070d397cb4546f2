"""The theme of a Word document: the colours and fonts that Word offers for it, and the plainest of effects."""

from __future__ import annotations

from turbodesk.app.exports.word.markup import HEAD

_COLOURS = (
    ("dk1", "24211D"),
    ("lt1", "FFFFFF"),
    ("dk2", "6E685E"),
    ("lt2", "F3F1EC"),
    ("accent1", "3D49C4"),
    ("accent2", "7A2FA0"),
    ("accent3", "1C6E43"),
    ("accent4", "974706"),
    ("accent5", "0D6873"),
    ("accent6", "B3261E"),
    ("hlink", "3D49C4"),
    ("folHlink", "7A2FA0"),
)


def theme(font: str, eastern: str) -> str:
    """Return the part with the theme; `eastern` is the font of square letters."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS)
    face = f'<a:latin typeface="{font}"/><a:ea typeface="{eastern}"/><a:cs typeface="Arial"/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6_350, 12_700, 19_050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="TurboDesk">'
        f'<a:themeElements><a:clrScheme name="TurboDesk">{colours}</a:clrScheme><a:fontScheme name="TurboDesk">'
        f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="TurboDesk"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
