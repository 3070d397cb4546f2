"""OpenDocument files come as they are seen, remarks apart; each cell and row may stand for many."""

from __future__ import annotations

import pytest

from tests.app.documents import packages
from turbodesk.app.documents import bounds, grid, text_of

VEILED = (
    '<style:style style:name="veiled" style:family="paragraph"><style:text-properties text:display="none"/>'
    "</style:style>"
)
HIDDEN = (
    VEILED
    + '<style:style style:name="off" style:family="text"><style:text-properties text:display="none"/></style:style>'
)
LISTS = (
    '<text:list-style style:name="n"><text:list-level-style-number text:level="1" style:num-format="1"'
    ' style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("'
    ' style:num-suffix=")" text:display-levels="2"/></text:list-style>'
    '<text:list-style style:name="b"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


def read(body: str, kind: str = "text", automatic: str = "", styles: str = "") -> str:
    return text_of(packages.opendocument(kind, body, automatic=automatic, styles=styles), "it.odt")[0]


def test_a_remark_stands_apart() -> None:
    remark = (
        "<office:annotation><dc:creator>Reviewer</dc:creator><dc:date>2026-03-01T10:00:00</dc:date>"
        "<text:p>Is this right?</text:p></office:annotation>"
    )
    assert read(f"<text:p>The fee is 120 euros{remark} per year.</text:p>") == (
        "The fee is 120 euros per year.\n\nComments:\n\n- Reviewer: Is this right?"
    )


def test_what_was_deleted_or_is_hidden_is_not_read() -> None:
    deleted = "<text:tracked-changes><text:deletion><text:p>100 euros</text:p></text:deletion></text:tracked-changes>"
    body = (
        f'{deleted}<text:p>Shown<text:span text:style-name="off"> not</text:span> all</text:p>'
        '<text:section text:display="none"><text:p>no</text:p></text:section><text:section><text:p>yes</text:p>'
        '</text:section><text:p><text:hidden-paragraph text:is-hidden="true"/>no</text:p>'
        '<text:p text:style-name="veiled">no</text:p>'
        '<text:p>and<text:hidden-text text:is-hidden="true">no</text:hidden-text></text:p>'
    )
    text, note = text_of(packages.opendocument("text", body, automatic=HIDDEN), "it.odt")
    assert text == "Shown all\n\nyes\n\nand"
    assert "hidden words" in note


def test_blanks_are_as_the_format_says() -> None:
    body = '<text:p>  a \n  b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e<text:s text:c="x"/>f</text:p>'
    assert read(body) == "a b   c\td\ne f"


def test_lists_have_their_numbers() -> None:
    def item(*inside: str, attributes: str = "") -> str:
        return f"<text:list-item{attributes}>{''.join(inside)}</text:list-item>"

    inner = f"<text:list>{item('<text:p>a</text:p>')}{item('<text:p>b</text:p>')}</text:list>"

    def listed(attributes: str, *items: str) -> str:
        return f"<text:list {attributes}>{''.join(items)}</text:list>"

    def words(said: str) -> str:
        return f"<text:p>{said}</text:p>"

    body = (
        listed('xml:id="l1" text:style-name="n"', item(words("One"), inner), item(words("Two"))),
        listed('text:style-name="n" text:continue-numbering="true"', item(words("Three"))),
        listed('text:continue-list="l1"', item(words("Four"), words("more"))),
        listed('text:style-name="n"', item(words("Nine"), attributes=' text:start-value="9"')),
        listed('text:style-name="b"', item(words("p"))),
    )
    assert read("".join(body), automatic=LISTS) == (
        "1. One\n  (1.a) a\n  (1.b) b\n2. Two\n3. Three\n4. Four\n  more\n9. Nine\n- p"
    )


def test_headings_have_the_numbers_of_the_outline() -> None:
    outline = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format=""/></text:outline-style>'
    )
    headings = ((1, "A"), (2, "B"), (1, "C"))
    body = "".join(f'<text:h text:outline-level="{level}">{words}</text:h>' for level, words in headings)
    assert read(body, styles=outline) == "# 1. A\n\n## B\n\n# 2. C"


