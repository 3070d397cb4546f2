"""Starts the program: reads the command line, makes sure there is a screen, and opens the window on running services.

Imports stand where they are needed: `--version` must not load Qt, and the first window must not wait for the network.
"""

from __future__ import annotations

import argparse
import gc
import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk import __version__, translation
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

RESTART = -1
"""What a run returns that is to be followed by another; no process ends with it."""
LINK = "--link"
"""What Windows starts the program with for a link; in no list of options, for a person writes the link alone."""

AT_LOGIN = "--at-login"
"""What the system starts the program with at login (`app/login_item.py`); in no list either."""

if TYPE_CHECKING:
    from turbodesk.app.handover import Handover
    from turbodesk.chat.errors import StoreInUse
    from turbodesk.ui.application.application import Application


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    demo: bool = False
    data_dir: Path | None = None
    gateway: str | None = None
    self_test: bool = False
    new_chat: bool = False
    ask: bool = False
    at_login: bool = False
    words: tuple[str, ...] = ()
    """Files to attach, and links to open, as they were given."""

    @property
    def asks(self) -> bool:
        """Whether anything is to be done once the window is there."""
        return self.new_chat or self.ask or self.at_login or bool(self.words)


def command_line() -> argparse.ArgumentParser:
    """Return what reads the command line; the manual page is made from it too."""
    parser = argparse.ArgumentParser(
        prog="turbodesk",
        description=_("A desktop chat client for TheTurbo's AI gateway."),
        epilog=_("turbodesk doctor checks the connection without a window; turbodesk doctor --help tells more."),
        add_help=False,
    )
    # Groups of our own: argparse calls its own in English.
    files = parser.add_argument_group(_("files"))
    files.add_argument("words", nargs="*", metavar="FILE", help=_("attach this to a new chat; nothing is sent"))
    options = parser.add_argument_group(_("options"))
    options.add_argument("-h", "--help", action="help", help=_("show this help and end"))
    options.add_argument(
        "--demo", action="store_true", help=_("try it without a key: replies come from a built-in demo")
    )
    options.add_argument(
        "--new-chat", action="store_true", help=_("begin a new chat, in the window that is open if any")
    )
    options.add_argument(
        "--ask", action="store_true", help=_("ask in a small window; bind a key of your desktop to it")
    )
    options.add_argument("--data-dir", type=Path, metavar="DIR", help=_("keep chats and settings in DIR"))
    options.add_argument("--gateway", metavar="URL", help=_("talk to this gateway, for this run"))
    options.add_argument(
        "--self-test", action="store_true", help=_("check that everything works here, print it as JSON")
    )
    version = f"TurboDesk {__version__}"  # not for people
    options.add_argument("--version", action="version", version=version, help=_("show the version and end"))
    return parser


def options_from(arguments: Sequence[str]) -> Options:
    """Read the command line; `--version`, `--help` and mistakes end the program here.

    What comes after a first `--link` is a link and nothing else, whatever is in it: on Windows one that holds a
    quotation mark would give options otherwise.
    """
    if arguments[:1] == [LINK]:
        return Options(words=(" ".join(arguments[1:]),))
    if arguments == [AT_LOGIN]:
        return Options(at_login=True)
    found = command_line().parse_args(arguments)
    return Options(
        found.demo,
        found.data_dir,
        found.gateway,
        found.self_test,
        found.new_chat,
        found.ask,
        words=tuple(found.words),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run TurboDesk and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    translation.install(translation.of_terminal())
    if given[:1] == ["decode-picture"]:
        from turbodesk.ui.attachments.decoding_process import run as decode

        return decode()
    if given[:1] == ["draw-pages"]:
        from turbodesk.ui.pdf.process import run as draw

        return draw()
    if given[:1] == ["read-document"]:
        from turbodesk.app.documents.reading_process import run as read_document

        return read_document()
    if given[:1] == ["draw-diagrams"]:
        from turbodesk.ui.diagrams.drawing_process import run as draw_diagrams

        return draw_diagrams()
    _open_streams()
    if given[:1] == ["doctor"]:
        from turbodesk.app.doctor.command import run

        _hide_keys()
        _write_quantities()
        return run(given[1:])
    options = options_from(given)
    # A start makes many objects and no garbage: looking for some takes a tenth of it. `GarbageCollection` looks later.
    gc.disable()
    from turbodesk.ui.application import display

    if not display.is_available():
        _say(display.NO_DISPLAY)
        return 1
    _speak(options)  # before whatever has sentences is imported
    _hide_keys()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.WARNING)  # what the log on disk takes besides is no news for a terminal

    from turbodesk.ui.application.application import Application

    application = Application(["turbodesk"])
    if options.self_test:
        from turbodesk.self_test import self_test

        return application.run(lambda: self_test(application))
    code = application.run(lambda: _run(options, application))
    return _start_again(options) if code == RESTART else code


