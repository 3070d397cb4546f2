"""Proves that a line no test runs is named, with its file, and that the list of files held whole is what it seems."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HELD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]["report"]["include"]
LINES = 'import sys\n\nif len(sys.argv) > 1:\n    print("told more")\n'


class Checkout:
    """A program of three files, two of which are held whole: one that is run, and one that nobody imports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(ROOT / "pyproject.toml", folder)
        self.run, self.left = HELD[0], HELD[1]
        for path, text in ((self.run, LINES), (self.left, ""), ("turbodesk/not_held.py", LINES)):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            for package in (file.parent, folder / "turbodesk"):
                (package / "__init__.py").touch()
            file.write_text(text, encoding="utf-8")

    def report(self, *arguments: str) -> tuple[int, str]:
        """Run the first file, and another that is not held, and report; the exit code and what is said."""
        for arguments_of_run in ((self.run, *arguments), ("-a", "turbodesk/not_held.py")):
            self._coverage("run", *arguments_of_run)
        done = self._coverage("report")
        return done.returncode, done.stdout

    def _coverage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coverage", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_files_whose_lines_are_all_run_are_passed(checkout: Checkout) -> None:
    code, said = checkout.report("more")
    assert code == 0, said
    assert "not_held" not in said


def test_a_line_that_no_test_runs_is_named(checkout: Checkout) -> None:
    code, said = checkout.report()
    assert code != 0
    (line,) = (one for one in said.splitlines() if one.startswith("turbodesk/"))
    assert line.split()[0] == checkout.run
    assert line.split()[-1] == "4"


def test_a_file_that_no_test_imports_is_named(checkout: Checkout) -> None:
    (checkout.folder / checkout.left).write_text(LINES, encoding="utf-8")
    code, said = checkout.report("more")
    assert code != 0
    assert checkout.left in said


def test_each_file_of_the_list_is_there() -> None:
    assert sorted(set(HELD)) == HELD
    missing = [path for path in HELD if not (ROOT / path).is_file()]
    assert not missing, "a file that was renamed or split stays on the list, under its new names"


def test_ci_measures_it() -> None:
    assert "-m tests.covered" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
