"""Attachments are stored once, refer to themselves by their hash, and leave with the last message that needs them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.attachments import PDF, PLAIN, Attachment, Original, attachment_of, attachments_in
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import Message, user_message
from turbodesk.chat.parts import Text
from turbodesk.store import AttachmentStore, Database, History
from turbodesk.store.attachments import hash_of

HASHES = st.binary(max_size=8).map(lambda content: hashlib.sha256(content).hexdigest())


def attachments() -> st.SearchStrategy[Attachment]:
    counts, words = st.integers(0, 10**6), st.text(max_size=8)
    types = st.sampled_from(["image/png", "image/jpeg", PDF, PLAIN])
    originals = st.builds(Original, HASHES | st.just(""), counts, counts, counts)
    return st.builds(Attachment, HASHES, types, words, counts, counts, counts, counts, words, words, originals)


def carrying(content: bytes, parent_id: str | None = None, *, text: str = "Look") -> Message:
    sha256 = hashlib.sha256(content).hexdigest()
    return user_message(text, parent_id, (Attachment(sha256, PLAIN, "a.txt", len(content)).part,))


@given(attachments())
def test_a_part_gives_back_its_attachment(attachment: Attachment) -> None:
    assert attachment_of(attachment.part) == attachment


async def held(store: AttachmentStore, *contents: bytes) -> list[bool]:
    return [await store.content(hashlib.sha256(one).hexdigest()) == one for one in contents]


async def test_the_same_bytes_are_stored_once(database: Database) -> None:
    store = AttachmentStore(database)
    store.put(b"same", PLAIN, "a.txt")
    store.put(b"same", PLAIN, "b.txt")
    count = await database.read(lambda connection: connection.execute("SELECT count(*) FROM attachment").fetchone())
    assert count == (1,)
    assert await store.content(hash_of(b"same")) == b"same"
    assert await store.content("0" * 64) is None


async def test_bytes_that_are_not_those_of_the_hash_are_not_given_out(database: Database) -> None:
    store = AttachmentStore(database)
    store.put(b"right", PLAIN)
    sha256 = hash_of(b"right")
    await database.write(lambda one: one.execute("UPDATE attachment SET content = ?", (b"wrong",)) and None)
    assert await store.content(sha256) is None


async def test_a_message_keeps_its_attachment_and_comes_back_whole(database: Database, history: History) -> None:
    store, conversation = AttachmentStore(database), new_conversation()
    history.save_conversation(conversation)
    message = carrying(b"kept")
    store.put(b"kept", PLAIN)
    store.put(b"nobody's", PLAIN)
    history.save_message(conversation.id, message)
    assert await store.sweep(spared_ms=-1) == 1
    assert await held(store, b"kept", b"nobody's") == [True, False]
    (read,) = await history.messages([message.id])
    assert read == message
    assert attachments_in(read.parts) == attachments_in(message.parts)
    assert read.parts[-1] == Text("Look")
    assert await history.attachment_counts(conversation.id) == {message.id: 1}


async def test_an_attachment_leaves_with_the_last_message_that_refers_to_it(
    database: Database, history: History
) -> None:
    store, conversation = AttachmentStore(database), new_conversation()
    history.save_conversation(conversation)
    first, second = carrying(b"shared"), carrying(b"shared")
    store.put(b"shared", PLAIN)
    history.save_message(conversation.id, first)
    history.save_message(conversation.id, second)

    async def removed_for_good(message: Message) -> None:
        await database.write(lambda one: one.execute("DELETE FROM message WHERE id = ?", (message.id,)) and None)

    await removed_for_good(first)
    assert await store.sweep(spared_ms=-1) == 0
    await removed_for_good(second)
    assert await store.sweep(spared_ms=-1) == 1
    assert await held(store, b"shared") == [False]


async def test_a_deleted_conversation_keeps_its_attachments_while_it_can_come_back(
    database: Database, history: History
) -> None:
    store, conversation = AttachmentStore(database), new_conversation()
    history.save_conversation(conversation)
    store.put(b"kept", PLAIN)
    history.save_message(conversation.id, carrying(b"kept"))
    history.delete_conversations(conversation.id)
    assert await store.sweep(spared_ms=-1) == 0


async def test_a_draft_keeps_the_file_a_text_was_read_from_and_a_message_does_not(
    database: Database, history: History
) -> None:
    store, conversation = AttachmentStore(database), new_conversation()
    attachment = Attachment(hash_of(b"text"), PLAIN, "a.txt", 4, encoding="cp1252", original=Original(hash_of(b"file")))
    store.put(b"text", PLAIN)
    store.put(b"file", "application/octet-stream")
    history.save_conversation(replace(conversation, draft_parts=(attachment.part,)))
    assert await store.sweep(spared_ms=-10_000) == 0
    history.save_message(conversation.id, user_message("Look", None, (attachment.part,)))
    history.save_draft(conversation.id, "", ())
    assert await store.sweep(spared_ms=-10_000) == 1
    assert await held(store, b"text", b"file") == [True, False]


async def test_a_draft_keeps_its_attachments_and_finds_them_again(database: Database, history: History) -> None:
    store, conversation = AttachmentStore(database), new_conversation()
    parts = carrying(b"drafted").parts[:1]
    store.put(b"drafted", PLAIN)
    history.save_conversation(replace(conversation, draft_parts=parts))
    assert await store.sweep(spared_ms=-1) == 0
    (read,) = await history.conversations()
    assert read.draft_parts == parts
    history.save_draft(conversation.id, "", ())
    assert await store.sweep(spared_ms=-1) == 1


async def test_a_reply_that_speaks_of_attachments_refers_to_none(database: Database, history: History) -> None:
    conversation = new_conversation()
    history.save_conversation(conversation)
    history.save_message(conversation.id, user_message('{"type":"attachment","sha256":"x"} "type":"attachment"', None))
    assert await history.attachment_counts(conversation.id) == {}


async def test_what_was_taken_in_a_moment_ago_is_not_swept_away(database: Database) -> None:
    store = AttachmentStore(database)
    store.put(b"new", PLAIN)
    await database.write(lambda one: one.execute("UPDATE attachment SET updated_at = 0") and None)
    store.put(b"new", PLAIN)
    assert await store.sweep() == 0
