"""Says in a line what a call of a tool did, or how it stands: pure functions over calls."""

from __future__ import annotations

import re

from turbodesk.app.tool_loop import Call, CallState
from turbodesk.app.tools import ToolArgument
from turbodesk.chat.codec import tool_input
from turbodesk.chat.one_line import one_line
from turbodesk.chat.tool_results import aside_of
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import decimal, dotted, listed, number

STATES = {
    CallState.WRITING: _("Preparing…"),
    CallState.ASKING: _("May it run?"),
    CallState.RUNNING: _("Running"),
    CallState.HELD: _("You stopped it. It may have done a part of its work."),
    CallState.LOST: _("It was running when TurboDesk ended and may have done its work."),
    CallState.DONE: _("Done"),
    CallState.FAILED: _("Did not work"),
    CallState.DENIED: _("You did not allow it"),
    CallState.STOPPED: _("You stopped it"),
    CallState.INCOMPLETE: _("Incomplete"),
    CallState.NOT_RUN: _("Not run"),
}
CUT_OFF = _("The reply ended before it had said what to work on.")
_SHORT = 60
"""Characters of an argument or a result on the line of a call."""
_NUMBER = re.compile(r"\s*[-+]?[\d.,]*\s*")
STILL_S = 60
"""After so many seconds it is said that a call still runs, and for how long."""


def title_of(call: Call) -> str:
    """Return what the tool of a call is called."""
    if call.tool is not None:
        return call.tool.title
    if call.ran_elsewhere:
        return call.part.name
    server, _between, name = call.part.name.partition("__")  # as those of servers are called on the wire
    if server and name:
        return _("“{tool}”, a tool that is gone").format(tool=name)
    return _("Unknown tool “{tool}”").format(tool=call.part.name)


def given_to(call: Call) -> tuple[ToolArgument, ...]:
    """Return what a call was given, as its tool describes it, or as it came."""
    try:
        given = tool_input(call.part)
    except ValueError:
        given = None
    if given is None or call.tool is None:
        return (ToolArgument("", call.part.input_json),) if call.part.input_json.strip() else ()
    return call.tool.describe(given)


def written(rows: tuple[ToolArgument, ...]) -> str:
    """Return rows as one text, each with its label: whole."""
    lines = []
    for row in rows:
        words = _("{name}:\n{value}") if "\n" in row.text else _("{name}: {value}")
        lines.append(words.format(name=row.label, value=row.text) if row.label else row.text)
    return "\n".join(lines)


def line_of(call: Call) -> str:
    """Return the one line of a call that is no question: who, what, with what, how it ended and how long it took."""
    title = title_of(call)
    if _shows_result(call):
        return _("{name}: {value}").format(name=title, value=one_line(call.result))
    source = call.tool.source_title if call.tool is not None else ""
    about = _about(call)
    if call.state is not CallState.DONE:
        parts = [source, title, STATES[call.state], about]  # how it stands is read before the end is cut off
    else:
        parts = [source, f"{title} {about}" if source and about else title, "" if source else about]
        parts.append("" if call.took_ms is None else duration(call.took_ms))
    return dotted(*parts)


def _about(call: Call) -> str:
    rows = given_to(call) if call.tool is not None else ()
    told = next((row.text for row in rows if not _NUMBER.fullmatch(row.text)), "")  # "Running · 6" says nothing
    return shortened(told)


def _shows_result(call: Call) -> bool:
    is_own = call.tool is not None and not call.tool.source and call.took_ms is None
    return is_own and call.state is CallState.DONE and bool(call.result) and len(one_line(call.result)) <= _SHORT


def duration(milliseconds: int) -> str:
    """Return how long something took, in the fewest words."""
    seconds = milliseconds / 1_000
    if seconds < 10:
        return _("{seconds} s").format(seconds=decimal(max(seconds, 0.1), 1))
    whole = round(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    return _("{minutes} min {seconds} s").format(minutes=number(whole // 60), seconds=whole % 60)


def running_words(call: Call, passed_ms: int) -> str:
    """Return what is said below a call that runs: its own words on how far it is, and that it takes long."""
    own = one_line(call.progress.words) if call.progress is not None else ""
    minutes = passed_ms // 60_000
    still = _("Still running, {minutes} min").format(minutes=number(minutes)) if passed_ms >= STILL_S * 1_000 else ""
    return dotted(shortened(own, 120), still)


def shortened(text: str, most: int = _SHORT) -> str:
    """Return the beginning of a text on one line."""
    words = one_line(text[: 4 * most])
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def whole_result(call: Call) -> str:
    """Return the text of a result as the person may read it: whole, also where the model got less."""
    if call.state is CallState.INCOMPLETE:
        return CUT_OFF
    shown = aside_of(call.answer).shown if call.answer is not None else ""
    return shown or call.result


def where(call: Call) -> str:
    """Return where a call would run, one sentence for below the question."""
    tool = call.tool
    if tool is None or not tool.source:
        return _("It runs on this computer.")
    # Translators: the name of a tool, and of what brings it.
    return _("{tool}, of “{server}”").format(tool=tool.name, server=tool.source_title)


def counted(calls: int, took_ms: int) -> str:
    """Return the line that stands for so many calls."""
    words = ngettext("{count} call", "{count} calls", calls).format(count=number(calls))  # of tools
    return listed([words, duration(took_ms) if took_ms else ""])
