"""Choosing the model that replies: the button that names it and the list it opens.

The list, and `offering`, are imported when it is first opened.
"""

from turbodesk.ui.models.picker import ModelPicker

__all__ = ["ModelPicker"]
