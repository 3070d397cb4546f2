"""The look of a Word document: its styles, its lists and its fonts, which a person can change in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from turbodesk.app.exports.word.markup import CODE_FONT, HEAD, TEXT_FONT
from turbodesk.app.exports.word.paragraphs import STEP
from turbodesk.app.exports.word.references import BULLETS, DEEPEST, FIRST_LIST

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_INK, _MUTED, _LINK = "24211D", "6E685E", "3D49C4"
EAST = {"ja": ("Yu Gothic", "ja-JP"), "ko": ("Malgun Gothic", "ko-KR"), "zh": ("Microsoft YaHei", "zh-CN")}
"""The font and the language of each script with square letters."""
_HEADING_SIZES = (32, 28, 25, 23, 22, 22, 22, 22, 22)
"""Half points, for each level."""
_SIGNS = ("•", "◦", "▪")


def script_of(texts: Iterable[str]) -> str:
    """Return the language among ja, ko and zh whose letters a text has, for the font of its square letters.

    Japanese and Chinese share most of theirs: what tells them apart is kana, in every sentence of Japanese.
    """
    han = kana = hangul = 0
    for text in texts:
        for char in text if not text.isascii() else "":
            if "\u3041" <= char <= "\u30ff":
                kana += 1
            elif "\uac00" <= char <= "\ud7a3":
                hangul += 1
            elif "\u4e00" <= char <= "\u9fff":
                han += 1
    if hangul > han + kana:
        return "ko"
    return "ja" if kana * 8 > han else "zh"


def styles(script: str, *, is_hebrew: bool = False) -> str:
    """Return the part with the styles; `script` is what `script_of` found."""
    font, language = EAST[script]
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{TEXT_FONT}" w:eastAsia="{font}" w:hAnsi="{TEXT_FONT}" w:cs="Arial"/>'
        f'<w:color w:val="{_INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:eastAsia="{language}" w:bidi="{"he-IL" if is_hebrew else "ar-SA"}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    headings = "".join(map(_heading, range(1, 10)))
    return f"{HEAD}<w:styles {W}>{defaults}{_PARAGRAPHS}{headings}{_LETTERS}{_TABLES}</w:styles>"


def _heading(level: int) -> str:
    size = _HEADING_SIZES[level - 1]
    before = 320 if level == 1 else 240 if level < 4 else 180
    colour = f'<w:color w:val="{_MUTED}"/>' if level > 5 else ""
    look = (
        f'<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/>{colour}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    return style("paragraph", f"Heading{level}", f"heading {level}", look, next_="Normal")


def style(kind: str, id_: str, name: str, look: str, *, based: str = "Normal", next_: str = "", extra: str = "") -> str:
    """Return one style. `look` is its properties, `extra` what else the schema has before them."""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = f'<w:next w:val="{next_}"/>' if next_ else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id_}"{extra}><w:name w:val="{name}"/>'
        f"{base}{following}<w:qFormat/>{look}</w:style>"
    )


_OWN = ' w:customStyle="1"'
_SIDES = ("top", "left", "bottom", "right")
_CODE_LINE = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="4" w:color="E7E2D8"/>' for side in _SIDES)
_TABS = "".join(f'<w:tab w:val="left" w:pos="{at * 396}"/>' for at in range(1, 12))
_CODE_LETTERS = (
    f'<w:rFonts w:ascii="{CODE_FONT}" w:hAnsi="{CODE_FONT}" w:cs="{CODE_FONT}"/><w:noProof/>'
    '<w:sz w:val="18"/><w:szCs w:val="18"/>'
)
_PARAGRAPHS = "".join(
    (
        style("paragraph", "Normal", "Normal", "", based="", extra=' w:default="1"'),
        style(
            "paragraph",
            "Title",
            "Title",
            '<w:pPr><w:keepNext/><w:spacing w:after="60"/></w:pPr>'
            '<w:rPr><w:b/><w:bCs/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr>',
            next_="Subtitle",
        ),
        style(
            "paragraph",
            "Subtitle",
            "Subtitle",
            '<w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="6" w:color="D3CDC1"/></w:pBdr>'
            f'<w:spacing w:after="240"/></w:pPr><w:rPr><w:color w:val="{_MUTED}"/></w:rPr>',
            next_="Normal",
        ),
        style("paragraph", "Quote", "Quote", f'<w:rPr><w:color w:val="{_MUTED}"/></w:rPr>'),
        style("paragraph", "ListParagraph", "List Paragraph", "<w:pPr><w:contextualSpacing/></w:pPr>"),
        style(
            "paragraph",
            "Question",
            "Question",
            '<w:pPr><w:shd w:val="clear" w:color="auto" w:fill="EEF0FB"/><w:spacing w:after="0"/></w:pPr>',
            extra=_OWN,
        ),
        style(
            "paragraph",
            "Aside",
            "Aside",
            f'<w:rPr><w:i/><w:iCs/><w:color w:val="{_MUTED}"/></w:rPr>',
            extra=_OWN,
        ),
        style(
            "paragraph",
            "Code",
            "Code",
            f'<w:pPr><w:pBdr>{_CODE_LINE}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F8F6F2"/>'
            f'<w:tabs>{_TABS}</w:tabs><w:spacing w:before="120" w:after="160" w:line="240" w:lineRule="auto"/>'
            f"<w:contextualSpacing/></w:pPr><w:rPr>{_CODE_LETTERS}</w:rPr>",
            extra=_OWN,
        ),
        style(
            "paragraph",
            "Rule",
            "Rule",
            '<w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="BFB8AA"/></w:pBdr>'
            '<w:spacing w:before="60" w:after="200" w:line="120" w:lineRule="exact"/></w:pPr>',
            extra=_OWN,
        ),
        style(
            "paragraph",
            "Gap",
            "Gap",
            '<w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/></w:pPr>',
            extra=_OWN,
        ),
        style(
            "paragraph",
            "TableText",
            "Table Text",
            '<w:pPr><w:spacing w:before="40" w:after="40" w:line="252" w:lineRule="auto"/></w:pPr>'
            '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
            extra=_OWN,
        ),
        style(
            "paragraph",
            "FootnoteText",
            "footnote text",
            '<w:pPr><w:spacing w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
            '<w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>',
        ),
        style(
            "paragraph",
            "Footer",
            "footer",
            f'<w:pPr><w:spacing w:after="0"/></w:pPr><w:rPr><w:color w:val="{_MUTED}"/>'
            '<w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>',
        ),
    )
)
_LETTERS = "".join(
    (
        style("character", "DefaultParagraphFont", "Default Paragraph Font", "", based="", extra=' w:default="1"'),
        style(
            "character",
            "Hyperlink",
            "Hyperlink",
            f'<w:rPr><w:color w:val="{_LINK}"/><w:u w:val="single"/></w:rPr>',
            based="DefaultParagraphFont",
        ),
        style(
            "character",
            "FootnoteReference",
            "footnote reference",
            '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
            based="DefaultParagraphFont",
        ),
        style(
            "character",
            "When",
            "When",
            f'<w:rPr><w:b w:val="0"/><w:bCs w:val="0"/><w:color w:val="{_MUTED}"/>'
            '<w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>',
            based="DefaultParagraphFont",
            extra=_OWN,
        ),
    )
)
_TABLE_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="D3CDC1"/>' for side in (*_SIDES, "insideH", "insideV")
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="ReplyTable"><w:name w:val="Reply Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_TABLE_LINES}</w:tblBorders></w:tblPr>"
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F3F1EC"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)


def numbering(lists: Sequence[tuple[int, int]]) -> str:
    """Return the part with the lists: bullets once, and each list that counts from its own first number."""
    kinds = _kind(0, "bullet", [_SIGNS[level % 3] for level in range(DEEPEST + 1)]) + _kind(
        1, "decimal", [f"%{level + 1}." for level in range(DEEPEST + 1)]
    )
    numbers = [f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>']
    for at, (level, first) in enumerate(lists, start=FIRST_LIST):
        begins = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride>'
        numbers.append(f'<w:num w:numId="{at}"><w:abstractNumId w:val="1"/>{begins}</w:num>')
    return f"{HEAD}<w:numbering {W}>{kinds}{''.join(numbers)}</w:numbering>"


def _kind(id_: int, form: str, signs: Sequence[str]) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP * (level + 1)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
        for level, sign in enumerate(signs)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{id_}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
    )


def fonts(script: str) -> str:
    """Return the part that says what kinds of fonts these are, for who does not have them."""
    kinds = ((TEXT_FONT, "swiss", "variable"), (CODE_FONT, "modern", "fixed"), (EAST[script][0], "swiss", "variable"))
    listed = "".join(
        f'<w:font w:name="{name}"><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, family, pitch in kinds
    )
    return f"{HEAD}<w:fonts {W}>{listed}</w:fonts>"
