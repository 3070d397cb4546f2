"""Numbers the footnotes of one text, and counts what refers to them."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement


class Notes:
    """The notes in the order in which one text refers to them first, and how often it does."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.numbers: dict[str, int] = {}
        self.uses: dict[str, int] = {}

    def number(self, label: str) -> int:
        """Return the number of the note with `label`, the next one if it has none yet."""
        if label not in self.numbers:
            self.order.append(label)
            self.numbers[label] = len(self.order)
            self.uses[label] = 0
        return self.numbers[label]

    def refer(self, label: str) -> Element:
        """Count one more reference to `label`, and return what shows it."""
        number = self.number(label)
        self.uses[label] += 1
        element = Element("sup", {"class": "footnote-ref", "id": reference_id(number, self.uses[label])})
        SubElement(element, "a", {"href": f"#fn-{number}"}).text = str(number)
        return element

    def fork(self) -> Notes:
        """Return a copy that may go on counting by itself."""
        twin = Notes()
        twin.order, twin.numbers, twin.uses = self.order[:], self.numbers.copy(), self.uses.copy()
        return twin


def reference_id(number: int, use: int) -> str:
    """Return the id of the `use`-th reference, from 1, to the note with `number`."""
    return f"fnref-{number}" if use == 1 else f"fnref-{number}-{use}"
