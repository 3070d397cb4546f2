"""What a reply cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.cost import as_one, cost, cost_facts, cost_line, dollars, dollars_in_words, saved_by_cache
from turbodesk.chat.message import Usage, user_message
from turbodesk.chat.model import Prices

PRICES = Prices(input=3, output=15, cache_write=3.75, cache_write_1h=6, cache_read=0.3)


def test_input_and_output_are_charged_per_million() -> None:
    assert cost(Usage(1_000_000, 1_000_000), PRICES) == pytest.approx(18)


def test_each_kind_of_cached_input_has_its_price() -> None:
    usage = Usage(100, 10, 1000, 2000, {"cache_creation": {"ephemeral_1h_input_tokens": 400}})
    expected = 100 * 3 + 10 * 15 + 600 * 3.75 + 400 * 6 + 2000 * 0.3
    assert cost(usage, PRICES) == pytest.approx(expected / 1_000_000)


@pytest.mark.parametrize(
    "split", [None, 7, {}, {"ephemeral_1h_input_tokens": "many"}, {"ephemeral_1h_input_tokens": -4}]
)
def test_a_strange_split_counts_as_five_minute_writes(split: object) -> None:
    usage = Usage(0, 0, 1000, 0, {"cache_creation": split})
    assert cost(usage, PRICES) == pytest.approx(1000 * 3.75 / 1_000_000)


def test_each_search_of_the_web_costs_a_cent_beside_its_tokens() -> None:
    usage = Usage(1_000_000, 0, extra={"server_tool_use": {"web_search_requests": 3, "web_fetch_requests": 9}})
    assert cost(usage, PRICES) == pytest.approx(3.03)
    reply = replace(user_message("x", None), usage=usage)
    assert ("Searches of the web", "3, about $0.03") in cost_facts(reply, PRICES)
    assert cost(usage, None) is None


@pytest.mark.parametrize("told", [None, 7, {}, {"web_search_requests": True}, {"web_search_requests": -4}, {"x": 1}])
def test_a_strange_number_of_searches_is_none(told: object) -> None:
    assert Usage(0, 0, extra={"server_tool_use": told}).web_searches == 0


def test_searches_that_were_seen_count_where_the_gateway_told_of_fewer() -> None:
    usage = Usage(0, 0, extra={"server_tool_use": {"web_fetch_requests": 1}})
    assert usage.with_web_searches(0) is usage
    seen = usage.with_web_searches(2)
    assert seen.extra == {"server_tool_use": {"web_fetch_requests": 1, "web_search_requests": 2}}
    assert seen.with_web_searches(1) is seen
    assert Usage().with_web_searches(1).web_searches == 1


def test_nothing_is_claimed_without_prices_or_tokens() -> None:
    assert cost(Usage(5, 5), None) is None
    assert cost(Usage(None, 5), PRICES) is None
    assert cost(Usage(5, None), PRICES) is None
    assert cost_line(Usage(), PRICES) == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "$0"),
        (0.0004, "<$0.001"),
        (0.0096, "$0.01"),
        (0.004, "$0.004"),
        (0.01, "$0.01"),
        (1.839, "$1.84"),
        (1234.5, "$1,234.50"),
    ],
)
def test_a_sum_is_written_as_on_a_bill(amount: float, words: str) -> None:
    assert dollars(amount) == words


def test_a_sum_in_a_sentence_is_said_in_words() -> None:
    assert [dollars_in_words(one) for one in (0.21, 0.0004, 0)] == ["about $0.21", "less than $0.001", "about $0"]
    assert cost_line(Usage(1, 1).with_estimated_output(2), PRICES) == "less than $0.001"


def test_what_the_cache_saved_is_what_reading_cost_less_and_keeping_cost_more() -> None:
    assert saved_by_cache(Usage(100, 10, 0, 1_000_000), PRICES) == pytest.approx(3 - 0.3)
    kept = Usage(0, 10, 1_000_000, 1_000_000, {"cache_creation": {"ephemeral_1h_input_tokens": 400_000}})
    assert saved_by_cache(kept, PRICES) == pytest.approx(2.7 - 0.6 * 0.75 - 0.4 * 3)
    assert saved_by_cache(Usage(0, 10, 1_000_000, 0), PRICES) < 0, "it has not paid yet"
    assert saved_by_cache(Usage(0, 10, 5, 5), None) == 0


def test_the_line_under_a_reply() -> None:
    assert cost_line(Usage(1204, 366), PRICES) == "$0.009"
    assert cost_line(Usage(1204, None), PRICES) == "1,204 tokens", "no sum is claimed of half of it"
    assert cost_line(Usage(1204, 366), None) == "1,570 tokens"


def test_the_card_at_the_cost_names_everything() -> None:
    usage = Usage(300, 366, 100, 900, {"output_tokens_details": {"thinking_tokens": 60}})
    said = replace(user_message("Hi", None), usage=usage, created_at=1_000, first_part_at=1_500, finished_at=5_100)
    assert cost_facts(said, PRICES) == (
        ("Read", "1,300 tokens, 900 from cache"),
        ("Put into the cache", "100 tokens"),
        ("Written", "366 tokens, 60 to think"),
        ("First word after", "0.5 s"),
        ("Took", "4.1 s"),
        ("Speed", "102 tokens a second"),
        ("Costs about", "$0.007, at list prices"),
    )
    assert cost_facts(replace(user_message("Hi", None), usage=Usage()), None) == ()


def test_a_long_request_has_its_own_price_all_of_it() -> None:
    dear = replace(PRICES, long=5.0)
    usual, long = Usage(90_000, 10, 9_000, 1_000), Usage(90_000, 10, 9_000, 1_001)
    assert cost(usual, dear) == cost(usual, PRICES)
    assert cost(long, dear) == pytest.approx(5 * (cost(long, PRICES) or 0.0))
    assert saved_by_cache(long, dear) == pytest.approx(5 * saved_by_cache(long, PRICES))
    said = replace(user_message("Hi", None), usage=long)
    assert cost_facts(said, dear)[-1][1].endswith(", at list prices above 100,000 tokens")
    assert cost_facts(said, PRICES)[-1][1].endswith(", at list prices")


def test_many_short_requests_are_no_long_one() -> None:
    dear = replace(PRICES, long=5.0)
    short = replace(user_message("Hi", None), usage=Usage(60_000, 10))
    assert cost(as_one(short, (short,)).usage, dear) == pytest.approx(2 * (cost(short.usage, PRICES) or 0.0))
    long = replace(short, usage=Usage(100_001, 10))
    assert cost(as_one(long, (long,)).usage, dear) == pytest.approx(10 * (cost(long.usage, PRICES) or 0.0))


@given(st.floats(0, 1e7))
def test_an_amount_is_short_and_never_shown_as_free_when_it_is_not(amount: float) -> None:
    text = dollars(amount)
    assert "$" in text
    assert (text == "$0") == (amount == 0)


def test_a_reply_between_whose_parts_tools_ran_costs_what_all_of_them_do() -> None:
    first = replace(
        user_message("Hi", None),
        usage=Usage(100, 20, 50, 10, {"cache_creation": {"ephemeral_1h_input_tokens": 40}, "x": 1}),
        created_at=1_000,
        first_part_at=1_100,
        finished_at=2_000,
    )
    second = replace(first, usage=Usage(200, 30, None, 60), created_at=9_000, finished_at=9_500)
    early = replace(second, usage=Usage(5, None).with_estimated_output(7), created_at=9_600, finished_at=9_900)
    whole = as_one(early, (first, second))
    costs = [cost(one.usage, PRICES) or 0.0 for one in (first, second, early)]
    assert cost(whole.usage, PRICES) == pytest.approx(sum(costs))
    assert (whole.usage.total_input, whole.usage.output_tokens, whole.usage.is_output_estimated) == (425, 57, True)
    assert as_one(early, ()) is early
    assert ("Took", "8.9 s") in cost_facts(whole, PRICES)
    assert not [name for name, _ in cost_facts(whole, PRICES) if name in ("Speed", "First word after")]
    nothing = replace(first, usage=Usage())
    assert as_one(nothing, (nothing,)).usage == Usage()
