"""Answers questions about what a screen reader would see, for the end-to-end tests.

Runs under the system's own Python, which has the bindings of the accessibility bus, and knows nothing of TurboDesk:
one question as a JSON object on each line of standard input, one answer on each line of standard output.

    {"do": "find", "pid": 4711, "role": "push button", "name": "Send"}   -> {"nodes": [...]}
    {"do": "tree", "pid": 4711}                                          -> {"nodes": [...]}, in depth-first order
    {"do": "press", "pid": 4711, "role": "push button", "name": "Send"}  -> {"pressed": true}
    {"do": "focus", "pid": 4711, "name": "Message"}                      -> {"focused": true}
    {"do": "announcements"}                                              -> {"texts": [...]}, all since the start
    {"do": "where", "pid": 4711, "contains": "some words"}               -> {"box": [x, y, width, height]}, or null
    {"do": "selected", "pid": 4711}                                      -> {"texts": [...]}, of all that is selected

`role`, `name` (exact) and `contains` (part of the name, description or text) narrow a question, each of them optional.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# The role names of AT-SPI before 2.50 and after it, as the tests say them.
_SAME_ROLE = {"push button": "button", "button": "push button"}
_DEEPEST = 40
Node = Any
"""One of `Atspi.Accessible`: the bindings have no types."""
_announced: list[str] = []


def main() -> None:
    _switch_on()
    Atspi.init()
    # A busy program answers late, not never; one that is gone must not keep a test waiting.
    Atspi.set_timeout(3_000, 3_000)
    listener = Atspi.EventListener.new(_hear)
    listener.register("object:announcement")
    _say({"ready": True})
    for line in sys.stdin:
        _catch_up()
        _say(_answer(json.loads(line)))


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _switch_on() -> None:
    """Tell the programs of this session that somebody reads the accessibility bus."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    value = GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True)))
    bus.call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value, None, 0, 20_000, None
    )


def _hear(event: Any) -> None:
    _announced.append(str(event.any_data))


def _catch_up() -> None:
    """Take in what the bus has sent since the last question."""
    while GLib.MainContext.default().iteration(False):
        pass


def _answer(question: dict[str, Any]) -> dict[str, object]:
    match question["do"]:
        case "announcements":
            return {"texts": _announced}
        case "tree":
            return {"nodes": [_describe(node, depth) for node, depth in _walk(question["pid"])]}
        case "find":
            return {"nodes": [_describe(node, depth) for node, depth in _matching(question)]}
        case "press":
            return {"pressed": any(Atspi.Action.do_action(node, 0) for node, _ in _matching(question))}
        case "focus":
            return {"focused": any(Atspi.Component.grab_focus(node) for node, _ in _matching(question))}
        case "where":
            return {"box": _where(question)}
        case "selected":
            return {"texts": [text for node, _ in _walk(question["pid"]) for text in _selected_in(node)]}
        case other:
            return {"error": f"no such question: {other}"}


def _matching(question: dict[str, Any]) -> Iterator[tuple[Node, int]]:
    role, name, contains = (question.get(key) for key in ("role", "name", "contains"))
    for node, depth in _walk(question["pid"]):
        try:
            if role and node.get_role_name() not in (role, _SAME_ROLE.get(role)):
                continue
            if name is not None and node.get_name() != name:
                continue
            if contains is not None and not any(contains in text for text in _words_of(node)):
                continue
        except GLib.Error:  # it went away between two questions
            continue
        yield node, depth


def _walk(pid: int) -> Iterator[tuple[Node, int]]:
    """Every visible node of the process, each parent before its children."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        try:
            program = desktop.get_child_at_index(index)
            if program is not None and program.get_process_id() == pid:
                program.clear_cache()
                yield from _descend(program, 0)
        except GLib.Error:
            continue


def _descend(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    yield node, depth
    if depth == _DEEPEST:
        return
    try:
        children = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children:
        if child is not None and _shows(child):
            yield from _descend(child, depth + 1)


def _shows(node: Node) -> bool:
    try:
        states = node.get_state_set()
    except GLib.Error:
        return False
    return any(states.contains(state) for state in (Atspi.StateType.VISIBLE, Atspi.StateType.SHOWING))


def _words_of(node: Node) -> Iterator[str]:
    """Its name, description and text, each asked for only when it is needed."""
    yield node.get_name() or ""
    yield node.get_description() or ""
    yield _text_of(node)


def _text_of(node: Node) -> str:
    if "Text" not in node.get_interfaces():
        return ""
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)) or ""


def _where(question: dict[str, Any]) -> list[int] | None:
    """Return the box of these words on the screen, where some text has them first."""
    words = question["contains"]
    for node, _ in _matching(question):
        at = _text_of(node).find(words)
        if at >= 0:
            box = Atspi.Text.get_range_extents(node, at, at + len(words), Atspi.CoordType.SCREEN)
            return [box.x, box.y, box.width, box.height]
    return None


def _selected_in(node: Node) -> Iterator[str]:
    try:
        if "Text" not in node.get_interfaces():
            return
        for number in range(Atspi.Text.get_n_selections(node)):
            span = Atspi.Text.get_selection(node, number)
            yield Atspi.Text.get_text(node, span.start_offset, span.end_offset)
    except GLib.Error:  # it went away between two questions
        return


def _describe(node: Node, depth: int) -> dict[str, object]:
    try:
        interfaces = node.get_interfaces()
        box = node.get_extents(Atspi.CoordType.SCREEN) if "Component" in interfaces else None
        states = node.get_state_set()
        return {
            "depth": depth,
            "role": node.get_role_name(),
            "name": node.get_name() or "",
            "description": node.get_description() or "",
            "text": _text_of(node),
            "states": sorted(state.value_nick for state in states.get_states()),
            "actions": _actions_of(node) if "Action" in interfaces else [],
            "box": [box.x, box.y, box.width, box.height] if box else [0, 0, 0, 0],
        }
    except GLib.Error as error:
        return {"depth": depth, "role": "gone", "name": "", "description": error.message, "text": "", "states": [],
                "actions": [], "box": [0, 0, 0, 0]}  # fmt: skip


def _actions_of(node: Node) -> list[str]:
    return [Atspi.Action.get_action_name(node, index) for index in range(Atspi.Action.get_n_actions(node))]


if __name__ == "__main__":
    main()
