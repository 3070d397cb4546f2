"""The person's prompts: the list that opens over the message, and the sheet they are written in."""

from turbodesk.ui.prompts.popup import PromptPopup
from turbodesk.ui.prompts.sheet import PromptSheet

__all__ = ["PromptPopup", "PromptSheet"]
