"""Puts the digits of a number into the places that a format code has for them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from turbodesk.quick_dataclasses import dataclass

Pieces = Sequence[tuple[str, str]]
"""What a code is made of: "digit" (0, # or ?), "literal", "exponent", or one of . , % / and how it is written."""
_CONTEXT = Context(prec=400)
"""Enough for the largest number of a spreadsheet, 1.8E+308."""


def general(value: float) -> str:
    """Return a number as it comes: all digits that a spreadsheet keeps, 15."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    written = f"{value:.15g}"
    if "e" in written and 1e-9 < abs(value) < 1:
        return f"{Decimal(written):f}"
    return written.replace("e", "E")


@dataclass(frozen=True, slots=True)
class Digits:
    """The places of a code's one section."""

    whole: Pieces
    decimals: Pieces
    """After the point; what follows the last place is in it, too."""
    percents: int
    thousands: int
    """By how many thousands a number is divided."""
    is_grouped: bool
    exponent: Pieces | None
    """How an exponent is written; None without one."""
    fraction: int
    """Digits of the denominator at most, negative where it is given; 0 without one."""

    @classmethod
    def of(cls, pieces: Pieces) -> Digits:
        kinds = [kind for kind, _ in pieces]
        last = max((at for at, kind in enumerate(kinds) if kind == "digit"), default=-1)
        first = kinds.index("digit") if last >= 0 else 0
        point = kinds.index(".", 0, last + 1) if "." in kinds[: last + 1] else -1
        if point < 0 and "." in kinds:
            point = kinds.index(".")
        if "/" in kinds and "exponent" not in kinds and first < kinds.index("/"):
            return cls._of_fraction(pieces, kinds.index("/"))
        end = kinds.index("exponent") if "exponent" in kinds else len(pieces)
        whole_end = point if 0 <= point < end else end
        whole, decimals = pieces[:whole_end], pieces[whole_end + 1 : end] if whole_end < end else ()
        last_whole = max((at for at, (kind, _) in enumerate(whole) if kind == "digit"), default=-1)
        commas = [at for at, kind in enumerate(kinds) if kind == ","]
        scaled = sum(at > last or last_whole < at < whole_end for at in commas) if last >= 0 else 0
        grouped = any(first < at < last_whole for at in commas)
        exponent = pieces[end:] if end < len(pieces) else None
        return cls(whole, decimals, kinds.count("%"), scaled, grouped, exponent, 0)

    @classmethod
    def _of_fraction(cls, pieces: Pieces, slash: int) -> Digits:
        below = ""
        for kind, written in pieces[slash + 1 :]:
            if kind != "digit" and not (kind == "literal" and written.isdigit()):
                break
            below += written
        given = int(below) if below.isdigit() and int(below) > 0 else 0
        return cls(pieces[:slash], (), 0, 0, False, None, -min(given, 9_999) if given else min(4, max(1, len(below))))

    def shown(self, value: float) -> str:
        sign = "-" if value < 0 else ""
        number = abs(Decimal(repr(float(value))))
        if self.fraction:
            return sign + self._as_fraction(number)
        number = number.scaleb(2 * self.percents - 3 * self.thousands, _CONTEXT)
        if self.exponent is not None:
            return sign + self._with_exponent(number)
        written = self._placed(number)
        return sign + written if any(letter in "123456789" for letter in written) else written

    def _placed(self, number: Decimal) -> str:
        places = sum(kind == "digit" for kind, _ in self.decimals)
        rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT)
        before, _, after = f"{rounded:f}".partition(".")
        return self._whole(before.lstrip("0")) + self._after(after)

    def _whole(self, digits: str) -> str:
        """Fill the places from the right; the leftmost takes all that is left."""
        places = [at for at, (kind, _) in enumerate(self.whole) if kind == "digit"]
        made: list[str] = []
        left, count = digits, 0

        def put(digit: str) -> None:
            nonlocal count
            if self.is_grouped and count and count % 3 == 0:
                made.append(",")
            made.append(digit)
            count += 1

        for at in range(len(self.whole) - 1, -1, -1):
            kind, written = self.whole[at]
            if kind == "digit":
                if left or written == "0":
                    put(left[-1:] or "0")
                    left = left[:-1]
                while at == places[0] and left:
                    put(left[-1])
                    left = left[:-1]
            elif kind != ",":
                made.append(written[::-1])
        if not places and digits:
            return "".join(made)[::-1]  # words alone, such as "n/a"
        return "".join(made)[::-1]

    def _after(self, digits: str) -> str:
        marks = [written for kind, written in self.decimals if kind == "digit"]
        keep = len(digits) if marks else 0
        while keep and digits[keep - 1] == "0" and marks[keep - 1] != "0":
            keep -= 1
        made, at = "", 0
        for kind, written in self.decimals:
            if kind == "digit":
                made += digits[at] if at < keep else ""
                at += 1
            elif kind != ",":
                made += written
        return f".{made}" if keep else made

    def _with_exponent(self, number: Decimal) -> str:
        assert self.exponent is not None
        step = max(1, sum(kind == "digit" for kind, _ in self.whole))
        exponent = number.adjusted() // step * step if number else 0
        places = sum(kind == "digit" for kind, _ in self.decimals)
        mantissa = number.scaleb(-exponent, _CONTEXT).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT)
        if mantissa and mantissa.adjusted() >= step:
            exponent += step
            mantissa = mantissa.scaleb(-step, _CONTEXT)
        mark = self.exponent[0][1]
        width = sum(kind == "digit" for kind, _ in self.exponent)
        rest = "".join(written for kind, written in self.exponent[1:] if kind != "digit")
        sign = "-" if exponent < 0 else "+" if "+" in mark else ""
        return f"{self._placed(mantissa)}E{sign}{abs(exponent):0{width or 1}}{rest}"

    def _as_fraction(self, number: Decimal) -> str:
        exact = Fraction(number)
        words = "".join(written for kind, written in self.whole if kind == "literal" and not written.isspace())
        has_whole = any(kind == "literal" and written.isspace() for kind, written in self.whole)
        whole, part = divmod(exact, 1) if has_whole else (0, exact)
        if self.fraction < 0:
            top, below = int(part * -self.fraction + Fraction(1, 2)), -self.fraction
        else:
            top, below = part.limit_denominator(10**self.fraction - 1).as_integer_ratio()
        if has_whole and top >= below:
            whole, top = whole + 1, top - below
        if has_whole and not top:
            return words + str(whole)
        return words + (f"{whole} " if whole else "") + f"{top}/{below}"
