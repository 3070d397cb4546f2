"""What went wrong with a tool server, in a sentence, and what can be done about it.

"Connection closed" (-32000) is all that most programs say of the twenty things that can be behind it. What is known of
a run is gathered as `SeenRun`; what it printed decides where nothing better is known.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum

from turbodesk.app.mcp.sdk import innermost
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext


class ServerRemedy(StrEnum):
    """What a button beside the sentence can do."""

    NONE = ""
    GET_NODE = "get-node"
    GET_UV = "get-uv"
    GET_PYTHON = "get-python"
    GET_DOCKER = "get-docker"
    EDIT = "edit"
    """Open the server's settings."""
    TRY_AGAIN = "try-again"
    SIGN_IN = "sign-in"
    OLDER_KIT = "older-kit"
    """Start it with the kit for Python it was made for, which is below version 2 (`older_kit`)."""
    UPDATE = "update"
    """Get a newer TurboDesk."""


@dataclass(frozen=True, slots=True)
class ServerTrouble:
    """What a person is told."""

    sentence: str
    advice: str = ""
    remedy: ServerRemedy = ServerRemedy.NONE
    details: str = ""
    """The last lines it printed, secrets masked: shown folded, and copied."""


@dataclass(frozen=True, slots=True)
class SeenRun:
    """What is known of a run that failed."""

    name: str
    command: str = ""
    """The program it is started with; "" where it is at an address."""
    error: BaseException | None = None
    folder: str = ""
    """Where it is started, where that was said."""
    exit_code: int | None = None
    stderr: str = ""
    noise: str = ""
    """What it printed on stdout that was no message."""
    fault: str = ""
    """Why it was given up: "noise", "too long", "often", "list" or ""."""
    waited_s: float = 0.0
    """How long it was silent, where that was too long."""
    status: int = 0
    """The HTTP status that came last where that was an error; 0 otherwise."""
    was_ready: bool = False
    """Whether it had come up before: what it printed then tells of its work and not of its start."""
    is_signed_in: bool = False
    """Whether the person has signed in before."""
    has_key: bool = False
    """Whether it is given a key of the person's, so that nobody signs in."""


_NODE = ("Node.js", ServerRemedy.GET_NODE)
_UV = ("uv", ServerRemedy.GET_UV)
_PYTHON = ("Python", ServerRemedy.GET_PYTHON)  # not for people: a proper name
# not for people: proper names
_PROGRAMS = {
    "npx": _NODE, "npm": _NODE, "node": _NODE, "pnpm": ("pnpm", ServerRemedy.EDIT), "uvx": _UV, "uv": _UV,
    "bunx": ("Bun", ServerRemedy.EDIT), "bun": ("Bun", ServerRemedy.EDIT), "deno": ("Deno", ServerRemedy.EDIT),
    "python": _PYTHON, "python3": _PYTHON, "py": _PYTHON, "pipx": ("pipx", ServerRemedy.EDIT),
    "docker": ("Docker", ServerRemedy.GET_DOCKER),
}  # fmt: skip
"""What a person has to install for a command to be there."""
# not for people: the patterns
_TOLD: tuple[tuple[str, str, str, ServerRemedy], ...] = (
    (r"env: .?node.?: No such file|node: (command )?not found", _("It needs Node.js, which was not found."),
     _("Install Node.js, then try again."), ServerRemedy.GET_NODE),
    (r"env: .?python3?.?: No such file|python3?: (command )?not found", _("It needs Python, which was not found."),
     _("Install Python, then try again."), ServerRemedy.GET_PYTHON),
    (r"'Server' object has no attribute|No module named 'mcp\.server\.fastmcp|cannot import name .{1,80} from 'mcp",
     _("It was made for an older version of the MCP kit for Python than it was started with."),
     _("Start it with the older one."), ServerRemedy.OLDER_KIT),
    (r"E404|404 Not Found - GET|No solution found|was not found in the package registry|No matching distribution",
     _("There is no package of that name."), _("Look at its name: a letter may be wrong."), ServerRemedy.EDIT),
    (r"SELF_SIGNED_CERT|unable to get local issuer|CERTIFICATE_VERIFY_FAILED|invalid peer certificate",
     _("A certificate on the way was not accepted, as happens in company networks."),
     _("Ask whoever runs your network for its certificate, and put the file’s path into NODE_EXTRA_CA_CERTS."),
     ServerRemedy.EDIT),
    (r"ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|Name or service not known|dns error|error sending request|"
     r"Could not connect to|Temporary failure in name resolution|network is unreachable|offline",
     _("It could not reach the network."), _("Check the connection, and a proxy if there is one."),
     ServerRemedy.TRY_AGAIN),
    (r"Unexpected token '(\?\?=|\?\.|\{|#)|requires? (at least )?node|Unsupported engine|ERR_REQUIRE_ESM",
     _("It needs a newer Node.js than the one here."), _("Install the current Node.js."), ServerRemedy.GET_NODE),
    (r"requires a different Python|Requires-Python|requires-python|requires Python *[>~=]",
     _("It needs another version of Python than the one here."), _("Install the version it names."),
     ServerRemedy.GET_PYTHON),
    (r"(?i:(api[ _-]?key|token|variable|credential)s?\b.{0,60}(required|missing|not set|must be set|not provided))"
     r"|(?i:(missing|required).{0,40}(api[ _-]?key|token|environment variable))|KeyError: '[A-Z_]{3,60}'",
     _("It asks for a setting that it has not got."), _("Fill in what it asks for."), ServerRemedy.EDIT),
    (r"EACCES|EPERM|PermissionError|Permission denied", _("It was not allowed to read or write something it needs."),
     _("Look at the folders it is given."), ServerRemedy.EDIT),
    (r"Cannot find module|ERR_MODULE_NOT_FOUND|ModuleNotFoundError|can't open file", _("A part of it is missing."),
     _("Install it again."), ServerRemedy.EDIT),
    (r"EADDRINUSE|Address already in use", _("Another program, or another copy of it, is in its place."),
     _("Close the other one, then try again."), ServerRemedy.TRY_AGAIN),
    (r"JavaScript heap out of memory|MemoryError|ENOMEM", _("There was not enough memory for it."),
     _("Close other programs, then try again."), ServerRemedy.TRY_AGAIN),
    (r"ENOSPC|No space left on device", _("The disk is full."),
     _("Make room, then try again."), ServerRemedy.TRY_AGAIN),
)  # fmt: skip
"""What a program prints, and what it means."""
# not for people: the patterns
_NETWORK: tuple[tuple[str, str, str], ...] = (
    (
        r"Name or service not known|getaddrinfo|nodename nor servname|name resolution",
        _("{name} could not be reached: there is no such name on the network."),
        _("Look at its address, and whether this computer is connected."),
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate",
        _("{name} could not be reached: its certificate was not accepted."),
        _("Ask whoever runs it, or your network, for a certificate this computer knows."),
    ),
    (
        r"All connection attempts failed|refused",
        _("{name} could not be reached: nobody answers at its address."),
        _("It may not be running. Try again."),
    ),
    (
        r"[Uu]nreachable",
        _("{name} could not be reached: this computer is not connected."),
        _("Check the connection, then try again."),
    ),
    (
        r"ProxyError|proxy",
        _("{name} could not be reached: the proxy between here and it refused."),
        _("Check the proxy in Settings."),
    ),
    (
        r"Redirect to",
        _("{name} could not be reached: its address leads to another place."),
        _("Look at its address."),
    ),
)


