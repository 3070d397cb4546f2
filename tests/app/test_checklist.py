"""What the checklist for clients asks for and no other test proves (protocol, section 8); `CHECKLIST` names them all.

Every entry of `CHECKLIST` is a line of the checklist and the tests that show it; a test that is renamed or taken out
fails here until somebody has said what shows the line now.
"""

from __future__ import annotations

import ast
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.app.test_on_the_wire import OPUS_47, THOUGHT, chat_with, posted
from tests.app.wired import replied, said, streamed, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.services import Services
from turbodesk.app.tool_loop import ToolDecision as Word
from turbodesk.chat.errors import Remedy
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.profile import FIRST

TESTS = Path(__file__).parents[1]

CHECKLIST = {
    # Transport
    "headers, base address, https": (
        "gateway/test_client.py::test_has_exactly_the_headers_of_the_protocol",
        "gateway/test_address.py::test_an_address_is_understood",
        "gateway/test_address.py::test_what_is_no_safe_address_is_refused_with_a_sentence",
    ),
    "one X-Conversation-Id per conversation": (
        "app/test_checklist.py::test_each_conversation_has_one_random_id_of_its_own_for_good",
    ),
    "the key in the keyring and nowhere else": (
        "store/test_keyring.py::test_a_key_lives_in_the_keyring_and_in_no_file",
        "store/test_secrets.py::test_the_key_shows_nowhere",
        "store/test_logbook.py::test_no_form_of_a_key_survives",
        "gateway/test_client.py::test_is_in_no_failure_log_or_traceback",
        "ui/onboarding/test_onboarding.py::test_what_cannot_be_a_key_is_told_at_once",
    ),
    "one client, keep-alive, proxies, own certificates, timeouts": (
        "gateway/test_client.py::test_uses_the_connection_again",
        "gateway/test_client.py::test_keeps_its_connection_alive_while_a_model_is_silent",
        "app/doctor/test_check.py::test_through_a_proxy",
        "gateway/test_faults.py::test_to_a_server_the_system_vouches_for",
        "gateway/test_seen.py::test_a_minute_of_silence_before_the_headers_is_sat_out",
    ),
    "stopping closes the connection and keeps the text": (
        "gateway/test_stopping.py::test_closes_the_connection_at_once",
        "app/test_live.py::test_stopping_keeps_what_arrived_and_closes_the_connection",
    ),
    "streaming by default, one message on wish": (
        "gateway/test_client.py::test_may_be_asked_for_without_a_stream",
        "gateway/test_client.py::test_may_come_as_one_json_message",
        "chat/test_parameter_rules.py::test_the_longest_reply_is_one_the_model_takes",
        "ui/instructions/test_sheet.py::test_an_unstreamed_reply_is_shorter_and_the_panel_says_why",
    ),
    # Stream parser
    "events decoded from bytes": (
        "gateway/test_sse.py::test_any_cut_gives_the_same_events",
        "gateway/test_sse.py::test_any_bytes_are_survived_alike",
        "gateway/test_sse.py::test_a_last_event_without_its_blank_line_still_comes",
        "gateway/test_sse.py::test_a_lone_cr_ends_an_event_at_once",
    ),
    "read by data.type, news tolerated, bad JSON told": (
        "gateway/test_wire.py::test_the_name_counts_only_where_the_type_is_missing",
        "gateway/test_client.py::test_tolerates_news",
        "gateway/test_wire.py::test_unknown_blocks_are_kept_and_unknown_deltas_ignored",
        "gateway/test_faults.py::test_by_an_event_that_is_no_json",
    ),
    "blocks by index, signatures overwritten, empty input": (
        "chat/test_reduce.py::test_any_interleaving_of_any_pieces_gives_the_same_message",
        "chat/test_reduce.py::test_a_signature_replaces_an_earlier_one",
        "app/test_checklist.py::test_a_call_without_arguments_goes_back_with_an_empty_object",
    ),
    "the end, the cut-off, the error event": (
        "gateway/test_client.py::test_is_over_at_message_stop_while_the_socket_stays_open",
        "gateway/test_faults.py::test_a_stream_that_ends_anywhere_is_whole_or_said_to_be_cut_off",
        "gateway/test_faults.py::test_by_an_error_event_in_any_form",
        "app/test_live.py::test_a_failure_is_kept_with_what_arrived",
    ),
    "usage merged": ("chat/test_reduce.py::test_usage_is_merged_key_by_key",),
    "deltas in batches, no quadratic rendering": (
        "ui/transcript/test_clock.py::test_frames_keep_their_distance",
        "ui/message/test_turns.py::test_a_stream_of_thoughts_is_appended_not_set_anew",
        "rendering/commonmark/test_work.py::",
    ),
    # Retries
    "the rules of retrying, before the first content, with a countdown": (
        "gateway/test_retry.py::test_what_may_pass_is_tried_again",
        "gateway/test_retry.py::test_milliseconds_come_first",
        "gateway/test_client.py::test_heeds_x_should_retry",
        "gateway/test_faults.py::test_is_cut_off_and_keeps_what_came",
        "ui/message/test_message.py::test_a_retry_is_counted_down_and_can_be_stopped",
    ),
    "no retry where it cannot help": (
        "gateway/test_retry.py::test_what_cannot_pass_is_not",
        "gateway/test_client.py::test_is_not_made_where_it_cannot_help",
        "gateway/test_llmock.py::test_a_quota_is_not_waited_for",
    ),
    "overload in mid-stream": (
        "app/test_checklist.py::test_an_overload_in_mid_stream_keeps_the_words_and_can_be_gone_on_with",
        "ui/message/test_turns.py::test_a_broken_reply_can_be_gone_on_with_and_a_long_conversation_cut",
    ),
    "a refused parameter is left out once and remembered": (
        "gateway/test_parameter_fallback.py::test_it_goes_out_again_without_what_was_refused",
        "app/test_on_the_wire.py::test_what_a_gateway_refuses_is_left_out_at_once_and_from_then_on",
    ),
    # History
    "raw blocks echoed": (
        "app/test_on_the_wire.py::test_two_rounds_of_tools_with_two_calls_at_once",
        "app/test_on_the_wire.py::test_a_pause_of_the_gateway_is_sent_back_as_it_is",
        "app/test_checklist.py::test_every_kind_of_block_goes_back_after_a_restart_as_it_came",
        "chat/test_codec.py::test_any_block_survives_a_round_trip",
    ),
    "thinking stripped on another model and after edits, never unsigned": (
        "app/test_on_the_wire.py::test_a_switch_of_model_strips_the_thinking_of_the_other",
        "app/test_checklist.py::test_thinking_stays_behind_once_the_oldest_turns_do",
        "gateway/test_seen.py::test_thinking_without_a_signature_is_shown_and_never_sent_back",
    ),
    "empty text dropped, turns merged, results first": (
        "gateway/test_request.py::test_empty_text_and_turns_left_empty_are_dropped_and_neighbours_merged",
        "gateway/test_request.py::test_the_person_begins_and_ends",
        "gateway/test_request.py::test_tool_calls_and_results_are_sent_in_pairs_only",
        "gateway/test_request.py::test_no_history_makes_a_request_the_protocol_refuses",
    ),
    "refused and empty turns left out": (
        "gateway/test_request.py::test_a_refused_reply_leaves_with_its_question",
        "app/test_checklist.py::test_a_refusal_and_a_reply_stopped_before_its_first_word_are_not_sent_again",
    ),
    "an edit or another try is a sibling": (
        "app/test_live.py::test_trying_again_makes_a_sibling_and_keeps_the_first_try",
        "app/test_turns.py::test_an_edit_is_a_sibling_and_what_followed_is_kept_but_not_sent",
    ),
    # Parameters
    "one kind of sampling, none on 4.7 or while thinking": (
        "gateway/test_request.py::test_sends_only_the_sampling_the_model_takes",
        "gateway/test_request.py::test_keeps_sampling_within_what_gateways_document",
        "gateway/test_rules.py::test_no_reachable_body_breaks_a_rule",
        "gateway/test_told_and_sent.py::test_numbers_and_reasons_are_true",
    ),
    "thinking and effort as the model takes them": (
        "gateway/test_golden.py::test_what_is_sent_is_what_was_agreed",
        "gateway/test_rules.py::test_the_catalogue_says_what_the_protocol_says",
        "chat/test_parameter_rules.py::test_a_budget_fits_beneath_the_longest_reply",
        "app/test_on_the_wire.py::test_much_effort_goes_out_as_the_model_takes_it",
    ),
    "max_tokens within the model's": ("gateway/test_request.py::test_never_asks_for_more_than_the_model_can_write",),
    "going on as the model takes it": (
        "gateway/test_golden.py::test_what_is_sent_is_what_was_agreed",
        "app/test_checklist.py::test_going_on_is_a_beginning_up_to_4_5_and_words_from_4_6_on",
    ),
    "unknown ids": (
        "ui/models/test_picker.py::test_any_id_can_be_typed_straight_away",
        "ui/presenters/test_settings_models.py::test_the_rules_of_an_id_typed_by_hand_can_be_set",
        "ui/instructions/test_sheet.py::test_a_model_nobody_knows_may_be_tried_and_all_is_kept",
    ),
    "lifecycles from dates, with a replacement": (
        "gateway/test_catalogue.py::test_lifecycles_are_computed_from_dates",
        "ui/models/test_wording.py::test_an_end_is_counted_in_days_when_it_is_near",
        "ui/models/test_picker.py::test_a_retired_model_offers_its_replacement_first",
        "ui/presenters/test_own_gateway.py::test_a_model_the_gateway_does_not_have_is_replaced_by_one_press",
    ),
    # Caching
    "markers in their places, on a copy": (
        "gateway/test_rules.py::test_no_reachable_body_breaks_a_rule",
        "app/test_checklist.py::test_marks_stand_on_system_and_the_last_two_turns_and_are_never_stored",
    ),
    "the same beginning from turn to turn": ("gateway/test_rules.py::test_the_next_turn_begins_as_the_one_before",),
    "the hit ratio is shown": ("ui/presenters/test_usage.py::test_sums_are_shown_in_words", "chat/test_cost.py::"),
    # Attachments
    "real types, conversion, orientation, no metadata": (
        "app/attachments/test_intake.py::test_the_first_bytes_tell_what_a_file_is_whatever_its_name",
        "ui/attachments/test_decoding.py::test_what_the_protocol_does_not_take_becomes_what_it_takes",
        "ui/attachments/test_decoding.py::test_a_photograph_is_upright",
        "ui/attachments/test_decoding.py::test_what_a_camera_writes_beside_the_pixels_is_gone",
    ),
    "sizes of pictures and of the request": (
        "ui/attachments/test_service.py::test_each_model_gets_a_picture_as_large_as_it_sees",
        "ui/attachments/test_service.py::test_more_than_twenty_pictures_are_at_most_2000_pixels_wide",
        "ui/attachments/test_service.py::test_a_request_that_would_be_too_large_says_what_to_leave_out",
        "gateway/test_attachments.py::test_the_bytes_that_leave_are_the_bytes_that_were_attached",
    ),
    "the first picture of an animation": (
        "ui/attachments/test_decoding.py::test_an_animation_is_its_first_picture_and_says_so",
    ),
    "PDF, texts, office files": (
        "app/attachments/test_intake.py::test_the_pages_of_a_pdf_are_counted_and_its_bytes_are_kept",
        "app/attachments/test_intake.py::test_what_cannot_be_used_is_refused_in_a_sentence",
        "app/documents/test_word.py::test_lists_have_their_numbers",
        "app/documents/test_excel.py::test_a_value_is_shown_in_its_format",
        "app/documents/test_powerpoint.py::test_slides_come_in_the_order_of_the_talk",
        "app/documents/test_opendocument.py::test_cells_show_what_they_show_at_their_address",
        "ui/presenters/test_attachments.py::test_too_many_pages_are_told_before_anything_is_sent",
    ),
    "old attachments droppable": (
        "gateway/test_attachments.py::test_only_the_newest_go_along_and_a_line_stands_for_the_others",
        "ui/presenters/test_attachments.py::test_what_is_left_out_is_dimmed_and_not_sent",
    ),
    # Context and cost
    "the context meter, and trimming whole turns": (
        "app/test_forecast.py::test_the_gateways_count_is_the_base_of_the_next",
        "app/test_forecast.py::test_it_is_tight_from_four_fifths_on",
        "app/test_exact.py::test_the_count_of_the_very_draft_is_told_as_exact",
        "app/test_turns.py::test_leaving_out_never_parts_a_call_from_its_result",
    ),
    "cost with the cache's prices, editable": (
        "chat/test_cost.py::test_each_kind_of_cached_input_has_its_price",
        "ui/presenters/test_settings_models.py::test_a_limit_is_changed_and_had_back",
    ),
    # What is seen
    "every stop reason": (
        "ui/message/test_message.py::test_how_a_reply_ended_is_said",
        "gateway/test_seen.py::test_a_strange_or_missing_stop_reason_is_an_end_and_is_shown_as_it_is",
        "ui/presenters/test_own_gateway.py::test_a_reply_without_words_has_its_details",
    ),
    "thinking folded, timed, hidden": (
        "ui/message/test_turns.py::test_live_thinking_can_be_seen_and_folds_when_it_ends",
        "app/test_on_the_wire.py::test_when_thinking_began_and_ended_outlasts_the_run",
        "ui/message/test_message.py::test_parts_that_are_not_text_are_named_and_can_be_unfolded",
    ),
    "citations as numbered links": ("ui/message/test_turns.py::test_a_search_and_the_sources_unfold_to_links",),
    "the error panel": ("ui/message/test_message.py::test_a_failure_stands_where_the_reply_would_be",),
}


