"""Names come from outside too: none may mean anything to a file system or in an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.remote.storage import is_file_name, split_name

OURS = "abcdefghijklmnop.1-9.abcdefgh.tds"


@pytest.mark.parametrize(
    "name",
    [
        OURS,
        "abcdefghijklmnop.1-9.abcdefgh (conflicted copy 2026-11-28).tds",
        "abcdefghijklmnop.1-9.abcdefgh.sync-conflict-20261128-101112-ABCDEFG.tds",
        "abcdefghijklmnop.1-9.abcdefgh (Konflikt Ännes PC).tds",
        OURS.upper(),
        "a2" * 16,
        "abcdefghijklmnop.trial",
    ],
)
def test_our_names_and_what_is_made_of_them(name: str) -> None:
    assert is_file_name(name)
    assert split_name(f"log/{name}") == ("log", name)
    assert split_name(f"blobs/{name}") == ("blobs", name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".stfolder",
        "desktop.ini",
        f".{OURS}.icloud",
        f"~{OURS}",
        f"{OURS}/../../.bashrc",
        f"{OURS}\\..",
        f"{OURS}:stream",
        f"{OURS}\n",
        f"{OURS}\0",
        f"{OURS}?a=b",
        f"{OURS}%2f",
        f"{OURS}\udc80",
        f"{OURS}.",
        f"{OURS} ",
        OURS + "x" * 200,
        "../log/" + OURS,
    ],
)
def test_other_names_are_none(name: str) -> None:
    assert not is_file_name(name)
    with pytest.raises(ValueError, match="not a name"):
        split_name(f"log/{name}")


@pytest.mark.parametrize(
    "name", [OURS, f"/log/{OURS}", f"other/{OURS}", f"log//{OURS}", f"../log/{OURS}", "log/", "log"]
)
def test_names_have_one_of_two_folders(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        split_name(name)


@given(st.text(), st.text())
def test_no_name_leads_out_of_its_folder(before: str, after: str) -> None:
    text = f"{before}{OURS}{after}"
    if is_file_name(text):
        assert not set(text) & set('/\\:?#%\0"<>|*')
        assert text[0] not in ".~- "