def trouble(seen: SeenRun) -> ServerTrouble:
    """Return what to say of a run that failed."""
    details = "\n".join(filter(None, (seen.stderr[-4_000:], seen.noise[-1_000:])))
    error = innermost(seen.error)
    if seen.command and isinstance(error, OSError) and not isinstance(error, TimeoutError | ConnectionError):
        return _not_started(seen, error)
    if seen.status:
        return _refused(seen, details)
    if seen.fault:
        return _given_up(seen, details)
    for pattern, sentence, advice, remedy in () if seen.was_ready else _TOLD:
        if re.search(pattern, seen.stderr):
            return ServerTrouble(
                _("{name} did not start. {sentence}").format(name=seen.name, sentence=sentence), advice, remedy, details
            )
    if seen.waited_s:
        seconds = round(seen.waited_s)
        return ServerTrouble(
            ngettext(
                "{name} did not answer within {count} second.", "{name} did not answer within {count} seconds.", seconds
            ).format(name=seen.name, count=seconds),
            _("The first start may take longer, while it is downloaded. Try again."),
            ServerRemedy.TRY_AGAIN,
            details,
        )
    if seen.exit_code is not None:
        return _ended(seen, seen.exit_code, details)
    return _not_reached(seen, "" if error is None else str(error) or type(error).__name__, details)


def _not_started(seen: SeenRun, error: OSError) -> ServerTrouble:
    edit = ServerRemedy.EDIT
    if not isinstance(error, FileNotFoundError):
        why = error.strerror or str(error)
        return ServerTrouble(
            _("{name} could not be started: {why}.").format(name=seen.name, why=why),
            _("Look at the command in its settings."),
            edit,
        )
    missing = str(error.filename or seen.command)
    if os.path.isdir(os.path.dirname(missing)) and os.path.isfile(missing):
        sentence = _("“{missing}” is there, but not the program that runs it.").format(missing=missing)
        return ServerTrouble(sentence, _("Look at its first line."), edit)
    if seen.folder and missing == seen.folder:
        return ServerTrouble(
            _("The folder “{missing}” was not found.").format(missing=missing),
            _("Look at the folder in its settings."),
            edit,
        )
    name = missing.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe").removesuffix(".cmd")
    if name not in _PROGRAMS:
        return ServerTrouble(
            _("The program “{missing}” was not found.").format(missing=missing),
            _("Look at the command in its settings."),
            edit,
        )
    program, remedy = _PROGRAMS[name]
    return ServerTrouble(
        _("{name} needs {program}, which was not found on this computer.").format(name=seen.name, program=program),
        _("Install {program}, then try again. If it is installed, say where in its settings.").format(program=program),
        remedy,
    )


