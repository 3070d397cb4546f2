"""Keeps the first window light: what it does not need is not imported for it.

A new import at the head of a module that stands here is paid at every start, by everyone. Import it where it is first
used instead, or make the part that needs it one of `ui/presenters/lazy.py`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import asyncio, sys
from pathlib import Path
from turbodesk.app.services import start_services
from turbodesk.ui.application.application import Application
from turbodesk.ui.presenters.window import WindowPresenter
from turbodesk.ui.presenters.views import MainWindowViews

async def main():
    async with start_services(Path(sys.argv[1]), report=application.report) as services:
        parts = MainWindowViews(application.qt, services)
        presenter = WindowPresenter(services, parts, demo=True)
        started = asyncio.ensure_future(presenter.start())
        presenter.painted.add_done_callback(lambda _: print(*sys.modules, sep="\\n", flush=True))
        await started
        presenter.finish()
        parts.window.deleteLater()
    return 0

application = Application(["turbodesk"])
raise SystemExit(application.run(main))
"""

MOST_OWN = 131
"""Of our modules, with the folders they stand in and what messages and attachments speak through. Each costs about a
millisecond where one has a slow disk, and half of that at best: more of them need a reason a person would accept who
waits for the window."""

NOT_YET = [
    # What comes from others.
    "PIL",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "cryptography",
    "httpx",
    "httpx_sse",
    "keyring",
    "markdown",
    "merman",
    "platformdirs",
    "pygments",
    "pypdf",
    "resvg_py",
    "tomllib",
    "truststore",
    "ziamath",
    # What is ours, and belongs to the first chat, the first reply or something a person opens.
    "turbodesk.app.asking",
    "turbodesk.app.ledger",
    "turbodesk.app.live",
    "turbodesk.app.model_choices",
    "turbodesk.app.tool_loop",
    "turbodesk.app.tools",
    "turbodesk.chat.events",
    "turbodesk.chat.reduce",
    "turbodesk.gateway.attachments",
    "turbodesk.gateway.base",
    "turbodesk.gateway.client",
    "turbodesk.rendering",
    "turbodesk.ui.presenters.attachments",
    "turbodesk.ui.models.popup",
    "turbodesk.ui.presenters.settings",
    "turbodesk.ui.message.message",
    "turbodesk.ui.instructions",
    "turbodesk.ui.widgets.toast",
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """What is imported when the window is painted for the first time."""
    folder: Path = tmp_path_factory.mktemp("start")
    done = subprocess.run([sys.executable, "-c", PROGRAM, folder], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return frozenset(done.stdout.split())


def test_the_first_window_waits_for_nothing_it_does_not_show(imported: frozenset[str]) -> None:
    assert sorted(imported & set(NOT_YET)) == []


def test_the_first_window_is_made_of_few_modules(imported: frozenset[str]) -> None:
    own = sorted(name for name in imported if name.split(".")[0] == "turbodesk")
    assert len(own) <= MOST_OWN, "\n".join(own)


def test_nothing_reads_the_source_text_of_what_is_imported() -> None:
    program = "import turbodesk.ui.presenters.window, linecache; print(len(linecache.cache))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) < 10


def test_a_reply_without_diagrams_brings_nothing_of_what_draws_them() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from turbodesk.rendering import to_html; from turbodesk.ui.document.typography import typography;"
        "from turbodesk.ui.message.body import Body; from turbodesk.ui.theme import LIGHT;"
        "body = Body(typography(LIGHT, 100));"
        "body.update_page([to_html('Words\\n\\n```python\\nx = 1\\n```\\n')], '');"
        "body.resize(600, body.heightForWidth(600)); body.grab(); app.processEvents();"
        "print([name for name in sys.modules if 'diagrams' in name or name in ('merman', 'resvg_py')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
