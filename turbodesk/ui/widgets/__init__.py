"""Small pieces that several parts of the window are made of. None of them knows where it is used.

`toast` is imported by itself, where one is shown: the first window has none.
"""

from turbodesk.ui.widgets.editable_title import EditableTitle
from turbodesk.ui.widgets.icon_button import IconButton

__all__ = ["EditableTitle", "IconButton"]
