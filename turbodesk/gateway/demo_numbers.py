"""Writes the demo's long reply: a walk along the whole numbers, with every fact worked out on the way.

Why numbers: a reply of thirty thousand characters that repeated itself would show nothing, and one written by hand
would be the largest text in the project. Each number has something of its own to tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from turbodesk import resources

SHORTEST = 30_720
"""Characters; the walk goes on to the end of the ten in which it has reached them."""

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def long_reply() -> str:
    """Return the walk, at least `SHORTEST` characters of Markdown."""
    parts = [resources.path("demo", "before-walk.md").read_text("utf-8").strip()]
    start = 1
    while sum(map(len, parts)) < SHORTEST:
        parts += _ten(start)
        start += 10
    parts.append(resources.path("demo", "after-walk.md").read_text("utf-8").strip())
    return "\n\n".join(parts) + "\n"


def _ten(start: int) -> Iterator[str]:
    end = start + 9
    yield f"## From {in_words(start)} to {in_words(end)}"
    for number in range(start, end + 1):
        yield f"**{in_words(number).capitalize()}.** {' '.join(_facts(number))}"
    yield "\n".join(_table(start, end))


def _table(start: int, end: int) -> Iterator[str]:
    yield "| Number | Roman | Binary | Divisors | Root |"
    yield "|-------:|:------|-------:|:---------|-----:|"
    for number in range(start, end + 1):
        divisors = _listed([str(one) for one in _divisors(number)])
        yield f"| {number} | {roman(number)} | `{number:b}` | {divisors} | {math.sqrt(number):.3f} |"


def _facts(number: int) -> Iterator[str]:
    """Sentences about a number, the rarest first."""
    yield _making(number)
    root = math.isqrt(number)
    if root * root == number and number > 1:
        yield f"It is a square: {number} coins can be laid out {root} by {root}, with none left over."
    rows = (math.isqrt(8 * number + 1) - 1) // 2
    if rows * (rows + 1) // 2 == number and rows > 1:
        yield f"Set up like bowling pins, that many fill a triangle of exactly {rows} rows."
    if number > 2 and number & (number - 1) == 0:
        doublings = number.bit_length() - 1
        yield f"Fold a sheet of paper {doublings} times and you have {number} layers, if your thumbs are strong enough."
    if _is_fibonacci(number) and number > 2:
        yield "It belongs to Fibonacci's row of rabbits, in which every number is the sum of the two before it."
    proper = sum(_divisors(number)[:-1])
    if proper == number:
        yield "Its smaller divisors add up to the number itself, which the Greeks called perfect, and rightly so."
    elif proper > number:
        yield f"Its smaller divisors add up to {proper}, more than the number itself; it is called abundant."
    if number > 10 and str(number) == str(number)[::-1]:
        yield "It reads the same from both ends."
    if squares := _two_squares(number):
        first, second = squares
        yield f"As a sum of two squares it is ${first}^2 + {second}^2$."
    yield _journey(number)


def _making(number: int) -> str:
    if number == 1:
        return "Everything begins here: one divides every number and changes none of them."
    if number == 2:
        return "The only even prime there is, and proud of it; every even number after it is its work."
    factors = _factors(number)
    if len(factors) == 1:
        after = next(one for one in range(number + 1, 2 * number) if len(_factors(one)) == 1)
        return _PRIMES[number % len(_PRIMES)].format(after=after)
    powers = [f"{one}^{{{factors.count(one)}}}" if factors.count(one) > 1 else str(one) for one in sorted(set(factors))]
    return _COMPOSITES[number % len(_COMPOSITES)].format(product="$" + r" \times ".join(powers) + "$")


_PRIMES = (
    "A prime: nothing divides it but one and itself. The next of its kind is {after}.",
    "Try to share it out fairly and you will fail, for it is prime; so is {after}, the next that resists.",
    "It stands alone among its neighbours as a prime, and has to wait until {after} for company.",
)
_COMPOSITES = (
    "Taken apart into primes it is {product}.",
    "Its primes, multiplied together again, are {product}.",
    "At the bottom of it lies {product}.",
    "Whoever likes factors finds {product} here.",
)


def _journey(number: int) -> str:
    """The walk of halving an even number and tripling an odd one and adding one, which nobody has proved to end."""
    steps, highest = _collatz(number)
    if steps == 0:
        return (
            "There is a game of halving whatever is even and tripling whatever is odd and adding one; here is its goal."
        )
    if steps == 1:
        return "In the game of halving and tripling it is one step from home."
    if highest == number:
        return f"In the game of halving and tripling it only ever goes downhill, and is home after {steps} steps."
    way = f"as high as {highest:,}"
    return _JOURNEYS[number % len(_JOURNEYS)].format(steps=steps, way=way)


_JOURNEYS = (
    "In the game of halving and tripling it climbs {way} and is home after {steps} steps.",
    "Halved when even, tripled with one added when odd, it climbs {way} and comes home in {steps} steps.",
    "Its way home in that game has {steps} steps and leads {way}.",
    "Played to the end it takes {steps} steps and gets {way} before it comes down.",
    "It needs {steps} steps to reach one, and on the way there it rises {way}.",
)


def _collatz(number: int) -> tuple[int, int]:
    """The steps to 1, and the highest number on the way."""
    steps, highest = 0, number
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        highest = max(highest, number)
        steps += 1
    return steps, highest


def _divisors(number: int) -> list[int]:
    return [one for one in range(1, number + 1) if number % one == 0]


def _factors(number: int) -> list[int]:
    found, divisor = [], 2
    while number > 1:
        while number % divisor == 0:
            found.append(divisor)
            number //= divisor
        divisor += 1
    return found


def _two_squares(number: int) -> tuple[int, int] | None:
    for first in range(1, math.isqrt(number // 2) + 1):
        second = math.isqrt(number - first * first)
        if first * first + second * second == number:
            return first, second
    return None


def _is_fibonacci(number: int) -> bool:
    return any(math.isqrt(one) ** 2 == one for one in (5 * number * number + 4, 5 * number * number - 4))


def in_words(number: int) -> str:
    """Return a number from 1 to 999 in English words."""
    if number >= 100:
        rest = f" and {in_words(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100 - 1]} hundred{rest}"
    if number < 20:
        return _ONES[number - 1]
    return _TENS[number // 10 - 2] + (f"-{_ONES[number % 10 - 1]}" if number % 10 else "")


_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Return a number from 1 to 399 in Roman numerals."""
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
