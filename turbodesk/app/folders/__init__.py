"""The folders that the person lets tools look into: what of them may be seen, and how nothing else can be."""

from turbodesk.app.folders.chosen import ChosenFolder, ChosenFolders
from turbodesk.app.folders.confined import ConfinedFolder, FolderRefused

__all__ = ["ChosenFolder", "ChosenFolders", "ConfinedFolder", "FolderRefused"]