@pytest.mark.parametrize("line", CHECKLIST)
def test_every_line_of_the_checklist_has_its_tests(line: str) -> None:
    for test in CHECKLIST[line]:
        path, _, name = test.partition("::")
        tree = ast.parse((TESTS / path).read_text("utf-8"))
        names = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert not name or name in names, f"{test} is gone: what shows “{line}” now?"


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    async with GatewayServer() as running:
        yield running


@pytest.fixture
async def services(tmp_path: Path, server: GatewayServer) -> AsyncIterator[Services]:
    async with wired(tmp_path, server) as services:
        yield services


async def test_each_conversation_has_one_random_id_of_its_own_for_good(tmp_path: Path, server: GatewayServer) -> None:
    """Transport: X-Conversation-Id is random, kept with the conversation, another one's in another."""
    async with wired(tmp_path, server) as services:
        services.profiles.set_headers(FIRST, (("X-Conversation-Id", "{chat}"),))  # ours is told it unasked
        first = services.workspace.new_chat(demo=False)
        await said(first, "Hello")
        await said(first, "Again")
        await said(services.workspace.new_chat(demo=False), "Something else")
    async with wired(tmp_path, server) as services:
        found = await services.workspace.open(first.conversation.id)
        assert found is not None
        await said(found, "And later")
    ids = [request.headers["x-conversation-id"] for request in posted(server)]
    assert ids[0] == ids[1] == ids[3] != ids[2]
    assert uuid.UUID(ids[0].removeprefix("sess_")).version == 4
    assert first.conversation.id not in ids, "our own id tells when the conversation began"