async def _run(options: Options, application: Application) -> int:
    from turbodesk.app.program import begun
    from turbodesk.app.services import start_services
    from turbodesk.chat.errors import StoreInUse
    from turbodesk.store.logbook import Logbook
    from turbodesk.ui.application.garbage_collection import GarbageCollection
    from turbodesk.ui.presenters.session import new_pictures, open_window

    folder, log_folder = _folders(options)
    with closing(Logbook(log_folder)) as logbook:
        try:
            async with start_services(
                folder, report=application.report, gateway_url=options.gateway, new_pictures=new_pictures
            ) as services:
                with begun(folder, logbook) as program:
                    async with open_window(
                        services,
                        application,
                        demo=options.demo,
                        handover=_handover(options) if options.asks else None,
                        program=program,
                    ) as presenter:
                        GarbageCollection(application.qt).begin()
                        await presenter.until_closed()
            return RESTART if presenter.wants_restart else 0
        except StoreInUse as failure:
            return await _hand_over(options, folder, application, failure)


def _speak(options: Options) -> None:
    """Choose the language of the window, which the system may know better than the terminal does."""
    from PySide6.QtCore import QLocale

    settings = _folders(options)[0] / "settings.json"  # as store/paths.py says, in a package that has sentences
    translation.install(translation.wished(settings, QLocale.system().uiLanguages()))
    _write_quantities()


def _write_quantities() -> None:
    """Let numbers and dates of the layers below the interface be written as Qt knows the language in use."""
    if translation.language() != translation.ENGLISH:
        from turbodesk import quantities
        from turbodesk.ui import quantities as spoken

        quantities.use(spoken)


def _hide_keys() -> None:
    from turbodesk.store.logbook import redact_stderr

    redact_stderr()


def _start_again(options: Options) -> int:
    from turbodesk import frozen

    kept = ["--demo"] if options.demo else []
    kept += ["--data-dir", str(options.data_dir)] if options.data_dir is not None else []
    kept += ["--gateway", options.gateway] if options.gateway is not None else []
    try:
        # What was in front is in front again, with all that is typed in it: a new chat and files have been given.
        return frozen.start_again(kept)
    except OSError as failure:
        words = _("TurboDesk has closed, but cannot be started again: {reason}. Everything is saved.")
        _say(words.format(reason=failure.strerror))
        return 1


async def _hand_over(options: Options, folder: Path, application: Application, failure: StoreInUse) -> int:
    """Leave everything to the window that is open already; say so where it cannot be reached."""
    from turbodesk.ui.application.single_instance import handed_over

    if await handed_over(folder, _handover(options)):
        if options.gateway is not None:
            _say(_("TurboDesk is open already; --gateway counts only when it starts."))
        return 0
    from turbodesk.quantities import sentences

    _say(sentences(failure.note.sentence, failure.note.advice))
    await application.tell(failure.note)
    return 1


def _handover(options: Options) -> Handover:
    """Return what is asked for beside settings, and what the desktop gave so that a window may come to the front."""
    from turbodesk.app.handover import Handover, given

    files, link = given(options.words)
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID", "")
    return Handover(options.new_chat, options.demo, token, files, link, options.ask, options.at_login)


def _folders(options: Options) -> tuple[Path, Path]:
    """Return where conversations and where logs belong; a folder of one's own holds both."""
    if options.data_dir is not None:
        return options.data_dir, options.data_dir / "logs"
    import platformdirs

    return (
        platformdirs.user_data_path("TurboDesk", appauthor=False, roaming=False),
        platformdirs.user_log_path("TurboDesk", appauthor=False),
    )


def _say(words: str) -> None:
    """Say something on the terminal, where there is one."""
    sys.stderr.write(f"{words}\n")


def _open_streams() -> None:
    """Make sure that whatever is printed can be.

    On Windows a program with windows alone has no streams: what it prints goes nowhere. Where a pipe or a file takes
    it, it is UTF-8 as on the other systems; the code pages Windows would take lack half of the letters people use.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # until the program ends
        elif sys.platform == "win32" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
