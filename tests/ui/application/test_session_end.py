"""The end of the session, or macOS' own Quit, asks the program to end, and closes no window by itself."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import asyncio
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from turbodesk.ui.application.application import Application

class Kept(QWidget):
    def closeEvent(self, event):
        print("closed", flush=True)
        event.ignore()

async def main():
    window = Kept()
    window.show()
    asked = asyncio.Event()
    application.listen_to_quit(asked.set)
    QCoreApplication.sendEvent(application.qt, QEvent(QEvent.Type.Quit))
    await asked.wait()
    print("asked", flush=True)
    application.listen_to_quit(None)
    QCoreApplication.sendEvent(application.qt, QEvent(QEvent.Type.Quit))
    window.deleteLater()
    return 0

application = Application(["turbodesk"])
raise SystemExit(application.run(main))
"""


def test_it_is_heard_before_any_window_is_closed() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "asked\nclosed\n"), done.stderr
