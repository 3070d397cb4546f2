"""Carries what one run of the build is about: where it works, where results go, and how to run other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bundle import project


class BuildError(Exception):
    """The build cannot go on; the message is a sentence for the person, and says what to do."""


@dataclass(frozen=True, slots=True)
class Build:
    """One run of the build."""

    out: Path
    """Where installers go; nothing else is put there."""
    work: Path
    """Where everything between is kept."""
    root: Path = project.ROOT
    version: str = field(default_factory=project.version)
    epoch: int = field(default_factory=project.epoch)
    system: str = field(default_factory=project.system)
    machine: str = field(default_factory=project.machine)

    @property
    def frozen(self) -> Path:
        """The frozen program: a folder, on macOS the application bundle."""
        return self.work / "frozen" / ("TurboDesk.app" if self.system == "macos" else project.NAME)

    @property
    def program(self) -> Path:
        """What starts the frozen program."""
        inside = {"linux": "turbodesk", "windows": "TurboDesk.exe", "macos": "Contents/MacOS/TurboDesk"}
        return self.frozen / inside[self.system]

    @property
    def contents(self) -> Path:
        """The folder inside the frozen program that holds its libraries, packages and resources."""
        return self.frozen / ("Contents/Resources" if self.system == "macos" else "_internal")

    @property
    def environment(self) -> dict[str, str]:
        """What other programs inherit: no Python settings of the person's own, but a fixed date and hash seed.

        Those two make the same sources the same bytes.
        """
        fixed = {"SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return inherited | fixed

    def artefact(self, ending: str) -> Path:
        """Return the path of a result in `out`: the program, its version and system, then `ending`."""
        return self.out / f"{project.NAME}-{self.version}-{self.system}-{self.machine}{ending}"

    def fresh(self, *parts: str) -> Path:
        """Return an empty folder of this name in `work`."""
        folder = self.work.joinpath(*parts)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def run(self, *command: str | Path, cwd: Path | None = None) -> None:
        """Run another program to its end, its output on ours.

        Raises:
            BuildError: it failed, or is not installed.
        """
        words = [str(word) for word in command]
        say(f"$ {' '.join(words)}")
        try:
            subprocess.run(words, check=True, cwd=cwd or self.root, env=self.environment)
        except FileNotFoundError:
            raise BuildError(f"{words[0]} is not installed.") from None
        except subprocess.CalledProcessError as failure:
            raise BuildError(f"{words[0]} failed with {failure.returncode}; it says why above.") from None


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
