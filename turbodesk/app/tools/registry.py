"""Lists the built-in tools: the one place where a tool is added.

A tool is pure or nearly so: it takes the arguments the model gave, returns text for the model, and touches nothing of
the person's. One that could do harm has no place here, for "Always" is pressed in passing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from turbodesk.app.tools.calculator import CalculationRefused, calculate
from turbodesk.app.tools.clock import now_in_words
from turbodesk.chat.parts import JsonObject
from turbodesk.chat.tools import ToolDefinition


class ToolRefused(Exception):
    """A tool cannot do what it was asked; the message is a sentence the model is told."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool."""

    definition: ToolDefinition
    title: str
    """What a person calls it."""
    help: str
    """What it does, one sentence for a person."""
    run: Callable[[JsonObject], str]
    """Gives the result for the model's arguments, within a few milliseconds. Raises `ToolRefused`."""
    describe: Callable[[JsonObject], str]
    """The arguments as a person reads them; "" where there is nothing to read. Takes any arguments."""

    @property
    def name(self) -> str:
        """The name the model uses."""
        return self.definition.name


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


def _expression(given: JsonObject) -> str:
    expression = given.get("expression")
    return expression if isinstance(expression, str) else ""


TOOLS: tuple[Tool, ...] = (
    Tool(
        ToolDefinition(
            "current_time",
            "Returns the current date, weekday, time and time zone of the user's computer. Use it whenever an answer "
            "depends on what day or time it is now.",
            {"type": "object", "properties": {}, "additionalProperties": False},
        ),
        "Date and time",
        "Tells the model today’s date, the time and your time zone.",
        _now,
        lambda _: "",
    ),
    Tool(
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
        "Calculator",
        "Works out sums exactly, where models often guess.",
        _calculate,
        _expression,
    ),
)


def find(name: str) -> Tool | None:
    """Return the tool of a name, or None when there is none."""
    return next((tool for tool in TOOLS if tool.name == name), None)


def definitions(names: Iterable[str]) -> tuple[ToolDefinition, ...]:
    """Return what a model is told of these tools, always in the same order; names of no tool are left out."""
    wanted = frozenset(names)
    return tuple(tool.definition for tool in TOOLS if tool.name in wanted)