def _refused(seen: SeenRun, details: str) -> ServerTrouble:
    name = seen.name
    match seen.status:
        case 401 | 403 if seen.has_key:
            return ServerTrouble(
                _("{name} does not take the key it is given.").format(name=name),
                _("Put another one into its settings."),
                ServerRemedy.EDIT,
                details,
            )
        case 401 if seen.is_signed_in:
            return ServerTrouble(
                _("Your sign-in to {name} has expired.").format(name=name),
                _("Sign in again."),
                ServerRemedy.SIGN_IN,
                details,
            )
        case 401:
            return ServerTrouble(
                _("{name} wants you to sign in.").format(name=name),
                _("Sign in, or give it a key."),
                ServerRemedy.SIGN_IN,
                details,
            )
        case 403:
            return ServerTrouble(
                _("{name} does not let you in.").format(name=name),
                _("Sign in as somebody who may, or ask whoever runs it."),
                ServerRemedy.SIGN_IN,
                details,
            )
        case 404 | 405 | 410:
            return ServerTrouble(
                _("There is no tool server at the address of {name}.").format(name=name),
                _("Look at its address."),
                ServerRemedy.EDIT,
                details,
            )
        case 407:
            return ServerTrouble(
                _("The proxy between here and {name} wants a name and a password.").format(name=name),
                _("Put them into the proxy’s address in Settings."),
                ServerRemedy.NONE,
                details,
            )
        case 429:
            return ServerTrouble(
                _("{name} was asked too often.").format(name=name),
                _("Wait a moment, then try again."),
                ServerRemedy.TRY_AGAIN,
                details,
            )
    return ServerTrouble(
        _("{name} answered with the error {status}.").format(name=name, status=seen.status),
        _("Try again later."),
        ServerRemedy.TRY_AGAIN,
        details,
    )


def _given_up(seen: SeenRun, details: str) -> ServerTrouble:
    name = seen.name
    if seen.fault == "noise":
        return ServerTrouble(
            _("{name} prints other things where its messages belong.").format(name=name),
            _("That is a mistake of its makers; an update may help."),
            details=details,
        )
    if seen.fault == "too long":  # not for people: a state
        return ServerTrouble(
            _("{name} sent more at once than TurboDesk takes, and was stopped.").format(name=name),
            _("Ask for less at a time."),
            ServerRemedy.TRY_AGAIN,
            details,
        )
    if seen.fault == "often":
        return ServerTrouble(
            _("{name} ended three times within a minute, so it is not started again by itself.").format(name=name),
            _("Look at its last words, then try again."),
            ServerRemedy.TRY_AGAIN,
            details,
        )
    said = str(innermost(seen.error) or "")
    return ServerTrouble(
        _("{name} runs, but would not say what tools it has.").format(name=name),
        _("That is a mistake of its makers; an update may help."),
        ServerRemedy.TRY_AGAIN,
        "\n".join(filter(None, (said, details))),
    )


def _ended(seen: SeenRun, exit_code: int, details: str) -> ServerTrouble:
    last = next((line for line in reversed(seen.stderr.splitlines()) if line.strip()), "").strip()[:200]
    match exit_code < 0, bool(last):
        case True, True:
            sentence = _("{name} ended by the signal {number}. Its last words: “{words}”")
        case True, False:
            sentence = _("{name} ended by the signal {number}. It said nothing.")
        case False, True:
            sentence = _("{name} ended with the code {number}. Its last words: “{words}”")
        case _:
            sentence = _("{name} ended with the code {number}. It said nothing.")
    return ServerTrouble(
        sentence.format(name=seen.name, number=abs(exit_code), words=last),
        _("Try again, or look at its settings."),
        ServerRemedy.TRY_AGAIN,
        details,
    )


def _not_reached(seen: SeenRun, said: str, details: str) -> ServerTrouble:
    details = "\n".join(filter(None, (said, details)))
    if said.startswith("Unsupported protocol version"):  # not for people: the kit says it
        return ServerTrouble(
            _("{name} speaks a version of MCP that is not known here.").format(name=seen.name),
            _("A newer TurboDesk may know it."),
            ServerRemedy.UPDATE,
            details,
        )
    if not seen.command:
        for pattern, why, advice in _NETWORK:
            if re.search(pattern, said):
                return ServerTrouble(why.format(name=seen.name), advice, ServerRemedy.TRY_AGAIN, details)
    sentence = _("{name} did not answer as it should.") if seen.command else _("{name} could not be reached.")
    return ServerTrouble(sentence.format(name=seen.name), _("Try again."), ServerRemedy.TRY_AGAIN, details)


def older_kit(command: str, args: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return arguments with which `uvx` starts a server on the kit before version 2; None: that is not how it starts.

    Version 2.0 of the kit broke each server for Python that names no highest version (measured: this heals them).
    """
    name = command.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
    if name == "uvx":
        return ("--with", "mcp<2", *args)
    if name == "uv" and args[:2] == ("tool", "run"):
        return ("tool", "run", "--with", "mcp<2", *args[2:])
    if name == "uv" and args[:1] == ("run",):
        return ("run", "--with", "mcp<2", *args[1:])
    return None
