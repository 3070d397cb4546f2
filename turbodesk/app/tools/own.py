"""Lists our own tools: the one place where such a tool is added. All are off until the person turns them on in a chat.

The calculator and the clock touch nothing of the person's, run at once, and are in every toolbox; others need something
of the program, such as the network, and are handed in by `services`.
"""

from __future__ import annotations

from collections.abc import Sequence

from turbodesk.app.signal import Signal
from turbodesk.app.tools.approvals import Approvals
from turbodesk.app.tools.calculator import CalculationRefused, calculate
from turbodesk.app.tools.clock import now_in_words
from turbodesk.app.tools.tool import Tool, ToolArgument, ToolRefused
from turbodesk.app.tools.toolbox import Toolbox
from turbodesk.chat.parts import JsonObject
from turbodesk.chat.tools import ToolDefinition
from turbodesk.translation import _


def _calculate(given: JsonObject) -> str:
    expression = given.get("expression")
    if not isinstance(expression, str):
        raise ToolRefused("The argument “expression” is missing.")
    try:
        return calculate(expression)
    except CalculationRefused as refused:
        raise ToolRefused(str(refused)) from None


def _now(_: JsonObject) -> str:
    return now_in_words()


def _expression(given: JsonObject) -> tuple[ToolArgument, ...]:
    expression = given.get("expression")
    return (ToolArgument("", expression),) if isinstance(expression, str) and expression else ()


CLOCK = Tool(
    ToolDefinition(
        "current_time",
        "Returns the current date, weekday, time and time zone of the user's computer. Use it whenever an answer "
        "depends on what day or time it is now.",
        {"type": "object", "properties": {}, "additionalProperties": False},
    ),
    _("Date and time"),
    _("Tells the model today’s date, the time and your time zone."),
    describe=lambda _: (),
    at_once=_now,
    icon="clock",
    # Translators: {tool} is the name of a tool, which is shown in bold.
    wish=_("{tool} wants to know the time"),
)
CALCULATOR = Tool(
    ToolDefinition(
        "calculator",
        "Evaluates one arithmetic expression exactly. Knows + - * / // % ** and parentheses, pi, e, and the "
        "functions sqrt, abs, round, floor, ceil, min, max, exp, ln, log10. Example: (1250 * 1.19) / 3",
        {
            "type": "object",
            "properties": {"expression": {"type": "string", "description": "The expression to evaluate"}},
            "required": ["expression"],
            "additionalProperties": False,
        },
    ),
    _("Calculator"),
    _("Works out sums exactly, where models often guess."),
    describe=_expression,
    at_once=_calculate,
    icon="calculator",
    # Translators: {tool} is the name of a tool, which is shown in bold.
    wish=_("{tool} wants to work out"),
    is_sum=True,
)


class OwnTools:
    """Ours, as a source of a toolbox; `more` follow the two that are in every toolbox."""

    id = ""
    title = "TurboDesk"

    def __init__(self, more: Sequence[Tool] = ()) -> None:
        self.changed: Signal[None] = Signal()
        self._tools = (CLOCK, CALCULATOR, *more)

    def tools(self) -> Sequence[Tool]:
        """Return all of them."""
        return self._tools

    def add(self, *more: Tool) -> None:
        """Offer more of them, behind the others."""
        self._tools = (*self._tools, *more)
        self.changed.emit(None)


def own_toolbox(approvals: Approvals | None = None, more: Sequence[Tool] = ()) -> Toolbox:
    """Return a toolbox with the two tools that need nothing, and `more` of ours behind them."""
    return Toolbox(OwnTools(more), approvals=approvals)
