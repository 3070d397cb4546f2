"""Chats of another computer find their gateway: it comes with them, by name and address, and never its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_workspace import said, unexpected
from turbodesk.app.imports.making import ImportPlace
from turbodesk.app.profile_joining import joined, without_secrets
from turbodesk.app.services import Services, start_services
from turbodesk.chat.errors import GatewayGone, KeyMissing
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.profile import FIRST, Profile
from turbodesk.settings import GATEWAY_URL

OURS = Profile(FIRST, "TheTurbo", "https://api.theturbo.ai")
X, Y, Z = (f"00000000-0000-7000-8000-00000000000{at}" for at in range(3))
SECRET = "sk-" + "secret" * 5


async def brought(services: Services, archive: Path) -> list[str]:
    """Import an archive; return what is told of it."""
    importer = services.new_importer()
    preview = await importer.look([archive])
    report = await importer.bring(preview, ImportPlace(FIRST), touched=lambda _: None)
    await services.workspace.load()
    return report.sentences()


async def archived(folder: Path, url: str = "https://ai.company.example") -> Path:
    """Return the archive of a computer on which one chat talked to a second gateway, and one to the first."""
    archive = folder / "all.zip"
    async with start_services(folder / "a", report=unexpected) as services:
        company = services.profiles.add("Company", "https://ai.company.example")
        await services.profiles.keys(company.id).keep(ApiKey(SECRET), this_run_only=True)
        services.profiles.change_url(company.id, url)
        for gateway_id in (company.id, FIRST):
            services.profiles.choose_default(gateway_id)
            chat = services.workspace.new_chat(demo=False)
            chat.drafts.write(f"for {gateway_id}")
        services.profiles.add("Unused", "https://unused.example")
        await services.new_archive().export(archive)
    return archive


async def test_a_second_gateway_comes_with_its_chat_and_asks_for_its_key_by_name(tmp_path: Path) -> None:
    archive = await archived(tmp_path)
    assert SECRET.encode() not in archive.read_bytes()
    async with start_services(tmp_path / "b", report=unexpected) as services:
        preview = await services.new_importer().look([archive])
        assert [one.name for one in preview.new_gateways] == ["Company"]
        told = await brought(services, archive)
        assert told[0].startswith("1 gateway came along: Company.")
        first, company = services.profiles.all()
        assert (first.id, company.name, company.url) == (FIRST, "Company", "https://ai.company.example")
        assert services.profiles.default_id == FIRST
        assert {one.gateway_id for one in services.workspace.conversations()} == {FIRST, company.id}
        there = next(one.id for one in services.workspace.conversations() if one.gateway_id == company.id)
        chat = await services.workspace.open(there)
        assert chat is not None
        reply = await said(services, chat, "Hello")
        assert reply.failure is not None
        assert (reply.failure.kind, reply.failure.remedy) == (KeyMissing.kind, KeyMissing.remedy)
        assert reply.failure.sentence == "There is no key for “Company” on this computer yet."
        assert await brought(services, archive) == [], "it is here"
        assert len(services.profiles.all()) == 2
    async with start_services(tmp_path / "b", report=unexpected) as services:
        assert [one.name for one in services.profiles.all()] == ["TheTurbo", "Company"]


async def test_a_first_gateway_of_another_address_becomes_one_of_its_own(tmp_path: Path) -> None:
    archive = await archived(tmp_path)
    async with start_services(tmp_path / "b", report=unexpected) as services:
        services.preferences.set(GATEWAY_URL, "https://elsewhere.example")
        await brought(services, archive)
        first, *others = services.profiles.all()
        assert first.url == "https://elsewhere.example"
        assert FIRST not in {one.gateway_id for one in services.workspace.conversations()}
        assert sorted(one.name for one in others) == ["Company", "TheTurbo 2"]
        await brought(services, archive)
        assert len(services.profiles.all()) == 3, "the second time it is known by its address"


async def test_a_failed_import_brings_no_gateway(tmp_path: Path) -> None:
    archive = await archived(tmp_path)
    async with start_services(tmp_path / "b", report=unexpected) as services:
        importer = services.new_importer()
        preview = await importer.look([archive])
        archive.unlink()
        with pytest.raises(Exception, match="could not be read"):
            await importer.bring(preview, ImportPlace(FIRST))
        assert len(services.profiles.all()) == 1


async def test_a_chat_of_an_unknown_gateway_opens_is_exported_and_says_what_to_do(tmp_path: Path) -> None:
    archive = await archived(tmp_path, url="http://not-safe.example")
    async with start_services(tmp_path / "b", report=unexpected) as services:
        await brought(services, archive)
        assert len(services.profiles.all()) == 1
        there = next(one.id for one in services.workspace.conversations() if one.gateway_id != FIRST)
        chat = await services.workspace.open(there)
        assert chat is not None
        reply = await said(services, chat, "Hello")
        assert reply.failure == GatewayGone().note
        chat.choose_gateway(FIRST)
        assert (await said(services, chat, "Hello")).failure == KeyMissing().note
        assert await services.new_archive().export(tmp_path / "again.zip") == 2


class TestJoining:
    def test_the_same_address_and_name_are_one_whatever_the_id(self) -> None:
        ours = [OURS, Profile(X, "Company", "https://ai.company.example/v1")]
        found = joined(ours, [Profile(Y, "company", "ai.company.example")])
        assert (found.ids, found.new) == ({Y: X}, ())

    def test_the_same_id_is_one_whatever_became_of_it(self) -> None:
        found = joined([OURS, Profile(X, "Company", "https://new.example")], [Profile(X, "Old", "https://a.example")])
        assert (found.ids, found.new) == ({}, ())

    def test_the_first_ones_are_one_only_at_one_address(self) -> None:
        assert joined([OURS], [OURS]).ids == {}
        other = joined([OURS], [Profile(FIRST, "TheTurbo", "https://other.example")])
        assert [one.url for one in other.new] == ["https://other.example"]
        assert other.ids == {FIRST: other.new[0].id}

    def test_one_account_on_each_side_is_one_and_several_are_told_by_name(self) -> None:
        theirs = Profile(Y, "Work", "https://api.theturbo.ai")
        assert joined([OURS], [theirs]).ids == {Y: FIRST}
        private = Profile(Z, "Private", "https://api.theturbo.ai")
        assert joined([OURS], [theirs, private]).new == (theirs, private)

    def test_what_stands_twice_comes_once(self) -> None:
        one = Profile(Y, "Work", "https://work.example")
        found = joined([OURS], [one, one, Profile(Z, "Work", "https://work.example")])
        assert (found.new, found.ids) == ((one,), {Z: Y})

    def test_an_id_that_nobody_makes_is_made_anew_and_the_demo_is_none(self) -> None:
        odd = [Profile("../key", "A", "https://a.example"), Profile("demo", "B", "https://b.example")]
        found = joined([OURS], odd)
        assert found.ids == {"../key": found.new[0].id}
        assert [one.name for one in found.new] == ["A"]
        assert joined([OURS, *found.new], odd).new == ()

    def test_what_is_no_safe_address_comes_not_and_goes_not(self) -> None:
        odd = [Profile(Y, "A", url) for url in ("http://plain.example", "https://me:pw@a.example", "file:///x", "")]
        assert joined([OURS], odd) == joined([OURS], [])
        page = Profile(Z, "B", "https://b.example", key_page="https://b.example/keys?token=1")
        assert without_secrets([*odd, page]) == [Profile(Z, "B", "https://b.example")]
