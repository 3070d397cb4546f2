"""The interface: the only part that knows Qt. It shows what `app` tells it and asks `app` to act."""

from __future__ import annotations

import builtins

from turbodesk.ui import quick_enumerations

quick_enumerations.begin()
# WORKAROUND PySide6 6.11: it puts a function of its own in the place of `import`, which reads and keeps the source
# text of every module imported from then on, only to learn whether it might use `from __feature__ import`. Ours do not.
# Seen with 320 modules: 80,000 lines kept, 13 MB. Where Qt was imported before us, it stays as it is.
_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import
