"""Works out an arithmetic expression, in decimals, with a bound on every step: no input makes it slow, large or unsafe.

The expression is parsed by Python's own parser and walked here; nothing is ever evaluated by Python. Names other than
those below, attributes, calls of anything else, comparisons and strings are refused.

Why decimals: people expect 0.1 + 0.2 to be 0.3. Why the bounds: `9**9**9` would run for years as integers; with
numbers kept below 10 ** 1,000 and 50 digits of precision, every operation takes microseconds.
"""

from __future__ import annotations

import ast
import decimal
from collections.abc import Callable, Mapping
from decimal import Decimal

LONGEST = 500
"""Characters of an expression."""
MOST_STEPS = 200
"""Operations, numbers and calls in one expression."""
DEEPEST = 50
"""Levels of nesting."""
_DIGITS = 50
_LARGEST_EXPONENT = 1_000
_SHOWN_DIGITS = 30
_CONTEXT = decimal.Context(
    prec=_DIGITS,
    Emax=_LARGEST_EXPONENT,
    Emin=-_LARGEST_EXPONENT,
    traps=[decimal.DivisionByZero, decimal.InvalidOperation, decimal.Overflow],
)


class CalculationRefused(Exception):
    """There is no result; the message says why in a sentence."""


def calculate(expression: str) -> str:
    """Return the value of an expression, as a plain number of at most 30 digits.

    Raises:
        CalculationRefused: it is no arithmetic, is too long, or has no value that could be written down.
    """
    text = expression.strip().replace("×", "*").replace("÷", "/").replace("−", "-").replace("^", "**")
    if not text:
        raise CalculationRefused("The expression is empty.")
    if len(text) > LONGEST:
        raise CalculationRefused(f"The expression is longer than {LONGEST} characters.")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise CalculationRefused("The expression could not be read as arithmetic.") from None
    return _written(_Walk().value(tree))


class _Walk:
    """One evaluation; counts its steps."""

    def __init__(self) -> None:
        self._steps = 0

    def value(self, node: ast.AST, depth: int = 0) -> Decimal:
        self._steps += 1
        if self._steps > MOST_STEPS or depth > DEEPEST:
            raise CalculationRefused("The expression is too long or too deeply nested.")
        try:
            return self._value(node, depth + 1)
        except (decimal.DivisionByZero, decimal.DivisionUndefined):
            raise CalculationRefused("It divides by zero.") from None
        except decimal.Overflow:
            raise CalculationRefused("The result is too large.") from None
        except decimal.InvalidOperation:
            raise CalculationRefused("There is no such number.") from None

    def _value(self, node: ast.AST, depth: int) -> Decimal:
        match node:
            case ast.Constant(value=bool()):
                raise CalculationRefused("Only numbers can be calculated with.")
            case ast.Constant(value=int() | float() as number):
                return _CONTEXT.create_decimal(str(number))
            case ast.Name(id=name) if name in _CONSTANTS:
                return _CONSTANTS[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _CONTEXT.minus(self.value(operand, depth))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand, depth)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
                return _OPERATIONS[type(op)](self.value(left, depth), self.value(right, depth))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
                return _called(name, [self.value(arg, depth) for arg in args])
            case ast.Name(id=name):
                raise CalculationRefused(f"“{name}” is not a number this calculator knows.")
            case ast.Call(func=ast.Name(id=name)):
                raise CalculationRefused(f"“{name}” is not a function this calculator knows.")
        raise CalculationRefused("Only numbers, + - * / // % ** and a few functions can be calculated with.")


def _called(name: str, given: list[Decimal]) -> Decimal:
    least, most, function = _FUNCTIONS[name]
    if not least <= len(given) <= most:
        raise CalculationRefused(f"“{name}” takes another number of arguments.")
    return function(*given)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if base == 0 and exponent < 0:
        raise CalculationRefused("It divides by zero.")
    if base < 0 and exponent != exponent.to_integral_value():
        raise CalculationRefused("There is no such number.")
    return _CONTEXT.power(base, exponent) if exponent or base else Decimal(1)


def _floor_division(left: Decimal, right: Decimal) -> Decimal:
    return _whole(_CONTEXT.divide(left, right), decimal.ROUND_FLOOR)


def _remainder(left: Decimal, right: Decimal) -> Decimal:
    return _CONTEXT.subtract(left, _CONTEXT.multiply(right, _floor_division(left, right)))


def _whole(number: Decimal, rounding: str) -> Decimal:
    return number if number.adjusted() >= _DIGITS else number.to_integral_value(rounding, _CONTEXT)


def _rounded(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    if places != places.to_integral_value() or abs(places) > _SHOWN_DIGITS:
        raise CalculationRefused(f"“round” takes whole places up to {_SHOWN_DIGITS}.")
    if number.adjusted() + int(places) >= _DIGITS - 1:
        return number  # it has no digits there
    return number.quantize(Decimal(1).scaleb(-int(places)), decimal.ROUND_HALF_UP, _CONTEXT)


_CONSTANTS: Mapping[str, Decimal] = {
    "pi": Decimal("3.1415926535897932384626433832795028841971693993751"),
    "e": Decimal("2.7182818284590452353602874713526624977572470937000"),
}
_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: _CONTEXT.add,
    ast.Sub: _CONTEXT.subtract,
    ast.Mult: _CONTEXT.multiply,
    ast.Div: _CONTEXT.divide,
    ast.FloorDiv: _floor_division,
    ast.Mod: _remainder,
    ast.Pow: _power,
}
_FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Decimal]]] = {
    "sqrt": (1, 1, _CONTEXT.sqrt),
    "abs": (1, 1, _CONTEXT.abs),
    "round": (1, 2, _rounded),
    "floor": (1, 1, lambda number: _whole(number, decimal.ROUND_FLOOR)),
    "ceil": (1, 1, lambda number: _whole(number, decimal.ROUND_CEILING)),
    "min": (1, 50, lambda *numbers: min(numbers)),
    "max": (1, 50, lambda *numbers: max(numbers)),
    "exp": (1, 1, _CONTEXT.exp),
    "ln": (1, 1, lambda number: _CONTEXT.ln(number)),
    "log10": (1, 1, lambda number: _CONTEXT.log10(number)),
}


def _written(number: Decimal) -> str:
    if not number.is_finite():
        raise CalculationRefused("There is no such number.")
    short = decimal.Context(prec=_SHOWN_DIGITS, Emax=_LARGEST_EXPONENT, Emin=-_LARGEST_EXPONENT).plus(number)
    if short == 0:
        return "0"
    if -7 <= short.adjusted() < _SHOWN_DIGITS:
        text = f"{short:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{short.normalize():E}"