async def test_a_call_without_arguments_goes_back_with_an_empty_object(
    services: Services, server: GatewayServer
) -> None:
    """Stream parser: an empty tool input is {}."""
    call = {"type": "tool_use", "id": "toolu_1", "name": "current_time", "json": ""}
    server.script(streamed([call], stop_reason="tool_use"), streamed([{"type": "text", "text": "Late."}]))
    chat = chat_with(services)
    await said(chat, "What time is it?")
    chat.answer("toolu_1", Word.ONCE)
    await replied(chat)
    assert posted(server)[1].json["messages"][1]["content"][0]["input"] == {}


async def test_an_overload_in_mid_stream_keeps_the_words_and_can_be_gone_on_with(
    services: Services, server: GatewayServer
) -> None:
    """Retries: nothing is sent again by itself once words were shown; a person may."""
    overloaded = {"type": "overloaded_error", "message": "Overloaded"}
    server.script(Answer(text="Half of it and", stop_after=5, error=overloaded), default=Answer(text=" the rest"))
    chat = services.workspace.new_chat(demo=False)
    reply = await said(chat, "Write")
    assert (reply.status, len(posted(server))) == (Status.FAILED, 1)
    assert reply.text
    assert reply.failure is not None
    assert reply.failure.remedy is Remedy.TRY_AGAIN
    chat.go_on()
    await replied(chat)
    assert f"“{reply.text.strip()}”" in posted(server)[1].json["messages"][-1]["content"][0]["text"]


