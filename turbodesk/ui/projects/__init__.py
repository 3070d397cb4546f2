"""The page of a project: what it is called, what goes before its chats, and what that costs."""

from turbodesk.ui.projects.sheet import ProjectSheet

__all__ = ["ProjectSheet"]
