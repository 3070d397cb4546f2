"""Where chats of other programs are brought in: what is in the files, what shall come, how far it is, what came."""

from turbodesk.ui.imports.item_model import ChatChoice, day_words
from turbodesk.ui.imports.preview import PreviewWords
from turbodesk.ui.imports.sheet import ImportSheet

__all__ = ["ChatChoice", "ImportSheet", "PreviewWords", "day_words"]
