"""A small window of another program from which files can be dragged: `python tests/e2e/drag_source.py FILE...`."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIZE = 80
TITLE = "Files to drag"


class Source(QLabel):
    """Begins to drag the files at the first movement of the pressed mouse."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        drag, mime = QDrag(self), QMimeData()
        mime.setUrls([QUrl.fromLocalFile(name) for name in sys.argv[1:]])
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)


def main() -> None:
    app = QApplication(sys.argv[:1])
    source = Source("Files")
    source.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.X11BypassWindowManagerHint)
    source.setWindowTitle(TITLE)
    source.setGeometry(0, 0, SIZE, SIZE)
    source.show()
    app.exec()


if __name__ == "__main__":
    main()
