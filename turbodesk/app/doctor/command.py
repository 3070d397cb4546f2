"""`turbodesk doctor`: the connection check without a window, for a terminal, a script, or a computer without a display.

It reads settings and gateways, and writes nothing: TurboDesk may be running on the same files.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TextIO

from turbodesk import __version__
from turbodesk.app.doctor import COST, examine
from turbodesk.app.doctor.subject import subject_of
from turbodesk.app.preferences import Preferences
from turbodesk.app.profiles import Profiles
from turbodesk.app.tasks import Scope
from turbodesk.chat.diagnosis import VERDICT_WORDS, WHAT_TO_DO, CheckResult, is_well, summary
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.profile import Profile
from turbodesk.settings import GATEWAY_URL
from turbodesk.store.paths import DataFolder
from turbodesk.store.secrets import Secrets
from turbodesk.translation import _

_MISUSED = 2
"""The exit code of a command line that cannot be followed, as argparse has it."""


def run(arguments: Sequence[str], *, out: TextIO | None = None) -> int:
    """Check the connection and print what was found; return 0 when nothing failed, 1 when something did."""
    given = _parser().parse_args(arguments)
    try:
        key = _key_from(given.key_file) if given.key_file else None
    except (OSError, ValueError) as error:
        sys.stderr.write(_("The key could not be read: {error}").format(error=error) + "\n")
        return _MISUSED
    return asyncio.run(_examined(given, key, out or sys.stdout))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="turbodesk doctor",  # not for people
        # Translators: {cost} is a sentence that begins with "Sends four tiny questions".
        description=_(
            "Checks the connection to the gateway step by step, and says what to do where it fails. {cost}"
        ).format(cost=COST),
        add_help=False,
    )
    # A group of our own: argparse calls its own in English.
    options = parser.add_argument_group(_("options"))
    options.add_argument("-h", "--help", action="help", help=_("show this help and end"))
    options.add_argument("--json", action="store_true", help=_("print one JSON object instead of text"))
    options.add_argument("--profile", metavar="NAME", help=_("check this gateway; else the one new chats use"))
    options.add_argument("--gateway", metavar="URL", help=_("check this address instead of the first gateway's"))
    options.add_argument("--key-file", metavar="FILE", help=_("take the key from FILE, or from standard input for “-”"))
    options.add_argument("--data-dir", type=Path, metavar="DIR", help=_("read gateways and settings from DIR"))
    return parser


def _key_from(name: str) -> ApiKey:
    return ApiKey(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))


async def _examined(given: argparse.Namespace, key: ApiKey | None, out: TextIO) -> int:
    files = DataFolder(given.data_dir or _user_folder())
    scope = Scope("doctor", _report)
    overrides = {GATEWAY_URL.key: given.gateway} if given.gateway else {}
    preferences = Preferences(files.settings, scope, overrides)
    profiles = Profiles(files.gateways, scope, preferences, Secrets(), for_this_run=bool(given.gateway))
    profile = _chosen(profiles, given.profile)
    if profile is None:
        names = ", ".join(one.name for one in profiles.all())
        words = _("There is no gateway called {name}. There is: {names}").format(name=given.profile, names=names)
        sys.stderr.write(_visible(f"{words}\n"))
        return _MISUSED
    subject = subject_of(profile, profiles=profiles, preferences=preferences, key=key)
    lines: list[CheckResult] = []
    async with aclosing(examine(subject)) as found:
        async for line in found:
            lines.append(line)
            if not given.json:
                _print(line, out)
    if given.json:
        whole: dict[str, object] = {
            "gateway": profile.name,
            "version": __version__,
            "ok": is_well(lines),
            "summary": summary(lines),
        }
        whole["lines"] = [line.to_json() for line in lines]
        out.write(_visible(json.dumps(whole, ensure_ascii=False, indent=2) + "\n"))
    else:
        out.write(_visible(f"\n{summary(lines)}\n"))
    await scope.close()
    return 0 if is_well(lines) else 1


def _chosen(profiles: Profiles, name: str | None) -> Profile | None:
    if name is None:
        return profiles.default
    return next(
        (profile for profile in profiles.all() if name.casefold() in (profile.name.casefold(), profile.id)), None
    )


def _print(line: CheckResult, out: TextIO) -> None:
    words = [f"{VERDICT_WORDS[line.verdict]:<14}  {line.name}: {line.words}"]
    if line.advice:
        words.append(f"{'':<14}  {WHAT_TO_DO.format(advice=line.advice)}")
    words += [f"{'':<14}  {one}" for one in line.details.splitlines()]
    out.write(_visible("\n".join(words) + "\n"))
    out.flush()


def _visible(text: str) -> str:
    """Return text with what a terminal would obey written out, as JSON does: a server's words may hold anything."""
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)


def _report(name: str, error: BaseException) -> None:
    logging.getLogger("turbodesk").error("%s", name, exc_info=error)


def _user_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("TurboDesk", appauthor=False, roaming=False)
