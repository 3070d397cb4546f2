"""Choosing the model that replies: the button that names it and the list it opens."""

from turbodesk.ui.models.offering import Offering
from turbodesk.ui.models.picker import ModelPicker

__all__ = ["ModelPicker", "Offering"]
