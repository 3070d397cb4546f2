"""Nothing outside of a chosen folder can be read or written, whatever is asked for and whatever lies in it."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from turbodesk.app.folders import ConfinedFolder, FolderRefused
from turbodesk.app.folders.confined import plain_path
from turbodesk.app.folders.names import holds_key, is_private, parts_of

SECRET = b"nobody may read this"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (tmp_path / "outside" / "secret.txt").write_bytes(SECRET)
    (tmp_path / "outside" / "deep" / "secret.txt").write_bytes(SECRET)
    return tmp_path / "outside"


@pytest.fixture(params=["relative", "by path"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, outside: Path) -> ConfinedFolder:
    """A folder with files, links to everywhere, and what looks secret; opened in both ways."""
    if sys.platform != "linux" and request.param == "by path":
        pytest.skip("elsewhere it is the only way, or cannot be asked")
    root = tmp_path / "chosen"
    (root / "a" / "b").mkdir(parents=True)
    (root / "a" / "b" / "note.txt").write_bytes(b"hello")
    (root / "data").mkdir()
    (root / "data" / "chats.db").write_bytes(SECRET)
    (root / ".ssh").mkdir()
    (root / ".ssh" / "config").write_bytes(SECRET)
    (root / ".env").write_bytes(SECRET)
    (root / "link").symlink_to(outside)
    (root / "up").symlink_to("..")
    (root / "near").symlink_to("a")
    (root / "file-link.txt").symlink_to(outside / "secret.txt")
    return ConfinedFolder(root, without=root / "data", opens_relative=request.param == "relative")


PATHS = [
    *("../outside/secret.txt", "a/../../outside/secret.txt", "link/secret.txt", "link/deep/secret.txt"),
    *("up/outside/secret.txt", "file-link.txt", "near/b/note.txt", ".ssh/config", ".env", "data/chats.db"),
    *("a/b", "", "a/none.txt", "none/note.txt", "a/b/note.txt/x", "C:/x", "a\\b\\note.txt", "note.txt:stream"),
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_else_is_read(folder: ConfinedFolder, path: str) -> None:
    with pytest.raises((FolderRefused, ValueError), match=r"\.$"):
        folder.read(parts_of(path), 100)
    with pytest.raises(FolderRefused, match=r"\.$"):
        folder.read(tuple(path.split("/")), 100)


@pytest.mark.parametrize("path", [one for one in PATHS if one not in ("a/none.txt", "none/note.txt")])
def test_nothing_else_is_written(folder: ConfinedFolder, path: str, outside: Path) -> None:
    with pytest.raises(FolderRefused, match=r"\.$"):
        folder.write(tuple(path.split("/")), b"changed")
    assert (outside / "secret.txt").read_bytes() == SECRET
    assert sorted(os.listdir(outside)) == ["deep", "secret.txt"]


@pytest.mark.parametrize("path", ["..", "link", "up", ".ssh", "data", "a/b/note.txt", "near"])
def test_no_other_folder_is_listed(folder: ConfinedFolder, path: str) -> None:
    with pytest.raises(FolderRefused):
        folder.entries(tuple(path.split("/")))


def test_what_is_in_it_is_told_without_links_and_secrets(folder: ConfinedFolder) -> None:
    found = folder.entries(())
    assert [one.name for one in found.entries] == ["a"]
    assert found.left_out == 7
    assert folder.read(("a", "b", "note.txt"), 100) == b"hello"
    assert folder.read(("a", "b", "note.txt"), 2) == b"hel", "one more than asked, so that more is seen"


@pytest.mark.skipif(sys.platform == "win32", reason="has none of these")
def test_what_would_never_end_is_no_file(folder: ConfinedFolder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "chosen" / "pipe")
    with pytest.raises(FolderRefused, match="no file"):
        folder.read(("pipe",), 10)
    with pytest.raises(FolderRefused, match="no file"):
        folder.write(("pipe",), b"x")


def test_a_file_is_written_whole_with_its_rights_and_nothing_beside_it(folder: ConfinedFolder, tmp_path: Path) -> None:
    note = tmp_path / "chosen" / "a" / "b" / "note.txt"
    note.chmod(0o640)
    folder.write(("a", "b", "note.txt"), b"new")
    folder.write(("x", "y", "made.txt"), b"made")
    assert note.read_bytes() == b"new"
    assert (tmp_path / "chosen" / "x" / "y" / "made.txt").read_bytes() == b"made"
    assert os.listdir(note.parent) == ["note.txt"]
    if sys.platform != "win32":
        assert stat.S_IMODE(note.stat().st_mode) == 0o640
    folder.remove(("x", "y", "made.txt"))
    assert os.listdir(tmp_path / "chosen" / "x" / "y") == []
    with pytest.raises(FolderRefused, match="There is no"):
        folder.remove(("x", "y", "made.txt"))


@pytest.mark.parametrize("moment", ["open", "scandir"])
def test_a_folder_exchanged_for_a_link_in_between_leads_nowhere(
    folder: ConfinedFolder, tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Whoever watches exchanges a folder at the worst moment, each time something is opened in it."""
    inner, away = tmp_path / "chosen" / "a" / "b", tmp_path / "chosen" / "a" / "was"
    true_open, true_scandir = os.open, os.scandir

    def exchange() -> None:
        if inner.is_dir() and not inner.is_symlink():
            inner.rename(away)
            inner.symlink_to(outside)

    def opening(path: Any, *given: Any, **named: Any) -> int:
        if moment == "open" and str(path).endswith(("note.txt", "secret.txt", ".part")):
            exchange()
        return true_open(path, *given, **named)

    def scanning(path: Any) -> Any:
        if moment == "scandir":
            exchange()
        return true_scandir(path)

    monkeypatch.setattr(os, "open", opening)
    monkeypatch.setattr(os, "scandir", scanning)
    with suppress(FolderRefused):
        assert folder.read(("a", "b", "secret.txt"), 100) != SECRET
    if moment != "scandir" or folder._opens_relative:  # noqa: SLF001  # names alone can be seen on Windows then
        with suppress(FolderRefused):
            assert "secret.txt" not in [one.name for one in folder.entries(("a", "b")).entries]
    with suppress(FolderRefused):
        folder.write(("a", "b", "secret.txt"), b"changed")
    assert (outside / "secret.txt").read_bytes() == SECRET
    assert sorted(os.listdir(outside)) == ["deep", "secret.txt"]


