"""What proves a passphrase: right for the same letters alone, and a file that somebody wrote is judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.store import passphrase
from turbodesk.store.passphrase import Passphrase, made_of, read

CHEAP = Passphrase(2**4, 1, 1, b"s" * 16, b"")


def cheap(text: str) -> Passphrase:
    digest = passphrase._digest(text, CHEAP.salt, CHEAP.cost, CHEAP.block, CHEAP.lanes)  # noqa: SLF001
    return Passphrase(CHEAP.cost, CHEAP.block, CHEAP.lanes, CHEAP.salt, digest)


def test_one_costs_what_is_advised_and_is_read_back_as_it_was_written() -> None:
    made = made_of("correct horse")
    again = read(made.values())
    assert again == made
    assert (made.cost * made.block * 128, made.lanes) == (32 * 2**20, 3)
    assert again is not None
    assert again.matches("correct horse")
    assert not again.matches("correct horse ")
    assert "horse" not in str(made.values())
    assert made_of("correct horse").salt != made.salt


def test_letters_that_are_written_in_two_ways_are_the_same() -> None:
    assert cheap("caf\u00e9 \uff21").matches("cafe\u0301 A")
    assert cheap("\ud800").matches("\ud800"), "half a character is a letter like any other"


@given(st.text(), st.text())
def test_no_other_text_matches(one: str, other: str) -> None:
    import unicodedata

    same = unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)
    assert cheap(one).matches(other) is same


GOOD = cheap("x").values()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "md5"}, {"kind": None}, {"cost": 0}, {"cost": 3}, {"cost": 2**40}, {"cost": True}, {"cost": "16"},
        {"cost": 2**20, "block": 16},
        {"block": 0}, {"block": 10_000}, {"lanes": -1}, {"lanes": 1.0}, {"salt": ""}, {"salt": "zz"}, {"salt": 5},
        {"digest": "00"}, {"digest": None}, {"digest": ["00"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_file_that_proves_nothing_is_no_passphrase(changes: dict[str, object]) -> None:
    assert read(GOOD) is not None
    assert read({**GOOD, **changes}) is None
    assert read({}) is None
