"""What a reply is made of becomes what Word has for it: styles, lists that count, tables, coloured code, notes."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from tests.app.exports.word.files import M, W, WordFile, reply, style_of, value, word_file, words


def made_of(folder: Path, text: str) -> WordFile:
    return word_file(folder, reply(text), is_excerpt=True)


def list_of(paragraph: Element) -> tuple[int, int] | None:
    """The level and number of the list a paragraph is an item of."""
    found = paragraph.find(f"{W}pPr/{W}numPr")
    if found is None:
        return None
    return int(value(found.find(f"{W}ilvl"))), int(value(found.find(f"{W}numId")))


def test_letters_look_as_they_are_marked(tmp_path: Path) -> None:
    made = made_of(tmp_path, "a **b** *c* ~~d~~ `e` <u>f</u> <sub>g</sub> <sup>h</sup> <mark>i</mark>")
    looks: dict[str, set[str]] = {}
    for run in made.body.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        names = {one.tag.removeprefix(W) for one in properties} if properties is not None else set()
        looks[words(run).strip()] = names
    assert looks["b"] >= {"b", "bCs"}
    assert looks["c"] >= {"i", "iCs"}
    assert looks["d"] == {"strike"}
    assert looks["e"] >= {"rFonts", "noProof", "shd"}
    assert looks["f"] == {"u"}
    assert looks["g"] == looks["h"] == {"vertAlign"}
    assert looks["i"] == {"highlight"}


def test_lists_count_nest_and_begin_anew(tmp_path: Path) -> None:
    text = "1. a\n2. b\n   - c\n     1. d\n3. e\n\nWords\n\n1. f\n2. g\n\nMore\n\n7. h"
    made = made_of(tmp_path, text)
    items = {words(one): list_of(one) for one in made.paragraphs}
    assert items["a"] == items["b"] == items["e"]
    assert items["a"] is not None
    assert items["d"] is not None
    assert items["c"] == (1, 1)
    assert items["d"][0] == 2
    numbers = {items[one][1] for one in "adfh" if items[one]}  # type: ignore[index]
    assert len(numbers) == 4, "each list is one of its own"
    starts = {
        int(value(one, "numId")): value(one.find(f"{W}lvlOverride/{W}startOverride"))
        for one in made.part("word/numbering.xml").findall(f"{W}num")
        if one.find(f"{W}lvlOverride") is not None
    }
    assert [starts[items[one][1]] for one in "afh" if items[one]] == ["1", "1", "7"]  # type: ignore[index]
    indents = {words(one): int(value(one.find(f"{W}pPr/{W}ind"), "left")) for one in made.paragraphs if list_of(one)}
    assert indents["a"] < indents["c"] < indents["d"]


def test_an_item_may_begin_with_something_that_is_no_paragraph(tmp_path: Path) -> None:
    made = made_of(tmp_path, "- ```\n  x\n  ```\n- | a |\n  |---|\n  | b |\n\n- second\n\n  more of it")
    listed = [words(one) for one in made.paragraphs if list_of(one)]
    assert listed == ["", "", "second"]
    assert made.styled("Code") == ["x"]
    assert made.faults() == []


def test_tasks_have_boxes_that_can_be_ticked(tmp_path: Path) -> None:
    made = made_of(tmp_path, "- [x] done\n- [ ] open\n- plain")
    assert [words(one) for one in made.paragraphs] == ["☒\tdone", "☐\topen", "plain"]
    ticked = [one for one in made.body.iter() if one.tag.endswith("}checked")]
    assert [next(iter(one.attrib.values())) for one in ticked] == ["1", "0"]
    assert made.faults() == []


def test_a_table_has_a_header_and_sides(tmp_path: Path) -> None:
    made = made_of(tmp_path, "| Name | Sum | Note |\n|:---|---:|:-:|\n| *tea* | 1 | `x` $y$ |\n| a |\n")
    table = made.body.find(f"{W}tbl")
    assert table is not None
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert [[words(cell) for cell in row.findall(f"{W}tc")] for row in rows] == [
        ["Name", "Sum", "Note"],
        ["tea", "1", "x y"],
        ["a", "", ""],
    ]
    sides = [value(cell.find(f"{W}p/{W}pPr/{W}jc")) for cell in rows[1].findall(f"{W}tc")]
    assert sides == ["left", "right", "center"]
    assert rows[1].find(f".//{W}i") is not None
    assert rows[1].find(f".//{M}oMath") is not None
    widths = [int(value(one, "w")) for one in table.iter(f"{W}gridCol")]
    assert widths == [int(value(one, "w")) for one in rows[0].iter(f"{W}tcW")]
    assert sum(widths) <= 9638


def test_a_long_table_is_one_with_its_header_on_each_page(tmp_path: Path) -> None:
    made = made_of(tmp_path, "| a |\n|---|\n" + "".join(f"| {at} |\n" for at in range(600)))
    (table,) = made.body.findall(f"{W}tbl")
    assert len(table.findall(f"{W}tr")) == 601
    assert len(list(table.iter(f"{W}tblHeader"))) == 1


def test_two_tables_stay_two(tmp_path: Path) -> None:
    table = "| a |\n|---|\n| b |\n"
    made = made_of(tmp_path, f"{table}\n{table}")
    tags = [one.tag.removeprefix(W) for one in made.body]
    assert tags == ["tbl", "p", "tbl", "p", "sectPr"]


def test_more_columns_than_word_takes_are_set_beneath(tmp_path: Path) -> None:
    row = "|" + "|".join(f"c{at}" for at in range(100)) + "|\n"
    made = made_of(tmp_path, f"{row}|{'---|' * 100}\n{row}")
    tables = made.body.findall(f"{W}tbl")
    assert [len(one.findall(f"{W}tblGrid/{W}gridCol")) for one in tables] == [60, 40]
    assert words(made.body).count("c99") == 2
    assert made.faults() == []


def test_code_keeps_its_lines_and_has_colours(tmp_path: Path) -> None:
    made = made_of(tmp_path, '```python\ndef f():\n\treturn "a <b>"\n\n# c\n```\n\n```\nno  language\n```')
    assert made.styled("Code") == ["def f():", '\treturn "a <b>"', "", "# c", "no  language"]
    coloured = [one for one in made.body.iter(f"{W}r") if one.find(f"{W}rPr/{W}color") is not None]
    colours = {words(one).strip(): value(one.find(f"{W}rPr/{W}color")) for one in coloured}
    assert colours["def"] == "7A2FA0"
    assert colours["# c"] == "716B60"
    gaps = [style_of(one) for one in made.paragraphs]
    assert gaps.count("Gap") == 1, "two pieces of code do not become one"


def test_colours_are_given_up_where_nobody_wants_them_any_more(tmp_path: Path) -> None:
    from xml.etree.ElementTree import fromstring

    from turbodesk.app.exports.word.code import code
    from turbodesk.app.exports.word.paragraphs import BlockPlace

    pre = fromstring('<pre><code class="language-python">def f(): pass\n</code></pre>')
    assert "7A2FA0" in code(pre, BlockPlace(), goes_on=lambda: True)
    assert "7A2FA0" not in code(pre, BlockPlace(), goes_on=lambda: False)


def test_quotes_rules_and_headings_have_styles(tmp_path: Path) -> None:
    made = made_of(tmp_path, "# A\n\n###### F\n\n> q\n>\n> > qq\n\n---\n\nend")
    styles = [(style_of(one), words(one)) for one in made.paragraphs]
    assert styles == [("Heading1", "A"), ("Heading6", "F"), ("Quote", "q"), ("Quote", "qq"), ("Rule", ""), ("", "end")]


def test_links_lead_where_a_browser_would_go(tmp_path: Path) -> None:
    text = (
        "[a](https://exämple.org/ä?b=1&c=2) [b](mailto:x@y.org) <https://a.org/x> [c](javascript:x) [d](https://[bad)"
    )
    made = made_of(tmp_path, text)
    assert made.links == ["https://xn--exmple-cua.org/%C3%A4?b=1&c=2", "mailto:x@y.org", "https://a.org/x"]
    assert "c" in words(made.body)
    assert made.faults() == []


@pytest.mark.parametrize("href", ["https://a.org/" + "x" * 3000, "https://a.org/" + "ä" * 900, "https://a.org:99999/"])
def test_an_address_that_word_refuses_stays_text(tmp_path: Path, href: str) -> None:
    made = made_of(tmp_path, f"[here](<{href}>)")
    assert made.links == []
    assert words(made.body) == "here"


def test_notes_are_footnotes_and_none_is_lost(tmp_path: Path) -> None:
    made = made_of(tmp_path, "a[^x] b[^y] c[^x]\n\n[^y]: two `z`\n\n[^x]: one[^y]\n\n[^u]: never referred to")
    notes = made.part("word/footnotes.xml").findall(f"{W}footnote")
    assert [words(one).strip() for one in notes[2:]] == ["one2", "two z"]
    assert [value(one, "id") for one in made.body.iter(f"{W}footnoteReference")] == ["1", "2"]
    again = next(made.body.iter(f"{W}fldSimple"))
    assert (value(again, "instr"), words(again)) == (" NOTEREF _RefNote1 \\f \\h ", "1")
    assert "never referred to" in words(made.body)
    assert made.faults() == []


def test_text_from_right_to_left_runs_so(tmp_path: Path) -> None:
    text = "هذا English نص\n\n- عنصر\n\n> اقتباس\n\n| اسم |\n|---|\n| شاي |\n\nEnglish with שלום inside"
    made = made_of(tmp_path, text)
    back = {words(one): one.find(f"{W}pPr/{W}bidi") is not None for one in made.paragraphs if words(one)}
    assert back.pop("English with שלום inside") is False
    assert set(back.values()) == {True}
    first = made.paragraphs[0]
    runs = [(words(one), one.find(f"{W}rPr/{W}rtl") is not None) for one in first.iter(f"{W}r")]
    assert runs == [("هذا ", True), ("English", False), (" نص", True)]
    assert made.body.find(f"{W}tbl/{W}tblPr/{W}bidiVisual") is not None
    assert made.faults() == []


@pytest.mark.parametrize(
    ("text", "language"),
    [("这是中文", "zh-CN"), ("これは日本語です", "ja-JP"), ("한국어 텍스트", "ko-KR"), ("English", "zh-CN")],
)
def test_square_letters_have_the_font_of_their_language(tmp_path: Path, text: str, language: str) -> None:
    made = made_of(tmp_path, text)
    assert value(next(made.part("word/styles.xml").iter(f"{W}lang")), "eastAsia") == language
    hints = [value(one, "hint") for one in made.body.iter(f"{W}rFonts")]
    assert hints == ([] if text.isascii() else ["eastAsia"])