NAMES = """.. . a b link up near outside deep secret.txt note.txt .ssh ... A data NUL con.txt PROGRA~1 C: x:y \\ ‥ ．．
 %2e%2e ~ chats.db config"""
WORDS = st.sampled_from([*NAMES.split(), "", "a ", "a\x00b"])


@given(st.lists(WORDS, max_size=8).map("/".join) | st.text(max_size=40), st.booleans())
@example("link/../outside/secret.txt", True)
@example("/etc/passwd", True)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_leads_out(folder: ConfinedFolder, outside: Path, path: str, raw: bool) -> None:
    data = b""
    with suppress(FolderRefused, ValueError):
        data = folder.read(tuple(path.split("/")) if raw else parts_of(path), 100)
    assert data in (b"", b"hello", b"changed")
    with suppress(FolderRefused, ValueError):
        folder.write(tuple(path.split("/")) if raw else parts_of(path), b"changed")
    assert (outside / "secret.txt").read_bytes() == SECRET
    assert sorted(os.listdir(outside)) == ["deep", "secret.txt"]
    assert sorted(os.listdir(outside.parent)) == ["chosen", "outside"]


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        *((".env", True), (".ssh", True), ("id_rsa", True), ("ID_RSA.old", True), ("id_ed25519.pub", True)),
        *(("server.pem", True), ("store.kdbx", True), ("passwords.xlsx", True), ("my passwords.txt", True)),
        *(("aws-credentials.json", True), ("client_secret.json", True), ("prod.env", True), ("．env", True)),
        *(("talk.key", False), ("secretary.docx", False), ("environment.md", False), ("token-ring.txt", True)),
        *(("keynote.txt", False), ("id_card.pdf", False), ("shadows.jpg", False), ("notes.md", False)),
    ],
)
def test_what_looks_secret(name: str, is_left_out: bool) -> None:
    assert is_private(name) is is_left_out


def test_a_key_is_known_by_how_it_begins() -> None:
    assert holds_key(b"-----BEGIN OPENSSH PRIVATE KEY-----\nabc")
    assert holds_key(b"\n-----BEGIN RSA PRIVATE KEY-----")
    assert not holds_key(b"-----BEGIN CERTIFICATE-----")


def test_where_windows_says_a_file_lies() -> None:
    assert plain_path("\\\\?\\C:\\Users\\Ann\\a.txt") == "C:\\Users\\Ann\\a.txt"
    assert plain_path("\\\\?\\UNC\\server\\share\\a.txt") == "\\\\server\\share\\a.txt"