def test_notes_links_boxes_and_pictures() -> None:
    note = '<text:note text:note-class="{}"><text:note-body><text:p>{}</text:p></text:note-body></text:note>'
    box = "<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box><draw:image/></draw:frame>"
    picture = "<draw:frame><draw:image/><svg:title>A map</svg:title></draw:frame>"
    body = (
        f'<text:p>See <text:a xlink:href="https://a.example">there</text:a>{note.format("footnote", "Below.")}{box}'
        f"{note.format('endnote', 'Last.')}<text:ruby><text:ruby-base>読</text:ruby-base><text:ruby-text>よ"
        f"</text:ruby-text></text:ruby>{picture}</text:p><text:p>After</text:p>"
    )
    assert read(body) == (
        "See [there](https://a.example)[^1][^2]読\n\n[^1]: Below.\n\nIn a box\n\n[Picture: A map]\n\nAfter"
        "\n\n[^2]: Last."
    )


def test_tables_keep_their_places() -> None:
    cells = (
        "<table:table-cell><text:p>one</text:p><text:p>two</text:p></table:table-cell><table:covered-table-cell/>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
    )
    body = (
        f"<table:table><table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>"
        "<table:table-row><table:table-cell/><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    assert read(body) == "| one<br>two |  | x | x |\n|---|---|---|---|\n|  | 7 |  |  |"


def test_formulas_are_written_as_they_were_typed() -> None:
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame>'
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><annotation>a over b</annotation></math>'
    data = packages.opendocument("text", f"<text:p>So {frame}</text:p>", **{"Object 1/content.xml": math})
    assert text_of(data, "it.odt")[0] == "So\n\n[Formula: a over b]"


def test_raised_and_struck_words_and_remarks_on_slides() -> None:
    styles = (
        '<style:style style:name="up" style:family="text"><style:text-properties style:text-position="super 58%"/>'
        '</style:style><style:style style:name="out" style:family="text" style:parent-style-name="up">'
        '<style:text-properties style:text-line-through-style="solid" style:text-position="0% 100%"/></style:style>'
    )
    words = '10<text:span text:style-name="up">6</text:span> <text:span text:style-name="out">go</text:span>'
    assert read(f"<text:p>{words}</text:p>", automatic=styles) == "10⁶ ~~go~~"
    remark = "<office:annotation><dc:creator>Ann</dc:creator><text:p>Good</text:p></office:annotation>"
    assert read(f"<draw:page>{remark}</draw:page>", "presentation") == "## Slide 1\n\nComments:\n\n- Ann: Good"


def test_indexes_and_lists_within_lists_are_read() -> None:
    index = "<text:table-of-content><text:index-body><text:p>Entry 1</text:p></text:index-body></text:table-of-content>"
    inner = '<text:list text:style-name="b"><text:list-item><text:p>own</text:p></text:list-item></text:list>'
    outer = f'<text:list text:style-name="n"><text:list-item><text:h>Head</text:h>{inner}</text:list-item></text:list>'
    unknown = "<text:list><text:list-header><text:p>no mark</text:p></text:list-header></text:list>"
    head = '<text:h text:is-list-header="true" text:outline-level="1">Bare</text:h>'
    assert read(index + outer + unknown + head, automatic=LISTS) == "Entry 1\n\n# Head\n\n  - own\n  no mark\n\n# Bare"


def test_headers_and_footers_stand_once() -> None:
    margins = (
        '<style:master-page style:name="Other"><style:header><text:p>On no page</text:p></style:header>'
        '</style:master-page><style:master-page style:name="Next" style:next-style-name="Standard"><style:header>'
        '<text:p>Later</text:p></style:header></style:master-page><style:master-page style:name="Standard" '
        'style:next-style-name="Next"><style:header><text:p>Contract</text:p></style:header><style:header-first '
        'style:display="false"><text:p>no</text:p></style:header-first><style:footer><text:p>Secret</text:p>'
        "</style:footer></style:master-page>"
    )
    assert read("<text:p>Body</text:p>", styles=margins) == (
        "Header: Contract\n\nHeader: Later\n\nBody\n\nFooter: Secret"
    )
    begins = '<style:style style:name="P1" style:family="paragraph" style:master-page-name="Other"/>'
    body = '<text:p text:style-name="P1">Body</text:p>'
    assert read(body, automatic=begins, styles=margins) == "Header: On no page\n\nBody"


def test_slides_come_with_their_notes() -> None:
    hidden = (
        '<style:style style:name="no" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    frame = '<draw:frame presentation:class="{}"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    notes = f"<presentation:notes>{frame.format('notes', 'Say it.')}</presentation:notes>"
    first = f"{frame.format('title', 'First')}{frame.format('outline', 'words')}{frame.format('page-number', '1')}"
    body = (
        f"<draw:page>{first}{notes}</draw:page>"
        f'<draw:page draw:style-name="no">{frame.format("title", "Hidden")}</draw:page>'
        "<draw:page><draw:custom-shape><text:p>Alone</text:p></draw:custom-shape></draw:page>"
    )
    text, note = text_of(packages.opendocument("presentation", body, automatic=hidden), "it.odp")
    assert text == "## Slide 1: First\n\nwords\n\nNotes: Say it.\n\n## Slide 3\n\nAlone"
    assert "hidden slides" in note


def cell(words: str = "", attributes: str = "", inside: str = "") -> str:
    """A cell of a sheet."""
    return f"<table:table-cell {attributes}>{f'<text:p>{words}</text:p>' if words else ''}{inside}</table:table-cell>"


def test_cells_show_what_they_show_at_their_address() -> None:
    remark = "<office:annotation><text:p>Sure?</text:p></office:annotation>"
    date = 'office:value-type="date" office:date-value="2026-07-02T00:00:00"'
    yes = 'office:value-type="boolean" office:boolean-value="true"'
    both, spaced = 'table:number-columns-repeated="2"', "N<text:span>a<text:s/></text:span>me"
    content = (
        '<table:table-column table:number-columns-repeated="x"/>'
        f"<table:table-row>{cell(spaced)}{cell()}{cell('25%')}{cell('07/02/26', date)}{cell('', yes)}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{cell()}{cell("x", both, remark)}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    lines = read(f'<table:table table:name="A">{content}</table:table>', "spreadsheet").splitlines()
    assert lines == [
        "## Sheet: A",
        "",
        "|  | A | B | C | D | E |",
        "|---|---|---|---|---|---|",
        "| 1 | Na me |  | 25% | 2026-07-02 | TRUE |",
        "| 2 |  | x | x |  |  |",
        "| 3 |  | x | x |  |  |",
        "",
        "Comments:",
        "",
        "- B2: Sure?",
    ]


def test_hidden_sheets_rows_and_columns_are_left_out() -> None:
    styles = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    row = f"{cell('a')}{cell('b')}{cell('c')}"
    body = (
        f'<table:table table:name="No" table:style-name="off"><table:table-row>{row}</table:table-row></table:table>'
        '<table:table table:name="Yes"><table:table-column/><table:table-column table:visibility="collapse"/>'
        f'<table:table-row>{row}</table:table-row><table:table-row table:visibility="filter">{row}</table:table-row>'
        "</table:table>"
    )
    text, note = text_of(packages.opendocument("spreadsheet", body, automatic=styles), "it.ods")
    assert text == "## Sheet: Yes\n\n|  | A | C |\n|---|---|---|\n| 1 | a | c |"
    assert "hidden columns, hidden rows and hidden sheets" in note


def test_millions_of_repeated_cells_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_CELLS", 1_000)
    one = cell("x", 'table:number-columns-repeated="999999999"')
    row = f'<table:table-row table:number-rows-repeated="999999999">{one}</table:table-row>'
    text = read(f'<table:table table:name="A">{row * 3}</table:table>', "spreadsheet")
    assert text.count("x") == 16_384


def test_the_text_of_an_endless_table_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT", 200)
    row = f'<table:table-row table:number-rows-repeated="100">{cell("words")}</table:table-row>'
    data = packages.opendocument("spreadsheet", f'<table:table table:name="A">{row}</table:table>')
    text, note = text_of(data, "it.ods")
    assert len(text) <= 200
    assert note == "Only the beginning of this table’s text fits."
