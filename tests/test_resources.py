"""The program's own files are found, and their loss is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from turbodesk import resources


def test_files_of_a_checkout_are_found() -> None:
    assert resources.path("models.toml").is_file()
    assert resources.path("demo", "intro.md").is_file()
    assert not resources.path("nothing", "here").exists()


def test_the_wheels_own_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel, checkout = tmp_path / "_resources", tmp_path / "resources"
    monkeypatch.setattr(resources, "_PLACES", (wheel, checkout))
    with pytest.raises(FileNotFoundError, match="files are missing"):
        resources.path("models.toml")
    checkout.mkdir()
    assert resources.path("models.toml") == checkout / "models.toml"
    wheel.mkdir()
    assert resources.path("models.toml") == wheel / "models.toml"


def test_what_was_held_stays_though_an_update_takes_it_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PLACES", (tmp_path,))
    icon = tmp_path / "icons" / "renamed-by-the-next-version.svg"
    icon.parent.mkdir()
    icon.write_bytes(b"<svg/>")
    resources.hold()
    icon.unlink()
    assert resources.content("icons", icon.name) == b"<svg/>"
    with pytest.raises(FileNotFoundError):
        resources.content("icons", "never-there.svg")


def test_a_checkout_of_windows_gives_the_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PLACES", (tmp_path,))
    (tmp_path / "words.md").write_bytes("Wörter\r\n\r\nmehr\n".encode())
    assert resources.text("words.md") == "Wörter\n\nmehr\n"