async def test_every_kind_of_block_goes_back_after_a_restart_as_it_came(tmp_path: Path, server: GatewayServer) -> None:
    """History: signatures, hidden thinking, citations, the gateway's tools and unknown blocks, through the database."""
    quoted = {
        "type": "char_location",
        "cited_text": "Grüße",
        "document_index": 0,
        "document_title": None,
        "start_char_index": 0,
        "end_char_index": 5,
    }
    blocks: list[Mapping[str, object]] = [
        THOUGHT,
        {"type": "redacted_thinking", "data": "b3BhcXVl"},
        {"type": "text", "text": "So it says."},
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_fetch", "input": {"url": "https://x.org"}},
        {"type": "web_fetch_tool_result", "tool_use_id": "srvtoolu_1", "content": {"type": "x", "secret": "a+/="}},
        {"type": "of_next_year", "deep": [{"er": None}, 1.5, True], "text": "é\u2028"},
        {"type": "text", "text": "Done."},
    ]
    answer = streamed(blocks)
    events = list(answer.events or ())
    cited = {"type": "content_block_delta", "index": 2, "delta": {"type": "citations_delta", "citation": quoted}}
    at = next(number for number, one in enumerate(events) if one["type"] == "content_block_stop" and one["index"] == 2)  # type: ignore[index]
    events.insert(at, cited)
    server.script(Answer(events=events))
    async with wired(tmp_path, server) as services:
        chat = chat_with(services, thinking=True, tools=())
        await said(chat, "Read it")
    async with wired(tmp_path, server) as services:
        found = await services.workspace.open(chat.conversation.id)
        assert found is not None
        await said(found, "And?")
    blocks[2] = {"type": "text", "text": "So it says.", "citations": [quoted]}
    assert posted(server)[1].json["messages"][1]["content"] == blocks


