"""Texts of Word come as they are seen: with their numbers, changes as shown, each text box once, and nothing hidden."""

from __future__ import annotations

import pytest

from tests.app.documents import packages
from tests.app.documents.packages import paragraph, part
from turbodesk.app.documents import text_of

STYLES = part(
    "w:styles",
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="ListNumber"><w:name w:val="List Number"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="Veiled"><w:name w:val="V"/><w:rPr><w:vanish/></w:rPr></w:style>',
)


def level(depth: int, form: str, template: str, start: int = 1) -> str:
    """A depth of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{template}"/></w:lvl>'
    )


NUMBERING = part(
    "w:numbering",
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%2)")}'
    f"{level(2, 'decimal', '%1.%2.%3')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "chineseCounting", "第%1条", 9)}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    "</w:lvlOverride></w:num>",
)


def numbered(words: str, number: int, depth: int = 0) -> str:
    """An item of a list."""
    return paragraph(words, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def read(body: str, **parts: str) -> str:
    return text_of(packages.word(body, {"styles": STYLES, "numbering": NUMBERING, **parts}), "it.docx")[0]


def test_headings_are_told_by_their_styles() -> None:
    own = '<w:pStyle w:val="Own"/>'
    body = paragraph("Terms", '<w:pStyle w:val="berschrift1"/>') + paragraph("Own", own) + paragraph("Plain")
    assert read(body + paragraph("Deep", '<w:outlineLvl w:val="2"/>')) == "# Terms\n\n# Own\n\nPlain\n\n### Deep"


def test_lists_have_their_numbers() -> None:
    styled = paragraph("First", '<w:pStyle w:val="ListNumber"/>')
    body = styled + numbered("a", 1, 1) + numbered("b", 1, 1) + numbered("c", 1, 2) + numbered("Second", 1)
    assert read(body + numbered("d", 1, 1)) == "1. First\n  a) a\n  b) b\n    1.b.1 c\n2. Second\n  a) d"
    assert read(numbered("one", 2) + numbered("two", 2)) == "- one\n- two"
    assert read(numbered("one", 3) + numbered("two", 3)) == "第九条 one\n第十条 two"
    assert read(numbered("one", 1) + numbered("five", 4) + numbered("six", 4)) == "1. one\n5. five\n6. six"


def test_a_heading_has_its_number() -> None:
    both = '<w:pStyle w:val="berschrift1"/><w:numPr><w:numId w:val="1"/></w:numPr>'
    assert read(paragraph("Scope", both)) == "# 1. Scope"


def test_changes_are_as_they_are_shown() -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Price is </w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del>'
        "<w:ins><w:r><w:t>120 euros</w:t></w:r></w:ins></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>line.</w:t></w:r></w:p><w:p><w:moveTo><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>"
    )
    assert read(body) == "Price is 120 euros\n\nOne line.\n\nMoved."


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Opening hours</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    older = f"<mc:AlternateContent><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    assert read(f"<w:p><w:r><w:t>Before.</w:t>{both}</w:r></w:p>") == "Before.\n\nOpening hours"
    assert read(f"<w:p><w:r>{older}</w:r></w:p>") == "Opening hours"


def test_hidden_words_are_left_out_and_told_of() -> None:
    run = '<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    veiled, shown = '<w:rStyle w:val="Veiled"/>', '<w:vanish w:val="0"/>'
    body = f"<w:p>{run.format('<w:vanish/>', 'a')}{run.format(veiled, 'b')}{run.format(veiled + shown, 'c')}</w:p>"
    text, note = text_of(packages.word(body, {"styles": STYLES}), "it.docx")
    assert text == "c"
    assert "hidden words" in note


def test_small_parts_of_a_line() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    lowered = '<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r>'
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>{}</w:t></w:r>"
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t><w:tab/>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:char="2192"/><w:sym w:char="F001"/><w:sym w:char="x"/></w:r>'
        f"<w:r><w:t>10</w:t></w:r>{raised.format('-6')}<w:r><w:t> H</w:t></w:r>{lowered}<w:r><w:t>O 4</w:t></w:r>"
        f"{raised.format('th')}{struck.format('go')}{struck.format('ne')}<w:r><w:br/><w:t>next</w:t>"
        '<w:br w:type="page"/></w:r><w:r><w:ruby><w:rt><w:r><w:t>よみ</w:t></w:r></w:rt>'
        "<w:rubyBase><w:r><w:t>読</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert read(body) == "e-mail\t☒→10⁻⁶ H₂O 4th~~gone~~\nnext読"


def test_links_tell_their_addresses() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://b.example" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>there</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        '<w:p><w:hyperlink r:id="h"><w:r><w:t>our terms</w:t></w:r></w:hyperlink><w:r><w:t> and </w:t></w:r>'
        '<w:hyperlink r:id="u"><w:r><w:t>https://c.example</w:t></w:r></w:hyperlink>'
        f'<w:hyperlink w:anchor="x"><w:r><w:t> here </w:t></w:r></w:hyperlink>{field}</w:p>'
    )
    ties = {"h": ("hyperlink", "https://a.example/terms"), "u": ("hyperlink", "https://c.example")}
    text = text_of(packages.word(body, related=ties), "it.docx")[0]
    assert text == "[our terms](https://a.example/terms) and https://c.example here [there](https://b.example)"


def test_of_a_field_its_result_is_read() -> None:
    def mark(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    inner = (
        f"{mark('begin')}<w:r><w:instrText>A</w:instrText></w:r>{mark('separate')}<w:r><w:t>no</w:t></w:r>{mark('end')}"
    )
    outer = f"<w:p>{mark('begin')}<w:r><w:instrText>IF</w:instrText></w:r>{inner}{mark('separate')}"
    box = mark("begin", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>") + mark("end")
    empty = mark("begin", '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>') + mark("end")
    yes, more = "<w:r><w:t>yes</w:t></w:r></w:p>", "<w:p><w:r><w:t>more</w:t></w:r>"
    assert read(f"{outer}{yes}{more}{mark('end') * 2}{box}{empty}</w:p>") == "yes\n\nmore☒☐"


def test_tables_keep_their_places() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"

    spans, begins = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    body = (
        f"<w:tbl><w:tr>{cell('Name')}{cell('Both', spans)}</w:tr><w:tr>{cell('A | B', begins)}{cell('')}"
        f"<w:sdt><w:sdtContent>{cell('7')}</w:sdtContent></w:sdt></w:tr>"
        f"<w:tr>{cell('kept of above', '<w:vMerge/>')}<w:tc>{paragraph('one')}{paragraph('two')}"
        f"<w:tbl><w:tr>{cell('in')}{cell('ner')}</w:tr></w:tbl></w:tc></w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('gone')}</w:tr></w:tbl>"
    )
    assert read(body).splitlines() == [
        "| Name | Both |  |",
        "|---|---|---|",
        "| A \\| B |  | 7 |",
        "|  | one<br>two<br>in / ner |  |",
    ]
    assert read(f"<w:tbl><w:tr>{cell('a box around words')}</w:tr></w:tbl>") == "a box around words"


def test_notes_stand_below_their_paragraph_and_remarks_apart() -> None:
    body = (
        '<w:p><w:r><w:t>The </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>fee</w:t></w:r>'
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
        + paragraph("After.")
    )
    notes = '<w:{0} w:type="separator" w:id="0"><w:p/></w:{0}><w:{0} w:id="2">{1}</w:{0}>'
    text = read(
        body,
        footnotes=part("w:footnotes", notes.format("footnote", paragraph("Plus tax."))),
        endnotes=part("w:endnotes", notes.format("endnote", paragraph("See there."))),
        comments=part("w:comments", f'<w:comment w:id="0" w:author="Ann">{paragraph("Is this right?")}</w:comment>'),
    )
    assert text == (
        "The fee[^1][^2]\n\n[^1]: Plus tax.\n\nAfter.\n\n[^2]: See there."
        "\n\nComments:\n\n- Ann on “fee”: Is this right?"
    )


@pytest.mark.parametrize("has_title_page", [True, False])
def test_headers_and_footers_stand_once(has_title_page: bool) -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:headerReference w:type="first" r:id="header2"/>'
        f'<w:footerReference r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>'
        f"{'<w:titlePg/>' if has_title_page else ''}</w:sectPr>"
    )
    text = read(
        f"<w:p><w:pPr>{section}</w:pPr></w:p>{paragraph('Body')}{section}",
        header1=part("w:hdr", paragraph("Contract no. 4711")),
        header2=part("w:hdr", paragraph("First page")),
        footer1=part("w:ftr", paragraph("Confidential")),
        footer2=part("w:ftr", paragraph("Even pages")),
    )
    first = "Header: First page\n\n" if has_title_page else ""
    assert text == f"Header: Contract no. 4711\n\n{first}Body\n\nFooter: Confidential"


def test_formulas_are_written_as_tex() -> None:
    def run(words: str) -> str:
        return f"<m:r><m:t>{words}</m:t></m:r>"

    fraction = f"<m:f><m:num>{run('1')}</m:num><m:den>{run('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{run('y')}</m:e></m:rad>"
    sign = '<m:naryPr><m:chr m:val="∑"/></m:naryPr>'
    total = f"<m:nary>{sign}<m:sub>{run('i')}</m:sub><m:sup/><m:e>{run('a')}</m:e></m:nary>"
    grid = f"<m:d><m:e><m:m><m:mr><m:e>{run('p')}</m:e><m:e>{run('q')}</m:e></m:mr></m:m></m:e></m:d>"
    body = f"<w:p><w:r><w:t>So </w:t></w:r><m:oMath>{fraction}{power}{root}{total}{grid}</m:oMath></w:p>"
    assert read(body) == ("So $\\frac{1}{2}{x}^{2}\\sqrt{y}\\sum_{i} a(\\begin{matrix}p & q\\end{matrix})$")


def test_each_kind_of_formula_is_written() -> None:
    def run(words: str) -> str:
        return f"<m:r><m:rPr/><m:t>{words}</m:t></m:r>"

    def made(tag: str, *parts: str, properties: str = "") -> str:
        inside = "".join(f"<m:{part}>{run(part[0])}</m:{part}>" for part in parts)
        return f"<m:{tag}>{properties}{inside}</m:{tag}>"

    braces = '<m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>'
    formulas = {
        made("sSub", "e", "sub"): "{e}_{s}",
        made("sSubSup", "e", "sub", "sup"): "{e}_{s}^{s}",
        made("sPre", "sub", "sup", "e"): "{}_{s}^{s}{e}",
        made("rad", "deg", "e"): "\\sqrt[d]{e}",
        made("func", "fName", "e"): "\\f{e}",
        made("acc", "e", properties='<m:accPr><m:chr m:val="⃗"/></m:accPr>'): "\\vec{e}",
        made("bar", "e"): "\\overline{e}",
        made("limLow", "e", "lim"): "{e}_{l}",
        made("limUpp", "e", "lim"): "{e}^{l}",
        made("d", "e", "e", properties=braces): "\\{e|e",
        made("eqArr", "e", "e"): "\\begin{matrix}e \\\\ e\\end{matrix}",
        made("box", "e"): "e",
    }
    for omml, tex in formulas.items():
        assert read(f"<w:p><m:oMathPara><m:oMath>{omml}</m:oMath></m:oMathPara></w:p>") == f"$${tex}$$"
    assert read(f"<w:p><m:oMath/>{run('')}<w:r><w:t>x</w:t></w:r></w:p>") == "x"


def test_a_list_may_be_another_ones_by_a_style_and_have_levels_of_its_own() -> None:
    numbering = part(
        "w:numbering",
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Linked"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "upperRoman", "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">{level(0, "decimal", "(%1)")}'
        "</w:lvlOverride></w:num>",
    )
    styles = part(
        "w:styles",
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="numbering" w:styleId="Linked"><w:name w:val="L"/>'
        '<w:pPr><w:outlineLvl w:val="9"/><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>',
    )
    body = numbered("a", 1) + numbered("b", 3) + numbered("c", 1, 7) + paragraph("d", '<w:pStyle w:val="T"/>')
    text = text_of(packages.word(body, {"styles": styles, "numbering": numbering}), "it.docx")[0]
    assert text == "I. a\n(2) b\n\nc\n\n# d"


def test_boxes_in_cells_hidden_ends_and_blocks_that_wrap() -> None:
    box = "<w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:drawing></w:r>"
    cells = f"<w:tc><w:p>{box}</w:p></w:tc><w:tc><w:p/></w:tc>"
    hidden = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:p>'
    body = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{hidden}{numbered('first', 1)}<w:del>{paragraph('gone')}</w:del>"
    assert read(body) == "| boxed |  |\n|---|---|\n\n1. first"


@pytest.mark.parametrize("main", ["word/document2.xml", "other\\Body.xml"])
def test_the_main_part_may_have_any_name(main: str) -> None:
    data = packages.package(main, part("w:document", f"<w:body>{paragraph('words')}</w:body>"))
    assert text_of(data, "it.docx")[0] == "words"
    strict = part("w:document", f"<w:body>{paragraph('strict')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert text_of(packages.package(main, strict), "it.docx")[0] == "strict"


def test_a_picture_is_told_of_by_its_description() -> None:
    drawing = '<w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A map of the site"/></wp:inline></w:drawing>'
    assert read(f"<w:p><w:r><w:t>See </w:t>{drawing}</w:r></w:p>") == "See [Picture: A map of the site]"
