"""Runs programs of Windows on Linux, under wine, in a prefix of their own: to try what is made for Windows.

Nothing that is shipped is made of wine: three libraries that Windows has and wine 8 lacks are stood in for, in the
prefix's own system folder, where no build finds them to pack.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bundle.build import BuildError, say

TOOLS = ("wine", "wineserver", "x86_64-w64-mingw32-gcc")
"""What it runs; of Debian's packages wine, wine64 and gcc-mingw-w64-x86-64."""

LIMIT_S = 900.0
"""How long one program may take: freezing takes two minutes on a busy machine, a hang never ends."""

_NOTHING = "__declspec(dllexport) void *{}(void) {{ return 0; }}\n"
_CONVERTER = (
    "open close reset getMaxCharSize getName getToUCallBack getFromUCallBack setToUCallBack setFromUCallBack "
    "cbToUWriteUChars toUnicode cbFromUWriteUChars toUCountPending fromUCountPending getStandardName getAvailableName "
    "countAvailable fromUnicode"
)
_COLOURS = "CloseColorProfile OpenColorProfileW GetColorProfileFromHandle WcsCreateIccProfile"

STAND_INS = {
    # Qt asks Windows 10's own copy of ICU to convert old encodings; the program converts none through Qt.
    "icuuc": "".join(_NOTHING.format(f"ucnv_{one}") for one in _CONVERTER.split()),
    # Qt asks what colours the screen shows; wine 8 lacks the last of these.
    "mscms": "".join(map(_NOTHING.format, _COLOURS.split())),
    # Where programs in Rust, such as cryptography's half, take random numbers from; wine has them by another name.
    "bcryptprimitives": (
        "unsigned char __stdcall SystemFunction036(void *, unsigned long);\n"
        "__declspec(dllexport) int ProcessPrng(unsigned char *into, unsigned long long bytes)\n"
        "{ return SystemFunction036(into, (unsigned long)bytes); }\n"
    ),
}
"""Libraries of Windows that wine 8 lacks or half has, and what stands in for them, in C."""


@dataclass(frozen=True, slots=True)
class Wine:
    """One prefix, which is to wine what a computer is to Windows."""

    prefix: Path
    environment: dict[str, str] = field(default_factory=dict)
    """What programs inherit besides the machine's own."""

    @property
    def user(self) -> Path:
        """The person's folder."""
        (found,) = (one for one in (self.prefix / "drive_c" / "users").iterdir() if one.name != "Public")
        return found

    @property
    def local_app_data(self) -> Path:
        """Where programs keep what is one person's on one machine."""
        return self.user / "AppData" / "Local"

    def command(self, *words: str | Path) -> list[str]:
        """Return what runs a program of Windows."""
        return ["wine", *(str(word) for word in words)]

    @property
    def whole_environment(self) -> dict[str, str]:
        """The environment that `command` is to be run in."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "XDG"))}
        own = {
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            # No Mono, no Gecko, our mscms, and no debugger, which would wait for somebody to answer it.
            "WINEDLLOVERRIDES": "mscms=n;mscoree=;mshtml=;winemenubuilder.exe=d;winedbg.exe=d",
        }
        return inherited | own | self.environment

    def run(self, *words: str | Path, cwd: Path | None = None, **environment: str) -> str:
        """Run a program to its end, and return what it wrote.

        Raises:
            BuildError: it failed or did not end; the message ends with what it wrote.
        """
        code, told = self.end_of(*words, cwd=cwd, **environment)
        if code:
            raise BuildError(f"Under wine, {words[0]} failed with {code}:\n{told[-6000:]}")
        return told

    def end_of(self, *words: str | Path, cwd: Path | None = None, **environment: str) -> tuple[int, str]:
        """Run a program to its end, and return its exit code and what it wrote.

        Raises:
            BuildError: it did not end.
        """
        try:
            done = subprocess.run(
                # A pipe at both ends: without, Python under wine cannot open its streams.
                self.command(*words), input="\n", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                errors="replace", env=self.whole_environment | environment, cwd=cwd, timeout=LIMIT_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as failure:
            raise BuildError(f"Under wine, {words[0]} did not end within {LIMIT_S:.0f} s.") from failure
        return done.returncode, done.stdout

    def settle(self) -> None:
        """Wait until every program of this prefix has ended: an uninstaller goes on in a copy of itself."""
        subprocess.run(["wineserver", "--wait"], env=self.whole_environment, timeout=LIMIT_S, check=True)


def path(file: Path) -> str:
    """Return the path of a file of this machine as programs of Windows say it."""
    return f"Z:{file}".replace("/", "\\")


@contextmanager
def prefix(folder: Path, **environment: str) -> Iterator[Wine]:
    """Lend a new prefix in `folder`; what still runs in it ends with the context.

    Raises:
        BuildError: wine or what it needs is not installed.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise BuildError(
            f"Not installed: {', '.join(missing)}. On Debian, as root:\n"
            "    apt-get install --no-install-recommends wine wine64 gcc-mingw-w64-x86-64"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wine = Wine(folder, environment)
    say("Making a prefix for wine")
    try:
        subprocess.run(
            ["wineboot", "--init"], env=wine.whole_environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=LIMIT_S, check=True,
        )  # fmt: skip
        wine.run("winecfg", "-v", "win10")  # wine 8 takes itself for Windows 7
        for name, source in STAND_INS.items():
            _stand_in(folder, name, source)
        yield wine
    finally:
        subprocess.run(["wineserver", "--kill"], env=wine.whole_environment, check=False)


def _stand_in(folder: Path, name: str, text: str) -> None:
    source = folder / f"{name}.c"
    source.write_text(text, encoding="ascii")
    target = folder / "drive_c" / "windows" / "system32" / f"{name}.dll"
    target.unlink(missing_ok=True)  # wine's own may be a link out of the prefix
    compiler = ("x86_64-w64-mingw32-gcc", "-shared", "-O2", "-s")
    subprocess.run([*compiler, "-o", target, source, "-ladvapi32"], check=True)
