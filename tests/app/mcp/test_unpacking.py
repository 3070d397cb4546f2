"""A bundle is unpacked into its folder, and nowhere else."""

from __future__ import annotations

import stat
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.mcp.bundles import bundle
from turbodesk.app.mcp import unpacking
from turbodesk.app.mcp.bundle import BundleRefused
from turbodesk.app.mcp.unpacking import unpack


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


def test_files_arrive_with_what_may_run(tmp_path: Path) -> None:
    files: dict[str | zipfile.ZipInfo, str | bytes] = {
        "server/index.js": "x",
        entry("bin/run", stat.S_IFREG | 0o755): b"\x7fELF",
        "empty/": "",
    }
    unpack(bundle(tmp_path / "a.mcpb", files=files), tmp_path / "in")
    assert (tmp_path / "in/server/index.js").read_text() == "x"
    assert (tmp_path / "in/empty").is_dir()
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "in/bin/run").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "in/server/index.js").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/evil",
        "a/../../evil",
        "..\\evil",
        "C:evil",
        "C:\\evil",
        "con.txt",
        "a/NUL",
        "a. ",
        "x:stream",
        "b\tc",
    ],
)
def test_nothing_is_put_outside_or_under_a_name_of_a_device(tmp_path: Path, name: str) -> None:
    path = bundle(tmp_path / "a.mcpb", files={"first.txt": "x", name: "x"})
    with pytest.raises(BundleRefused, match="does not belong"):
        unpack(path, tmp_path / "in")
    assert [one.name for one in tmp_path.iterdir()] == ["a.mcpb"]


@given(st.lists(st.sampled_from(["..", ".", "a", "", "/", "\\", "C:", "~", "b\0", "\u202e"]), min_size=1, max_size=6))
def test_no_name_leads_out(parts: list[str]) -> None:
    found = zipfile.ZipInfo("x")
    found.filename = "/".join(parts)  # as an archive may have it; `ZipInfo` would cut at a NUL
    folder = Path("/unpacked/here")
    try:
        target = unpacking._target(found, folder)  # noqa: SLF001  # without a file system
    except BundleRefused:
        return
    assert folder in target.parents
    assert ".." not in target.parts


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_the_like_are_refused(tmp_path: Path, kind: int) -> None:
    with pytest.raises(BundleRefused, match="link"):
        unpack(bundle(tmp_path / "a.mcpb", files={entry("link", kind | 0o777): "/etc/passwd"}), tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    files: dict[str | zipfile.ZipInfo, str | bytes] = {entry("a.js"): "good", entry("./a.js"): "bad"}
    with pytest.raises(BundleRefused, match="one name"):
        unpack(bundle(tmp_path / "a.mcpb", files=files), tmp_path / "in")


def test_a_bundle_that_swells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="larger"):
        unpack(bundle(tmp_path / "a.mcpb", files={"bomb": b"\0" * 90_000_000}), tmp_path / "in")


def test_told_sizes_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_ALWAYS_TAKEN", 1_000)
    monkeypatch.setattr(unpacking, "MOST_SWOLLEN", 1)
    monkeypatch.setattr(zipfile.ZipInfo, "file_size", property(lambda _: 10, lambda *_: None), raising=False)
    with pytest.raises(BundleRefused):
        unpack(bundle(tmp_path / "a.mcpb", files={"a": bytes(range(256)) * 4_000}), tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_a_damaged_bundle_leaves_nothing(tmp_path: Path) -> None:
    path = bundle(tmp_path / "a.mcpb", files={"a.js": "const a = 1;" * 100})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"a.js", 0, data.rindex(b"PK\x01\x02")) + 10
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(BundleRefused, match="damaged"):
        unpack(path, tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/mine.txt").write_text("mine")
    with pytest.raises(BundleRefused):
        unpack(bundle(tmp_path / "a.mcpb"), tmp_path / "in")
    assert [one.name for one in (tmp_path / "in").iterdir()] == ["mine.txt"]
