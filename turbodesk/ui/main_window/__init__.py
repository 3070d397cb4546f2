"""The main window and what frames the chat in it: header, notices, find bar, empty state, shortcut sheet."""
