"""Starts the program: reads the command line, makes sure there is a screen, and opens the window on a built house.

Imports stand where they are needed: `--version` must not load Qt, and the first window must not wait for the network.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk import __version__

if TYPE_CHECKING:
    from turbodesk.ui.application import Application


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    demo: bool = False
    data_dir: Path | None = None
    gateway: str | None = None
    self_test: bool = False


def command_line() -> argparse.ArgumentParser:
    """Return what reads the command line; the manual page is made from it too."""
    parser = argparse.ArgumentParser(prog="turbodesk", description="A desktop chat client for TheTurbo's AI gateway.")
    parser.add_argument("--demo", action="store_true", help="try it without a key: replies come from a built-in demo")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="keep conversations and settings in DIR")
    parser.add_argument("--gateway", metavar="URL", help="talk to this gateway, for this run")
    parser.add_argument("--self-test", action="store_true", help="check that everything works here, print it as JSON")
    parser.add_argument("--version", action="version", version=f"TurboDesk {__version__}")
    return parser


def options_from(arguments: Sequence[str]) -> Options:
    """Read the command line; `--version`, `--help` and mistakes end the program here."""
    found = command_line().parse_args(arguments)
    return Options(found.demo, found.data_dir, found.gateway, found.self_test)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run TurboDesk and return its exit code."""
    options = options_from(sys.argv[1:] if arguments is None else arguments)
    gc.disable()  # a start makes many objects and no garbage: looking for some takes a tenth of it
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")

    from turbodesk.ui import display

    if not display.is_available():
        sys.stderr.write(f"{display.NO_DISPLAY}\n")
        return 1

    from turbodesk.ui.application import Application

    application = Application(["turbodesk"])
    if options.self_test:
        from turbodesk.self_test import self_test

        return application.run(lambda: self_test(application))
    return application.run(lambda: _run(options, application))


async def _run(options: Options, application: Application) -> int:
    from turbodesk.app.house import built
    from turbodesk.chat.errors import StoreInUse
    from turbodesk.ui.desk import open_desk

    folder = options.data_dir or _user_folder()
    try:
        async with (
            built(folder, report=application.report, gateway_url=options.gateway) as house,
            open_desk(house, application, demo=options.demo) as desk,
        ):
            # What was made so far stays until the end: it need not be looked through again and again.
            gc.freeze()
            gc.enable()
            await desk.closed
    except StoreInUse as failure:
        sys.stderr.write(f"{failure.note.sentence} {failure.note.advice}\n")
        await application.tell(failure.note)
        return 1
    return 0


def _user_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("TurboDesk", appauthor=False, roaming=False)
