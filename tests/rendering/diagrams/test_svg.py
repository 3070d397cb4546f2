"""What of a drawing may stay, and which face its letters name."""

from __future__ import annotations

import pytest

from turbodesk.rendering.diagrams.svg import NoDrawing, SafeDrawing, safe_drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20">'


def made(inside: str) -> SafeDrawing:
    return safe_drawing(f"{HEAD}{inside}</svg>", lambda text: "Han" if "开" in text else "", line="#123456")


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd"/>',
        '<image xlink:href="http://away.example/a.png"/>',
        "<script>away()</script>",
        "<foreignObject><p>away</p></foreignObject>",
        '<a xlink:href="https://away.example/"><rect width="1"/></a>',
        '<use href="http://away.example/#a"/>',
        '<rect onclick="away()"/>',
        '<rect style="fill:url(http://away.example/)"/>',
        "<rect fill=\"url('http://away.example/#a')\"/>",
        "<style>@import 'http://away.example/a.css'; rect { fill: url(http://away.example/) }</style>",
        '<set attributeName="href" to="http://away.example/"/>',
        '<x:rect xmlns:x="urn:away"/>',
    ],
)
def test_nothing_loads_leads_or_runs(inside: str) -> None:
    assert "away" not in made(inside).svg


def test_what_is_drawn_stays() -> None:
    inside = '<g class="node"><rect fill="url(#shade)" rx="2"/><a href="https://x.example/"><path d="M0 0h1"/></a></g>'
    svg = made(inside).svg
    assert 'fill="url(#shade)"' in svg
    assert '<path d="M0 0h1"' in svg
    assert "<a" not in svg


def test_it_says_its_size() -> None:
    drawing = made("")
    assert (drawing.width, drawing.height) == (30, 20)
    assert 'width="30"' in drawing.svg


def test_a_text_with_letters_of_another_face_names_it_whole() -> None:
    drawing = made("<text><tspan>Start</tspan><tspan> 开始</tspan></text><text>plain</text>")
    assert drawing.needs_system_faces
    assert drawing.svg.count("font-family:'Han'") == 3
    assert not made("<text>plain</text>").needs_system_faces
    assert made("<text>é</text>").svg.count("font-family") == 0


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<html/>",
        "<svg/>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 9"/>',
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}<text>&a;</text></svg>',
    ],
)
def test_what_is_no_drawing_is_refused(svg: str) -> None:
    with pytest.raises(NoDrawing):
        safe_drawing(svg, lambda _: "", line="#123456")


def test_the_ends_of_lines_have_the_colour_of_lines() -> None:
    end = '<marker id="a"><path stroke="#000000" style="stroke-dasharray:0, 0;fill:none"/></marker>'
    svg = made(f"<defs>{end}</defs>").svg
    assert 'stroke="#123456"' in svg
    assert 'style="fill:none"' in svg


def test_a_line_from_right_to_left_is_moved_down_whole() -> None:
    svg = made('<text><tspan dy="1em">مرحبا</tspan><tspan dy="1em">plain é</tspan></text>').svg
    assert ">\u200eمرحبا<" in svg
    assert ">plain é<" in svg
