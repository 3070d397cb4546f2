"""Makes those of our own tools that use something of the program, in the order in which models are told of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from turbodesk.app.tools.context import OwnToolsContext
from turbodesk.app.tools.look_into_folders import look_into_folders_tool
from turbodesk.app.tools.notes import notes_tool
from turbodesk.app.tools.read_page import read_page_tool
from turbodesk.app.tools.search_chats import search_chats_tool
from turbodesk.app.tools.search_web import search_web_tool
from turbodesk.app.tools.write_file import write_file_tool
from turbodesk.store.paths import DataFolder

if TYPE_CHECKING:
    from turbodesk.app.tools.kept_changes import KeptChanges
    from turbodesk.app.tools.tool import Tool


def tools_of_program(context: OwnToolsContext, changes: Callable[[], KeptChanges]) -> tuple[Tool, ...]:
    """Return the tools; none of them is on in a chat until the person switches it on there.

    `changes` gives what keeps what was before they changed something, made when it is first needed.
    """
    return (
        read_page_tool(context),
        search_web_tool(context),
        search_chats_tool(context),
        look_into_folders_tool(context),
        write_file_tool(context, changes),
        notes_tool(context, changes, DataFolder(context.folder).notes),
    )
