"""Makes the chat of a quick question: one beside the new chat of the main window, listed once it has words."""

from __future__ import annotations

from dataclasses import replace

from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace


def new_quick_chat(workspace: Workspace, scope: Scope, *, demo: bool, model: str) -> LiveChat:
    """Return an empty chat with this model, "" for that of new chats.

    The workspace holds it with its first words and no sooner: it would give it out as the new chat of its window.
    """
    conversation = workspace.new_conversation(demo=demo)
    if model and not demo:
        conversation = replace(conversation, model=model)
    chat = LiveChat(conversation, workspace.context, scope.child(f"chat.{conversation.id}"))

    def changed(_: object) -> None:
        if chat.is_saved:
            subscription.close()
            workspace.hold(chat)

    subscription = chat.conversation_changed.connect(changed)
    return chat
