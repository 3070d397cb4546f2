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
import asyncio, enum, re, sys, threading
from pathlib import Path
from turbodesk.app.services import start_services
from turbodesk.ui.application.application import Application
from turbodesk.ui.presenters.window import WindowPresenter
from turbodesk.ui.presenters.views import MainWindowViews

def enumerations(kind):
    counted = kind.__module__.split(".")[0] in ("PySide6", "turbodesk")
    return counted + sum(enumerations(one) for one in type.__subclasses__(kind))

def tell():
    print(*sys.modules, flush=True)
    classes = (one for module in list(sys.modules.values()) for one in vars(module).values() if isinstance(one, type))
    print(*{
        f"{one.__module__}.{one.__name__}" for one in classes
        if one.__module__.startswith("turbodesk") and "__dataclass_fields__" in vars(one)
        and one.__eq__.__code__.co_filename == "<string>"
    }, flush=True)
    print(enumerations(enum.Enum), flush=True)
    print(*{
        f"{name}.{what}" for name, module in list(sys.modules.items()) if name.startswith("turbodesk")
        for what, one in vars(module).items() if isinstance(one, re.Pattern)
    }, flush=True)

late = []
window_thread = threading.get_ident()

def note(event, given):
    if event == "import" and is_painted and threading.get_ident() == window_thread:
        late.append(given[0])

is_painted = []
sys.addaudithook(note)

async def main():
    async with start_services(Path(sys.argv[1]), report=application.report) as services:
        parts = MainWindowViews(application.qt, services)
        presenter = WindowPresenter(services, parts, demo=True)
        started = asyncio.ensure_future(presenter.start())
        presenter.painted.add_done_callback(lambda _: (tell(), is_painted.append(True)))
        await started
        is_painted.clear()
        print(*late, flush=True)
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

MOST_ENUMERATIONS = 300
"""Of Qt and of ours. PySide makes a class of Qt, with all its enumerations, at the first import of its name: 0.03 ms
each at best. Asked for a widget that Qt has made by itself, it makes all classes of widgets there are."""

MOST_PATTERNS = 9
"""Of our modules. One with a set of letters from all over the world takes a millisecond or two: `re.search` with its
text compiles it where it is first needed, and keeps it."""

NOT_YET = [
    # What comes from others.
    "PIL",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "cryptography",
    "httpx",
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
    "turbodesk.app.syncing",
    "turbodesk.app.tool_loop",
    "turbodesk.app.tools",
    "turbodesk.chat.events",
    "turbodesk.chat.reduce",
    "turbodesk.gateway.attachments",
    "turbodesk.gateway.base",
    "turbodesk.gateway.client",
    "turbodesk.remote",
    "turbodesk.rendering",
    "turbodesk.store.sync",
    "turbodesk.ui.presenters.attachments",
    "turbodesk.ui.models.popup",
    "turbodesk.ui.presenters.settings",
    "turbodesk.ui.message.message",
    "turbodesk.ui.instructions",
    "turbodesk.ui.widgets.toast",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[frozenset[str]]:
    """What the program tells when its window is painted for the first time."""
    folder: Path = tmp_path_factory.mktemp("start")
    done = subprocess.run([sys.executable, "-c", PROGRAM, folder], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [frozenset(line.split()) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def imported(told: list[frozenset[str]]) -> frozenset[str]:
    """What is imported by then."""
    return told[0]


def test_the_first_window_waits_for_nothing_it_does_not_show(imported: frozenset[str]) -> None:
    assert sorted(imported & set(NOT_YET)) == []


def test_the_first_window_is_made_of_few_modules(imported: frozenset[str]) -> None:
    own = sorted(name for name in imported if name.split(".")[0] == "turbodesk")
    assert len(own) <= MOST_OWN, "\n".join(own)


def test_no_class_of_the_first_window_compiles_its_methods(told: list[frozenset[str]]) -> None:
    assert sorted(told[1]) == []  # `turbodesk.quick_dataclasses` makes them for a tenth of the time


def test_the_first_window_makes_few_enumerations(told: list[frozenset[str]]) -> None:
    (count,) = told[2]
    assert int(count) <= MOST_ENUMERATIONS


def test_the_first_window_compiles_few_patterns(told: list[frozenset[str]]) -> None:
    assert len(told[3]) <= MOST_PATTERNS, "\n".join(sorted(told[3]))


def test_the_first_key_waits_for_few_imports(told: list[frozenset[str]]) -> None:
    own = sorted(name for name in told[4] if name.startswith("turbodesk"))
    assert "turbodesk.ui.presenters.background_imports" in own
    # What needs Qt is imported on the window's thread in portions; all else beside it.
    beside = [name for name in own if not name.startswith("turbodesk.ui.")]
    assert beside == [], f"name these there too: {beside}"


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