async def test_thinking_stays_behind_once_the_oldest_turns_do(services: Services, server: GatewayServer) -> None:
    """History: newer models bind thinking to all that went before (protocol, 1.5)."""
    server.script(default=streamed([THOUGHT, {"type": "text", "text": "Yes. " * 40}]))
    chat = chat_with(services, thinking=True, tools=())
    for question in ("One", "Two", "Three"):
        await said(chat, question)
    assert THOUGHT in posted(server)[-1].json["messages"][3]["content"]
    chat.leave_out_oldest(again=False)
    await said(chat, "Four")
    sent = posted(server)[-1].json["messages"]
    assert len(sent) < 7
    assert not [block for message in sent for block in message["content"] if block["type"] == "thinking"]


async def test_a_refusal_and_a_reply_stopped_before_its_first_word_are_not_sent_again(
    services: Services, server: GatewayServer
) -> None:
    """History: refused turns excluded from later requests; cancelled empty turns excluded."""
    refused = streamed([{"type": "text", "text": "I can't"}], stop_reason="refusal")
    server.script(refused, Answer(silence_ms=60_000), default=Answer(text="Yes."))
    chat = services.workspace.new_chat(demo=False)
    await said(chat, "Something bad")
    chat.send("Stopped")
    await until(lambda: len(posted(server)) == 2)
    chat.stop()
    await replied(chat)
    await said(chat, "Something good")
    (only,) = posted(server)[2].json["messages"]
    assert [block["text"] for block in only["content"]] == ["Stopped", "Something good"]


@pytest.mark.parametrize(("model", "prefills"), [("claude-sonnet-4-5-20250929", True), ("claude-opus-4-6", False)])
async def test_going_on_is_a_beginning_up_to_4_5_and_words_from_4_6_on(
    services: Services, server: GatewayServer, model: str, prefills: bool
) -> None:
    """Parameters: the way to continue per model (protocol, 2.4)."""
    server.script(
        streamed([{"type": "text", "text": "The quick "}], stop_reason="max_tokens"), default=Answer(text="brown fox.")
    )
    chat = services.workspace.new_chat(demo=False)
    chat.choose_model(model)
    await said(chat, "Write")
    chat.go_on()
    reply = await replied(chat)
    last = posted(server)[1].json["messages"][-1]
    assert last["role"] == ("assistant" if prefills else "user")
    assert ("interrupted" in last["content"][-1]["text"]) is not prefills
    assert reply.text == ("The quick" if prefills else "") + "brown fox."
    if prefills:
        assert last["content"] == [{"type": "text", "text": "The quick"}], "no blank at its end (protocol, 1.2)"


async def test_marks_stand_on_system_and_the_last_two_turns_and_are_never_stored(
    services: Services, server: GatewayServer
) -> None:
    """Caching: at most four, none below the model's minimum, none in what is kept."""
    chat = services.workspace.new_chat(demo=False)
    chat.choose_model("claude-sonnet-4-6")
    chat.tune(Parameters(system="Be brief. " * 2_000))
    for question in ("One", "Two", "Three"):
        await said(chat, question)
    body = posted(server)[2].json
    marked = [
        (at, number)
        for at, message in enumerate(body["messages"])
        for number, block in enumerate(message["content"])
        if "cache_control" in block
    ]
    assert "cache_control" in body["system"][-1]
    assert marked == [(2, 0), (4, 0)]
    kept = [message for one in chat.ids() if (message := chat.message(one)) is not None]
    assert "cache_control" not in json.dumps([str(message) for message in kept])
    small = services.workspace.new_chat(demo=False)
    small.choose_model(OPUS_47)
    small.tune(Parameters(system="Be brief."))
    await said(small, "One")
    assert b"cache_control" not in posted(server)[3].body
