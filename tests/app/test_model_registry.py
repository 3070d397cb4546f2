"""What is known of models comes from three sides, is asked for rarely, and outlasts the run."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway_server import GatewayServer
from turbodesk.app.services import Services, start_services
from turbodesk.chat.keys import ApiKey

TODAY = dt.date(2026, 11, 22)


def no_report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    async with GatewayServer() as running:
        yield running


@pytest.fixture
async def services(tmp_path: Path, server: GatewayServer) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=no_report, gateway_url=server.url) as services:
        await services.keys.keep(ApiKey("sk-right"), this_run_only=True)
        yield services


async def listed(services: Services) -> None:
    """Ask for the list, and wait until it has come or not."""
    id_ = services.profiles.default_id
    told: list[str] = []
    heard = services.model_registry.listed.connect(told.append)
    services.model_registry.refresh(id_)
    while services.scope.is_running(f"models.{id_}"):  # noqa: ASYNC110 - not asked at all, there is nothing to wait for
        await asyncio.sleep(0)
    heard.close()


async def test_the_list_is_asked_for_once_and_remembered(services: Services, server: GatewayServer) -> None:
    server.model_pages = [{"data": [{"id": "claude-opus-9", "owned_by": "anthropic"}]}]
    await listed(services)
    await listed(services)
    assert [one.path for one in server.requests] == ["/v1/models"]
    shown = {one.model.id: one for one in services.model_registry.entries(services.profiles.default_id, TODAY)}
    assert shown["claude-opus-9"].is_new
    assert shown["claude-sonnet-4-6"].is_unlisted
    assert services.profiles.facts(services.profiles.default_id).models == ("claude-opus-9",)
    assert services.model_registry.model("claude-opus-9").name == "Opus 9"


async def test_a_list_that_cannot_be_read_leaves_the_catalogue(services: Services, server: GatewayServer) -> None:
    server.model_pages = ["no list"]
    await listed(services)
    listing = services.model_registry.listing(services.profiles.default_id)
    assert listing.problem == "The gateway’s answer is no list of models."
    assert not any(one.is_unlisted for one in services.model_registry.entries(services.profiles.default_id, TODAY))


async def test_a_price_the_person_sets_is_assumed_no_longer(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        registry = services.model_registry
        opus = registry.model("claude-opus-6")
        assert opus.prices is not None
        assert opus.prices.note
        assert registry.set_values(replace(opus, prices=replace(opus.prices, input=7.0), is_inherited=False)) == ""
        mine = registry.model("claude-opus-6")
        assert mine.prices is not None
        assert (mine.prices.note, mine.efforts) == ("", opus.efforts)


async def test_own_values_are_kept_and_can_be_given_back(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        sonnet = services.model_registry.model("claude-sonnet-4-6")
        assert services.model_registry.set_values(replace(sonnet, max_output=64_000)) == ""
        assert services.model_registry.set_values(replace(sonnet, max_output=10**9)) != ""
        assert (
            services.model_registry.set_values(replace(services.model_registry.model("mine"), name="Mine", known=True))
            == ""
        )
        assert services.workspace.model("claude-sonnet-4-6").max_output == 64_000
    async with start_services(tmp_path, report=no_report) as services:
        assert services.model_registry.model("claude-sonnet-4-6").max_output == 64_000
        assert (services.model_registry.model("mine").name, services.model_registry.model("mine").known) == (
            "Mine",
            True,
        )
        was = services.model_registry.reset("claude-sonnet-4-6")
        assert services.model_registry.model("claude-sonnet-4-6") == sonnet
        assert was is not None
        services.model_registry.put_back(was)
        assert services.model_registry.model("claude-sonnet-4-6").max_output == 64_000
        services.model_registry.reset("mine")
        assert not services.model_registry.model("mine").known


async def test_setting_the_shipped_values_is_no_change(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        assert services.model_registry.set_values(services.model_registry.model("claude-sonnet-4-6")) == ""
        assert not services.model_registry.is_changed("claude-sonnet-4-6")


async def test_the_catalogue_may_be_read_beforehand_on_a_thread(tmp_path: Path) -> None:
    async with start_services(tmp_path, report=no_report) as services:
        registry = services.model_registry
        await asyncio.to_thread(registry.prepare)
        read = registry.in_program
        assert registry.shipped_model(read[0].id) == read[0]
        assert registry.in_program is read
