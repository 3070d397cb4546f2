"""Slides come in the order of the talk, each with its title, what is on it, and the speaker's notes."""

from __future__ import annotations

from tests.app.documents import packages
from tests.app.documents.packages import part, shape, slide
from turbodesk.app.documents import text_of


def read(*slides: str, related: dict[int, packages.Relations] | None = None, **parts: str) -> str:
    parts = {f"ppt/{name}.xml": content for name, content in parts.items()}
    return text_of(packages.powerpoint(slides, related=related, parts=parts), "it.pptx")[0]


def test_slides_come_in_the_order_of_the_talk() -> None:
    slides = [slide(shape(f"Point {at}", "title"), shape(f"Body {at}", "body")) for at in (1, 2, 3)]
    assert read(*slides) == "\n\n".join(f"## Slide {at}: Point {at}\n\n- Body {at}" for at in (1, 2, 3))


def test_notes_and_remarks_stand_below_their_slide() -> None:
    notes = f"<p:cSld><p:spTree>{shape('7', 'sldNum')}{shape('Say it slowly.', 'body')}</p:spTree></p:cSld>"
    text = read(
        slide(shape("One", "ctrTitle")),
        slide(shape("Two", "title")),
        related={0: {"n": ("notesSlide", "../notes.xml"), "c": ("comments", "../remarks.xml")}},
        notes=part("p:notes", notes),
        remarks=part("p:cmLst", "<p:cm><p:text>Too long?</p:text></p:cm>"),
    )
    assert text == "## Slide 1: One\n\nNotes: Say it slowly.\n\nComments:\n\n- Too long?\n\n## Slide 2: Two"


def test_what_is_hidden_is_left_out() -> None:
    data = packages.powerpoint(
        [
            slide(shape("Shown"), shape("Hidden", attributes='hidden="1"'), shape("3", "sldNum"), shape("Us", "ftr")),
            slide(shape("Not in the talk"), attributes='show="0"'),
            slide(f"<p:grpSp>{shape('In a group')}</p:grpSp>"),
        ]
    )
    text, note = text_of(data, "it.pptx")
    assert text == "## Slide 1\n\nShown\n\n## Slide 3\n\nIn a group\n\nFooter: Us"
    assert note == "Only the text of this presentation is sent, without pictures, layout and hidden slides."


def test_lists_have_their_marks() -> None:
    numbered = '<a:buAutoNum type="arabicPeriod" startAt="3"/>'
    roman = '<a:buAutoNum type="romanLcParenBoth"/>'
    assert read(slide(shape("a\nb", properties=numbered))) == "## Slide 1\n\n3. a\n4. b"
    assert read(slide(shape("a\nb", properties=roman))) == "## Slide 1\n\n(i) a\n(ii) b"
    assert read(slide(shape("plain", "body", properties="<a:buNone/>"))) == "## Slide 1\n\nplain"
    assert read(slide(shape("dot", properties='<a:buChar char="•"/>'))) == "## Slide 1\n\n- dot"


def test_links_and_struck_words() -> None:
    runs = (
        '<a:r><a:rPr><a:hlinkClick r:id="h"/></a:rPr><a:t>there</a:t></a:r><a:br/>'
        '<a:r><a:rPr strike="sngStrike"/><a:t>gone</a:t></a:r><a:fld><a:t> 7</a:t></a:fld>'
    )
    ties: packages.Relations = {"h": ("hyperlink", "https://a.example")}
    text = read(slide(f"<p:sp><p:txBody><a:p>{runs}</a:p></p:txBody></p:sp>"), related={0: ties})
    assert text == "## Slide 1\n\n[there](https://a.example)\n~~gone~~ 7"


def test_tables_charts_and_diagrams_are_read() -> None:
    def cell(words: str, attributes: str = "") -> str:
        return f"<a:tc {attributes}><a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody></a:tc>"

    covered = cell("x", 'hMerge="1"')
    grid = f"<a:tbl><a:tr>{cell('Both')}{covered}</a:tr><a:tr>{cell('1')}{cell('2')}</a:tr></a:tbl>"
    frame = "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
    values = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate((0.25, 0.5)))
    names = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(("Q1", "Q2")))
    series = (
        "<c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>Share</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:strCache>{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache><c:formatCode>0%</c:formatCode>{values}</c:numCache></c:numRef></c:val></c:ser>"
    )
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Growth</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    points = "<dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt type='pres'/>"
    text = read(
        slide(*map(frame.format, (grid, '<c:chart r:id="c"/>', '<dgm:relIds r:dm="d"/>'))),
        related={0: {"c": ("chart", "../chart.xml"), "d": ("diagramData", "../data.xml")}},
        chart=part("c:chartSpace", f"<c:chart>{title}<c:plotArea>{series}</c:plotArea></c:chart>"),
        data=part("dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst>"),
    )
    assert text == (
        "## Slide 1\n\n| Both |  |\n|---|---|\n| 1 | 2 |\n\n[Chart: Growth]\n\n"
        "|  | Share |\n|---|---|\n| Q1 | 25% |\n| Q2 | 50% |\n\n- Plan"
    )


def test_what_is_not_there_is_passed_over() -> None:
    picture = '<p:pic><p:nvPicPr><p:cNvPr id="1" name="x" descr="A map"/></p:nvPicPr></p:pic>'
    listed = (
        '<p:sldIdLst><p:sldId r:id="r0"/><p:sldId r:id="r1"/><p:sldId r:id="gone"/><p:sldId r:id="lost"/></p:sldIdLst>'
    )
    data = packages.package(
        "ppt/main.xml",
        part("p:presentation", listed),
        related={"r0": ("slide", "a.xml"), "r1": ("slide", "b.xml"), "lost": ("slide", "c.xml")},
        parts={"ppt/a.xml": part("p:other", ""), "ppt/b.xml": slide(picture, shape("\n"))},
    )
    assert text_of(data, "it.pptx")[0] == "## Slide 2\n\n[Picture: A map]"


def test_numbers_begin_anew_below_another() -> None:
    def line(words: str, level: int, kind: str = "arabicPeriod") -> str:
        return f'<a:p><a:pPr lvl="{level}"><a:buAutoNum type="{kind}"/></a:pPr><a:r><a:t>{words}</a:t></a:r></a:p>'

    lines = line("a", 0) + line("b", 1) + line("c", 0) + line("d", 1) + line("e", 0, "other")
    text = read(slide(f"<p:sp><p:txBody>{lines}</p:txBody></p:sp>"))
    assert text == "## Slide 1\n\n1. a\n  1. b\n2. c\n  1. d\n3. e"


def test_formulas_are_read() -> None:
    math = "<m:oMathPara><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMathPara>"
    wrapped = f'<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main">{math}</a14:m>'
    assert read(slide(f"<p:sp><p:txBody><a:p>{wrapped}</a:p></p:txBody></p:sp>")) == "## Slide 1\n\n$x$"


def test_a_chart_without_values_is_named() -> None:
    frame = '<p:graphicFrame><c:chart r:id="c"/></p:graphicFrame>'
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Growth</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    for inside, words in ((f"<c:chart>{title}</c:chart>", "\n\n[Chart: Growth]"), ("<c:chart/>", ""), ("", "")):
        text = read(
            slide(frame),
            related={0: {"c": ("chart", "../chart.xml")}},
            chart=part("c:chartSpace", inside),
        )
        assert text == f"## Slide 1{words}"
