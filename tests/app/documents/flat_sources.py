"""Documents as LibreOffice reads them from one file of XML, which it then writes in every format that we read."""

from __future__ import annotations

from tests.app.documents.packages import ODF_NAMES

_MORE = (
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)


def _flat(kind: str, automatic: str, body: str, master: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {ODF_NAMES} {_MORE} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:styles/>'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{master}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


_CHANGED = "<office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>"

TEXT = _flat(
    "text",
    '<style:style style:name="hid" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="sup" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="gone" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<text:list-style style:name="num">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="bul"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    '</text:list-style><style:page-layout style:name="pl"><style:header-style/><style:footer-style/>'
    "</style:page-layout>",
    '<text:tracked-changes><text:changed-region text:id="c1" xml:id="c1">'
    f"<text:deletion>{_CHANGED}<text:p>100 euros</text:p></text:deletion></text:changed-region>"
    f'<text:changed-region text:id="c2" xml:id="c2"><text:insertion>{_CHANGED}</text:insertion></text:changed-region>'
    '</text:tracked-changes><text:h text:outline-level="1">Terms of trade</text:h>'
    '<text:p>The fee is <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>120 euros'
    '<text:change-end text:change-id="c2"/><office:annotation><dc:creator>Reviewer</dc:creator>'
    "<dc:date>2026-03-01T10:00:00</dc:date><text:p>Is this right?</text:p></office:annotation> per year"
    '<text:note text:id="f1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>Plus tax.</text:p></text:note-body></text:note>.</text:p>"
    '<text:h text:outline-level="2">Steps</text:h><text:list text:style-name="num"><text:list-item>'
    "<text:p>First step</text:p><text:list><text:list-item><text:p>Part one</text:p></text:list-item><text:list-item>"
    "<text:p>Part two</text:p></text:list-item></text:list></text:list-item><text:list-item>"
    "<text:p>Second step</text:p></text:list-item></text:list>"
    '<text:list text:style-name="bul"><text:list-item><text:p>A point</text:p>'
    "</text:list-item><text:list-item><text:p>Another 点</text:p></text:list-item></text:list>"
    '<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-row>'
    "<table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Amount</text:p>"
    "</table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Anna | B</text:p>"
    "</table:table-cell><table:table-cell/></table:table-row><table:table-row><table:table-cell/><table:table-cell>"
    "<text:p>7</text:p></table:table-cell></table:table-row></table:table>"
    '<text:p>Before the box.<draw:frame text:anchor-type="paragraph" svg:width="5cm" draw:z-index="0">'
    '<draw:text-box fo:min-height="1cm"><text:p>Opening hours: 9 to 5</text:p></draw:text-box></draw:frame></text:p>'
    '<text:p>Shown<text:span text:style-name="hid"> hidden words</text:span> end, 10'
    '<text:span text:style-name="sup">6</text:span> <text:span text:style-name="gone">struck</text:span>.</text:p>'
    '<text:p>Visit <text:a xlink:type="simple" xlink:href="https://example.com/terms">our terms</text:a> or '
    'e<text:s text:c="2"/>mail<text:tab/>now<text:line-break/>next line</text:p>',
    '<style:master-page style:name="Standard" style:page-layout-name="pl"><style:header><text:p>Contract no. 4711'
    "</text:p></style:header><style:footer><text:p>Confidential until 2027</text:p></style:footer></style:master-page>",
)
"""Headings, changes, a remark, a note, lists, a table, a text box, hidden words, a link, a header and a footer."""

_PAIRS = (
    ("date", "d", "year -month -day"),
    ("date", "dt", "year -month -day ~hours :minutes"),
    ("time", "t", "hours :minutes"),
)


def _moment(kind: str, name: str, parts: str) -> str:
    made = ""
    for part in parts.split():
        mark = {"-": "-", "~": " ", ":": ":"}.get(part[0], "")
        made += f"<number:text>{mark}</number:text>" if mark else ""
        made += f'<number:{part.lstrip("-~:")} number:style="long"/>'
    return f'<number:{kind}-style style:name="N{name}">{made}</number:{kind}-style>'


def _number(places: int) -> str:
    places_are = f'number:decimal-places="{places}" number:min-decimal-places="{places}"'
    return f'<number:number {places_are} number:min-integer-digits="1" number:grouping="true"/>'


def _cell(words: str = "", attributes: str = "") -> str:
    inside = f"<text:p>{words}</text:p>" if words else ""
    kind = 'office:value-type="string"' if words else ""
    return f"<table:table-cell {kind} {attributes}>{inside}</table:table-cell>"


def _value(kind: str, value: str, style: str = "", more: str = "") -> str:
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    style = f'table:style-name="{style}"' if style else ""
    return f'<table:table-cell {style} office:value-type="{kind}" office:{name}="{value}" {more}/>'


def _row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


SHEETS = _flat(
    "spreadsheet",
    "".join(_moment(*pair) for pair in _PAIRS)
    + f'<number:percentage-style style:name="Np">{_number(1)}<number:text>%</number:text></number:percentage-style>'
    f'<number:number-style style:name="Nn">{_number(2)}</number:number-style>'
    '<number:currency-style style:name="Nc"><number:currency-symbol number:language="en" number:country="US">$'
    f"</number:currency-symbol>{_number(2)}</number:currency-style>"
    '<number:boolean-style style:name="Nb"><number:boolean/></number:boolean-style>'
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N{name}"/>'
        for name in ("d", "dt", "t", "p", "n", "c", "b")
    )
    + '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>",
    '<table:table table:name="Orders"><table:table-column/><table:table-column table:visibility="collapse"/>'
    '<table:table-column table:number-columns-repeated="8"/>'
    + _row(_cell("Name"), _cell("Secret"), _cell("Ordered"))
    + _row(
        *(_cell('Anna, "x" | y'), _cell("hidden"), _value("date", "2026-07-02", "d"), _cell()),
        *(_value("float", "1234.5", "n"), _value("percentage", "0.25", "p"), _value("boolean", "true", "b")),
        _value("time", "PT14H30M00S", "t"),
    )
    + _row(_cell("hidden row"), attributes='table:visibility="collapse"')
    + _row(
        *(_value("float", "3", more='table:number-columns-repeated="3"'), _value("date", "2026-01-31T09:15:00", "dt")),
        _value("currency", "1234.5", "c", 'office:currency="USD"'),
        attributes='table:number-rows-repeated="2"',
    )
    + _row(_cell(), attributes='table:number-rows-repeated="3"')
    + _row(
        *(_cell(), _cell(), _cell(attributes='table:formula="of:=SUM([.A4:.A5])"')),
        *(_cell(attributes='table:formula="of:=1/0"'), _cell(attributes='table:formula="of:=[.A1]&amp;&quot;!&quot;"')),
    )
    + '</table:table><table:table table:name="Hidden notes" table:style-name="off"><table:table-column/>'
    + _row(_cell("secret draft"))
    + '</table:table><table:table table:name="Zweites Blatt"><table:table-column/>'
    + _row(_cell("second</text:p><text:p>line"))
    + "</table:table>",
)
"""Every kind of value, gaps, repeats, formulas, and a hidden sheet, row and column."""


