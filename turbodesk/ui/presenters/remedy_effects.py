"""Does what the buttons of a reply that did not end well promise, as far as the chat can serve that by itself."""

from __future__ import annotations

from turbodesk.app.live import LiveChat
from turbodesk.app.remedies import question_of, raise_limit, use_successor
from turbodesk.chat.errors import Remedy


def apply_remedy(chat: LiveChat, message_id: str, remedy: Remedy) -> bool:
    """Do it; False where the chat cannot. Of two replies side by side, the one it is about comes onto the path."""
    if remedy is Remedy.CONTINUE and chat.pairs.go_on(message_id):
        return True
    match remedy:
        case Remedy.CONTINUE:
            chat.show(message_id)
            chat.go_on()
        case Remedy.RAISE_LIMIT:
            chat.show(message_id)
            raise_limit(chat)
        case Remedy.USE_SUCCESSOR:
            chat.show(message_id)
            use_successor(chat)
        case Remedy.LEAVE_OUT:
            chat.show(message_id)
            chat.leave_out_oldest()
        case _:
            return False
    return True


def question_behind(chat: LiveChat, message_id: str) -> str:
    """Return the id of the person's words that a reply answers, on the path or beside it; "" where there are none."""
    return question_of(chat, chat.pairs.row_of(message_id)) or ""
