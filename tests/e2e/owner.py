"""What somebody with several computers does at one of them: has them keep the same chats, and goes on with those."""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e import chats_on_disk
from tests.e2e.desktop import Desktop, Node
from tests.e2e.person import Person

NAMES = {"folder": "Folder", "webdav": "WebDAV", "s3": "S3"}
"""By kind of storage, what the window calls it."""


@dataclass(slots=True)
class Owner(Person):
    """Somebody before one of their computers."""

    # Settings

    def begins_to_sync(self, kind: str, *typed: str) -> str:
        """Make this the first computer, with what is typed into the fields of this storage; return the code."""
        desktop = self.desktop
        self.opens_computers()
        self.presses(f"{NAMES[kind]}…")
        self._gives_storage(kind, typed)
        self.presses("Make a code")
        desktop.wait_for(role="label", contains="Group 7: ")
        shown = [node.name for node in desktop.find(role="label", contains="Group ") if ": " in node.name]
        code = ["".join(group.partition(": ")[2].split()) for group in shown]
        fields = [node.name for node in desktop.find(role="text", contains="Group ")]
        for name in fields:
            desktop.focus(name)
            desktop.wait_for(name, role="text", state="focused")
            desktop.type(code[int(name.split()[-1]) - 1].lower())
        desktop.press("Return")
        self._closes_at("All is there.")
        return "-".join(code)

    def joins(self, code: str, kind: str, *typed: str, preview: tuple[str, ...] = (), told: str) -> None:
        """Join with the code of another computer; `preview` and `told` are what is to be read meanwhile."""
        desktop = self.desktop
        self.opens_computers()
        self.presses("I have a code…")
        desktop.wait_for(NAMES[kind], role="radio button")
        if kind != "folder":
            desktop.click(NAMES[kind], role="radio button")
        self._gives_storage(kind, typed)
        desktop.wait_for("Recovery code", role="text", state="focused")
        desktop.type(code.lower())
        desktop.press("Return")
        for words in preview:
            desktop.wait_for(contains=words)
        self.presses("Join")
        self._closes_at(told)

    def opens_computers(self) -> None:
        """Open the page of the settings about other computers."""
        self.gives_command("Other computers")
        self.desktop.wait_for("Sections")

    def leaves_settings(self) -> None:
        """Go back to the chat."""
        self.desktop.press("Escape")
        self.desktop.wait_until_gone("Sections")

    def _gives_storage(self, kind: str, typed: tuple[str, ...]) -> None:
        desktop = self.desktop
        if kind == "folder":
            self.presses("Choose a folder…")
            desktop.wait_for("Directory:", role="text", state="focused")
            desktop.type(typed[0])
            desktop.press("Return")
            desktop.wait_for("Folder", role="text", contains=typed[0])
            self.presses("Check")
        else:
            desktop.wait_for("Address", role="text")
            desktop.focus("Address")
            for at, words in enumerate(typed):
                if at:
                    desktop.press("Tab")
                desktop.type(words)
            desktop.press("Return")
        desktop.wait_for(contains="This storage does all that is needed.")
        desktop.wait_for("Next", role="push button", state="focused")
        desktop.press("space")

    def _closes_at(self, words: str) -> None:
        self.desktop.wait_for(contains=words)
        self.presses("Done")
        self.desktop.wait_until_gone("Done", role="push button")
        self.desktop.wait_for(contains="Up to date")
        self.leaves_settings()

    # Chats

    def opens(self, title: str, *, pinned: bool = False) -> None:
        """Open the chat of this title."""
        self.desktop.click(f"{title}, pinned" if pinned else title, role="list item")
        self.desktop.wait_for(f"Title: {title}", role="push button")
        self.desktop.wait_for("Message", role="text", state="focused")

    def asks(self, text: str) -> None:
        """Say something in the chat in front, and wait for the end of its reply."""
        self.says(text)
        self.is_answered(text)

    def is_answered(self, text: str) -> None:
        """Wait until what was said is saved, and the reply to it has ended."""
        desktop = self.desktop
        desktop.wait_until(lambda: text in chats_on_disk.answered(self.data), f"the reply to {text!r}")
        desktop.wait_for("Send", role="push button")

    def begins_with(self, text: str) -> None:
        """Begin a chat."""
        self.begins_chat()
        self.asks(text)
        self.desktop.wait_for(f"Title: {text}", role="push button")

    def syncs(self) -> None:
        """Have a round go through now, and see it sent all there is."""
        self.gives_command("Sync now")
        self.sees_all_sent()

    def sees_all_sent(self) -> None:
        """Wait until nothing of this computer waits for the storage."""
        self.desktop.wait_until(lambda: chats_on_disk.has_sent_all(self.data), "everything to be in the storage")

    # Keys

    def gives_command(self, words: str) -> None:
        """Choose a command by its words."""
        desktop = self.desktop
        desktop.press("ctrl+k")
        desktop.wait_for("Command or chat", role="text", state="focused")
        desktop.type(words)
        desktop.press("Return")
        desktop.wait_until_gone("Command or chat", role="text")

    def presses(self, name: str) -> Node:
        """Press a button by key, wherever it is."""
        desktop = self.desktop
        node = desktop.wait_for(name, role="push button", state="enabled")
        desktop.focus(name)
        desktop.wait_for(name, role="push button", state="focused")
        desktop.press("space")
        return node


def at_computer(desktop: Desktop, url: str, key: str) -> Owner:
    """Return somebody before this desktop, whose gateway takes this key."""
    return Owner(desktop, url, environment={"TURBODESK_API_KEY": key})