def _frame(place: str, inside: str) -> str:
    size = 'svg:width="20cm" svg:height="5cm" svg:x="1cm" svg:y="1cm"'
    return (
        f'<draw:frame presentation:class="{place}" draw:layer="layout" presentation:style-name="pr" {size}>'
        f"<draw:text-box>{inside}</draw:text-box></draw:frame>"
    )


def _page(title: str, body: str, notes: str, style: str = "dp") -> str:
    points = f"<text:list><text:list-item><text:p>{body}</text:p></text:list-item></text:list>"
    return (
        f'<draw:page draw:style-name="{style}" draw:master-page-name="Default" '
        f'presentation:presentation-page-layout-name="AL1">{_frame("title", f"<text:p>{title}</text:p>")}'
        f'{_frame("outline", points)}<presentation:notes draw:style-name="dp">'
        f"{_frame('notes', f'<text:p>{notes}</text:p>')}</presentation:notes></draw:page>"
    )


TALK = _flat(
    "presentation",
    '<style:style style:name="dp" style:family="drawing-page"/>'
    '<style:style style:name="pr" style:family="presentation"/>'
    '<style:style style:name="hid" style:family="drawing-page"><style:drawing-page-properties '
    'presentation:visibility="hidden"/></style:style><style:page-layout style:name="PM0"/>',
    _page("Executive summary", "We saved 12 percent", "Say it slowly")
    + _page("Hidden page", "not shown", "no", "hid")
    + _page("Recommendation", "Go on", ""),
    '<style:presentation-page-layout style:name="AL1"><presentation:placeholder presentation:object="title"/>'
    '<presentation:placeholder presentation:object="outline"/></style:presentation-page-layout>'
    '<style:master-page style:name="Default" style:page-layout-name="PM0"><presentation:notes/></style:master-page>',
)
"""Two slides with titles, points and notes, and a hidden one between them."""
