"""What a person may want done with a message, in one place: widgets say it, presenters subscribe once.

Why one object for all messages, and not signals on each widget: a button deep in a row would need a signal on every
widget above it, up to the presenter, and every new row would have to be connected anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from turbodesk.app.tools import Tool


def _own_tool(name: str) -> Tool | None:
    from turbodesk.app.tools import own_toolbox

    return own_toolbox().find(name)


class MessageActions(QObject):
    """One for all messages of a window; each signal says which message it is about."""

    tool_of: Callable[[str], Tool | None] = staticmethod(_own_tool)
    """Gives the tool of a name, for the words on its calls; the toolbox of the program once there is one."""

    has_room = True
    """Whether its window has what only the large one has: two replies beside each other, files of what is selected."""

    try_again_requested = Signal(str)
    """The id of the reply to ask for once more."""
    restart_requested = Signal(str)
    """The id of a reply of which nothing more comes: it shall be ended and asked for once more."""
    stop_requested = Signal(str)
    """The id of the reply the person no longer waits for: it was to be asked for again."""
    sibling_requested = Signal(str, int)
    """A message's id, and -1 for the version before it, or +1 for the one after."""
    remedy_requested = Signal(str, object)
    """The id of a reply that failed or ended early, and the `Remedy` that was chosen."""
    tool_answered = Signal(str, object)
    """The id of a tool's call, and the `ToolDecision` whether it may run."""
    tools_answered = Signal(bool)
    """Whether all tools that ask may run, this once."""
    run_toggled = Signal(str)
    """The id of a message in which a run of calls begins that shall be unfolded, or folded."""
    edit_requested = Signal(str)
    """The id of a message of the person's that shall be said differently."""
    edit_changed = Signal(str, str)
    """The id of a message that is being said differently, and how it reads by now."""
    edit_sent = Signal(str, str)
    """The same, when it shall be sent."""
    edit_cancelled = Signal(str, bool)
    """The id of a message that shall stay as it was, and whether a key said so."""
    quote_requested = Signal(str)
    """What shall stand in the next message as a quotation."""
    read_requested = Signal(str)
    """The id of a reply that shall be read aloud."""
    read_from_requested = Signal(str, int, int)
    """A message's id, a `Passage.index` and a character of its page from which on it shall be; -1: what is selected."""
    citation_requested = Signal(str, int)
    """The id of a reply, and which of its citations, from 1, shall be shown at its place."""
    prompt_requested = Signal(str)
    """Words of the person's that shall be kept as a prompt."""
    preview_requested = Signal(object, str)
    """Code shall be shown as what it is the code of: a `Previewed`, and the code."""
    save_requested = Signal(str)
    """The id of a message that shall be saved as a Word file."""
    tables_save_requested = Signal(str)
    """The id of a message whose tables shall be saved for a spreadsheet."""
    table_save_requested = Signal(str)
    """The Markdown of a table that shall be saved so."""
    selection_save_requested = Signal()
    """What is selected in messages shall be saved so."""
    retry_menu_requested = Signal(str, object)
    """The id of a reply that shall be asked for once more of another model, and the widget the choice opens at."""
    compare_requested = Signal(str, object)
    """The id of a reply that shall stand beside another model's, and the widget the choice of that opens at."""
    stop_one_requested = Signal(str)
    """The id of the one of two replies that shall end."""
    show_requested = Signal(str)
    """The id of the one of two replies that shall be shown, where there is room for one."""
    keep_requested = Signal(str)
    """The id of the one of two replies that the chat shall go on with."""
    keep_both_requested = Signal(str)
    """The id of the one of two replies that shall go on in a chat of its own."""
    star_requested = Signal(str)
    """The id of a message that shall be starred, or no longer."""
    leave_out_requested = Signal(str)
    """The id of a message that shall be left out of requests, or sent again."""
    delete_requested = Signal(str)
    """The id of a message that shall be deleted for good."""
    branch_requested = Signal(str)
    """The id of a reply with which a chat of its own shall begin."""
    origin_requested = Signal(str)
    """The id of the first message after what was copied from another chat, which shall be shown."""
    send_all_requested = Signal(str)
    """Nothing shall be left out of requests any more: the id of the first message that is sent now."""
    summary_stopped = Signal()
    """The summary that is being written is no longer wanted."""
    summary_retried = Signal()
    """A summary that failed shall be asked for once more."""
    summary_dismissed = Signal()
    """What is said of a summary that failed has been read."""
    summary_edited = Signal(str, str)
    """The id of a summary, and what it shall say."""
    summary_undone = Signal(str)
    """The id of a summary instead of which the messages themselves shall be sent."""
