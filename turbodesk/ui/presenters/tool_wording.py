"""Says of tools how many there are, what they cost in every request, and what their server runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from turbodesk.app.mcp.cautions import cautions
from turbodesk.chat.tool_server import ToolServer
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number
from turbodesk.ui.tools.approval import ToRun


def cost_words(count: int, tokens: int) -> str:
    """Return how many tools there are, and what they cost in every request in which they are on."""
    words = ngettext(
        "{count} tool, about {tokens} tokens in each request",
        "{count} tools, about {tokens} tokens in each request",
        count,
    )
    return words.format(count=number(count), tokens=_estimate(tokens)) if count else _("No tools")


def came_words(title: str, count: int, tokens: int) -> str:
    """Return the same of a server that was added."""
    words = ngettext(
        "{title}: {count} tool, about {tokens} tokens in each request.",
        "{title}: {count} tools, about {tokens} tokens in each request.",
        count,
    )
    return (words if count else _("{title}: no tools.")).format(
        title=title, count=number(count), tokens=_estimate(tokens)
    )


def cost_on(count: int, tokens: int) -> str:
    """Return the same of the tools of a server that are not switched off."""
    words = ngettext(
        "{count} tool, about {tokens} tokens in each request it is on for.",
        "{count} tools, about {tokens} tokens in each request they are on for.",
        count,
    )
    return words.format(count=number(count), tokens=_estimate(tokens)) if count else _("No tools.")


def about_tokens(tokens: int) -> str:
    """Return what a single tool costs."""
    return ngettext("about {count} token", "about {count} tokens", tokens).format(count=number(tokens))


def _estimate(tokens: int) -> str:
    return number(tokens if tokens < 100 else round(tokens, -1) if tokens < 1_000 else round(tokens, -2))


def what_runs(server: ToolServer) -> ToRun:
    """Return what a server is started or reached by, secrets by their names alone."""
    argv = (server.command, *server.args) if server.command else ()
    given = server.headers if server.address else server.env
    told = (
        *(f"{name}={value}" for name, value in given.items()),
        *(_("{name}=(in your key store)").format(name=one) for one in server.secrets),
    )
    careful = cautions(argv, server.address)
    homes = (Path.home(), *Path.home().parents)
    if any(Path(one) in homes for one in server.shared_folders):
        careful = (_("It is given your whole home folder: it sees all that is in there."), *careful)
    return ToRun(argv, server.address, told, careful)


def persons_folders() -> dict[str, str]:
    """Return the person's folders by the names that bundles use."""
    kinds = QStandardPaths.StandardLocation
    named = {
        "DESKTOP": kinds.DesktopLocation,
        "DOCUMENTS": kinds.DocumentsLocation,
        "DOWNLOADS": kinds.DownloadLocation,
    }
    return {"HOME": str(Path.home()), **{name: QStandardPaths.writableLocation(kind) for name, kind in named.items()}}
