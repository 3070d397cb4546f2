"""A program that has taken our place is noticed once it is whole and starts, and spoken of once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from turbodesk.app.installation import Installation, version_of


class Packager:
    """Puts programs in place, and stands for time passing and for the new program's answer."""

    def __init__(self, program: Path) -> None:
        self.program = program
        self.answer = "2.0"
        self.asked = 0
        self.puts_more: list[str] = []
        """What is put in place while somebody waits for it to be done."""
        self.put("first")
        self.runs = program.open("rb")  # a program that runs keeps its file, whose number no other gets meanwhile

    def put(self, content: str) -> None:
        new = self.program.with_suffix(".new")
        new.write_text(content, encoding="ascii")
        os.utime(new, (1_790_000_000, 1_790_000_000))  # packages carry the date of their build
        os.replace(new, self.program)

    async def ask(self, program: Path) -> str:
        assert program == self.program
        self.asked += 1
        return self.answer

    async def rest(self, _seconds: float) -> None:
        if self.puts_more:
            self.put(self.puts_more.pop())


@pytest.fixture
def packager(tmp_path: Path) -> Iterator[Packager]:
    packager = Packager(tmp_path / "turbodesk")
    with packager.runs:
        yield packager


@pytest.fixture
def installation(packager: Packager) -> Installation:
    return Installation(packager.program, ask=packager.ask, rest=packager.rest)


async def test_nothing_is_asked_while_nothing_changes(installation: Installation, packager: Packager) -> None:
    assert await installation.successor() is None
    assert packager.asked == 0


@pytest.mark.parametrize("content", ["second", "first"])
async def test_a_successor_is_spoken_of_once(installation: Installation, packager: Packager, content: str) -> None:
    packager.put(content)
    assert await installation.successor() == "2.0"
    assert await installation.successor() is None
    packager.answer = "3.0"
    packager.put("third")
    assert await installation.successor() == "3.0"


async def test_half_an_update_is_waited_for(installation: Installation, packager: Packager) -> None:
    packager.put("second")
    packager.puts_more.append("third")
    assert await installation.successor() is None
    assert packager.asked == 0
    assert await installation.successor() == "2.0"


async def test_one_that_does_not_start_yet_is_asked_again(installation: Installation, packager: Packager) -> None:
    packager.put("second")
    packager.answer = ""
    assert await installation.successor() is None
    packager.answer = "2.0"
    assert await installation.successor() == "2.0"


async def test_a_removed_program_has_no_successor(installation: Installation, packager: Packager) -> None:
    packager.program.unlink()
    assert await installation.successor() is None
    packager.put("second")
    assert await installation.successor() == "2.0"


@pytest.mark.skipif(sys.platform == "win32", reason="a script of the shell")
@pytest.mark.parametrize(
    ("script", "version"),
    [
        ('echo "TurboDesk 1.2.3"; [ "$*" = --version ]', "1.2.3"),
        ("echo TurboDesk 1.2.3; exit 1", ""),
        ("echo Something else", ""),
        ("exit 0", ""),
        (r"printf '\377'", ""),
    ],
)
async def test_a_version_is_what_the_program_itself_says(tmp_path: Path, script: str, version: str) -> None:
    program = tmp_path / "turbodesk"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(0o755)
    assert await version_of(program) == version


async def test_what_is_no_program_has_no_version(tmp_path: Path) -> None:
    assert await version_of(tmp_path / "nothing") == ""
